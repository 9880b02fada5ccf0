//! Amounts and times.

use alloy_primitives::U256;

/// Seconds of a day.
pub(crate) const DAY: u64 = 86_400;

/// One token of 18 decimals, one credit, or one ether.
pub(crate) const ONE: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// `count` whole tokens, credits or ether.
pub(crate) fn tokens(count: u64) -> U256 {
    U256::from(count) * ONE
}

/// An amount in wei.
pub(crate) fn wei(amount: u128) -> U256 {
    U256::from(amount)
}
