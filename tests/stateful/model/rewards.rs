//! Rewards in exact rationals: a stream that never rounds, shared by weight.

use std::collections::BTreeMap;

use alloy_primitives::U256;
use num_rational::BigRational;
use num_traits::Zero;

use super::{refusal::Refusal, uint};
use crate::cast::Who;

/// The weight below which the stream waits: that of 1 free VVV, in wei times basis points.
pub(crate) const LEAST_WEIGHT: U256 = alloy_primitives::uint!(10_000_000_000_000_000_000_000_U256);

/// The weight of a wei of free VVV.
pub(crate) const BPS: U256 = alloy_primitives::uint!(10_000_U256);

/// Rewards per weight are kept with so many fraction bits.
const ACCUMULATOR_BITS: usize = 80;

/// Bounds, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) least: U256,
    pub(crate) most: U256,
}

impl Bounds {
    pub(crate) fn admit(&self, value: U256) -> bool {
        (self.least..=self.most).contains(&value)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Rewards {
    /// Unstreamed when last settled.
    unstreamed: BigRational,
    seconds_left: u64,
    settled_at: u64,
    weights: BTreeMap<Who, U256>,
    /// Earned and not paid when last settled. Negative by less than the rounding at worst.
    earned: BTreeMap<Who, BigRational>,
    /// How often the contract had to round the stream so far: less than a wei each time.
    settlements: u64,
    /// What rounding may have cost each account so far, in wei.
    losses: BTreeMap<Who, U256>,
    pub(crate) funded: U256,
    pub(crate) paid: U256,
}

impl Rewards {
    pub(crate) fn new(now: u64) -> Self {
        Self {
            unstreamed: BigRational::zero(),
            seconds_left: 0,
            settled_at: now,
            weights: BTreeMap::new(),
            earned: BTreeMap::new(),
            settlements: 0,
            losses: BTreeMap::new(),
            funded: U256::ZERO,
            paid: U256::ZERO,
        }
    }

    pub(crate) fn total_weight(&self) -> U256 {
        self.weights.values().sum()
    }

    pub(crate) fn running(&self) -> bool {
        self.total_weight() >= LEAST_WEIGHT
    }

    /// The end of the stream if it runs from now on.
    pub(crate) fn ends_at(&self) -> u64 {
        self.settled_at + self.seconds_left
    }

    pub(crate) const fn seconds_left(&self) -> u64 {
        self.seconds_left
    }

    /// Releases what the time since the last settlement released.
    pub(crate) fn settle(&mut self, now: u64) {
        let elapsed = (now - self.settled_at).min(self.seconds_left);
        self.settled_at = now;
        if elapsed == 0 || !self.running() {
            return;
        }
        let total_weight = uint::rational(self.total_weight());
        let part = BigRational::new(elapsed.into(), self.seconds_left.into());
        let released = &self.unstreamed * part;
        for (&who, &weight) in &self.weights {
            let earned = self.earned.entry(who).or_insert_with(BigRational::zero);
            *earned += &released * uint::rational(weight) / &total_weight;
            // Less than a wei of the stream, less than a wei of the account's share, and the accumulator's last bit.
            let loss = self.losses.entry(who).or_default();
            *loss += (weight >> ACCUMULATOR_BITS) + U256::from(2);
        }
        self.unstreamed -= released;
        self.seconds_left -= elapsed;
        self.settlements += 1;
    }

    /// This, settled now.
    pub(crate) fn settled(&self, now: u64) -> Self {
        let mut settled = self.clone();
        settled.settle(now);
        settled
    }

    pub(crate) fn weigh(&mut self, who: Who, weight: U256) {
        self.weights.insert(who, weight);
    }

    /// What the contract may hold as unstreamed: it releases whole wei, rounded down, so it may be behind by less than a wei for
    /// each settlement, but never ahead.
    pub(crate) fn unstreamed(&self) -> Bounds {
        let least = uint::ceil(&self.unstreamed);
        let behind = BigRational::from_integer(self.settlements.into());
        Bounds {
            least,
            most: uint::ceil(&(&self.unstreamed + behind)),
        }
    }

    /// What the contract may pay `who`: the exact share, less what rounding may have cost it, or more by what the stream was behind
    /// when the account came.
    pub(crate) fn claimable(&self, who: Who) -> Bounds {
        let exact = self
            .earned
            .get(&who)
            .cloned()
            .unwrap_or_else(BigRational::zero);
        let behind = BigRational::from_integer(self.settlements.into());
        let loss = self.losses.get(&who).copied().unwrap_or_default();
        Bounds {
            least: uint::floor(&exact).saturating_sub(loss),
            most: uint::floor(&(exact + behind)),
        }
    }

    /// All that was ever released and not paid, rounded down: what the sum of all claims never exceeds.
    pub(crate) fn released(&self) -> U256 {
        let all = self
            .earned
            .values()
            .fold(BigRational::zero(), |sum, earned| sum + earned);
        uint::floor(&all)
    }

    pub(crate) fn pay(&mut self, who: Who, amount: U256) {
        let earned = self.earned.entry(who).or_insert_with(BigRational::zero);
        *earned -= uint::rational(amount);
        self.paid += amount;
    }

    /// The amount at which a top-up to `duration` just keeps the rate.
    pub(crate) fn least_top_up(&self, duration: u64) -> U256 {
        let (left, longer) = (
            self.seconds_left,
            duration.saturating_sub(self.seconds_left),
        );
        if left == 0 {
            return U256::ZERO;
        }
        uint::ceil(&(&self.unstreamed * BigRational::new(longer.into(), left.into())))
    }

    /// Whether the rate falls if `amount` comes in, as far as rounding lets us know: surely not, perhaps, or surely.
    pub(crate) fn refuse_fall(&self, amount: U256, duration: u64) -> (Option<Refusal>, bool) {
        let Bounds { least, most } = self.unstreamed();
        let falls = |unstreamed: U256| {
            let now = uint::rational(unstreamed) * BigRational::from_integer(duration.into());
            let then = uint::rational(unstreamed) + uint::rational(amount);
            then * BigRational::from_integer(self.seconds_left.into()) < now
        };
        let seconds_left = self.seconds_left;
        let reason = Refusal::RateWouldFall {
            least,
            most,
            seconds_left,
        };
        let perhaps = seconds_left > 0 && falls(most);
        (perhaps.then_some(reason), !falls(least))
    }

    pub(crate) fn fund(&mut self, amount: U256, duration: u64) {
        self.unstreamed += uint::rational(amount);
        self.seconds_left = duration;
        self.funded += amount;
    }
}
