//! Calldata, results, return data, logs, and paying for memory.

use alloy_primitives::{B256, Bytes, Log, LogData};
use revm::context_interface::JournalTr;

use super::{Escape, Host, NOTHING, Outcome, Request, overlap, u32_answer};
use crate::{
    prices::{gas, ink},
    profile::Item,
};

pub(super) fn read_args(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge(0)?;
    let calldata = host.run.call.calldata.clone();
    host.buy_ink(ink::write(calldata.len() as u32))?;
    host.write(request.u32(0), &calldata)?;
    Ok(NOTHING)
}

pub(super) fn write_result(host: &mut Host<'_>, request: &Request) -> Outcome {
    let (ptr, len) = (request.u32(0), request.u32(1));
    host.charge(0)?;
    host.buy_ink(ink::read(len))?;
    host.buy_ink(ink::read(len))?; // for the copy that the EVM takes over
    host.run.output = Bytes::copy_from_slice(host.read(ptr, len)?);
    Ok(NOTHING)
}

pub(super) fn exit_early(_: &mut Host<'_>, request: &Request) -> Outcome {
    Err(Escape::Exit(request.u32(0)))
}

pub(super) fn read_return_data(host: &mut Host<'_>, request: &Request) -> Outcome {
    let (dest, offset, size) = (request.u32(0), request.u32(1), request.u32(2));
    host.charge_api(0)?;
    let data = host.run.return_data.clone();
    host.buy_ink(ink::write(
        size.min((data.len() as u32).saturating_sub(offset)),
    ))?;
    let copied = overlap(&data, offset, size);
    if !copied.is_empty() {
        host.write(dest, copied)?;
    }
    u32_answer(copied.len() as u32)
}

pub(super) fn return_data_size(host: &mut Host<'_>, _: &Request) -> Outcome {
    host.charge(0)?;
    u32_answer(host.run.return_data.len() as u32)
}

pub(super) fn emit_log(host: &mut Host<'_>, request: &Request) -> Outcome {
    let (ptr, len, topics) = (request.u32(0), request.u32(1), request.u32(2));
    host.charge_api(0)?;
    if topics > gas::MAX_TOPICS || len < topics * 32 {
        return Err(Escape::Failure);
    }
    let data_len = len - topics * 32;
    host.buy_ink(ink::read(len))?;
    let cost = (1 + u64::from(topics)) * gas::LOG_TOPIC + u64::from(data_len) * gas::LOG_BYTE;
    host.buy_gas(Item::Log, cost)?;
    let (head, data) = host.read(ptr, len)?.split_at((topics * 32) as usize);
    let topics = head.chunks_exact(32).map(B256::from_slice).collect();
    let data = LogData::new_unchecked(topics, Bytes::copy_from_slice(data));
    if host.run.call.is_static {
        return Err(Escape::Failure);
    }
    let address = host.run.call.address;
    host.ctx.journaled_state.log(Log { address, data });
    Ok(NOTHING)
}

pub(super) fn pay_for_memory_grow(host: &mut Host<'_>, request: &Request) -> Outcome {
    let pages = request.u32(0) as u16;
    if pages == 0 {
        host.charge(0)?;
        return Ok(NOTHING);
    }
    let gas = host.ctx.chain.pages.open(pages);
    host.buy_gas(Item::Start, gas)?;
    Ok(NOTHING)
}
