//! Set-up and the owner's functions.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{sol, SolCall};
use runtime::{
    call::{first_word, static_call},
    event::emit,
    host::vm,
    revert::{revert, selector_and_words},
    word::integer,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::IVvvStaking,
    actions::{non_zero, receiver},
    beside,
    position::{BPS, U96_MAX},
    rewards::Shares,
    token::{balance_of_this, send},
    Minting, VvvStaking,
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
        vvv: Address,
        vvv_per_diem: U256,
        cooldown: u64,
        locked_reward_bps: u16,
    ) {
        check(1, vm().code_size(vvv) != 0);
        check(
            2,
            !vvv_per_diem.is_zero() && vvv_per_diem <= U256::from(U96_MAX),
        );
        check(3, COOLDOWNS.contains(&cooldown));
        check(4, (1..=BPS).contains(&locked_reward_bps.into()));
        self.parameters
            .store(&beside(vvv, u128::from(cooldown) << 32));
        self.set_minting(Minting {
            diem: Address::ZERO,
            vvv_per_diem: vvv_per_diem.saturating_to(),
        });
        self.shares.write(Shares {
            locked_reward_bps,
            ..Shares::default()
        });
        self.own(owner);
        emit(&IVvvStaking::Initialized {
            vvv,
            vvvPerDiem: vvv_per_diem,
            cooldown,
            lockedRewardBps: locked_reward_bps,
        });
    }

    pub(crate) fn bind_diem(&mut self, diem: Address) {
        self.only_owner();
        let minting = self.minting();
        if !minting.diem.is_zero() {
            revert(IVvvStaking::DiemAlreadyBound { diem: minting.diem });
        }
        if !is_fresh_diem(diem) {
            revert(IVvvStaking::InvalidDiem { diem });
        }
        self.set_minting(Minting { diem, ..minting });
        emit(&IVvvStaking::DiemBound {
            diem,
            codeHash: vm().code_hash(diem),
        });
    }

    pub(crate) fn recover(&mut self, token: Address, to: Address) -> U256 {
        self.only_owner();
        if token == self.vvv() {
            revert(IVvvStaking::CannotRecover { token });
        }
        receiver(to);
        let amount = balance_of_this(token);
        non_zero(amount);
        emit(&IVvvStaking::Recovered { token, to, amount });
        send(token, to, amount);
        // A second address of VVV's own ledger would be no foreign token.
        self.check_solvency(self.stream().owed);
        amount
    }
}

/// Whether `diem` is a Diem that only this contract can mint, and nobody has.
fn is_fresh_diem(diem: Address) -> bool {
    let this = integer(&vm().contract_address().into_word());
    let answers = |selector, expected| {
        static_call(diem, &selector_and_words(selector, &[]))
            .is_ok_and(|answer| first_word(&answer) == Some(expected))
    };
    answers(minterCall::SELECTOR, this)
        && answers(totalSupplyCall::SELECTOR, U256::ZERO)
        && answers(decimalsCall::SELECTOR, U256::from(18))
}

fn check(index: u8, holds: bool) {
    if !holds {
        revert(IVvvStaking::InvalidParameter {
            index: U256::from(index),
        });
    }
}
