//! What can be read.

use alloc::{vec, vec::Vec};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::sol_data;
use runtime::{
    reply::{size, words, Reply},
    word::pack,
};

use crate::{abi::IComputeCredits, budget::Budget, budgets::Kind, today, ComputeCredits};

impl ComputeCredits {
    pub(crate) fn balance_of(&self, account: Address, day: U256) -> u128 {
        let today = today();
        match day.cmp(&U256::from(today)) {
            core::cmp::Ordering::Less => 0,
            core::cmp::Ordering::Equal => self
                .account(account, today)
                .available(self.capacity_of(account)),
            core::cmp::Ordering::Greater => self.capacity_at(account, day),
        }
    }

    pub(crate) fn balance_of_batch(&self, accounts: Vec<Address>, day: U256) -> Vec<u128> {
        let today = today();
        if day != U256::from(today) {
            return accounts
                .into_iter()
                .map(|account| self.balance_of(account, day))
                .collect();
        }
        let capacities = self.capacity_of_batch(accounts.iter().copied());
        let balance = |(account, capacity)| self.account(account, today).available(capacity);
        let accounts = accounts.into_iter().zip(capacities.amounts());
        accounts.map(balance).collect()
    }

    pub(crate) fn account_of(&self, account: Address) -> (u128, i128, u128, u128) {
        let capacity = self.capacity_of(account);
        let record = self.account(account, today());
        (
            capacity,
            record.net,
            record.used,
            record.available(capacity),
        )
    }

    pub(crate) fn budget_of(&self, kind: Kind, owner: Address, spender: Address) -> Budget {
        self.budget_slot(kind, owner, spender)
            .read::<Budget>()
            .on(today())
    }

    pub(crate) fn budgets_of(&self, kind: Kind, owners: Vec<Address>, spender: Address) -> Budgets {
        Budgets(
            owners
                .into_iter()
                .map(|owner| self.budget_of(kind, owner, spender))
                .collect(),
        )
    }
}

/// The answer of the batch reads.
pub(crate) struct Budgets(Vec<Budget>);

/// The words of a budget as the interface shows it.
#[inline(never)]
fn shown(budget: &Budget) -> [B256; 4] {
    [
        budget.limit,
        budget.used,
        budget.expiry.into(),
        budget.nonce.into(),
    ]
    .map(|value| pack(value, 0))
}

impl Reply<(IComputeCredits::Budget,)> for Budget {
    fn reply(self) -> Vec<u8> {
        words(&shown(&self))
    }
}

impl Reply<(sol_data::Array<IComputeCredits::Budget>,)> for Budgets {
    fn reply(self) -> Vec<u8> {
        let mut reply = vec![size(32), size(self.0.len())];
        self.0.iter().for_each(|budget| reply.extend(shown(budget)));
        words(&reply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::SolCall;
    use proptest::{collection::vec, prelude::*};
    use runtime::{
        reply::reply,
        word::{unpack, Packed},
    };

    prop_compose! {
        fn words()(word: [u8; 32], today: u32) -> Budget {
            Budget::from_halves(unpack(&word.into())).on(today)
        }
    }

    /// Budgets as storage has them, today's use in half of them.
    fn budgets() -> impl Strategy<Value = Budget> {
        let used = (words(), 0u128..1 << 96).prop_map(|(budget, used)| Budget { used, ..budget });
        prop_oneof![words(), used]
    }

    fn alloys(budget: &Budget) -> IComputeCredits::Budget {
        IComputeCredits::Budget {
            dailyLimit: budget.limit.try_into().expect("a limit has 96 bits"),
            used: budget.used.try_into().expect("a use has 96 bits"),
            expiry: budget.expiry,
            nonce: budget.nonce,
        }
    }

    proptest! {
        #[test]
        fn a_budget_is_shown_as_alloy_encodes_it(budget in budgets()) {
            let expected = IComputeCredits::allowanceOfCall::abi_encode_returns(&(alloys(&budget),));
            prop_assert_eq!(reply::<IComputeCredits::allowanceOfCall>(budget), expected.clone());
            prop_assert_eq!(reply::<IComputeCredits::meterOfCall>(budget), expected);
        }

        #[test]
        fn budgets_are_shown_as_alloy_encodes_them(budgets in vec(budgets(), 0..6)) {
            let alloys: Vec<_> = budgets.iter().map(alloys).collect();
            let expected = IComputeCredits::allowanceOfBatchCall::abi_encode_returns(&(alloys,));
            prop_assert_eq!(reply::<IComputeCredits::allowanceOfBatchCall>(Budgets(budgets.clone())), expected.clone());
            prop_assert_eq!(reply::<IComputeCredits::meterOfBatchCall>(Budgets(budgets)), expected);
        }
    }
}
