//! Storage through the program's cache, and transient storage.

use alloy_primitives::U256;
use revm::{
    context_interface::context::SStoreResult,
    context_interface::{Cfg, JournalTr, cfg::GasParams},
};
use stylus_program::figures::ink::PER_GAS;

use super::{Escape, Host, NOTHING, Outcome, Request};
use crate::{
    prices::{gas, ink, storage_cache, version},
    profile::Item,
};

pub(super) fn load(host: &mut Host<'_>, request: &Request) -> Outcome {
    let api_gas = ink::EVM_API / PER_GAS;
    host.charge(2)?;
    host.require_gas(gas::COLD_SLOAD + storage_cache::REQUIRED + api_gas)?;
    let key = host.read_u256(request.u32(0))?;
    let mut own = host.run.storage.charge_read();
    let mut cost = 0;
    let value = match host.run.storage.get(key) {
        Some(value) => value,
        None => {
            let address = host.run.call.address;
            let loaded = ok(host.ctx.journaled_state.sload(address, key));
            own += api_gas;
            cost = if loaded.is_cold {
                gas::COLD_SLOAD
            } else {
                gas::WARM
            };
            if let Some(profile) = &mut host.ctx.chain.profile {
                profile.storage_reads += 1;
            }
            host.run.storage.insert_known(key, loaded.data);
            loaded.data
        }
    };
    host.buy_ink(own * PER_GAS)?;
    host.buy_gas(Item::Storage, cost)?;
    host.write_u256(request.u32(1), value)?;
    Ok(NOTHING)
}

pub(super) fn cache(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge(2)?;
    host.require_gas(gas::SSTORE_SENTRY + storage_cache::REQUIRED)?;
    let key = host.read_u256(request.u32(0))?;
    let value = host.read_u256(request.u32(1))?;
    let cost = host.run.storage.charge_write();
    host.run.storage.write(key, value);
    host.buy_ink(cost * PER_GAS)?;
    Ok(NOTHING)
}

pub(super) fn flush(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge_api(0)?;
    host.require_gas(gas::SSTORE_SENTRY)?;
    let dirty = host.run.storage.take_dirty();
    if request.u32(0) != 0 {
        host.run.storage.clear();
    }
    if dirty.is_empty() {
        return Ok(NOTHING);
    }
    if host.run.call.is_static {
        return Err(Escape::Failure);
    }
    let budget = host.gas_left();
    let mut left = budget;
    for (key, value) in dirty {
        match left.checked_sub(store(host, key, value)) {
            Some(rest) => left = rest,
            None => {
                left = 0;
                break;
            }
        }
    }
    if left == 0 {
        // What was stored is rolled back with the frame, which ends here either way.
        return if host.ctx.chain.arbos_version < version::FLUSH_OUT_OF_GAS {
            Err(Escape::Failure)
        } else {
            host.out_of_ink()
        };
    }
    host.buy_gas(Item::Storage, budget - left)?;
    Ok(NOTHING)
}

/// Stores one slot, counts its refund and returns its price in gas, which is that of SSTORE.
fn store(host: &mut Host<'_>, key: U256, value: U256) -> u64 {
    let address = host.run.call.address;
    let stored = ok(host.ctx.journaled_state.sstore(address, key, value));
    if let Some(profile) = &mut host.ctx.chain.profile {
        profile.storage_writes += 1;
    }
    let params = host.ctx.cfg.gas_params();
    host.run.refund += refund(params, &stored.data);
    params.sstore_static_gas() + params.sstore_dynamic_gas(true, &stored.data, stored.is_cold)
}

fn refund(params: &GasParams, change: &SStoreResult) -> i64 {
    params.sstore_refund(true, change)
}

pub(super) fn transient_load(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge_api(2)?;
    host.buy_gas(Item::Storage, gas::TRANSIENT)?;
    let key = host.read_u256(request.u32(0))?;
    let value = host.ctx.journaled_state.tload(host.run.call.address, key);
    host.write_u256(request.u32(1), value)?;
    Ok(NOTHING)
}

pub(super) fn transient_store(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge_api(2)?;
    host.buy_gas(Item::Storage, gas::TRANSIENT)?;
    let key = host.read_u256(request.u32(0))?;
    let value = host.read_u256(request.u32(1))?;
    if host.run.call.is_static {
        return Err(Escape::Failure);
    }
    host.ctx
        .journaled_state
        .tstore(host.run.call.address, key, value);
    Ok(NOTHING)
}

/// The state is in memory: reading it cannot fail.
pub(super) fn ok<T>(result: Result<T, core::convert::Infallible>) -> T {
    match result {
        Ok(value) => value,
        Err(never) => match never {},
    }
}
