//! Calls to other contracts.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use stylus_sdk::stylus_core::calls::{context::Call, errors::Error, CallAccess};

use crate::{
    host::vm,
    revert::{selector_and_words, Revert},
    word::Words,
};

/// The calldata of a call whose arguments are all static.
pub fn calldata<C: SolCall>(call: &C) -> Vec<u8>
where
    for<'a> C::Token<'a>: Words,
{
    call.tokenize().with_words(|words| selector_and_words(C::SELECTOR, words))
}

/// Calls `to`; a revert is passed on as it is.
#[inline(never)]
pub fn call(to: Address, data: &[u8]) -> Result<Vec<u8>, Revert> {
    vm().call(&Call::new(), to, data).map_err(reason)
}

/// Reads from `to`; a revert is passed on as it is.
#[inline(never)]
pub fn static_call(to: Address, data: &[u8]) -> Result<Vec<u8>, Revert> {
    vm().static_call(&Call::new(), to, data).map_err(reason)
}

/// The answer of a function that returns one word, `None` if it is shorter.
pub fn first_word(answer: &[u8]) -> Option<U256> {
    answer.first_chunk::<32>().map(|word| U256::from_be_bytes(*word))
}

fn reason(error: Error) -> Revert {
    match error {
        Error::Revert(data) => Revert(data),
        // Only the SDK's typed interfaces decode, and we use none.
        Error::AbiDecodingFailed(_) => Revert(Vec::new()),
    }
}
