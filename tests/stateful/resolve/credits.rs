//! Actions on credits.

use alloy_primitives::U256;

use crate::{
    action::{Action, Kind},
    call::{Call, Terms},
    cast::{PEOPLE, Who},
    choice::{Amount, Expiry, Limit, Pick},
    model::{DAY, FOR_EVER, LIMITLESS, Model},
};

impl Model {
    pub(super) fn resolve_credits(&self, action: &Action) -> Call {
        let (today, unit) = (self.today(), self.diem_unit());
        let rich = |who| !self.available(who).is_zero();
        match action {
            &Action::Give {
                from,
                to,
                day,
                amount,
            } => {
                let from = self.pick(from, rich);
                let amount = amount.resolve(unit, &[self.available(from)]);
                Call::Give {
                    from,
                    to,
                    day: day.resolve(today),
                    amount,
                }
            }
            &Action::Draw {
                agent,
                owner,
                to,
                day,
                amount,
            } => {
                let useful = |agent| {
                    PEOPLE
                        .iter()
                        .any(|&owner| !self.drawable(owner, agent).is_zero())
                };
                let agent = self.pick(agent, useful);
                let owner = self.pick(owner, |who| !self.drawable(who, agent).is_zero());
                let limits = [
                    self.drawable(owner, agent),
                    self.remaining(owner, agent),
                    self.available(owner),
                ];
                let amount = amount.resolve(unit, &limits);
                Call::Draw {
                    agent,
                    owner,
                    to,
                    day: day.resolve(today),
                    amount,
                }
            }
            &Action::Spend {
                owner,
                payee,
                day,
                amount,
            } => {
                let owner = self.pick(owner, rich);
                let amount = amount.resolve(unit, &[self.available(owner)]);
                Call::Spend {
                    owner,
                    payee,
                    day: day.resolve(today),
                    amount,
                }
            }
            Action::Meter {
                gateway,
                day,
                entries,
            } => {
                let useful = |gateway| {
                    PEOPLE
                        .iter()
                        .any(|&owner| !self.reachable(owner, gateway).is_zero())
                };
                let gateway = self.pick(*gateway, useful);
                let entry = |&(owner, amount): &(Pick, Amount)| self.entry(gateway, owner, amount);
                let entries = entries.iter().map(entry).collect();
                Call::Meter {
                    gateway,
                    day: day.resolve(today),
                    entries,
                }
            }
            &Action::SetBudget {
                kind,
                owner,
                spender,
                limit,
                expiry,
            } => {
                let terms = self.terms(kind, owner, spender, limit, expiry);
                Call::SetBudget {
                    kind,
                    owner,
                    spender,
                    terms,
                }
            }
            &Action::SetBudgetBySig {
                kind,
                owner,
                spender,
                limit,
                expiry,
                signing,
            } => {
                let terms = self.terms(kind, owner, spender, limit, expiry);
                let nonce = self.credits.budget(kind, owner, spender, today).nonce;
                let signature = self.sign(owner, signing, nonce);
                Call::SetBudgetBySig {
                    kind,
                    owner,
                    spender,
                    terms,
                    signature,
                }
            }
            _ => unreachable!("not an action on credits"),
        }
    }

    fn available(&self, who: Who) -> U256 {
        self.credits.available(&self.diem, who, self.today())
    }

    /// What the allowance still covers, or did a second ago: then an allowance that has just expired is tried too.
    fn remaining(&self, owner: Who, agent: Who) -> U256 {
        let remaining = self
            .credits
            .remaining(owner, agent, self.today(), self.now - 1);
        remaining.unwrap_or(LIMITLESS)
    }

    /// What the agent can draw.
    fn drawable(&self, owner: Who, agent: Who) -> U256 {
        self.remaining(owner, agent).min(self.available(owner))
    }

    /// The highest reading that the gateway can post, or could a second ago.
    fn reachable(&self, owner: Who, gateway: Who) -> U256 {
        let (today, valid) = (self.today(), self.now - 1);
        self.credits
            .reachable(&self.diem, gateway, owner, today, valid)
    }

    /// An entry's limits: what the gateway can reach, what it has, its limit, and what it could have without a limit.
    fn entry(&self, gateway: Who, owner: Pick, amount: Amount) -> (Who, U256) {
        let owner = self.pick(owner, |who| !self.reachable(who, gateway).is_zero());
        let budget = self
            .credits
            .budget(Kind::Meter, owner, gateway, self.today());
        let unlimited = budget.used + self.available(owner);
        let limits = [
            self.reachable(owner, gateway),
            budget.used,
            budget.limit,
            unlimited,
        ];
        let total = amount.resolve(self.diem_unit(), &limits);
        (owner, total.min(LIMITLESS))
    }

    fn terms(&self, kind: Kind, owner: Who, spender: Who, limit: Limit, expiry: Expiry) -> Terms {
        let limit = match limit {
            Limit::Zero => U256::ZERO,
            Limit::None => LIMITLESS,
            Limit::Of(amount) => {
                let used = self.credits.budget(kind, owner, spender, self.today()).used;
                let capacity = self.diem.capacity(owner, self.today());
                let limits = [LIMITLESS, used, capacity, self.available(owner)];
                amount
                    .resolve(self.diem_unit(), &limits)
                    .min(LIMITLESS - U256::ONE)
            }
        };
        let midnight = (self.today() + 1) * DAY;
        let expiry = match expiry {
            Expiry::Never => FOR_EVER,
            Expiry::In(seconds) => self.now + u64::from(seconds),
            Expiry::Midnight(offset) => midnight.saturating_add_signed(offset.into()),
            Expiry::Past => 1,
        };
        Terms { limit, expiry }
    }
}
