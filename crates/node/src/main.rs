//! The command `stylus-node`.

use std::{net::IpAddr, path::PathBuf, process::ExitCode, time::Duration};

use alloy_primitives::{
    U256,
    utils::{Unit, format_ether},
};
use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use stylus_node::{NodeConfig, RunningNode, TEST_MNEMONIC};
use tokio::signal::unix::{SignalKind, signal};

/// A Stylus chain for development: EVM contracts and Stylus programs, with Nitro's gas, behind Ethereum's JSON-RPC.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Port for HTTP and WebSocket; 0 takes a free one.
    #[arg(long, short, default_value_t = 8547)]
    port: u16,
    /// Address to listen on. Whoever reaches it can spend from the development accounts.
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// Chain id.
    #[arg(long, default_value_t = 412_346)]
    chain_id: u64,
    /// ArbOS version, 32 or later.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u64).range(32..=60))]
    arbos_version: u64,
    /// Wei that a unit of calldata, 1/16 of a byte, costs on the parent chain; charged in gas.
    #[arg(long, value_name = "WEI", default_value_t = 0)]
    l1_price: u64,
    /// Base fee in wei per gas.
    #[arg(long, default_value_t = 100_000_000)]
    base_fee: u64,
    /// Development accounts.
    #[arg(long, short, default_value_t = 10, value_parser = clap::value_parser!(u32).range(0..=1_000))]
    accounts: u32,
    /// Ether that each development account starts with.
    #[arg(long, default_value_t = 10_000)]
    balance: u64,
    /// File with the mnemonic of the development accounts; the environment variable STYLUS_NODE_MNEMONIC works too. Default: the
    /// well-known test mnemonic.
    #[arg(long, value_name = "FILE")]
    mnemonic_file: Option<PathBuf>,
    /// Seconds after which an empty block is mined; without it, blocks come with transactions only.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    block_time: Option<u64>,
    /// File that keeps the state: loaded at the start, saved while the node runs and when it stops.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Seconds between saves of the state, if something changed.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    save_interval: u64,
    /// Origin of web pages that may call the node, besides those of this machine; `*` for all. Can be given several times.
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// Name by which the node may be called, besides `localhost` and addresses; `*` for all. Can be given several times.
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Say nothing but where the node listens.
    #[arg(long, short)]
    quiet: bool,
}

impl Options {
    fn config(&self) -> Result<NodeConfig> {
        ensure!(
            self.chain_id > 0,
            "the chain id 0 belongs to no chain: choose another with --chain-id"
        );
        let mut chain = NodeConfig::default().chain;
        chain.chain_id = self.chain_id;
        chain.arbos_version = self.arbos_version;
        chain.base_fee = self.base_fee;
        chain.l1_price = self.l1_price;
        Ok(NodeConfig {
            chain,
            address: (self.host, self.port).into(),
            accounts: self.accounts,
            balance: U256::from(self.balance) * Unit::ETHER.wei(),
            mnemonic: self.mnemonic()?,
            block_time: self.block_time.map(Duration::from_secs),
            state: self.state.clone(),
            save_interval: Duration::from_secs(self.save_interval),
            allowed_origins: self.allow_origin.clone(),
            allowed_hosts: self.allow_host.clone(),
            ..NodeConfig::default()
        })
    }

    /// Not an argument, since arguments can be read by everybody on the machine.
    fn mnemonic(&self) -> Result<String> {
        if let Some(file) = &self.mnemonic_file {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("cannot read the mnemonic from {}", file.display()))?;
            return Ok(text.trim().to_owned());
        }
        Ok(std::env::var("STYLUS_NODE_MNEMONIC").unwrap_or_else(|_| TEST_MNEMONIC.to_owned()))
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("stylus-node: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(options: &Options) -> Result<()> {
    let config = options.config()?;
    let (mut interrupt, mut terminate) = (
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    );
    let public = config.mnemonic == TEST_MNEMONIC;
    let balance = config.balance;
    let node = stylus_node::start(config).await?;
    if !options.quiet {
        introduce(&node, public, balance);
    }
    println!("Listening on http://{0} and ws://{0}", node.address());
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    node.stop().await
}

fn introduce(node: &RunningNode, public_keys: bool, balance: U256) {
    if let Some(block) = node.resumed_at() {
        println!("Going on from block {block}.");
    } else if !node.accounts().is_empty() {
        println!(
            "Development accounts, with {} ether each:",
            format_ether(balance)
                .trim_end_matches('0')
                .trim_end_matches('.')
        );
    }
    for (index, account) in node.accounts().iter().enumerate() {
        println!("  {index}  {account}");
    }
    if public_keys {
        println!(
            "Their keys are those of the well-known mnemonic \"{TEST_MNEMONIC}\": everybody has them."
        );
    }
}
