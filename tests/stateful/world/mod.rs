//! The contracts: executes calls on them.

mod credits;
mod staking;
mod tokens;

use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use diem_suite::{
    Params, Reverted, Suite,
    abi::{IComputeCredits, IDiem, IVvv, IVvvStaking},
};

use crate::{
    call::Call,
    cast::{Cast, Who},
};

/// The deployed suite and its cast.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) suite: Suite,
    pub(crate) cast: Cast,
}

/// A return value as a number: true is 1, nothing is 0.
trait Number {
    fn number(self) -> U256;
}

impl Number for U256 {
    fn number(self) -> U256 {
        self
    }
}

impl Number for bool {
    fn number(self) -> U256 {
        U256::from(self)
    }
}

macro_rules! nothing_is_zero {
    ($($returned:ty),* $(,)?) => {
        $(impl Number for $returned {
            fn number(self) -> U256 {
                U256::ZERO
            }
        })*
    };
}

nothing_is_zero!(
    IVvv::dripReturn,
    IDiem::permit_0Return,
    IDiem::permit_1Return,
    IDiem::mintReturn,
    IDiem::burnReturn,
    IVvvStaking::stakeReturn,
    IVvvStaking::stakeForReturn,
    IVvvStaking::stakeWithPermitReturn,
    IVvvStaking::mintDiemReturn,
    IVvvStaking::burnDiemReturn,
    IVvvStaking::cancelUnstakeReturn,
    IVvvStaking::withdrawReturn,
    IVvvStaking::fundRewardsReturn,
    IVvvStaking::pauseReturn,
    IVvvStaking::unpauseReturn,
    IComputeCredits::spendReturn,
    IComputeCredits::setAllowanceReturn,
    IComputeCredits::setMeterReturn,
    IComputeCredits::setAllowanceBySigReturn,
    IComputeCredits::setMeterBySigReturn,
);

type Ran = Result<U256, Reverted>;

impl World {
    pub(crate) fn new(params: Params) -> Self {
        let suite = Suite::with(params);
        let cast = Cast::of(&suite);
        Self { suite, cast }
    }

    /// Executes `call` and tells what it returned.
    pub(crate) fn run(&mut self, call: &Call) -> Ran {
        match *call {
            Call::VvvTransfer { .. } | Call::VvvApprove { .. } | Call::Drip { .. } => {
                self.run_vvv(call)
            }
            Call::Transfer { .. }
            | Call::TransferFrom { .. }
            | Call::Approve { .. }
            | Call::Permit { .. }
            | Call::MintUnasked { .. }
            | Call::BurnUnasked { .. } => self.run_diem(call),
            Call::Give { .. }
            | Call::Draw { .. }
            | Call::Spend { .. }
            | Call::Meter { .. }
            | Call::SetBudget { .. }
            | Call::SetBudgetBySig { .. } => self.run_credits(call),
            _ => self.run_staking(call),
        }
    }

    fn send<C: SolCall>(&mut self, from: Who, to: Who, call: C) -> Ran
    where
        C::Return: Number,
    {
        let (from, to) = (self.cast.address(from), self.cast.address(to));
        self.suite
            .send(from, to, call)
            .map(|sent| sent.value.number())
    }
}
