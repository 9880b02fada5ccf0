//! The chain's program cache: programs in it start at a fraction of the price.

use alloy::{
    network::EthereumWallet,
    primitives::{Address, B256, U256, keccak256},
    providers::DynProvider,
};
use serde::Serialize;

use crate::{
    Endpoint,
    arbos::{ARB_WASM, ArbWasm},
    contract::Contract,
    error::DeployError,
    event::{Event, Observer},
    journal::Journal,
    link::Link,
    preflight, programs,
    sender::Sender,
    step::Step,
    verify::READING_PATIENCE,
};

/// A program's state in the cache.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CacheStatus {
    /// The contract.
    pub contract: Contract,
    /// Where it is.
    pub address: Address,
    /// Whether it is in the cache.
    pub cached: bool,
    /// The least wei that a bid for it needs now; none if no bid is taken.
    pub least_bid: Option<U256>,
    /// Gas that each call pays before the program runs, as it is now.
    pub start_gas: u64,
    /// The same in the cache.
    pub cached_start_gas: u64,
}

/// Looks up the programs' state in the cache.
///
/// # Errors
///
/// A [`DeployError`], if the chain cannot be read.
pub async fn cache_status(
    provider: &DynProvider,
    contracts: &[(Contract, Address)],
) -> Result<Vec<CacheStatus>, DeployError> {
    let silent = |_: Event| {};
    let link = Link::new(provider, &silent, READING_PATIENCE);
    let manager = preflight::stylus(&link, None).await?.cache_manager;
    let mut status = Vec::with_capacity(contracts.len());
    for &(contract, address) in contracts {
        status.push(one_status(&link, manager, contract, address).await?);
    }
    Ok(status)
}

pub(crate) async fn one_status(
    link: &Link<'_>,
    manager: Option<Address>,
    contract: Contract,
    address: Address,
) -> Result<CacheStatus, DeployError> {
    let code_hash = keccak256(link.code(address).await?);
    let cached = programs::is_cached(link, code_hash).await?;
    let call = ArbWasm::programInitGasCall { program: address };
    let gas = link.read(ARB_WASM, call).await?;
    let least_bid = match manager {
        Some(manager) => {
            let size = asm_bytes(link, code_hash).await?;
            programs::least_bid(link, manager, size).await?.ok()
        }
        None => None,
    };
    Ok(CacheStatus {
        contract,
        address,
        cached,
        least_bid,
        start_gas: if cached { gas.gasWhenCached } else { gas.gas },
        cached_start_gas: gas.gasWhenCached,
    })
}

/// Bytes of machine code that the chain reckons with.
async fn asm_bytes(link: &Link<'_>, code_hash: B256) -> Result<u64, DeployError> {
    let call = ArbWasm::codehashAsmSizeCall {
        codehash: code_hash,
    };
    Ok(link.read(ARB_WASM, call).await?.into())
}

/// Bids for a program's place in the cache: `wei`, or the least that the manager takes. The whole bid is paid. If the program is in the cache
/// already, nothing is sent, and there is no transaction.
///
/// # Errors
///
/// A [`DeployError`], if the chain has no cache manager, takes no such bid, or the transaction fails.
pub async fn bid(
    endpoint: &Endpoint,
    wallet: &EthereumWallet,
    contract: Contract,
    address: Address,
    wei: Option<U256>,
    observer: &dyn Observer,
) -> Result<Option<B256>, DeployError> {
    let link = Link::new(&endpoint.provider, observer, endpoint.fees.give_up_after);
    let chain = preflight::stylus(&link, endpoint.chain_id).await?;
    let manager = chain.cache_manager.ok_or(DeployError::NoCacheManager)?;
    let code_hash = keccak256(link.code(address).await?);
    let request = async || {
        if programs::is_cached(&link, code_hash).await? {
            return Ok(None);
        }
        let no_bid = |reason| DeployError::NoBid { contract, reason };
        let size = asm_bytes(&link, code_hash).await?;
        let least = programs::least_bid(&link, manager, size)
            .await?
            .map_err(no_bid)?;
        match wei {
            Some(wei) if wei < least => Err(no_bid(format!("it takes {least} wei or more now"))),
            wei => Ok(Some(programs::placement(
                manager,
                address,
                wei.unwrap_or(least),
            ))),
        }
    };
    let mut sender = Sender {
        link,
        wallet,
        fees: &endpoint.fees,
        chain_id: chain.chain_id,
        // Done twice, the second finds the program in the cache: there is nothing to write down.
        journal: Journal::default(),
        sent: 0,
    };
    let receipt = sender.complete(Step::Cache(contract), request).await?;
    Ok(receipt.map(|receipt| receipt.transaction_hash))
}
