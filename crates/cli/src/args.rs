//! The command line.

use std::{borrow::Cow, path::PathBuf};

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;
use diem_sdk::network::Networks;

use crate::{
    commands::{
        budgets, credits, demo, deploy, keys, metering, networks, node, operate, owner, position,
        programs, receipts, stake, unstake, watch,
    },
    connection::NODE,
    failure::{EXIT_CODES, Failure},
    session::Session,
    show::{Output, print},
};

/// Deploy, operate and use the suite: stake VVV, mint DIEM, spend its compute credits.
///
/// Amounts are in units, such as 1.5. What a command would change, and the gas, is shown first; only `--send` sends it.
#[derive(Debug, Parser)]
#[command(name = "diem", version, after_help = EXIT_CODES, propagate_version = true, disable_help_subcommand = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Network")]
pub(crate) struct Global {
    /// Network: a name, a chain id, or the URL of an endpoint (http, https, ws, wss). `node` is the one that `diem node` runs.
    #[arg(long, short, global = true, value_name = "NAME|URL", env = "DIEM_NETWORK", hide_env_values = true, default_value = NODE)]
    pub(crate) network: String,
    /// Folder of the manifests and of networks.toml [default: deployments].
    #[arg(long, global = true, value_name = "FOLDER", env = "DIEM_DEPLOYMENTS")]
    pub(crate) deployments: Option<PathBuf>,
    /// Manifest of the suite, in place of the one of the chain in the folder.
    #[arg(long, global = true, value_name = "FILE", env = "DIEM_MANIFEST")]
    pub(crate) manifest: Option<PathBuf>,
    /// Print one JSON document, amounts in wei; `watch` prints one per line.
    #[arg(long, global = true, help_heading = "Output")]
    pub(crate) json: bool,
}

impl Global {
    /// The folder of the manifests.
    pub(crate) fn deployments(&self) -> PathBuf {
        self.deployments
            .clone()
            .unwrap_or_else(|| PathBuf::from("deployments"))
    }

    /// The networks of the folder's list, or, where there is none, of the list that came with this command.
    pub(crate) fn networks(&self) -> Result<Cow<'static, Networks>, Failure> {
        let list = self.deployments().join("networks.toml");
        if !list.exists() {
            return Ok(Cow::Borrowed(Networks::builtin()));
        }
        Networks::load(&list)
            .map(Cow::Owned)
            .map_err(Failure::usage)
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a development chain on this machine, with the suite deployed and accounts funded.
    Node(node::NodeArgs),
    /// Play the suite's main job on a chain of its own and show every figure.
    Demo,
    /// Deploy the suite, or go on with a deployment that was interrupted.
    Deploy(Box<deploy::DeployArgs>),
    /// Compare the contracts on the chain with the build, byte by byte, and with the manifest.
    Verify(operate::VerifyArgs),
    /// Look at the health of a deployed suite.
    Doctor,
    /// Keep the programs from falling asleep, or wake them up. Anyone can.
    Keepalive(programs::KeepaliveArgs),
    /// Show the programs' places in the chain's cache, or bid for some.
    Cache(programs::CacheArgs),
    #[command(flatten)]
    Use(UseCommand),
    /// A gateway's receipts: prove one, check one.
    #[command(subcommand)]
    Receipts(receipts::ReceiptsCommand),
    /// List the networks that are known by name.
    Networks,
    /// Encrypted key files: make one, import a key, show the address.
    #[command(subcommand)]
    Key(keys::KeyCommand),
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// The commands that use a deployed suite.
#[derive(Debug, Subcommand)]
pub(crate) enum UseCommand {
    /// Take Test VVV from the faucet, once a day.
    Drip(stake::DripArgs),
    /// Stake VVV, and mint DIEM with it if asked to.
    Stake(stake::StakeArgs),
    /// Mint DIEM against staked VVV.
    Mint(stake::MintArgs),
    /// Burn DIEM: the VVV behind it is free after midnight (UTC).
    Burn(stake::BurnArgs),
    /// Get staked VVV back, by tickets.
    #[command(subcommand)]
    Unstake(unstake::UnstakeCommand),
    /// Claim the rewards.
    Claim(unstake::ClaimArgs),
    /// Show what an account has staked, minted and earned, and its tickets.
    Position(position::PositionArgs),
    /// Show accounts' capacity: the credits that their DIEM gives.
    Capacity(position::CapacityArgs),
    /// Show accounts' credits of today.
    Credits(position::CreditsArgs),
    /// Spend credits of today for a payee. Final.
    Spend(credits::SpendArgs),
    /// Send credits of today to another account.
    Send(credits::SendArgs),
    /// Budgets of agents: how much of an account's credits they may draw a day.
    #[command(subcommand)]
    Allowance(budgets::AllowanceCommand),
    /// Budgets of gateways, and their readings.
    #[command(subcommand)]
    Meter(metering::MeterCommand),
    /// Show the suite's events as they come.
    Watch(watch::WatchArgs),
    /// Put VVV into the stream of rewards. The owner's.
    FundRewards(owner::FundArgs),
    /// Stop staking and minting. The owner's. Exits go on.
    Pause(owner::PauseArgs),
    /// End the pause. The owner's.
    Unpause(owner::PauseArgs),
}

impl Command {
    pub(crate) async fn run(self, global: &Global, output: Output) -> Result<(), Failure> {
        match self {
            Self::Node(args) => args.run(global, output).await,
            Self::Demo => demo::run(output),
            Self::Deploy(args) => args.run(global, output).await,
            Self::Verify(args) => args.run(global, output).await,
            Self::Doctor => operate::doctor(global, output).await,
            Self::Keepalive(args) => args.run(global, output).await,
            Self::Cache(args) => args.run(global, output).await,
            Self::Use(command) => command.run(&Session::open(global).await?, output).await,
            Self::Receipts(command) => command.run(global, output).await,
            Self::Networks => networks::run(global, output),
            Self::Key(command) => command.run(output),
            Self::Completions { shell } => {
                let mut script = Vec::new();
                clap_complete::generate(shell, &mut Cli::command(), "diem", &mut script);
                print(&String::from_utf8_lossy(&script));
                Ok(())
            }
        }
    }
}

impl UseCommand {
    async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        match self {
            Self::Drip(args) => args.run(session, output).await,
            Self::Stake(args) => args.run(session, output).await,
            Self::Mint(args) => args.run(session, output).await,
            Self::Burn(args) => args.run(session, output).await,
            Self::Unstake(command) => command.run(session, output).await,
            Self::Claim(args) => args.run(session, output).await,
            Self::Position(args) => args.run(session, output).await,
            Self::Capacity(args) => args.run(session, output).await,
            Self::Credits(args) => args.run(session, output).await,
            Self::Spend(args) => args.run(session, output).await,
            Self::Send(args) => args.run(session, output).await,
            Self::Allowance(command) => command.run(session, output).await,
            Self::Meter(command) => command.run(session, output).await,
            Self::Watch(args) => args.run(session, output).await,
            Self::FundRewards(args) => args.run(session, output).await,
            Self::Pause(args) => args.pause(session, output).await,
            Self::Unpause(args) => args.unpause(session, output).await,
        }
    }
}
