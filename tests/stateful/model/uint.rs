//! Numbers: the widest values of fields, and ratios without overflow.

use alloy_primitives::{U256, U512, uint};
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;

/// One token in wei.
pub(crate) const ONE: U256 = uint!(1_000_000_000_000_000_000_U256);

/// An expiry that never comes.
pub(crate) const FOR_EVER: u64 = u32::MAX as u64;

/// The widest value of a field of `bits` bits, at most 127.
pub(crate) const fn max_of(bits: u32) -> U256 {
    let max = (1_u128 << bits) - 1;
    U256::from_limbs([max as u64, (max >> 64) as u64, 0, 0])
}

/// `floor(a * b / c)`, or the largest uint256 if that is less.
pub(crate) fn mul_div(a: U256, b: U256, c: U256) -> U256 {
    narrow(U512::from(a) * U512::from(b) / U512::from(c))
}

/// `ceil(a * b / c)`, or the largest uint256 if that is less.
pub(crate) fn mul_div_up(a: U256, b: U256, c: U256) -> U256 {
    let (a, b, c) = (U512::from(a), U512::from(b), U512::from(c));
    narrow((a * b + c - U512::from(1)) / c)
}

fn narrow(wide: U512) -> U256 {
    U256::saturating_from(wide)
}

/// The exact rational.
pub(crate) fn rational(value: U256) -> BigRational {
    BigRational::from(BigInt::from(BigUint::from_bytes_be(
        &value.to_be_bytes::<32>(),
    )))
}

/// The largest integer not above `value`; zero for negative values.
pub(crate) fn floor(value: &BigRational) -> U256 {
    let floor = value.floor().to_integer();
    U256::from_be_slice(&floor.to_biguint().unwrap_or_default().to_bytes_be())
}

/// The smallest integer not below `value`; zero for negative values.
pub(crate) fn ceil(value: &BigRational) -> U256 {
    let ceil = value.ceil().to_integer();
    U256::from_be_slice(&ceil.to_biguint().unwrap_or_default().to_bytes_be())
}
