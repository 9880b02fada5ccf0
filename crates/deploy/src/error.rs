//! What can go wrong. Each message says what to do about it.

use std::{io, path::PathBuf};

use alloy::{
    primitives::{Address, B256, U256},
    transports::{RpcError, TransportError, TransportErrorKind},
};
use diem_build::{ArtifactError, CODE_LIMIT};
use diem_sdk::{amount::exact, manifest::ManifestError};
use thiserror::Error;

use crate::{compare::Mismatch, contract::Contract, step::Step};

/// Why something could not be done.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DeployError {
    /// The endpoint does not answer.
    #[error(
        "the endpoint does not answer ({0}): check its address and your connection, then run this again; what was begun is continued"
    )]
    Unreachable(String),
    /// The endpoint answers with an error.
    #[error("the endpoint answers: {0}")]
    Endpoint(String),
    /// The endpoint lacks what dry runs need.
    #[error(
        "the endpoint refuses a call with state overrides, which dry runs need ({0}): use another endpoint of this chain"
    )]
    NoOverrides(String),
    /// The endpoint is on another chain.
    #[error(
        "the endpoint is on chain {found}, not on chain {expected}: use an endpoint of chain {expected}"
    )]
    WrongChain {
        /// The chain id that was asked for.
        expected: u64,
        /// The endpoint's.
        found: u64,
    },
    /// The chain cannot run Stylus programs.
    #[error(
        "{chain} has no Stylus VM, so the contracts cannot run there: nothing was sent. Use {instead}"
    )]
    NoStylus {
        /// The chain.
        chain: String,
        /// What to use.
        instead: String,
    },
    /// The chain's ArbOS is too old.
    #[error(
        "the chain runs ArbOS {0}; the contracts need 32 or later: nothing was sent. Wait for the chain's upgrade, or use another chain"
    )]
    ArbosTooOld(u64),
    /// The chain's owner has made activations impossible.
    #[error(
        "the chain charges {0} gas extra for each activation: activations are paused, and nothing was sent. Try again when the chain's owner has lifted that"
    )]
    ActivationPaused(u64),
    /// There is neither a StylusDeployer nor the factory to deploy it.
    #[error(
        "the chain has neither the StylusDeployer ({deployer}) nor the CREATE2 factory to deploy it with ({factory}): nothing was sent. \
         Have the factory deployed (github.com/Arachnid/deterministic-deployment-proxy), then run this again",
        deployer = crate::STYLUS_DEPLOYER, factory = crate::CREATE2_FACTORY
    )]
    NoFactory,
    /// Something else is where the StylusDeployer or the factory should be.
    #[error(
        "the code at {0} is not what belongs there, so the chain is not to be trusted with deployments: nothing was sent. Use another chain"
    )]
    ForeignCode(Address),
    /// A parameter is out of range.
    #[error("{name} {rule}")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// What it must be.
        rule: &'static str,
    },
    /// There are no artifacts to deploy or compare.
    #[error(transparent)]
    Artifact(#[from] ArtifactError),
    /// A contract is too large.
    #[error("{contract} has {size} bytes compressed, {CODE_LIMIT} are allowed: make it smaller")]
    CodeTooLarge {
        /// The contract.
        contract: Contract,
        /// Bytes of its code.
        size: usize,
    },
    /// A contract is one that chains refuse.
    #[error("{contract} would not be activated: {error}")]
    Unfit {
        /// The contract.
        contract: Contract,
        /// The first rule that it breaks.
        error: stylus_program::InvalidModule,
    },
    /// What was given as VVV is no token that the suite can stand on.
    #[error("the VVV token {address} {problem}: nothing was sent. Check the address")]
    UnfitVvv {
        /// Its address.
        address: Address,
        /// What is wrong with it.
        problem: String,
    },
    /// What is on the chain is not what was planned.
    #[error("{step}: what is at {address} is not as planned: {}", list(.mismatches))]
    Unexpected {
        /// The step.
        step: Step,
        /// The address.
        address: Address,
        /// What differs.
        mismatches: Vec<Mismatch>,
    },
    /// The sender cannot pay.
    #[error("{sender} has {} of the chain's gas token and should have {}: send it at least {} first",
        exact(*.balance), exact(*.needed), exact(needed.saturating_sub(*balance)))]
    BalanceTooLow {
        /// The sender.
        sender: Address,
        /// Its wei.
        balance: U256,
        /// What it should have.
        needed: U256,
    },
    /// Gas is too expensive.
    #[error(
        "gas costs {needed} wei, and at most {most} may be paid: raise the limit, or run this again when fees have fallen"
    )]
    FeesTooHigh {
        /// Wei per unit of gas.
        needed: u128,
        /// What may be paid.
        most: u128,
    },
    /// A step would fail; nothing was sent for it.
    #[error("{step} would fail, so it was not sent: {reason}")]
    WouldFail {
        /// The step.
        step: Step,
        /// Why.
        reason: String,
    },
    /// A step's transaction failed.
    #[error(
        "{step}: transaction {hash} is in a block and failed, although dry runs succeed: look at its trace, then run this again"
    )]
    Failed {
        /// The step.
        step: Step,
        /// The transaction.
        hash: B256,
    },
    /// The endpoint refuses a transaction.
    #[error("{step}: the endpoint refuses the transaction: {reason}")]
    Rejected {
        /// The step.
        step: Step,
        /// The endpoint's words.
        reason: String,
    },
    /// A transaction does not get into a block.
    #[error(
        "{step}: transaction {hash} (nonce {nonce}) is in no block after {waited} s: run this again, which continues with it"
    )]
    Stuck {
        /// The step.
        step: Step,
        /// The transaction.
        hash: B256,
        /// Its nonce.
        nonce: u64,
        /// Seconds.
        waited: u64,
    },
    /// Other transactions keep taking the nonces.
    #[error(
        "{step}: transactions of somebody else keep taking {sender}'s nonces: stop whatever else sends from this account, then run this again"
    )]
    NoncesTaken {
        /// The step.
        step: Step,
        /// The sender.
        sender: Address,
    },
    /// The receiver of a transaction has no code, so whatever is sent there would be lost.
    #[error("{step}: there is no contract at {to}, so nothing is sent there")]
    NoContract {
        /// The step.
        step: Step,
        /// The receiver.
        to: Address,
    },
    /// The plan is not of this wallet, these artifacts and this chain.
    #[error("the plan was made for another account or other contracts: make a new plan")]
    OtherPlan,
    /// The wallet does not sign.
    #[error("the transaction cannot be signed: {0}")]
    Signing(String),
    /// Another run is under way.
    #[error("another deployment is writing {}: wait until it has ended", .0.display())]
    Busy(PathBuf),
    /// The journal is of another deployment.
    #[error("{} belongs to a deployment that was begun {other} and has not ended: end it as it was begun, or move the file away to give it up", path.display())]
    OtherDeployment {
        /// The journal.
        path: PathBuf,
        /// In what it differs: `with other parameters or contracts` or `by 0x…`.
        other: String,
    },
    /// The journal cannot be understood.
    #[error("{}, line {line}, is no entry of this version's journal: continue with the version that wrote it, or move the file away", path.display())]
    Journal {
        /// The journal.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// The chain has another deployment on record.
    #[error("{} has another deployment of this chain: it is replaced only if you ask for that, and kept beside the new one then", .0.display())]
    ManifestExists(PathBuf),
    /// The manifest cannot be read or written.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The chain has no cache manager.
    #[error(
        "the chain has no cache manager, so nobody can bid for its program cache: its owner has to register one"
    )]
    NoCacheManager,
    /// No bid is taken.
    #[error("the cache manager takes no bid for {contract}: {reason}")]
    NoBid {
        /// The contract.
        contract: Contract,
        /// Why.
        reason: String,
    },
}

impl DeployError {
    pub(crate) fn file(path: &std::path::Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}

impl From<TransportError> for DeployError {
    fn from(error: TransportError) -> Self {
        match &error {
            RpcError::ErrorResp(answer) => Self::Endpoint(answer.message.to_string()),
            _ => Self::Unreachable(cause(&error)),
        }
    }
}

/// The innermost error, which says what happened. Those around it say the address, which may hold a secret.
pub(crate) fn cause(error: &TransportError) -> String {
    let mut cause: &dyn std::error::Error = match error {
        RpcError::Transport(TransportErrorKind::Custom(inner)) => inner.as_ref(),
        RpcError::Transport(TransportErrorKind::HttpError(answer)) => {
            return format!("HTTP status {}", answer.status);
        }
        _ => error,
    };
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

fn list(mismatches: &[Mismatch]) -> String {
    let texts: Vec<String> = mismatches.iter().map(Mismatch::to_string).collect();
    texts.join("; ")
}
