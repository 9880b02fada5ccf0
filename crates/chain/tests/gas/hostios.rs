//! Host functions: their base, what they read and write, what they ask the EVM. A call costs 3,800, the block after it 2,450, an operand 1, a
//! result dropped 9.

use crate::program::{BOB, CODE, Case, address_at_0};

const GAS: u64 = 10_000;
/// The call, and the block after it.
const CALL: u64 = 3_800 + 2_450;
const DROP: u64 = 9;

/// Writing `n` bytes to the program's memory.
const fn write(n: u64) -> u64 {
    5_040 + 30 * n.saturating_sub(32)
}

/// Reading `n` bytes from the program's memory.
const fn read(n: u64) -> u64 {
    16_381 + 55 * n.saturating_sub(32)
}

fn case(hook: &'static str, about: &str, operands: &[u32], drops: bool, price: u64) -> Case {
    let list: String = operands
        .iter()
        .map(|o| format!(" (i32.const {o})"))
        .collect();
    let call = format!("(call ${hook}{list})");
    let (body, dropped) = if drops {
        (format!("(drop {call})"), DROP)
    } else {
        (call, 0)
    };
    Case::new(
        format!("{hook}{about}"),
        body,
        operands.len() as u64 + CALL + dropped + price,
    )
    .with(&[hook])
}

pub(crate) fn cases() -> Vec<Case> {
    [
        told(),
        copied(),
        hashed_and_calculated(),
        logged(),
        accounts(),
        answered(),
    ]
    .concat()
}

/// Those that tell one thing.
fn told() -> Vec<Case> {
    let to_memory = [
        "block_basefee",
        "block_coinbase",
        "contract_address",
        "msg_sender",
        "msg_value",
        "tx_gas_price",
        "tx_origin",
    ];
    let as_result = [
        "block_gas_limit",
        "block_number",
        "block_timestamp",
        "chainid",
        "evm_gas_left",
        "evm_ink_left",
        "msg_reentrant",
        "tx_ink_price",
        "return_data_size",
    ];
    let to_memory = to_memory.map(|hook| case(hook, "", &[512], false, 13_440));
    let as_result = as_result.map(|hook| case(hook, "", &[], true, 8_400));
    [to_memory.to_vec(), as_result.to_vec()].concat()
}

/// Those that copy calldata and results, by size.
fn copied() -> Vec<Case> {
    let sizes = [0u32, 1, 32, 33, 64, 65, 1_024];
    let args = sizes.map(|n| {
        let about = format!(" of {n} bytes");
        case(
            "read_args",
            &about,
            &[512],
            false,
            8_400 + write(u64::from(n)),
        )
        .given(vec![7; n as usize])
    });
    let results = sizes.map(|n| {
        let about = format!(" of {n} bytes");
        case(
            "write_result",
            &about,
            &[512, n],
            false,
            8_400 + 2 * read(u64::from(n)),
        )
    });
    [args.to_vec(), results.to_vec()].concat()
}

fn hashed_and_calculated() -> Vec<Case> {
    // Two words are in the base price.
    let hashes = [
        (0u32, 0),
        (32, 0),
        (64, 0),
        (65, 1),
        (96, 1),
        (97, 2),
        (1_024, 30),
    ]
    .map(|(n, words)| {
        case(
            "native_keccak256",
            &format!(" of {n} bytes"),
            &[512, n, 2_048],
            false,
            121_800 + 21_000 * words,
        )
    });
    // The base is at 200, all ones; an exponent of so many bytes from 232 - n on.
    let powers = [(0u32, 1u64), (1, 2), (2, 3), (16, 17), (32, 33)].map(|(bytes, factor)| {
        let exponent = format!(
            "(memory.fill (i32.const {}) (i32.const 255) (i32.const {bytes}))",
            632 - bytes
        );
        case(
            "math_pow",
            &format!(" with an exponent of {bytes} bytes"),
            &[200, 600],
            false,
            23_520 + 3_000 + 17_500 * factor,
        )
        .after(exponent)
    });
    let fixed = [
        case("math_div", "", &[200, 100], false, 43_520),
        case("math_div", " by zero", &[200, 800], false, 43_520),
        case("math_mod", "", &[200, 100], false, 43_520),
        case("math_add_mod", "", &[200, 100, 200], false, 49_560),
        case("math_mul_mod", "", &[200, 100, 200], false, 52_660),
    ];
    [hashes.to_vec(), powers.to_vec(), fixed.to_vec()].concat()
}

/// A log: 375 gas, and again for each topic; 8 for each byte that is no topic.
fn logged() -> Vec<Case> {
    let logs = [
        (0u32, 0u32),
        (1, 0),
        (32, 0),
        (33, 0),
        (64, 0),
        (65, 0),
        (1_024, 0),
        (32, 1),
        (64, 1),
        (64, 2),
        (96, 3),
        (128, 4),
        (160, 4),
    ];
    logs.map(|(len, topics)| {
        let gas = 375 * (1 + u64::from(topics)) + 8 * u64::from(len - 32 * topics);
        let about = format!(" of {len} bytes with {topics} topics");
        case(
            "emit_log",
            &about,
            &[512, len, topics],
            false,
            68_073 + read(u64::from(len)) + gas * GAS,
        )
    })
    .to_vec()
}

/// Questions about accounts: 2,600 gas for one that is cold, 100 for one that is warm.
fn accounts() -> Vec<Case> {
    let bob = address_at_0(BOB);
    let warmed = format!("{bob} (call $account_balance (i32.const 0) (i32.const 512))");
    let code = address_at_0(CODE);
    let code_warmed = format!("{code} (call $account_balance (i32.const 0) (i32.const 512))");
    let ask = |hook, about: &str, operands: &[u32], drops, price| {
        case(hook, about, operands, drops, price).with(&["account_balance"])
    };
    vec![
        ask(
            "account_balance",
            ", cold",
            &[0, 512],
            false,
            78_153 + 2_600 * GAS,
        )
        .after(&bob),
        ask(
            "account_balance",
            ", warm",
            &[0, 512],
            false,
            78_153 + 100 * GAS,
        )
        .after(&warmed),
        ask(
            "account_codehash",
            ", cold",
            &[0, 512],
            false,
            78_153 + 2_600 * GAS,
        )
        .after(&bob),
        ask(
            "account_codehash",
            ", warm",
            &[0, 512],
            false,
            78_153 + 100 * GAS,
        )
        .after(&warmed),
        // Loading code costs 700 gas more.
        ask(
            "account_code_size",
            ", cold",
            &[0],
            true,
            68_073 + (700 + 2_600) * GAS,
        )
        .after(&code),
        ask(
            "account_code_size",
            ", warm",
            &[0],
            true,
            68_073 + (700 + 100) * GAS,
        )
        .after(&code_warmed),
        // The whole code, 100 bytes, is paid for, whatever part of it is wanted.
        ask(
            "account_code",
            ", cold",
            &[0, 0, 100, 512],
            true,
            68_073 + (700 + 2_600) * GAS + write(100),
        )
        .after(&code),
        ask(
            "account_code",
            ", warm",
            &[0, 0, 100, 512],
            true,
            68_073 + (700 + 100) * GAS + write(100),
        )
        .after(&code_warmed),
        ask(
            "account_code",
            ", a part",
            &[0, 90, 5, 512],
            true,
            68_073 + (700 + 100) * GAS + write(100),
        )
        .after(&code_warmed),
        ask(
            "account_code",
            " of an account without",
            &[0, 0, 100, 512],
            true,
            68_073 + (700 + 100) * GAS + write(0),
        )
        .after(&warmed),
    ]
}

/// What a call left to be read: as much as is there is paid for.
fn answered() -> Vec<Case> {
    // Precompile 4 gives back what it gets: here 100 bytes.
    let identity = format!(
        "{} (drop (call $static_call_contract (i32.const 0) (i32.const 512) (i32.const 100) (i64.const 10000) (i32.const 1024)))",
        crate::program::bytes_at(19, &[4])
    );
    [
        (0u32, 0u64),
        (1, 1),
        (32, 32),
        (33, 33),
        (100, 100),
        (1_024, 100),
    ]
    .map(|(wanted, there)| {
        case(
            "read_return_data",
            &format!(" of {wanted} bytes"),
            &[2_048, 0, wanted],
            true,
            68_073 + write(there),
        )
        .with(&["static_call_contract"])
        .after(&identity)
    })
    .to_vec()
}
