//! Two contracts that do the same, one in EVM code and one as a program: forward a call as their calldata says.

use stylus_chain::{Address, Chain, U256};

use crate::{
    assembler::{assemble, deploying},
    programs::{ALICE, deploy, module_with_pages},
};

/// The kind of call to forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Call = 0,
    Delegate = 1,
    Static = 2,
}

/// Hand the callee's result on as one's own, failure included.
pub(crate) const BUBBLE: u8 = 0x40;
/// Revert afterwards, with the result as data.
pub(crate) const REVERT: u8 = 0x80;

/// Calldata of a forwarder: one byte of kind and flags, the callee, the value, the callee's calldata.
pub(crate) fn forward(kind: Kind, flags: u8, to: Address, value: u64, data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![kind as u8 | flags];
    bytes.extend_from_slice(to.as_slice());
    bytes.extend_from_slice(&U256::from(value).to_be_bytes::<32>());
    bytes.extend_from_slice(data);
    bytes
}

/// What a forwarder answers without [`BUBBLE`]: whether the call succeeded, and its return data.
pub(crate) fn forwarded(output: &[u8]) -> (bool, &[u8]) {
    let (success, data) = output.split_at(32);
    (success[31] == 1, data)
}

/// In which of the two worlds a contract lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum World {
    Evm,
    Wasm,
}

pub(crate) const WORLDS: [World; 2] = [World::Evm, World::Wasm];

pub(crate) fn deploy_forwarder(chain: &mut Chain, world: World) -> Address {
    match world {
        World::Evm => deploy_evm(chain, EVM_FORWARDER),
        World::Wasm => deploy(chain, &wasm_forwarder()),
    }
}

/// Deploys EVM code given as mnemonics.
pub(crate) fn deploy_evm(chain: &mut Chain, code: &str) -> Address {
    let receipt = chain
        .deploy(ALICE, deploying(&assemble(code)))
        .expect("the creation is executed");
    receipt.contract_address.expect("the creation succeeds")
}

const EVM_FORWARDER: &str = "
    PUSH1 0x35 CALLDATASIZE SUB                         ; length of the data
    DUP1 PUSH1 0x35 PUSH1 0x00 CALLDATACOPY
    PUSH1 0x00 CALLDATALOAD PUSH1 0xf8 SHR PUSH1 0x03 AND
    DUP1 PUSH1 0x01 EQ @delegate JUMPI
    PUSH1 0x02 EQ @static JUMPI
    PUSH1 0x00 PUSH1 0x00 DUP3 PUSH1 0x00 PUSH1 0x15 CALLDATALOAD PUSH1 0x01 CALLDATALOAD PUSH1 0x60 SHR GAS CALL
    @done JUMP
  delegate:
    POP PUSH1 0x00 PUSH1 0x00 DUP3 PUSH1 0x00 PUSH1 0x01 CALLDATALOAD PUSH1 0x60 SHR GAS DELEGATECALL
    @done JUMP
  static:
    PUSH1 0x00 PUSH1 0x00 DUP3 PUSH1 0x00 PUSH1 0x01 CALLDATALOAD PUSH1 0x60 SHR GAS STATICCALL
  done:
    DUP1 PUSH1 0x00 MSTORE                              ; success, then the return data
    RETURNDATASIZE PUSH1 0x00 PUSH1 0x20 RETURNDATACOPY
    PUSH1 0x00 CALLDATALOAD PUSH1 0xf8 SHR
    DUP1 PUSH1 0x40 AND @bubble JUMPI
    PUSH1 0x80 AND @revert JUMPI
    RETURNDATASIZE PUSH1 0x20 ADD PUSH1 0x00 RETURN
  revert:
    RETURNDATASIZE PUSH1 0x20 ADD PUSH1 0x00 REVERT
  bubble:
    POP @fine JUMPI
    RETURNDATASIZE PUSH1 0x20 REVERT
  fine:
    RETURNDATASIZE PUSH1 0x20 RETURN
";

/// Calldata from 1024 on, length of the return data at 0, success word and return data from 32 on.
fn wasm_forwarder() -> Vec<u8> {
    module_with_pages(
        1,
        &[
            "read_args",
            "write_result",
            "read_return_data",
            "call_contract",
            "delegate_call_contract",
            "static_call_contract",
        ],
        r"
        (call $read_args (i32.const 1024))
        (local.set $len (i32.sub (local.get $len) (i32.const 53)))
        (local.set $i (i32.and (i32.load8_u (i32.const 1024)) (i32.const 3)))
        (block $done
            (block $static
                (block $delegate
                    (br_if $static (i32.eq (local.get $i) (i32.const 2)))
                    (br_if $delegate (i32.eq (local.get $i) (i32.const 1)))
                    (local.set $i (call $call_contract (i32.const 1025) (i32.const 1077) (local.get $len) (i32.const 1045) (i64.const -1) (i32.const 0)))
                    (br $done))
                (local.set $i (call $delegate_call_contract (i32.const 1025) (i32.const 1077) (local.get $len) (i64.const -1) (i32.const 0)))
                (br $done))
            (local.set $i (call $static_call_contract (i32.const 1025) (i32.const 1077) (local.get $len) (i64.const -1) (i32.const 0))))
        (i32.store8 (i32.const 63) (i32.eqz (local.get $i)))
        (local.set $len (call $read_return_data (i32.const 64) (i32.const 0) (i32.load (i32.const 0))))
        (if (i32.and (i32.load8_u (i32.const 1024)) (i32.const 64)) (then
            (call $write_result (i32.const 64) (local.get $len))
            (return (i32.ne (local.get $i) (i32.const 0)))))
        (call $write_result (i32.const 32) (i32.add (local.get $len) (i32.const 32)))
        (i32.and (i32.load8_u (i32.const 1024)) (i32.const 128))",
        "",
    )
}
