//! From actions to calls: choices get their values from where the model stands.
//!
//! Every action has limits: first the most that would pass now, then other values at which its outcome changes.

mod credits;
mod staking;
mod tokens;

use alloy_primitives::{U256, uint};

use crate::{
    action::{Action, Signer, Signing},
    call::{Call, Signature},
    cast::{HOLDERS, PEOPLE, Who},
    choice::{Pick, Wait},
    model::{DAY, Model},
};

/// Time goes no further than this from the start: after 365 days programs sleep.
const LAST_DAY: u64 = 360;

/// A hundredth of a token.
const CENT: U256 = uint!(10_000_000_000_000_000_U256);

/// How many hundredths of DIEM should fit below Diem's cap; below it, modest amounts are parts of the cap.
const CENTS_IN_CAP: U256 = uint!(300_000_U256);

/// The moment at which the step after `wait` happens.
pub(crate) fn moment(model: &Model, start: u64, wait: Wait) -> u64 {
    let (now, today) = (model.now, model.today());
    let midnight = (today + 1) * DAY;
    let last = (start / DAY + LAST_DAY) * DAY;
    let near = |mut times: Vec<u64>, nth, offset| {
        times.retain(|time| (now + 1..last).contains(time));
        near(now, times, nth, offset)
    };
    let target = match wait {
        Wait::No => now,
        Wait::Seconds(seconds) => now + u64::from(seconds),
        Wait::EndOfDay => midnight - 1,
        Wait::Midnight(seconds) => midnight + u64::from(seconds),
        Wait::Days { days, second } => (today + u64::from(days)) * DAY + u64::from(second),
        Wait::Ticket { nth, offset } => near(model.staking.ready_times(), nth, offset),
        Wait::Expiry { nth, offset } => near(model.credits.expiries().collect(), nth, offset),
        Wait::StreamEnd(offset) => {
            let end = model.staking.rewards.settled(now).ends_at();
            end.saturating_add_signed(offset.into())
        }
    };
    if target > last { now } else { target.max(now) }
}

/// `offset` seconds from the `nth` of `times`; now, if there are none.
fn near(now: u64, mut times: Vec<u64>, nth: u8, offset: i8) -> u64 {
    times.sort_unstable();
    let time = (!times.is_empty()).then(|| times[usize::from(nth) % times.len()]);
    time.map_or(now, |time| time.saturating_add_signed(offset.into()))
}

impl Model {
    /// The call that `action` is now.
    pub(crate) fn resolve(&self, action: &Action) -> Call {
        match *action {
            Action::VvvTransfer { .. } | Action::VvvApprove { .. } | Action::Drip { .. } => {
                self.resolve_vvv(action)
            }
            Action::Transfer { .. }
            | Action::TransferFrom { .. }
            | Action::Approve { .. }
            | Action::Permit { .. }
            | Action::MintUnasked { .. }
            | Action::BurnUnasked { .. } => self.resolve_diem(action),
            Action::Give { .. }
            | Action::Draw { .. }
            | Action::Spend { .. }
            | Action::Meter { .. }
            | Action::SetBudget { .. }
            | Action::SetBudgetBySig { .. } => self.resolve_credits(action),
            _ => self.resolve_staking(action),
        }
    }

    /// Someone: if it should be an apt one, one of those that are.
    fn pick(&self, pick: Pick, apt: impl Fn(Who) -> bool) -> Who {
        match pick {
            Pick::Exactly(who) => who,
            Pick::Apt(nth) => {
                let apt: Vec<Who> = PEOPLE.into_iter().filter(|who| apt(*who)).collect();
                let among = if apt.is_empty() { &HOLDERS[..] } else { &apt };
                among[usize::from(nth) % among.len()]
            }
        }
    }

    fn sign(&self, owner: Who, signing: Signing, nonce: u64) -> Signature {
        Signature {
            by: match signing.signer {
                Signer::Owner => owner,
                Signer::Other(other) => other,
            },
            nonce: signing.nonce.resolve(nonce),
            deadline: signing.deadline.resolve(self.now),
        }
    }

    /// What modest amounts of DIEM and of credits are multiples of.
    fn diem_unit(&self) -> U256 {
        (self.diem.cap / CENTS_IN_CAP).clamp(U256::ONE, CENT)
    }
}
