//! An account's day: what it used, and what it was given or gave. Pure arithmetic.

use runtime::word::{Halves, Packed};

const U112_MAX: u128 = (1 << 112) - 1;

/// An account's day, or the day of all accounts: `used: u112 | net: i112 | day: u32`, used in the low bits. Credits; 1e18 is one unit of
/// API capacity.
///
/// No field is near its width: all of a day's credits together are at most Diem's cap, which is below 2^96.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Credits used: spent, or metered by gateways.
    pub used: u128,
    /// Credits received less credits given.
    pub net: i128,
    /// The day that the record is of.
    pub day: u32,
}

impl Packed for Account {
    fn from_halves((low, high): Halves) -> Self {
        Self {
            used: low & U112_MAX,
            // Shifting up and down again fills the upper bits with the sign.
            net: ((low >> 112 | high << 16) << 16) as i128 >> 16,
            day: (high >> 96) as u32,
        }
    }

    fn to_halves(self) -> Halves {
        let net = self.net as u128 & U112_MAX;
        (
            self.used | net << 112,
            net >> 16 | u128::from(self.day) << 96,
        )
    }
}

impl Account {
    /// The record as of `today`: one of another day is void.
    #[must_use]
    pub fn on(self, today: u32) -> Self {
        if self.day == today {
            return self;
        }
        Self {
            used: 0,
            net: 0,
            day: today,
        }
    }

    /// The credits left of `capacity`: `capacity + net - used`.
    ///
    /// It is never negative: transfers and uses stop at it, and capacity does not fall within the day. Were Diem to break that promise, it is 0.
    pub fn available(self, capacity: u128) -> u128 {
        let total = i128::try_from(capacity)
            .unwrap_or(i128::MAX)
            .saturating_add(self.net);
        u128::try_from(total).unwrap_or(0).saturating_sub(self.used)
    }
}

/// A capacity as Diem answers it. More than 2^96 - 1 is no Diem's, and is cut there.
pub fn capacity_floor(answer: u128) -> u128 {
    answer.min((1 << 96) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{B256, U256};
    use proptest::prelude::*;
    use runtime::word::packed;

    const NET_MAX: i128 = (1 << 111) - 1;

    proptest! {
        #[test]
        fn words_round_trip(used in 0..=U112_MAX, net in -NET_MAX - 1..=NET_MAX, day: u32) {
            let account = Account { used, net, day };
            prop_assert_eq!(Account::from_halves(account.to_halves()), account);
            prop_assert_eq!(account.on(day), account);
        }

        #[test]
        fn the_layout_is_the_documented_one(used in 0..=U112_MAX, net in 0..=NET_MAX, day: u32) {
            let word = U256::from(used) + (U256::from(net) << 112) + (U256::from(day) << 224);
            prop_assert_eq!(packed(Account { used, net, day }), B256::from(word));
        }

        #[test]
        fn another_day_is_void(used in 0..=U112_MAX, net in -NET_MAX..=NET_MAX, day in 0..u32::MAX) {
            let account = Account { used, net, day };
            prop_assert_eq!(account.on(day + 1), Account { used: 0, net: 0, day: day + 1 });
        }

        #[test]
        fn what_is_given_is_not_available(available in 0u128..1 << 94, given in 0u128..1 << 94, used in 0u128..1 << 94) {
            let capacity = available + given + used;
            let account = Account { used, net: -(given as i128), day: 1 };
            prop_assert_eq!(account.available(capacity), available);
        }
    }

    #[test]
    fn a_broken_promise_of_capacity_leaves_nothing() {
        let account = Account {
            used: 5,
            net: -3,
            day: 1,
        };
        assert_eq!(account.available(8), 0);
        assert_eq!(account.available(2), 0);
        assert_eq!(account.available(0), 0);
    }
}
