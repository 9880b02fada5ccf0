//! An account's day: what it used, and what it was given or gave. Pure arithmetic.

use alloy_primitives::{B256, U256};
use runtime::word::{pack, to_u128, unpack};

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

impl Account {
    /// Reads a storage word as of `today`: a record of another day is void.
    pub fn from_word(word: &B256, today: u32) -> Self {
        let (low, high) = unpack(word);
        let day = (high >> 96) as u32;
        if day != today {
            return Self {
                used: 0,
                net: 0,
                day: today,
            };
        }
        // Shifting up and down again fills the upper bits with the sign.
        let net = ((low >> 112 | high << 16) << 16) as i128 >> 16;
        Self {
            used: low & U112_MAX,
            net,
            day,
        }
    }

    /// The storage word.
    pub fn to_word(self) -> B256 {
        let net = self.net as u128 & U112_MAX;
        pack(
            self.used | net << 112,
            net >> 16 | u128::from(self.day) << 96,
        )
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
pub fn capacity_floor(word: U256) -> u128 {
    to_u128(word).unwrap_or(u128::MAX).min((1 << 96) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NET_MAX: i128 = (1 << 111) - 1;

    proptest! {
        #[test]
        fn words_round_trip(used in 0..=U112_MAX, net in -NET_MAX - 1..=NET_MAX, day: u32) {
            let account = Account { used, net, day };
            prop_assert_eq!(Account::from_word(&account.to_word(), day), account);
        }

        #[test]
        fn the_layout_is_the_documented_one(used in 0..=U112_MAX, net in 0..=NET_MAX, day: u32) {
            let word = U256::from(used) + (U256::from(net) << 112) + (U256::from(day) << 224);
            prop_assert_eq!(Account { used, net, day }.to_word(), B256::from(word));
        }

        #[test]
        fn another_day_is_void(used in 0..=U112_MAX, net in -NET_MAX..=NET_MAX, day in 0..u32::MAX) {
            let word = Account { used, net, day }.to_word();
            prop_assert_eq!(Account::from_word(&word, day + 1), Account { used: 0, net: 0, day: day + 1 });
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
