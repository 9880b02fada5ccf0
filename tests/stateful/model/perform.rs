//! What a call does, and what it returns.

use alloy_primitives::U256;

use super::Model;
use crate::{call::Call, cast::Who};

/// That the contract returned something else.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it returned {returned}, not {expected}")]
pub(crate) struct WrongReturn {
    returned: U256,
    expected: String,
}

impl Model {
    /// Follows a call that the contract executed and that returned `returned`: a number, true as 1, nothing as 0.
    ///
    /// # Errors
    /// [`WrongReturn`], if it should have returned something else.
    pub(crate) fn perform(&mut self, call: &Call, returned: U256) -> Result<(), WrongReturn> {
        match *call {
            Call::Claim { .. } | Call::ClaimAndStake { .. } => self.perform_claim(call, returned),
            _ => {
                let expected = self.follow(call);
                check(returned, returned == expected, || expected.to_string())
            }
        }
    }

    fn perform_claim(&mut self, call: &Call, amount: U256) -> Result<(), WrongReturn> {
        let (Call::Claim { who, .. } | Call::ClaimAndStake { who }) = *call else {
            return Ok(());
        };
        let due = self.staking.rewards.settled(self.now).claimable(who);
        let right = due.admit(amount) && !amount.is_zero();
        check(amount, right, || format!("{} to {}", due.least, due.most))?;
        if let Call::Claim { to, .. } = *call {
            self.staking.claim(who, self.now, amount);
            self.vvv.shift(Who::Staking, to, amount);
        } else {
            self.staking.claim(who, self.now, amount);
            self.staking.stake(who, self.now, amount);
        }
        Ok(())
    }

    /// Does what `call` does and tells what it returns.
    fn follow(&mut self, call: &Call) -> U256 {
        match *call {
            Call::VvvTransfer { .. }
            | Call::VvvApprove { .. }
            | Call::Drip { .. }
            | Call::Transfer { .. }
            | Call::TransferFrom { .. }
            | Call::Approve { .. }
            | Call::Permit { .. } => self.follow_token(call),
            Call::Give { .. }
            | Call::Draw { .. }
            | Call::Spend { .. }
            | Call::Meter { .. }
            | Call::SetBudget { .. }
            | Call::SetBudgetBySig { .. } => self.follow_credits(call),
            _ => self.follow_staking(call),
        }
    }

    fn follow_token(&mut self, call: &Call) -> U256 {
        let (now, today) = (self.now, self.today());
        match *call {
            Call::VvvTransfer { from, to, value } => self.vvv.shift(from, to, value),
            Call::VvvApprove { owner, value } => {
                self.vvv.approvals.approve(owner, Who::Staking, value)
            }
            Call::Transfer { from, to, value } => self.diem.shift(now, from, to, value),
            Call::TransferFrom {
                spender,
                from,
                to,
                value,
            } => {
                self.diem.approvals.use_up(from, spender, value);
                self.diem.shift(now, from, to, value);
            }
            Call::Approve {
                owner,
                spender,
                value,
            } => self.diem.approvals.approve(owner, spender, value),
            Call::Permit {
                owner,
                spender,
                value,
                ..
            } => {
                self.diem.approvals.permit(owner, spender, value);
                return U256::ZERO;
            }
            Call::Drip { to } => {
                self.vvv.drip(to, today);
                return U256::ZERO;
            }
            _ => {}
        }
        U256::ONE
    }

    fn follow_staking(&mut self, call: &Call) -> U256 {
        let now = self.now;
        match *call {
            Call::Stake { who, amount } => self.stake(who, who, amount),
            Call::StakeFor {
                payer,
                account,
                amount,
            } => self.stake(payer, account, amount),
            Call::StakeWithPermit {
                who,
                amount,
                signature,
            } => {
                if self.permits_stake(who, signature) {
                    self.vvv.approvals.permit(who, Who::Staking, amount);
                }
                self.stake(who, who, amount);
            }
            Call::MintDiem { who, to, diem } => self.mint(who, to, diem),
            Call::StakeAndMint { who, to, vvv } => {
                self.stake(who, who, vvv);
                let diem = self.staking.quote_mint(vvv);
                self.mint(who, to, diem);
                return diem;
            }
            Call::BurnDiem { who, diem } => {
                self.staking.burn(who, now, diem);
                self.diem.burn(now, who, diem);
            }
            Call::RequestUnstake { who, amount } => {
                return U256::from(self.staking.request(who, now, amount));
            }
            Call::CancelUnstake { who, id } => self.staking.cancel(who, now, id),
            Call::Withdraw { who, id, to } => {
                let ticket = self.staking.close(who, id);
                self.vvv.shift(Who::Staking, to, ticket.amount);
            }
            Call::FundRewards {
                who,
                amount,
                duration,
            } => {
                self.vvv.pull(who, Who::Staking, amount);
                self.fund(amount, duration);
            }
            Call::FundFromSurplus { duration, .. } => {
                let surplus = self.surplus();
                self.fund(surplus, duration);
                return surplus;
            }
            Call::Pause { .. } => self.staking.paused = true,
            Call::Unpause { .. } => self.staking.paused = false,
            _ => {}
        }
        U256::ZERO
    }

    fn stake(&mut self, payer: Who, account: Who, amount: U256) {
        self.vvv.pull(payer, Who::Staking, amount);
        self.staking.stake(account, self.now, amount);
    }

    fn mint(&mut self, who: Who, to: Who, diem: U256) {
        self.staking.mint(who, self.now, diem);
        self.diem.mint(self.now, to, diem);
    }

    fn fund(&mut self, amount: U256, duration: u64) {
        self.staking.rewards.settle(self.now);
        self.staking.rewards.fund(amount, duration);
    }

    fn follow_credits(&mut self, call: &Call) -> U256 {
        let (now, today) = (self.now, self.today());
        match call {
            &Call::Give {
                from, to, amount, ..
            } => {
                self.credits.give(from, to, today, amount);
                return U256::ONE;
            }
            &Call::Draw {
                agent,
                owner,
                to,
                amount,
                ..
            } => {
                self.credits.draw(owner, agent, to, today, amount);
                return U256::ONE;
            }
            &Call::Spend { owner, amount, .. } => self.credits.spend(owner, today, amount),
            Call::Meter {
                gateway, entries, ..
            } => {
                return self.credits.meter(&self.diem, *gateway, now, entries);
            }
            &Call::SetBudget {
                kind,
                owner,
                spender,
                terms,
            }
            | &Call::SetBudgetBySig {
                kind,
                owner,
                spender,
                terms,
                ..
            } => {
                self.credits.set(kind, owner, spender, terms);
            }
            _ => {}
        }
        U256::ZERO
    }
}

fn check(
    returned: U256,
    right: bool,
    expected: impl FnOnce() -> String,
) -> Result<(), WrongReturn> {
    if right {
        return Ok(());
    }
    Err(WrongReturn {
        returned,
        expected: expected(),
    })
}
