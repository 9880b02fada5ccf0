//! The fee for a program's size: a price per byte that rises with demand (Nitro `arbos/programs/data_pricer.go`).

use alloy_primitives::U256;

use super::{read, slot, write};
use crate::{evm::ChainContext, prices::data_fee as price};

/// Basis points of one.
const ONE: u64 = 10_000;

/// Terms of the series that approximates the exponential function.
const TERMS: u64 = 12;

/// A fee, and the demand it leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    /// The fee in wei.
    pub(crate) fee: U256,
    demand: u32,
}

/// Works out the fee for a program's bytes from ArbOS's state.
pub(crate) fn quote(mut read: impl FnMut(U256) -> U256, bytes: u32, now: u64) -> Quote {
    let last = read(slot::LAST_UPDATE)
        .saturating_to::<u64>()
        .max(price::ARBITRUM_START);
    let passed = u32::try_from(now.saturating_sub(last)).unwrap_or(u32::MAX);
    let demand = read(slot::DEMAND)
        .saturating_to::<u32>()
        .saturating_sub(price::BYTES_PER_SECOND.saturating_mul(passed))
        .saturating_add(bytes);
    Quote {
        fee: U256::from(fee(demand, bytes)),
        demand,
    }
}

/// Counts the bytes of a program and returns the fee for them in wei.
pub(super) fn charge(ctx: &mut ChainContext, bytes: u32, now: u64) -> U256 {
    let Quote { fee, demand } = quote(|slot| read(ctx, slot), bytes, now);
    write(ctx, slot::DEMAND, U256::from(demand));
    write(ctx, slot::LAST_UPDATE, U256::from(now));
    fee
}

fn fee(demand: u32, bytes: u32) -> u64 {
    let exponent = ONE * u64::from(demand) / price::INERTIA;
    let per_byte = price::MIN_PRICE.saturating_mul(exp(exponent)) / ONE;
    per_byte.saturating_mul(u64::from(bytes))
}

/// e to the power of `x`, both in basis points, by Horner's scheme.
fn exp(x: u64) -> u64 {
    (1..TERMS).rev().fold(ONE + x / TERMS, |sum, term| {
        ONE + sum.saturating_mul(x) / (term * ONE)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_close() {
        assert_eq!(exp(0), 10_000);
        assert_eq!(exp(10_000), 27_182); // e is 2.71828…
        assert!((73_880..73_891).contains(&exp(20_000)));
    }

    #[test]
    fn a_program_alone_pays_little_more_than_the_least_price() {
        let bytes = 700_000;
        assert_eq!(fee(0, bytes), price::MIN_PRICE * u64::from(bytes));
        // Demand of its own bytes: 327 basis points.
        assert_eq!(
            fee(bytes, bytes),
            price::MIN_PRICE * exp(327) / ONE * u64::from(bytes)
        );
    }
}
