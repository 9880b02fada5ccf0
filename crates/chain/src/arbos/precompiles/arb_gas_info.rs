//! ArbGasInfo: what gas and calldata cost.

use alloy_primitives::{I256, U256};
use alloy_sol_types::{SolCall, SolValue, sol};
use revm::context_interface::{Block, ContextTr};

use super::{Answer, Call, Failure, Purity};
use crate::{
    arbos::parameters::Parameter,
    prices::{arbos, l1_pricing, l2_pricing, version},
};

sol! {
    function getPricesInWeiWithAggregator(address aggregator) external view returns (uint256, uint256, uint256, uint256, uint256, uint256);
    function getPricesInWei() external view returns (uint256, uint256, uint256, uint256, uint256, uint256);
    function getPricesInArbGasWithAggregator(address aggregator) external view returns (uint256, uint256, uint256);
    function getPricesInArbGas() external view returns (uint256, uint256, uint256);
    function getGasAccountingParams() external view returns (uint256, uint256, uint256);
    function getMinimumGasPrice() external view returns (uint256);
    function getL1BaseFeeEstimate() external view returns (uint256);
    function getL1GasPriceEstimate() external view returns (uint256);
    function getL1BaseFeeEstimateInertia() external view returns (uint64);
    function getL1RewardRate() external view returns (uint64);
    function getL1RewardRecipient() external view returns (address);
    function getCurrentTxL1GasFees() external view returns (uint256);
    function getGasBacklog() external view returns (uint64);
    function getPricingInertia() external view returns (uint64);
    function getGasBacklogTolerance() external view returns (uint64);
    function getL1PricingSurplus() external view returns (int256);
    function getPerBatchGasCharge() external view returns (int64);
    function getAmortizedCostCapBips() external view returns (uint64);
    function getL1FeesAvailable() external view returns (uint256);
    function getL1PricingEquilibrationUnits() external view returns (uint256);
    function getLastL1PricingUpdateTime() external view returns (uint64);
    function getL1PricingFundsDueForRewards() external view returns (uint256);
    function getL1PricingUnitsSinceUpdate() external view returns (uint64);
    function getLastL1PricingSurplus() external view returns (int256);
    function getMaxTxGasLimit() external view returns (uint256);
}

pub(super) fn dispatch(call: &mut Call<'_>) -> Answer {
    match call.selector() {
        getPricesInWeiCall::SELECTOR => prices_in_wei(call),
        getPricesInWeiWithAggregatorCall::SELECTOR => {
            let _ = call.arguments::<getPricesInWeiWithAggregatorCall>()?;
            prices_in_wei(call)
        }
        getPricesInArbGasCall::SELECTOR => prices_in_gas(call),
        getPricesInArbGasWithAggregatorCall::SELECTOR => {
            let _ = call.arguments::<getPricesInArbGasWithAggregatorCall>()?;
            prices_in_gas(call)
        }
        getGasAccountingParamsCall::SELECTOR => {
            let limit = l2_pricing::BLOCK_GAS_LIMIT;
            constant(call, 2, &(l2_pricing::SPEED_LIMIT, limit, limit))
        }
        getMinimumGasPriceCall::SELECTOR => call.parameter(Parameter::MinBaseFee),
        getL1BaseFeeEstimateCall::SELECTOR | getL1GasPriceEstimateCall::SELECTOR => {
            call.parameter(Parameter::L1Price)
        }
        getL1RewardRateCall::SELECTOR => call.parameter(Parameter::L1RewardRate),
        getL1RewardRecipientCall::SELECTOR => call.parameter(Parameter::L1RewardRecipient),
        getL1BaseFeeEstimateInertiaCall::SELECTOR => constant(call, 1, &(l1_pricing::INERTIA,)),
        getCurrentTxL1GasFeesCall::SELECTOR => {
            let fee = call.ctx.chain.poster.fee;
            constant(call, 0, &(fee,))
        }
        // Nothing is ever in excess of the speed limit: the price of gas is what the chain was told.
        getGasBacklogCall::SELECTOR => constant(call, 1, &(0u64,)),
        getPricingInertiaCall::SELECTOR => constant(call, 1, &(l2_pricing::INERTIA,)),
        getGasBacklogToleranceCall::SELECTOR => {
            constant(call, 1, &(l2_pricing::BACKLOG_TOLERANCE,))
        }
        getPerBatchGasChargeCall::SELECTOR => constant(call, 1, &(l1_pricing::PER_BATCH_GAS,)),
        getAmortizedCostCapBipsCall::SELECTOR => constant(call, 1, &(0u64,)),
        getL1PricingEquilibrationUnitsCall::SELECTOR => {
            constant(call, 1, &(l1_pricing::EQUILIBRATION_UNITS,))
        }
        // There is no parent chain, so nothing is ever posted, settled or owed.
        getL1PricingSurplusCall::SELECTOR => constant(call, 2, &(I256::ZERO,)),
        getLastL1PricingSurplusCall::SELECTOR => constant(call, 1, &(I256::ZERO,)),
        getL1FeesAvailableCall::SELECTOR
        | getLastL1PricingUpdateTimeCall::SELECTOR
        | getL1PricingFundsDueForRewardsCall::SELECTOR
        | getL1PricingUnitsSinceUpdateCall::SELECTOR => constant(call, 1, &(0u64,)),
        getMaxTxGasLimitCall::SELECTOR if call.ctx.chain.arbos_version >= version::MAX_TX_GAS => {
            constant(call, 1, &(l2_pricing::BLOCK_GAS_LIMIT,))
        }
        _ => Err(Failure::Rejected),
    }
}

/// Answers with what never changes here, at the price of reading so many slots.
fn constant<T: SolValue>(call: &mut Call<'_>, reads: u32, value: &T) -> Answer {
    call.open(Purity::View)?;
    for _ in 0..reads {
        call.burner.read()?;
    }
    Ok(value.abi_encode())
}

/// For a transaction, for a byte of calldata, for a slot; for gas: its least price, the rest, and both.
fn prices_in_wei(call: &mut Call<'_>) -> Answer {
    call.open(Purity::View)?;
    call.burner.read()?;
    call.burner.read()?;
    let base_fee = U256::from(call.ctx.block().basefee());
    let byte = calldata_byte(call);
    let least = Parameter::MinBaseFee.get(call.ctx);
    let congestion = I256::from_raw(base_fee.wrapping_sub(least));
    let transaction = byte.saturating_mul(U256::from(l1_pricing::TX_BYTES));
    let slot = base_fee.saturating_mul(U256::from(arbos::WRITE));
    Ok((transaction, byte, slot, least, congestion, base_fee).abi_encode_params())
}

fn prices_in_gas(call: &mut Call<'_>) -> Answer {
    call.open(Purity::View)?;
    call.burner.read()?;
    let base_fee = U256::from(call.ctx.block().basefee());
    let byte = calldata_byte(call);
    let transaction = byte.saturating_mul(U256::from(l1_pricing::TX_BYTES));
    let in_gas = |wei: U256| wei.checked_div(base_fee).unwrap_or_default();
    Ok((in_gas(transaction), in_gas(byte), U256::from(arbos::WRITE)).abi_encode_params())
}

/// Wei for posting a byte.
fn calldata_byte(call: &mut Call<'_>) -> U256 {
    let price = Parameter::L1Price.get(call.ctx);
    price.saturating_mul(U256::from(l1_pricing::UNITS_PER_BYTE))
}
