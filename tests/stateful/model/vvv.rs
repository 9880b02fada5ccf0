//! Test VVV: balances, approvals, the faucet.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{U256, uint};

use super::{approvals::Approvals, refusal::Refusal};
use crate::cast::Who;

/// One drip: 10,000 VVV.
const DRIP: U256 = uint!(10_000_000_000_000_000_000_000_U256);

#[derive(Clone, Debug, Default)]
pub(crate) struct Vvv {
    balances: BTreeMap<Who, U256>,
    drips: BTreeSet<(Who, u64)>,
    pub(crate) approvals: Approvals,
}

impl Vvv {
    pub(crate) fn balance(&self, who: Who) -> U256 {
        self.balances.get(&who).copied().unwrap_or_default()
    }

    pub(crate) fn supply(&self) -> U256 {
        self.balances.values().sum()
    }

    pub(crate) fn give(&mut self, to: Who, value: U256) {
        *self.balances.entry(to).or_default() += value;
    }

    pub(crate) fn refuse_move(&self, from: Who, to: Who, needed: U256) -> Vec<Refusal> {
        let mut reasons = Vec::new();
        if to == Who::Zero {
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

    pub(crate) fn shift(&mut self, from: Who, to: Who, value: U256) {
        let balance = self.balance(from);
        self.balances.insert(from, balance - value);
        self.give(to, value);
    }

    /// Why `spender` cannot pull `needed` of `from`.
    pub(crate) fn refuse_pull(&self, from: Who, spender: Who, needed: U256) -> Vec<Refusal> {
        let mut reasons = self.refuse_move(from, spender, needed);
        reasons.extend(self.approvals.refuse_use(from, spender, needed));
        reasons
    }

    pub(crate) fn pull(&mut self, from: Who, spender: Who, value: U256) {
        self.approvals.use_up(from, spender, value);
        self.shift(from, spender, value);
    }

    pub(crate) fn refuse_drip(&self, to: Who, day: u64) -> Vec<Refusal> {
        let mut reasons = Vec::new();
        if to == Who::Zero {
            reasons.push(Refusal::TokenReceiver(to));
        }
        if self.drips.contains(&(to, day)) {
            reasons.push(Refusal::DripTaken { to, day });
        }
        reasons
    }

    pub(crate) fn drip(&mut self, to: Who, day: u64) {
        self.drips.insert((to, day));
        self.give(to, DRIP);
    }
}
