//! Results to return data.

use alloc::vec::Vec;
use alloy_primitives::B256;
use alloy_sol_types::{sol_data, SolCall, SolType};

use crate::word::{pack, Word};

/// A result that the ABI writes as the tuple `S` of Solidity types.
pub trait Reply<S> {
    /// The return data.
    fn reply(self) -> Vec<u8>;
}

/// The return data of `C`.
#[inline(always)]
pub fn reply<C: SolCall>(result: impl Reply<C::ReturnTuple<'static>>) -> Vec<u8> {
    result.reply()
}

/// Words in a row.
#[inline(never)]
pub fn words(words: &[B256]) -> Vec<u8> {
    let mut data = Vec::with_capacity(32 * words.len());
    words.iter().for_each(|word| data.extend_from_slice(&word.0));
    data
}

/// The word of a length, count or offset.
pub fn size(size: usize) -> B256 {
    pack(size as u128, 0)
}

/// Appends the tail of a string or of bytes: its length, and its content padded to whole words.
pub fn append_bytes(data: &mut Vec<u8>, bytes: &[u8]) {
    data.extend_from_slice(&size(bytes.len()).0);
    data.extend_from_slice(bytes);
    data.resize(data.len().next_multiple_of(32), 0);
}

impl Reply<()> for () {
    fn reply(self) -> Vec<u8> {
        Vec::new()
    }
}

impl<S, T: Word<S>> Reply<(S,)> for T {
    #[inline(always)]
    fn reply(self) -> Vec<u8> {
        words(&[self.to_word()])
    }
}

impl Reply<(sol_data::String,)> for &'static str {
    fn reply(self) -> Vec<u8> {
        let mut data = words(&[size(32)]);
        append_bytes(&mut data, self.as_bytes());
        data
    }
}

impl<S: SolType, T: Word<S>> Reply<(sol_data::Array<S>,)> for Vec<T> {
    fn reply(self) -> Vec<u8> {
        let mut data = Vec::with_capacity(64 + 32 * self.len());
        data.extend_from_slice(&size(32).0);
        data.extend_from_slice(&size(self.len()).0);
        self.iter().for_each(|item| data.extend_from_slice(&item.to_word().0));
        data
    }
}

macro_rules! reply_tuples {
    ($(($($index:tt $rust:ident $sol:ident),*)),*) => {$(
        impl<$($sol, $rust: Word<$sol>),*> Reply<($($sol,)*)> for ($($rust,)*) {
            fn reply(self) -> Vec<u8> {
                words(&[$(self.$index.to_word()),*])
            }
        }
    )*};
}
reply_tuples!(
    (0 A SA, 1 B SB, 2 C SC),
    (0 A SA, 1 B SB, 2 C SC, 3 D SD),
    (0 A SA, 1 B SB, 2 C SC, 3 D SD, 4 E SE),
    (0 A SA, 1 B SB, 2 C SC, 3 D SD, 4 E SE, 5 F SF, 6 G SG)
);
