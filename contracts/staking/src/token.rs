//! Calls to VVV, to Diem and to foreign tokens.
//!
//! Every token is taken for hostile. A revert is passed on with its data; a failure without data, an answer of false and an answer that is
//! none are refused by name.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{sol, SolCall};
use runtime::{
    call::{call, calldata, first_word, static_call},
    host::vm,
    revert::{revert, Revert},
    word::Words,
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
pub(crate) fn balance_of_this(token: Address) -> Result<U256, Revert> {
    read_word(token, &erc20::balanceOfCall { account: vm().contract_address() })
}

/// Sends `value` of `token` to `to`.
pub(crate) fn send(token: Address, to: Address, value: U256) -> Result<(), Revert> {
    call_token(token, &erc20::transferCall { to, value })
}

/// The word that a view answers.
pub(crate) fn read_word<C: SolCall>(token: Address, view: &C) -> Result<U256, Revert>
where
    for<'a> C::Token<'a>: Words,
{
    let answer = static_call(token, &calldata(view)).map_err(|revert| named(token, revert))?;
    first_word(&answer).ok_or_else(|| failed(token))
}

/// Calls a function that answers true, or nothing.
fn call_token<C: SolCall>(token: Address, function: &C) -> Result<(), Revert>
where
    for<'a> C::Token<'a>: Words,
{
    let answer = call(token, &calldata(function)).map_err(|revert| named(token, revert))?;
    if answer.is_empty() || first_word(&answer) == Some(U256::ONE) {
        return Ok(());
    }
    Err(failed(token))
}

/// A revert with data is passed on; one without gets a name.
pub(crate) fn named(token: Address, revert: Revert) -> Revert {
    if revert.0.is_empty() {
        return failed(token);
    }
    revert
}

fn failed(token: Address) -> Revert {
    revert(IVvvStaking::TokenCallFailed { token })
}

impl VvvStaking {
    /// Takes `value` VVV of `from`, and makes sure that all that is owed is there: `owed` counts the value already.
    pub(crate) fn pull(&self, from: Address, value: U256, owed: u128) -> Result<(), Revert> {
        let vvv = self.parameters().vvv;
        call_token(vvv, &erc20::transferFromCall { from, to: vm().contract_address(), value })?;
        let balance = balance_of_this(vvv)?;
        let owed = U256::from(owed);
        if balance < owed {
            return Err(revert(IVvvStaking::TokenShortfall { balance, owed }));
        }
        Ok(())
    }
}
