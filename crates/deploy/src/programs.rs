//! What a chain does with programs: it activates them for a fee, and caches them for a bid.

use alloy::{
    eips::BlockId,
    network::TransactionBuilder as _,
    primitives::{Address, B256, Bytes, U256, keccak256},
    rpc::types::{
        TransactionRequest,
        state::{AccountOverride, StateOverride},
    },
    sol_types::{SolCall, SolError as _},
};

use crate::{
    arbos::{ARB_WASM, ARB_WASM_CACHE, ArbWasm, ArbWasmCache, CacheManager},
    error::DeployError,
    link::{Link, Refusal},
    parameters::CacheBids,
    sender::Request,
    step::Step,
};

/// Wei that an account has in dry runs: what is quoted need not be there yet.
const DRY_RUN_BALANCE: U256 = U256::from_limbs([0, 1 << 16, 0, 0]);

/// Wei to send along with an activation whose fee is `quote` now: the price rises with others' activations, and what is not charged comes
/// back.
pub(crate) fn with_room(quote: U256) -> U256 {
    quote + quote / U256::from(2)
}

/// EVM code that answers every call with a word of zeros: PUSH1 0, PUSH1 0, MSTORE, PUSH1 32, PUSH1 0, RETURN.
pub(crate) const ZERO_CODE: [u8; 10] = [0x60, 0, 0x60, 0, 0x52, 0x60, 0x20, 0x60, 0, 0xf3];

/// An account with more wei than any fee, for dry runs.
pub(crate) fn rich(account: Address) -> StateOverride {
    let rich = AccountOverride::default().with_balance(DRY_RUN_BALANCE);
    StateOverride::from_iter([(account, rich)])
}

/// An account with this code, for dry runs.
pub(crate) fn coded(code: impl Into<Bytes>) -> AccountOverride {
    AccountOverride::default().with_code(code)
}

/// The fee for activating `code` now, in wei; zero if the chain has it activated, at whatever address.
///
/// # Errors
///
/// If the chain would not activate it, or the endpoint cannot tell.
pub(crate) async fn data_fee(
    link: &Link<'_>,
    step: Step,
    sender: Address,
    code: &Bytes,
) -> Result<U256, DeployError> {
    // An address that nobody uses, with the code in this call only.
    let program = Address::from_word(keccak256([b"dry run", &code[..]].concat()));
    let mut state = rich(sender);
    state.insert(program, coded(code.clone()));
    let request = TransactionRequest::default()
        .with_from(sender)
        .with_to(ARB_WASM)
        .with_value(DRY_RUN_BALANCE / U256::from(2))
        .with_input(ArbWasm::activateProgramCall { program }.abi_encode());
    let refusal = match link.call(request, BlockId::latest(), state).await? {
        Ok(answer) => match ArbWasm::activateProgramCall::abi_decode_returns_validate(&answer) {
            Ok(activated) => return Ok(activated.dataFee),
            Err(_) => Refusal::NoAnswer,
        },
        Err(refusal) => refusal,
    };
    if ArbWasm::ProgramUpToDate::abi_decode(refusal.data()).is_ok() {
        return Ok(U256::ZERO);
    }
    match &refusal {
        // It did not see the code, or does not know what overrides are.
        Refusal::NoAnswer => Err(DeployError::NoOverrides(refusal.to_string())),
        Refusal::Failed(words) if words.contains("override") => {
            Err(DeployError::NoOverrides(words.clone()))
        }
        _ if ArbWasm::ProgramNotWasm::abi_decode(refusal.data()).is_ok() => {
            Err(DeployError::NoOverrides(refusal.to_string()))
        }
        _ => Err(DeployError::WouldFail {
            step,
            reason: refusal.to_string(),
        }),
    }
}

/// Activates the program at `program`, whose code is `code`.
pub(crate) async fn activation(
    link: &Link<'_>,
    step: Step,
    sender: Address,
    program: Address,
    code: &Bytes,
) -> Result<Request, DeployError> {
    let fee = data_fee(link, step, sender, code).await?;
    Ok(Request {
        to: ARB_WASM,
        value: with_room(fee),
        fee,
        data: ArbWasm::activateProgramCall { program }.abi_encode().into(),
    })
}

/// Whether programs of this code are in the chain's cache.
pub(crate) async fn is_cached(link: &Link<'_>, code_hash: B256) -> Result<bool, DeployError> {
    let call = ArbWasmCache::codehashIsCachedCall {
        codehash: code_hash,
    };
    link.read(ARB_WASM_CACHE, call).await
}

/// The chain's cache manager. If there are several, the last is the one in use (as cargo-stylus has it).
pub(crate) async fn cache_manager(link: &Link<'_>) -> Result<Option<Address>, DeployError> {
    let managers = link
        .view(ARB_WASM_CACHE, ArbWasmCache::allCacheManagersCall {})
        .await?;
    Ok(managers.ok().and_then(|managers| managers.last().copied()))
}

/// The least bid that the cache manager takes now for a program of this size, in wei, or why it takes none.
pub(crate) async fn least_bid(
    link: &Link<'_>,
    manager: Address,
    asm_bytes: u64,
) -> Result<Result<U256, String>, DeployError> {
    let paused = link.view(manager, CacheManager::isPausedCall {}).await?;
    if paused == Ok(true) {
        return Ok(Err("bids are paused by the chain's owner".to_owned()));
    }
    let call = CacheManager::getMinBidCall { size: asm_bytes };
    let least = link.view(manager, call).await?;
    Ok(least.map(U256::from).map_err(|refusal| refusal.to_string()))
}

/// The bid to make under a limit, or why there is none.
pub(crate) async fn bid_within(
    link: &Link<'_>,
    manager: Option<Address>,
    bids: CacheBids,
    asm_bytes: u64,
) -> Result<Result<U256, String>, DeployError> {
    let CacheBids::UpTo(most) = bids else {
        return Ok(Err("no bids are wanted".to_owned()));
    };
    let Some(manager) = manager else {
        return Ok(Err("the chain has no cache manager".to_owned()));
    };
    Ok(match least_bid(link, manager, asm_bytes).await? {
        Ok(least) if least > most => Err(format!(
            "the least bid is {least} wei, and at most {most} wei may be bid"
        )),
        bid => bid,
    })
}

/// Bids for the place of the program at `program`.
pub(crate) fn placement(manager: Address, program: Address, wei: U256) -> Request {
    Request {
        to: manager,
        value: wei,
        fee: wei,
        data: CacheManager::placeBidCall { program }.abi_encode().into(),
    }
}
