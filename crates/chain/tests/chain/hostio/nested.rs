//! call_contract, delegate_call_contract, static_call_contract, create1, create2, read_return_data, return_data_size. What the callee
//! sees is in `nesting`.

use alloy_primitives::keccak256;
use stylus_chain::{Address, Bytes, Chain, Status, Tx, U256};

use super::{assert_fails, assert_out_of_bounds, run};
use crate::{
    assembler::{assemble, deploying},
    forwarders::{Kind, World, deploy_evm, deploy_forwarder, forward, forwarded},
    programs::{ALICE, call, chain, deploy, module, returned},
};

/// Calls the address in calldata without data, with the value's last byte after it, and returns status, length of the return data as
/// written and as asked for, and the data itself.
fn caller(gas: i64) -> Vec<u8> {
    module(
        &["read_args", "write_result", "call_contract", "read_return_data", "return_data_size"],
        &format!(
            "(call $read_args (i32.const 0))
             (i32.store8 (i32.const 95) (i32.load8_u (i32.const 20)))
             (i32.store8 (i32.const 128) (call $call_contract (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 64) (i64.const {gas}) (i32.const 129)))
             (i32.store8 (i32.const 133) (call $return_data_size))
             (drop (call $read_return_data (i32.const 134) (i32.const 0) (i32.const 100)))
             (call $write_result (i32.const 128) (i32.add (i32.const 6) (i32.load8_u (i32.const 129)))) (i32.const 0)"
        ),
        "",
    )
}

#[test]
fn status_and_return_data_of_success_revert_and_halt() {
    let mut chain = chain();
    let caller = deploy(&mut chain, &caller(-1));
    let mut outcome = |code: &str| {
        let callee = deploy_evm(&mut chain, code);
        returned(&mut chain, caller, callee.to_vec()).to_vec()
    };
    let mstore = "PUSH2 0xabcd PUSH1 0x00 MSTORE PUSH1 0x02 PUSH1 0x1e";
    assert_eq!(
        outcome(&format!("{mstore} RETURN")),
        [0, 2, 0, 0, 0, 2, 0xab, 0xcd]
    );
    assert_eq!(
        outcome(&format!("{mstore} REVERT")),
        [2, 2, 0, 0, 0, 2, 0xab, 0xcd]
    );
    assert_eq!(outcome("INVALID"), [2, 0, 0, 0, 0, 0]);
    assert_eq!(outcome("STOP"), [0, 0, 0, 0, 0, 0]);
}

#[test]
fn a_call_that_cannot_start_fails_and_clears_the_return_data() {
    let mut chain = chain();
    let caller = deploy(&mut chain, &caller(-1));
    // The caller owns nothing, so it cannot send one wei.
    let data = [ALICE.to_vec(), vec![1]].concat();
    assert_eq!(
        returned(&mut chain, caller, data).as_ref(),
        [2, 0, 0, 0, 0, 0]
    );
}

#[test]
fn the_gas_limit_is_kept_and_value_adds_its_stipend() {
    let mut chain = chain();
    let reports_gas = deploy_evm(
        &mut chain,
        "GAS PUSH1 0x00 MSTORE PUSH1 0x20 PUSH1 0x00 RETURN",
    );
    let mut gas_seen = |limit: i64, value: u8| {
        let caller = deploy(&mut chain, &caller(limit));
        chain.fund(caller, U256::from(10));
        let output = returned(
            &mut chain,
            caller,
            [reports_gas.to_vec(), vec![value]].concat(),
        );
        U256::from_be_slice(&output[6..])
    };
    // GAS itself costs 2.
    assert_eq!(gas_seen(5_000, 0), U256::from(4_998));
    assert_eq!(gas_seen(5_000, 1), U256::from(4_998 + 2_300));
}

#[test]
fn calls_cost_what_their_callee_and_value_make_them() {
    let mut chain = chain();
    let caller = deploy(&mut chain, &caller(-1));
    chain.fund(caller, U256::from(10));
    let existing = Address::repeat_byte(0x11);
    chain.fund(existing, U256::ONE);
    let mut gas = |to: Address, value: u8| {
        call(&mut chain, caller, [to.to_vec(), vec![value]].concat()).execution_gas
    };
    let warm = gas(ALICE, 0);
    assert_eq!(gas(existing, 0) - warm, 2_500, "a cold account");
    // Unlike in the EVM the stipend is not a present: all of the callee's unused gas comes back, and it was charged before.
    assert_eq!(gas(existing, 1) - warm, 2_500 + 9_000);
    assert_eq!(
        gas(Address::repeat_byte(0x22), 1) - warm,
        2_500 + 9_000 + 25_000,
        "a new account"
    );
    assert_eq!(
        gas(Address::repeat_byte(0x22), 0) - warm,
        2_500,
        "no value makes no account"
    );
}

#[test]
fn return_data_is_read_in_parts() {
    let mut chain = chain();
    let callee = deploy_evm(
        &mut chain,
        "PUSH5 0x0102030405 PUSH1 0x00 MSTORE PUSH1 0x05 PUSH1 0x1b RETURN",
    );
    let mut part = |offset: i32, size: i32| {
        let reader = module(
            &["read_args", "write_result", "static_call_contract", "read_return_data"],
            &format!(
                "(call $read_args (i32.const 0))
                 (drop (call $static_call_contract (i32.const 0) (i32.const 0) (i32.const 0) (i64.const -1) (i32.const 64)))
                 (call $write_result (i32.const 128) (call $read_return_data (i32.const 128) (i32.const {offset}) (i32.const {size}))) (i32.const 0)"
            ),
            "",
        );
        let reader = deploy(&mut chain, &reader);
        returned(&mut chain, reader, callee.to_vec()).to_vec()
    };
    assert_eq!(part(0, 5), [1, 2, 3, 4, 5]);
    assert_eq!(part(1, 2), [2, 3]);
    assert_eq!(part(3, 100), [4, 5]);
    assert!(part(5, 1).is_empty());
    assert!(part(-1, -1).is_empty());
}

#[test]
fn without_a_call_there_is_no_return_data() {
    let body = "(i32.store (i32.const 0) (call $return_data_size))
                (i32.store (i32.const 4) (call $read_return_data (i32.const 0) (i32.const 0) (i32.const 9)))";
    let output = super::memory(&["return_data_size", "read_return_data"], body, 8);
    assert_eq!(output.as_ref(), [0; 8]);
    assert_eq!(
        super::ink("return_data_size", "(drop (call $return_data_size))"),
        8_400 + 9
    );
    let read = "(drop (call $read_return_data (i32.const 0) (i32.const 0) (i32.const 9)))";
    assert_eq!(super::ink("read_return_data", read), 68_073 + 5_040 + 3 + 9);
}

#[test]
fn pointers_of_calls_lie_in_memory() {
    let outside = "(i32.const 131072)";
    assert_out_of_bounds(
        "call_contract",
        &[
            &format!(
                "(drop (call $call_contract {outside} (i32.const 0) (i32.const 0) (i32.const 0) (i64.const 0) (i32.const 0)))"
            ),
            &format!(
                "(drop (call $call_contract (i32.const 0) {outside} (i32.const 1) (i32.const 0) (i64.const 0) (i32.const 0)))"
            ),
            &format!(
                "(drop (call $call_contract (i32.const 0) (i32.const 0) (i32.const 0) {outside} (i64.const 0) (i32.const 0)))"
            ),
            &format!(
                "(drop (call $call_contract (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i64.const 0) {outside}))"
            ),
        ],
    );
    for hook in ["delegate_call_contract", "static_call_contract"] {
        let address = format!(
            "(drop (call ${hook} {outside} (i32.const 0) (i32.const 0) (i64.const 0) (i32.const 0)))"
        );
        let length = format!(
            "(drop (call ${hook} (i32.const 0) (i32.const 0) (i32.const 0) (i64.const 0) {outside}))"
        );
        assert_out_of_bounds(hook, &[&address, &length]);
    }
    assert_out_of_bounds(
        "create1",
        &[&format!(
            "(call $create1 {outside} (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0))"
        )],
    );
    assert_out_of_bounds(
        "create2",
        &[&format!(
            "(call $create2 (i32.const 0) (i32.const 0) (i32.const 0) {outside} (i32.const 0) (i32.const 0))"
        )],
    );
}

/// Creates a contract from the init code in calldata, with 5 wei and, for create2, the salt 0x..07. Returns address, length of the revert
/// data and the data. Reverts afterwards if the first byte of the init code is zero.
fn creator(hook: &str) -> Vec<u8> {
    let salt = if hook == "create2" {
        "(i32.const 32)"
    } else {
        ""
    };
    module(
        &["read_args", "write_result", hook, "read_return_data"],
        &format!(
            "(call $read_args (i32.const 1024))
             (i32.store8 (i32.const 31) (i32.const 5)) (i32.store8 (i32.const 63) (i32.const 7))
             (call ${hook} (i32.const 1024) (local.get $len) (i32.const 0) {salt} (i32.const 64) (i32.const 84))
             (drop (call $read_return_data (i32.const 88) (i32.const 0) (i32.const 100)))
             (call $write_result (i32.const 64) (i32.add (i32.const 24) (i32.load (i32.const 84))))
             (i32.const 0)"
        ),
        "",
    )
}

fn rich_creator(chain: &mut Chain, hook: &str) -> Address {
    let creator = deploy(chain, &creator(hook));
    chain.fund(creator, U256::from(100));
    creator
}

#[test]
fn contracts_are_created_at_the_addresses_of_the_evm() {
    let mut chain = chain();
    let init = deploying(&assemble("PUSH1 0x2a STOP"));
    for hook in ["create1", "create2"] {
        let creator = rich_creator(&mut chain, hook);
        let expected = match hook {
            "create1" => creator.create(chain.nonce(creator)),
            _ => creator.create2(U256::from(7).to_be_bytes::<32>(), keccak256(&init)),
        };
        let nonce = chain.nonce(creator);
        let receipt = chain
            .transact(Tx::call(ALICE, creator, init.clone()))
            .unwrap();
        assert_eq!(receipt.status, Status::Success);
        assert_eq!(
            receipt.output.as_ref(),
            [expected.to_vec(), vec![0; 4]].concat()
        );
        assert_eq!(chain.code(expected).as_ref(), [0x60, 0x2a, 0x00]);
        assert_eq!(chain.balance(expected), U256::from(5));
        assert_eq!(chain.nonce(creator), nonce + 1);
    }
}

#[test]
fn a_creation_that_reverts_leaves_revert_data_and_no_address() {
    let mut chain = chain();
    for hook in ["create1", "create2"] {
        let creator = rich_creator(&mut chain, hook);
        let reverting = assemble("PUSH2 0xbeef PUSH1 0x00 MSTORE PUSH1 0x02 PUSH1 0x1e REVERT");
        let receipt = chain.transact(Tx::call(ALICE, creator, reverting)).unwrap();
        assert_eq!(
            receipt.output.as_ref(),
            [vec![0; 20], vec![2, 0, 0, 0, 0xbe, 0xef]].concat()
        );
        assert_eq!(chain.balance(creator), U256::from(100));
        let halting = returned(&mut chain, creator, assemble("INVALID"));
        assert_eq!(halting.as_ref(), [0; 24]);
        chain.fund(creator, U256::from(4));
        let poor = returned(&mut chain, creator, deploying(&[0]));
        assert_eq!(poor.as_ref(), [0; 24], "five wei cannot be endowed");
    }
}

#[test]
fn a_creation_fails_the_program_in_a_static_call_and_without_gas() {
    let mut chain = chain();
    let forwarder = deploy_forwarder(&mut chain, World::Evm);
    for hook in ["create1", "create2"] {
        let creator = rich_creator(&mut chain, hook);
        let data = forward(Kind::Static, 0, creator, 0, &deploying(&[0]));
        assert_eq!(
            forwarded(&returned(&mut chain, forwarder, data)),
            (false, [].as_slice())
        );
        let outcome = chain
            .call(Tx::call(ALICE, creator, deploying(&[0])).with_gas(21_000 + 20_000))
            .unwrap();
        assert_fails(&outcome);
    }
}

#[test]
fn a_creation_costs_32_000_and_what_its_code_costs() {
    let mut chain = chain();
    let creator = rich_creator(&mut chain, "create1");
    let failing = call(
        &mut chain,
        creator,
        assemble("PUSH1 0x00 PUSH1 0x00 REVERT"),
    )
    .execution_gas;
    assert!((32_000..33_500).contains(&failing), "{failing}");
    let stored = call(&mut chain, creator, deploying(&[0; 100])).execution_gas;
    assert!(
        (20_000..20_200).contains(&(stored - failing)),
        "200 gas a byte: {stored} {failing}"
    );
    let hashing = rich_creator(&mut chain, "create2");
    let difference = call(&mut chain, hashing, Bytes::from(vec![0; 3_200])).execution_gas
        - call(&mut chain, creator, Bytes::from(vec![0; 3_200])).execution_gas;
    assert!(
        (600..700).contains(&difference),
        "6 gas a word to hash: {difference}"
    );
}

#[test]
fn a_program_can_deploy_a_program() {
    let mut chain = chain();
    let creator = rich_creator(&mut chain, "create1");
    let code = stylus_program::compress(&module(&[], "(i32.const 0)", ""));
    let receipt = chain
        .transact(Tx::call(ALICE, creator, stylus_program::init_code(&code)))
        .unwrap();
    let created = Address::from_slice(&receipt.output[..20]);
    assert_eq!(chain.code(created).as_ref(), code);
    // The prefix is all that may start 0xEF.
    let other = returned(&mut chain, creator, deploying(&[0xef, 0x00]));
    assert_eq!(other.as_ref(), [0; 24]);
}

#[test]
fn a_trap_after_a_call_undoes_it() {
    let outcome = run(
        &["call_contract"],
        "(drop (call $call_contract (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 32) (i64.const -1) (i32.const 64))) (unreachable)",
    );
    assert_fails(&outcome);
}
