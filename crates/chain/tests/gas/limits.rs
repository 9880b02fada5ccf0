//! Running out at the last unit; whole transactions.

use alloy_sol_types::{SolCall, sol};
use stylus_chain::{Address, Chain, ChainConfig, HaltReason, Outcome, Status, Tx, U256};

use crate::program::{ALICE, BURNER, Case, Scene, address_at_0};

sol! {
    function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
}

const ARB_WASM: Address = Address::with_last_byte(0x71);

/// A program of one block: header 2,450, so many nops at 1, the constant 1, the end 1.
fn nops(count: usize) -> Vec<u8> {
    let text = format!(
        r#"(module (memory (export "memory") 1 1) (func (export "user_entrypoint") (param i32) (result i32) {} (i32.const 0)))"#,
        "(nop)".repeat(count)
    );
    wat::parse_str(text).expect("the module is well-formed")
}

fn deploy(chain: &mut Chain, wasm: &[u8]) -> Address {
    chain.fund(ALICE, U256::from(10).pow(U256::from(18)));
    chain
        .deploy_program(ALICE, wasm, None)
        .expect("the program is deployed")
        .address
}

/// What a call of the program costs before it runs.
fn start(chain: &mut Chain, program: Address) -> u64 {
    let question = programInitGasCall { program }.abi_encode();
    let answer = chain
        .call(Tx::call(ALICE, ARB_WASM, question))
        .expect("the call is executed");
    programInitGasCall::abi_decode_returns(&answer.output)
        .expect("two numbers")
        .gasWhenCached
}

fn call(chain: &mut Chain, program: Address, gas: u64) -> Outcome {
    chain
        .call(Tx::call(ALICE, program, []).with_gas(gas))
        .expect("the call is executed")
}

#[test]
fn the_last_unit_of_ink_decides() {
    // 2,450 + 7,548 + 1 + 1 is 10,000: exactly one gas. One nop more is one unit too much.
    for (count, status) in [
        (7_548, Status::Success),
        (7_549, Status::Halt(HaltReason::OutOfGas)),
    ] {
        let mut chain = Chain::new(ChainConfig::default());
        let program = deploy(&mut chain, &nops(count));
        let gas = 21_000 + start(&mut chain, program) + 1;
        let outcome = call(&mut chain, program, gas);
        assert_eq!(
            (outcome.status, outcome.gas_used),
            (status, gas),
            "{count} nops"
        );
    }
}

#[test]
fn a_started_unit_of_gas_is_charged_whole() {
    for (count, gas) in [(1, 1), (7_548, 1), (7_549, 2), (17_548, 2)] {
        let mut chain = Chain::new(ChainConfig::default());
        let program = deploy(&mut chain, &nops(count));
        let spent = call(&mut chain, program, 1_000_000).execution_gas;
        assert_eq!(spent, start(&mut chain, program) + gas, "{count} nops");
    }
}

/// The block that cannot be paid for does nothing at all, the one before it everything.
#[test]
fn ink_runs_out_between_blocks() {
    let body = format!(
        "(call $storage_cache_bytes32 (i32.const 1024) (i32.const 100)) (call $storage_flush_cache (i32.const 0)) {}",
        "(nop)".repeat(20_000)
    );
    let case =
        Case::new("two blocks", body, 0).with(&["storage_cache_bytes32", "storage_flush_cache"]);
    let mut scene = Scene::new(&case);
    let full = scene.run(&case);
    assert_eq!(full.status, Status::Success);
    let short = call(&mut scene.chain, scene.program, full.gas_used - 1);
    assert_eq!(short.status, Status::Halt(HaltReason::OutOfGas));
    assert_eq!(short.gas_used, full.gas_used - 1, "all of it is gone");
    // A caller that survives sees that nothing remains, the flush of the block before included.
    assert_eq!(scene.chain.storage(scene.program, U256::ZERO), U256::ZERO);
}

/// A host function that cannot be paid for takes everything, as a block does.
#[test]
fn ink_runs_out_within_a_host_function() {
    let case = Case::new(
        "hash",
        "(call $native_keccak256 (i32.const 512) (i32.const 100000) (i32.const 0))",
        0,
    )
    .with(&["native_keccak256"]);
    let mut scene = Scene::new(&case);
    let full = scene.run(&case);
    // 121,800 + 21,000 * 3,123 is 65,704,800 ink, 6,570 gas.
    let outcome = call(&mut scene.chain, scene.program, full.gas_used - 6_000);
    assert_eq!(outcome.status, Status::Halt(HaltReason::OutOfGas));
}

/// Of what is left, a 64th stays with the caller, however much it offers.
#[test]
fn a_callee_gets_all_but_a_64th() {
    let offer = "(drop (call $call_contract (i32.const 0) (i32.const 512) (i32.const 0) (i32.const 600) (i64.const 9223372036854775807) (i32.const 64)))";
    let case = Case::new("offer", offer, 0)
        .with(&["call_contract"])
        .after(address_at_0(BURNER));
    let mut scene = Scene::new(&case);
    let tx = Tx::call(ALICE, scene.program, []).with_gas(5_000_000);
    let outcome = scene.chain.call(tx).expect("the call is executed");
    let word =
        |at: usize| u64::from_le_bytes(outcome.output[at..at + 8].try_into().expect("eight bytes"));
    let (before, after) = (word(0), word(8));
    // The block with its local.set, six operands and the call; the host function with an empty calldata.
    let at_the_call = before - (2_450 + 210 + 6 + 3_800) - 83_193 - 2 * 16_381;
    // The 63 parts are rounded down. What is smaller than a unit of gas stays too.
    let given = (at_the_call / 10_000 - 2_600) * 63 / 64;
    let left = at_the_call - (2_600 + given) * 10_000;
    assert_eq!(after, left - (2_450 + 9 + 210 + 3_800) + 210 - 8_400);
}

#[test]
fn the_stack_overflows_at_its_depth() {
    // ArbOS 50 caps the depth: recursion that fits before it does not fit then.
    let wasm = wat::parse_str(
        r#"(module (memory (export "memory") 1 1)
           (func $down (param i32) (if (local.get 0) (then (call $down (i32.sub (local.get 0) (i32.const 1))))))
           (func (export "user_entrypoint") (param i32) (result i32) (call $down (i32.const 4000)) (i32.const 0)))"#,
    )
    .expect("the module is well-formed");
    for (arbos_version, status) in [
        (40, Status::Success),
        (50, Status::Halt(HaltReason::TooDeep)),
    ] {
        let mut chain = Chain::new(ChainConfig {
            arbos_version,
            ..ChainConfig::default()
        });
        let program = deploy(&mut chain, &wasm);
        let outcome = call(&mut chain, program, 20_000_000);
        assert_eq!(outcome.status, status, "ArbOS {arbos_version}");
        if !outcome.status.is_success() {
            assert_eq!(outcome.gas_used, 20_000_000, "an overflow takes all gas");
        }
    }
}

#[test]
fn what_is_returned_costs_at_least_what_it_costs_in_the_evm() {
    // 64 KB are 2,048 words: 3 gas each and 2,048^2 / 512 = 8,192, 14,336 in all.
    let case = |len: u32| {
        let body = format!("(call $write_result (i32.const 0) (i32.const {len}))");
        let text = format!(
            r#"(module (import "vm_hooks" "write_result" (func $write_result (param i32 i32))) (memory (export "memory") 1 1)
               (func (export "user_entrypoint") (param i32) (result i32) {body} (i32.const 0)))"#
        );
        wat::parse_str(text).expect("the module is well-formed")
    };
    let mut chain = Chain::new(ChainConfig::default());
    let large = deploy(&mut chain, &case(65_536));
    let spent = call(&mut chain, large, 1_000_000).execution_gas;
    // Two blocks and the host function: 2,450 + 2 + 3,800 + 8,400 + 2 * (16,381 + 55 * 65,504) + 2,450 + 2 ink is less than 730 gas.
    assert_eq!(spent, 14_336);
    let small = deploy(&mut chain, &case(32));
    let ink = 2_450 + 2 + 3_800 + 8_400 + 2 * 16_381 + 2_450 + 2u64;
    let spent = call(&mut chain, small, 1_000_000).execution_gas;
    assert_eq!(spent, start(&mut chain, small) + ink.div_ceil(10_000));
}

#[test]
fn prices_do_not_depend_on_the_version_of_arbos() {
    for arbos_version in [32, 40, 50, 60] {
        let config = ChainConfig {
            arbos_version,
            ..ChainConfig::default()
        };
        for case in crate::opcodes::cases()
            .into_iter()
            .chain(crate::storage::cases())
        {
            let found = Scene::with(&case, config.clone()).ink(&case);
            assert_eq!(found, case.ink, "ArbOS {arbos_version}, {}", case.name);
        }
    }
}
