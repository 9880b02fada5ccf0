//! Carrying out a plan.

use std::{path::PathBuf, time::Instant};

use alloy::network::EthereumWallet;
use serde::Serialize;

use crate::{
    Endpoint, Project,
    blueprint::Blueprint,
    error::DeployError,
    event::{Event, Observer},
    journal::Journal,
    link::Link,
    plan::{Plan, StepState},
    record,
    sender::Sender,
    site::Site,
    step::Step,
};

/// What a deployment came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The manifest.
    pub path: PathBuf,
    /// Where the manifest is kept that was replaced, if one was.
    pub backup: Option<PathBuf>,
    /// Transactions made by this run.
    pub sent: usize,
    /// Whether the owner has yet to bind Diem. Until then nothing can be minted.
    pub bind_left_to_owner: bool,
}

/// Carries out a plan, step by step, reading back each step's result, and writes the manifest. Interrupted at any point, the next run
/// ([`plan`](crate::plan) and this, with the same parameters and sender) continues and deploys nothing twice.
///
/// # Errors
///
/// A [`DeployError`]. What was done remains, and the next run goes on from there.
pub async fn deploy(
    endpoint: &Endpoint,
    wallet: &EthereumWallet,
    project: &Project,
    plan: &Plan,
    observer: &dyn Observer,
) -> Result<Outcome, DeployError> {
    let blueprint = Blueprint::new(&plan.parameters, &project.artifacts)?;
    let chain_id = plan.chain.chain_id;
    let link = Link::new(&endpoint.provider, observer, endpoint.fees.give_up_after);
    let signer = wallet.default_signer().address();
    let found = link.chain_id().await?;
    if blueprint.addresses != plan.addresses || signer != plan.sender {
        return Err(DeployError::OtherPlan);
    }
    if found != chain_id {
        return Err(DeployError::WrongChain {
            expected: chain_id,
            found,
        });
    }
    plan.check_balance()?;
    let fingerprint = blueprint.fingerprint(signer);
    let journal = Journal::open(&project.deployments, chain_id, signer, fingerprint)?;
    // Under the journal's lock: another run may have ended just now.
    let on_record = record::existing(project, chain_id, &blueprint.addresses)?;
    let mut run = Run {
        site: Site {
            link,
            blueprint: &blueprint,
            sender: signer,
            cache_manager: plan.chain.cache_manager,
        },
        sender: Sender {
            link,
            wallet,
            fees: &endpoint.fees,
            chain_id,
            journal,
            sent: 0,
        },
    };
    run.carry_out(plan).await?;
    let bind_left_to_owner = !run.site.is_done(Step::Bind).await?;
    let Run { site, sender } = run;
    let manifest = record::Record {
        project,
        plan,
        site: &site,
        journal: &sender.journal,
        before: on_record.as_ref(),
    };
    let (path, backup) = manifest.save().await?;
    sender.journal.end()?;
    Ok(Outcome {
        path,
        backup,
        sent: sender.sent,
        bind_left_to_owner,
    })
}

struct Run<'a> {
    site: Site<'a>,
    sender: Sender<'a>,
}

impl Run<'_> {
    fn tell(&self, event: Event) {
        self.site.link.observer.observe(event);
    }

    async fn carry_out(&mut self, plan: &Plan) -> Result<(), DeployError> {
        for (index, planned) in plan.steps.iter().enumerate() {
            let step = planned.step;
            let of = plan.steps.len();
            self.tell(Event::Begun { step, index, of });
            match (step, planned.state) {
                (_, StepState::Skipped) => self.tell(Event::Skipped {
                    step,
                    reason: planned.reason.clone().unwrap_or_default(),
                }),
                (Step::Bind, _) => self.bind().await?,
                (Step::Cache(_), _) => self.cache(step).await?,
                _ => self.perform(step).await?,
            }
        }
        Ok(())
    }

    /// Does a step, unless its result is on the chain, and reads the result back.
    async fn perform(&mut self, step: Step) -> Result<(), DeployError> {
        let site = &self.site;
        let is_ours = if site.is_done(step).await? {
            // If it was done by a transaction of an interrupted run, the manifest names that.
            self.sender.take_note(step).await?;
            false
        } else {
            let receipt = self
                .sender
                .complete(step, async || site.request(step).await);
            receipt.await?.is_some()
        };
        if !is_ours {
            self.tell(Event::Found { step });
        }
        self.read_back(step, is_ours).await?;
        let address = self.site.address(step);
        self.tell(Event::Verified { step, address });
        Ok(())
    }

    /// Reads a step's result back. Right after the transaction, an endpoint of several machines may not show it at once.
    async fn read_back(&self, step: Step, is_new: bool) -> Result<(), DeployError> {
        let begun = Instant::now();
        loop {
            match self.site.check(step, is_new).await {
                Err(DeployError::Unexpected { .. })
                    if is_new && begun.elapsed() < self.sender.fees.resend_after => {}
                result => return result,
            }
            tokio::time::sleep(self.site.link.pause()).await;
        }
    }

    /// Binds Diem, or leaves that to the owner.
    async fn bind(&mut self) -> Result<(), DeployError> {
        if !self.site.is_done(Step::Bind).await?
            && let Some(owner) = self.site.other_owner().await?
        {
            let binding = self.site.binding();
            self.tell(Event::BindLeftToOwner {
                owner,
                staking: binding.to,
                calldata: binding.data,
            });
            return Ok(());
        }
        self.perform(Step::Bind).await
    }

    /// Bids for a place in the cache. The suite works without it, at a higher price, so a bid that fails stops nothing.
    async fn cache(&mut self, step: Step) -> Result<(), DeployError> {
        match self.perform(step).await {
            Err(
                refused @ (DeployError::NoBid { .. }
                | DeployError::WouldFail { .. }
                | DeployError::Failed { .. }),
            ) => {
                let reason = refused.to_string();
                self.tell(Event::Skipped { step, reason });
                Ok(())
            }
            result => result,
        }
    }
}
