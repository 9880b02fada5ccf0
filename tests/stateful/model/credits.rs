//! Compute credits as one ledger per day, and the terms of the budgets. Nothing is reset: another day has another ledger.

use std::collections::BTreeMap;

use alloy_primitives::U256;

use super::{diem::Diem, refusal::Refusal, uint};
use crate::{
    action::Kind,
    call::{Signature, Terms},
    cast::Who,
};

/// No limit but the owner's credits.
pub(crate) const LIMITLESS: U256 = uint::max_of(96);

/// The nonce at which a budget takes no more signatures.
const LAST_NONCE: u64 = 65_535;

/// What happened on one day.
#[derive(Clone, Debug, Default)]
struct Ledger {
    gifts: Vec<(Who, Who, U256)>,
    spends: Vec<(Who, U256)>,
    draws: BTreeMap<(Who, Who), U256>,
    readings: BTreeMap<(Who, Who), U256>,
}

/// A budget as it was last set.
#[derive(Clone, Copy, Debug, Default)]
struct Budget {
    limit: U256,
    expiry: u64,
    nonce: u64,
}

/// A budget as the contract shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BudgetView {
    pub(crate) limit: U256,
    pub(crate) used: U256,
    pub(crate) expiry: u64,
    pub(crate) nonce: u64,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Credits {
    days: BTreeMap<u64, Ledger>,
    budgets: BTreeMap<(Kind, Who, Who), Budget>,
}

impl Credits {
    fn ledger(&self, day: u64) -> Ledger {
        self.days.get(&day).cloned().unwrap_or_default()
    }

    fn ledger_mut(&mut self, day: u64) -> &mut Ledger {
        self.days.entry(day).or_default()
    }

    /// Credits received less credits given: both sums, so that no sign is needed.
    pub(crate) fn received_and_given(&self, who: Who, day: u64) -> (U256, U256) {
        let ledger = self.ledger(day);
        let sum = |pick: &dyn Fn(&(Who, Who, U256)) -> bool| -> U256 {
            ledger
                .gifts
                .iter()
                .filter(|gift| pick(gift))
                .map(|gift| gift.2)
                .sum()
        };
        (sum(&|gift| gift.1 == who), sum(&|gift| gift.0 == who))
    }

    pub(crate) fn used(&self, who: Who, day: u64) -> U256 {
        let ledger = self.ledger(day);
        let spent: U256 = ledger
            .spends
            .iter()
            .filter(|spend| spend.0 == who)
            .map(|spend| spend.1)
            .sum();
        let metered: U256 = ledger
            .readings
            .iter()
            .filter(|(pair, _)| pair.0 == who)
            .map(|(_, total)| *total)
            .sum();
        spent + metered
    }

    pub(crate) fn total_used(&self, day: u64) -> U256 {
        let ledger = self.ledger(day);
        let spent: U256 = ledger.spends.iter().map(|spend| spend.1).sum();
        spent + ledger.readings.values().sum::<U256>()
    }

    pub(crate) fn available(&self, diem: &Diem, who: Who, day: u64) -> U256 {
        let (received, given) = self.received_and_given(who, day);
        diem.capacity(who, day) + received - given - self.used(who, day)
    }

    pub(crate) fn budget(&self, kind: Kind, owner: Who, spender: Who, day: u64) -> BudgetView {
        let Budget {
            limit,
            expiry,
            nonce,
        } = self
            .budgets
            .get(&(kind, owner, spender))
            .copied()
            .unwrap_or_default();
        let ledger = self.ledger(day);
        let used = match kind {
            Kind::Allowance => ledger.draws.get(&(owner, spender)),
            Kind::Meter => ledger.readings.get(&(owner, spender)),
        };
        let used = used.copied().unwrap_or_default();
        BudgetView {
            limit,
            used,
            expiry,
            nonce,
        }
    }

    /// Every moment at which a budget expires.
    pub(crate) fn expiries(&self) -> impl Iterator<Item = u64> {
        self.budgets.values().map(|budget| budget.expiry)
    }

    fn refuse_use(&self, diem: &Diem, owner: Who, day: u64, amount: U256) -> Vec<Refusal> {
        let mut reasons = Vec::new();
        if amount.is_zero() {
            reasons.push(Refusal::ZeroAmount);
        }
        let available = self.available(diem, owner, day);
        if available < amount {
            reasons.push(Refusal::InsufficientCredits {
                owner,
                available,
                needed: amount,
            });
        }
        reasons
    }

    pub(crate) fn refuse_give(
        &self,
        diem: &Diem,
        from: Who,
        to: Who,
        day: u64,
        amount: U256,
    ) -> Vec<Refusal> {
        let mut reasons = self.refuse_use(diem, from, day, amount);
        if to == Who::Zero {
            reasons.push(Refusal::InvalidReceiver(to));
        }
        reasons
    }

    pub(crate) fn give(&mut self, from: Who, to: Who, day: u64, amount: U256) {
        self.ledger_mut(day).gifts.push((from, to, amount));
    }

    /// What `agent` may still draw on `day` if the clock shows `now`; `None` if only the owner's credits bound it.
    pub(crate) fn remaining(&self, owner: Who, agent: Who, day: u64, now: u64) -> Option<U256> {
        let budget = self.budget(Kind::Allowance, owner, agent, day);
        if now >= budget.expiry && budget.expiry != uint::FOR_EVER {
            return Some(U256::ZERO);
        }
        (budget.limit != LIMITLESS).then(|| budget.limit.saturating_sub(budget.used))
    }

    pub(crate) fn refuse_draw(
        &self,
        owner: Who,
        agent: Who,
        now: u64,
        needed: U256,
    ) -> Option<Refusal> {
        let remaining = self.remaining(owner, agent, now / super::DAY, now)?;
        let spender = agent;
        (remaining < needed).then_some(Refusal::InsufficientDraw {
            owner,
            spender,
            remaining,
            needed,
        })
    }

    pub(crate) fn draw(&mut self, owner: Who, agent: Who, to: Who, day: u64, amount: U256) {
        let drawn = self
            .ledger_mut(day)
            .draws
            .entry((owner, agent))
            .or_default();
        *drawn = (*drawn + amount).min(LIMITLESS);
        self.give(owner, to, day, amount);
    }

    pub(crate) fn refuse_spend(
        &self,
        diem: &Diem,
        owner: Who,
        payee: Who,
        day: u64,
        amount: U256,
    ) -> Vec<Refusal> {
        let mut reasons = self.refuse_use(diem, owner, day, amount);
        if payee == Who::Zero {
            reasons.push(Refusal::InvalidPayee(payee));
        }
        reasons
    }

    pub(crate) fn spend(&mut self, owner: Who, day: u64, amount: U256) {
        self.ledger_mut(day).spends.push((owner, amount));
    }

    /// Sets each entry's reading as far as it goes. Returns what was asked for and not reached.
    pub(crate) fn meter(
        &mut self,
        diem: &Diem,
        gateway: Who,
        now: u64,
        entries: &[(Who, U256)],
    ) -> U256 {
        let day = now / super::DAY;
        let mut shortfall = U256::ZERO;
        for &(owner, asked) in entries {
            let reading = self.budget(Kind::Meter, owner, gateway, day).used;
            let reached = self
                .reachable(diem, gateway, owner, day, now)
                .max(reading)
                .min(asked);
            shortfall += asked - reached;
            self.ledger_mut(day)
                .readings
                .insert((owner, gateway), reached);
        }
        shortfall
    }

    /// The highest reading that `gateway` could post for `owner` on `day` if the clock shows `now`.
    pub(crate) fn reachable(
        &self,
        diem: &Diem,
        gateway: Who,
        owner: Who,
        day: u64,
        now: u64,
    ) -> U256 {
        let budget = self.budget(Kind::Meter, owner, gateway, day);
        if now >= budget.expiry && budget.expiry != uint::FOR_EVER {
            return U256::ZERO;
        }
        budget
            .limit
            .min(budget.used + self.available(diem, owner, day))
    }

    pub(crate) fn refuse_set(owner: Who, spender: Who) -> Vec<Refusal> {
        let invalid = spender == Who::Zero || spender == owner;
        Vec::from_iter(invalid.then_some(Refusal::InvalidSpender(spender)))
    }

    pub(crate) fn set(&mut self, kind: Kind, owner: Who, spender: Who, terms: Terms) {
        let budget = self.budgets.entry((kind, owner, spender)).or_default();
        budget.limit = terms.limit;
        budget.expiry = terms.expiry;
        budget.nonce = (budget.nonce + 1).min(LAST_NONCE);
    }

    pub(crate) fn refuse_set_by_sig(
        &self,
        kind: Kind,
        owner: Who,
        spender: Who,
        by: Signature,
        now: u64,
    ) -> Vec<Refusal> {
        let mut reasons = Self::refuse_set(owner, spender);
        if U256::from(now) > by.deadline {
            reasons.push(Refusal::SignatureExpired {
                deadline: by.deadline,
            });
        }
        let nonce = self.budget(kind, owner, spender, now / super::DAY).nonce;
        if nonce == LAST_NONCE {
            reasons.push(Refusal::NonceExhausted { owner, spender });
        }
        let digest_agrees = nonce == by.nonce;
        if by.by != owner || !digest_agrees {
            let signer = digest_agrees.then_some(by.by);
            reasons.push(Refusal::BudgetSigner { signer, owner });
        }
        reasons
    }
}
