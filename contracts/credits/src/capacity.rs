//! What Diem answers.

use alloc::{vec, vec::Vec};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{sol, SolCall, SolType};
use runtime::{
    call::{answer_or, calldata, first_word, static_call},
    host::vm,
    reply::{size, words},
    revert::{revert, selector_and_words},
    word::{integer, Statics},
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
    pub(crate) fn capacity_of_batch(&self, accounts: &[Address]) -> Vec<u128> {
        let diem = self.diem();
        let answer = answer_or(static_call(diem, &batch_calldata(accounts)), || {
            invalid(diem)
        });
        // The canonical encoding of one array, and no other: two words in front of the items.
        let head = words(&[size(32), size(accounts.len())]);
        if !answer.starts_with(&head) || answer.len() != head.len() + 32 * accounts.len() {
            invalid(diem);
        }
        let capacity = |word| capacity_floor(integer(&B256::from_slice(word)));
        answer[head.len()..]
            .chunks_exact(32)
            .map(capacity)
            .collect()
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
        .map(capacity_floor)
        .unwrap_or_else(|| invalid(diem))
}

fn batch_calldata(accounts: &[Address]) -> Vec<u8> {
    let mut arguments = vec![B256::ZERO; 2 + accounts.len()];
    arguments[0] = size(32);
    arguments[1] = size(accounts.len());
    for (word, account) in arguments[2..].iter_mut().zip(accounts) {
        *word = account.into_word();
    }
    selector_and_words(capacityOfBatchCall::SELECTOR, &arguments)
}

fn invalid(diem: Address) -> ! {
    revert(IComputeCredits::InvalidDiem { diem })
}
