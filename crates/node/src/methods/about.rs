//! What the node tells of itself, in the forms that clients of anvil and hardhat read.

use std::collections::BTreeMap;

use alloy_primitives::{B256, U64};
use serde::Serialize;

use super::{Answer, Method, json, other::CLIENT_VERSION};
use crate::{args::Args, ledger::BLOCK_GAS_LIMIT, node::Node};

pub(super) const METHODS: &[(&str, Method)] = &[
    ("anvil_nodeInfo", node_info),
    ("anvil_metadata", metadata),
    ("hardhat_metadata", metadata),
];

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct NodeInfo {
    current_block_number: U64,
    current_block_timestamp: u64,
    current_block_hash: B256,
    hard_fork: String,
    transaction_order: &'static str,
    environment: Environment,
    fork_config: ForkConfig,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Environment {
    base_fee: U64,
    chain_id: u64,
    gas_limit: U64,
    gas_price: U64,
}

/// This chain is no fork of another, so all of it is null.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct ForkConfig {
    fork_url: Option<()>,
    fork_block_number: Option<()>,
    fork_retry_backoff: Option<()>,
}

fn node_info(node: &mut Node, args: Args) -> Answer {
    args.end()?;
    let last = node.ledger.last();
    json(NodeInfo {
        current_block_number: U64::from(last.number()),
        current_block_timestamp: last.header.timestamp,
        current_block_hash: last.hash(),
        hard_fork: format!("arbos-{}", node.config.arbos_version),
        transaction_order: "fifo",
        environment: Environment {
            base_fee: U64::from(node.base_fee),
            chain_id: node.chain.chain_id(),
            gas_limit: U64::from(BLOCK_GAS_LIMIT),
            gas_price: U64::from(node.base_fee),
        },
        fork_config: ForkConfig::default(),
    })
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    client_version: &'static str,
    client_semver: &'static str,
    client_commit_sha: Option<()>,
    chain_id: u64,
    instance_id: B256,
    latest_block_number: u64,
    latest_block_hash: B256,
    forked_network: Option<()>,
    snapshots: BTreeMap<U64, (u64, Option<B256>)>,
}

fn metadata(node: &mut Node, args: Args) -> Answer {
    args.end()?;
    let block = |number| (number, node.ledger.block(number).map(|block| block.hash()));
    let snapshots = node.checkpoints.iter();
    json(Metadata {
        client_version: CLIENT_VERSION,
        client_semver: env!("CARGO_PKG_VERSION"),
        client_commit_sha: None,
        chain_id: node.chain.chain_id(),
        instance_id: node.instance,
        latest_block_number: node.ledger.last().number(),
        latest_block_hash: node.ledger.last().hash(),
        forked_network: None,
        snapshots: snapshots
            .map(|checkpoint| (U64::from(checkpoint.id), block(checkpoint.block)))
            .collect(),
    })
}
