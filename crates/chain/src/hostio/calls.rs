//! Calls and creations. A handler prepares the frame; [`finish_nested`] takes over when the frame has returned.

use alloy_primitives::{Address, Bytes, U256};
use revm::{
    bytecode::Bytecode,
    context_interface::JournalTr,
    interpreter::{
        CallInput, CallInputs, CallScheme, CallValue, CreateInputs, CreateScheme, FrameInput,
    },
};

use super::{Escape, Host, NOTHING, Outcome, Reply, Request, storage::ok, u32_answer};
use stylus_program::figures::ink::PER_GAS;

use crate::{
    evm::ChainContext,
    prices::{gas, ink},
    profile::Item,
    program::{Pending, Run, engine::Answer},
};

/// What `call_contract` and its kin answer when the call failed for whatever reason (Nitro `arbos/programs/api.go`).
const CALL_FAILED: u32 = 2;

/// How a nested frame ended.
#[derive(Clone, Debug)]
pub(crate) struct Nested {
    pub(crate) success: bool,
    /// Return data of a call, revert data of a creation; empty after a halt.
    pub(crate) output: Bytes,
    /// The created contract.
    pub(crate) address: Option<Address>,
    /// Gas that the frame did not use.
    pub(crate) gas_returned: u64,
}

pub(super) fn call_contract(host: &mut Host<'_>, request: &Request) -> Outcome {
    let call = Call {
        scheme: CallScheme::Call,
        contract: request.u32(0),
        data: request.u32(1),
        data_len: request.u32(2),
        value: Some(request.u32(3)),
        gas: request.u64(4),
        return_len: request.u32(5),
    };
    call.run(host)
}

pub(super) fn delegate_call_contract(host: &mut Host<'_>, request: &Request) -> Outcome {
    Call::without_value(CallScheme::DelegateCall, request).run(host)
}

pub(super) fn static_call_contract(host: &mut Host<'_>, request: &Request) -> Outcome {
    Call::without_value(CallScheme::StaticCall, request).run(host)
}

/// The arguments of the three kinds of call.
struct Call {
    scheme: CallScheme,
    contract: u32,
    data: u32,
    data_len: u32,
    value: Option<u32>,
    gas: u64,
    return_len: u32,
}

impl Call {
    const fn without_value(scheme: CallScheme, request: &Request) -> Self {
        Self {
            scheme,
            contract: request.u32(0),
            data: request.u32(1),
            data_len: request.u32(2),
            value: None,
            gas: request.u64(3),
            return_len: request.u32(4),
        }
    }

    fn run(self, host: &mut Host<'_>) -> Outcome {
        host.charge_api(3)?;
        host.buy_ink(ink::read(self.data_len))?;
        host.buy_ink(ink::read(self.data_len))?; // for the copy that the EVM takes over
        let gas_left = host.gas_left();
        let gas_wanted = self.gas.min(gas_left);
        let contract = host.read_address(self.contract)?;
        let data = Bytes::copy_from_slice(host.read(self.data, self.data_len)?);
        let value = match self.value {
            Some(ptr) => host.read_u256(ptr)?,
            None => U256::ZERO,
        };
        if host.run.call.is_static && !value.is_zero() {
            return self.refused(host, 0);
        }
        let Some(base_gas) = call_gas(host, contract, value, gas_left) else {
            return self.refused(host, gas_left);
        };
        let most = (gas_left - base_gas).saturating_mul(63) / 64;
        let stipend = if value.is_zero() { 0 } else { gas::STIPEND };
        let callee_gas = most.min(gas_wanted).saturating_add(stipend);
        host.run.pending = Some(Pending::Call {
            base_gas,
            callee_gas,
            return_len_ptr: self.return_len,
        });
        let inputs = self.inputs(host, contract, data, value, callee_gas);
        Ok(Reply::Frame(FrameInput::Call(Box::new(inputs))))
    }

    /// A call that never starts: it fails and leaves no return data.
    fn refused(&self, host: &mut Host<'_>, cost: u64) -> Outcome {
        host.buy_gas(Item::Account, cost)?;
        host.run.return_data = Bytes::new();
        host.write_u32(self.return_len, 0)?;
        u32_answer(CALL_FAILED)
    }

    fn inputs(
        &self,
        host: &mut Host<'_>,
        contract: Address,
        data: Bytes,
        value: U256,
        gas_limit: u64,
    ) -> CallInputs {
        let this = &host.run.call;
        let (target_address, caller, value) = match self.scheme {
            CallScheme::DelegateCall => {
                (this.address, this.caller, CallValue::Apparent(this.value))
            }
            _ => (contract, this.address, CallValue::Transfer(value)),
        };
        CallInputs {
            input: CallInput::Bytes(data),
            return_memory_offset: 0..0,
            gas_limit,
            reservoir: 0,
            bytecode_address: contract,
            known_bytecode: executed_code(host.ctx, contract),
            target_address,
            caller,
            value,
            scheme: self.scheme,
            is_static: this.is_static || self.scheme == CallScheme::StaticCall,
            charged_new_account_state_gas: false,
        }
    }
}

/// Gas of starting a call, without what the callee gets; `None` if `budget` does not cover it.
/// Source: go-ethereum `core/vm/operations_acl_arbitrum.go`, `WasmCallCost`.
fn call_gas(host: &mut Host<'_>, contract: Address, value: U256, budget: u64) -> Option<u64> {
    if budget < gas::WARM {
        return None;
    }
    let account = ok(host.ctx.journaled_state.load_account(contract));
    let mut total = if account.is_cold {
        gas::COLD_ACCOUNT
    } else {
        gas::WARM
    };
    if !value.is_zero() {
        total += gas::CALL_VALUE;
        if account.info.is_empty() {
            total += gas::NEW_ACCOUNT;
        }
    }
    (total <= budget).then_some(total)
}

/// The code that a call of an account executes: its own, or what it delegates to (EIP-7702).
fn executed_code(ctx: &mut ChainContext, address: Address) -> (alloy_primitives::B256, Bytecode) {
    let journal = &mut ctx.journaled_state;
    let info = &ok(journal.load_account_with_code(address)).data.info;
    let Some(delegate) = info.code.as_ref().and_then(Bytecode::eip7702_address) else {
        return (info.code_hash, info.code.clone().unwrap_or_default());
    };
    let info = &ok(journal.load_account_with_code(delegate)).data.info;
    (info.code_hash, info.code.clone().unwrap_or_default())
}

pub(super) fn create1(host: &mut Host<'_>, request: &Request) -> Outcome {
    let create = Create {
        code: request.u32(0),
        code_len: request.u32(1),
        endowment: request.u32(2),
        salt: None,
        address: request.u32(3),
        revert_len: request.u32(4),
    };
    create.run(host)
}

pub(super) fn create2(host: &mut Host<'_>, request: &Request) -> Outcome {
    let create = Create {
        code: request.u32(0),
        code_len: request.u32(1),
        endowment: request.u32(2),
        salt: Some(request.u32(3)),
        address: request.u32(4),
        revert_len: request.u32(5),
    };
    create.run(host)
}

/// The arguments of both kinds of creation.
struct Create {
    code: u32,
    code_len: u32,
    endowment: u32,
    salt: Option<u32>,
    address: u32,
    revert_len: u32,
}

impl Create {
    fn run(self, host: &mut Host<'_>) -> Outcome {
        host.charge_api(if self.salt.is_some() { 4 } else { 3 })?;
        host.buy_ink(ink::read(self.code_len))?;
        host.buy_ink(ink::read(self.code_len))?; // for the copy that the EVM takes over
        let code = Bytes::copy_from_slice(host.read(self.code, self.code_len)?);
        let endowment = host.read_u256(self.endowment)?;
        let scheme = match self.salt {
            Some(ptr) => CreateScheme::Create2 {
                salt: host.read_u256(ptr)?,
            },
            None => CreateScheme::Create,
        };
        let start_gas = host.gas_left();
        let hashing = match self.salt {
            Some(_) => gas::KECCAK_WORD * (code.len() as u64).div_ceil(32),
            None => 0,
        };
        // Neither a creation in a static call nor one that cannot be paid costs anything: the program fails instead.
        let own_gas = gas::CREATE + hashing;
        let rest = start_gas.checked_sub(own_gas);
        let (Some(rest), false) = (rest, host.run.call.is_static) else {
            return Err(Escape::Failure);
        };
        let held_back = rest / 64;
        host.run.pending = Some(Pending::Create {
            start_gas,
            own_gas,
            held_back,
            address_ptr: self.address,
            revert_len_ptr: self.revert_len,
        });
        let caller = host.run.call.address;
        let inputs = CreateInputs::new(caller, scheme, endowment, code, rest - held_back, 0);
        Ok(Reply::Frame(FrameInput::Create(Box::new(inputs))))
    }
}

/// Ends the call or creation that the program waits for.
pub(crate) fn finish_nested(
    ctx: &mut ChainContext,
    run: &mut Run,
    nested: Nested,
) -> Result<Option<Answer>, Escape> {
    let mut host = Host::new(ctx, run);
    let outcome = finish(&mut host, nested);
    host.settle();
    match outcome? {
        Reply::Answer(answer) => Ok(answer),
        Reply::Frame(_) => Ok(None),
    }
}

fn finish(host: &mut Host<'_>, nested: Nested) -> Outcome {
    let len = nested.output.len() as u32;
    match host.run.pending.take() {
        Some(Pending::Call {
            base_gas,
            callee_gas,
            return_len_ptr,
        }) => {
            // The stipend is charged like all other gas of the callee: unlike in the EVM it is no present.
            let callee = callee_gas.saturating_sub(nested.gas_returned);
            host.run.return_data = nested.output;
            host.buy_gas(Item::Account, base_gas)?;
            host.buy_elsewhere(callee.saturating_mul(PER_GAS))?;
            host.write_u32(return_len_ptr, len)?;
            u32_answer(if nested.success { 0 } else { CALL_FAILED })
        }
        Some(Pending::Create {
            start_gas,
            own_gas,
            held_back,
            address_ptr,
            revert_len_ptr,
        }) => {
            host.run.return_data = nested.output;
            let total = start_gas.saturating_sub(nested.gas_returned + held_back);
            host.buy_gas(Item::Creation, own_gas.min(total))?;
            host.buy_elsewhere(total.saturating_sub(own_gas).saturating_mul(PER_GAS))?;
            host.write_u32(revert_len_ptr, len)?;
            host.write(address_ptr, nested.address.unwrap_or_default().as_slice())?;
            Ok(NOTHING)
        }
        None => Err(Escape::Failure),
    }
}
