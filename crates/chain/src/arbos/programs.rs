//! The record that ArbOS keeps of each activated program.

use alloy_primitives::{B256, U256};
use stylus_program::{Rules, figures::start};

use super::{read, write};
use crate::{
    evm::ChainContext,
    prices::{data_fee::ARBITRUM_START, lifetime},
};

const HOUR: u64 = 3_600;
const KILOBYTE: u32 = 1_024;

/// What is known of a program by its code hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// Stylus version it was activated with; 0 if it never was.
    pub(crate) version: u16,
    pub(crate) init_cost: u16,
    pub(crate) cached_init_cost: u16,
    /// Pages of memory it starts with.
    pub(crate) footprint: u16,
    /// Hours between the beginning of Arbitrum and the activation.
    pub(crate) activated_at: u32,
    pub(crate) asm_kilobytes: u32,
    pub(crate) cached: bool,
}

/// Why a program cannot be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inactive {
    NotActivated,
    NeedsUpgrade { version: u16, stylus_version: u16 },
    Expired { age: u64 },
}

impl Record {
    /// The record of a code hash, all zero if there is none.
    pub(crate) fn load(ctx: &mut ChainContext, code_hash: B256) -> Self {
        Self::decode(read(ctx, code_hash.into()))
    }

    pub(crate) fn store(&self, ctx: &mut ChainContext, code_hash: B256) {
        write(ctx, code_hash.into(), self.encode());
    }

    /// The record of a program that can be called now.
    pub(crate) fn active(
        ctx: &mut ChainContext,
        code_hash: B256,
        rules: &Rules,
        now: u64,
    ) -> Result<Self, Inactive> {
        let record = Self::load(ctx, code_hash);
        let stylus_version = rules.stylus_version();
        if record.version == 0 {
            return Err(Inactive::NotActivated);
        }
        if record.version != stylus_version {
            return Err(Inactive::NeedsUpgrade {
                version: record.version,
                stylus_version,
            });
        }
        match record.age(now) {
            age if age > EXPIRY => Err(Inactive::Expired { age }),
            _ => Ok(record),
        }
    }

    /// Seconds since the activation, whose time is known to the hour.
    pub(crate) const fn age(&self, now: u64) -> u64 {
        now.saturating_sub(ARBITRUM_START + self.activated_at as u64 * HOUR)
    }

    /// Whether the program was activated at all and is too old.
    pub(crate) const fn expired(&self, now: u64) -> bool {
        self.activated_at == 0 || self.age(now) > EXPIRY
    }

    /// Gas of a start that is not served from the cache, without [`Record::cached_init_gas`].
    pub(crate) const fn init_gas(&self, rules: &Rules) -> u64 {
        rules.min_init() * start::MIN_INIT_UNIT + scaled(self.init_cost)
    }

    /// Gas of a start from the cache.
    pub(crate) const fn cached_init_gas(&self) -> u64 {
        start::MIN_CACHED * start::MIN_CACHED_UNIT + scaled(self.cached_init_cost)
    }

    /// Gas that each call pays before the program runs, without memory.
    pub(crate) const fn call_gas(&self, rules: &Rules) -> u64 {
        // Before Stylus version 2 the cached cost is part of the init cost.
        let from_cache = if self.cached || self.version > 1 {
            self.cached_init_gas()
        } else {
            0
        };
        let from_scratch = if self.cached { 0 } else { self.init_gas(rules) };
        from_cache + from_scratch
    }

    /// Estimated bytes of machine code, rounded up to kilobytes.
    pub(crate) const fn asm_bytes(&self) -> u32 {
        self.asm_kilobytes.saturating_mul(KILOBYTE)
    }

    /// The fields, packed as Nitro packs them.
    pub(crate) fn encode(&self) -> U256 {
        let mut word = [0; 32];
        word[0..2].copy_from_slice(&self.version.to_be_bytes());
        word[2..4].copy_from_slice(&self.init_cost.to_be_bytes());
        word[4..6].copy_from_slice(&self.cached_init_cost.to_be_bytes());
        word[6..8].copy_from_slice(&self.footprint.to_be_bytes());
        word[8..11].copy_from_slice(&self.activated_at.to_be_bytes()[1..]);
        word[11..14].copy_from_slice(&self.asm_kilobytes.to_be_bytes()[1..]);
        word[14] = u8::from(self.cached);
        U256::from_be_bytes(word)
    }

    /// Unpacks a record.
    pub(crate) fn decode(word: U256) -> Self {
        let word = word.to_be_bytes::<32>();
        let u16_at = |i: usize| u16::from_be_bytes([word[i], word[i + 1]]);
        let u24_at = |i: usize| u32::from_be_bytes([0, word[i], word[i + 1], word[i + 2]]);
        Self {
            version: u16_at(0),
            init_cost: u16_at(2),
            cached_init_cost: u16_at(4),
            footprint: u16_at(6),
            activated_at: u24_at(8),
            asm_kilobytes: u24_at(11),
            cached: word[14] != 0,
        }
    }
}

/// Seconds after which a program has to be activated anew.
pub(crate) const EXPIRY: u64 = lifetime::EXPIRY_DAYS as u64 * lifetime::DAY;

/// Hours from the beginning of Arbitrum to `now`.
pub(crate) fn hours(now: u64) -> u32 {
    const MOST: u64 = (1 << 24) - 1;
    (now.saturating_sub(ARBITRUM_START) / HOUR).min(MOST) as u32
}

const fn scaled(cost: u16) -> u64 {
    (cost as u64 * start::SCALAR_PERCENT).div_ceil(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_survive_packing() {
        let record = Record {
            version: 2,
            init_cost: 4_321,
            cached_init_cost: 65_535,
            footprint: 128,
            activated_at: 0x00AB_CDEF,
            asm_kilobytes: 0x0012_3456,
            cached: true,
        };
        assert_eq!(Record::decode(record.encode()), record);
        assert_eq!(Record::decode(U256::ZERO), Record::default());
    }

    #[test]
    fn age_counts_from_the_full_hour() {
        let now = ARBITRUM_START + 10 * HOUR + 59;
        let record = Record {
            activated_at: hours(now),
            ..Record::default()
        };
        assert_eq!(record.activated_at, 10);
        assert_eq!(record.age(now), 59);
        assert!(!record.expired(now + EXPIRY - 59));
        assert!(record.expired(now + EXPIRY - 58));
    }
}
