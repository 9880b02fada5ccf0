//! Diem as a journal: nothing is kept but who moved what and when, and every figure is computed from the beginning of time.

use alloy_primitives::U256;

use super::{DAY, approvals::Approvals, refusal::Refusal};
use crate::cast::Who;

/// DIEM moved, was minted (from zero) or burned (to zero).
#[derive(Clone, Copy, Debug)]
struct Entry {
    at: u64,
    from: Who,
    to: Who,
    value: U256,
}

#[derive(Clone, Debug)]
pub(crate) struct Diem {
    pub(crate) cap: U256,
    journal: Vec<Entry>,
    pub(crate) approvals: Approvals,
}

impl Diem {
    pub(crate) fn new(cap: U256) -> Self {
        Self {
            cap,
            journal: Vec::new(),
            approvals: Approvals::default(),
        }
    }

    pub(crate) fn balance(&self, who: Who) -> U256 {
        balance_in(&self.journal, who)
    }

    pub(crate) fn supply(&self) -> U256 {
        supply_in(&self.journal)
    }

    /// The balance at 00:00 of `day`, and the share of the day of what was minted since.
    pub(crate) fn capacity(&self, who: Who, day: u64) -> U256 {
        let minted = self.minted_on(day).filter(|entry| entry.to == who);
        balance_in(self.before(day), who) + minted.map(share_of_the_day).sum::<U256>()
    }

    pub(crate) fn total_capacity(&self, day: u64) -> U256 {
        supply_in(self.before(day)) + self.minted_on(day).map(share_of_the_day).sum::<U256>()
    }

    /// The journal before 00:00 of `day`.
    fn before(&self, day: u64) -> &[Entry] {
        let end = self.journal.partition_point(|entry| entry.at < day * DAY);
        &self.journal[..end]
    }

    fn minted_on(&self, day: u64) -> impl Iterator<Item = &Entry> {
        let of_the_day = move |entry: &&Entry| entry.at / DAY == day;
        self.journal
            .iter()
            .filter(of_the_day)
            .filter(|entry| entry.from == Who::Zero)
    }

    pub(crate) fn refuse_move(&self, from: Who, to: Who, needed: U256) -> Vec<Refusal> {
        let mut reasons = Vec::new();
        if from == Who::Zero {
            reasons.push(Refusal::TokenSender(from));
        }
        if matches!(to, Who::Zero | Who::Diem | Who::Staking) {
            reasons.push(Refusal::TokenReceiver(to));
        }
        let balance = self.balance(from);
        if balance < needed {
            reasons.push(Refusal::InsufficientBalance {
                sender: from,
                balance,
                needed,
            });
        }
        reasons
    }

    pub(crate) fn shift(&mut self, at: u64, from: Who, to: Who, value: U256) {
        self.journal.push(Entry {
            at,
            from,
            to,
            value,
        });
    }

    pub(crate) fn refuse_mint(&self, at: u64, to: Who, value: U256) -> Vec<Refusal> {
        let mut reasons = Vec::new();
        if matches!(to, Who::Zero | Who::Diem | Who::Staking) {
            reasons.push(Refusal::TokenReceiver(to));
        }
        let cap = self.cap;
        let supply = self.supply().saturating_add(value);
        if supply > cap {
            reasons.push(Refusal::CapExceeded { supply, cap });
            // Beyond the cap, the share of the day may not even be a number of 256 bits.
            if value > cap {
                return reasons;
            }
        }
        let entry = Entry {
            at,
            from: Who::Zero,
            to,
            value,
        };
        let capacity = self.total_capacity(at / DAY) + share_of_the_day(&entry);
        if capacity > cap {
            reasons.push(Refusal::CapacityCapExceeded { capacity, cap });
        }
        reasons
    }

    pub(crate) fn mint(&mut self, at: u64, to: Who, value: U256) {
        self.shift(at, Who::Zero, to, value);
    }

    pub(crate) fn burn(&mut self, at: u64, from: Who, value: U256) {
        self.shift(at, from, Who::Zero, value);
    }
}

fn balance_in(journal: &[Entry], who: Who) -> U256 {
    let total = |entries: &mut dyn Iterator<Item = &Entry>| -> U256 {
        entries.map(|entry| entry.value).sum()
    };
    // Zero stands for mint and burn; it holds nothing.
    if who == Who::Zero {
        return U256::ZERO;
    }
    total(&mut journal.iter().filter(|entry| entry.to == who))
        - total(&mut journal.iter().filter(|entry| entry.from == who))
}

fn supply_in(journal: &[Entry]) -> U256 {
    let sum = |pick: fn(&Entry) -> bool| -> U256 {
        journal
            .iter()
            .filter(|entry| pick(entry))
            .map(|entry| entry.value)
            .sum()
    };
    sum(|entry| entry.from == Who::Zero) - sum(|entry| entry.to == Who::Zero)
}

/// `floor(value * (86400 - secondsIntoDay) / 86400)`.
fn share_of_the_day(mint: &Entry) -> U256 {
    mint.value * U256::from(DAY - mint.at % DAY) / U256::from(DAY)
}
