//! What Diem answers.

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{sol, SolCall};
use runtime::{
    call::{calldata, first_word, static_call},
    host::vm,
    reply::{size, words},
    revert::{revert, Revert},
    word::Words,
};
use stylus_sdk::prelude::*;

use crate::{abi::IComputeCredits, account::capacity_floor, ComputeCredits};

sol! {
    function capacityOf(address account) external view returns (uint256);
    function capacityAt(address account, uint256 day) external view returns (uint256);
    function capacityOfBatch(address[] calldata accounts) external view returns (uint256[] memory);
}

impl ComputeCredits {
    /// The capacity of `account` today.
    pub(crate) fn capacity_of(&self, account: Address) -> Result<u128, Revert> {
        read(self.diem(), &capacityOfCall { account })
    }

    /// The capacity of `account` on `day`, today or later.
    pub(crate) fn capacity_at(&self, account: Address, day: U256) -> Result<u128, Revert> {
        read(self.diem(), &capacityAtCall { account, day })
    }

    /// The capacities of `accounts` today, in one call.
    pub(crate) fn capacity_of_batch(&self, accounts: &[Address]) -> Result<Vec<u128>, Revert> {
        let diem = self.diem();
        let answer = static_call(diem, &batch_calldata(accounts)).map_err(|revert| named(diem, revert))?;
        // The canonical encoding of one array, and no other: two words in front of the items.
        let (head, items) = answer.split_at_checked(64).ok_or_else(|| invalid(diem))?;
        if head != words(&[size(32), size(accounts.len())]) || items.len() != 32 * accounts.len() {
            return Err(invalid(diem));
        }
        Ok(items.chunks_exact(32).map(|item| capacity_floor(U256::from_be_slice(item))).collect())
    }
}

/// Refuses a Diem that has no code or does not answer as one.
pub(crate) fn check_diem(diem: Address) -> Result<(), Revert> {
    if vm().code_size(diem) == 0 {
        return Err(invalid(diem));
    }
    read(diem, &capacityOfCall { account: diem })?;
    Ok(())
}

fn read<C: SolCall>(diem: Address, view: &C) -> Result<u128, Revert>
where
    for<'a> C::Token<'a>: Words,
{
    let answer = static_call(diem, &calldata(view)).map_err(|revert| named(diem, revert))?;
    first_word(&answer).map(capacity_floor).ok_or_else(|| invalid(diem))
}

fn batch_calldata(accounts: &[Address]) -> Vec<u8> {
    let mut data = Vec::with_capacity(4 + 64 + 32 * accounts.len());
    data.extend_from_slice(&capacityOfBatchCall::SELECTOR);
    data.extend_from_slice(&words(&[size(32), size(accounts.len())]));
    accounts.iter().for_each(|account| data.extend_from_slice(B256::left_padding_from(account.as_slice()).as_slice()));
    data
}

/// A revert with data is passed on; one without gets a name.
fn named(diem: Address, revert: Revert) -> Revert {
    if revert.0.is_empty() {
        return invalid(diem);
    }
    revert
}

fn invalid(diem: Address) -> Revert {
    revert(IComputeCredits::InvalidDiem { diem })
}
