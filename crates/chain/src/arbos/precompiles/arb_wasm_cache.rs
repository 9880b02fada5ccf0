//! ArbWasmCache: which programs start at the price of the cache.

use alloy_primitives::B256;
use alloy_sol_types::{SolCall, SolEvent, SolValue, sol};
use revm::context_interface::JournalTr;

use super::{Answer, Call, Failure, Purity, arb_wasm};
use crate::arbos::{parameters::Accounts, programs::Record};

sol! {
    function isCacheManager(address manager) external view returns (bool);
    function allCacheManagers() external view returns (address[] managers);
    function cacheProgram(address addr) external;
    function evictCodehash(bytes32 codehash) external;
    function codehashIsCached(bytes32 codehash) external view returns (bool);
    event UpdateProgramCache(address indexed manager, bytes32 indexed codehash, bool cached);
}

pub(super) fn dispatch(call: &mut Call<'_>) -> Answer {
    match call.selector() {
        isCacheManagerCall::SELECTOR => call.is_member(Accounts::CacheManagers),
        allCacheManagersCall::SELECTOR => call.members(Accounts::CacheManagers),
        cacheProgramCall::SELECTOR => {
            call.open(Purity::Write)?;
            let cacheProgramCall { addr: program } = call.arguments()?;
            let code_hash = arb_wasm::code_hash(call, program)?;
            set_cached(call, code_hash, true)
        }
        evictCodehashCall::SELECTOR => {
            call.open(Purity::Write)?;
            let evictCodehashCall {
                codehash: code_hash,
            } = call.arguments()?;
            set_cached(call, code_hash, false)
        }
        codehashIsCachedCall::SELECTOR => {
            call.open(Purity::View)?;
            let codehashIsCachedCall {
                codehash: code_hash,
            } = call.arguments()?;
            call.burner.read()?;
            Ok(Record::load(call.ctx, code_hash).cached.abi_encode())
        }
        _ => Err(Failure::Rejected),
    }
}

fn set_cached(call: &mut Call<'_>, code_hash: B256, cached: bool) -> Answer {
    call.burner.read()?;
    let caller = call.caller;
    if !Accounts::CacheManagers.contain(call.ctx, caller) {
        return Err(Failure::OutOfGas);
    }
    call.burner.params()?;
    call.burner.read()?;
    let mut record = Record::load(call.ctx, code_hash);
    let stylus_version = call.ctx.chain.rules().stylus_version();
    if cached && record.version != stylus_version {
        return Err(arb_wasm::needs_upgrade(record.version, stylus_version));
    }
    let age = record.age(call.now());
    if cached && record.expired(call.now()) {
        return Err(arb_wasm::expired(age));
    }
    if record.cached == cached {
        return Ok(Vec::new());
    }
    call.burner.event(3, 32)?;
    let event = UpdateProgramCache {
        manager: call.caller,
        codehash: code_hash,
        cached,
    };
    let data = event.encode_log_data();
    call.ctx.journaled_state.log(alloy_primitives::Log {
        address: call.address,
        data,
    });
    call.burner.burn(u64::from(record.init_cost))?;
    call.burner.read()?; // the module's hash
    record.cached = cached;
    call.burner.write(false)?;
    record.store(call.ctx, code_hash);
    Ok(Vec::new())
}
