//! Contracts too small for a compiler, as mnemonics and as WAT.

use alloy_primitives::Address;

/// Counts its calls in slot 0, logs the count with the topic 7, and returns it.
pub(crate) const COUNTER: &str = "
    PUSH1 0x00 SLOAD PUSH1 0x01 ADD DUP1 PUSH1 0x00 SSTORE
    PUSH1 0x00 MSTORE
    PUSH1 0x07 PUSH1 0x20 PUSH1 0x00 LOG1
    PUSH1 0x20 PUSH1 0x00 RETURN
";

/// Returns the slots 0 and 1.
pub(crate) const SLOTS: &str = "
    PUSH1 0x00 SLOAD PUSH1 0x00 MSTORE
    PUSH1 0x01 SLOAD PUSH1 0x20 MSTORE
    PUSH1 0x40 PUSH1 0x00 RETURN
";

/// Returns what it sees around itself, in the order of [`Surroundings`].
pub(crate) const MIRROR: &str = "
    NUMBER PUSH1 0x00 MSTORE
    TIMESTAMP PUSH1 0x20 MSTORE
    COINBASE PUSH1 0x40 MSTORE
    BASEFEE PUSH1 0x60 MSTORE
    GASLIMIT PUSH1 0x80 MSTORE
    DIFFICULTY PUSH1 0xa0 MSTORE
    CALLER PUSH1 0xc0 MSTORE
    SELFBALANCE PUSH1 0xe0 MSTORE
    CHAINID PUSH2 0x0100 MSTORE
    ADDRESS PUSH2 0x0120 MSTORE
    PUSH2 0x0140 PUSH1 0x00 RETURN
";

/// The words that [`MIRROR`] returns.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Surroundings {
    Number,
    Timestamp,
    Coinbase,
    BaseFee,
    GasLimit,
    PrevRandao,
    Caller,
    OwnBalance,
    ChainId,
    Address,
}

/// Reverts with its calldata.
pub(crate) const REVERTER: &str = "
    CALLDATASIZE PUSH1 0x00 PUSH1 0x00 CALLDATACOPY
    CALLDATASIZE PUSH1 0x00 REVERT
";

/// Emits as many logs, without data, as the first word of its calldata says.
pub(crate) const CHATTERBOX: &str = "
    PUSH1 0x00 CALLDATALOAD
  more:
    DUP1 ISZERO @done JUMPI
    PUSH1 0x00 PUSH1 0x00 LOG0
    PUSH1 0x01 SWAP1 SUB
    @more JUMP
  done:
    STOP
";

/// Calls the address that its calldata begins with, with the rest, and hands the result on, failure included.
pub(crate) const RELAY: &str = "
    PUSH1 0x14 CALLDATASIZE SUB
    DUP1 PUSH1 0x14 PUSH1 0x00 CALLDATACOPY
    PUSH1 0x00 PUSH1 0x00 DUP3 PUSH1 0x00 PUSH1 0x00 PUSH1 0x00 CALLDATALOAD PUSH1 0x60 SHR GAS CALL
    RETURNDATASIZE PUSH1 0x00 PUSH1 0x00 RETURNDATACOPY
    @fine JUMPI
    RETURNDATASIZE PUSH1 0x00 REVERT
  fine:
    RETURNDATASIZE PUSH1 0x00 RETURN
";

/// The same, by a delegated call.
pub(crate) const DELEGATOR: &str = "
    PUSH1 0x14 CALLDATASIZE SUB
    DUP1 PUSH1 0x14 PUSH1 0x00 CALLDATACOPY
    PUSH1 0x00 PUSH1 0x00 DUP3 PUSH1 0x00 PUSH1 0x00 CALLDATALOAD PUSH1 0x60 SHR GAS DELEGATECALL
    RETURNDATASIZE PUSH1 0x00 PUSH1 0x00 RETURNDATACOPY
    @fine JUMPI
    RETURNDATASIZE PUSH1 0x00 REVERT
  fine:
    RETURNDATASIZE PUSH1 0x00 RETURN
";

/// [`RELAY`] as a program: calldata from 1024 on, the result from 64 on, its length at 0, no value at 32.
pub(crate) const PROGRAM_RELAY: &str = r#"(module
    (import "vm_hooks" "read_args" (func $read_args (param i32)))
    (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
    (import "vm_hooks" "call_contract" (func $call_contract (param i32 i32 i32 i32 i64 i32) (result i32)))
    (import "vm_hooks" "read_return_data" (func $read_return_data (param i32 i32 i32) (result i32)))
    (memory (export "memory") 1 1)
    (func (export "user_entrypoint") (param $len i32) (result i32) (local $status i32)
        (call $read_args (i32.const 1024))
        (local.set $status (call $call_contract
            (i32.const 1024) (i32.const 1044) (i32.sub (local.get $len) (i32.const 20)) (i32.const 32) (i64.const -1) (i32.const 0)))
        (call $write_result (i32.const 64)
            (call $read_return_data (i32.const 64) (i32.const 0) (i32.load (i32.const 0))))
        (local.get $status)))"#;

/// [`SLOTS`]'s first half as a program: returns slot 0.
pub(crate) const PROGRAM_SLOT: &str = r#"(module
    (import "vm_hooks" "storage_load_bytes32" (func $load (param i32 i32)))
    (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
    (memory (export "memory") 1 1)
    (func (export "user_entrypoint") (param i32) (result i32)
        (call $load (i32.const 0) (i32.const 32))
        (call $write_result (i32.const 32) (i32.const 32))
        (i32.const 0)))"#;

/// Calldata that leads through relays, one after the other, and ends with a payload for the last address.
pub(crate) fn route(through: &[Address], payload: &[u8]) -> Vec<u8> {
    let addresses = through.iter().flat_map(|address| address.0.0);
    addresses.chain(payload.iter().copied()).collect()
}
