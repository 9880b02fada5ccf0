//! What Diem answers.

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{sol, SolCall, SolType};
use runtime::{
    call::{answer_or, calldata, first_word, static_call},
    host::vm,
    reply::size,
    revert::revert,
    word::{bytes_of, to_u128, unpack, Statics},
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
    pub(crate) fn capacity_of(&self, account: Address) -> u128 {
        read(self.diem(), capacityOfCall { account })
    }

    /// The capacity of `account` on `day`, today or later.
    pub(crate) fn capacity_at(&self, account: Address, day: U256) -> u128 {
        read(self.diem(), capacityAtCall { account, day })
    }

    /// The capacities of `accounts` today, in one call.
    pub(crate) fn capacity_of_batch(
        &self,
        accounts: impl ExactSizeIterator<Item = Address>,
    ) -> Capacities {
        let diem = self.diem();
        let head = [size(32), size(accounts.len())];
        let answer_length = 32 * (head.len() + accounts.len());
        let answer = answer_or(static_call(diem, &batch_calldata(&head, accounts)), || {
            invalid(diem)
        });
        // The canonical encoding of one array, and no other: two words in front of the items.
        if !answer.starts_with(bytes_of(&head)) || answer.len() != answer_length {
            invalid(diem);
        }
        Capacities(answer)
    }
}

/// Diem's answer for many accounts.
pub(crate) struct Capacities(Vec<u8>);

impl Capacities {
    /// The capacities, in the accounts' order.
    pub(crate) fn amounts(&self) -> impl Iterator<Item = u128> + '_ {
        let words = self.0.chunks_exact(32).skip(2);
        words.map(|word| match unpack(&B256::from_slice(word)) {
            (low, 0) => capacity_floor(low),
            _ => capacity_floor(u128::MAX),
        })
    }
}

/// Refuses a Diem that has no code or does not answer as one.
pub(crate) fn check_diem(diem: Address) {
    let answer = static_call(diem, &calldata(capacityOfCall { account: diem }));
    let answers = answer.is_ok_and(|answer| first_word(&answer).is_some());
    if vm().code_size(diem) == 0 || !answers {
        invalid(diem);
    }
}

fn read<C>(diem: Address, view: C) -> u128
where
    C: SolCall + Into<<C::Parameters<'static> as SolType>::RustType>,
    <C::Parameters<'static> as SolType>::RustType: Statics,
{
    let answer = answer_or(static_call(diem, &calldata(view)), || invalid(diem));
    first_word(&answer)
        .map(|word| capacity_floor(to_u128(word).unwrap_or(u128::MAX)))
        .unwrap_or_else(|| invalid(diem))
}

fn batch_calldata(head: &[B256], accounts: impl ExactSizeIterator<Item = Address>) -> Vec<u8> {
    let mut data = Vec::with_capacity(4 + 32 * (head.len() + accounts.len()));
    data.extend_from_slice(&capacityOfBatchCall::SELECTOR);
    data.extend_from_slice(bytes_of(head));
    for account in accounts {
        data.extend_from_slice(account.into_word().as_slice());
    }
    data
}

fn invalid(diem: Address) -> ! {
    revert(IComputeCredits::InvalidDiem { diem })
}
