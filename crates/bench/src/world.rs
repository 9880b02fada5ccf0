//! The chain with everything on it, and who acts there.

use std::{io, path::PathBuf};

use diem_build::{ArtifactError, Artifacts, SnapshotError};
use diem_suite::{
    Account, Address, Params, Reverted, Sent, SolCall, Suite, SuiteError, Tx, U256, abi::IDiem,
};
use stylus_chain::TxError;
use thiserror::Error;

use crate::{figure::Figure, snapshot::Drift};

/// Seconds from midnight to noon.
const NOON: u64 = 43_200;

/// Why there are no figures.
#[derive(Debug, Error)]
pub(crate) enum BenchError {
    /// The suite could not be deployed.
    #[error(transparent)]
    Suite(#[from] SuiteError),
    /// The artifacts cannot be used.
    #[error(transparent)]
    Artifacts(#[from] ArtifactError),
    /// A peer could not be deployed.
    #[error("{0} cannot be deployed: {1}")]
    Deploy(&'static str, String),
    /// A call that has to succeed did not.
    #[error("{subject}, {row}: {call} {reverted}")]
    Reverted {
        /// The contract whose row it is.
        subject: &'static str,
        /// The row.
        row: String,
        /// The function.
        call: &'static str,
        /// What it said.
        reverted: Box<Reverted>,
    },
    /// The chain did not execute a transaction.
    #[error("{row}: {source}")]
    Refused {
        /// The row.
        row: String,
        /// What the chain said.
        source: TxError,
    },
    /// The contracts' sizes or digests are not those of their snapshot.
    #[error(transparent)]
    Sizes(#[from] SnapshotError),
    /// Figures are not those of a committed file.
    #[error(transparent)]
    Drift(#[from] Drift),
    /// A table has no place in any document.
    #[error("neither {documents} has a line <!-- {table} -->")]
    NoPlace {
        /// The table.
        table: String,
        /// Where it was looked for.
        documents: String,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
}

/// A chain with the suite, and the accounts of all rows.
pub(crate) struct World<'a> {
    pub(crate) artifacts: &'a Artifacts,
    pub(crate) suite: Suite,
    pub(crate) alice: Account,
    pub(crate) bob: Account,
    pub(crate) carol: Account,
    /// Never holds anything before a row gives it something.
    pub(crate) fresh: Account,
    /// Spends for others, or meters them.
    pub(crate) agent: Account,
    subject: &'static str,
    row: String,
}

impl<'a> World<'a> {
    /// Deploys the suite, its programs in the chain's cache or not.
    pub(crate) fn new(artifacts: &'a Artifacts, cache_programs: bool) -> Result<Self, BenchError> {
        let params = Params {
            cache_programs,
            ..Params::default()
        };
        Ok(Self {
            artifacts,
            suite: Suite::try_with(params)?,
            alice: Account::named("alice"),
            bob: Account::named("bob"),
            carol: Account::named("carol"),
            fresh: Account::named("fresh"),
            agent: Account::named("agent"),
            subject: "",
            row: String::new(),
        })
    }

    /// Runs a row: what it does to the chain is undone afterwards.
    pub(crate) fn row<R>(
        &mut self,
        subject: &'static str,
        row: impl Into<String>,
        f: impl FnOnce(&mut Self) -> Result<R, BenchError>,
    ) -> Result<R, BenchError> {
        (self.subject, self.row) = (subject, row.into());
        let before = self.suite.chain.snapshot();
        let result = f(self);
        self.suite.chain.revert(before);
        result
    }

    /// Noon of the `day`-th day.
    pub(crate) fn noon(&mut self, day: u64) {
        self.suite.at(day, NOON);
    }

    /// Sends a call that prepares a row.
    pub(crate) fn send<C: SolCall>(
        &mut self,
        from: Address,
        to: Address,
        call: C,
    ) -> Result<Sent<C::Return>, BenchError> {
        let sent = self.suite.send(from, to, call);
        sent.map_err(|reverted| self.reverted::<C>(reverted))
    }

    /// Sends the call that a row is about.
    pub(crate) fn measure<C: SolCall>(
        &mut self,
        from: Address,
        to: Address,
        call: C,
    ) -> Result<Figure, BenchError> {
        let tx = Tx::call(from, to, call.abi_encode());
        let (receipt, profile) = self.suite.chain.profiled(|chain| chain.transact(tx));
        let receipt = receipt.map_err(|source| BenchError::Refused {
            row: self.row.clone(),
            source,
        })?;
        if !receipt.is_success() {
            return Err(self.reverted::<C>(receipt.into()));
        }
        let profile = profile.unwrap_or_default();
        Ok(Figure::new(self.subject, &self.row, &receipt, profile))
    }

    /// Today as the contracts count it.
    pub(crate) fn today(&self) -> U256 {
        U256::from(self.suite.today())
    }

    /// Mints DIEM as the staking contract would, without VVV behind it.
    pub(crate) fn mint(
        &mut self,
        token: Address,
        to: Address,
        value: U256,
    ) -> Result<(), BenchError> {
        self.send(self.suite.staking, token, IDiem::mintCall { to, value })?;
        Ok(())
    }

    fn reverted<C: SolCall>(&self, reverted: Reverted) -> BenchError {
        BenchError::Reverted {
            subject: self.subject,
            row: self.row.clone(),
            call: C::SIGNATURE,
            reverted: Box::new(reverted),
        }
    }
}

/// So many whole tokens, or credits, in wei.
pub(crate) fn units(number: u64) -> U256 {
    U256::from(number) * U256::from(10).pow(U256::from(18))
}
