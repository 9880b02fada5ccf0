//! A gateway's readings, packed as `ComputeCredits.meter` takes them: the owner in the high 160 bits, the running total of the day in the
//! low 96.
//!
//! ```
//! use diem_sdk::readings::Reading;
//! use alloy_primitives::{U256, address};
//!
//! let owner = address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
//! let reading = Reading::new(owner, U256::from(2_000_000_000_000_000_000_u64))?;
//! let entry = reading.pack();
//! assert_eq!(Reading::unpack(entry)?, reading);
//! # Ok::<(), diem_sdk::readings::ReadingError>(())
//! ```

use std::collections::HashSet;

use alloy_primitives::{Address, U256, aliases::U96};

/// Bits of the total.
const TOTAL_BITS: usize = 96;

/// What a gateway has metered for one owner on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reading {
    owner: Address,
    total: U96,
}

/// What is no reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadingError {
    /// The total does not fit its 96 bits; it would spill into the owner's address.
    #[error(
        "a total of {0} wei exceeds what a reading can say, 2^96 - 1: check that it is in wei of credits"
    )]
    TotalTooLarge(U256),
    /// The zero address has no credits.
    #[error("a reading names the zero address as the owner: pack the owner into the high 160 bits")]
    NoOwner,
    /// Two readings of one post are of one owner: the later would replace the earlier.
    #[error("two readings are of {0}: post one reading per owner, with the day's total")]
    Duplicate(Address),
}

impl Reading {
    /// The reading `total`, in wei of credits since 00:00 UTC, of `owner`.
    ///
    /// # Errors
    ///
    /// A [`ReadingError`] if the owner is the zero address or the total has more than 96 bits.
    pub fn new(owner: Address, total: U256) -> Result<Self, ReadingError> {
        if owner.is_zero() {
            return Err(ReadingError::NoOwner);
        }
        let total = U96::checked_from_limbs_slice(total.as_limbs())
            .ok_or(ReadingError::TotalTooLarge(total))?;
        Ok(Self { owner, total })
    }

    /// Whose credits.
    pub const fn owner(&self) -> Address {
        self.owner
    }

    /// The running total of the day, in wei of credits.
    pub fn total(&self) -> U256 {
        U256::from(self.total)
    }

    /// The entry for `ComputeCredits.meter`.
    pub fn pack(&self) -> U256 {
        (U256::from_be_slice(self.owner.as_slice()) << TOTAL_BITS) | self.total()
    }

    /// The reading that an entry says.
    ///
    /// # Errors
    ///
    /// [`ReadingError::NoOwner`] if the owner is the zero address, as in a total that was not packed.
    pub fn unpack(entry: U256) -> Result<Self, ReadingError> {
        let bytes = entry.to_be_bytes::<32>();
        let (owner, total) = bytes.split_at(20);
        Self::new(Address::from_slice(owner), U256::from_be_slice(total))
    }
}

/// The entries of one post, in the order of `readings`.
///
/// # Errors
///
/// [`ReadingError::Duplicate`] if two are of one owner.
pub fn pack(readings: &[Reading]) -> Result<Vec<U256>, ReadingError> {
    let mut owners = HashSet::with_capacity(readings.len());
    readings
        .iter()
        .map(|reading| match owners.insert(reading.owner) {
            true => Ok(reading.pack()),
            false => Err(ReadingError::Duplicate(reading.owner)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use alloy_primitives::address;

    use super::*;

    const OWNER: Address = address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    const MAX: U256 = U256::from_limbs([u64::MAX, u32::MAX as u64, 0, 0]);

    #[test]
    fn the_owner_is_high_and_the_total_low() {
        let entry = Reading::new(OWNER, U256::from(0x1234)).unwrap().pack();
        assert_eq!(
            format!("{entry:064x}"),
            "f39fd6e51aad88f6f4ce6ab8827279cfffb92266000000000000000000001234"
        );
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        for total in [U256::ZERO, U256::ONE, MAX] {
            for owner in [
                OWNER,
                Address::repeat_byte(0xff),
                Address::with_last_byte(1),
            ] {
                let reading = Reading::new(owner, total).unwrap();
                assert_eq!(Reading::unpack(reading.pack()), Ok(reading));
                assert_eq!((reading.owner(), reading.total()), (owner, total));
            }
        }
    }

    #[test]
    fn a_total_does_not_spill_into_the_owner() {
        for total in [MAX + U256::ONE, U256::ONE << 128, U256::MAX] {
            assert_eq!(
                Reading::new(OWNER, total),
                Err(ReadingError::TotalTooLarge(total))
            );
        }
    }

    #[test]
    fn the_zero_address_has_no_reading() {
        assert_eq!(
            Reading::new(Address::ZERO, U256::ONE),
            Err(ReadingError::NoOwner)
        );
        assert_eq!(Reading::unpack(MAX), Err(ReadingError::NoOwner));
    }

    #[test]
    fn one_post_has_one_reading_per_owner() {
        let [low, high] = [1_u64, 2].map(|total| Reading::new(OWNER, U256::from(total)).unwrap());
        let other = Reading::new(Address::repeat_byte(1), U256::ONE).unwrap();
        assert_eq!(pack(&[low, other]), Ok(vec![low.pack(), other.pack()]));
        assert_eq!(
            pack(&[low, other, high]),
            Err(ReadingError::Duplicate(OWNER))
        );
        assert_eq!(pack(&[]), Ok(Vec::new()));
    }
}
