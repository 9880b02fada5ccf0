//! Reverts: an error's selector and its arguments.

use alloc::vec::Vec;
use alloy_primitives::B256;
use alloy_sol_types::SolError;

use crate::word::Words;

/// The data a call reverts with. Empty only for what the SDK itself refuses so: a re-entrant call, a second constructor call.
#[derive(Debug, PartialEq, Eq)]
pub struct Revert(pub Vec<u8>);

/// Reverts with an error of an interface.
#[cold]
pub fn revert<E: SolError>(error: E) -> Revert
where
    for<'a> E::Token<'a>: Words,
{
    Revert(error.tokenize().with_words(|words| selector_and_words(E::SELECTOR, words)))
}

/// OpenZeppelin's errors encode themselves.
pub fn passed_on(error: impl Into<Vec<u8>>) -> Revert {
    Revert(error.into())
}

/// A selector and its static arguments.
#[inline(never)]
pub fn selector_and_words(selector: [u8; 4], words: &[B256]) -> Vec<u8> {
    let mut data = Vec::with_capacity(4 + 32 * words.len());
    data.extend_from_slice(&selector);
    words.iter().for_each(|word| data.extend_from_slice(&word.0));
    data
}
