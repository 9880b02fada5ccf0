//! Looking at a deployed suite: comparing it with the build, and its health.

use clap::Args;
use diem_deploy::{CheckStatus, DoctorReport, VerifyReport};
use serde_json::{Value as Json, json};

use crate::{
    args::Global,
    commands::deploy::BuildOptions,
    connection::Connection,
    engine::{engine_failure, told},
    failure::Failure,
    progress::Progress,
    session::manifest,
    show::{Output, head, print, render, table},
};

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    build: BuildOptions,
}

impl VerifyArgs {
    pub(crate) async fn run(self, global: &Global, output: Output) -> Result<(), Failure> {
        let chain = Connection::open(global).await?;
        let manifest = manifest(global, &chain).await?;
        let artifacts = self.build.artifacts()?;
        let report = {
            let progress = Progress::start("comparing");
            let observer = |event| told(&progress, event);
            diem_deploy::verify(&chain.provider, &artifacts, &manifest, &observer).await
        };
        let report = report.map_err(engine_failure)?;
        match output.json {
            true => output.document(&verify_document(&chain, &report)),
            false => print(&verify_text(&chain, &report)),
        }
        match report.is_match() {
            true => Ok(()),
            false => Err(Failure::Reported(
                "the contracts on the chain are not what was built, or not as the manifest says",
            )),
        }
    }
}

fn verify_text(chain: &Connection, report: &VerifyReport) -> String {
    let mut text = format!("Contracts on {chain} against the build\n\n");
    for contract in &report.contracts {
        let verdict = if contract.mismatches.is_empty() {
            "matches"
        } else {
            "differs"
        };
        let name = contract.contract.name();
        text += &format!("  {name:<8} {}  {verdict}\n", contract.address);
        for mismatch in &contract.mismatches {
            text += &format!("    {mismatch}\n");
        }
    }
    text
}

fn verify_document(chain: &Connection, report: &VerifyReport) -> Json {
    let mut document = head("verify", chain);
    document.insert("matches".to_owned(), json!(report.is_match()));
    document.insert("contracts".to_owned(), json!(report.contracts));
    Json::Object(document)
}

/// `doctor`.
pub(crate) async fn doctor(global: &Global, output: Output) -> Result<(), Failure> {
    let chain = Connection::open(global).await?;
    let manifest = manifest(global, &chain).await?;
    let report = {
        let _progress = Progress::start("looking");
        diem_deploy::doctor(&chain.provider, &manifest).await
    };
    match output.json {
        true => {
            let mut document = head("doctor", &chain);
            document.insert("status".to_owned(), json!(report.status()));
            document.insert("checks".to_owned(), json!(report.checks));
            output.document(&Json::Object(document));
        }
        false => print(&doctor_text(&chain, &report)),
    }
    match report.status() {
        CheckStatus::Ok | CheckStatus::Warn => Ok(()),
        CheckStatus::Fail => Err(Failure::Reported("the suite is not in good health")),
    }
}

fn doctor_text(chain: &Connection, report: &DoctorReport) -> String {
    let mut text = format!("Health of the suite on {chain}\n\n");
    let mut checks = table();
    for check in &report.checks {
        let status = match check.status {
            CheckStatus::Ok => "ok",
            CheckStatus::Warn => "warn",
            CheckStatus::Fail => "FAIL",
        };
        let remedy = check
            .remedy
            .as_ref()
            .map(|remedy| format!(": {remedy}"))
            .unwrap_or_default();
        checks.add_row([
            status.to_owned(),
            check.name.clone(),
            format!("{}{remedy}", check.summary),
        ]);
    }
    text += &render(&checks);
    text
}
