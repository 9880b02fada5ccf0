//! ArbOS's precompiles as tests call them.

use alloy_sol_types::{SolCall, SolError, sol};
use stylus_chain::{Address, Bytes, Chain, Outcome, Receipt, Status, Tx, U256};
use stylus_program::init_code;

use crate::programs::{ALICE, call, module};

sol! {
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
    function codehashKeepalive(bytes32 codehash) external payable;
    function stylusVersion() external view returns (uint16 version);
    function codehashVersion(bytes32 codehash) external view returns (uint16 version);
    function codehashAsmSize(bytes32 codehash) external view returns (uint32 size);
    function programVersion(address program) external view returns (uint16 version);
    function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
    function programMemoryFootprint(address program) external view returns (uint16 footprint);
    function programTimeLeft(address program) external view returns (uint64 secs);
    function inkPrice() external view returns (uint32 price);
    function pageLimit() external view returns (uint16 limit);
    function cacheProgram(address addr) external;
    function evictCodehash(bytes32 codehash) external;
    function codehashIsCached(bytes32 codehash) external view returns (bool);
    function allCacheManagers() external view returns (address[] managers);
    function arbOSVersion() external view returns (uint256);
    function arbChainID() external view returns (uint256);
    function arbBlockNumber() external view returns (uint256);

    event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version);
    event ProgramLifetimeExtended(bytes32 indexed codehash, uint256 dataFee);
    event UpdateProgramCache(address indexed manager, bytes32 indexed codehash, bool cached);

    error ProgramNotWasm();
    error ProgramNotActivated();
    error ProgramExpired(uint64 ageInSeconds);
    error ProgramUpToDate();
    error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
    error ProgramInsufficientValue(uint256 have, uint256 want);
}

pub(crate) const ARB_SYS: Address = Address::with_last_byte(0x64);
pub(crate) const ARB_WASM: Address = Address::with_last_byte(0x71);
pub(crate) const ARB_WASM_CACHE: Address = Address::with_last_byte(0x72);
pub(crate) const DAY: u64 = 86_400;

pub(crate) fn ether() -> U256 {
    U256::from(10).pow(U256::from(18))
}

/// Asks a view of a precompile.
pub(crate) fn ask<C: SolCall>(
    chain: &mut Chain,
    precompile: Address,
    question: &C,
) -> Result<C::Return, Box<Outcome>> {
    let outcome = call(chain, precompile, question.abi_encode());
    if outcome.status == Status::Success {
        Ok(C::abi_decode_returns(&outcome.output).expect("the answer has the declared types"))
    } else {
        Err(Box::new(outcome))
    }
}

pub(crate) fn activate(chain: &mut Chain, program: Address, value: U256) -> Receipt {
    let call = activateProgramCall { program }.abi_encode();
    chain
        .transact(Tx::call(ALICE, ARB_WASM, call).with_value(value))
        .expect("the activation is executed")
}

/// Creates a contract with this code, whatever it is, and does not activate it.
pub(crate) fn create(chain: &mut Chain, code: &[u8]) -> Address {
    let receipt = chain
        .deploy(ALICE, init_code(code).into())
        .expect("the creation is executed");
    assert_eq!(receipt.status, Status::Success);
    receipt
        .contract_address
        .expect("a creation names its contract")
}

pub(crate) fn assert_reverts<E: SolError>(status: &Status, output: &Bytes, error: &E) {
    assert_eq!(
        (status, output.as_ref()),
        (&Status::Revert, error.abi_encode().as_slice())
    );
}

pub(crate) fn echo() -> Vec<u8> {
    let body = "(call $read_args (i32.const 0)) (call $write_result (i32.const 0) (local.get $len)) (i32.const 0)";
    module(&["read_args", "write_result"], body, "")
}
