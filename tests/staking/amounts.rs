//! Amounts and times.

use alloy_primitives::U256;

/// Seconds of a day.
pub(crate) const DAY: u64 = 86_400;

/// Basis points of the whole: the weight of a wei of free VVV.
pub(crate) const FULL_WEIGHT: u64 = 10_000;

/// The largest amount that a 96-bit field holds.
pub(crate) const MAX_U96: U256 = U256::from_limbs([u64::MAX, u32::MAX as u64, 0, 0]);

/// One token of 18 decimals.
pub(crate) const ONE: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// `count` whole tokens of 18 decimals, VVV or DIEM.
pub(crate) fn tokens(count: u64) -> U256 {
    U256::from(count) * ONE
}

/// An amount in wei.
pub(crate) fn wei(amount: u128) -> U256 {
    U256::from(amount)
}

/// Asserts that `paid` is `ideal` rounded down: never more, and at most `dust` wei less.
#[track_caller]
pub(crate) fn assert_rounded_down(paid: U256, ideal: U256, dust: u64) {
    assert!(paid <= ideal, "{paid} wei paid, but only {ideal} are due");
    assert!(
        ideal - paid <= U256::from(dust),
        "{paid} wei paid of {ideal} due: more than {dust} wei of dust"
    );
}
