//! A daily budget: an agent's allowance or a gateway's meter. Pure arithmetic.

use alloy_primitives::U256;
use runtime::word::{to_u128, Halves, Packed};

/// The largest limit and use.
pub const U96_MAX: u128 = (1 << 96) - 1;

/// An expiry that never comes.
const FOR_EVER: u32 = u32::MAX;

/// A budget: `limit: u96 | used: u96 | expiry: u32 | day: u16 | nonce: u16`, limit in the low bits. Credits per day; unix seconds.
///
/// The day is kept in 16 bits: a use of exactly 65,536 days ago would count as today's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// Credits per day; [`U96_MAX`] is no limit but the owner's credits.
    pub limit: u128,
    /// Credits used on `day`.
    pub used: u128,
    /// The first second at which it is no longer valid.
    pub expiry: u32,
    /// The low bits of the day of the last use.
    pub day: u16,
    /// Times the budget was set; it stays at the largest.
    pub nonce: u16,
}

impl Packed for Budget {
    fn from_halves((low, high): Halves) -> Self {
        Self {
            limit: low & U96_MAX,
            used: low >> 96 | (high << 32) & U96_MAX,
            expiry: (high >> 64) as u32,
            day: (high >> 96) as u16,
            nonce: (high >> 112) as u16,
        }
    }

    fn to_halves(self) -> Halves {
        let high = self.used >> 32
            | u128::from(self.expiry) << 64
            | u128::from(self.day) << 96
            | u128::from(self.nonce) << 112;
        (self.limit | self.used << 96, high)
    }
}

impl Budget {
    /// The budget as of `today`: the use of another day is void.
    #[must_use]
    pub fn on(self, today: u32) -> Self {
        let today = today as u16;
        let used = if self.day == today { self.used } else { 0 };
        Self {
            used,
            day: today,
            ..self
        }
    }

    /// With a new limit and expiry. What was used today still counts, and signatures over the old nonce are void.
    #[must_use]
    pub fn set(self, limit: u128, expiry: u32) -> Self {
        Self {
            limit,
            expiry,
            nonce: self.nonce.saturating_add(1),
            ..self
        }
    }

    /// Credits that may still be used today, at `now`.
    pub fn room(self, now: u64) -> u128 {
        if self.expiry != FOR_EVER && now >= u64::from(self.expiry) {
            0
        } else if self.limit == U96_MAX {
            u128::MAX
        } else {
            self.limit.saturating_sub(self.used)
        }
    }

    /// With `amount` more used, if there is room at `now`. Without a limit the count stops at the largest.
    pub fn draw(self, amount: U256, now: u64) -> Option<Self> {
        // Where there is no limit, not even 256 bits are over it.
        let amount = to_u128(amount).unwrap_or(u128::MAX);
        if amount > self.room(now) {
            return None;
        }
        Some(Self {
            used: self.used.saturating_add(amount).min(U96_MAX),
            ..self
        })
    }

    /// Whether a signature can still set it: at the last nonce it would never be void.
    pub fn takes_signatures(self) -> bool {
        self.nonce != u16::MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::B256;
    use proptest::prelude::*;
    use runtime::word::packed;

    prop_compose! {
        fn budgets()(limit in 0..=U96_MAX, used in 0..=U96_MAX, expiry: u32, day: u16, nonce: u16) -> Budget {
            Budget { limit, used, expiry, day, nonce }
        }
    }

    proptest! {
        #[test]
        fn words_round_trip(budget in budgets()) {
            prop_assert_eq!(Budget::from_halves(budget.to_halves()), budget);
            prop_assert_eq!(budget.on(budget.day.into()), budget);
            let word = U256::from(budget.limit)
                + (U256::from(budget.used) << 96)
                + (U256::from(budget.expiry) << 192)
                + (U256::from(budget.day) << 224)
                + (U256::from(budget.nonce) << 240);
            prop_assert_eq!(packed(budget), B256::from(word));
        }

        #[test]
        fn the_use_of_another_day_is_void(budget in budgets(), today: u32) {
            prop_assume!(today as u16 != budget.day);
            let read = budget.on(today);
            prop_assert_eq!(read, Budget { used: 0, day: today as u16, ..budget });
        }

        #[test]
        fn draws_stay_within_the_limit(budget in budgets(), amount: u128, now in 0u64..1 << 33) {
            if let Some(after) = budget.draw(U256::from(amount), now) {
                prop_assert!(now < u64::from(budget.expiry) || budget.expiry == u32::MAX);
                prop_assert!(after.used <= budget.limit || budget.limit == U96_MAX);
                prop_assert_eq!(after.used, budget.used.saturating_add(amount).min(U96_MAX));
            }
        }

        #[test]
        fn setting_keeps_the_use(budget in budgets(), limit in 0..=U96_MAX, expiry: u32) {
            let set = budget.set(limit, expiry);
            prop_assert_eq!((set.used, set.day), (budget.used, budget.day));
            prop_assert!(set.nonce > budget.nonce || !budget.takes_signatures());
        }
    }

    #[test]
    fn a_budget_ends_with_its_expiry() {
        let budget = Budget {
            limit: 10,
            used: 3,
            expiry: 100,
            day: 1,
            nonce: 1,
        };
        assert_eq!(budget.room(99), 7);
        assert_eq!(budget.room(100), 0);
        assert_eq!(
            Budget {
                expiry: u32::MAX,
                ..budget
            }
            .room(u64::MAX),
            7
        );
        assert_eq!(Budget { limit: 2, ..budget }.room(99), 0);
        assert_eq!(budget.draw(U256::MAX, 99), None);
        let limitless = Budget {
            limit: U96_MAX,
            ..budget
        };
        assert_eq!(
            limitless.draw(U256::MAX, 99).map(|drawn| drawn.used),
            Some(U96_MAX)
        );
    }

    #[test]
    fn the_last_nonce_takes_no_signatures() {
        let budget = Budget {
            nonce: u16::MAX - 1,
            ..Budget::default()
        };
        assert!(budget.takes_signatures());
        let last = budget.set(1, 1);
        assert!(!last.takes_signatures());
        assert_eq!(last.set(0, 0).nonce, u16::MAX);
    }
}
