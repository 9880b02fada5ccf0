//! storage_load_bytes32, storage_cache_bytes32, storage_flush_cache, transient_load_bytes32, transient_store_bytes32.

use stylus_chain::{Address, Chain, Status, Tx, U256};

use super::{assert_fails, assert_out_of_bounds, ink, run};
use crate::{
    forwarders::{Kind, World, deploy_evm, deploy_forwarder, forward, forwarded},
    programs::{ALICE, call, chain, deploy, module, returned},
};

const HOOKS: [&str; 6] = [
    "read_args",
    "write_result",
    "storage_load_bytes32",
    "storage_cache_bytes32",
    "storage_flush_cache",
    "call_contract",
];

/// Deploys a program that works on slot 0 (key at 0, all zero) and, with calldata, the value at 32.
fn program(chain: &mut Chain, body: &str) -> Address {
    let body = format!("(call $read_args (i32.const 32)) {body} (i32.const 0)");
    deploy(chain, &module(&HOOKS, &body, ""))
}

const LOAD: &str = "(call $storage_load_bytes32 (i32.const 0) (i32.const 64)) (call $write_result (i32.const 64) (i32.const 32))";
const STORE: &str = "(call $storage_cache_bytes32 (i32.const 0) (i32.const 32))";
const FLUSH: &str = "(call $storage_flush_cache (i32.const 0))";

fn word(value: u64) -> Vec<u8> {
    U256::from(value).to_be_bytes_vec()
}

#[test]
fn a_load_reads_the_slot() {
    let mut chain = chain();
    let program = program(&mut chain, LOAD);
    assert_eq!(returned(&mut chain, program, []).as_ref(), word(0));
    chain.set_storage(program, U256::ZERO, U256::from(42));
    assert_eq!(returned(&mut chain, program, []).as_ref(), word(42));
}

#[test]
fn a_write_is_seen_at_once_by_the_program_and_after_the_flush_by_others() {
    let mut chain = chain();
    let unflushed = program(&mut chain, &format!("{STORE} {LOAD}"));
    let receipt = chain.transact(Tx::call(ALICE, unflushed, word(5))).unwrap();
    assert_eq!(receipt.output.as_ref(), word(5));
    assert_eq!(
        chain.storage(unflushed, U256::ZERO),
        U256::ZERO,
        "what is not flushed is lost"
    );
    let flushed = program(&mut chain, &format!("{STORE} {FLUSH}"));
    assert!(
        chain
            .transact(Tx::call(ALICE, flushed, word(5)))
            .unwrap()
            .is_success()
    );
    assert_eq!(chain.storage(flushed, U256::ZERO), U256::from(5));
}

#[test]
fn a_call_sees_what_was_flushed_and_the_caller_keeps_its_cache() {
    let mut chain = chain();
    // Delegated to, this adds one to slot 0 of whoever delegates.
    let adder = deploy_evm(
        &mut chain,
        "PUSH1 0x00 SLOAD PUSH1 0x01 ADD PUSH1 0x00 SSTORE",
    );
    let wasm = |flush: &str, clear: u8| {
        module(
            &["storage_load_bytes32", "storage_cache_bytes32", "storage_flush_cache", "delegate_call_contract", "read_args", "write_result"],
            &format!(
                "(call $read_args (i32.const 128))
                 (i32.store8 (i32.const 63) (i32.const 5))
                 (call $storage_cache_bytes32 (i32.const 0) (i32.const 32))
                 {flush}
                 (drop (call $delegate_call_contract (i32.const 128) (i32.const 0) (i32.const 0) (i64.const -1) (i32.const 256)))
                 (call $storage_flush_cache (i32.const {clear}))
                 (call $storage_load_bytes32 (i32.const 0) (i32.const 64))
                 (call $write_result (i32.const 64) (i32.const 32)) (i32.const 0)"
            ),
            "",
        )
    };
    let mut outcome = |flush: &str, clear: u8| {
        let program = deploy(&mut chain, &wasm(flush, clear));
        let receipt = chain
            .transact(Tx::call(ALICE, program, adder.to_vec()))
            .unwrap();
        (
            U256::from_be_slice(&receipt.output),
            chain.storage(program, U256::ZERO),
        )
    };
    let five = U256::from(5);
    let six = U256::from(6);
    // Flushed before the call: the callee adds to 5. The cache still says 5 unless it is dropped.
    assert_eq!(
        outcome("(call $storage_flush_cache (i32.const 0))", 0),
        (five, six)
    );
    assert_eq!(
        outcome("(call $storage_flush_cache (i32.const 1))", 1),
        (six, six)
    );
    // Flushed only after the call: the callee adds to 0, and the flush overwrites its 1.
    assert_eq!(outcome("", 0), (five, five));
}

#[test]
fn writes_cost_what_sstore_costs() {
    let mut chain = chain();
    let store = program(&mut chain, &format!("{STORE} {FLUSH}"));
    let nothing = program(
        &mut chain,
        &format!("(if (i32.const 0) (then {STORE} {FLUSH}))"),
    );
    let mut gas = |program: Address, value: u64, present: u64| {
        chain.set_storage(program, U256::ZERO, U256::from(present));
        call(&mut chain, program, word(value))
    };
    // 18,480 ink for the cache, 68,073 for the flush, two calls and blocks, less what the condition costs: 10 gas, give or take one.
    let base = gas(nothing, 0, 0).execution_gas;
    let mut cost = |value, present| {
        let outcome = gas(store, value, present);
        (outcome.execution_gas - base, outcome.gas_refunded)
    };
    let near = |(gas, refund): (u64, u64), expected: u64| {
        assert!(
            (expected..expected + 16).contains(&gas),
            "{gas} for {expected}"
        );
        refund
    };
    assert_eq!(near(cost(7, 0), 22_100), 0, "a new slot, cold");
    assert_eq!(near(cost(7, 3), 5_000), 0, "a changed slot, cold");
    assert_eq!(near(cost(0, 3), 5_000), 4_800, "a cleared slot refunds");
    assert_eq!(near(cost(3, 3), 2_200), 0, "an unchanged slot, cold");
}

#[test]
fn a_cleared_slots_refund_is_lost_with_a_revert() {
    let mut chain = chain();
    let body = format!("(call $read_args (i32.const 32)) {STORE} {FLUSH} (i32.const 1)");
    let clears_and_reverts = deploy(&mut chain, &module(&HOOKS, &body, ""));
    chain.set_storage(clears_and_reverts, U256::ZERO, U256::from(3));
    let receipt = chain
        .transact(Tx::call(ALICE, clears_and_reverts, word(0)))
        .unwrap();
    assert_eq!((receipt.status, receipt.gas_refunded), (Status::Revert, 0));
    assert_eq!(chain.storage(clears_and_reverts, U256::ZERO), U256::from(3));
}

#[test]
fn a_loaded_slot_that_is_not_changed_is_not_flushed() {
    let mut chain = chain();
    let same = program(
        &mut chain,
        &format!("{LOAD} (call $storage_cache_bytes32 (i32.const 0) (i32.const 64)) {FLUSH}"),
    );
    let once = program(
        &mut chain,
        &format!("{LOAD} (if (i32.const 0) (then {STORE})) {FLUSH}"),
    );
    for slot in [same, once] {
        chain.set_storage(slot, U256::ZERO, U256::from(9));
    }
    let difference = call(&mut chain, same, word(0))
        .execution_gas
        .abs_diff(call(&mut chain, once, word(0)).execution_gas);
    assert!(difference < 10, "no SSTORE was charged: {difference}");
}

#[test]
fn a_flush_fails_in_a_static_call_unless_nothing_is_dirty() {
    let mut chain = chain();
    let forwarder = deploy_forwarder(&mut chain, World::Evm);
    let dirty = program(&mut chain, &format!("{STORE} {FLUSH}"));
    let clean = program(&mut chain, &format!("{LOAD} {FLUSH}"));
    let blind = program(&mut chain, &format!("{STORE} {LOAD}"));
    let mut succeeds = |program: Address| {
        let data = forward(Kind::Static, 0, program, 0, &word(1));
        forwarded(&returned(&mut chain, forwarder, data)).0
    };
    assert!(!succeeds(dirty));
    assert!(succeeds(clean));
    assert!(succeeds(blind), "only the flush writes");
}

#[test]
fn a_flush_that_cannot_be_paid_undoes_the_call() {
    let mut chain = chain();
    let store = program(&mut chain, &format!("{STORE} {FLUSH}"));
    let enough = call(&mut chain, store, word(7)).gas_used;
    let receipt = chain
        .transact(Tx::call(ALICE, store, word(7)).with_gas(enough - 1_000))
        .unwrap();
    assert_eq!(
        receipt.status,
        Status::Revert,
        "before ArbOS 50 the program fails"
    );
    assert_eq!(chain.storage(store, U256::ZERO), U256::ZERO);
    let receipt = chain
        .transact(Tx::call(ALICE, store, word(7)).with_gas(enough + 100))
        .unwrap();
    assert!(receipt.is_success());
    assert_eq!(chain.storage(store, U256::ZERO), U256::from(7));
}

#[test]
fn storage_needs_its_sentry() {
    let mut chain = chain();
    let cached = program(&mut chain, STORE);
    let least = call(&mut chain, cached, word(1)).gas_used + 2_310;
    for (gas, runs) in [(least - 20, false), (least, true)] {
        let outcome = chain
            .call(Tx::call(ALICE, cached, word(1)).with_gas(gas))
            .unwrap();
        assert_eq!(outcome.status == Status::Success, runs, "{outcome:?}");
        assert!(
            runs || matches!(outcome.status, Status::Halt(_)),
            "out of ink"
        );
    }
}

#[test]
fn cached_access_gets_dearer_with_use() {
    let (load, store) = (
        "(call $storage_load_bytes32 (i32.const 0) (i32.const 64))",
        "(call $storage_cache_bytes32 (i32.const 0) (i32.const 64))",
    );
    assert_eq!(
        ink("storage_load_bytes32", load),
        18_480 + 2,
        "the second load is in the cache"
    );
    assert_eq!(ink("storage_cache_bytes32", store), 18_480 + 2);
    let mut chain = chain();
    let mut gas = |hook: &str, instruction: &str, times: u32| {
        let body = format!(
            "(loop $again {instruction} (local.set $i (i32.add (local.get $i) (i32.const 1))) (br_if $again (i32.lt_u (local.get $i) (i32.const {times})))) (i32.const 0)"
        );
        let program = deploy(&mut chain, &module(&[hook], &body, ""));
        call(&mut chain, program, []).execution_gas
    };
    for (hook, instruction, tiers) in [
        ("storage_load_bytes32", load, [(32, 0), (128, 2), (200, 10)]),
        ("storage_cache_bytes32", store, [(8, 0), (64, 7), (100, 10)]),
    ] {
        for (last, surcharge) in tiers {
            // Within one tier, and beyond its first access: eight accesses, whose instructions cost the same each.
            let of_eight = gas(hook, instruction, last) - gas(hook, instruction, last - 4);
            let plain = gas(hook, instruction, 8) - gas(hook, instruction, 4);
            let difference = of_eight - plain;
            assert!(
                difference.abs_diff(4 * surcharge) <= 1,
                "{hook} {last}: {difference}"
            );
        }
    }
}

#[test]
fn transient_storage_lasts_for_the_transaction() {
    let mut chain = chain();
    let swap = module(
        &[
            "read_args",
            "write_result",
            "transient_load_bytes32",
            "transient_store_bytes32",
        ],
        "(call $read_args (i32.const 32))
         (call $transient_load_bytes32 (i32.const 0) (i32.const 64))
         (if (local.get $len) (then (call $transient_store_bytes32 (i32.const 0) (i32.const 32))))
         (call $write_result (i32.const 64) (i32.const 32)) (i32.const 0)",
        "",
    );
    let swap = deploy(&mut chain, &swap);
    let twice = deploy_evm(
        &mut chain,
        // Stores 1 in the callee's transient storage, then returns what a second call finds.
        "PUSH1 0x00 CALLDATALOAD PUSH1 0x60 SHR PUSH1 0x01 PUSH1 0x00 MSTORE
         PUSH1 0x00 PUSH1 0x00 PUSH1 0x20 PUSH1 0x00 PUSH1 0x00 DUP6 GAS CALL POP
         PUSH1 0x20 PUSH1 0x00 PUSH1 0x00 PUSH1 0x00 PUSH1 0x00 DUP6 GAS CALL POP PUSH1 0x20 PUSH1 0x00 RETURN",
    );
    assert_eq!(returned(&mut chain, twice, swap.to_vec()).as_ref(), word(1));
    assert!(
        chain
            .transact(Tx::call(ALICE, swap, word(8)))
            .unwrap()
            .is_success()
    );
    assert_eq!(
        returned(&mut chain, swap, []).as_ref(),
        word(0),
        "the next transaction starts empty"
    );
    let forwarder = deploy_forwarder(&mut chain, World::Evm);
    let store = forward(Kind::Static, 0, swap, 0, &word(1));
    assert!(
        !forwarded(&returned(&mut chain, forwarder, store)).0,
        "no store in a static call"
    );
    let load = forward(Kind::Static, 0, swap, 0, &[]);
    assert!(forwarded(&returned(&mut chain, forwarder, load)).0);
    let two = "(i32.const 0) (i32.const 32)";
    for hook in ["transient_load_bytes32", "transient_store_bytes32"] {
        assert_eq!(
            ink(hook, &format!("(call ${hook} {two})")),
            78_153 + 1_000_000 + 2
        );
    }
}

#[test]
fn keys_and_values_lie_in_memory() {
    for hook in [
        "storage_load_bytes32",
        "storage_cache_bytes32",
        "transient_load_bytes32",
        "transient_store_bytes32",
    ] {
        let key = format!("(call ${hook} (i32.const 131041) (i32.const 0))");
        let value = format!("(call ${hook} (i32.const 0) (i32.const 131041))");
        assert_out_of_bounds(hook, &[&key, &value]);
    }
    let trap = run(&["storage_cache_bytes32"], "(unreachable)");
    assert_fails(&trap);
}
