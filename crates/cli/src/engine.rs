//! The engine that deploys and looks after the suite, `diem-deploy`: how it is given a chain, how its events are shown and its failures told.

use clap::Args;
use diem_deploy::{DeployError, Endpoint, Event, FeePolicy};
use diem_sdk::amount;

use crate::{connection::Connection, failure::Failure, progress::Progress};

/// What may be paid.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct FeeOptions {
    /// The most gwei to pay per unit of gas [default: no limit].
    #[arg(long, value_name = "GWEI", help_heading = "Sending", value_parser = gwei)]
    max_fee: Option<u128>,
}

impl FeeOptions {
    /// The chain as the engine takes it.
    pub(crate) fn endpoint(&self, chain: &Connection) -> Endpoint {
        Endpoint {
            provider: chain.provider.clone(),
            chain_id: Some(chain.chain_id),
            fees: FeePolicy {
                max_fee_per_gas: self.max_fee,
                ..FeePolicy::default()
            },
        }
    }
}

/// The engine's failures, by what their cause is.
pub(crate) fn engine_failure(error: DeployError) -> Failure {
    match error {
        DeployError::Unreachable(_)
        | DeployError::Endpoint(_)
        | DeployError::NoOverrides(_)
        | DeployError::Artifact(_)
        | DeployError::File { .. }
        | DeployError::Busy(_)
        | DeployError::Stuck { .. }
        | DeployError::Signing(_) => Failure::failed(error),
        DeployError::Parameter { .. } => Failure::usage(error),
        DeployError::ManifestExists(path) => Failure::refused(format!(
            "{} records another deployment on this chain: with --replace-manifest the new one takes its place, and it is kept beside it",
            path.display()
        )),
        _ => Failure::refused(error),
    }
}

/// Shows what happens while the engine works: what goes on, and below it what is done.
pub(crate) fn told(progress: &Progress, event: Event) {
    match event {
        Event::Begun { step, index, of } => progress.step(format!("{} of {of}: {step}", index + 1)),
        Event::Found { step } => progress.line(&format!("{step}: done before")),
        Event::Sending { step, hash, .. } => progress.line(&format!("{step}: sent {hash}")),
        Event::Resumed { step, hash } => progress.line(&format!("{step}: goes on with {hash}")),
        Event::Resent { step, hash } => progress.line(&format!("{step}: sent {hash} again")),
        Event::Repriced { step, hash } => {
            progress.line(&format!("{step}: {hash} is replaced by one that pays more"))
        }
        Event::NonceTaken { step, nonce } => progress.line(&format!(
            "{step}: nonce {nonce} was taken by another transaction"
        )),
        Event::FeesTooHigh { needed, most } => {
            progress.line(&format!(
                "gas costs {needed} wei and at most {most} may be paid: waiting"
            ));
        }
        Event::ConnectionLost { error } => {
            progress.line(&format!("no answer ({error}): trying again"))
        }
        Event::Mined {
            step,
            block,
            gas_used,
            success,
            ..
        } => {
            let how = if success { "in" } else { "failed in" };
            progress.line(&format!(
                "{step}: {how} block {block}, {} gas",
                amount::group(gas_used)
            ));
        }
        Event::Skipped { step, reason } => progress.line(&format!("{step}: left out, {reason}")),
        Event::Comparing { contract, .. } => progress.step(format!("comparing {contract}")),
        Event::Saved { path } => progress.line(&format!("wrote {}", path.display())),
        // The plan and the outcome tell these; events of later versions are not known here.
        _ => {}
    }
}

/// Wei of an amount in gwei, such as `0.1`.
fn gwei(text: &str) -> Result<u128, String> {
    let wei = alloy::primitives::utils::parse_units(text, "gwei")
        .map_err(|_| format!("`{text}` is no amount of gwei"))?;
    u128::try_from(wei.get_absolute()).map_err(|_| format!("`{text}` is too much"))
}
