//! The capacity record: balance and the day's snapshot of it in one storage word. Pure arithmetic.

use alloy_primitives::U256;
use runtime::{
    day,
    ratio::part_floor,
    word::{to_u128, Halves, Packed},
};

const U112_MAX: u128 = (1 << 112) - 1;

/// The day of an account that is closed to DIEM: no clock reaches it.
const CLOSED: u32 = u32::MAX;

/// The record of an account, or of the supply: `balance: u112 | capacity: u112 | day: u32`, balance in the low bits. Wei of DIEM.
///
/// No field is near its width: balances and capacities are at most the cap, which is below 2^96.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// The balance now.
    pub balance: u128,
    /// The capacity of `day`.
    pub capacity: u128,
    /// The day of the last touch.
    pub day: u32,
}

impl Packed for Record {
    fn from_halves((low, high): Halves) -> Self {
        Self {
            balance: low & U112_MAX,
            capacity: low >> 112 | (high << 16) & U112_MAX,
            day: (high >> 96) as u32,
        }
    }

    fn to_halves(self) -> Halves {
        (
            self.balance | self.capacity << 112,
            self.capacity >> 16 | u128::from(self.day) << 96,
        )
    }
}

impl Record {
    /// The record of an account that cannot receive DIEM.
    pub const CLOSED_TO_DIEM: Self = Self {
        balance: 0,
        capacity: 0,
        day: CLOSED,
    };

    /// Whether the account cannot receive DIEM.
    pub fn is_closed(self) -> bool {
        self.day == CLOSED
    }

    /// The record after its first touch of `today`: the snapshot is taken before the balance moves. A closed account stays closed,
    /// whatever moves out of it (nothing can, but zero).
    #[must_use]
    pub fn touched(self, today: u32) -> Self {
        if self.is_closed() {
            return self;
        }
        Self {
            capacity: self.capacity_on(today),
            day: today,
            ..self
        }
    }

    /// The capacity of `today`.
    pub fn capacity_on(self, today: u32) -> u128 {
        if self.day == today {
            self.capacity
        } else {
            self.balance
        }
    }

    /// With `amount` less, if it is there.
    pub fn checked_take(self, amount: U256) -> Option<Self> {
        Some(Self {
            balance: self.balance.checked_sub(to_u128(amount)?)?,
            ..self
        })
    }
}

/// Today's capacity of `value` wei minted at `timestamp`: the share that is left of the day, rounded down. `value` is below 2^96.
pub fn capacity_of_mint_floor(value: u128, timestamp: u64) -> u128 {
    let seconds_left = day::SECONDS - day::seconds_into(timestamp);
    part_floor(value, seconds_left as u32, day::SECONDS as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::B256;
    use proptest::prelude::*;
    use runtime::word::{packed, unpack};

    const U96_MAX: u128 = (1 << 96) - 1;

    prop_compose! {
        fn records()(balance in 0..=U112_MAX, capacity in 0..=U112_MAX, day in 0..CLOSED) -> Record {
            Record { balance, capacity, day }
        }
    }

    proptest! {
        #[test]
        fn words_round_trip(record in records()) {
            prop_assert_eq!(Record::from_halves(record.to_halves()), record);
        }

        #[test]
        fn the_layout_is_the_documented_one(record in records()) {
            let word = U256::from(record.balance)
                + (U256::from(record.capacity) << 112)
                + (U256::from(record.day) << 224);
            prop_assert_eq!(packed(record), B256::from(word));
        }

        #[test]
        fn every_word_is_a_record(word: [u8; 32]) {
            prop_assert_eq!(packed(Record::from_halves(unpack(&word.into()))), B256::from(word));
        }

        #[test]
        fn a_second_touch_of_the_day_keeps_the_snapshot(record in records(), today in 0..CLOSED, moved in 0..=U112_MAX) {
            let touched = record.touched(today);
            let moved = Record { balance: moved, ..touched };
            prop_assert_eq!(moved.touched(today).capacity, touched.capacity);
        }

        #[test]
        fn minting_never_gives_more_than_the_day_has_left(value in 0..=U96_MAX, timestamp in 0u64..1 << 40) {
            let capacity = capacity_of_mint_floor(value, timestamp);
            let exact = U256::from(value) * U256::from(86_400 - timestamp % 86_400);
            prop_assert!(U256::from(capacity) * U256::from(86_400) <= exact);
            prop_assert!(exact < U256::from(capacity + 1) * U256::from(86_400));
        }
    }

    #[test]
    fn a_mint_at_midnight_has_the_whole_day() {
        assert_eq!(capacity_of_mint_floor(U96_MAX, 86_400 * 20_000), U96_MAX);
        assert_eq!(capacity_of_mint_floor(86_400, 86_400 * 20_000 + 86_399), 1);
        assert_eq!(capacity_of_mint_floor(86_399, 86_400 * 20_000 + 86_399), 0);
    }

    #[test]
    fn a_closed_account_stays_closed() {
        assert!(Record::CLOSED_TO_DIEM.touched(20_000).is_closed());
        assert_eq!(Record::CLOSED_TO_DIEM.capacity_on(20_000), 0);
    }

    #[test]
    fn taking_more_than_there_is_fails() {
        let record = Record {
            balance: 5,
            capacity: 9,
            day: 1,
        };
        assert_eq!(
            record.checked_take(U256::from(5)),
            Some(Record {
                balance: 0,
                ..record
            })
        );
        assert_eq!(record.checked_take(U256::from(6)), None);
        assert_eq!(record.checked_take(U256::from(1) << 128), None);
    }
}
