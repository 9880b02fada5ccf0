//! Deploying the suite.

use std::path::PathBuf;

use alloy::primitives::{Address, B256, U256};
use clap::Args;
use diem_build::{Artifacts, Layout};
use diem_deploy::{CacheBids, Outcome, Parameters, Plan, Project, StepState, Vvv};
use diem_sdk::amount;
use serde_json::{Map, Value as Json, json};

use crate::{
    args::Global,
    connection::Connection,
    engine::{FeeOptions, engine_failure, told},
    failure::Failure,
    keys::KeyOptions,
    parse,
    progress::Progress,
    send::confirm,
    show::{Output, align, head, print, render, table},
};

/// Arguments of `deploy`.
#[derive(Debug, Args)]
pub(crate) struct DeployArgs {
    #[command(flatten)]
    parameters: ParameterOptions,
    #[command(flatten)]
    build: BuildOptions,
    /// Replace the manifest of another deployment on this chain; it is kept beside the new one.
    #[arg(long)]
    replace_manifest: bool,
    #[command(flatten)]
    key: KeyOptions,
    /// Show the plan and its cost, and stop.
    #[arg(long, help_heading = "Sending", conflicts_with = "yes")]
    dry_run: bool,
    /// Deploy without a question.
    #[arg(long, short, help_heading = "Sending")]
    yes: bool,
    #[command(flatten)]
    fees: FeeOptions,
}

/// What the suite is deployed with. It decides the contracts' addresses, and cannot be changed later.
#[derive(Debug, Args)]
#[command(next_help_heading = "Parameters")]
struct ParameterOptions {
    /// Owner of the staking contract [default: the account that deploys].
    #[arg(long, value_name = "ACCOUNT", value_parser = parse::receiver)]
    owner: Option<Address>,
    /// The VVV token; without it, Test VVV with its faucet is deployed, too.
    #[arg(long, value_name = "ADDRESS", value_parser = parse::receiver)]
    vvv: Option<Address>,
    /// VVV locked per DIEM.
    #[arg(long, value_name = "AMOUNT", value_parser = parse::amount, default_value = "100")]
    vvv_per_diem: U256,
    /// Time between a request to unstake and its payment, 1 to 365 days.
    #[arg(long, value_name = "DURATION", value_parser = parse::duration, default_value = "7d")]
    cooldown: u64,
    /// Reward weight of locked VVV in basis points of that of free VVV, 1 to 10000.
    #[arg(long, value_name = "BPS", default_value_t = 8_000)]
    locked_reward_bps: u16,
    /// The most DIEM that may exist [default: the most there can be].
    #[arg(long, value_name = "AMOUNT", value_parser = parse::amount)]
    diem_cap: Option<U256>,
    /// Tells deployments with the same parameters apart: 0x and 64 digits, or a text, which is hashed.
    #[arg(long, value_name = "SALT", value_parser = parse::reference)]
    salt: Option<B256>,
    /// The most to bid for each contract's place in the program cache, in the chain's gas token; 0 bids nothing.
    #[arg(long, value_name = "AMOUNT", value_parser = parse::limit, default_value = "0.01")]
    cache_bid: U256,
}

/// Where the build is.
#[derive(Debug, Args)]
pub(crate) struct BuildOptions {
    /// Root of the repository whose built contracts are meant [default: the one that this command was built in].
    #[arg(long, value_name = "FOLDER", env = "DIEM_REPOSITORY")]
    repository: Option<PathBuf>,
}

impl ParameterOptions {
    fn parameters(&self, sender: Address) -> Parameters {
        let usual = Parameters::new(self.owner.unwrap_or(sender));
        Parameters {
            vvv: self.vvv.map_or(usual.vvv, Vvv::At),
            vvv_per_diem: self.vvv_per_diem,
            cooldown: self.cooldown,
            locked_reward_bps: self.locked_reward_bps,
            diem_cap: self.diem_cap.unwrap_or(usual.diem_cap),
            salt: self.salt.unwrap_or(usual.salt),
            cache: match self.cache_bid {
                U256::ZERO => CacheBids::None,
                most => CacheBids::UpTo(most),
            },
            ..usual
        }
    }
}

impl BuildOptions {
    /// The built contracts.
    pub(crate) fn artifacts(&self) -> Result<Artifacts, Failure> {
        let layout = match &self.repository {
            Some(folder) => Layout::new(folder.canonicalize().map_err(|error| {
                Failure::failed(format!("{} cannot be read: {error}", folder.display()))
            })?),
            None => Layout::of_this_repository(),
        };
        Artifacts::load(&layout).map_err(Failure::failed)
    }
}

impl DeployArgs {
    pub(crate) async fn run(self, global: &Global, output: Output) -> Result<(), Failure> {
        let chain = Connection::open(global).await?;
        let account = self.key.account(&chain).await?;
        let parameters = self.parameters.parameters(account.address());
        let project = self.project(global, &chain)?;
        let endpoint = self.fees.endpoint(&chain);
        let plan = {
            let progress = Progress::start("looking at the chain, and trying the deployment");
            let observer = |event| told(&progress, event);
            diem_deploy::plan(
                &endpoint,
                account.address(),
                &project,
                &parameters,
                &observer,
            )
            .await
        };
        let plan = plan.map_err(engine_failure)?;
        let stop = self.dry_run || plan.is_complete();
        match (output.json, stop) {
            (false, true) => print(&text(&chain, &plan)),
            (false, false) => eprint!("{}", text(&chain, &plan)),
            (true, true) if self.dry_run => output.document(&document(&chain, &plan, None)),
            (true, _) => {}
        }
        if self.dry_run {
            return Ok(());
        }
        let wallet = account.wallet()?;
        // What is complete still gets its manifest, if that was lost.
        if !plan.is_complete() {
            plan.check_balance().map_err(engine_failure)?;
            let cost = amount::exact(plan.cost.expected);
            confirm(
                self.yes,
                &format!("Deploy for about {cost} {}?", chain.gas_token),
            )?;
        }
        let outcome = {
            let progress = Progress::start("deploying");
            let observer = |event| told(&progress, event);
            diem_deploy::deploy(&endpoint, &wallet, &project, &plan, &observer).await
        };
        let outcome = outcome.map_err(engine_failure)?;
        match output.json {
            true => output.document(&document(&chain, &plan, Some(&outcome))),
            false => print(&outcome_text(&plan, &outcome)),
        }
        Ok(())
    }

    fn project(&self, global: &Global, chain: &Connection) -> Result<Project, Failure> {
        Ok(Project {
            artifacts: self.build.artifacts()?,
            deployments: global.deployments(),
            network: chain
                .network
                .clone()
                .unwrap_or_else(|| format!("chain-{}", chain.chain_id)),
            tool: concat!("diem ", env!("CARGO_PKG_VERSION")).to_owned(),
            replace_manifest: self.replace_manifest,
        })
    }
}

fn text(chain: &Connection, plan: &Plan) -> String {
    let parameters = &plan.parameters;
    let mut text = format!("Deploy the suite\non {chain} as {}\n\n", plan.sender);
    let mut facts = table();
    let vvv = match parameters.vvv {
        Vvv::Test => "Test VVV, deployed too".to_owned(),
        Vvv::At(address) => address.to_string(),
    };
    for (name, value) in [
        (
            "ArbOS, Stylus",
            format!(
                "{}, {}",
                plan.chain.arbos_version, plan.chain.stylus_version
            ),
        ),
        ("owner of staking", parameters.owner.to_string()),
        ("VVV", vvv),
        (
            "VVV per DIEM, for ever",
            amount::exact(parameters.vvv_per_diem),
        ),
        (
            "cooldown",
            format!("{} s", amount::group(parameters.cooldown)),
        ),
        (
            "weight of locked VVV",
            format!("{} of 10,000", amount::group(parameters.locked_reward_bps)),
        ),
        ("most DIEM", amount::exact(parameters.diem_cap)),
    ] {
        facts.add_row([name.to_owned(), value]);
    }
    text += &render(&facts);
    let mut steps = table();
    for step in &plan.steps {
        let (gas, fee) = match step.state {
            StepState::Todo => (
                format!("{} gas", amount::group(step.gas)),
                format!("{} {}", amount::exact(step.fee), chain.gas_token),
            ),
            _ => (
                state(step.state).to_owned(),
                step.reason.clone().unwrap_or_default(),
            ),
        };
        steps.add_row([step.step.to_string(), step.address.to_string(), gas, fee]);
    }
    align(&mut steps, &[2]);
    text += &format!("\n{}", render(&steps));
    text += &format!(
        "\n  cost about {} {token}; the account should have {} {token} and has {} {token}\n",
        amount::exact(plan.cost.expected),
        amount::exact(plan.cost.needed),
        amount::exact(plan.balance),
        token = chain.gas_token
    );
    text
}

fn outcome_text(plan: &Plan, outcome: &Outcome) -> String {
    let mut text = String::new();
    let mut contracts = table();
    for (name, address) in addresses(plan) {
        contracts.add_row([name.to_owned(), address.to_string()]);
    }
    text += &format!(
        "\n{}\n  manifest: {}\n",
        render(&contracts),
        outcome.path.display()
    );
    if let Some(backup) = &outcome.backup {
        text += &format!(
            "  the manifest that was there before: {}\n",
            backup.display()
        );
    }
    if outcome.bind_left_to_owner {
        text += &format!(
            "  {} has yet to bind Diem: run this command with the owner's key, or call bindDiem({}) at {}. Until then nothing can be minted.\n",
            plan.parameters.owner, plan.addresses.diem, plan.addresses.staking
        );
    }
    text
}

const fn state(state: StepState) -> &'static str {
    match state {
        StepState::Todo => "todo",
        StepState::Done => "done",
        StepState::LeftToOwner => "left to the owner",
        StepState::Skipped => "left out",
    }
}

fn addresses(plan: &Plan) -> [(&'static str, Address); 4] {
    let at = &plan.addresses;
    [
        ("vvv", at.vvv),
        ("staking", at.staking),
        ("diem", at.diem),
        ("credits", at.credits),
    ]
}

fn document(chain: &Connection, plan: &Plan, outcome: Option<&Outcome>) -> Json {
    let mut document = head("deploy", chain);
    let contracts: Map<String, Json> = addresses(plan)
        .into_iter()
        .map(|(name, address)| (name.to_owned(), json!(address.to_string())))
        .collect();
    let steps: Vec<Json> = plan
        .steps
        .iter()
        .map(|step| {
            json!({
                "step": step.step.to_string(),
                "address": step.address.to_string(),
                "state": state(step.state),
                "reason": step.reason,
                "gas": step.gas,
                "fee": step.fee.to_string(),
            })
        })
        .collect();
    document.insert("account".to_owned(), json!(plan.sender.to_string()));
    document.insert("contracts".to_owned(), Json::Object(contracts));
    document.insert("steps".to_owned(), json!(steps));
    document.insert(
        "cost".to_owned(),
        json!({
            "token": chain.gas_token,
            "gas": plan.cost.gas,
            "expected": plan.cost.expected.to_string(),
            "needed": plan.cost.needed.to_string(),
            "balance": plan.balance.to_string(),
        }),
    );
    document.insert(
        "sent".to_owned(),
        json!(outcome.map_or(0, |outcome| outcome.sent)),
    );
    document.insert(
        "manifest".to_owned(),
        json!(outcome.map(|outcome| &outcome.path)),
    );
    document.insert(
        "bindLeftToOwner".to_owned(),
        json!(outcome.map(|outcome| outcome.bind_left_to_owner)),
    );
    Json::Object(document)
}
