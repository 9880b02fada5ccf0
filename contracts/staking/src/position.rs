//! An account's position: what it staked, what is locked behind its DIEM, what it weighs. Pure arithmetic.

use alloy_primitives::U256;
use runtime::word::{to_u128, Halves, Packed};

/// The largest amount of the records.
pub const U96_MAX: u128 = (1 << 96) - 1;

const U120_MAX: u128 = (1 << 120) - 1;

/// Basis points of a whole.
pub const BPS: u128 = 10_000;

/// Wei of DIEM per DIEM.
const ONE_DIEM: u128 = 1_000_000_000_000_000_000;

/// What an account minted: `minted: u96 | burned: u96 | burnDay: u32`, minted in the low bits. Wei of DIEM.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mint {
    /// DIEM minted and not burned.
    pub minted: u128,
    /// DIEM burned on `burn_day`. `minted + burned` stays below 2^96: minting sees to it, burning keeps the sum.
    pub burned: u128,
    /// The day of the last burn.
    pub burn_day: u32,
}

impl Packed for Mint {
    fn from_halves((low, high): Halves) -> Self {
        Self {
            minted: low & U96_MAX,
            burned: low >> 96 | (high << 32) & U96_MAX,
            burn_day: (high >> 64) as u32,
        }
    }

    fn to_halves(self) -> Halves {
        (
            self.minted | self.burned << 96,
            self.burned >> 32 | u128::from(self.burn_day) << 64,
        )
    }
}

impl Mint {
    /// The record after its first touch of `today`: what was burned before is free.
    #[must_use]
    pub fn touched(self, today: u32) -> Self {
        let burned = if self.burn_day == today {
            self.burned
        } else {
            0
        };
        Self { burned, ..self }
    }

    /// The DIEM that VVV is locked behind, in wei.
    pub fn backed(self) -> u128 {
        self.minted + self.burned
    }

    /// With `amount` more minted, if the record can hold it.
    pub fn with_minted(self, amount: U256) -> Option<Self> {
        let room = U96_MAX - self.backed();
        to_u128(amount)
            .filter(|amount| *amount <= room)
            .map(|amount| Self {
                minted: self.minted + amount,
                ..self
            })
    }

    /// With `amount` burned on `today`, if so much is minted. The record is touched.
    pub fn with_burned(self, amount: U256, today: u32) -> Option<Self> {
        let amount = to_u128(amount)?;
        Some(Self {
            minted: self.minted.checked_sub(amount)?,
            burned: self.burned + amount,
            burn_day: today,
        })
    }
}

/// What an account staked: `staked: u96 | checkpoint: u120 | backsDiem: u8`, staked in the low bits. Wei of VVV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stake {
    /// VVV staked, free and locked.
    pub staked: u128,
    /// The accumulator at the account's last touch.
    pub checkpoint: u128,
    /// Whether there is a [`Mint`] record to look at: DIEM that VVV is locked behind.
    pub backs_diem: bool,
}

impl Packed for Stake {
    fn from_halves((low, high): Halves) -> Self {
        Self {
            staked: low & U96_MAX,
            checkpoint: low >> 96 | (high << 32) & U120_MAX,
            backs_diem: high >> 88 != 0,
        }
    }

    fn to_halves(self) -> Halves {
        (
            self.staked | self.checkpoint << 96,
            self.checkpoint >> 32 | u128::from(self.backs_diem) << 88,
        )
    }
}

/// What an account can claim: `rewards: u96 | tickets: u64`, rewards in the low bits. Apart from its [`Stake`], as most touches leave it as it is: all
/// while no stream runs, and a claim of what has just been earned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// Rewards credited and not claimed, in wei of VVV.
    pub rewards: u128,
    /// Tickets ever requested.
    pub tickets: u64,
}

impl Packed for Claims {
    fn from_halves((low, high): Halves) -> Self {
        Self {
            rewards: low & U96_MAX,
            tickets: (low >> 96 | high << 32) as u64,
        }
    }

    fn to_halves(self) -> Halves {
        (
            self.rewards | u128::from(self.tickets) << 96,
            u128::from(self.tickets) >> 32,
        )
    }
}

/// A ticket: `amount: u96 | readyAt: u64`, amount in the low bits. Wei of VVV; the amount is 0 once the ticket is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// VVV to be paid.
    pub amount: u128,
    /// First second (unix) at which it can be.
    pub ready_at: u64,
}

impl Packed for Ticket {
    fn from_halves((low, high): Halves) -> Self {
        Self {
            amount: low & U96_MAX,
            ready_at: (low >> 96 | high << 32) as u64,
        }
    }

    fn to_halves(self) -> Halves {
        (
            self.amount | u128::from(self.ready_at) << 96,
            u128::from(self.ready_at) >> 32,
        )
    }
}

/// The VVV that `diem` wei of DIEM lock, rounded up. `diem` is below 2^97 and `vvv_per_diem` below 2^96.
///
/// Digit by digit of the price in base 2^24, as on paper: a division of 256 bits is six kilobytes of code. Remainders have 60 bits and
/// products of a digit 121, so nothing overflows.
#[inline(never)]
pub fn locked_up(diem: u128, vvv_per_diem: u128) -> U256 {
    let mut rest = 0;
    let mut two_digits = |shift: usize| {
        [shift + 24, shift].into_iter().fold(0, |quotient, shift| {
            let digit = vvv_per_diem >> shift & 0xff_ffff;
            let dividend = (rest << 24) + diem * digit;
            let part = dividend / ONE_DIEM;
            rest = dividend - part * ONE_DIEM;
            (quotient << 24) + part
        })
    };
    let (high, low) = (two_digits(48), two_digits(0));
    let low = low + u128::from(rest != 0);
    (U256::from(high) << 48) + U256::from(low)
}

/// The DIEM that `vvv` backs, rounded down. `vvv` is below 2^96 and `vvv_per_diem` is not zero.
///
/// In two digits of base 2^30: remainders and products of a digit have 126 bits.
#[inline(never)]
pub fn backed_floor(vvv: u128, vvv_per_diem: u128) -> U256 {
    let dividend = vvv * (ONE_DIEM >> 30);
    let high = dividend / vvv_per_diem;
    let rest = dividend - high * vvv_per_diem;
    let low = ((rest << 30) + vvv * (ONE_DIEM & 0x3fff_ffff)) / vvv_per_diem;
    (U256::from(high) << 30) + U256::from(low)
}

/// The reward weight of a position: free VVV counts [`BPS`] a wei, locked VVV `locked_reward_bps`. At most `staked` is locked.
pub fn weight(staked: u128, locked: u128, locked_reward_bps: u16) -> u128 {
    (staked - locked) * BPS + locked * u128::from(locked_reward_bps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::B256;
    use proptest::prelude::*;
    use runtime::word::packed;

    proptest! {
        #[test]
        fn mints_round_trip(minted in 0..=U96_MAX, burned in 0..=U96_MAX, burn_day: u32) {
            let mint = Mint { minted, burned, burn_day };
            prop_assert_eq!(Mint::from_halves(mint.to_halves()), mint);
            let word = U256::from(minted) + (U256::from(burned) << 96) + (U256::from(burn_day) << 192);
            prop_assert_eq!(packed(mint), B256::from(word));
        }

        #[test]
        fn stakes_round_trip(staked in 0..=U96_MAX, checkpoint in 0..=U120_MAX, backs_diem: bool) {
            let stake = Stake { staked, checkpoint, backs_diem };
            prop_assert_eq!(Stake::from_halves(stake.to_halves()), stake);
            let word = U256::from(staked) + (U256::from(checkpoint) << 96) + (U256::from(backs_diem) << 216);
            prop_assert_eq!(packed(stake), B256::from(word));
        }

        #[test]
        fn claims_round_trip(rewards in 0..=U96_MAX, tickets: u64) {
            let claims = Claims { rewards, tickets };
            prop_assert_eq!(Claims::from_halves(claims.to_halves()), claims);
            prop_assert_eq!(packed(claims), B256::from(U256::from(rewards) + (U256::from(tickets) << 96)));
        }

        #[test]
        fn tickets_round_trip(amount in 0..=U96_MAX, ready_at: u64) {
            let ticket = Ticket { amount, ready_at };
            prop_assert_eq!(Ticket::from_halves(ticket.to_halves()), ticket);
            prop_assert_eq!(packed(ticket), B256::from(U256::from(amount) + (U256::from(ready_at) << 96)));
        }

        #[test]
        fn locking_rounds_up_by_less_than_a_wei(diem in 0..1u128 << 97, ratio in 1..=U96_MAX) {
            let (product, one) = (U256::from(diem) * U256::from(ratio), U256::from(ONE_DIEM));
            let scaled = locked_up(diem, ratio) * one;
            prop_assert!(scaled >= product && scaled - product < one);
        }

        #[test]
        fn what_is_backed_is_what_a_division_gives(vvv in 0..=U96_MAX, bits in 0u32..96, ratio in 1..=U96_MAX) {
            let ratio = (ratio >> bits).max(1);
            prop_assert_eq!(backed_floor(vvv, ratio), U256::from(vvv) * U256::from(ONE_DIEM) / U256::from(ratio));
        }

        #[test]
        fn what_backs_a_mint_covers_its_lock(vvv in 0..=U96_MAX, ratio in 1..=U96_MAX) {
            let diem = backed_floor(vvv, ratio);
            prop_assume!(diem <= U256::from(U96_MAX));
            prop_assert!(locked_up(diem.to(), ratio) <= U256::from(vvv));
        }

        #[test]
        fn what_is_split_locks_no_less(first in 0..=U96_MAX, second in 0..=U96_MAX, ratio in 1..=U96_MAX) {
            let apart = locked_up(first, ratio) + locked_up(second, ratio);
            let together = locked_up(first + second, ratio);
            prop_assert!(together <= apart && apart <= together + U256::ONE);
        }

        #[test]
        fn burning_keeps_the_lock_of_the_day(minted in 0..=U96_MAX, burned in 0..=U96_MAX, day in 0..u32::MAX) {
            let mint = Mint { minted, ..Mint::default() }.touched(day);
            if let Some(after) = mint.with_burned(U256::from(burned), day) {
                prop_assert_eq!(after.touched(day).backed(), minted);
                prop_assert_eq!(after.touched(day + 1).backed(), minted - burned);
            } else {
                prop_assert!(burned > minted);
            }
        }
    }

    #[test]
    fn the_mint_record_is_never_overfilled() {
        let mint = Mint {
            minted: U96_MAX - 2,
            burned: 1,
            burn_day: 1,
        };
        assert_eq!(mint.with_minted(U256::ONE).map(Mint::backed), Some(U96_MAX));
        assert_eq!(mint.with_minted(U256::from(2)), None);
        assert_eq!(mint.with_minted(U256::MAX), None);
    }

    #[test]
    fn weights() {
        assert_eq!(weight(100, 0, 8_000), 1_000_000);
        assert_eq!(weight(100, 100, 8_000), 800_000);
        assert_eq!(weight(100, 25, 1), 750_025);
        assert!(weight(U96_MAX, 0, 1) < 1 << 112);
    }
}
