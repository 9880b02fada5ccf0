//! What gas went into adds up to the gas.

use stylus_chain::{Address, Chain, Item, Outcome, Profile, Tx};
use stylus_program::figures::ink::PER_GAS;

use crate::{
    assembler::deploying,
    forwarders::{Kind, WORLDS, World, deploy_evm, deploy_forwarder, forward},
    programs::{ALICE, chain, deploy, module},
};

/// Precompile 2: SHA-256 of nothing costs 60 gas.
const SHA256: Address = Address::with_last_byte(2);

/// Adds one to slot 0, which is cold and not zero, and logs a word under a topic, in the EVM.
const EVM_COUNTER: &str = "
    PUSH1 0x00 SLOAD PUSH1 0x01 ADD PUSH1 0x00 SSTORE
    PUSH1 0x07 PUSH1 0x20 PUSH1 0x00 LOG1";

/// The same as a program.
fn wasm_counter() -> Vec<u8> {
    module(
        &[
            "storage_load_bytes32",
            "storage_cache_bytes32",
            "storage_flush_cache",
            "emit_log",
        ],
        "(call $storage_load_bytes32 (i32.const 0) (i32.const 32))
         (i32.store8 (i32.const 63) (i32.add (i32.load8_u (i32.const 63)) (i32.const 1)))
         (call $storage_cache_bytes32 (i32.const 0) (i32.const 32))
         (call $storage_load_bytes32 (i32.const 0) (i32.const 32))
         (call $storage_flush_cache (i32.const 0))
         (call $emit_log (i32.const 0) (i32.const 64) (i32.const 1))
         (i32.const 0)",
        "",
    )
}

fn deploy_counter(chain: &mut Chain, world: World) -> Address {
    let counter = match world {
        World::Evm => deploy_evm(chain, EVM_COUNTER),
        World::Wasm => deploy(chain, &wasm_counter()),
    };
    chain.set_storage(counter, Default::default(), "1".parse().unwrap());
    counter
}

fn profiled(chain: &mut Chain, to: Address, data: Vec<u8>) -> (Outcome, Profile) {
    let (outcome, profile) = chain.profiled(|chain| chain.call(Tx::call(ALICE, to, data)));
    let outcome = outcome.unwrap();
    assert!(outcome.status.is_success(), "{outcome:?}");
    (outcome, profile.unwrap())
}

/// The items are all of the gas, but for the fraction that each program rounds up at its end.
fn assert_adds_up(outcome: &Outcome, profile: &Profile) {
    let all = outcome.execution_gas * PER_GAS;
    let missing = all.checked_sub(profile.total_ink());
    let rounded = missing.is_some_and(|missing| missing <= profile.starts * (PER_GAS - 1));
    assert!(rounded, "{all} ink, and {profile:?}");
}

fn gas(profile: &Profile, item: Item) -> u64 {
    profile.ink(item) / PER_GAS
}

#[test]
fn storage_and_logs_cost_the_same_in_both_worlds() {
    let mut chain = chain();
    for world in WORLDS {
        let counter = deploy_counter(&mut chain, world);
        let (outcome, profile) = profiled(&mut chain, counter, vec![]);
        assert_adds_up(&outcome, &profile);
        assert_eq!((profile.storage_reads, profile.storage_writes), (1, 1));
        // A cold read, then a write to the slot that is warm now. In the EVM, LOG pays for the memory it reads, too.
        assert_eq!(gas(&profile, Item::Storage), 2_100 + 2_900);
        let log = [375 + 375 + 8 * 32 + 3, 375 + 375 + 8 * 32][world as usize];
        assert_eq!(gas(&profile, Item::Log), log, "{world:?}");
    }
}

#[test]
fn host_functions_are_counted_and_priced_by_name() {
    let mut chain = chain();
    let counter = deploy_counter(&mut chain, World::Wasm);
    let (_, profile) = profiled(&mut chain, counter, vec![]);
    let used = |name| {
        let used = profile.host_functions[name];
        (used.count, used.ink)
    };
    // Base prices, and for the read that reaches the EVM its question, which counts in whole gas.
    assert_eq!(used("storage_load_bytes32"), (2, 2 * 18_480 + 50_000));
    assert_eq!(used("storage_cache_bytes32"), (1, 18_480));
    assert_eq!(used("storage_flush_cache"), (1, 68_073));
    assert_eq!(used("emit_log"), (1, 68_073 + 16_381 + 55 * 32));
    let all: u64 = profile.host_functions.values().map(|used| used.ink).sum();
    assert_eq!(profile.ink(Item::Host), all);
    assert_eq!(profile.starts, 1);
}

#[test]
fn nested_frames_of_both_worlds_count_once() {
    let mut chain = chain();
    for outer in WORLDS {
        for inner in WORLDS {
            let counter = deploy_counter(&mut chain, inner);
            let forwarder = deploy_forwarder(&mut chain, outer);
            let data = forward(Kind::Call, 0, counter, 1, &[]);
            chain.fund(forwarder, "1".parse().unwrap());
            let (outcome, profile) = profiled(&mut chain, forwarder, data);
            assert_adds_up(&outcome, &profile);
            assert_eq!((profile.storage_reads, profile.storage_writes), (1, 1));
            assert_eq!(gas(&profile, Item::Storage), 5_000);
            // A cold account and the value. The EVM gives the callee 2,300 of it, which this one does not use up.
            let stipend = [2_300, 0][outer as usize];
            assert_eq!(
                gas(&profile, Item::Account),
                2_600 + 9_000 - stipend,
                "{outer:?}, {inner:?}"
            );
        }
    }
}

#[test]
fn precompiles_and_creations_have_items_of_their_own() {
    let mut chain = chain();
    for world in WORLDS {
        let forwarder = deploy_forwarder(&mut chain, world);
        let data = forward(Kind::Static, 0, SHA256, 0, &[]);
        let (outcome, profile) = profiled(&mut chain, forwarder, data);
        assert_adds_up(&outcome, &profile);
        assert_eq!(gas(&profile, Item::Precompile), 60);
        assert_eq!(gas(&profile, Item::Account), 100);
    }
    let creator = deploy_evm(&mut chain, "PUSH1 0x0a PUSH1 0x00 PUSH1 0x00 CREATE");
    let (outcome, profile) = profiled(&mut chain, creator, vec![]);
    assert_adds_up(&outcome, &profile);
    let init = module(
        &["create1", "read_args"],
        "(call $read_args (i32.const 64))
         (call $create1 (i32.const 64) (local.get $len) (i32.const 0) (i32.const 32) (i32.const 56))
         (i32.const 0)",
        "",
    );
    let creator = deploy(&mut chain, &init);
    let (outcome, profile) = profiled(&mut chain, creator, deploying(&[0; 5]).to_vec());
    assert_adds_up(&outcome, &profile);
    assert_eq!(gas(&profile, Item::Creation), 32_000 + 5 * 200);
}

#[test]
fn nothing_is_noted_unless_asked_for() {
    let mut chain = chain();
    let counter = deploy_counter(&mut chain, World::Wasm);
    let ((), none) = chain.profiled(|_| ());
    assert_eq!(none, None);
    let gas = |chain: &mut Chain| chain.call(Tx::call(ALICE, counter, [])).unwrap().gas_used;
    let (with, profile) = chain.profiled(gas);
    assert!(profile.is_some());
    assert_eq!(with, gas(&mut chain));
    let ((), stale) = chain.profiled(|_| ());
    assert_eq!(stale, None);
}
