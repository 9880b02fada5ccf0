//! The ledger of one day, rebuilt from the events alone: what an indexer would believe.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, I256, Log, U256, aliases::U96};
use alloy_sol_types::SolEventInterface;
use diem_suite::abi::IComputeCredits::{self, Budget, IComputeCreditsEvents as Event};

use crate::budget::{Kind, NO_LIMIT};

/// A budget: kind, owner, spender.
pub(crate) type BudgetKey = (Kind, Address, Address);

/// What the events so far say.
#[derive(Debug, Default)]
pub(crate) struct Replay {
    today: U256,
    /// Every account that an event named, and those that tests add.
    pub(crate) accounts: BTreeSet<Address>,
    net: BTreeMap<Address, I256>,
    spent: BTreeMap<Address, U256>,
    /// `used` is today's.
    pub(crate) budgets: BTreeMap<BudgetKey, Budget>,
}

impl Replay {
    /// Begins a new day if `today` is one: nothing of the day before counts, but the budgets' terms.
    pub(crate) fn turn_to(&mut self, today: U256) {
        if self.today == today {
            return;
        }
        self.today = today;
        self.net.clear();
        self.spent.clear();
        for budget in self.budgets.values_mut() {
            budget.used = U96::ZERO;
        }
    }

    /// Takes in what `credits` emitted. The day of every event must be today.
    pub(crate) fn apply(&mut self, credits: Address, logs: &[Log]) {
        for log in logs.iter().filter(|log| log.address == credits) {
            let event = Event::decode_raw_log(log.topics(), &log.data.data)
                .expect("the contract emits its interface's events only");
            match event {
                Event::Transfer(event) => self.transfer(&event),
                Event::Spent(event) => self.spend(&event),
                Event::AllowanceSet(event) => self.set(
                    (Kind::Allowance, event.owner, event.spender),
                    event.dailyLimit,
                    event.expiry,
                    event.nonce,
                ),
                Event::MeterSet(event) => self.set(
                    (Kind::Meter, event.owner, event.gateway),
                    event.dailyLimit,
                    event.expiry,
                    event.nonce,
                ),
                Event::Metered(event) => self.read_meter(&event),
                // A shortfall repeats what the reading stands at; the root is the gateway's word.
                Event::Shortfall(event) => {
                    let budget = self.budget((Kind::Meter, event.owner, event.gateway));
                    assert_eq!(U256::from(budget.used), event.total, "the reading reached");
                    assert!(event.requested > event.total, "a shortfall of nothing");
                }
                Event::MeterPosted(event) => {
                    assert_eq!(event.day, self.today, "a reading of another day");
                }
                Event::Initialized(_) => panic!("only a constructor initializes"),
            }
        }
    }

    fn transfer(&mut self, event: &IComputeCredits::Transfer) {
        assert_eq!(event.id, self.today, "credits of another day moved");
        self.accounts.extend([event.sender, event.receiver]);
        let amount = I256::try_from(event.amount).expect("credits are fewer than 2^255");
        *self.net.entry(event.sender).or_default() -= amount;
        *self.net.entry(event.receiver).or_default() += amount;
        if event.caller != event.sender {
            let budget = self.budget((Kind::Allowance, event.sender, event.caller));
            let used = U256::from(budget.used) + event.amount;
            budget.used = used.saturating_to();
            let within = budget.used <= budget.dailyLimit || budget.dailyLimit == NO_LIMIT;
            assert!(within, "an agent drew more than its limit: {event:?}");
        }
    }

    fn read_meter(&mut self, event: &IComputeCredits::Metered) {
        assert_eq!(event.day, self.today, "a reading of another day");
        self.accounts.insert(event.owner);
        let budget = self.budget((Kind::Meter, event.owner, event.gateway));
        let total = U96::from(event.total);
        assert_ne!(
            total, budget.used,
            "a reading that changes nothing: {event:?}"
        );
        let within = total < budget.used || total <= budget.dailyLimit;
        assert!(within, "a gateway took more than its limit: {event:?}");
        budget.used = total;
    }

    fn spend(&mut self, event: &IComputeCredits::Spent) {
        assert_eq!(event.day, self.today, "credits of another day were spent");
        self.accounts.insert(event.owner);
        *self.spent.entry(event.owner).or_default() += event.amount;
    }

    fn set(&mut self, key: BudgetKey, limit: U96, expiry: u32, nonce: u16) {
        let budget = self.budget(key);
        budget.dailyLimit = limit;
        budget.expiry = expiry;
        budget.nonce = nonce;
    }

    fn budget(&mut self, key: BudgetKey) -> &mut Budget {
        let none = Budget {
            dailyLimit: U96::ZERO,
            used: U96::ZERO,
            expiry: 0,
            nonce: 0,
        };
        self.budgets.entry(key).or_insert(none)
    }

    /// What `account` received today, less what it gave.
    pub(crate) fn net(&self, account: Address) -> I256 {
        self.net.get(&account).copied().unwrap_or_default()
    }

    /// What `account` used today: its own spends and all meters on it.
    pub(crate) fn used(&self, account: Address) -> U256 {
        let metered: U256 = self
            .budgets
            .iter()
            .filter(|((kind, owner, _), _)| *kind == Kind::Meter && *owner == account)
            .map(|(_, budget)| U256::from(budget.used))
            .sum();
        metered + self.spent.get(&account).copied().unwrap_or_default()
    }
}
