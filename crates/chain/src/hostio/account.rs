//! Other accounts.

use alloy_primitives::{Address, B256, Bytes};
use revm::context_interface::{Cfg, JournalTr};

use super::{Escape, Host, NOTHING, Outcome, Request, overlap, storage::ok, u32_answer};
use crate::{
    prices::{gas, ink, version},
    profile::Item,
};

pub(super) fn balance(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge_api(2)?;
    host.require_gas(gas::COLD_ACCOUNT)?;
    let address = host.read_address(request.u32(0))?;
    let account = ok(host.ctx.journaled_state.load_account(address));
    let (balance, cost) = (account.info.balance, touch(account.is_cold));
    host.buy_gas(Item::Account, cost)?;
    host.write_u256(request.u32(1), balance)?;
    Ok(NOTHING)
}

pub(super) fn codehash(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge_api(2)?;
    host.require_gas(gas::COLD_ACCOUNT)?;
    let address = host.read_address(request.u32(0))?;
    let account = ok(host.ctx.journaled_state.load_account(address));
    let cost = touch(account.is_cold);
    // An account that does not exist has no hash; one without code has that of nothing.
    let hash = if account.is_loaded_as_not_existing_not_touched()
        || account.is_empty() && !account.is_touched()
    {
        B256::ZERO
    } else {
        account.info.code_hash
    };
    host.buy_gas(Item::Account, cost)?;
    host.write_b256(request.u32(1), hash)?;
    Ok(NOTHING)
}

pub(super) fn code(host: &mut Host<'_>, request: &Request) -> Outcome {
    let (offset, size, dest) = (request.u32(1), request.u32(2), request.u32(3));
    let code = load_code(host, request)?;
    host.buy_ink(ink::write(code.len() as u32))?;
    let copied = overlap(&code, offset, size);
    host.write(dest, copied)?;
    u32_answer(copied.len() as u32)
}

pub(super) fn code_size(host: &mut Host<'_>, request: &Request) -> Outcome {
    let code = load_code(host, request)?;
    u32_answer(code.len() as u32)
}

fn load_code(host: &mut Host<'_>, request: &Request) -> Result<Bytes, Escape> {
    host.charge_api(0)?;
    host.require_gas(gas::COLD_ACCOUNT)?;
    let address = host.read_address(request.u32(0))?;
    if let Some((last, code)) = &host.run.last_code
        && *last == address
    {
        return Ok(code.clone());
    }
    let (code, cost) = account_code(host, address);
    host.buy_gas(Item::Account, cost)?;
    if !code.is_empty() || host.ctx.chain.arbos_version < version::LAST_CODE_FIX {
        host.run.last_code = Some((address, code.clone()));
    }
    Ok(code)
}

fn account_code(host: &mut Host<'_>, address: Address) -> (Bytes, u64) {
    let load = host.ctx.cfg.max_code_size() as u64 / 24_576 * gas::CODE_LOAD;
    let account = ok(host.ctx.journaled_state.load_account_with_code(address));
    let cost = load + touch(account.is_cold);
    let code = account
        .info
        .code
        .as_ref()
        .map(|code| code.original_bytes())
        .unwrap_or_default();
    (code, cost)
}

const fn touch(is_cold: bool) -> u64 {
    if is_cold {
        gas::COLD_ACCOUNT
    } else {
        gas::WARM
    }
}
