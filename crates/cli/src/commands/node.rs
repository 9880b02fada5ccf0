//! A development chain on this machine, with the suite deployed and accounts funded.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use alloy::{
    network::{EthereumWallet, TransactionBuilder as _},
    primitives::Address,
    providers::Provider as _,
    rpc::types::TransactionRequest,
    sol_types::SolCall as _,
};
use clap::Args;
use diem_deploy::{CacheBids, Parameters, Project};
use diem_sdk::{abi::IVvv, manifest::Addresses};
use serde_json::{Map, Value as Json, json};
use stylus_node::{NodeConfig, RunningNode};
use tokio::signal::unix::{SignalKind, signal};
use url::Url;

use crate::{
    args::Global,
    commands::deploy::BuildOptions,
    connection::{Connection, Endpoint, NODE},
    engine::{FeeOptions, engine_failure},
    failure::Failure,
    keys::development_key,
    running::Entry,
    show::{Output, print},
};

/// Arguments of `node`.
#[derive(Debug, Args)]
pub(crate) struct NodeArgs {
    /// Port for HTTP and WebSocket; 0 takes a free one.
    #[arg(long, short, default_value_t = 8547)]
    port: u16,
    /// Development accounts, each with 10,000 ETH and 10,000 VVV.
    #[arg(long, short, value_name = "NUMBER", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    accounts: u32,
    /// Seconds after which an empty block is mined; without it, blocks come with transactions only.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    block_time: Option<u64>,
    /// File that keeps the chain: loaded at the start, saved while the node runs and when it stops. The manifest stands beside it.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    #[command(flatten)]
    build: BuildOptions,
}

/// A node with the suite on it.
struct Ready<'a> {
    node: &'a RunningNode,
    suite: Addresses,
    manifest: &'a Path,
    took: Duration,
}

impl NodeArgs {
    pub(crate) async fn run(self, global: &Global, output: Output) -> Result<(), Failure> {
        let begun = Instant::now();
        let (mut interrupt, mut terminate) =
            (on(SignalKind::interrupt())?, on(SignalKind::terminate())?);
        let artifacts = self.build.artifacts()?;
        // A node that keeps its manifest elsewhere leaves the entry to others.
        let entry = match global.deployments {
            Some(_) => None,
            None => Some(Entry::claim()?),
        };
        let deployments = self.deployments(global, entry.as_ref())?;
        let node = stylus_node::start(self.config())
            .await
            .map_err(|error| Failure::failed(format!("the node does not start: {error:#}")))?;
        let chain = connection(&node).await?;
        let project = Project {
            artifacts,
            deployments,
            network: NODE.to_owned(),
            tool: concat!("diem ", env!("CARGO_PKG_VERSION")).to_owned(),
            replace_manifest: true,
        };
        let (suite, manifest) = deploy(&chain, &project).await?;
        if node.resumed_at().is_none() {
            fund(&chain, &suite, node.accounts()).await?;
        }
        if let Some(entry) = &entry {
            entry.announce(http(&node)?, &manifest)?;
        }
        let ready = Ready {
            node: &node,
            suite,
            manifest: &manifest,
            took: begun.elapsed(),
        };
        match output.json {
            true => output.document(&ready.document()),
            false => print(&ready.text(entry.is_some())),
        }
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        node.stop()
            .await
            .map_err(|error| Failure::failed(format!("the state is not saved: {error:#}")))
    }

    fn config(&self) -> NodeConfig {
        NodeConfig {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)),
            accounts: self.accounts,
            block_time: self.block_time.map(Duration::from_secs),
            state: self.state.clone(),
            ..NodeConfig::default()
        }
    }

    /// The folder of the manifest.
    fn deployments(&self, global: &Global, entry: Option<&Entry>) -> Result<PathBuf, Failure> {
        let folder = match (&global.deployments, &self.state, entry) {
            (Some(folder), ..) => folder.clone(),
            (None, Some(state), _) => {
                let mut beside = state.as_os_str().to_owned();
                beside.push(".deployments");
                PathBuf::from(beside)
            }
            (None, None, Some(entry)) => entry.folder().to_owned(),
            (None, None, None) => global.deployments(),
        };
        std::fs::create_dir_all(&folder).map_err(|error| {
            Failure::failed(format!("{} cannot be made: {error}", folder.display()))
        })?;
        Ok(folder)
    }
}

fn on(kind: SignalKind) -> Result<tokio::signal::unix::Signal, Failure> {
    signal(kind).map_err(|error| Failure::failed(format!("signals cannot be heard: {error}")))
}

fn http(node: &RunningNode) -> Result<Url, Failure> {
    Url::parse(&format!("http://{}", node.address())).map_err(Failure::failed)
}

async fn connection(node: &RunningNode) -> Result<Connection, Failure> {
    Connection::to(Endpoint::new(http(node)?), Some(NODE.to_owned())).await
}

/// Deploys the suite with the first development account, or finds it on a chain that was kept.
async fn deploy(chain: &Connection, project: &Project) -> Result<(Addresses, PathBuf), Failure> {
    let signer = development_key(0)?;
    let sender = signer.address();
    let parameters = Parameters {
        cache: CacheBids::None,
        ..Parameters::new(sender)
    };
    let (endpoint, silent) = (FeeOptions::default().endpoint(chain), |_| {});
    let plan = diem_deploy::plan(&endpoint, sender, project, &parameters, &silent)
        .await
        .map_err(engine_failure)?;
    let wallet = EthereumWallet::from(signer);
    let outcome = diem_deploy::deploy(&endpoint, &wallet, project, &plan, &silent)
        .await
        .map_err(engine_failure)?;
    Ok((plan.addresses, outcome.path))
}

/// Gives every account Test VVV from the faucet.
async fn fund(chain: &Connection, suite: &Addresses, accounts: &[Address]) -> Result<(), Failure> {
    for &to in accounts {
        let request = TransactionRequest::default()
            .with_from(accounts[0])
            .with_to(suite.vvv)
            .with_input(IVvv::dripCall { to }.abi_encode());
        // The node has the keys, and mines at once.
        let _mined = chain
            .provider
            .send_transaction(request)
            .await
            .map_err(|error| chain.failure(error))?;
    }
    Ok(())
}

impl Ready<'_> {
    fn contracts(&self) -> [(&'static str, Address); 4] {
        let at = &self.suite;
        [
            ("vvv", at.vvv),
            ("staking", at.staking),
            ("diem", at.diem),
            ("credits", at.credits),
        ]
    }

    fn text(&self, found: bool) -> String {
        let address = self.node.address();
        let mut text = match self.node.resumed_at() {
            Some(block) => format!("The chain goes on from block {block}.\n\n"),
            None => String::new(),
        };
        for (name, address) in self.contracts() {
            text += &format!("  {name:<8} {address}\n");
        }
        text += "\nAccounts, with 10,000 ETH and 10,000 VVV each at first; --dev-account NUMBER acts as one:\n";
        for (number, account) in self.node.accounts().iter().enumerate() {
            text += &format!(
                "  {number:<8} {account}{}\n",
                if number == 0 {
                    "  owner of staking"
                } else {
                    ""
                }
            );
        }
        text += &format!(
            "Their keys are those of the well-known test mnemonic: everybody has them.\n\nManifest: {}\n",
            self.manifest.display()
        );
        if found {
            text += "Other commands find this node by themselves: `diem stake 100 --mint --dev-account 1`.\n";
        }
        text + &format!(
            "Chain 412346, ready after {:.1} s, listening on http://{address} and ws://{address}; Ctrl-C stops it.\n",
            self.took.as_secs_f64()
        )
    }

    fn document(&self) -> Json {
        let contracts: Map<String, Json> = self
            .contracts()
            .into_iter()
            .map(|(name, address)| (name.to_owned(), json!(address.to_string())))
            .collect();
        let accounts: Vec<String> = self
            .node
            .accounts()
            .iter()
            .map(Address::to_string)
            .collect();
        json!({
            "command": "node",
            "chainId": NodeConfig::default().chain.chain_id,
            "rpc": format!("http://{}", self.node.address()),
            "ws": format!("ws://{}", self.node.address()),
            "contracts": contracts,
            "accounts": accounts,
            "manifest": self.manifest,
        })
    }
}
