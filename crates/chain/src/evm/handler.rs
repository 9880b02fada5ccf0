//! How transactions are handled.

use core::convert::Infallible;

use revm::{
    context::result::{EVMError, HaltReason, InvalidTransaction},
    context_interface::Cfg,
    handler::{EvmTr, FrameResult, Handler, validation},
    interpreter::InitialAndFloorGas,
};

use super::StylusEvm;

/// An error of revm that is no outcome of the transaction.
pub(crate) type ExecutionError = EVMError<Infallible, InvalidTransaction>;

/// revm's transaction handler with Arbitrum's deviations: no tip goes to the block's beneficiary, and the intrinsic gas is noted.
pub(crate) struct StylusHandler;

impl Handler for StylusHandler {
    type Evm = StylusEvm;
    type Error = ExecutionError;
    type HaltReason = HaltReason;

    fn validate_initial_tx_gas(
        &self,
        evm: &mut StylusEvm,
    ) -> Result<InitialAndFloorGas, ExecutionError> {
        let ctx = evm.ctx();
        let mut gas = validation::validate_initial_tx_gas_with_gas_params(
            &ctx.tx,
            *ctx.cfg.spec(),
            ctx.cfg.gas_params(),
            ctx.cfg.is_eip7623_disabled(),
            false,
            ctx.cfg.tx_gas_limit_cap(),
            None,
        )?;
        gas.initial_regular_gas = gas.initial_regular_gas.saturating_add(ctx.chain.poster.gas);
        if gas.initial_regular_gas > ctx.tx.gas_limit {
            return Err(InvalidTransaction::CallGasCostMoreThanGasLimit {
                initial_gas: gas.initial_regular_gas,
                gas_limit: ctx.tx.gas_limit,
            }
            .into());
        }
        ctx.chain.intrinsic_gas = gas.initial_regular_gas;
        Ok(gas)
    }

    fn reward_beneficiary(
        &self,
        _: &mut StylusEvm,
        _: &mut FrameResult,
    ) -> Result<(), ExecutionError> {
        // Nitro pays no tip; the base fee goes to accounts of the chain's owner, which this chain does not have.
        Ok(())
    }
}
