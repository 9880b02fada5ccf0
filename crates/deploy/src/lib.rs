#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod arbos;
mod blueprint;
mod cache;
mod compare;
mod contract;
mod deploy;
mod doctor;
mod error;
mod event;
mod fees;
mod journal;
mod keepalive;
mod link;
mod parameters;
mod plan;
mod preflight;
mod programs;
mod reception;
mod record;
mod sender;
mod site;
mod step;
mod stylus_deployer;
mod verify;

use std::path::PathBuf;

use alloy::providers::DynProvider;
use diem_build::Artifacts;

pub use cache::{CacheStatus, bid, cache_status};
pub use compare::Mismatch;
pub use contract::Contract;
pub use deploy::{Outcome, deploy};
pub use diem_sdk::manifest::Addresses;
pub use doctor::{Check, CheckStatus, DoctorReport, doctor};
pub use error::DeployError;
pub use event::{Event, Observer};
pub use fees::FeePolicy;
pub use keepalive::{Lifetime, keepalive};
pub use parameters::{CacheBids, Parameters, Vvv};
pub use plan::{Cost, Plan, PlannedStep, StepState, plan};
pub use preflight::{ChainFacts, preflight};
pub use step::Step;
pub use stylus_deployer::{CREATE2_FACTORY, STYLUS_DEPLOYER};
pub use verify::{ContractReport, VerifyReport, verify};

/// A chain, and within which limits to use it.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Reaches the chain. Its poll interval, 1 s at most, sets the pace of waiting.
    pub provider: DynProvider,
    /// The chain id that the chain must have; none: any.
    pub chain_id: Option<u64>,
    /// What may be paid for gas, and how long to wait.
    pub fees: FeePolicy,
}

/// What is deployed, and where that is written down.
#[derive(Clone, Debug)]
pub struct Project {
    /// The build's artifacts.
    pub artifacts: Artifacts,
    /// The folder of the manifests (`<chain id>.json`) and, while a deployment is under way, its journal (`<chain id>.journal.jsonl`).
    pub deployments: PathBuf,
    /// The chain's name for the manifest, such as `arbitrum-sepolia`.
    pub network: String,
    /// The program that deploys, and its version, for the manifest.
    pub tool: String,
    /// Whether a manifest of another deployment may be replaced. It is kept beside the new one.
    pub replace_manifest: bool,
}
