//! What the contract may answer to a call.

use alloy_primitives::U256;

use super::{Model, Refusal, approvals::Approvals, credits::Credits, staking::refuse_receiver};
use crate::{
    call::{Call, Signature},
    cast::{Cast, Who},
};

/// The longest stream of rewards, in days.
const LONGEST_STREAM: u64 = 365;

/// What the contract may answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdict {
    /// Each of these is a right answer.
    pub(crate) reasons: Vec<Refusal>,
    /// The call may also pass: whether it does hangs on rounding.
    pub(crate) open: bool,
}

impl Verdict {
    /// Whether the call may pass.
    pub(crate) fn passes(&self) -> bool {
        self.open || self.reasons.is_empty()
    }

    /// Whether it may be refused with this revert data.
    pub(crate) fn refuses(&self, data: &[u8], cast: &Cast) -> bool {
        self.reasons.iter().any(|reason| reason.matches(data, cast))
    }
}

impl From<Vec<Refusal>> for Verdict {
    fn from(reasons: Vec<Refusal>) -> Self {
        Self {
            reasons,
            open: false,
        }
    }
}

impl Model {
    /// What the contract may answer to `call` now.
    pub(crate) fn judge(&self, call: &Call) -> Verdict {
        match *call {
            Call::VvvTransfer { .. } | Call::VvvApprove { .. } | Call::Drip { .. } => {
                self.judge_vvv(call).into()
            }
            Call::Transfer { .. }
            | Call::TransferFrom { .. }
            | Call::Approve { .. }
            | Call::Permit { .. }
            | Call::MintUnasked { .. }
            | Call::BurnUnasked { .. } => self.judge_diem(call).into(),
            Call::Give { .. }
            | Call::Draw { .. }
            | Call::Spend { .. }
            | Call::Meter { .. }
            | Call::SetBudget { .. }
            | Call::SetBudgetBySig { .. } => self.judge_credits(call).into(),
            Call::Claim { who, to } => self.judge_claim(who, refuse_receiver(to)),
            Call::ClaimAndStake { who } => {
                self.judge_claim(who, Vec::from_iter(self.staking.refuse_unless_running()))
            }
            Call::FundRewards {
                who,
                amount,
                duration,
            } => {
                let pull = self.vvv.refuse_pull(who, Who::Staking, amount);
                self.judge_funding(who, amount, duration, pull)
            }
            Call::FundFromSurplus { who, duration } => {
                self.judge_funding(who, self.surplus(), duration, Vec::new())
            }
            _ => self.judge_position(call).into(),
        }
    }

    /// VVV that the staking contract holds beyond what it owes.
    pub(crate) fn surplus(&self) -> U256 {
        self.vvv.balance(Who::Staking) - self.staking.owed()
    }

    fn judge_vvv(&self, call: &Call) -> Vec<Refusal> {
        match *call {
            Call::VvvTransfer { from, to, value } => self.vvv.refuse_move(from, to, value),
            Call::Drip { to } => self.vvv.refuse_drip(to, self.today()),
            _ => Vec::new(),
        }
    }

    fn judge_diem(&self, call: &Call) -> Vec<Refusal> {
        match *call {
            Call::Transfer { from, to, value } => self.diem.refuse_move(from, to, value),
            Call::TransferFrom {
                spender,
                from,
                to,
                value,
            } => {
                let mut reasons = self.diem.refuse_move(from, to, value);
                reasons.extend(self.diem.approvals.refuse_use(from, spender, value));
                reasons
            }
            Call::Approve { spender, .. } => Approvals::refuse_approve(spender),
            Call::Permit {
                owner,
                spender,
                signature,
                ..
            } => self
                .diem
                .approvals
                .refuse_permit(owner, spender, signature, self.now),
            Call::MintUnasked { caller, .. } | Call::BurnUnasked { caller, .. } => {
                vec![Refusal::UnauthorizedMinter(caller)]
            }
            _ => Vec::new(),
        }
    }

    fn judge_position(&self, call: &Call) -> Vec<Refusal> {
        let (staking, diem, now) = (&self.staking, &self.diem, self.now);
        match *call {
            Call::Stake { who, amount } => staking.refuse_stake(&self.vvv, who, who, amount),
            Call::StakeFor {
                payer,
                account,
                amount,
            } => staking.refuse_stake(&self.vvv, payer, account, amount),
            Call::StakeWithPermit {
                who,
                amount,
                signature,
            } => {
                let mut vvv = self.vvv.clone();
                if self.permits_stake(who, signature) {
                    vvv.approvals.permit(who, Who::Staking, amount);
                }
                staking.refuse_stake(&vvv, who, who, amount)
            }
            Call::MintDiem {
                who,
                to,
                diem: amount,
            } => staking.refuse_mint(diem, who, to, now, amount),
            Call::StakeAndMint { who, to, vvv } => self.judge_stake_and_mint(who, to, vvv),
            Call::BurnDiem { who, diem: amount } => staking.refuse_burn(diem, who, amount),
            Call::RequestUnstake { who, amount } => staking.refuse_request(who, now, amount),
            Call::CancelUnstake { who, id } => staking.refuse_cancel(who, id),
            Call::Withdraw { who, id, to } => staking.refuse_withdraw(who, now, id, to),
            Call::Pause { who } => self.judge_switch(who, staking.refuse_unless_running()),
            Call::Unpause { who } => {
                self.judge_switch(who, (!staking.paused).then_some(Refusal::NotPaused))
            }
            _ => Vec::new(),
        }
    }

    /// Whether the signature is a good permit for the staking contract.
    pub(crate) fn permits_stake(&self, who: Who, signature: Signature) -> bool {
        self.vvv
            .approvals
            .refuse_permit(who, Who::Staking, signature, self.now)
            .is_empty()
    }

    /// The mint is judged as if the stake had been made.
    fn judge_stake_and_mint(&self, who: Who, to: Who, vvv: U256) -> Vec<Refusal> {
        let mut reasons = self.staking.refuse_stake(&self.vvv, who, who, vvv);
        let diem = self.staking.quote_mint(vvv);
        let mut staked = self.staking.clone();
        staked.stake_unchecked(who, vvv);
        reasons.extend(staked.refuse_mint(&self.diem, who, to, self.now, diem));
        reasons
    }

    fn judge_switch(&self, who: Who, otherwise: Option<Refusal>) -> Vec<Refusal> {
        let mut reasons = Self::refuse_stranger(who);
        reasons.extend(otherwise);
        reasons
    }

    fn refuse_stranger(who: Who) -> Vec<Refusal> {
        Vec::from_iter((who != Who::Owner).then_some(Refusal::NotOwner(who)))
    }

    /// Whether there is a wei to claim may hang on rounding.
    fn judge_claim(&self, who: Who, mut reasons: Vec<Refusal>) -> Verdict {
        let due = self.staking.rewards.settled(self.now).claimable(who);
        let open = reasons.is_empty() && !due.most.is_zero();
        if due.least.is_zero() {
            reasons.push(Refusal::ZeroAmount);
        }
        Verdict { reasons, open }
    }

    /// Whether the rate falls may hang on rounding.
    fn judge_funding(&self, who: Who, amount: U256, duration: u64, pull: Vec<Refusal>) -> Verdict {
        let mut reasons = Self::refuse_stranger(who);
        if amount.is_zero() {
            reasons.push(Refusal::ZeroAmount);
        }
        if !(super::DAY..=LONGEST_STREAM * super::DAY).contains(&duration) {
            reasons.push(Refusal::InvalidDuration(duration));
        }
        reasons.extend(self.staking.refuse_to_owe(amount));
        reasons.extend(pull);
        let (fall, open) = self
            .staking
            .rewards
            .settled(self.now)
            .refuse_fall(amount, duration);
        let open = open && reasons.is_empty();
        reasons.extend(fall);
        Verdict { reasons, open }
    }

    fn judge_credits(&self, call: &Call) -> Vec<Refusal> {
        let (credits, diem, today) = (&self.credits, &self.diem, self.today());
        match *call {
            Call::Give {
                from,
                to,
                day,
                amount,
            } => {
                let reasons = credits.refuse_give(diem, from, to, today, amount);
                self.on_day(day, reasons)
            }
            Call::Draw {
                agent,
                owner,
                to,
                day,
                amount,
            } => {
                let mut reasons = credits.refuse_give(diem, owner, to, today, amount);
                reasons.extend(credits.refuse_draw(owner, agent, self.now, amount));
                self.on_day(day, reasons)
            }
            Call::Spend {
                owner,
                payee,
                day,
                amount,
            } => {
                let reasons = credits.refuse_spend(diem, owner, payee, today, amount);
                self.on_day(day, reasons)
            }
            Call::Meter { day, .. } => self.on_day(day, Vec::new()),
            Call::SetBudget { owner, spender, .. } => Credits::refuse_set(owner, spender),
            Call::SetBudgetBySig {
                kind,
                owner,
                spender,
                signature,
                ..
            } => credits.refuse_set_by_sig(kind, owner, spender, signature, self.now),
            _ => Vec::new(),
        }
    }

    fn on_day(&self, given: U256, mut reasons: Vec<Refusal>) -> Vec<Refusal> {
        let today = self.today();
        if given != U256::from(today) {
            reasons.push(Refusal::WrongDay { given, today });
        }
        reasons
    }
}
