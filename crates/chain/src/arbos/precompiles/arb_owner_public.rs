//! ArbOwnerPublic: what the chain's owner has set, for everybody to see.

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolValue, sol};

use super::{Answer, Call, Failure, Purity};
use crate::{
    arbos::parameters::{Accounts, Parameter},
    prices::version,
};

sol! {
    function isChainOwner(address addr) external view returns (bool);
    function rectifyChainOwner(address ownerToRectify) external;
    function getAllChainOwners() external view returns (address[] memory);
    function isNativeTokenOwner(address addr) external view returns (bool);
    function getAllNativeTokenOwners() external view returns (address[] memory);
    function getNetworkFeeAccount() external view returns (address);
    function getInfraFeeAccount() external view returns (address);
    function getBrotliCompressionLevel() external view returns (uint64);
    function getScheduledUpgrade() external view returns (uint64 arbosVersion, uint64 scheduledForTimestamp);
    function isCalldataPriceIncreaseEnabled() external view returns (bool);
}

pub(super) fn dispatch(call: &mut Call<'_>) -> Answer {
    let arbos_version = call.ctx.chain.arbos_version;
    match call.selector() {
        isChainOwnerCall::SELECTOR => call.is_member(Accounts::ChainOwners),
        getAllChainOwnersCall::SELECTOR => call.members(Accounts::ChainOwners),
        // The mapping that this puts right on chains from before ArbOS 11 never was wrong here.
        rectifyChainOwnerCall::SELECTOR => {
            Err(call.open(Purity::Write).err().unwrap_or(Failure::Plain))
        }
        getNetworkFeeAccountCall::SELECTOR => call.parameter(Parameter::NetworkFeeAccount),
        getInfraFeeAccountCall::SELECTOR => call.parameter(Parameter::InfraFeeAccount),
        getBrotliCompressionLevelCall::SELECTOR => call.parameter(Parameter::BrotliLevel),
        getScheduledUpgradeCall::SELECTOR => {
            call.open(Purity::View)?;
            call.burner.read()?;
            call.burner.read()?;
            Ok((0u64, 0u64).abi_encode_params())
        }
        isCalldataPriceIncreaseEnabledCall::SELECTOR
            if arbos_version >= version::CALLDATA_PRICE =>
        {
            call.open(Purity::View)?;
            call.burner.read()?;
            Ok(false.abi_encode())
        }
        isNativeTokenOwnerCall::SELECTOR if arbos_version >= version::NATIVE_TOKEN => {
            call.open(Purity::View)?;
            let isNativeTokenOwnerCall { .. } = call.arguments()?;
            call.burner.read()?;
            Ok(false.abi_encode())
        }
        getAllNativeTokenOwnersCall::SELECTOR if arbos_version >= version::NATIVE_TOKEN => {
            call.open(Purity::View)?;
            call.burner.read()?;
            Ok(Vec::<Address>::new().abi_encode())
        }
        _ => Err(Failure::Rejected),
    }
}
