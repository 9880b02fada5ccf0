//! The manifest of a deployment, `deployments/<chain id>.json`: which contracts are the suite on a chain, and how they came there.
//!
//! A manifest is strict: a field that is missing, unknown or out of range is an error that names it. So what a tool has loaded, it can
//! rely on.
//!
//! ```
//! # let folder = tempfile::tempdir()?;
//! # let manifest = diem_sdk::manifest::Manifest::from_json(include_str!("../tests/data/412346.json"))?;
//! # let deployments = folder.path();
//! use diem_sdk::manifest::Manifest;
//!
//! let path = manifest.save_new(deployments)?; // never overwrites
//! let loaded = Manifest::load(&path)?;
//! println!("DIEM is {} on chain {}", loaded.contracts.diem.address, loaded.chain.id);
//! # assert_eq!(loaded, manifest);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod arguments;
mod file;
mod text;
mod validate;

use alloy_primitives::{Address, B256, U256};
use serde::{Deserialize, Serialize};

pub use arguments::{
    ConstructorArguments, CreditsArguments, DiemArguments, NoArguments, StakingArguments,
};
pub use file::{ManifestError, Replaced, load_all};
pub use validate::Problem;

/// The version of the manifest's form that this crate reads and writes.
pub const SCHEMA: u32 = 1;

/// One deployment of the suite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Manifest {
    /// The version of this form: 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub schema: u32,
    /// The suite's version, such as `0.1.0`.
    pub suite_version: String,
    /// Where it is deployed.
    pub chain: Chain,
    /// Who deployed it: the sender of the transactions.
    #[cfg_attr(feature = "schema", schemars(schema_with = "text::address_schema"))]
    pub deployer: Address,
    /// The salt of the contracts' addresses; zero if they are not deterministic.
    #[cfg_attr(feature = "schema", schemars(schema_with = "text::hash_schema"))]
    pub salt: B256,
    /// The StylusDeployer that created the contracts.
    #[cfg_attr(feature = "schema", schemars(schema_with = "text::address_schema"))]
    pub stylus_deployer: Address,
    /// The versions of what made and deployed the code.
    pub tools: Tools,
    /// The contracts.
    pub contracts: Contracts,
}

/// A chain, as it was at the deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Chain {
    /// Its chain id.
    pub id: u64,
    /// Its name in `deployments/networks.toml`, or what the deployer called it.
    pub network: String,
    /// The chain it settles on, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ParentChain>,
    /// Its ArbOS version, such as 40 (not ArbSys' figure, which is 55 more).
    pub arbos_version: u64,
    /// Its Stylus version.
    pub stylus_version: u16,
}

/// The chain that another settles on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ParentChain {
    /// Its chain id.
    pub id: u64,
    /// Its name.
    pub name: String,
}

/// The versions of what made and deployed the code, as the tools name themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Tools {
    /// The Rust compiler.
    pub rustc: String,
    /// The Solidity compiler, which made the ABIs.
    pub solc: String,
    /// Binaryen's optimiser.
    pub wasm_opt: String,
    /// The `diem` command, or the program that deployed in its place.
    pub diem: String,
}

/// The four contracts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Contracts {
    /// VVV.
    pub vvv: Vvv,
    /// VvvStaking.
    pub staking: Contract<StakingArguments>,
    /// Diem.
    pub diem: Contract<DiemArguments>,
    /// ComputeCredits, the one ledger of credits that counts.
    pub credits: Contract<CreditsArguments>,
}

/// Which VVV the suite stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Vvv {
    /// Test VVV, deployed with the suite: it has a faucet and no value.
    Test(Contract<NoArguments>),
    /// A token that was there before.
    Given(GivenToken),
}

impl Vvv {
    /// The token's address.
    pub const fn address(&self) -> Address {
        match self {
            Self::Test(contract) => contract.address,
            Self::Given(token) => token.address,
        }
    }
}

/// A token that was there before the suite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct GivenToken {
    /// Its address.
    #[cfg_attr(feature = "schema", schemars(schema_with = "text::address_schema"))]
    pub address: Address,
    /// The hash of its code at the deployment.
    #[cfg_attr(feature = "schema", schemars(schema_with = "text::hash_schema"))]
    pub code_hash: B256,
}

/// A contract of the suite: a Stylus program, constructed with `A`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Contract<A> {
    /// Its address.
    #[cfg_attr(feature = "schema", schemars(schema_with = "text::address_schema"))]
    pub address: Address,
    /// Its ABI's file, from the repository's root, such as `interfaces/abi/IDiem.json`.
    pub abi: String,
    /// The arguments of its constructor.
    pub constructor: A,
    /// The hash of its code on chain.
    #[cfg_attr(feature = "schema", schemars(schema_with = "text::hash_schema"))]
    pub code_hash: B256,
    /// The module that its code is made from.
    pub wasm: Wasm,
    /// Its activation.
    pub activation: Activation,
    /// The transactions that brought it to work, in their order.
    pub transactions: Vec<Transaction>,
    /// Whether it was in the chain's cache of programs after the deployment.
    pub cached: bool,
}

/// A WASM module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Wasm {
    /// SHA-256 of the module, as `sha256sum` prints it.
    #[serde(with = "text::digest")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "text::digest::schema"))]
    pub sha256: B256,
    /// Bytes of the module.
    pub module_bytes: u64,
    /// Bytes on chain: the prefix and the compressed module.
    pub code_bytes: u64,
}

/// A program's activation. It ends after 365 days, or when the chain moves to another Stylus version; anyone can renew it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Activation {
    /// The Stylus version it is for.
    pub stylus_version: u16,
    /// The transaction that activated it; absent if a program of the same code had been active before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "schema",
        schemars(schema_with = "text::optional_hash_schema")
    )]
    pub transaction: Option<B256>,
    /// When it ends, in seconds since the Unix epoch.
    pub expires_at: u64,
    /// What it cost beside gas, in wei of the chain's gas token.
    #[serde(with = "text::decimal")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "text::decimal::schema"))]
    pub data_fee: U256,
}

/// A transaction of a deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Transaction {
    /// What it was for.
    pub purpose: Purpose,
    /// Its hash.
    #[cfg_attr(feature = "schema", schemars(schema_with = "text::hash_schema"))]
    pub hash: B256,
    /// The number of its block.
    pub block: u64,
}

/// What a transaction of a deployment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Purpose {
    /// Creates the contract; the StylusDeployer activates and constructs it in the same transaction.
    Deploy,
    /// Activates the program, at first or again.
    Activate,
    /// Binds Diem to the staking contract.
    Bind,
    /// Bids for a place in the cache of programs.
    Cache,
}

/// Where the four contracts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Addresses {
    /// VVV.
    pub vvv: Address,
    /// VvvStaking.
    pub staking: Address,
    /// Diem.
    pub diem: Address,
    /// ComputeCredits.
    pub credits: Address,
}

impl Manifest {
    /// Where the four contracts are.
    pub const fn addresses(&self) -> Addresses {
        let contracts = &self.contracts;
        Addresses {
            vvv: contracts.vvv.address(),
            staking: contracts.staking.address,
            diem: contracts.diem.address,
            credits: contracts.credits.address,
        }
    }
}

/// The JSON Schema of manifests, as it is written: what `deployments/manifest.schema.json` says.
#[cfg(feature = "schema")]
pub fn json_schema() -> String {
    let schema = schemars::schema_for!(Manifest);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    text.push('\n');
    text
}
