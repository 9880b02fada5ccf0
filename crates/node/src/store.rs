//! The state file: everything that a node has to remember.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use alloy_consensus::{Header, Sealable};
use alloy_primitives::{Address, Bytes, U256};
use anyhow::{Context as _, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tokio::sync::Mutex;

use crate::{
    error::{RpcError, RpcResult},
    handle::Handle,
    ledger::{Block, Mined},
    node::Node,
};

/// Changes whenever files of before could not be read any more.
const VERSION: u32 = 1;

/// Blocks whose hashes contracts can ask for.
const KNOWN_HASHES: usize = 256;

/// Where the state is kept.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    path: PathBuf,
    /// The changes that the file holds, counted as [`Node::changes`]. Whoever writes the file holds this as long.
    saved: Arc<Mutex<u64>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Dump {
    version: u32,
    chain_id: u64,
    arbos_version: u64,
    base_fee: u64,
    coinbase: Address,
    clock_offset: i64,
    accounts: BTreeMap<Address, AccountDump>,
    blocks: Vec<BlockDump>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AccountDump {
    balance: U256,
    nonce: u64,
    code: Bytes,
    storage: BTreeMap<U256, U256>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BlockDump {
    header: Header,
    transaction: Option<Mined>,
}

impl Store {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self {
            path,
            saved: Arc::default(),
        }
    }

    /// Loads the state, if the file is there.
    pub(crate) fn load(&self, node: &mut Node) -> Result<bool> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => {
                return Err(error).with_context(|| {
                    format!("cannot open the state file {}", self.path.display())
                });
            }
        };
        let dump = serde_json::from_reader(BufReader::new(file)).map_err(anyhow::Error::from);
        dump.and_then(|dump| restore(node, dump)).with_context(|| {
            format!(
                "cannot load the state file {}; it was left as it is: name another file, or move it away to start anew",
                self.path.display()
            )
        })?;
        *self.saved.blocking_lock() = node.changes;
        Ok(true)
    }

    /// Saves the state, if something changed. The file is replaced as a whole or not at all.
    pub(crate) async fn save(&self, node: &Handle) -> Result<()> {
        let mut saved = self.saved.clone().lock_owned().await;
        let last = *saved;
        let dump =
            node.run(move |node| (node.changes > last).then(|| (node.changes, Dump::of(node))));
        let Some((changes, dump)) = dump.await? else {
            return Ok(());
        };
        let path = self.path.clone();
        // The lock goes along: nobody else begins to write before this has ended, even if nobody waits for it any more.
        let written = tokio::task::spawn_blocking(move || {
            replace(&path, &dump)?;
            *saved = changes;
            anyhow::Ok(())
        });
        written
            .await?
            .with_context(|| format!("cannot save the state to {}", self.path.display()))
    }

    /// Fails now rather than at the first save if nothing can be written there.
    pub(crate) fn check_writable(&self) -> Result<()> {
        let beside = beside(&self.path);
        File::create(&beside).with_context(|| {
            format!("the state cannot be saved to {}: choose a folder that exists and can be written to", self.path.display())
        })?;
        Ok(fs::remove_file(beside)?)
    }
}

/// Where a file is written before it takes another's place: in the same folder, so that the last step is one rename.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

fn replace(path: &Path, dump: &Dump) -> Result<()> {
    let beside = beside(path);
    let mut writer = BufWriter::new(File::create(&beside)?);
    serde_json::to_writer(&mut writer, dump)?;
    writer.flush()?;
    writer.get_ref().sync_all()?;
    fs::rename(&beside, path)?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(())
}

/// The state as bytes, for `anvil_dumpState`.
pub(crate) fn dump(node: &Node) -> RpcResult<Bytes> {
    serde_json::to_vec(&Dump::of(node))
        .map(Bytes::from)
        .map_err(|e| RpcError::server(e.to_string()))
}

/// Takes over a state of [`dump`].
pub(crate) fn load(node: &mut Node, bytes: &[u8]) -> Result<()> {
    restore(node, serde_json::from_slice(bytes)?)
}

impl Dump {
    fn of(node: &Node) -> Self {
        let accounts = node.chain.accounts().map(|account| {
            let dump = AccountDump {
                balance: account.balance,
                nonce: account.nonce,
                code: account.code,
                storage: account.storage.collect(),
            };
            (account.address, dump)
        });
        let blocks = node.ledger.blocks().iter().map(|block| BlockDump {
            header: block.header.inner().clone(),
            transaction: block.transaction.clone(),
        });
        Self {
            version: VERSION,
            chain_id: node.chain.chain_id(),
            arbos_version: node.config.arbos_version,
            base_fee: node.base_fee,
            coinbase: node.coinbase,
            clock_offset: node.clock.offset,
            accounts: accounts.collect(),
            blocks: blocks.collect(),
        }
    }

    fn check(&self, node: &Node) -> Result<()> {
        ensure!(
            self.version == VERSION,
            "it is of version {}, this node reads version {VERSION}",
            self.version
        );
        let chain_id = node.chain.chain_id();
        ensure!(
            self.chain_id == chain_id,
            "it is of chain {}, this node runs chain {chain_id}: start it with --chain-id {}",
            self.chain_id,
            self.chain_id
        );
        ensure!(
            self.arbos_version == node.config.arbos_version,
            "it is of ArbOS {}, this node runs ArbOS {}: start it with --arbos-version {}",
            self.arbos_version,
            node.config.arbos_version,
            self.arbos_version
        );
        if self.blocks.is_empty() {
            bail!("it holds no blocks");
        }
        let numbered = self
            .blocks
            .iter()
            .enumerate()
            .all(|(i, block)| block.header.number == i as u64);
        ensure!(numbered, "its blocks are not numbered from 0 without gaps");
        Ok(())
    }
}

fn restore(node: &mut Node, dump: Dump) -> Result<()> {
    dump.check(node)?;
    node.forget();
    for (address, account) in dump.accounts {
        node.chain.fund(address, account.balance);
        node.chain.set_nonce(address, account.nonce);
        if !account.code.is_empty() {
            node.chain.set_code(address, account.code);
        }
        for (slot, value) in account.storage {
            node.chain.set_storage(address, slot, value);
        }
    }
    for block in dump.blocks {
        node.ledger.restore(Block {
            header: block.header.seal_slow(),
            transaction: block.transaction,
            state: None,
        });
    }
    for block in node.ledger.blocks().iter().rev().take(KNOWN_HASHES) {
        node.chain.set_block_hash(block.number(), block.hash());
    }
    let last = node.ledger.last();
    node.chain.resume_at(last.number(), last.header.timestamp);
    node.clock.offset = dump.clock_offset;
    node.clock.next = None;
    node.set_coinbase(dump.coinbase);
    node.set_base_fee(dump.base_fee);
    node.remember();
    Ok(())
}
