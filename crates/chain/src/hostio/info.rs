//! What a program may know of its call, its transaction and its block.

use revm::context_interface::{Block, Cfg, Transaction};
use stylus_program::figures::ink::PER_GAS;

use super::{Host, NOTHING, Outcome, Request, u32_answer, u64_answer};
use alloy_primitives::U256;

pub(super) fn block_basefee(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge(1)?;
    host.write_u256(request.u32(0), U256::from(host.ctx.block.basefee()))?;
    Ok(NOTHING)
}

pub(super) fn block_coinbase(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge(1)?;
    let coinbase = host.ctx.block.beneficiary();
    host.write(request.u32(0), coinbase.as_slice())?;
    Ok(NOTHING)
}

pub(super) fn block_gas_limit(host: &mut Host<'_>, _: &Request) -> Outcome {
    host.charge(0)?;
    u64_answer(host.ctx.block.gas_limit())
}

pub(super) fn block_number(host: &mut Host<'_>, _: &Request) -> Outcome {
    host.charge(0)?;
    u64_answer(host.ctx.block.number().saturating_to())
}

pub(super) fn block_timestamp(host: &mut Host<'_>, _: &Request) -> Outcome {
    host.charge(0)?;
    u64_answer(host.ctx.block.timestamp().saturating_to())
}

pub(super) fn chainid(host: &mut Host<'_>, _: &Request) -> Outcome {
    host.charge(0)?;
    u64_answer(host.ctx.cfg.chain_id())
}

pub(super) fn contract_address(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge(1)?;
    let address = host.run.call.address;
    host.write(request.u32(0), address.as_slice())?;
    Ok(NOTHING)
}

pub(super) fn evm_gas_left(host: &mut Host<'_>, _: &Request) -> Outcome {
    host.charge(0)?;
    u64_answer(host.gas_left())
}

pub(super) fn evm_ink_left(host: &mut Host<'_>, _: &Request) -> Outcome {
    host.charge(0)?;
    u64_answer(host.ink())
}

pub(super) fn msg_reentrant(host: &mut Host<'_>, _: &Request) -> Outcome {
    host.charge(0)?;
    u32_answer(u32::from(host.run.call.reentrant))
}

pub(super) fn msg_sender(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge(1)?;
    let caller = host.run.call.caller;
    host.write(request.u32(0), caller.as_slice())?;
    Ok(NOTHING)
}

pub(super) fn msg_value(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge(1)?;
    host.write_u256(request.u32(0), host.run.call.value)?;
    Ok(NOTHING)
}

pub(super) fn tx_gas_price(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge(1)?;
    let price = host
        .ctx
        .tx
        .effective_gas_price(u128::from(host.ctx.block.basefee()));
    host.write_u256(request.u32(0), U256::from(price))?;
    Ok(NOTHING)
}

pub(super) fn tx_ink_price(host: &mut Host<'_>, _: &Request) -> Outcome {
    host.charge(0)?;
    u32_answer(PER_GAS as u32)
}

pub(super) fn tx_origin(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge(1)?;
    let origin = host.ctx.tx.caller();
    host.write(request.u32(0), origin.as_slice())?;
    Ok(NOTHING)
}
