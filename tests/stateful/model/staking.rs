//! VvvStaking: stakes, tickets, and lists of what was minted and burned when.

use std::collections::BTreeMap;

use alloy_primitives::U256;

use super::{
    DAY,
    diem::Diem,
    refusal::Refusal,
    rewards::{BPS, Rewards},
    uint,
    vvv::Vvv,
};
use crate::cast::Who;

/// The widest amount of DIEM that a record holds, minted and burned together.
pub(crate) const DIEM_MAX: U256 = uint::max_of(96);

/// The most VVV that the contract owes altogether: staked, in tickets, and rewards.
pub(crate) const OWED_MAX: U256 = uint::max_of(96);

/// What never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    pub(crate) vvv_per_diem: U256,
    pub(crate) cooldown: u64,
    pub(crate) locked_reward_bps: u16,
}

/// An open ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub(crate) id: u64,
    pub(crate) amount: U256,
    pub(crate) ready_at: u64,
}

/// DIEM minted or burned by an account.
#[derive(Clone, Copy, Debug)]
struct Entry {
    who: Who,
    day: u64,
    amount: U256,
}

#[derive(Clone, Debug)]
pub(crate) struct Staking {
    pub(crate) terms: Terms,
    pub(crate) paused: bool,
    pub(crate) rewards: Rewards,
    staked: BTreeMap<Who, U256>,
    mints: Vec<Entry>,
    burns: Vec<Entry>,
    open: Vec<(Who, Ticket)>,
    requested: BTreeMap<Who, u64>,
}

impl Staking {
    pub(crate) fn new(terms: Terms, now: u64) -> Self {
        Self {
            terms,
            paused: false,
            rewards: Rewards::new(now),
            staked: BTreeMap::new(),
            mints: Vec::new(),
            burns: Vec::new(),
            open: Vec::new(),
            requested: BTreeMap::new(),
        }
    }

    // Figures

    pub(crate) fn staked(&self, who: Who) -> U256 {
        self.staked.get(&who).copied().unwrap_or_default()
    }

    pub(crate) fn minted(&self, who: Who) -> U256 {
        sum(&self.mints, |entry| entry.who == who) - sum(&self.burns, |entry| entry.who == who)
    }

    pub(crate) fn burned_on(&self, who: Who, day: u64) -> U256 {
        sum(&self.burns, |entry| entry.who == who && entry.day == day)
    }

    /// Minted, and burned but counted until midnight.
    pub(crate) fn counted(&self, who: Who, day: u64) -> U256 {
        self.minted(who) + self.burned_on(who, day)
    }

    pub(crate) fn locked(&self, who: Who, day: u64) -> U256 {
        self.quote_lock(self.counted(who, day))
    }

    pub(crate) fn free(&self, who: Who, day: u64) -> U256 {
        self.staked(who) - self.locked(who, day)
    }

    pub(crate) fn mintable(&self, who: Who, day: u64) -> U256 {
        self.quote_mint(self.staked(who)).min(DIEM_MAX) - self.counted(who, day)
    }

    pub(crate) fn quote_lock(&self, diem: U256) -> U256 {
        uint::mul_div_up(diem, self.terms.vvv_per_diem, uint::ONE)
    }

    pub(crate) fn quote_mint(&self, vvv: U256) -> U256 {
        uint::mul_div(vvv, uint::ONE, self.terms.vvv_per_diem)
    }

    pub(crate) fn total_staked(&self) -> U256 {
        self.staked.values().sum()
    }

    pub(crate) fn ticketed(&self) -> U256 {
        self.open.iter().map(|(_, ticket)| ticket.amount).sum()
    }

    pub(crate) fn tickets(&self, who: Who) -> Vec<Ticket> {
        self.open
            .iter()
            .filter(|(owner, _)| *owner == who)
            .map(|(_, ticket)| *ticket)
            .collect()
    }

    pub(crate) fn requested(&self, who: Who) -> u64 {
        self.requested.get(&who).copied().unwrap_or_default()
    }

    /// When tickets are ready, earliest first.
    pub(crate) fn ready_times(&self) -> Vec<u64> {
        let mut times: Vec<u64> = self
            .open
            .iter()
            .map(|(_, ticket)| ticket.ready_at)
            .collect();
        times.sort_unstable();
        times
    }

    /// All that the contract owes: staked, in tickets, and funded but not paid.
    pub(crate) fn owed(&self) -> U256 {
        self.total_staked() + self.ticketed() + self.rewards.funded - self.rewards.paid
    }

    fn weight(&self, who: Who, day: u64) -> U256 {
        let free = self.free(who, day) * BPS;
        free + self.locked(who, day) * U256::from(self.terms.locked_reward_bps)
    }

    /// Changes `who`'s position: rewards so far go by the old weight, from now on by the new.
    fn touch(&mut self, who: Who, now: u64, change: impl FnOnce(&mut Self)) {
        self.rewards.settle(now);
        change(self);
        let weight = self.weight(who, now / DAY);
        self.rewards.weigh(who, weight);
    }

    /// Why `amount` more cannot be owed.
    pub(crate) fn refuse_to_owe(&self, amount: U256) -> Option<Refusal> {
        let fits = self.owed().saturating_add(amount) <= OWED_MAX;
        (!fits).then_some(Refusal::AmountTooLarge {
            amount,
            max: OWED_MAX,
        })
    }

    // Stake and mint

    pub(crate) fn refuse_unless_running(&self) -> Option<Refusal> {
        self.paused.then_some(Refusal::WhilePaused)
    }

    /// Why `payer` cannot stake for `account`.
    pub(crate) fn refuse_stake(
        &self,
        vvv: &Vvv,
        payer: Who,
        account: Who,
        amount: U256,
    ) -> Vec<Refusal> {
        let mut reasons = Vec::from_iter(self.refuse_unless_running());
        if amount.is_zero() {
            reasons.push(Refusal::ZeroAmount);
        }
        if account == Who::Zero {
            reasons.push(Refusal::InvalidReceiver(account));
        }
        reasons.extend(self.refuse_to_owe(amount));
        reasons.extend(vvv.refuse_pull(payer, Who::Staking, amount));
        reasons
    }

    pub(crate) fn stake(&mut self, account: Who, now: u64, amount: U256) {
        self.touch(account, now, |this| {
            *this.staked.entry(account).or_default() += amount
        });
    }

    /// Adds to a stake that is looked at and thrown away.
    pub(crate) fn stake_unchecked(&mut self, account: Who, amount: U256) {
        let staked = self.staked.entry(account).or_default();
        *staked = staked.saturating_add(amount);
    }

    pub(crate) fn refuse_mint(
        &self,
        diem: &Diem,
        who: Who,
        to: Who,
        now: u64,
        amount: U256,
    ) -> Vec<Refusal> {
        let mut reasons = Vec::from_iter(self.refuse_unless_running());
        if amount.is_zero() {
            reasons.push(Refusal::ZeroAmount);
        }
        if matches!(to, Who::Zero | Who::Staking) {
            reasons.push(Refusal::InvalidReceiver(to));
        }
        let counted = self.counted(who, now / DAY).saturating_add(amount);
        if counted > DIEM_MAX {
            reasons.push(Refusal::AmountTooLarge {
                amount,
                max: DIEM_MAX,
            });
        }
        let (needed, staked) = (self.quote_lock(counted), self.staked(who));
        if needed > staked {
            reasons.push(Refusal::InsufficientStake { needed, staked });
        }
        reasons.extend(diem.refuse_mint(now, to, amount));
        reasons
    }

    pub(crate) fn mint(&mut self, who: Who, now: u64, amount: U256) {
        let entry = Entry {
            who,
            day: now / DAY,
            amount,
        };
        self.touch(who, now, |this| this.mints.push(entry));
    }

    pub(crate) fn refuse_burn(&self, diem: &Diem, who: Who, amount: U256) -> Vec<Refusal> {
        let mut reasons = Vec::new();
        if amount.is_zero() {
            reasons.push(Refusal::ZeroAmount);
        }
        let minted = self.minted(who);
        if amount > minted {
            reasons.push(Refusal::BurnExceedsMinted { amount, minted });
        }
        let balance = diem.balance(who);
        if amount > balance {
            reasons.push(Refusal::InsufficientBalance {
                sender: who,
                balance,
                needed: amount,
            });
        }
        reasons
    }

    pub(crate) fn burn(&mut self, who: Who, now: u64, amount: U256) {
        let entry = Entry {
            who,
            day: now / DAY,
            amount,
        };
        self.touch(who, now, |this| this.burns.push(entry));
    }

    // Unstake

    pub(crate) fn refuse_request(&self, who: Who, now: u64, amount: U256) -> Vec<Refusal> {
        let mut reasons = Vec::new();
        if amount.is_zero() {
            reasons.push(Refusal::ZeroAmount);
        }
        let free = self.free(who, now / DAY);
        if amount > free {
            reasons.push(Refusal::InsufficientFree { amount, free });
        }
        reasons
    }

    /// Opens a ticket and returns its id.
    pub(crate) fn request(&mut self, who: Who, now: u64, amount: U256) -> u64 {
        let id = self.requested(who);
        let ready_at = now + self.terms.cooldown;
        self.touch(who, now, |this| {
            *this.staked.entry(who).or_default() -= amount;
            this.requested.insert(who, id + 1);
            this.open.push((
                who,
                Ticket {
                    id,
                    amount,
                    ready_at,
                },
            ));
        });
        id
    }

    fn ticket(&self, who: Who, id: u64) -> Option<Ticket> {
        self.tickets(who).into_iter().find(|ticket| ticket.id == id)
    }

    pub(crate) fn refuse_cancel(&self, who: Who, id: u64) -> Vec<Refusal> {
        let unknown = self.ticket(who, id).is_none();
        Vec::from_iter(unknown.then_some(Refusal::UnknownTicket { account: who, id }))
    }

    pub(crate) fn cancel(&mut self, who: Who, now: u64, id: u64) {
        let ticket = self.close(who, id);
        self.stake(who, now, ticket.amount);
    }

    pub(crate) fn refuse_withdraw(&self, who: Who, now: u64, id: u64, to: Who) -> Vec<Refusal> {
        let mut reasons = refuse_receiver(to);
        match self.ticket(who, id) {
            None => reasons.push(Refusal::UnknownTicket { account: who, id }),
            Some(Ticket { ready_at, .. }) if now < ready_at => {
                reasons.push(Refusal::CooldownNotOver { id, ready_at });
            }
            Some(_) => {}
        }
        reasons
    }

    /// Closes a ticket that is there.
    pub(crate) fn close(&mut self, who: Who, id: u64) -> Ticket {
        let open = |(owner, ticket): &(Who, Ticket)| *owner == who && ticket.id == id;
        let at = self.open.iter().position(open);
        self.open
            .remove(at.expect("the call was not refused for want of the ticket"))
            .1
    }

    // Rewards

    /// Pays `who` what the contract says it paid.
    pub(crate) fn claim(&mut self, who: Who, now: u64, amount: U256) {
        self.touch(who, now, |this| this.rewards.pay(who, amount));
    }
}

/// Why VVV cannot be paid out to `to`.
pub(crate) fn refuse_receiver(to: Who) -> Vec<Refusal> {
    let invalid = matches!(to, Who::Zero | Who::Staking);
    Vec::from_iter(invalid.then_some(Refusal::InvalidReceiver(to)))
}

fn sum(entries: &[Entry], pick: impl Fn(&Entry) -> bool) -> U256 {
    entries
        .iter()
        .filter(|entry| pick(entry))
        .map(|entry| entry.amount)
        .sum()
}
