//! Actions on the staking contract.

use alloy_primitives::U256;

use super::CENT;
use crate::{
    action::Action,
    call::Call,
    cast::{PEOPLE, Who},
    choice::{Duration, Pick, TicketChoice},
    model::{BPS, DAY, DIEM_MAX, LEAST_WEIGHT, Model, OWED_MAX, Ticket},
};

impl Model {
    pub(super) fn resolve_staking(&self, action: &Action) -> Call {
        match *action {
            Action::Stake { who, amount } => {
                let amount = amount.resolve(CENT, &self.stake_limits(who, who));
                Call::Stake { who, amount }
            }
            Action::StakeFor {
                payer,
                account,
                amount,
            } => {
                let amount = amount.resolve(CENT, &self.stake_limits(payer, account));
                Call::StakeFor {
                    payer,
                    account,
                    amount,
                }
            }
            Action::StakeWithPermit {
                who,
                amount,
                signing,
            } => {
                let amount = amount.resolve(CENT, &self.stake_limits(who, who));
                let signature = self.sign(who, signing, self.vvv.approvals.nonce(who));
                Call::StakeWithPermit {
                    who,
                    amount,
                    signature,
                }
            }
            Action::MintDiem { who, to, amount } => {
                let mintable = |who| !self.staking.mintable(who, self.today()).is_zero();
                let who = self.pick(who, mintable);
                let diem = amount.resolve(self.diem_unit(), &self.mint_limits(who));
                Call::MintDiem { who, to, diem }
            }
            Action::StakeAndMint { who, to, amount } => {
                let unit = self.staking.quote_lock(self.diem_unit());
                let vvv = amount.resolve(unit, &self.stake_and_mint_limits(who));
                Call::StakeAndMint { who, to, vvv }
            }
            Action::BurnDiem { who, amount } => {
                let burnable = |who| self.staking.minted(who).min(self.diem.balance(who));
                let who = self.pick(who, |who| !burnable(who).is_zero());
                let limits = [
                    burnable(who),
                    self.staking.minted(who),
                    self.diem.balance(who),
                ];
                let diem = amount.resolve(self.diem_unit(), &limits);
                Call::BurnDiem { who, diem }
            }
            Action::RequestUnstake { who, amount } => {
                let free = |who| self.staking.free(who, self.today());
                let who = self.pick(who, |who| !free(who).is_zero());
                let weight = self.staking.rewards.total_weight();
                let spare = weight.saturating_sub(LEAST_WEIGHT) / BPS;
                let limits = [free(who), self.staking.staked(who), spare];
                let amount = amount.resolve(CENT, &limits);
                Call::RequestUnstake { who, amount }
            }
            Action::CancelUnstake { who, ticket } => {
                let (who, id) = self.ticket(who, ticket);
                Call::CancelUnstake { who, id }
            }
            Action::Withdraw { who, ticket, to } => {
                let (who, id) = self.ticket(who, ticket);
                Call::Withdraw { who, id, to }
            }
            Action::Pause { who } => Call::Pause { who },
            Action::Unpause { who } => Call::Unpause { who },
            _ => self.resolve_rewards(action),
        }
    }

    fn resolve_rewards(&self, action: &Action) -> Call {
        let rewards = self.staking.rewards.settled(self.now);
        let claimable = |who| !rewards.claimable(who).most.is_zero();
        match *action {
            Action::Claim { who, to } => {
                let who = self.pick(who, claimable);
                Call::Claim { who, to }
            }
            Action::ClaimAndStake { who } => {
                let who = self.pick(who, claimable);
                Call::ClaimAndStake { who }
            }
            Action::FundRewards {
                who,
                amount,
                duration,
            } => {
                let duration = self.duration(duration);
                let top_up = rewards.least_top_up(duration);
                let amount = amount.resolve(
                    CENT,
                    &[
                        self.spendable_vvv(who),
                        top_up,
                        OWED_MAX - self.staking.owed(),
                    ],
                );
                Call::FundRewards {
                    who,
                    amount,
                    duration,
                }
            }
            Action::FundFromSurplus { who, duration } => {
                let duration = self.duration(duration);
                Call::FundFromSurplus { who, duration }
            }
            _ => unreachable!("not an action on the staking contract"),
        }
    }

    fn spendable_vvv(&self, who: Who) -> U256 {
        let approved = self.vvv.approvals.allowance(who, Who::Staking);
        self.vvv.balance(who).min(approved)
    }

    /// Then: what makes the next wei of DIEM mintable, what backs all the DIEM that may still come, what can be paid, what fits, what
    /// sets the stream running.
    fn stake_limits(&self, payer: Who, account: Who) -> [U256; 6] {
        let staked = self.staking.staked(account);
        let counted = self.staking.counted(account, self.today());
        let room = self.diem.cap - self.diem.supply();
        let wanting = LEAST_WEIGHT.saturating_sub(self.staking.rewards.total_weight()) / BPS;
        let lock = |more: U256| {
            self.staking
                .quote_lock(counted + more)
                .saturating_sub(staked)
        };
        let (spendable, fitting) = (self.spendable_vvv(payer), OWED_MAX - self.staking.owed());
        [
            spendable.min(fitting),
            lock(U256::ONE),
            lock(room),
            spendable,
            fitting,
            wanting,
        ]
    }

    /// Then: Diem's two caps, what can be paid, what fits.
    fn stake_and_mint_limits(&self, who: Who) -> [U256; 5] {
        let fitting = OWED_MAX - self.staking.owed();
        let spendable = self.spendable_vvv(who);
        let [_, room, headroom, record] = self.mint_limits(who);
        // The most VVV that backs no more than so much DIEM.
        let backed = |diem: U256| self.staking.quote_lock(diem + U256::ONE) - U256::ONE;
        let most = backed(room.min(headroom).min(record));
        [
            spendable.min(fitting).min(most),
            backed(room),
            backed(headroom),
            spendable,
            fitting,
        ]
    }

    /// Then: Diem's two caps, what the record holds.
    fn mint_limits(&self, who: Who) -> [U256; 4] {
        let today = self.today();
        let room = self.diem.cap - self.diem.supply();
        let capacity = self.diem.cap - self.diem.total_capacity(today);
        // The least value whose share of the day is more than the capacity left, less a wei.
        let (day, left) = (U256::from(DAY), U256::from(DAY - self.now % DAY));
        let headroom = ((capacity + U256::ONE) * day).div_ceil(left) - U256::ONE;
        let record = DIEM_MAX - self.staking.counted(who, today);
        let most = self.staking.mintable(who, today).min(room).min(headroom);
        [most, room, headroom, record]
    }

    /// A ticket and whose it is; an open one if none is ready. Where there is none to choose from, there is no such ticket.
    fn ticket(&self, who: Pick, choice: TicketChoice) -> (Who, u64) {
        let open = |who| self.staking.tickets(who).into_iter();
        let ready = |who| open(who).filter(|ticket| ticket.ready_at <= self.now);
        let (who, nth, tickets): (Who, u8, Vec<Ticket>) = match choice {
            TicketChoice::Ready(nth)
                if PEOPLE.into_iter().any(|who| ready(who).next().is_some()) =>
            {
                let who = self.pick(who, |who| ready(who).next().is_some());
                (who, nth, ready(who).collect())
            }
            TicketChoice::Ready(nth) | TicketChoice::Open(nth) => {
                let who = self.pick(who, |who| open(who).next().is_some());
                (who, nth, open(who).collect())
            }
            TicketChoice::Any(nth) => {
                let who = self.pick(who, |who| self.staking.requested(who) > 0);
                return (who, u64::from(nth) % (self.staking.requested(who) + 1));
            }
        };
        let id = tickets
            .get(usize::from(nth) % tickets.len().max(1))
            .map(|ticket| ticket.id);
        (who, id.unwrap_or(nth.into()))
    }

    fn duration(&self, choice: Duration) -> u64 {
        match choice {
            Duration::Days { days, seconds } => {
                (u64::from(days) * DAY).saturating_add_signed(seconds.into())
            }
            Duration::AsRunning(offset) => {
                let left = self.staking.rewards.settled(self.now).seconds_left();
                left.saturating_add_signed(offset.into())
            }
        }
    }
}
