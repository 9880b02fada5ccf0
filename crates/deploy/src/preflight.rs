//! Whether a chain can carry the suite.

use core::time::Duration;

use alloy::{
    primitives::{Address, U256},
    providers::DynProvider,
};
use diem_sdk::network::Networks;
use serde::Serialize;

use crate::{
    arbos::{
        ARB_SYS, ARB_WASM, ARBOS_ACTIVATION_GAS, ARBOS_OFFSET, ArbSys, ArbWasm, MIN_ARBOS,
        PAUSED_ACTIVATION_GAS, PRECOMPILE_CODE,
    },
    error::DeployError,
    event::Event,
    link::Link,
    programs,
    stylus_deployer::{self, CREATE2_FACTORY, STYLUS_DEPLOYER},
};

/// What preflight found out about a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChainFacts {
    /// Chain id.
    pub chain_id: u64,
    /// ArbOS version, such as 40.
    pub arbos_version: u64,
    /// Stylus version, such as 2.
    pub stylus_version: u16,
    /// Whether the StylusDeployer is at its canonical address. If not, a deployment puts it there.
    pub has_deployer: bool,
    /// The cache manager, if the chain has one.
    pub cache_manager: Option<Address>,
}

/// Checks, with a handful of reads, that the endpoint is of a chain that can carry the suite: the expected chain id (if one is
/// given), a Stylus VM, ArbOS 32 or later, the StylusDeployer or the factory to deploy it with, activation not paused.
///
/// # Errors
///
/// A [`DeployError`] that names what is missing and what to use instead.
pub async fn preflight(
    provider: &DynProvider,
    expected_chain_id: Option<u64>,
) -> Result<ChainFacts, DeployError> {
    let silent = |_: Event| {};
    let link = Link::new(provider, &silent, Duration::ZERO);
    let facts = stylus(&link, expected_chain_id).await?;
    activation(&link, facts.arbos_version).await?;
    if !facts.has_deployer {
        factory(&link).await?;
    }
    Ok(facts)
}

/// The chain's facts, if it has Stylus of a version that the contracts run on.
pub(crate) async fn stylus(
    link: &Link<'_>,
    expected_chain_id: Option<u64>,
) -> Result<ChainFacts, DeployError> {
    let chain_id = link.chain_id().await?;
    if let Some(expected) = expected_chain_id.filter(|expected| *expected != chain_id) {
        return Err(DeployError::WrongChain {
            expected,
            found: chain_id,
        });
    }
    // Whether it is a Nitro chain at all. A plain EVM answers calls to accounts without code, too, with nothing.
    let Ok(arbos) = link.view(ARB_SYS, ArbSys::arbOSVersionCall {}).await? else {
        return Err(no_stylus(chain_id));
    };
    let arbos_version = arbos.saturating_to::<u64>().saturating_sub(ARBOS_OFFSET);
    if arbos_version < MIN_ARBOS {
        return Err(DeployError::ArbosTooOld(arbos_version));
    }
    let stylus_version = link.view(ARB_WASM, ArbWasm::stylusVersionCall {}).await?;
    let stylus_version = stylus_version.unwrap_or_default();
    if stylus_version == 0 || link.code(ARB_WASM).await? != PRECOMPILE_CODE[..] {
        return Err(no_stylus(chain_id));
    }
    let deployer = link.code(STYLUS_DEPLOYER).await?;
    if !deployer.is_empty() && deployer != stylus_deployer::code() {
        return Err(DeployError::ForeignCode(STYLUS_DEPLOYER));
    }
    Ok(ChainFacts {
        chain_id,
        arbos_version,
        stylus_version,
        has_deployer: !deployer.is_empty(),
        cache_manager: programs::cache_manager(link).await?,
    })
}

/// Refuses a chain whose owner makes activations impossible.
async fn activation(link: &Link<'_>, arbos_version: u64) -> Result<(), DeployError> {
    if arbos_version < ARBOS_ACTIVATION_GAS {
        return Ok(());
    }
    let extra = link.view(ARB_WASM, ArbWasm::activationGasCall {}).await?;
    match extra {
        Ok(gas) if gas > PAUSED_ACTIVATION_GAS => Err(DeployError::ActivationPaused(gas)),
        _ => Ok(()),
    }
}

/// Refuses a chain without the factory that deploys the StylusDeployer.
async fn factory(link: &Link<'_>) -> Result<(), DeployError> {
    match link.code(CREATE2_FACTORY).await? {
        code if code.is_empty() => Err(DeployError::NoFactory),
        code if code == stylus_deployer::FACTORY_CODE[..] => Ok(()),
        _ => Err(DeployError::ForeignCode(CREATE2_FACTORY)),
    }
}

/// The refusal of a chain without Stylus, with what to use instead.
fn no_stylus(chain_id: u64) -> DeployError {
    let networks = Networks::builtin();
    let known = networks.by_chain_id(chain_id).next();
    let chain = known.map_or_else(|| format!("chain {chain_id}"), ToString::to_string);
    let on_top: Vec<&str> = known
        .into_iter()
        .flat_map(|network| networks.instead_of(network))
        .map(|network| network.name.as_str())
        .collect();
    let instead = match &on_top[..] {
        [] => "a Nitro chain with ArbOS 32 or later, such as arbitrum-sepolia".to_owned(),
        some => format!(
            "a Nitro chain that settles on it ({}; each is probed in the same way), or arbitrum-sepolia",
            some.join(", ")
        ),
    };
    DeployError::NoStylus { chain, instead }
}

/// Refuses a token that the suite cannot stand on.
pub(crate) async fn vvv(link: &Link<'_>, address: Address) -> Result<(), DeployError> {
    use diem_sdk::abi::IVvv::{balanceOfCall, decimalsCall};
    let unfit = |problem: String| DeployError::UnfitVvv { address, problem };
    if link.code(address).await?.is_empty() {
        return Err(unfit("is no contract".to_owned()));
    }
    match link.view(address, decimalsCall {}).await? {
        Ok(18) => {}
        Ok(other) => return Err(unfit(format!("has {other} decimals, not 18"))),
        Err(refusal) => return Err(unfit(format!("does not tell its decimals ({refusal})"))),
    }
    let balance: Result<U256, _> = link
        .view(address, balanceOfCall { account: address })
        .await?;
    match balance {
        Ok(_) => Ok(()),
        Err(refusal) => Err(unfit(format!("does not tell balances ({refusal})"))),
    }
}
