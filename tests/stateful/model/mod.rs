//! The suite as the specification has it, written independently of the contracts: plain maps, journals and exact rationals.
//!
//! A call is judged first ([`Model::judge`]): all reasons for which it must be refused. If the contract executed it, the model follows
//! ([`Model::perform`]).

mod approvals;
mod credits;
mod diem;
mod judge;
mod perform;
mod refusal;
mod rewards;
mod staking;
mod uint;
mod vvv;

use alloy_primitives::U256;

pub(crate) use self::{
    credits::{BudgetView, Credits, LIMITLESS},
    diem::Diem,
    refusal::Refusal,
    rewards::{BPS, Bounds, LEAST_WEIGHT},
    staking::{DIEM_MAX, OWED_MAX, Staking, Terms as StakingTerms, Ticket},
    uint::FOR_EVER,
    vvv::Vvv,
};

/// Seconds of a UTC day.
pub(crate) const DAY: u64 = 86_400;

/// The whole suite at one moment.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    /// Unix seconds.
    pub(crate) now: u64,
    pub(crate) vvv: Vvv,
    pub(crate) diem: Diem,
    pub(crate) staking: Staking,
    pub(crate) credits: Credits,
}

impl Model {
    pub(crate) fn new(now: u64, terms: StakingTerms, diem_cap: U256) -> Self {
        Self {
            now,
            vvv: Vvv::default(),
            diem: Diem::new(diem_cap),
            staking: Staking::new(terms, now),
            credits: Credits::default(),
        }
    }

    pub(crate) const fn today(&self) -> u64 {
        self.now / DAY
    }
}
