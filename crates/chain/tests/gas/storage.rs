//! Storage: the cache's tiers, cold and warm slots, what a flush writes.

use crate::program::Case;

const GAS: u64 = 10_000;
const CALL: u64 = 3_800 + 2_450;
/// Asking the EVM for a slot that the cache does not have: 59,673 ink, charged in whole gas.
const EVM_API: u64 = 5 * GAS;

const HOOKS: [&str; 3] = [
    "storage_load_bytes32",
    "storage_cache_bytes32",
    "storage_flush_cache",
];

/// Slot `i` of the program's storage has its key at 1,024 + 32 i.
fn key(i: u32) -> u32 {
    1_024 + 32 * i
}

fn keys(count: u32) -> String {
    (0..count)
        .map(|i| format!("(i32.store8 (i32.const {}) (i32.const {i}))", key(i) + 31))
        .collect()
}

fn load(i: u32) -> String {
    format!(
        "(call $storage_load_bytes32 (i32.const {}) (i32.const 512))",
        key(i)
    )
}

/// Writes the word at 100, which is 1, or the one at 200, all ones, or the one at 800, which is 0.
fn store(i: u32, value: u32) -> String {
    format!(
        "(call $storage_cache_bytes32 (i32.const {}) (i32.const {value}))",
        key(i)
    )
}

const FLUSH: &str = "(call $storage_flush_cache (i32.const 0))";
const CLEAR: &str = "(call $storage_flush_cache (i32.const 1))";
const ONE: u32 = 100;
const ONES: u32 = 200;
const ZERO: u32 = 800;

pub(crate) fn cases() -> Vec<Case> {
    [reads(), writes(), flushes(), transient()].concat()
}

fn case(name: impl Into<String>, setup: String, body: String, ink: u64) -> Case {
    Case::new(name, body, ink)
        .with(&HOOKS)
        .after(keys(8) + &setup)
}

fn reads() -> Vec<Case> {
    const LOAD: u64 = 2 + CALL + 18_480;
    let nth = |n: usize, gas: u64| {
        case(
            format!("read number {n}, of a slot in the cache"),
            load(0).repeat(n - 1),
            load(0),
            LOAD + gas * GAS,
        )
    };
    vec![
        case(
            "first read of a slot",
            String::new(),
            load(0),
            LOAD + 2_100 * GAS + EVM_API,
        ),
        case(
            "first read of a second slot",
            load(0),
            load(1),
            LOAD + 2_100 * GAS + EVM_API,
        ),
        nth(2, 0),
        nth(32, 0),
        nth(33, 2),
        nth(34, 2),
        nth(128, 2),
        nth(129, 10),
        nth(200, 10),
        case(
            "read of a slot that was written",
            store(0, ONE),
            load(0),
            LOAD,
        ),
        // Cleared from the cache, but warm.
        case(
            "read after the cache was cleared",
            load(0) + CLEAR,
            load(0),
            LOAD + 100 * GAS + EVM_API,
        ),
        case(
            "read of a new slot in the second tier",
            load(0).repeat(32),
            load(1),
            LOAD + (2 + 2_100) * GAS + EVM_API,
        ),
        case(
            "read of a new slot in the third tier",
            load(0).repeat(128),
            load(1),
            LOAD + (10 + 2_100) * GAS + EVM_API,
        ),
    ]
}

fn writes() -> Vec<Case> {
    const STORE: u64 = 2 + CALL + 18_480;
    let nth = |n: usize, gas: u64| {
        case(
            format!("write number {n} to the cache"),
            store(0, ONE).repeat(n - 1),
            store(0, ONES),
            STORE + gas * GAS,
        )
    };
    vec![
        nth(1, 0),
        nth(2, 0),
        nth(8, 0),
        nth(9, 7),
        nth(10, 7),
        nth(64, 7),
        nth(65, 10),
        nth(100, 10),
    ]
}

/// A flush pays for each slot that changed what the EVM pays: 20,000 gas from zero, 2,900 from another value, 100 for no change; 2,100 more if the
/// slot is cold.
fn flushes() -> Vec<Case> {
    const FLUSHED: u64 = 1 + CALL + 68_073;
    let flush = |name: &str, setup: String, gas: u64| {
        case(name, setup, FLUSH.to_owned(), FLUSHED + gas * GAS)
    };
    vec![
        flush("flush of nothing", String::new(), 0),
        flush("flush after reads only", load(0) + &load(1), 0),
        flush("flush of a new value in a cold slot", store(0, ONE), 22_100),
        flush(
            "flush of a new value in a slot that was read",
            load(0) + &store(0, ONE),
            20_000,
        ),
        flush(
            "flush of two new values",
            store(0, ONE) + &store(1, ONES),
            2 * 22_100,
        ),
        flush(
            "flush of eight new values",
            (0..8).map(|i| store(i, ONE)).collect(),
            8 * 22_100,
        ),
        flush(
            "flush of another value in a cold slot",
            store(1, ONES),
            5_000,
        )
        .on(&[(1, 7)]),
        flush(
            "flush of another value in a slot that was read",
            load(1) + &store(1, ONES),
            2_900,
        )
        .on(&[(1, 7)]),
        flush(
            "flush of a zero over a value",
            load(1) + &store(1, ZERO),
            2_900,
        )
        .on(&[(1, 7)]),
        // Not read before, so the cache cannot know that it is no change.
        flush(
            "flush of the same value in a cold slot",
            store(1, ONE),
            2_200,
        )
        .on(&[(1, 1)]),
        flush(
            "flush of the same value in a slot that was read",
            load(1) + &store(1, ONE),
            0,
        )
        .on(&[(1, 1)]),
        flush(
            "flush of a value that was taken back",
            load(1) + &store(1, ONES) + &store(1, ONE),
            0,
        )
        .on(&[(1, 1)]),
        flush("second flush of one value", store(0, ONE) + FLUSH, 0),
        flush(
            "flush of a second value over a flushed first",
            store(0, ONE) + FLUSH + &store(0, ONES),
            100,
        ),
        case(
            "flush that clears",
            store(0, ONE),
            CLEAR.to_owned(),
            FLUSHED + 22_100 * GAS,
        ),
    ]
}

fn transient() -> Vec<Case> {
    let price = 2 + CALL + 78_153 + 100 * GAS;
    let load = "(call $transient_load_bytes32 (i32.const 1024) (i32.const 512))";
    let store = "(call $transient_store_bytes32 (i32.const 1024) (i32.const 100))";
    vec![
        Case::new("transient load", load, price).with(&["transient_load_bytes32"]),
        Case::new("transient store", store, price).with(&["transient_store_bytes32"]),
        Case::new("transient store, the second", store, price)
            .with(&["transient_store_bytes32"])
            .after(store),
        Case::new("transient load of what was stored", load, price)
            .with(&["transient_load_bytes32", "transient_store_bytes32"])
            .after(store),
    ]
}
