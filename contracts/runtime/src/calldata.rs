//! Calldata to arguments.
//!
//! What Solidity's decoder accepts is accepted, trailing bytes and unusual offsets included; what it refuses is refused by name: calldata too short
//! for its arguments ([`CalldataTooShort`]) and words out of their type's range ([`ArgumentOutOfRange`]).

use alloc::vec::Vec;
use alloy_primitives::{B256, U256};
use alloy_sol_types::{sol, sol_data, SolCall, SolType};

use crate::{
    revert::{revert, Revert},
    word::Word,
};

sol! {
    /// The calldata has `length` bytes; the arguments need at least `needed`.
    #[derive(Debug)]
    error CalldataTooShort(uint256 length, uint256 needed);

    /// Argument `index` (from 0), or one of its elements, does not fit its type.
    #[derive(Debug)]
    error ArgumentOutOfRange(uint256 index);
}

/// Bytes before the arguments: the selector.
const SELECTOR: usize = 4;

/// Reads the arguments of `C` from the calldata behind its selector.
pub fn read<'a, C: SolCall, A: Arguments<'a, C::Parameters<'static>>>(arguments: &'a [u8]) -> Result<A, Revert> {
    read_as(arguments)
}

/// Reads arguments of the tuple `S` of Solidity types.
pub fn read_as<'a, S, A: Arguments<'a, S>>(arguments: &'a [u8]) -> Result<A, Revert> {
    if arguments.len() < A::WORDS * 32 {
        return Err(too_short(arguments, U256::from(A::WORDS * 32)));
    }
    A::read(arguments)
}

/// A tuple of Rust values that the ABI reads from the tuple `S` of Solidity types.
pub trait Arguments<'a, S>: Sized {
    /// Words in the head.
    const WORDS: usize;

    /// Reads all arguments; the head is there.
    fn read(arguments: &'a [u8]) -> Result<Self, Revert>;
}

/// A Rust value that the ABI reads from the Solidity type `S`.
pub trait Argument<'a, S>: Sized {
    /// Reads argument `index`.
    fn read(arguments: &'a [u8], index: usize) -> Result<Self, Revert>;
}

macro_rules! argument_tuples {
    ($(($($index:tt $rust:ident $sol:ident),*)),*) => {$(
        impl<'a, $($sol, $rust: Argument<'a, $sol>),*> Arguments<'a, ($($sol,)*)> for ($($rust,)*) {
            const WORDS: usize = <[usize]>::len(&[$($index),*]);

            #[inline(always)]
            fn read(_arguments: &'a [u8]) -> Result<Self, Revert> {
                Ok(($($rust::read(_arguments, $index)?,)*))
            }
        }
    )*};
}
argument_tuples!(
    (),
    (0 A SA),
    (0 A SA, 1 B SB),
    (0 A SA, 1 B SB, 2 C SC),
    (0 A SA, 1 B SB, 2 C SC, 3 D SD),
    (0 A SA, 1 B SB, 2 C SC, 3 D SD, 4 E SE),
    (0 A SA, 1 B SB, 2 C SC, 3 D SD, 4 E SE, 5 F SF),
    (0 A SA, 1 B SB, 2 C SC, 3 D SD, 4 E SE, 5 F SF, 6 G SG)
);

impl<'a, S, T: Word<S>> Argument<'a, S> for T {
    #[inline(never)]
    fn read(arguments: &'a [u8], index: usize) -> Result<Self, Revert> {
        T::from_word(word(arguments, index * 32)?).ok_or_else(|| out_of_range(index))
    }
}

impl<'a> Argument<'a, sol_data::Bytes> for &'a [u8] {
    fn read(arguments: &'a [u8], index: usize) -> Result<Self, Revert> {
        tail(arguments, index, 1)
    }
}

impl<'a, S: SolType, T: Word<S>> Argument<'a, sol_data::Array<S>> for Vec<T> {
    fn read(arguments: &'a [u8], index: usize) -> Result<Self, Revert> {
        let words = tail(arguments, index, 32)?.chunks_exact(32).map(B256::from_slice);
        words.map(|word| T::from_word(&word)).collect::<Option<_>>().ok_or_else(|| out_of_range(index))
    }
}

/// The content of the dynamic argument `index`: as many items of `item_size` bytes as the word in front of it says.
fn tail(arguments: &[u8], index: usize, item_size: usize) -> Result<&[u8], Revert> {
    let offset = U256::from_be_bytes(word(arguments, index * 32)?.0);
    let start = offset.saturating_add(U256::from(32));
    need(arguments, start)?;
    // The calldata is longer than `start`, so `start` and `offset` are small.
    let (start, offset) = (start.to::<usize>(), offset.to::<usize>());
    let count = U256::from_be_bytes(word(arguments, offset)?.0);
    let end = count.saturating_mul(U256::from(item_size)).saturating_add(U256::from(start));
    need(arguments, end)?;
    Ok(&arguments[start..end.to()])
}

/// The word at byte `offset`.
fn word(arguments: &[u8], offset: usize) -> Result<&B256, Revert> {
    let bytes: Option<&[u8; 32]> = arguments.get(offset..offset + 32).and_then(|bytes| bytes.try_into().ok());
    bytes.map(Into::into).ok_or_else(|| too_short(arguments, U256::from(offset + 32)))
}

/// Refuses arguments of fewer than `length` bytes.
fn need(arguments: &[u8], length: U256) -> Result<(), Revert> {
    if U256::from(arguments.len()) < length {
        return Err(too_short(arguments, length));
    }
    Ok(())
}

#[cold]
#[inline(never)]
fn too_short(arguments: &[u8], needed: U256) -> Revert {
    let length = U256::from(SELECTOR + arguments.len());
    revert(CalldataTooShort { length, needed: needed.saturating_add(U256::from(SELECTOR)) })
}

#[cold]
#[inline(never)]
fn out_of_range(index: usize) -> Revert {
    revert(ArgumentOutOfRange { index: U256::from(index) })
}
