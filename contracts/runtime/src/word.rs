//! Words: the 32 bytes that the ABI, storage and topics are made of.

use alloy_primitives::{aliases::U96, Address, FixedBytes, B256, U256};
use alloy_sol_types::sol_data;

/// A Rust value that the ABI writes as one word of the Solidity type `S`.
pub trait Word<S>: Sized {
    /// The word.
    fn to_word(&self) -> B256;

    /// The value, or `None` if the word is out of `S`'s range.
    fn from_word(word: &B256) -> Option<Self>;
}

impl Word<sol_data::Uint<256>> for U256 {
    #[inline(never)]
    fn to_word(&self) -> B256 {
        (*self).into()
    }

    fn from_word(word: &B256) -> Option<Self> {
        Some(integer(word))
    }
}

/// Amounts of the records, and days: no larger than their word.
macro_rules! narrow_words {
    ($($rust:ty),*) => {$(
        impl Word<sol_data::Uint<256>> for $rust {
            fn to_word(&self) -> B256 {
                pack((*self).into(), 0)
            }

            fn from_word(word: &B256) -> Option<Self> {
                match unpack(word) {
                    (low, 0) => low.try_into().ok(),
                    _ => None,
                }
            }
        }
    )*};
}
narrow_words!(u128, u64, u32);

/// An integer as it stands, for those who take it apart themselves.
impl Word<sol_data::Uint<256>> for B256 {
    fn to_word(&self) -> B256 {
        *self
    }

    fn from_word(word: &B256) -> Option<Self> {
        Some(*word)
    }
}

impl Word<sol_data::FixedBytes<32>> for B256 {
    fn to_word(&self) -> B256 {
        *self
    }

    fn from_word(word: &B256) -> Option<Self> {
        Some(*word)
    }
}

impl Word<sol_data::Address> for Address {
    fn to_word(&self) -> B256 {
        self.into_word()
    }

    fn from_word(word: &B256) -> Option<Self> {
        let (upper, address) = word.split_at(12);
        upper
            .iter()
            .all(|byte| *byte == 0)
            .then(|| Address::from_slice(address))
    }
}

impl Word<sol_data::Bool> for bool {
    fn to_word(&self) -> B256 {
        pack((*self).into(), 0)
    }

    fn from_word(word: &B256) -> Option<Self> {
        match unpack(word) {
            (0, 0) => Some(false),
            (1, 0) => Some(true),
            _ => None,
        }
    }
}

impl Word<sol_data::Int<256>> for i128 {
    fn to_word(&self) -> B256 {
        let sign = if *self < 0 { u128::MAX } else { 0 };
        pack(*self as u128, sign)
    }

    fn from_word(word: &B256) -> Option<Self> {
        let (low, high) = unpack(word);
        let value = low as i128;
        let sign = if value < 0 { u128::MAX } else { 0 };
        (high == sign).then_some(value)
    }
}

macro_rules! unsigned_words {
    ($($rust:ty => $bits:literal),*) => {$(
        impl Word<sol_data::Uint<$bits>> for $rust {
            fn to_word(&self) -> B256 {
                pack((*self).into(), 0)
            }

            fn from_word(word: &B256) -> Option<Self> {
                let (low, high) = unpack(word);
                (high == 0 && low >> ($bits - 1) <= 1).then_some(low as $rust)
            }
        }
    )*};
}
unsigned_words!(u8 => 8, u16 => 16, u32 => 32, u64 => 64, u128 => 96);

/// The bytes of words in a row.
pub fn bytes_of(words: &[B256]) -> &[u8] {
    // SAFETY: B256 is a transparent wrapper of [u8; 32], so the row is as many times 32 bytes, without padding.
    unsafe { core::slice::from_raw_parts(words.as_ptr().cast(), 32 * words.len()) }
}

/// The integer of a word.
#[inline(never)]
pub fn integer(word: &B256) -> U256 {
    (*word).into()
}

/// The low and the high 128 bits of a word.
pub type Halves = (u128, u128);

/// A record: what one storage word holds, packed.
pub trait Packed: Sized {
    /// Unpacks the word.
    fn from_halves(halves: Halves) -> Self;

    /// Packs the word.
    fn to_halves(self) -> Halves;
}

/// The word that a record is packed into.
pub fn packed(record: impl Packed) -> B256 {
    let (low, high) = record.to_halves();
    pack(low, high)
}

/// The low and the high 128 bits of an integer.
pub fn halves(value: U256) -> Halves {
    let [a, b, c, d] = value.into_limbs();
    (
        u128::from(a) | u128::from(b) << 64,
        u128::from(c) | u128::from(d) << 64,
    )
}

/// The integer, if it has at most 128 bits.
pub fn to_u128(value: U256) -> Option<u128> {
    let (low, high) = halves(value);
    (high == 0).then_some(low)
}

/// The low and the high 128 bits of a storage word.
#[inline(never)]
pub fn unpack(word: &B256) -> Halves {
    split(word)
}

/// [`unpack`] in line.
#[inline(always)]
pub(crate) fn split(word: &B256) -> Halves {
    let mut halves = [[0; 16]; 2];
    halves[0].copy_from_slice(&word[16..]);
    halves[1].copy_from_slice(&word[..16]);
    (
        u128::from_be_bytes(halves[0]),
        u128::from_be_bytes(halves[1]),
    )
}

/// The storage word of a low and a high half.
#[inline(never)]
pub fn pack(low: u128, high: u128) -> B256 {
    join(low, high)
}

/// [`pack`] in line.
#[inline(always)]
pub(crate) fn join(low: u128, high: u128) -> B256 {
    let mut word = [0; 32];
    word[..16].copy_from_slice(&high.to_be_bytes());
    word[16..].copy_from_slice(&low.to_be_bytes());
    B256::new(word)
}

/// A value of any static type, as errors, events and outgoing calls carry it: one word.
pub trait Static {
    /// The word.
    fn word(&self) -> B256;
}

impl Static for Address {
    #[inline(never)]
    fn word(&self) -> B256 {
        self.into_word()
    }
}

impl Static for U256 {
    fn word(&self) -> B256 {
        self.to_word()
    }
}

impl Static for U96 {
    fn word(&self) -> B256 {
        let [low, high] = self.into_limbs();
        pack(u128::from(low) | u128::from(high) << 64, 0)
    }
}

impl Static for B256 {
    fn word(&self) -> B256 {
        *self
    }
}

impl Static for FixedBytes<4> {
    fn word(&self) -> B256 {
        B256::right_padding_from(self.as_slice())
    }
}

macro_rules! static_integers {
    ($($rust:ty),*) => {$(
        impl Static for $rust {
            fn word(&self) -> B256 {
                pack((*self).into(), 0)
            }
        }
    )*};
}
static_integers!(u8, u16, u32, u64);

/// The values of an error or of an outgoing call, as alloy's structs turn into them.
pub trait Statics {
    /// Lends their words, in order.
    fn with_words<R>(&self, use_words: impl FnOnce(&[B256]) -> R) -> R;
}

macro_rules! static_tuples {
    ($(($($index:tt $value:ident),*)),*) => {$(
        impl<$($value: Static),*> Statics for ($($value,)*) {
            fn with_words<R>(&self, use_words: impl FnOnce(&[B256]) -> R) -> R {
                use_words(&[$(self.$index.word()),*])
            }
        }
    )*};
}
static_tuples!(
    (),
    (0 A),
    (0 A, 1 B),
    (0 A, 1 B, 2 C),
    (0 A, 1 B, 2 C, 3 D),
    (0 A, 1 B, 2 C, 3 D, 4 E),
    (0 A, 1 B, 2 C, 3 D, 4 E, 5 F),
    (0 A, 1 B, 2 C, 3 D, 4 E, 5 F, 6 G)
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_unpack_to_what_was_packed(low: u128, high: u128) {
            let word = pack(low, high);
            prop_assert_eq!(unpack(&word), (low, high));
            prop_assert_eq!(halves(word.into()), (low, high));
        }

        #[test]
        fn integers_round_trip(value: i128) {
            prop_assert_eq!(<i128 as Word<sol_data::Int<256>>>::from_word(&value.to_word()), Some(value));
        }
    }

    #[test]
    fn the_bytes_of_words_are_theirs_in_order() {
        assert_eq!(bytes_of(&[]), &[0u8; 0]);
        assert_eq!(
            bytes_of(&[B256::repeat_byte(1), B256::repeat_byte(2)]),
            [[1; 32], [2; 32]].as_flattened()
        );
    }

    #[test]
    fn integers_end_at_their_width() {
        let fits = |word: U256| <u128 as Word<sol_data::Uint<96>>>::from_word(&word.into());
        let max = (1u128 << 96) - 1;
        assert_eq!(fits(U256::from(max)), Some(max));
        assert_eq!(fits(U256::from(max + 1)), None);
        assert_eq!(fits(U256::MAX), None);
        assert_eq!(
            <u8 as Word<sol_data::Uint<8>>>::from_word(&U256::from(256).into()),
            None
        );
    }
}
