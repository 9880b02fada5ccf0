//! ArbSys, as far as contracts on a chain without bridge can use it.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolValue, sol};
use revm::{
    Database,
    context_interface::{Cfg, ContextTr},
};

use super::{Answer, Call, Failure, Purity};
use crate::prices::arb_sys;

sol! {
    function arbBlockNumber() external view returns (uint256);
    function arbBlockHash(uint256 arbBlockNum) external view returns (bytes32);
    function arbChainID() external view returns (uint256);
    function arbOSVersion() external view returns (uint256);
    function getStorageGasAvailable() external view returns (uint256);
    function isTopLevelCall() external view returns (bool);
    function mapL1SenderContractAddressToL2Alias(address sender, address unused) external pure returns (address);
    function wasMyCallersAddressAliased() external view returns (bool);
    function myCallersAddressWithoutAliasing() external view returns (address);
    error InvalidBlockNumber(uint256 requested, uint256 current);
}

pub(super) fn dispatch(call: &mut Call<'_>) -> Answer {
    match call.selector() {
        arbBlockNumberCall::SELECTOR => {
            call.open(Purity::View)?;
            Ok(call.ctx.block.number.abi_encode())
        }
        arbBlockHashCall::SELECTOR => block_hash(call),
        arbChainIDCall::SELECTOR => {
            call.open(Purity::View)?;
            Ok(U256::from(call.ctx.cfg.chain_id()).abi_encode())
        }
        arbOSVersionCall::SELECTOR => {
            call.open(Purity::View)?;
            Ok(U256::from(arb_sys::CLASSIC_VERSIONS + call.ctx.chain.arbos_version).abi_encode())
        }
        getStorageGasAvailableCall::SELECTOR => {
            call.open(Purity::View)?;
            Ok(U256::ZERO.abi_encode())
        }
        isTopLevelCallCall::SELECTOR => {
            call.open(Purity::View)?;
            Ok((call.ctx.chain.depth() <= 2).abi_encode())
        }
        mapL1SenderContractAddressToL2AliasCall::SELECTOR => {
            call.open(Purity::Pure)?;
            let mapL1SenderContractAddressToL2AliasCall { sender, .. } = call.arguments()?;
            Ok(alias(sender).abi_encode())
        }
        wasMyCallersAddressAliasedCall::SELECTOR => {
            call.open(Purity::View)?;
            Ok(false.abi_encode())
        }
        myCallersAddressWithoutAliasingCall::SELECTOR => {
            call.open(Purity::View)?;
            Ok(call.ctx.chain.callers_caller().abi_encode())
        }
        _ => Err(Failure::Rejected),
    }
}

fn block_hash(call: &mut Call<'_>) -> Answer {
    call.open(Purity::View)?;
    let arbBlockHashCall {
        arbBlockNum: requested,
    } = call.arguments()?;
    let current = call.ctx.block.number;
    if requested >= current || requested + U256::from(arb_sys::BLOCK_HASHES) < current {
        return Err(Failure::declared(&InvalidBlockNumber {
            requested,
            current,
        }));
    }
    let hash: B256 = crate::arbos::ok(call.ctx.db_mut().block_hash(requested.saturating_to()));
    Ok(hash.abi_encode())
}

fn alias(address: Address) -> Address {
    let shifted =
        U256::from_be_slice(address.as_slice()).wrapping_add(U256::from_limbs(arb_sys::ALIAS));
    Address::from_word(shifted.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::address;

    #[test]
    fn aliases_wrap_at_twenty_bytes() {
        assert_eq!(
            alias(Address::ZERO),
            address!("1111000000000000000000000000000000001111")
        );
        assert_eq!(
            alias(Address::repeat_byte(0xff)),
            address!("1111000000000000000000000000000000001110")
        );
    }
}
