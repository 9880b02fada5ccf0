//! Calls between EVM contracts and programs, in both directions.

use stylus_chain::{Address, Chain, ChainConfig, HaltReason, Status, Tx, U256};

use crate::{
    forwarders::{
        BUBBLE, Kind, REVERT, WORLDS, World, deploy_evm, deploy_forwarder, forward, forwarded,
    },
    programs::{ALICE, call, chain, deploy, module, returned},
};

/// Counts its calls in slot 0, logs the count, and returns its address, its caller and the value, as words.
fn deploy_witness(chain: &mut Chain, world: World) -> Address {
    match world {
        World::Evm => deploy_evm(
            chain,
            "PUSH1 0x00 SLOAD PUSH1 0x01 ADD DUP1 PUSH1 0x00 SSTORE
             PUSH1 0x00 MSTORE PUSH1 0x20 PUSH1 0x00 LOG0
             ADDRESS PUSH1 0x00 MSTORE CALLER PUSH1 0x20 MSTORE CALLVALUE PUSH1 0x40 MSTORE PUSH1 0x60 PUSH1 0x00 RETURN",
        ),
        World::Wasm => {
            let wasm = module(
                &[
                    "storage_load_bytes32",
                    "storage_cache_bytes32",
                    "storage_flush_cache",
                    "emit_log",
                    "contract_address",
                    "msg_sender",
                    "msg_value",
                    "write_result",
                ],
                "(call $storage_load_bytes32 (i32.const 0) (i32.const 32))
                 (i32.store8 (i32.const 63) (i32.add (i32.load8_u (i32.const 63)) (i32.const 1)))
                 (call $storage_cache_bytes32 (i32.const 0) (i32.const 32))
                 (call $storage_flush_cache (i32.const 0))
                 (call $emit_log (i32.const 32) (i32.const 32) (i32.const 0))
                 (call $contract_address (i32.const 108))
                 (call $msg_sender (i32.const 140))
                 (call $msg_value (i32.const 160))
                 (call $write_result (i32.const 96) (i32.const 96))
                 (i32.const 0)",
                "",
            );
            deploy(chain, &wasm)
        }
    }
}

fn word(data: &[u8], index: usize) -> U256 {
    U256::from_be_slice(&data[32 * index..32 * (index + 1)])
}

fn address_word(address: Address) -> U256 {
    address.into_word().into()
}

fn count(chain: &Chain, account: Address) -> U256 {
    chain.storage(account, U256::ZERO)
}

/// All four pairs of caller and callee.
fn pairs() -> impl Iterator<Item = (World, World)> {
    WORLDS
        .into_iter()
        .flat_map(|caller| WORLDS.into_iter().map(move |callee| (caller, callee)))
}

#[test]
fn a_call_runs_in_the_callees_context_with_the_value() {
    for (from, to) in pairs() {
        let mut chain = chain();
        let forwarder = deploy_forwarder(&mut chain, from);
        let witness = deploy_witness(&mut chain, to);
        chain.fund(forwarder, U256::from(50));
        let data = forward(Kind::Call, 0, witness, 7, &[]);
        let receipt = chain.transact(Tx::call(ALICE, forwarder, data)).unwrap();
        assert_eq!(receipt.status, Status::Success, "{from:?} {to:?}");
        let (success, data) = forwarded(&receipt.output);
        assert!(success, "{from:?} {to:?}");
        assert_eq!(
            [word(data, 0), word(data, 1), word(data, 2)],
            [
                address_word(witness),
                address_word(forwarder),
                U256::from(7)
            ],
            "{from:?} {to:?}"
        );
        assert_eq!(
            (chain.balance(forwarder), chain.balance(witness)),
            (U256::from(43), U256::from(7))
        );
        assert_eq!(
            (count(&chain, forwarder), count(&chain, witness)),
            (U256::ZERO, U256::ONE)
        );
        assert_eq!(receipt.logs.len(), 1);
        assert_eq!(receipt.logs[0].address, witness);
    }
}

#[test]
fn a_delegated_call_keeps_address_caller_value_and_storage() {
    for (from, to) in pairs() {
        let mut chain = chain();
        let forwarder = deploy_forwarder(&mut chain, from);
        let witness = deploy_witness(&mut chain, to);
        let data = forward(Kind::Delegate, 0, witness, 0, &[]);
        let receipt = chain
            .transact(Tx::call(ALICE, forwarder, data).with_value(U256::from(9)))
            .unwrap();
        let (success, data) = forwarded(&receipt.output);
        assert!(success, "{from:?} {to:?}");
        assert_eq!(
            [word(data, 0), word(data, 1), word(data, 2)],
            [address_word(forwarder), address_word(ALICE), U256::from(9)],
            "{from:?} {to:?}"
        );
        assert_eq!(
            (count(&chain, forwarder), count(&chain, witness)),
            (U256::ONE, U256::ZERO)
        );
        assert_eq!(receipt.logs[0].address, forwarder);
    }
}

#[test]
fn a_static_call_cannot_write_and_fails() {
    for (from, to) in pairs() {
        let mut chain = chain();
        let forwarder = deploy_forwarder(&mut chain, from);
        let witness = deploy_witness(&mut chain, to);
        let data = forward(Kind::Static, 0, witness, 0, &[]);
        let receipt = chain.transact(Tx::call(ALICE, forwarder, data)).unwrap();
        assert_eq!(receipt.status, Status::Success);
        assert_eq!(
            forwarded(&receipt.output),
            (false, [].as_slice()),
            "{from:?} {to:?}"
        );
        assert_eq!(count(&chain, witness), U256::ZERO);
        assert!(receipt.logs.is_empty());
    }
}

#[test]
fn a_static_context_is_inherited_through_every_kind_of_call() {
    for (outer, inner) in pairs() {
        for kind in [Kind::Call, Kind::Delegate] {
            let mut chain = chain();
            let first = deploy_forwarder(&mut chain, outer);
            let second = deploy_forwarder(&mut chain, inner);
            let witness = deploy_witness(&mut chain, World::Wasm);
            let data = forward(
                Kind::Static,
                BUBBLE,
                second,
                0,
                &forward(kind, 0, witness, 0, &[]),
            );
            assert_eq!(
                forwarded(&returned(&mut chain, first, data)),
                (false, [].as_slice()),
                "{outer:?} {inner:?} {kind:?}"
            );
        }
    }
}

#[test]
fn a_static_call_cannot_move_value() {
    for inner in WORLDS {
        let mut chain = chain();
        let outer = deploy_forwarder(&mut chain, World::Evm);
        let inner_forwarder = deploy_forwarder(&mut chain, inner);
        chain.fund(inner_forwarder, U256::from(5));
        let data = forward(
            Kind::Static,
            0,
            inner_forwarder,
            0,
            &forward(Kind::Call, 0, ALICE, 1, &[]),
        );
        let output = returned(&mut chain, outer, data);
        let (success, inner_output) = forwarded(&output);
        match inner {
            // The EVM halts the frame that tries it.
            World::Evm => assert!(!success),
            // A program is told that its call failed.
            World::Wasm => assert!(success && !forwarded(inner_output).0),
        }
    }
}

#[test]
fn a_revert_undoes_the_callees_storage_logs_and_balance() {
    for (from, to) in pairs() {
        let mut chain = chain();
        let outer = deploy_forwarder(&mut chain, World::Evm);
        let reverting = deploy_forwarder(&mut chain, from);
        let witness = deploy_witness(&mut chain, to);
        chain.fund(outer, U256::from(10));
        let inner = forward(Kind::Call, REVERT, witness, 3, &[]);
        let receipt = chain
            .transact(Tx::call(
                ALICE,
                outer,
                forward(Kind::Call, 0, reverting, 10, &inner),
            ))
            .unwrap();
        assert_eq!(receipt.status, Status::Success);
        let (success, data) = forwarded(&receipt.output);
        assert!(!success);
        assert!(
            forwarded(data).0,
            "the inner call had succeeded, and its result came back as revert data"
        );
        assert_eq!(chain.balance(outer), U256::from(10));
        assert_eq!(
            (count(&chain, witness), chain.balance(witness)),
            (U256::ZERO, U256::ZERO)
        );
        assert!(receipt.logs.is_empty(), "{from:?} {to:?}");
    }
}

#[test]
fn revert_data_bubbles_through_both_worlds() {
    for (outer, inner) in pairs() {
        let mut chain = chain();
        let first = deploy_forwarder(&mut chain, outer);
        let second = deploy_forwarder(&mut chain, inner);
        let reverting = deploy_evm(
            &mut chain,
            "PUSH4 0xdeadbeef PUSH1 0x00 MSTORE PUSH1 0x04 PUSH1 0x1c REVERT",
        );
        let data = forward(
            Kind::Call,
            BUBBLE,
            second,
            0,
            &forward(Kind::Call, BUBBLE, reverting, 0, &[]),
        );
        let outcome = call(&mut chain, first, data);
        assert_eq!(outcome.status, Status::Revert);
        assert_eq!(outcome.output.as_ref(), [0xde, 0xad, 0xbe, 0xef]);
    }
}

#[test]
fn a_program_sees_that_it_is_entered_again() {
    let mut chain = chain();
    let program = module(
        &["msg_reentrant", "write_result", "read_args", "call_contract", "read_return_data"],
        // With calldata: forwards it to the address it starts with. Without: answers whether it was entered again.
        "(if (local.get $len) (then
            (call $read_args (i32.const 0))
            (drop (call $call_contract (i32.const 0) (i32.const 20) (i32.sub (local.get $len) (i32.const 20)) (i32.const 4096) (i64.const -1) (i32.const 8192)))
            (call $write_result (i32.const 1024) (call $read_return_data (i32.const 1024) (i32.const 0) (i32.const 1024)))
            (return (i32.const 0))))
         (i32.store8 (i32.const 0) (call $msg_reentrant))
         (call $write_result (i32.const 0) (i32.const 1))
         (i32.const 0)",
        "",
    );
    let program = deploy(&mut chain, &program);
    let evm = deploy_forwarder(&mut chain, World::Evm);
    assert_eq!(returned(&mut chain, program, []).as_ref(), [0]);
    assert_eq!(
        returned(&mut chain, program, program.to_vec()).as_ref(),
        [1],
        "by itself"
    );
    let back = forward(Kind::Call, BUBBLE, program, 0, &[]);
    assert_eq!(
        returned(&mut chain, program, [evm.to_vec(), back].concat()).as_ref(),
        [1],
        "through an EVM contract"
    );
    let delegated = forward(Kind::Delegate, BUBBLE, program, 0, &[]);
    assert_eq!(
        returned(&mut chain, evm, delegated.clone()).as_ref(),
        [0],
        "a delegated call acts for the caller, once"
    );
    let twice = forward(Kind::Call, BUBBLE, evm, 0, &delegated);
    assert_eq!(
        returned(&mut chain, evm, twice).as_ref(),
        [1],
        "the EVM contract's own second frame counts"
    );
}

#[test]
fn nesting_goes_as_deep_as_the_evm_allows_and_no_deeper() {
    let mut chain = Chain::new(ChainConfig {
        tx_gas_limit: 1 << 50,
        ..ChainConfig::default()
    });
    chain.fund(ALICE, U256::from(10).pow(U256::from(24)));
    let evm = deploy_forwarder(&mut chain, World::Evm);
    let wasm = deploy_forwarder(&mut chain, World::Wasm);
    let witness = deploy_witness(&mut chain, World::Evm);
    // A program's page stays open while it waits, and a transaction has 128: one frame in nine is a program.
    let frame = |depth: usize| if depth % 9 == 4 { wasm } else { evm };
    let nest = |frames: usize| {
        let innermost = forward(Kind::Call, 0, witness, 0, &[]);
        (1..frames).rev().fold(innermost, |data, depth| {
            forward(Kind::Call, BUBBLE, frame(depth), 0, &data)
        })
    };
    // The transaction's own frame has depth 0, the witness's is the deepest.
    let deepest = returned(&mut chain, frame(0), nest(1_024));
    assert!(forwarded(&deepest).0, "the frame at depth 1,024 runs");
    let too_deep = returned(&mut chain, frame(0), nest(1_025));
    assert_eq!(
        forwarded(&too_deep),
        (false, [].as_slice()),
        "the frame at depth 1,025 does not"
    );
}

#[test]
fn open_pages_are_limited_over_all_frames() {
    let mut chain = Chain::new(ChainConfig {
        tx_gas_limit: 1 << 50,
        ..ChainConfig::default()
    });
    chain.fund(ALICE, U256::from(10).pow(U256::from(24)));
    let wasm = deploy_forwarder(&mut chain, World::Wasm);
    let nest = |frames: usize| {
        let innermost = forward(Kind::Call, 0, Address::repeat_byte(7), 0, &[]);
        (1..frames).fold(innermost, |data, _| {
            forward(Kind::Call, BUBBLE, wasm, 0, &data)
        })
    };
    assert!(forwarded(&returned(&mut chain, wasm, nest(128))).0);
    assert_eq!(
        call(&mut chain, wasm, nest(129)).status,
        Status::Revert,
        "the 129th page cannot be paid"
    );
}

#[test]
fn a_callee_gets_at_most_63_of_64_parts() {
    let mut chain = chain();
    let greedy = deploy_evm(&mut chain, "INVALID");
    for world in WORLDS {
        let forwarder = deploy_forwarder(&mut chain, world);
        let data = forward(Kind::Call, 0, greedy, 0, &[]);
        let outcome = chain
            .call(Tx::call(ALICE, forwarder, data).with_gas(1_000_000))
            .unwrap();
        assert_eq!(
            outcome.status,
            Status::Success,
            "a 64th is left to go on with"
        );
        assert!(!forwarded(&outcome.output).0);
        let left = 1_000_000 - outcome.gas_used;
        assert!((12_000..15_300).contains(&left), "{world:?} {left}");
    }
}

#[test]
fn a_callee_that_is_not_active_takes_all_the_gas_it_gets() {
    let mut chain = chain();
    let sleeping = chain
        .deploy(
            ALICE,
            stylus_program::init_code(&stylus_program::compress(b"\0asm")).into(),
        )
        .unwrap();
    let sleeping = sleeping.contract_address.unwrap();
    let outcome = chain
        .call(Tx::call(ALICE, sleeping, []).with_gas(100_000))
        .unwrap();
    assert_eq!(
        outcome.status,
        Status::Halt(HaltReason::ProgramNotActivated)
    );
    assert_eq!(outcome.gas_used, 100_000);
    for world in WORLDS {
        let forwarder = deploy_forwarder(&mut chain, world);
        let data = forward(Kind::Call, 0, sleeping, 0, &[]);
        let outcome = chain
            .call(Tx::call(ALICE, forwarder, data).with_gas(1_000_000))
            .unwrap();
        assert_eq!(forwarded(&outcome.output), (false, [].as_slice()));
        assert!(outcome.gas_used > 950_000);
    }
}
