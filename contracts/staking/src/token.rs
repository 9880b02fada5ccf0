//! Calls to VVV, to Diem and to foreign tokens.
//!
//! Every token is taken for hostile. A revert is passed on with its data; a failure without data, an answer of false and an answer that is
//! none are refused by name.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::{sol, SolCall, SolType};
use runtime::{
    call::{answer_or, call, calldata, first_word, static_call},
    host::vm,
    revert::revert,
    word::Statics,
};
use stylus_sdk::prelude::*;

use crate::{abi::IVvvStaking, VvvStaking};

#[allow(missing_docs)]
mod erc20 {
    super::sol! {
        function balanceOf(address account) external view returns (uint256);
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
        function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
    }
}
pub(crate) use erc20::permitCall;

/// This contract's balance of `token`.
pub(crate) fn balance_of_this(token: Address) -> U256 {
    read_word(
        token,
        erc20::balanceOfCall {
            account: vm().contract_address(),
        },
    )
}

/// Sends `value` of `token` to `to`.
pub(crate) fn send(token: Address, to: Address, value: U256) {
    call_token(token, erc20::transferCall { to, value })
}

/// The word that a view answers.
fn read_word<C>(token: Address, view: C) -> U256
where
    C: SolCall + Into<<C::Parameters<'static> as SolType>::RustType>,
    <C::Parameters<'static> as SolType>::RustType: Statics,
{
    let answer = answer_or(static_call(token, &calldata(view)), || failed(token));
    first_word(&answer).unwrap_or_else(|| failed(token))
}

/// Calls a function that answers true, or nothing.
fn call_token<C>(token: Address, function: C)
where
    C: SolCall + Into<<C::Parameters<'static> as SolType>::RustType>,
    <C::Parameters<'static> as SolType>::RustType: Statics,
{
    let answer = call_named(token, &calldata(function));
    // An account without code answers nothing, too.
    let accepted = if answer.is_empty() {
        vm().code_size(token) != 0
    } else {
        first_word(&answer) == Some(U256::ONE)
    };
    if !accepted {
        failed(token);
    }
}

/// Calls a token; a failure without a reason gets one.
#[inline(never)]
pub(crate) fn call_named(token: Address, data: &[u8]) -> Vec<u8> {
    answer_or(call(token, data), || failed(token))
}

fn failed(token: Address) -> ! {
    revert(IVvvStaking::TokenCallFailed { token })
}

impl VvvStaking {
    /// Takes `value` VVV of `from`, and makes sure that all that is owed is there: `owed` counts the value already.
    pub(crate) fn pull(&self, from: Address, value: U256, owed: u128) {
        let vvv = self.vvv();
        call_token(
            vvv,
            erc20::transferFromCall {
                from,
                to: vm().contract_address(),
                value,
            },
        );
        self.check_solvency(owed);
    }

    /// Refuses to hold less VVV than is owed.
    #[inline(never)]
    pub(crate) fn check_solvency(&self, owed: u128) {
        let balance = balance_of_this(self.vvv());
        let owed = U256::from(owed);
        if balance < owed {
            revert(IVvvStaking::TokenShortfall { balance, owed });
        }
    }
}
