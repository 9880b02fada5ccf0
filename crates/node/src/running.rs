//! A node from its start to its end.

use std::{net::SocketAddr, time::Duration};

use alloy_primitives::Address;
use anyhow::{Context as _, Result};
use jsonrpsee::server::ServerHandle;
use tokio::{
    task::JoinHandle,
    time::{self, Instant, Interval, MissedTickBehavior},
};

use crate::{config::NodeConfig, handle::Handle, node::Node, server, store::Store};

/// A node that serves requests until it is stopped.
#[derive(Debug)]
pub struct RunningNode {
    address: SocketAddr,
    resumed_at: Option<u64>,
    accounts: Vec<Address>,
    node: Handle,
    store: Option<Store>,
    server: ServerHandle,
    tasks: Vec<JoinHandle<()>>,
}

/// Starts a node.
///
/// # Errors
///
/// If the mnemonic is not valid, the state file cannot be read or written, or the address is taken. Nothing was changed then.
pub async fn start(config: NodeConfig) -> Result<RunningNode> {
    let store = config.state.clone().map(Store::new);
    let node = Handle::spawn({
        let (config, store) = (config.clone(), store.clone());
        move || create(&config, store.as_ref())
    })
    .await?;
    let (accounts, resumed_at) = node
        .run(|node| {
            (
                node.accounts.addresses(),
                node.resumed.then(|| node.ledger.last().number()),
            )
        })
        .await?;
    let (address, server) = server::start(&config, node.clone()).await?;
    let mut tasks = Vec::new();
    if let Some(period) = config.block_time {
        tasks.push(tokio::spawn(mine_every(period, node.clone())));
    }
    if let Some(store) = store.clone() {
        tasks.push(tokio::spawn(save_every(
            config.save_interval,
            node.clone(),
            store,
        )));
    }
    Ok(RunningNode {
        address,
        resumed_at,
        accounts,
        node,
        store,
        server,
        tasks,
    })
}

fn create(config: &NodeConfig, store: Option<&Store>) -> Result<Node> {
    let mut node = Node::new(config)
        .context("the mnemonic is not valid: it needs 12 to 24 words of the BIP-39 list, with a valid checksum")?;
    if let Some(store) = store {
        node.resumed = store.load(&mut node)?;
        store.check_writable()?;
    }
    Ok(node)
}

fn ticks(period: Duration) -> Interval {
    let mut ticks = time::interval_at(Instant::now() + period, period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

async fn mine_every(period: Duration, node: Handle) {
    let mut ticks = ticks(period);
    loop {
        ticks.tick().await;
        if node.run(Node::mine).await.is_err() {
            return;
        }
    }
}

async fn save_every(period: Duration, node: Handle, store: Store) {
    let mut ticks = ticks(period);
    loop {
        ticks.tick().await;
        if let Err(error) = store.save(&node).await {
            eprintln!(
                "stylus-node: {error:#}; trying again in {} s",
                period.as_secs()
            );
        }
    }
}

impl RunningNode {
    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The number of the block that it went on from, if it had a state file to go on from.
    pub const fn resumed_at(&self) -> Option<u64> {
        self.resumed_at
    }

    /// The development accounts.
    pub fn accounts(&self) -> &[Address] {
        &self.accounts
    }

    /// Takes no more requests, finishes those that run, and saves the state.
    ///
    /// # Errors
    ///
    /// If the state cannot be saved.
    pub async fn stop(self) -> Result<()> {
        for task in &self.tasks {
            task.abort();
        }
        // It can only have stopped already.
        let _ = self.server.stop();
        // A subscriber that keeps its connection must not keep the node from saving.
        let _ = time::timeout(Duration::from_secs(2), self.server.stopped()).await;
        match &self.store {
            Some(store) => store.save(&self.node).await,
            None => Ok(()),
        }
    }
}
