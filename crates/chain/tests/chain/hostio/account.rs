//! account_balance, account_code, account_code_size, account_codehash.

use alloy_primitives::{KECCAK256_EMPTY, keccak256};
use stylus_chain::{Address, Chain, U256};

use super::{assert_out_of_bounds, ink, memory_on, run_on};
use crate::{
    forwarders::deploy_evm,
    programs::{ALICE, chain, deploy, module},
};

const SOMEONE: Address = Address::repeat_byte(0x5E);

/// Runs a function on the address in calldata, which lies at 0, and returns the program's first `len` bytes at 32.
fn ask(chain: &mut Chain, hook: &str, instruction: &str, account: Address, len: u32) -> Vec<u8> {
    let body = format!(
        "(call $read_args (i32.const 0)) {instruction} (call $write_result (i32.const 32) (i32.const {len})) (i32.const 0)"
    );
    let outcome = run_on(
        chain,
        &["read_args", hook, "write_result"],
        &body,
        account.to_vec(),
    );
    assert!(outcome.status.is_success(), "{outcome:?}");
    outcome.output.to_vec()
}

#[test]
fn balances_are_read() {
    let mut chain = chain();
    chain.fund(SOMEONE, U256::from(1_234_567));
    let balance = |chain: &mut Chain, account| {
        U256::from_be_slice(&ask(
            chain,
            "account_balance",
            "(call $account_balance (i32.const 0) (i32.const 32))",
            account,
            32,
        ))
    };
    assert_eq!(balance(&mut chain, SOMEONE), U256::from(1_234_567));
    assert_eq!(balance(&mut chain, Address::repeat_byte(1)), U256::ZERO);
}

#[test]
fn code_hashes_are_read() {
    let mut chain = chain();
    let contract = deploy_evm(&mut chain, "PUSH1 0x00 STOP");
    let hash = |chain: &mut Chain, account| {
        ask(
            chain,
            "account_codehash",
            "(call $account_codehash (i32.const 0) (i32.const 32))",
            account,
            32,
        )
    };
    assert_eq!(hash(&mut chain, contract), keccak256([0x60, 0, 0]).to_vec());
    assert_eq!(hash(&mut chain, ALICE), KECCAK256_EMPTY.to_vec());
    assert_eq!(
        hash(&mut chain, Address::repeat_byte(1)),
        [0; 32],
        "no account, no hash"
    );
}

#[test]
fn code_is_read_in_part_and_not_padded() {
    let mut chain = chain();
    let contract = deploy_evm(&mut chain, "PUSH4 0xaabbccdd STOP");
    let code = [0x63, 0xaa, 0xbb, 0xcc, 0xdd, 0x00];
    let mut part = |offset: u32, size: u32| {
        let instruction = format!(
            "(i32.store8 (i32.const 32) (call $account_code (i32.const 0) (i32.const {offset}) (i32.const {size}) (i32.const 33)))"
        );
        let answer = ask(&mut chain, "account_code", &instruction, contract, 9);
        (answer[0], answer[1..].to_vec())
    };
    assert_eq!(part(0, 6), (6, [code.as_slice(), &[0; 2]].concat()));
    assert_eq!(part(1, 2), (2, [[0xaa, 0xbb].as_slice(), &[0; 6]].concat()));
    assert_eq!(part(4, 100), (2, [[0xdd, 0].as_slice(), &[0; 6]].concat()));
    assert_eq!(part(7, 1), (0, vec![0; 8]));
    let size = "(i32.store8 (i32.const 32) (call $account_code_size (i32.const 0)))";
    assert_eq!(ask(&mut chain, "account_code_size", size, contract, 1), [6]);
    assert_eq!(ask(&mut chain, "account_code_size", size, SOMEONE, 1), [0]);
}

#[test]
fn a_programs_own_code_is_what_was_deployed() {
    let mut chain = chain();
    let body = "(call $contract_address (i32.const 0))
                (call $write_result (i32.const 32) (call $account_code (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 32))) (i32.const 0)";
    let program = deploy(
        &mut chain,
        &module(
            &["contract_address", "account_code", "write_result"],
            body,
            "",
        ),
    );
    assert_eq!(
        crate::programs::returned(&mut chain, program, []).as_ref(),
        [0xef, 0xf0, 0, 0]
    );
}

#[test]
fn prices_are_nitros() {
    // Of two questions the second finds the account warm. The zero address is a caller of nobody and cold at first.
    let warm = 100 * 10_000;
    let two = "(i32.const 0) (i32.const 32)";
    assert_eq!(
        ink("account_balance", &format!("(call $account_balance {two})")),
        78_153 + warm + 2
    );
    assert_eq!(
        ink(
            "account_codehash",
            &format!("(call $account_codehash {two})")
        ),
        78_153 + warm + 2
    );
    // An account without code is looked up each time: 700 gas for what its code might be.
    assert_eq!(
        ink(
            "account_code_size",
            "(drop (call $account_code_size (i32.const 0)))"
        ),
        68_073 + 700 * 10_000 + warm + 1 + 9
    );
    let code = format!("(drop (call $account_code {two} (i32.const 0) (i32.const 0)))");
    assert_eq!(
        ink("account_code", &code),
        68_073 + 700 * 10_000 + warm + 5_040 + 4 + 9
    );
}

#[test]
fn code_that_was_loaded_last_is_free() {
    let mut chain = chain();
    chain.set_code(Address::ZERO, vec![0; 132].into());
    let code =
        "(drop (call $account_code (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))";
    // The whole code is paid for as if it were written.
    assert_eq!(
        super::ink_on(&mut chain, "account_code", code),
        68_073 + 5_040 + 3_000 + 4 + 9
    );
}

#[test]
fn a_cold_account_costs_more() {
    let mut chain = chain();
    let gas = |chain: &mut Chain, instruction: &str| {
        let body =
            format!("(i32.store8 (i32.const 19) (i32.const 0x77)) {instruction} (i32.const 0)");
        run_on(chain, &["account_balance"], &body, []).execution_gas
    };
    let (cold, twice) = (
        gas(
            &mut chain,
            "(call $account_balance (i32.const 0) (i32.const 32))",
        ),
        gas(
            &mut chain,
            "(call $account_balance (i32.const 0) (i32.const 32)) (call $account_balance (i32.const 0) (i32.const 32))",
        ),
    );
    assert!(
        (100..120).contains(&(twice - cold)),
        "the second question is warm: {cold} {twice}"
    );
    assert!(cold > 2_600 + 352);
    let memory = memory_on(
        &mut chain,
        &["account_balance"],
        "(call $account_balance (i32.const 0) (i32.const 0))",
        32,
    );
    assert_eq!(memory.as_ref(), [0; 32]);
}

#[test]
fn addresses_and_results_lie_in_memory() {
    for hook in ["account_balance", "account_codehash"] {
        let address = format!("(call ${hook} (i32.const 131053) (i32.const 0))");
        let result = format!("(call ${hook} (i32.const 0) (i32.const 131041))");
        assert_out_of_bounds(hook, &[&address, &result]);
    }
    assert_out_of_bounds(
        "account_code_size",
        &["(drop (call $account_code_size (i32.const 131053)))"],
    );
    assert_out_of_bounds(
        "account_code",
        &[
            "(drop (call $account_code (i32.const 131053) (i32.const 0) (i32.const 0) (i32.const 0)))",
        ],
    );
}
