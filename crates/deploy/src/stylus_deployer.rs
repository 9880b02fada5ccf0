//! The StylusDeployer, which creates, activates and constructs a program in one transaction, and the factory that puts it on chains.

use std::sync::LazyLock;

use alloy::{
    primitives::{Address, B256, Bytes, U256, address, hex, keccak256},
    sol,
    sol_types::SolCall,
};

/// The StylusDeployer's canonical address: [`CREATE2_FACTORY`]'s for its init code and salt 0.
pub const STYLUS_DEPLOYER: Address = address!("cEcba2F1DC234f70Dd89F2041029807F8D03A990");

/// The deterministic deployment proxy (github.com/Arachnid/deterministic-deployment-proxy): creates what follows the first word of
/// its calldata, with that word as the salt.
pub const CREATE2_FACTORY: Address = address!("4e59b44847b379578588920cA78FbF26c0B4956C");

/// The code of [`CREATE2_FACTORY`].
pub(crate) const FACTORY_CODE: [u8; 69] = hex!(
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
);

/// Selector of `stylus_constructor()`, which stands before a constructor's arguments.
const CONSTRUCTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];

/// Bytes of the StylusDeployer's init code before the code that it returns.
const PRELUDE: usize = 32;

/// Init code of the StylusDeployer as published in the crate `stylus-tools` 0.10.10 (MIT or Apache-2.0): the embedded chain's own copy.
static INIT_CODE: LazyLock<Bytes> = LazyLock::new(|| {
    let text = include_str!("../../chain/assets/stylus-deployer.hex");
    hex::decode(text.trim())
        .expect("the file holds hexadecimal digits, as the tests find")
        .into()
});

sol! {
    function deploy(bytes bytecode, bytes initData, uint256 initValue, bytes32 salt) external payable returns (address);
    event ContractDeployed(address deployedContract);
    error ContractDeploymentError(bytes bytecode);
    error ContractInitializationError(address newContract, bytes data);
    error RefundExcessValueError(uint256 excessValue);
}

/// The code that the StylusDeployer has on chain.
pub(crate) fn code() -> Bytes {
    INIT_CODE.slice(PRELUDE..)
}

/// The calldata by which [`CREATE2_FACTORY`] puts the StylusDeployer at its address.
pub(crate) fn creation() -> Bytes {
    [B256::ZERO.as_slice(), &INIT_CODE].concat().into()
}

/// What the StylusDeployer calls a new program with.
pub(crate) fn init_data(arguments: &[u8]) -> Bytes {
    [&CONSTRUCTOR, arguments].concat().into()
}

/// The calldata that makes the StylusDeployer create, activate and construct a program. No value reaches the constructor.
pub(crate) fn deployment(init_code: Bytes, init_data: Bytes, salt: B256) -> Bytes {
    let call = deployCall {
        bytecode: init_code,
        initData: init_data,
        initValue: U256::ZERO,
        salt,
    };
    call.abi_encode().into()
}

/// Where the StylusDeployer creates a program. `salt` is not zero.
///
/// The salt of the CREATE2 is the hash of `salt` and the init data. So an address stands for code *and* constructor arguments: whoever
/// deploys there deploys the same.
pub(crate) fn address_of(init_code: &[u8], init_data: &[u8], salt: B256) -> Address {
    let salt = keccak256([salt.as_slice(), init_data].concat());
    STYLUS_DEPLOYER.create2(salt, keccak256(init_code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_init_code_is_that_of_the_canonical_address() {
        assert_eq!(
            CREATE2_FACTORY.create2(B256::ZERO, keccak256(&*INIT_CODE)),
            STYLUS_DEPLOYER
        );
    }
}
