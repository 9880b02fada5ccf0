//! A program's storage cache: what it read and wrote since it started, before it is flushed to the EVM's state.

use alloy_primitives::{U256, map::HashMap};

use crate::prices::storage_cache;

/// The cache of one run. Slots are flushed in the order in which the program first touched them.
#[derive(Debug, Default)]
pub(crate) struct StorageCache {
    slots: Vec<Slot>,
    index: HashMap<U256, usize>,
    reads: u32,
    writes: u32,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    key: U256,
    value: U256,
    /// What the EVM's state holds, where the program knows: not after a blind write.
    known: Option<U256>,
}

impl StorageCache {
    /// Counts a read and returns its price in gas.
    pub(crate) const fn charge_read(&mut self) -> u64 {
        self.reads += 1;
        storage_cache::read(self.reads)
    }

    /// Counts a write and returns its price in gas.
    pub(crate) const fn charge_write(&mut self) -> u64 {
        self.writes += 1;
        storage_cache::write(self.writes)
    }

    /// The value in the cache.
    pub(crate) fn get(&self, key: U256) -> Option<U256> {
        self.index.get(&key).map(|slot| self.slots[*slot].value)
    }

    /// Remembers a value read from the state.
    pub(crate) fn insert_known(&mut self, key: U256, value: U256) {
        self.insert(Slot {
            key,
            value,
            known: Some(value),
        });
    }

    /// Writes a value, to the cache only.
    pub(crate) fn write(&mut self, key: U256, value: U256) {
        match self.index.get(&key) {
            Some(slot) => self.slots[*slot].value = value,
            None => self.insert(Slot {
                key,
                value,
                known: None,
            }),
        }
    }

    fn insert(&mut self, slot: Slot) {
        self.index.insert(slot.key, self.slots.len());
        self.slots.push(slot);
    }

    /// Takes the slots that differ from the state, as far as the program knows, and marks them as flushed.
    pub(crate) fn take_dirty(&mut self) -> Vec<(U256, U256)> {
        let mut dirty = Vec::new();
        for slot in &mut self.slots {
            if slot.known != Some(slot.value) {
                slot.known = Some(slot.value);
                dirty.push((slot.key, slot.value));
            }
        }
        dirty
    }

    /// Forgets all slots. The counts that prices depend on stay.
    pub(crate) fn clear(&mut self) {
        self.slots.clear();
        self.index.clear();
    }
}
