//! The reward stream: linear release, shared by weight. Pure arithmetic.

use alloy_primitives::U256;
use runtime::{
    ratio::part_floor,
    word::{Halves, Packed},
};

use crate::position::{BPS, U96_MAX};

/// The stream runs while the total weight is at least that of 1 free VVV: a share of less could round every reward to nothing, or
/// hand a year's stream to a wei of stake.
const RUNNING_WEIGHT: u128 = 1_000_000_000_000_000_000 * BPS;

/// Fraction bits of the accumulator. A stream of at most 2^96 wei over a weight of at least 2^73 adds at most 2^103 to it.
const FRACTION_BITS: usize = 80;

const U112_MAX: u128 = (1 << 112) - 1;
const U120_MAX: u128 = (1 << 120) - 1;

/// What the rewards are shared by, and what every action has to know besides:
/// `accumulator: u120 | weight: u112 | lockedRewardBps: u16 | paused: u8`, the accumulator in the low bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// Rewards per weight since the beginning, a fixed-point number ([`share_floor`]) modulo 2^120. Only its growth since an account's last
    /// touch counts, which is right as long as it stays below 2^120: 2^17 streams of the largest size over the least weight, of a day each
    /// at least. Beyond, an account would get too little.
    pub accumulator: u128,
    /// VVV wei times basis points, the sum over all accounts.
    pub weight: u128,
    /// The weight of locked VVV. Set by the constructor.
    pub locked_reward_bps: u16,
    /// Whether staking and minting are paused.
    pub paused: bool,
}

impl Packed for Shares {
    fn from_halves((low, high): Halves) -> Self {
        Self {
            accumulator: low & U120_MAX,
            weight: low >> 120 | (high << 8) & U112_MAX,
            locked_reward_bps: (high >> 104) as u16,
            paused: high >> 120 != 0,
        }
    }

    fn to_halves(self) -> Halves {
        (
            self.accumulator | self.weight << 120,
            self.weight >> 8
                | u128::from(self.locked_reward_bps) << 104
                | u128::from(self.paused) << 120,
        )
    }
}

impl Shares {
    /// Whether the stream runs.
    pub fn running(self) -> bool {
        self.weight >= RUNNING_WEIGHT
    }

    /// Shares what was released among the [running](Shares::running) weight.
    pub fn share(&mut self, released: u128) {
        self.accumulator = (self.accumulator + share_floor(released, self.weight)) & U120_MAX;
    }

    /// What the accumulator has grown by since it was `checkpoint`.
    pub fn growth_since(self, checkpoint: u128) -> u128 {
        self.accumulator.wrapping_sub(checkpoint) & U120_MAX
    }
}

/// The VVV that accounts put in: `staked: u96 | ticketed: u96`, staked in the low bits. Wei.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deposits {
    /// VVV staked, the sum over all accounts.
    pub staked: u128,
    /// VVV in open tickets.
    pub ticketed: u128,
}

impl Packed for Deposits {
    fn from_halves((low, high): Halves) -> Self {
        Self {
            staked: low & U96_MAX,
            ticketed: low >> 96 | high << 32,
        }
    }

    fn to_halves(self) -> Halves {
        (self.staked | self.ticketed << 96, self.ticketed >> 32)
    }
}

/// The stream and what the contract owes: `unstreamed: u96 | owed: u96 | secondsLeft: u32 | updatedAt: u32`, unstreamed in the low bits.
/// Wei of VVV.
///
/// All VVV that comes or goes changes this word, so time's part of it costs nothing more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// Rewards not yet released.
    pub unstreamed: u128,
    /// All VVV owed: staked, in tickets, rewards owed, unstreamed.
    pub owed: u128,
    /// Seconds of running in which `unstreamed` is released.
    pub seconds_left: u32,
    /// The low 32 bits of the second (unix) up to which the stream is released. What has elapsed since is right as long as something happens
    /// every 136 years.
    pub updated_at: u32,
}

impl Packed for Stream {
    fn from_halves((low, high): Halves) -> Self {
        Self {
            unstreamed: low & U96_MAX,
            owed: low >> 96 | (high << 32) & U96_MAX,
            seconds_left: (high >> 64) as u32,
            updated_at: (high >> 96) as u32,
        }
    }

    fn to_halves(self) -> Halves {
        (
            self.unstreamed | self.owed << 96,
            self.owed >> 32
                | u128::from(self.seconds_left) << 64
                | u128::from(self.updated_at) << 96,
        )
    }
}

impl Stream {
    /// Releases what `elapsed` seconds of running release, rounded down; the last second releases all that is left.
    pub fn release_floor(&mut self, elapsed: u32) -> u128 {
        if elapsed >= self.seconds_left {
            self.seconds_left = 0;
            return core::mem::take(&mut self.unstreamed);
        }
        let released = part_floor(self.unstreamed, elapsed, self.seconds_left);
        self.unstreamed -= released;
        self.seconds_left -= elapsed;
        released
    }

    /// Whether a stream of `amount` more over `duration` seconds would be slower than the running one.
    pub fn would_slow_down(self, amount: u128, duration: u32) -> bool {
        let before = self.unstreamed * u128::from(duration);
        let after = (self.unstreamed + amount) * u128::from(self.seconds_left);
        after < before
    }
}

/// What the accumulator grows by when `released` is shared by `weight`, rounded down.
///
/// Sixteen fraction bits at a time, so that the remainders, which are below the weight and its 112 bits, have room in 128. The weight is a
/// [running](Shares::running) one, so the result has fewer bits than 128, too.
pub fn share_floor(released: u128, weight: u128) -> u128 {
    const STEP: usize = 16;
    let mut share = released / weight;
    let mut rest = released - share * weight;
    for _ in 0..FRACTION_BITS / STEP {
        rest <<= STEP;
        let digit = rest / weight;
        rest -= digit * weight;
        share = share << STEP | digit;
    }
    share
}

/// What a weight earned while the accumulator grew by `growth`, rounded down. It is a part of what was released, so it fits.
pub fn earned_floor(weight: u128, growth: u128) -> u128 {
    let product: U256 = (U256::from(weight) * U256::from(growth)) >> FRACTION_BITS;
    product.saturating_to()
}

/// The bounds of a stream's duration: 1 and 365 days, in seconds.
pub const DURATIONS: core::ops::RangeInclusive<u32> = 86_400..=365 * 86_400;

// The weight of all VVV there can be fits its field.
const _: () = assert!(U96_MAX * BPS <= U112_MAX);

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::B256;
    use proptest::{collection::vec, prelude::*};
    use runtime::word::packed;

    fn stream(unstreamed: u128, seconds_left: u32) -> Stream {
        Stream {
            unstreamed,
            owed: unstreamed,
            seconds_left,
            ..Stream::default()
        }
    }

    proptest! {
        #[test]
        fn shares_round_trip(accumulator in 0..=U120_MAX, weight in 0..=U112_MAX, locked_reward_bps: u16, paused: bool) {
            let shares = Shares { accumulator, weight, locked_reward_bps, paused };
            prop_assert_eq!(Shares::from_halves(shares.to_halves()), shares);
            let word = U256::from(accumulator) + (U256::from(weight) << 120)
                + (U256::from(locked_reward_bps) << 232) + (U256::from(paused) << 248);
            prop_assert_eq!(packed(shares), B256::from(word));
        }

        #[test]
        fn deposits_round_trip(staked in 0..=U96_MAX, ticketed in 0..=U96_MAX) {
            let deposits = Deposits { staked, ticketed };
            prop_assert_eq!(Deposits::from_halves(deposits.to_halves()), deposits);
            prop_assert_eq!(packed(deposits), B256::from(U256::from(staked) + (U256::from(ticketed) << 96)));
        }

        #[test]
        fn growth_is_what_was_shared_wherever_the_accumulator_stands(
            checkpoint in 0..=U120_MAX, released in vec(0..=U96_MAX, 0..8), weight in RUNNING_WEIGHT..=U96_MAX * BPS,
        ) {
            let mut shares = Shares { accumulator: checkpoint, weight, ..Shares::default() };
            let mut expected = 0;
            for released in released {
                shares.share(released);
                expected += share_floor(released, weight);
                prop_assert!(shares.accumulator <= U120_MAX);
            }
            prop_assert_eq!(shares.growth_since(checkpoint), expected);
        }

        #[test]
        fn streams_round_trip(
            unstreamed in 0..=U96_MAX, owed in 0..=U96_MAX, seconds_left: u32, updated_at: u32,
        ) {
            let stream = Stream { unstreamed, owed, seconds_left, updated_at };
            prop_assert_eq!(Stream::from_halves(stream.to_halves()), stream);
            let word = U256::from(unstreamed) + (U256::from(owed) << 96) + (U256::from(seconds_left) << 192)
                + (U256::from(updated_at) << 224);
            prop_assert_eq!(packed(stream), B256::from(word));
        }

        #[test]
        fn a_stream_releases_everything_once(amount in 0..=U96_MAX, duration in DURATIONS, steps in vec(0u32..86_400 * 90, 0..12)) {
            let mut stream = stream(amount, duration);
            let mut released = 0;
            for step in steps {
                released += stream.release_floor(step);
                prop_assert_eq!(released + stream.unstreamed, amount);
            }
            released += stream.release_floor(duration);
            prop_assert_eq!((released, stream.unstreamed, stream.seconds_left), (amount, 0, 0));
        }

        #[test]
        fn a_release_is_linear(amount in 0..=U96_MAX, duration in DURATIONS, elapsed in 0u32..86_400 * 365) {
            prop_assume!(elapsed < duration);
            let released = stream(amount, duration).release_floor(elapsed);
            prop_assert_eq!(released, amount * u128::from(elapsed) / u128::from(duration));
        }

        #[test]
        fn a_share_is_what_a_division_gives(released in 0..=U96_MAX, weight in RUNNING_WEIGHT..=U96_MAX * BPS) {
            let expected = (U256::from(released) << FRACTION_BITS) / U256::from(weight);
            prop_assert_eq!(U256::from(share_floor(released, weight)), expected);
        }

        #[test]
        fn shares_never_exceed_what_was_released(
            released in 0..=U96_MAX,
            first in RUNNING_WEIGHT..=U96_MAX * BPS / 2,
            second in 0..=U96_MAX * BPS / 2,
        ) {
            let growth = share_floor(released, first + second);
            let paid = earned_floor(first, growth) + earned_floor(second, growth);
            prop_assert!(paid <= released);
            // Rounding loses less than a weight's fraction and two wei.
            let lost = released - paid;
            prop_assert!(lost <= ((first + second) >> FRACTION_BITS) + 3);
        }

        #[test]
        fn a_top_up_in_proportion_keeps_the_rate(unstreamed in 1..=U96_MAX / 2, seconds_left in 1u32..86_400 * 365) {
            let stream = stream(unstreamed, seconds_left);
            prop_assert!(!stream.would_slow_down(unstreamed, 2 * seconds_left));
            prop_assert!(stream.would_slow_down(unstreamed - 1, 2 * seconds_left));
            prop_assert!(!stream.would_slow_down(1, seconds_left));
        }
    }
}
