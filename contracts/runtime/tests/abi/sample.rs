//! Random values of Solidity's types, as alloy has them.

use std::fmt::Debug;

use alloy_primitives::{Address, Bytes, FixedBytes, U256};
use alloy_sol_types::{sol_data, SolType};
use proptest::{collection::vec, prelude::*};

/// A Solidity type, or a tuple of some, with random values.
pub(crate) trait Sample: SolType<RustType: Clone + Debug + PartialEq> {
    /// Values, the extreme ones often.
    fn values() -> BoxedStrategy<Self::RustType>;
}

/// Integers of at most `bits` bits: any, small ones, and the ends of each width.
pub(crate) fn integers(bits: usize) -> BoxedStrategy<U256> {
    let mask = U256::MAX >> (256 - bits);
    let any = any::<[u8; 32]>().prop_map(U256::from_be_bytes);
    let narrow = (any.clone(), 0usize..256).prop_map(|(value, shift)| value >> shift);
    let ends = (0usize..256, -1i8..=1).prop_map(|(bit, by)| match by {
        -1 => (U256::ONE << bit) - U256::ONE,
        0 => U256::ONE << bit,
        _ => (U256::ONE << bit) + U256::ONE,
    });
    prop_oneof![any, narrow, ends, Just(U256::ZERO), Just(U256::MAX)]
        .prop_map(move |value| value & mask)
        .boxed()
}

macro_rules! samples {
    ($($sol:ty, $bits:literal, $from:expr;)*) => {$(
        impl Sample for $sol {
            fn values() -> BoxedStrategy<Self::RustType> {
                integers($bits).prop_map($from).boxed()
            }
        }
    )*};
}
samples! {
    sol_data::Uint<256>, 256, |value| value;
    sol_data::Uint<96>, 96, |value| value.to();
    sol_data::Uint<64>, 64, |value| value.to();
    sol_data::Uint<32>, 32, |value| value.to();
    sol_data::Uint<16>, 16, |value| value.to();
    sol_data::Uint<8>, 8, |value| value.to();
    sol_data::Address, 160, |value| Address::from_word(value.into());
    sol_data::FixedBytes<32>, 256, |value| value.into();
    sol_data::FixedBytes<4>, 32, |value| FixedBytes(value.to::<u32>().to_be_bytes());
}

impl Sample for sol_data::Bytes {
    fn values() -> BoxedStrategy<Bytes> {
        vec(any::<u8>(), 0..100).prop_map(Bytes::from).boxed()
    }
}

impl<S: Sample> Sample for sol_data::Array<S>
where
    S::RustType: 'static,
{
    fn values() -> BoxedStrategy<Vec<S::RustType>> {
        vec(S::values(), 0..6).boxed()
    }
}

impl Sample for () {
    fn values() -> BoxedStrategy<()> {
        Just(()).boxed()
    }
}

macro_rules! tuples {
    ($(($($member:ident),*))*) => {$(
        impl<$($member: Sample<RustType: 'static>),*> Sample for ($($member,)*) {
            fn values() -> BoxedStrategy<Self::RustType> {
                ($($member::values(),)*).boxed()
            }
        }
    )*};
}
tuples! {
    (A)
    (A, B)
    (A, B, C)
    (A, B, C, D)
    (A, B, C, D, E)
    (A, B, C, D, E, F)
    (A, B, C, D, E, F, G)
}
