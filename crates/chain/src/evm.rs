//! The EVM: revm, extended through its traits.

use revm::{
    context::{
        BlockEnv, CfgEnv, Context, Evm, FrameStack, Journal, TxEnv,
        result::{EVMError, HaltReason, InvalidTransaction},
    },
    context_interface::Cfg,
    handler::{
        EthFrame, EthPrecompiles, EvmTr, FrameInitOrResult, FrameResult, Handler,
        evm::FrameInitResult, instructions::EthInstructions, validation,
    },
    interpreter::{InitialAndFloorGas, interpreter::EthInterpreter, interpreter_action::FrameInit},
};

use crate::state::State;

/// The EVM's context over our state.
pub(crate) type ChainContext = Context<BlockEnv, TxEnv, CfgEnv, State, Journal<State>, TxScope>;

/// An error of revm that is no outcome of the transaction.
pub(crate) type ExecutionError = EVMError<core::convert::Infallible, InvalidTransaction>;

type Inner = Evm<
    ChainContext,
    (),
    EthInstructions<EthInterpreter, ChainContext>,
    EthPrecompiles,
    EthFrame<EthInterpreter>,
>;

/// What lives as long as one transaction.
#[derive(Clone, Debug, Default)]
pub(crate) struct TxScope {
    /// Gas charged before execution.
    pub(crate) intrinsic_gas: u64,
}

/// revm's EVM whose call frames may also run Stylus programs.
pub(crate) struct StylusEvm {
    pub(crate) inner: Inner,
}

impl StylusEvm {
    pub(crate) fn new(ctx: ChainContext) -> Self {
        let spec = *ctx.cfg.spec();
        Self {
            inner: Evm::new(
                ctx,
                EthInstructions::new_mainnet_with_spec(spec),
                EthPrecompiles::new(spec),
            ),
        }
    }
}

impl EvmTr for StylusEvm {
    type Context = ChainContext;
    type Instructions = EthInstructions<EthInterpreter, ChainContext>;
    type Precompiles = EthPrecompiles;
    type Frame = EthFrame<EthInterpreter>;

    fn all(
        &self,
    ) -> (
        &Self::Context,
        &Self::Instructions,
        &Self::Precompiles,
        &FrameStack<Self::Frame>,
    ) {
        self.inner.all()
    }

    fn all_mut(
        &mut self,
    ) -> (
        &mut Self::Context,
        &mut Self::Instructions,
        &mut Self::Precompiles,
        &mut FrameStack<Self::Frame>,
    ) {
        self.inner.all_mut()
    }

    fn frame_init(
        &mut self,
        input: FrameInit,
    ) -> Result<
        FrameInitResult<'_, Self::Frame>,
        revm::context_interface::context::ContextError<core::convert::Infallible>,
    > {
        self.inner.frame_init(input)
    }

    fn frame_run(
        &mut self,
    ) -> Result<
        FrameInitOrResult<Self::Frame>,
        revm::context_interface::context::ContextError<core::convert::Infallible>,
    > {
        self.inner.frame_run()
    }

    fn frame_return_result(
        &mut self,
        result: FrameResult,
    ) -> Result<
        Option<FrameResult>,
        revm::context_interface::context::ContextError<core::convert::Infallible>,
    > {
        self.inner.frame_return_result(result)
    }
}

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
        let gas = validation::validate_initial_tx_gas_with_gas_params(
            &ctx.tx,
            *ctx.cfg.spec(),
            ctx.cfg.gas_params(),
            ctx.cfg.is_eip7623_disabled(),
            false,
            ctx.cfg.tx_gas_limit_cap(),
            None,
        )?;
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
