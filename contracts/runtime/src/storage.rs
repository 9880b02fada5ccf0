//! Storage: slots and mappings in Solidity's layout, as the bytes that the host takes.
//!
//! The SDK's storage types carry keys and values as 256-bit integers and turn each of them around on the way to the host and back; on a DIEM
//! transfer that costs more than everything else the contract computes. These types hand the bytes through.

use alloy_primitives::{Address, B256, U256};
use stylus_sdk::hostio;

use crate::word::{bytes_of, integer, join, pack, split, unpack, Halves, Packed, Word};

/// One storage slot: a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(B256);

impl Slot {
    /// The slot at the root of the layout with this index.
    pub const fn root(index: u8) -> Self {
        let mut slot = [0; 32];
        slot[31] = index;
        Self(B256::new(slot))
    }

    /// The slot with this key.
    pub const fn at(key: B256) -> Self {
        Self(key)
    }

    /// The slot `distance` after this one: a later field of a struct.
    pub fn after(&self, distance: u8) -> Self {
        let (low, high) = unpack(&self.0);
        let (low, carry) = low.overflowing_add(distance.into());
        Self(pack(low, high.wrapping_add(carry.into())))
    }

    /// Reads the word.
    #[inline(always)]
    pub fn load(&self) -> B256 {
        let mut word = B256::ZERO;
        // SAFETY: the host reads 32 bytes at the first pointer and writes 32 at the second; both are live words.
        unsafe { hostio::storage_load_bytes32(self.0.as_ptr(), word.as_mut_ptr()) };
        word
    }

    /// Reads the word as its low and high 128 bits.
    #[inline(never)]
    pub fn halves(&self) -> Halves {
        split(&self.load())
    }

    /// Reads the record.
    #[inline(always)]
    pub fn read<R: Packed>(&self) -> R {
        R::from_halves(self.halves())
    }

    /// Reads the integer.
    #[inline(never)]
    pub fn integer(&self) -> U256 {
        integer(&self.load())
    }

    /// Reads the address in the low bits.
    #[inline(never)]
    pub fn address(&self) -> Address {
        Address::from_word(self.load())
    }

    /// Writes an address and zeros above it, as [`Slot::store`] does.
    pub fn set_address(&mut self, address: Address) {
        self.store(&address.into_word());
    }

    /// Writes the record, as [`Slot::store`] does.
    #[inline(always)]
    pub fn write(&mut self, record: impl Packed) {
        self.set_halves(record.to_halves());
    }

    /// Writes the integer, as [`Slot::store`] does.
    #[inline(never)]
    pub fn set_integer(&mut self, integer: &U256) {
        self.store(&integer.to_word());
    }

    /// Writes the low and the high 128 bits, as [`Slot::store`] does.
    #[inline(never)]
    pub fn set_halves(&mut self, (low, high): Halves) {
        self.store(&join(low, high));
    }

    /// Writes the word; it reaches the chain's state when the entrypoint or a call to another contract flushes the cache.
    #[inline(always)]
    pub fn store(&mut self, word: &B256) {
        // SAFETY: the host reads 32 bytes at each pointer; both are live words.
        unsafe { hostio::storage_cache_bytes32(self.0.as_ptr(), word.as_ptr()) };
    }
}

/// A mapping from addresses or words to words, or to further mappings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapping(Slot);

impl Mapping {
    /// The mapping at the root of the layout with this index.
    pub const fn root(index: u8) -> Self {
        Self(Slot::root(index))
    }

    /// The slot of `key`'s value.
    pub fn slot(&self, key: Address) -> Slot {
        self.slot_of_word(key.into_word())
    }

    /// The slot of the value of a key that is a word.
    #[inline(never)]
    pub fn slot_of_word(&self, key: B256) -> Slot {
        Slot(keccak256(bytes_of(&[key, self.0 .0])))
    }

    /// The mapping that is `key`'s value.
    pub fn mapping(&self, key: Address) -> Self {
        Self(self.slot(key))
    }
}

/// Keccak-256 on the host.
#[inline(always)]
pub fn keccak256(input: &[u8]) -> B256 {
    let mut digest = B256::ZERO;
    // SAFETY: the host reads `len` bytes at the first pointer and writes 32 at the second; both buffers are live and that long.
    unsafe { hostio::native_keccak256(input.as_ptr(), input.len(), digest.as_mut_ptr()) };
    digest
}
