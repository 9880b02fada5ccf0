//! Running out: of ink, of stack, of memory; and exact totals.

use stylus_chain::{Chain, ChainConfig, HaltReason, Status, Tx};

use crate::{
    forwarders::{Kind, World, deploy_forwarder, forward, forwarded},
    programs::{ALICE, call, chain, deploy, module, returned},
};

#[test]
fn a_runaway_program_ends_out_of_gas() {
    let mut chain = chain();
    let endless = deploy(
        &mut chain,
        &module(&[], "(loop $l (br $l)) (i32.const 0)", ""),
    );
    let receipt = chain
        .transact(Tx::call(ALICE, endless, []).with_gas(1_000_000))
        .unwrap();
    assert_eq!(
        (receipt.status, receipt.gas_used),
        (Status::Halt(HaltReason::OutOfGas), 1_000_000)
    );
    let forwarder = deploy_forwarder(&mut chain, World::Wasm);
    let outcome = chain
        .call(
            Tx::call(ALICE, forwarder, forward(Kind::Call, 0, endless, 0, &[])).with_gas(1_000_000),
        )
        .unwrap();
    assert_eq!(outcome.status, Status::Success);
    assert_eq!(forwarded(&outcome.output), (false, [].as_slice()));
}

#[test]
fn endless_recursion_overflows_the_programs_stack() {
    for (arbos_version, words) in [(40, 262_144), (50, 22_000)] {
        let mut chain = Chain::new(ChainConfig {
            arbos_version,
            ..ChainConfig::default()
        });
        let endless = module(&[], "(call $f) (i32.const 0)", "(func $f (call $f))");
        let endless = deploy(&mut chain, &endless);
        let outcome = chain
            .call(Tx::call(ALICE, endless, []).with_gas(10_000_000))
            .unwrap();
        assert_eq!(
            (outcome.status, outcome.gas_used),
            (Status::Halt(HaltReason::TooDeep), 10_000_000),
            "{words}"
        );
        let forwarder = deploy_forwarder(&mut chain, World::Evm);
        let output = returned(
            &mut chain,
            forwarder,
            forward(Kind::Call, 0, endless, 0, &[]),
        );
        assert_eq!(forwarded(&output), (false, [].as_slice()));
    }
}

#[test]
fn traps_revert_without_data_and_keep_the_gas() {
    let mut chain = chain();
    for body in [
        "(unreachable)",
        "(drop (i32.div_u (i32.const 1) (i32.const 0)))",
        "(drop (i32.load (i32.const 131072)))",
        "(i64.store (i32.const -1) (i64.const 0))",
        "(memory.fill (i32.const 131000) (i32.const 0) (i32.const 100))",
        "(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))",
    ] {
        let program = deploy(
            &mut chain,
            &module(&[], &format!("{body} (i32.const 0)"), ""),
        );
        let outcome = call(&mut chain, program, []);
        assert_eq!(
            (outcome.status, outcome.output.len()),
            (Status::Revert, 0),
            "{body}"
        );
        assert!(outcome.execution_gas < 1_000, "{body}");
    }
}

#[test]
fn a_start_that_cannot_be_paid_is_out_of_gas() {
    let mut chain = chain();
    let program = deploy(&mut chain, &module(&[], "(i32.const 0)", ""));
    let enough = call(&mut chain, program, []).gas_used;
    let with_gas = |chain: &mut Chain, gas| {
        chain
            .call(Tx::call(ALICE, program, []).with_gas(gas))
            .unwrap()
    };
    assert_eq!(with_gas(&mut chain, enough).status, Status::Success);
    let short = with_gas(&mut chain, enough - 1);
    assert_eq!(
        (short.status, short.gas_used),
        (Status::Halt(HaltReason::OutOfGas), enough - 1)
    );
}

#[test]
fn a_program_pays_the_published_prices() {
    let mut chain = chain();
    let empty = deploy(&mut chain, &module(&[], "(i32.const 0)", ""));
    let body = "(loop $l
                  (local.set $i (i32.add (local.get $i) (i32.const 1)))
                  (br_if $l (i32.lt_u (local.get $i) (i32.const 100000))))
                (i32.const 0)";
    let counting = deploy(&mut chain, &module(&[], body, ""));
    let ink = 10_000
        * (call(&mut chain, counting, []).execution_gas
            - call(&mut chain, empty, []).execution_gas);
    // Each round is one block (2,450): local.get (75), constant (1), add (70), local.set (210), local.get (75), constant (1),
    // less than (170), br_if (765).
    let round = 2_450 + 75 + 1 + 70 + 210 + 75 + 1 + 170 + 765;
    assert!(
        ink.abs_diff(100_000 * round) < 100_000,
        "{ink}: all else is less than ten gas"
    );
}

#[test]
fn memory_stays_paid_for_only_while_it_is_open() {
    let mut chain = chain();
    let three = |body: &str| {
        let text = format!(
            r#"(module (import "vm_hooks" "read_args" (func $read_args (param i32)))
               (import "vm_hooks" "call_contract" (func $call (param i32 i32 i32 i32 i64 i32) (result i32)))
               (memory (export "memory") 3 3)
               (func (export "user_entrypoint") (param i32) (result i32) (call $read_args (i32.const 0)) {body} (i32.const 0)))"#
        );
        wat::parse_str(text).unwrap()
    };
    let call_it = "(drop (call $call (i32.const 0) (i32.const 64) (i32.const 0) (i32.const 64) (i64.const -1) (i32.const 128)))";
    let leaf = deploy(&mut chain, &three(""));
    let once = deploy(&mut chain, &three(call_it));
    let twice = deploy(&mut chain, &three(&call_it.repeat(2)));
    let mut gas = |program, callee: &[u8]| call(&mut chain, program, callee.to_vec()).execution_gas;
    let alone = gas(leaf, leaf.as_slice());
    let (one, two) = (gas(once, leaf.as_slice()), gas(twice, leaf.as_slice()));
    // The first callee opens pages four to six: 3,000 gas, and one for the ramp (1 to 2). The second opens them anew, without the ramp;
    // its account is warm.
    let second = two - one;
    assert!(
        second < alone - 1_000 + 3_000 + 100 + 60,
        "{second} {alone}"
    );
    assert!(second > alone - 1_000 + 3_000, "{second} {alone}");
}
