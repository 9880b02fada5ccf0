//! Results to return data.

use alloc::{vec, vec::Vec};
use alloy_primitives::B256;
use alloy_sol_types::{sol_data, SolCall, SolType};

use crate::word::{bytes_of, pack, Word};

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
    bytes_of(words).to_vec()
}

/// The word of a length, count or offset.
pub fn size(size: usize) -> B256 {
    pack(size as u128, 0)
}

/// The words that a string or bytes take: its length, and its content padded to whole words.
pub const fn tail_words(length: usize) -> usize {
    1 + length.div_ceil(32)
}

/// Writes the tail of a string or of bytes to `words`, which is zero and of [`tail_words`].
#[inline(never)]
pub fn write_tail(words: &mut [B256], bytes: &[u8]) {
    words[0] = size(bytes.len());
    for (word, part) in words[1..].iter_mut().zip(bytes.chunks(32)) {
        word[..part.len()].copy_from_slice(part);
    }
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
        let mut reply = vec![B256::ZERO; 1 + tail_words(self.len())];
        reply[0] = size(32);
        write_tail(&mut reply[1..], self.as_bytes());
        words(&reply)
    }
}

impl<S: SolType, T: Word<S>> Reply<(sol_data::Array<S>,)> for Vec<T> {
    fn reply(self) -> Vec<u8> {
        let mut reply = vec![B256::ZERO; 2 + self.len()];
        reply[0] = size(32);
        reply[1] = size(self.len());
        for (word, item) in reply[2..].iter_mut().zip(self) {
            *word = item.to_word();
        }
        words(&reply)
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
