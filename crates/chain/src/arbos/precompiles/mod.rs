//! The precompiled contracts: Ethereum's, and those of ArbOS that programs need.

mod arb_gas_info;
mod arb_info;
mod arb_owner;
mod arb_owner_public;
mod arb_sys;
mod arb_wasm;
mod arb_wasm_cache;
mod burner;

use alloy_primitives::{Address, Bytes, Log, U256, address};
use alloy_sol_types::{SolCall, SolError, SolEvent, SolValue};
use revm::{
    context_interface::{ContextTr, JournalTr},
    handler::{EthPrecompiles, PrecompileProvider},
    interpreter::{CallInputs, CallScheme, Gas, InstructionResult, InterpreterResult},
    precompile::secp256r1,
    primitives::{AddressSet, hardfork::SpecId},
};

use crate::{
    arbos::parameters::{Accounts, Parameter},
    evm::ChainContext,
};

pub(crate) use burner::Burner;

/// ArbSys: block numbers, chain id, ArbOS version.
pub(crate) const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
/// ArbInfo: balances and code of accounts.
pub(crate) const ARB_INFO: Address = address!("0000000000000000000000000000000000000065");
/// ArbOwnerPublic: what the chain's owner has set.
pub(crate) const ARB_OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
/// ArbGasInfo: prices.
pub(crate) const ARB_GAS_INFO: Address = address!("000000000000000000000000000000000000006c");
/// ArbOwner: what only the chain's owners may do.
pub(crate) const ARB_OWNER: Address = address!("0000000000000000000000000000000000000070");
/// ArbDebug: on development chains only.
pub(crate) const ARB_DEBUG: Address = address!("00000000000000000000000000000000000000ff");
/// ArbWasm: activation of programs and what is known of them.
pub(crate) const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
/// ArbWasmCache: which programs are cached.
pub(crate) const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");

/// Verification of P-256 signatures (RIP-7212), which Arbitrum chains had before Ethereum. From Osaka on revm has it.
const P256_VERIFY: Address = address!("0000000000000000000000000000000000000100");

/// All of Nitro's precompile addresses at this ArbOS version. Their code is one invalid opcode, which is what a call of one that this
/// chain does not have executes.
pub(crate) fn addresses(arbos_version: u64) -> impl Iterator<Item = Address> {
    const ALWAYS: [u8; 14] = [
        0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70, 0x71, 0x72,
    ];
    let native_tokens = (arbos_version >= 41).then_some(0x73);
    let filtering = (arbos_version >= 60).then_some(0x74);
    ALWAYS
        .into_iter()
        .chain(native_tokens)
        .chain(filtering)
        .map(Address::with_last_byte)
}

/// Ethereum's precompiles, and ours before them.
#[derive(Clone, Debug)]
pub(crate) struct ArbPrecompiles {
    ethereum: EthPrecompiles,
    warm: AddressSet,
    arbos_version: u64,
}

impl ArbPrecompiles {
    pub(crate) fn new(spec: SpecId, arbos_version: u64) -> Self {
        let ethereum = EthPrecompiles::new(spec);
        let mut warm = ethereum.warm_addresses().clone();
        warm.extend(addresses(arbos_version));
        warm.insert(P256_VERIFY);
        Self {
            ethereum,
            warm,
            arbos_version,
        }
    }
}

impl PrecompileProvider<ChainContext> for ArbPrecompiles {
    type Output = InterpreterResult;

    fn set_spec(&mut self, spec: SpecId) -> bool {
        if self.ethereum.spec == spec {
            return false;
        }
        *self = Self::new(spec, self.arbos_version);
        true
    }

    fn run(
        &mut self,
        ctx: &mut ChainContext,
        inputs: &CallInputs,
    ) -> Result<Option<InterpreterResult>, String> {
        let dispatch: fn(&mut Call<'_>) -> Answer = match inputs.bytecode_address {
            ARB_SYS => arb_sys::dispatch,
            ARB_INFO => arb_info::dispatch,
            ARB_OWNER_PUBLIC => arb_owner_public::dispatch,
            ARB_GAS_INFO => arb_gas_info::dispatch,
            ARB_OWNER => arb_owner::dispatch,
            ARB_DEBUG if ctx.chain.debug_precompiles => arb_owner::debug,
            ARB_WASM => arb_wasm::dispatch,
            ARB_WASM_CACHE => arb_wasm_cache::dispatch,
            P256_VERIFY if !self.ethereum.contains(&P256_VERIFY) => {
                return Ok(Some(p256_verify(ctx, inputs)));
            }
            _ => return PrecompileProvider::<ChainContext>::run(&mut self.ethereum, ctx, inputs),
        };
        let data = inputs.input.bytes_local(ctx.local());
        let mut call = Call {
            burner: Burner::new(inputs.gas_limit),
            address: inputs.bytecode_address,
            caller: inputs.caller,
            value: inputs.value.get(),
            as_itself: !matches!(
                inputs.scheme,
                CallScheme::DelegateCall | CallScheme::CallCode
            ),
            is_static: inputs.is_static,
            is_free: false,
            data,
            ctx,
        };
        let answer = call.admit().and_then(|()| dispatch(&mut call));
        Ok(Some(call.result(answer, inputs.gas_limit)))
    }

    fn warm_addresses(&self) -> &AddressSet {
        &self.warm
    }
}

fn p256_verify(ctx: &ChainContext, inputs: &CallInputs) -> InterpreterResult {
    let mut gas = Gas::new(inputs.gas_limit);
    let data = inputs.input.bytes_local(ctx.local());
    let (result, output) = match secp256r1::p256_verify(&data, inputs.gas_limit) {
        Ok(done) => {
            gas.set_remaining(inputs.gas_limit - done.gas_used);
            (InstructionResult::Return, done.bytes)
        }
        Err(_) => (InstructionResult::PrecompileOOG, Bytes::new()),
    };
    InterpreterResult {
        result,
        output,
        gas,
    }
}

/// A call of one of our precompiles.
pub(crate) struct Call<'a> {
    pub(crate) ctx: &'a mut ChainContext,
    pub(crate) burner: Burner,
    pub(crate) address: Address,
    pub(crate) caller: Address,
    pub(crate) value: U256,
    /// Whether the precompile acts as itself, not for a delegating caller.
    as_itself: bool,
    is_static: bool,
    /// Whether the caller pays nothing in the end.
    is_free: bool,
    data: Bytes,
}

/// The encoded results, or why there are none.
pub(crate) type Answer = Result<Vec<u8>, Failure>;

/// How a call of a precompile fails (Nitro `precompiles/precompile.go`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No such method, bad arguments, or not allowed so: reverts with all gas and no data.
    Rejected,
    /// A declared error: reverts with its encoding.
    Declared(Vec<u8>),
    /// An error without encoding: reverts with no data and keeps the gas left.
    Plain,
    /// Out of gas; on Nitro a revert with no data and no gas left.
    OutOfGas,
    /// Fails with all gas: a module that is not valid, or a caller who is no owner.
    Fatal,
}

impl Failure {
    pub(crate) fn declared(error: &impl SolError) -> Self {
        Self::Declared(error.abi_encode())
    }
}

/// What a method does to the state, in rising order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purity {
    /// Reads nothing.
    Pure,
    /// Reads.
    View,
    /// Writes.
    Write,
    /// Writes and takes value.
    Payable,
}

impl Call<'_> {
    fn admit(&mut self) -> Result<(), Failure> {
        if self.data.len() < 4 {
            Err(Failure::Rejected)
        } else {
            Ok(())
        }
    }

    pub(crate) fn selector(&self) -> [u8; 4] {
        [self.data[0], self.data[1], self.data[2], self.data[3]]
    }

    /// Checks that a method may be called so, and charges for opening ArbOS's state and for the arguments.
    pub(crate) fn open(&mut self, purity: Purity) -> Result<(), Failure> {
        let allowed = (purity < Purity::View || self.as_itself)
            && (purity < Purity::Write || !self.is_static)
            && (purity == Purity::Payable || self.value.is_zero());
        if !allowed {
            return Err(Failure::Rejected);
        }
        if purity > Purity::Pure {
            self.burner.read()?;
        }
        self.burner.copy(self.data.len() - 4)
    }

    /// Decodes the arguments.
    pub(crate) fn arguments<C: SolCall>(&self) -> Result<C, Failure> {
        C::abi_decode_raw(&self.data[4..]).map_err(|_| Failure::Rejected)
    }

    /// The calldata.
    pub(crate) const fn data(&self) -> &Bytes {
        &self.data
    }

    /// Logs an event, whatever it costs.
    pub(crate) fn emit(&mut self, event: &impl SolEvent) {
        self.ctx.journaled_state.log(Log {
            address: self.address,
            data: event.encode_log_data(),
        });
    }

    /// Answers with a parameter. Small numbers and addresses are words too.
    pub(crate) fn parameter(&mut self, parameter: Parameter) -> Answer {
        self.open(Purity::View)?;
        self.burner.read()?;
        Ok(parameter.get(self.ctx).abi_encode())
    }

    /// Answers whether the account in the arguments is in a set.
    pub(crate) fn is_member(&mut self, accounts: Accounts) -> Answer {
        self.open(Purity::View)?;
        let account = Address::abi_decode(&self.data[4..]).map_err(|_| Failure::Rejected)?;
        self.burner.read()?;
        Ok(accounts.contain(self.ctx, account).abi_encode())
    }

    /// Answers with all accounts of a set.
    pub(crate) fn members(&mut self, accounts: Accounts) -> Answer {
        self.open(Purity::View)?;
        let members = accounts.all(self.ctx);
        for _ in 0..=members.len() {
            self.burner.read()?;
        }
        Ok(members.abi_encode())
    }

    /// The block's timestamp.
    pub(crate) fn now(&self) -> u64 {
        self.ctx.block.timestamp.saturating_to()
    }

    /// Moves wei of the precompile on.
    pub(crate) fn pay(&mut self, to: Address, wei: U256) -> Result<(), Failure> {
        match super::ok(self.ctx.journaled_state.transfer(self.address, to, wei)) {
            None => Ok(()),
            Some(_) => Err(Failure::Plain),
        }
    }

    fn result(&mut self, answer: Answer, gas_limit: u64) -> InterpreterResult {
        let (result, output) = match answer {
            Ok(data) => match self.burner.copy(data.len()) {
                Ok(()) => (InstructionResult::Return, data),
                Err(_) => (InstructionResult::Revert, Vec::new()),
            },
            Err(Failure::Declared(data)) => match self.burner.copy(data.len()) {
                Ok(()) => (InstructionResult::Revert, data),
                Err(_) => (InstructionResult::Revert, Vec::new()),
            },
            Err(Failure::Plain) => (InstructionResult::Revert, Vec::new()),
            Err(Failure::Rejected | Failure::OutOfGas) => {
                self.burner.burn_out();
                (InstructionResult::Revert, Vec::new())
            }
            Err(Failure::Fatal) => {
                self.burner.burn_out();
                (InstructionResult::PrecompileError, Vec::new())
            }
        };
        let mut gas = Gas::new(gas_limit);
        gas.set_remaining(if self.is_free {
            gas_limit
        } else {
            self.burner.left()
        });
        InterpreterResult {
            result,
            gas,
            output: output.into(),
        }
    }
}
