//! What a program may know of its call, its transaction and its block.

use stylus_chain::{Address, Chain, ChainConfig, Status, Tx, U256};

use super::{assert_out_of_bounds, ink, memory_on, run};
use crate::programs::{ALICE, chain, deploy, module};

/// The word or address that a function writes to memory.
fn written(chain: &mut Chain, hook: &str, len: u32) -> Vec<u8> {
    memory_on(
        chain,
        &[hook],
        &format!("(call ${hook} (i32.const 0))"),
        len,
    )
    .to_vec()
}

/// The number that a function returns.
fn number(chain: &mut Chain, hook: &str) -> u64 {
    let output = memory_on(
        chain,
        &[hook],
        &format!("(i64.store (i32.const 0) (call ${hook}))"),
        8,
    );
    u64::from_le_bytes(output.as_ref().try_into().unwrap())
}

fn word(value: u64) -> Vec<u8> {
    U256::from(value).to_be_bytes_vec()
}

#[test]
fn the_block_is_described() {
    let coinbase = Address::repeat_byte(0xCB);
    let mut chain = Chain::new(ChainConfig {
        base_fee: 123,
        coinbase,
        ..ChainConfig::default()
    });
    assert_eq!(written(&mut chain, "block_basefee", 32), word(123));
    assert_eq!(written(&mut chain, "block_coinbase", 20), coinbase.to_vec());
    assert_eq!(number(&mut chain, "block_gas_limit"), 1 << 50);
    assert_eq!(number(&mut chain, "chainid"), 412_346);
    chain.set_timestamp(1_800_000_000);
    assert_eq!(number(&mut chain, "block_timestamp"), 1_800_000_000);
    // The call runs in the block after the one that activated the program.
    let number = number(&mut chain, "block_number");
    assert_eq!(number, chain.block_number() + 1);
}

#[test]
fn the_transaction_is_described() {
    let mut chain = chain();
    assert_eq!(written(&mut chain, "tx_origin", 20), ALICE.to_vec());
    assert_eq!(
        written(&mut chain, "tx_gas_price", 32),
        word(0),
        "impersonated transactions are free"
    );
    let output = memory_on(
        &mut chain,
        &["tx_ink_price"],
        "(i32.store (i32.const 0) (call $tx_ink_price))",
        4,
    );
    assert_eq!(output.as_ref(), 10_000u32.to_le_bytes());
}

#[test]
fn the_call_is_described() {
    let mut chain = chain();
    assert_eq!(written(&mut chain, "msg_sender", 20), ALICE.to_vec());
    let program = deploy(
        &mut chain,
        &module(
            &["contract_address", "msg_value", "write_result"],
            "(call $contract_address (i32.const 0)) (call $msg_value (i32.const 20))
             (call $write_result (i32.const 0) (i32.const 52)) (i32.const 0)",
            "",
        ),
    );
    let outcome = chain
        .call(Tx::call(ALICE, program, []).with_value(U256::from(77)))
        .unwrap();
    assert_eq!(
        outcome.output.as_ref(),
        [program.to_vec(), word(77)].concat()
    );
    let output = memory_on(
        &mut chain,
        &["msg_reentrant"],
        "(i32.store (i32.const 0) (call $msg_reentrant))",
        4,
    );
    assert_eq!(output.as_ref(), [0; 4]);
}

#[test]
fn gas_and_ink_left_agree() {
    let body = "(i64.store (i32.const 0) (call $evm_gas_left)) (i64.store (i32.const 8) (call $evm_ink_left))";
    let output = memory_on(&mut chain(), &["evm_gas_left", "evm_ink_left"], body, 16);
    let [gas, ink]: [u64; 2] =
        core::array::from_fn(|i| u64::from_le_bytes(output[8 * i..8 * i + 8].try_into().unwrap()));
    // Between the two: storing (950), a constant (1), the call, the block it ends, the second function's price.
    let between = 950 + 1 + 3_800 + 2_450 + 8_400;
    assert!(
        (0..10_000).contains(&(ink + between - gas * 10_000)),
        "{gas} {ink}"
    );
}

#[test]
fn prices_are_nitros() {
    for hook in [
        "block_basefee",
        "block_coinbase",
        "contract_address",
        "msg_sender",
        "msg_value",
        "tx_gas_price",
        "tx_origin",
    ] {
        assert_eq!(
            ink(hook, &format!("(call ${hook} (i32.const 0))")),
            13_440 + 1,
            "{hook}"
        );
    }
    for hook in [
        "block_gas_limit",
        "block_number",
        "block_timestamp",
        "chainid",
        "evm_gas_left",
        "msg_reentrant",
        "tx_ink_price",
    ] {
        assert_eq!(
            ink(hook, &format!("(drop (call ${hook}))")),
            8_400 + 9,
            "{hook}"
        );
    }
}

#[test]
fn results_go_to_memory_only() {
    for hook in ["block_basefee", "msg_value", "tx_gas_price"] {
        assert_out_of_bounds(hook, &[&format!("(call ${hook} (i32.const 131041))")]);
    }
    for hook in [
        "block_coinbase",
        "contract_address",
        "msg_sender",
        "tx_origin",
    ] {
        assert_out_of_bounds(hook, &[&format!("(call ${hook} (i32.const 131053))")]);
        // The last twenty bytes of memory are memory.
        assert_eq!(
            run(
                &[hook],
                &format!("(call ${hook} (i32.const 131052)) (i32.const 0)")
            )
            .status,
            Status::Success
        );
    }
}
