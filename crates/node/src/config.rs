//! What a node is configured with.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use alloy_primitives::{U256, utils::Unit};
use stylus_chain::ChainConfig;

use crate::accounts::TEST_MNEMONIC;

/// The settings of a node. Start from [`NodeConfig::default`] and change what matters.
#[derive(Clone, Debug)]
pub struct NodeConfig {
    /// The chain's own settings. Default: base fee 0.1 gwei, and ArbDebug, as on a Nitro
    /// development node, all else as [`ChainConfig::default`].
    /// Its timestamp and block time do not matter: a node's blocks carry the time of the clock.
    pub chain: ChainConfig,
    /// Where to listen; default 127.0.0.1:8547, as Nitro development nodes do.
    pub address: SocketAddr,
    /// Mnemonic of the development accounts; default [`TEST_MNEMONIC`].
    pub mnemonic: String,
    /// Development accounts; default 10.
    pub accounts: u32,
    /// Wei that each development account starts with; default 10,000 ether.
    pub balance: U256,
    /// Seconds after which an empty block is mined; default none: blocks come with transactions, and when asked for.
    pub block_time: Option<Duration>,
    /// The file that the state is loaded from, if it is there, and saved to; default none.
    pub state: Option<PathBuf>,
    /// Seconds between saves, if something changed; default 30. The state is also saved when the node stops.
    pub save_interval: Duration,
    /// Origins of web pages that may call the node besides those of this machine; `*` for all. Default none.
    pub allowed_origins: Vec<String>,
    /// Names by which the node may be called besides `localhost` and addresses; `*` for all. Default none.
    pub allowed_hosts: Vec<String>,
    /// What one client may ask for.
    pub limits: Limits,
}

/// What one client may ask for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a request; default 5 MiB, as go-ethereum's.
    pub request_bytes: u32,
    /// Bytes of a response; default 25 MiB, as go-ethereum's for batches.
    pub response_bytes: u32,
    /// Requests of a batch; default 1,000, as go-ethereum's.
    pub batch: u32,
    /// Connections at the same time; default 500.
    pub connections: u32,
    /// Subscriptions of a connection; default 128.
    pub subscriptions: u32,
    /// Blocks that one `eth_getLogs` may look at; default 100,000.
    pub log_blocks: u64,
    /// Logs that one answer may hold; default 20,000.
    pub logs: usize,
    /// Filters that are installed at the same time; default 1,000.
    pub filters: usize,
    /// Blocks that one request may mine; default 10,000.
    pub mined_blocks: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_bytes: 5 << 20,
            response_bytes: 25 << 20,
            batch: 1_000,
            connections: 500,
            subscriptions: 128,
            log_blocks: 100_000,
            logs: 20_000,
            filters: 1_000,
            mined_blocks: 10_000,
        }
    }
}

impl Default for NodeConfig {
    fn default() -> Self {
        Self {
            chain: ChainConfig {
                base_fee: 100_000_000,
                debug_precompiles: true,
                ..ChainConfig::default()
            },
            address: SocketAddr::from(([127, 0, 0, 1], 8547)),
            mnemonic: TEST_MNEMONIC.to_owned(),
            accounts: 10,
            balance: U256::from(10_000) * Unit::ETHER.wei(),
            block_time: None,
            state: None,
            save_interval: Duration::from_secs(30),
            allowed_origins: Vec::new(),
            allowed_hosts: Vec::new(),
            limits: Limits::default(),
        }
    }
}
