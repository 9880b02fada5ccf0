//! ArbOwner: what only the chain's owners may do; and ArbDebug, by which anybody becomes one on a development chain.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolValue, sol};

use super::{Answer, Call, Failure, Purity, arb_owner_public as public};
use crate::arbos::parameters::{Accounts, Parameter};

sol! {
    function addChainOwner(address newOwner) external;
    function removeChainOwner(address ownerToRemove) external;
    function addWasmCacheManager(address manager) external;
    function removeWasmCacheManager(address manager) external;
    function setL1PricePerUnit(uint256 pricePerUnit) external;
    function setL1PricingRewardRate(uint64 weiPerUnit) external;
    function setL1PricingRewardRecipient(address recipient) external;
    function setMinimumL2BaseFee(uint256 priceInWei) external;
    function setNetworkFeeAccount(address newNetworkFeeAccount) external;
    function setInfraFeeAccount(address newInfraFeeAccount) external;
    function setBrotliCompressionLevel(uint64 level) external;
    function becomeChainOwner() external;

    event OwnerActs(bytes4 indexed method, address indexed owner, bytes data);
}

/// Owners pay nothing. What others call fails with all their gas.
pub(super) fn dispatch(call: &mut Call<'_>) -> Answer {
    call.burner.read()?;
    call.burner.read()?;
    let caller = call.caller;
    if !Accounts::ChainOwners.contain(call.ctx, caller) {
        return Err(Failure::Fatal);
    }
    call.is_free = true;
    if is_view(call.selector()) {
        return public::dispatch(call);
    }
    act(call)?;
    let event = OwnerActs {
        method: call.selector().into(),
        owner: caller,
        data: Bytes::copy_from_slice(call.data()),
    };
    call.emit(&event);
    Ok(Vec::new())
}

const fn is_view(selector: [u8; 4]) -> bool {
    matches!(
        selector,
        public::isChainOwnerCall::SELECTOR
            | public::getAllChainOwnersCall::SELECTOR
            | public::getNetworkFeeAccountCall::SELECTOR
            | public::getInfraFeeAccountCall::SELECTOR
    )
}

fn act(call: &mut Call<'_>) -> Result<(), Failure> {
    match call.selector() {
        addChainOwnerCall::SELECTOR => add(call, Accounts::ChainOwners),
        removeChainOwnerCall::SELECTOR => remove(call, Accounts::ChainOwners),
        addWasmCacheManagerCall::SELECTOR => add(call, Accounts::CacheManagers),
        removeWasmCacheManagerCall::SELECTOR => remove(call, Accounts::CacheManagers),
        setL1PricePerUnitCall::SELECTOR => set(call, Parameter::L1Price, U256::MAX),
        setMinimumL2BaseFeeCall::SELECTOR => set(call, Parameter::MinBaseFee, U256::MAX),
        setL1PricingRewardRateCall::SELECTOR => {
            set(call, Parameter::L1RewardRate, U256::from(u64::MAX))
        }
        setBrotliCompressionLevelCall::SELECTOR => {
            // Brotli knows twelve levels.
            set(call, Parameter::BrotliLevel, U256::from(11))
        }
        setL1PricingRewardRecipientCall::SELECTOR => {
            set(call, Parameter::L1RewardRecipient, ADDRESSES)
        }
        setNetworkFeeAccountCall::SELECTOR => set(call, Parameter::NetworkFeeAccount, ADDRESSES),
        setInfraFeeAccountCall::SELECTOR => set(call, Parameter::InfraFeeAccount, ADDRESSES),
        _ => Err(Failure::Rejected),
    }
}

/// The largest word that is an address.
const ADDRESSES: U256 = U256::from_limbs([u64::MAX, u64::MAX, u32::MAX as u64, 0]);

fn account(call: &mut Call<'_>) -> Result<Address, Failure> {
    call.open(Purity::Write)?;
    // All of these take an address alone.
    let addChainOwnerCall { newOwner } = call.arguments()?;
    Ok(newOwner)
}

fn add(call: &mut Call<'_>, accounts: Accounts) -> Result<(), Failure> {
    let account = account(call)?;
    accounts.add(call.ctx, account);
    Ok(())
}

fn remove(call: &mut Call<'_>, accounts: Accounts) -> Result<(), Failure> {
    let account = account(call)?;
    if accounts.remove(call.ctx, account) {
        Ok(())
    } else {
        Err(Failure::Plain)
    }
}

fn set(call: &mut Call<'_>, parameter: Parameter, most: U256) -> Result<(), Failure> {
    call.open(Purity::Write)?;
    // All of these take one word.
    let setL1PricePerUnitCall {
        pricePerUnit: value,
    } = call.arguments()?;
    if value > most {
        return Err(Failure::Rejected);
    }
    parameter.set(call.ctx, value);
    Ok(())
}

/// ArbDebug, as far as development chains use it.
pub(super) fn debug(call: &mut Call<'_>) -> Answer {
    if call.selector() != becomeChainOwnerCall::SELECTOR {
        return Err(Failure::Rejected);
    }
    call.open(Purity::Write)?;
    let caller = call.caller;
    Accounts::ChainOwners.add(call.ctx, caller);
    Ok(().abi_encode())
}
