//! Whether a deployed suite is in good health.

mod contracts;
mod invariants;

use alloy::{eips::BlockId, primitives::Address, providers::DynProvider, sol_types::SolCall};
use diem_sdk::manifest::Manifest;
use serde::Serialize;

use crate::{
    error::DeployError,
    event::Event,
    link::Link,
    preflight::{self, ChainFacts},
    verify::READING_PATIENCE,
};

/// What doctor found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DoctorReport {
    /// The checks, in order. After one that makes others pointless (no connection, no contract), those are missing.
    pub checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// What was looked at, in words that stay: `chain`, `versions`, `diem: code`, `diem: expiry`, `diem: cache`, `owner` and so on.
    pub name: String,
    /// How it is.
    pub status: CheckStatus,
    /// What was found.
    pub summary: String,
    /// What to do about it, unless all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// How something is, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CheckStatus {
    /// Well.
    Ok,
    /// Well for now, or at a cost.
    Warn,
    /// Not well.
    Fail,
}

impl DoctorReport {
    /// The worst of all checks.
    pub fn status(&self) -> CheckStatus {
        let worst = self.checks.iter().map(|check| check.status).max();
        worst.unwrap_or(CheckStatus::Ok)
    }

    fn push(
        &mut self,
        name: impl Into<String>,
        status: CheckStatus,
        summary: impl Into<String>,
        remedy: Option<&str>,
    ) {
        self.checks.push(Check {
            name: name.into(),
            status,
            summary: summary.into(),
            remedy: remedy.map(str::to_owned),
        });
    }

    fn ok(&mut self, name: impl Into<String>, summary: impl Into<String>) {
        self.push(name, CheckStatus::Ok, summary, None);
    }

    fn warn(&mut self, name: impl Into<String>, summary: impl Into<String>, remedy: &str) {
        self.push(name, CheckStatus::Warn, summary, Some(remedy));
    }

    fn fail(&mut self, name: impl Into<String>, summary: impl Into<String>, remedy: &str) {
        self.push(name, CheckStatus::Fail, summary, Some(remedy));
    }
}

/// Looks at the suite of a manifest, by reads alone: connectivity, chain, Stylus and ArbOS, each contract's code, days until it falls asleep
/// and cache; owner and pause state; the bindings between the contracts; and the invariants that live reads can show. What cannot be read is a
/// failed check.
pub async fn doctor(provider: &DynProvider, manifest: &Manifest) -> DoctorReport {
    let silent = |_: Event| {};
    let mut report = DoctorReport::default();
    let link = Link::new(provider, &silent, READING_PATIENCE);
    if let Err(error) = examine(&link, manifest, &mut report).await {
        let name = match error {
            DeployError::Unreachable(_) => "connection",
            _ => "reading",
        };
        let remedy = "check the endpoint, then run this again";
        report.fail(name, error.to_string(), remedy);
    }
    report
}

async fn examine(
    link: &Link<'_>,
    manifest: &Manifest,
    report: &mut DoctorReport,
) -> Result<(), DeployError> {
    let chain = match preflight::stylus(link, Some(manifest.chain.id)).await {
        Ok(chain) => chain,
        Err(unreachable @ DeployError::Unreachable(_)) => return Err(unreachable),
        Err(error) => {
            report.fail(
                "chain",
                error.to_string(),
                "use an endpoint of the manifest's chain",
            );
            return Ok(());
        }
    };
    let block = link.latest_block().await?.header;
    report.ok(
        "chain",
        format!("chain {} answers, block {}", chain.chain_id, block.number),
    );
    versions(report, manifest, &chain);
    let snapshot = Snapshot {
        link,
        block: BlockId::number(block.number),
    };
    if contracts::examine(&snapshot, manifest, &chain, report).await? {
        contracts::operation(&snapshot, manifest, report).await?;
        invariants::examine(&snapshot, manifest, report).await?;
    }
    Ok(())
}

fn versions(report: &mut DoctorReport, manifest: &Manifest, chain: &ChainFacts) {
    let before = &manifest.chain;
    let summary = format!(
        "ArbOS {} and Stylus {}; {} and {} at the deployment",
        chain.arbos_version, chain.stylus_version, before.arbos_version, before.stylus_version
    );
    if chain.stylus_version == before.stylus_version {
        report.ok("versions", summary);
    } else {
        report.warn(
            "versions",
            summary,
            "a new Stylus version puts programs to sleep: see each contract's expiry",
        );
    }
}

/// The chain at one block: figures that belong together are read together.
struct Snapshot<'a> {
    link: &'a Link<'a>,
    block: BlockId,
}

impl Snapshot<'_> {
    /// Calls a view that a contract of the suite has.
    async fn read<C: SolCall>(&self, to: Address, call: C) -> Result<C::Return, DeployError> {
        let answer = self.link.view_at(self.block, to, call).await?;
        answer.map_err(|refusal| {
            DeployError::Endpoint(format!("{} at {to}: {refusal}", C::SIGNATURE))
        })
    }
}
