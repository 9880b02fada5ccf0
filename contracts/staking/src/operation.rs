//! Set-up and the owner's functions.

use alloy_primitives::{Address, U256};
use alloy_sol_types::sol;
use runtime::{
    event::emit,
    host::vm,
    revert::{passed_on, revert, Revert},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::IVvvStaking,
    actions::{non_zero, receiver},
    position::{BPS, U96_MAX},
    token::{balance_of_this, read_word, send},
    Minting, Parameters, VvvStaking,
};

/// The bounds of the cooldown: 1 and 365 days, in seconds.
const COOLDOWNS: core::ops::RangeInclusive<u64> = 86_400..=365 * 86_400;

sol! {
    function minter() external view returns (address);
    function totalSupply() external view returns (uint256);
    function decimals() external view returns (uint8);
}

impl VvvStaking {
    pub(crate) fn constructor(
        &mut self,
        owner: Address,
        parameters: Parameters,
        vvv_per_diem: U256,
    ) -> Result<(), Revert> {
        let Parameters { vvv, cooldown, locked_reward_bps } = parameters;
        check(1, vm().code_size(vvv) != 0)?;
        check(2, !vvv_per_diem.is_zero() && vvv_per_diem <= U256::from(U96_MAX))?;
        check(3, COOLDOWNS.contains(&cooldown))?;
        check(4, (1..=BPS).contains(&locked_reward_bps.into()))?;
        self.set_parameters(parameters);
        self.set_minting(Minting { diem: Address::ZERO, vvv_per_diem: vvv_per_diem.saturating_to() });
        self.ownership.constructor(owner).map_err(passed_on)?;
        emit(&IVvvStaking::Initialized {
            vvv,
            vvvPerDiem: vvv_per_diem,
            cooldown,
            lockedRewardBps: locked_reward_bps,
        });
        Ok(())
    }

    pub(crate) fn bind_diem(&mut self, diem: Address) -> Result<(), Revert> {
        self.only_owner()?;
        let minting = self.minting();
        if !minting.diem.is_zero() {
            return Err(revert(IVvvStaking::DiemAlreadyBound { diem: minting.diem }));
        }
        if !is_fresh_diem(diem) {
            return Err(revert(IVvvStaking::InvalidDiem { diem }));
        }
        self.set_minting(Minting { diem, ..minting });
        emit(&IVvvStaking::DiemBound { diem, codeHash: vm().code_hash(diem) });
        Ok(())
    }

    pub(crate) fn recover(&mut self, token: Address, to: Address) -> Result<U256, Revert> {
        self.only_owner()?;
        if token == self.parameters().vvv {
            return Err(revert(IVvvStaking::CannotRecover { token }));
        }
        receiver(to)?;
        let amount = balance_of_this(token)?;
        non_zero(amount)?;
        emit(&IVvvStaking::Recovered { token, to, amount });
        send(token, to, amount)?;
        Ok(amount)
    }

    pub(crate) fn pause(&mut self) -> Result<(), Revert> {
        self.only_owner()?;
        self.pausable.pause().map_err(passed_on)
    }

    pub(crate) fn unpause(&mut self) -> Result<(), Revert> {
        self.only_owner()?;
        self.pausable.unpause().map_err(passed_on)
    }
}

/// Whether `diem` is a Diem that only this contract can mint, and nobody has.
fn is_fresh_diem(diem: Address) -> bool {
    let this = U256::from_be_bytes(vm().contract_address().into_word().0);
    read_word(diem, &minterCall {}) == Ok(this)
        && read_word(diem, &totalSupplyCall {}) == Ok(U256::ZERO)
        && read_word(diem, &decimalsCall {}) == Ok(U256::from(18))
}

fn check(index: u8, holds: bool) -> Result<(), Revert> {
    if !holds {
        return Err(revert(IVvvStaking::InvalidParameter { index: U256::from(index) }));
    }
    Ok(())
}
