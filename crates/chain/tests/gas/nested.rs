//! Calls and creations: what they cost the caller.

use stylus_chain::Address;

use crate::program::{BOB, BURNER, CODE, Case, NOBODY, address_at_0, bytes_at};

const GAS: u64 = 10_000;
const CALL: u64 = 3_800 + 2_450;
const DROP: u64 = 9;

const fn read(n: u64) -> u64 {
    16_381 + 55 * n.saturating_sub(32)
}

/// Calls the address at 0 with so many bytes and so much gas; the value is the word at 100 (one wei) or at 600 (none).
fn call(len: u32, value: u32, gas: u64) -> String {
    format!(
        "(drop (call $call_contract (i32.const 0) (i32.const 512) (i32.const {len}) (i32.const {value}) (i64.const {gas}) (i32.const 64)))"
    )
}

fn other(kind: &str, len: u32, gas: u64) -> String {
    format!(
        "(drop (call ${kind} (i32.const 0) (i32.const 512) (i32.const {len}) (i64.const {gas}) (i32.const 64)))"
    )
}

const NO_VALUE: u32 = 600;
const ONE_WEI: u32 = 100;
/// Host function, reading nothing.
const BASE: u64 = 83_193;

pub(crate) fn cases() -> Vec<Case> {
    [calls(), kinds(), creations()].concat()
}

fn case(name: &str, to: Address, body: String, gas: u64, len: u64) -> Case {
    let ink = 6 + CALL + DROP + BASE + 2 * read(len) + gas * GAS;
    Case::new(name, body, ink)
        .with(&["call_contract"])
        .after(address_at_0(to))
}

fn calls() -> Vec<Case> {
    let plenty = u64::MAX >> 1;
    vec![
        case(
            "call of an account without code, cold",
            BOB,
            call(0, NO_VALUE, plenty),
            2_600,
            0,
        ),
        case(
            "call with 32 bytes",
            BOB,
            call(32, NO_VALUE, plenty),
            2_600,
            32,
        ),
        case(
            "call with 33 bytes",
            BOB,
            call(33, NO_VALUE, plenty),
            2_600,
            33,
        ),
        case(
            "call with 1024 bytes",
            BOB,
            call(1_024, NO_VALUE, plenty),
            2_600,
            1_024,
        ),
        case(
            "call of code that stops",
            CODE,
            call(0, NO_VALUE, plenty),
            2_600,
            0,
        ),
        case(
            "call of nobody without value",
            NOBODY,
            call(0, NO_VALUE, plenty),
            2_600,
            0,
        ),
        // The stipend is no present, unlike in the EVM: the caller pays for what is used of it, here nothing.
        case(
            "call with value",
            BOB,
            call(0, ONE_WEI, plenty),
            2_600 + 9_000,
            0,
        ),
        case(
            "call with value of code that stops",
            CODE,
            call(0, ONE_WEI, plenty),
            2_600 + 9_000,
            0,
        ),
        case(
            "call with value of nobody",
            NOBODY,
            call(0, ONE_WEI, plenty),
            2_600 + 9_000 + 25_000,
            0,
        ),
        case(
            "second call of one account",
            BOB,
            call(0, NO_VALUE, plenty),
            100,
            0,
        )
        .after(address_at_0(BOB) + &call(0, NO_VALUE, plenty)),
        // What a callee uses up is what it was given.
        case(
            "call that burns no gas",
            BURNER,
            call(0, NO_VALUE, 0),
            2_600,
            0,
        ),
        case(
            "call that burns 1 gas",
            BURNER,
            call(0, NO_VALUE, 1),
            2_600 + 1,
            0,
        ),
        case(
            "call that burns 50000 gas",
            BURNER,
            call(0, NO_VALUE, 50_000),
            2_600 + 50_000,
            0,
        ),
        case(
            "call with value that burns the stipend too",
            BURNER,
            call(0, ONE_WEI, 1_000),
            2_600 + 9_000 + 1_000 + 2_300,
            0,
        ),
        // Precompile 4 (identity): warm, 15 gas and 3 for each word.
        case(
            "call of a precompile",
            Address::with_last_byte(4),
            call(64, NO_VALUE, plenty),
            100 + 15 + 2 * 3,
            64,
        ),
    ]
}

fn kinds() -> Vec<Case> {
    let kind = |name: &str, hook: &'static str, to: Address, len: u32, given: u64, gas: u64| {
        let ink = 5 + CALL + DROP + BASE + 2 * read(u64::from(len)) + gas * GAS;
        Case::new(name, other(hook, len, given), ink)
            .with(&[hook])
            .after(address_at_0(to))
    };
    vec![
        kind(
            "static call",
            "static_call_contract",
            CODE,
            0,
            1_000_000,
            2_600,
        ),
        kind(
            "static call with 65 bytes",
            "static_call_contract",
            CODE,
            65,
            1_000_000,
            2_600,
        ),
        kind(
            "static call that burns 777 gas",
            "static_call_contract",
            BURNER,
            0,
            777,
            2_600 + 777,
        ),
        kind(
            "delegated call",
            "delegate_call_contract",
            CODE,
            0,
            1_000_000,
            2_600,
        ),
        kind(
            "delegated call with 65 bytes",
            "delegate_call_contract",
            CODE,
            65,
            1_000_000,
            2_600,
        ),
        kind(
            "delegated call that burns 777 gas",
            "delegate_call_contract",
            BURNER,
            0,
            777,
            2_600 + 777,
        ),
    ]
}

/// A creation costs 32,000 gas, CREATE2 6 for each word of init code, which it hashes. That words of init code cost 2 more (EIP-3860) is a rule of the
/// EVM's opcodes, not of these.
fn creations() -> Vec<Case> {
    let create1 = |name: &str, len: u32, gas: u64| {
        let body = format!(
            "(call $create1 (i32.const 512) (i32.const {len}) (i32.const 600) (i32.const 2048) (i32.const 64))"
        );
        Case::new(
            name,
            body,
            5 + CALL + 83_193 + 2 * read(u64::from(len)) + gas * GAS,
        )
        .with(&["create1"])
    };
    let create2 = |name: &str, len: u32, gas: u64| {
        let body = format!(
            "(call $create2 (i32.const 512) (i32.const {len}) (i32.const 600) (i32.const 100) (i32.const 2048) (i32.const 64))"
        );
        Case::new(
            name,
            body,
            6 + CALL + 88_233 + 2 * read(u64::from(len)) + gas * GAS,
        )
        .with(&["create2"])
    };
    // PUSH1 10, PUSH1 0, RETURN: ten bytes of code, all zero; a word of memory is 3 gas. Each byte of code is 200 gas.
    let ten_bytes = bytes_at(512, &[0x60, 10, 0x60, 0, 0xf3]);
    vec![
        create1("create1 of nothing", 0, 32_000),
        // STOP, 33 times.
        create1("create1 with 33 bytes of init code", 33, 32_000),
        create1("create1 of ten bytes", 5, 32_000 + 3 + 3 + 3 + 10 * 200).after(&ten_bytes),
        create2("create2 of nothing", 0, 32_000),
        create2("create2 with 33 bytes of init code", 33, 32_000 + 2 * 6),
        create2("create2 of ten bytes", 5, 32_000 + 6 + 3 + 3 + 3 + 10 * 200).after(&ten_bytes),
    ]
}
