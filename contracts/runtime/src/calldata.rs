//! Calldata to arguments.
//!
//! What Solidity's decoder accepts is accepted, trailing bytes and unusual offsets included; what it refuses is refused by name: calldata too short
//! for its arguments ([`CalldataTooShort`]) and words out of their type's range ([`ArgumentOutOfRange`]).

use alloc::vec::Vec;
use alloy_primitives::{B256, U256};
use alloy_sol_types::{sol, sol_data, SolType};

use crate::{
    revert::revert,
    word::{unpack, Word},
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

/// A Rust value that the ABI reads from the Solidity type `S`.
pub trait Argument<'a, S>: Sized {
    /// Reads argument `index`; the head is there.
    fn read(arguments: &'a [u8], index: usize) -> Self;
}

/// The types of a function's arguments.
pub trait Parameters {
    /// Words in the head.
    const WORDS: usize;
}

/// The type of argument `I`.
pub trait Parameter<const I: usize>: Parameters {
    /// As Solidity has it.
    type Sol;
}

/// Refuses calldata that has no room for the arguments `S`.
#[inline(never)]
pub fn expect<S: Parameters>(arguments: &[u8]) {
    if arguments.len() < S::WORDS * 32 {
        too_short(arguments, S::WORDS * 32);
    }
}

/// Reads argument `I` of the arguments `S`.
#[inline(always)]
pub fn argument<'a, S: Parameter<I>, const I: usize, T: Argument<'a, S::Sol>>(
    arguments: &'a [u8],
) -> T {
    T::read(arguments, I)
}

macro_rules! parameter_tuples {
    ($(($($all:ident),*) { $($index:literal $sol:ident),* })*) => {$(
        impl<$($all),*> Parameters for ($($all,)*) {
            const WORDS: usize = <[usize]>::len(&[$($index),*]);
        }
        parameter_tuples!(@each ($($all),*) $($index $sol)*);
    )*};
    (@each $all:tt $($index:literal $sol:ident)*) => {
        $(parameter_tuples!(@one $all $index $sol);)*
    };
    (@one ($($all:ident),*) $index:literal $sol:ident) => {
        impl<$($all),*> Parameter<$index> for ($($all,)*) {
            type Sol = $sol;
        }
    };
}
parameter_tuples! {
    () {}
    (A) { 0 A }
    (A, B) { 0 A, 1 B }
    (A, B, C) { 0 A, 1 B, 2 C }
    (A, B, C, D) { 0 A, 1 B, 2 C, 3 D }
    (A, B, C, D, E) { 0 A, 1 B, 2 C, 3 D, 4 E }
    (A, B, C, D, E, F) { 0 A, 1 B, 2 C, 3 D, 4 E, 5 F }
    (A, B, C, D, E, F, G) { 0 A, 1 B, 2 C, 3 D, 4 E, 5 F, 6 G }
}

/// Binds the arguments of the tuple of types, each to its name: `read_arguments!(types, calldata; to, value)`.
#[macro_export]
macro_rules! read_arguments {
    ($types:ty, $arguments:expr; $($name:ident),*) => {
        $crate::calldata::expect::<$types>($arguments);
        $crate::read_arguments!(@next $types, $arguments, 0; $($name),*);
    };
    (@next $types:ty, $arguments:expr, $index:expr;) => {};
    (@next $types:ty, $arguments:expr, $index:expr; $name:ident $(, $rest:ident)*) => {
        let $name = $crate::calldata::argument::<$types, { $index }, _>($arguments);
        $crate::read_arguments!(@next $types, $arguments, $index + 1; $($rest),*);
    };
}

impl<'a, S, T: Word<S>> Argument<'a, S> for T {
    #[inline(never)]
    fn read(arguments: &'a [u8], index: usize) -> Self {
        T::from_word(head_word(arguments, index)).unwrap_or_else(|| out_of_range(index))
    }
}

impl<'a> Argument<'a, sol_data::Bytes> for &'a [u8] {
    fn read(arguments: &'a [u8], index: usize) -> Self {
        tail(arguments, index, 1)
    }
}

impl<'a, S: SolType, T: Word<S>> Argument<'a, sol_data::Array<S>> for Vec<T> {
    fn read(arguments: &'a [u8], index: usize) -> Self {
        let words = tail(arguments, index, 32).chunks_exact(32);
        words
            .map(|word| {
                T::from_word(&B256::from_slice(word)).unwrap_or_else(|| out_of_range(index))
            })
            .collect()
    }
}

/// The content of the dynamic argument `index`: as many items of `item_size` bytes as the word in front of it says.
fn tail(arguments: &[u8], index: usize, item_size: usize) -> &[u8] {
    let start = size(arguments, index * 32).saturating_add(32);
    if arguments.len() < start {
        too_short(arguments, start);
    }
    let end = size(arguments, start - 32)
        .saturating_mul(item_size)
        .saturating_add(start);
    if arguments.len() < end {
        too_short(arguments, end);
    }
    &arguments[start..end]
}

/// The offset or count at byte `offset`. What no calldata can reach is cut at the most a program can address.
fn size(arguments: &[u8], offset: usize) -> usize {
    let (low, high) = unpack(word(arguments, offset));
    if high != 0 {
        return usize::MAX;
    }
    usize::try_from(low).unwrap_or(usize::MAX)
}

/// Word `index` of the head, which [`expect`] has seen to be there.
fn head_word(arguments: &[u8], index: usize) -> &B256 {
    let bytes: &[u8; 32] = arguments[index * 32..][..32]
        .try_into()
        .expect("a slice of 32 bytes is an array of as many");
    bytes.into()
}

/// The word at byte `offset`.
fn word(arguments: &[u8], offset: usize) -> &B256 {
    let bytes: Option<&[u8; 32]> = arguments
        .get(offset..offset + 32)
        .and_then(|bytes| bytes.try_into().ok());
    bytes
        .map(Into::into)
        .unwrap_or_else(|| too_short(arguments, offset + 32))
}

#[cold]
#[inline(never)]
fn too_short(arguments: &[u8], needed: usize) -> ! {
    let length = U256::from(SELECTOR + arguments.len());
    revert(CalldataTooShort {
        length,
        needed: U256::from(needed.saturating_add(SELECTOR)),
    })
}

#[cold]
#[inline(never)]
fn out_of_range(index: usize) -> ! {
    revert(ArgumentOutOfRange {
        index: U256::from(index),
    })
}
