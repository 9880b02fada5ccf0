//! The node: the chain, its blocks, its clock, its accounts.

use std::sync::Arc;

use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{Address, B256};
use alloy_rpc_types_eth::{Header as RpcHeader, Log as RpcLog, Transaction as RpcTransaction};
use stylus_chain::{
    BlockOverrides, CallTrace, Chain, ChainConfig, Receipt, SignedTx, SnapshotId, Tx, TxError,
};
use tokio::sync::broadcast;

use crate::{
    accounts::Accounts,
    clock::Clock,
    config::{Limits, NodeConfig},
    error::{RpcError, RpcResult},
    filters::Filters,
    ledger::{Block, Ledger, Mined, Setting},
};

/// Blocks that a subscriber may lag behind before it is dropped.
const BACKLOG: usize = 4_096;

/// Everything that a request may look at or change.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) chain: Chain,
    pub(crate) ledger: Ledger,
    pub(crate) accounts: Accounts,
    pub(crate) clock: Clock,
    pub(crate) filters: Filters,
    pub(crate) limits: Limits,
    pub(crate) coinbase: Address,
    pub(crate) base_fee: u64,
    pub(crate) gas_cap: u64,
    pub(crate) config: ChainConfig,
    /// The moments that `evm_revert` can go back to.
    pub(crate) checkpoints: Vec<Checkpoint>,
    next_checkpoint: u64,
    blocks: broadcast::Sender<Arc<BlockEvent>>,
    /// Distinguishes this chain from others that look alike.
    pub(crate) instance: B256,
    /// How often something changed that the state file has to hold.
    pub(crate) changes: u64,
    /// Whether the state came from a file.
    pub(crate) resumed: bool,
}

/// A moment that `evm_revert` can go back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Checkpoint {
    pub(crate) id: u64,
    pub(crate) block: u64,
    state: SnapshotId,
    clock: Clock,
    base_fee: u64,
    coinbase: Address,
}

/// What subscribers get to know of a block.
#[derive(Debug)]
pub(crate) struct BlockEvent {
    pub(crate) header: RpcHeader,
    pub(crate) transaction: Option<RpcTransaction>,
    pub(crate) logs: Vec<RpcLog>,
}

/// The state that a request is about.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// The present one.
    Present,
    Past(SnapshotId),
}

impl Node {
    /// A node at block 0, or none if the mnemonic is not valid.
    pub(crate) fn new(config: &NodeConfig) -> Result<Self, alloy_signer_local::LocalSignerError> {
        let accounts = Accounts::derive(&config.mnemonic, config.accounts)?;
        let clock = Clock::default();
        let mut chain_config = config.chain.clone();
        chain_config.timestamp = clock.timestamp(0);
        chain_config.block_time = 0;
        let mut chain = Chain::new(chain_config.clone());
        for account in accounts.addresses() {
            chain.fund(account, config.balance);
        }
        let mut node = Self {
            accounts,
            clock,
            ledger: Ledger::default(),
            filters: Filters::default(),
            limits: config.limits,
            coinbase: config.chain.coinbase,
            base_fee: config.chain.base_fee,
            gas_cap: config.chain.tx_gas_limit,
            config: chain_config.clone(),
            checkpoints: Vec::new(),
            next_checkpoint: 0,
            blocks: broadcast::channel(BACKLOG).0,
            instance: B256::random(),
            changes: 0,
            resumed: false,
            chain,
        };
        node.close_block(None);
        Ok(node)
    }

    /// Hears of every block from now on.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Arc<BlockEvent>> {
        self.blocks.subscribe()
    }

    /// Executes a signed transaction and mines it.
    pub(crate) fn send(&mut self, tx: SignedTx) -> RpcResult<B256> {
        self.advance_clock();
        let receipt = self
            .chain
            .send(&tx)
            .map_err(|e| RpcError::refused(tx.from, e))?;
        Ok(self.mined(|_| Mined::signed(tx, receipt)))
    }

    /// Executes a transaction of an impersonated account and mines it.
    pub(crate) fn send_unsigned(&mut self, mut tx: Tx) -> RpcResult<B256> {
        self.advance_clock();
        tx.gas.get_or_insert(self.gas_cap);
        let nonce = self.chain.nonce(tx.from);
        let receipt = self
            .chain
            .transact(tx.clone())
            .map_err(|e| RpcError::refused(tx.from, e))?;
        Ok(self.mined(|chain| Mined::impersonated(tx, nonce, chain.chain_id(), receipt)))
    }

    fn mined(&mut self, mined: impl FnOnce(&Chain) -> Mined) -> B256 {
        let mined = mined(&self.chain);
        let hash = mined.hash();
        self.close_block(Some(mined));
        hash
    }

    /// Mines a block without transactions.
    pub(crate) fn mine(&mut self) {
        self.advance_clock();
        self.chain.mine_empty();
        self.close_block(None);
    }

    /// Gives the chain the time that a block mined now carries. The chain's own may be ahead of that, if a transaction was refused since.
    fn advance_clock(&mut self) {
        let (block, timestamp) = (self.ledger.last().number(), self.next_timestamp());
        self.chain.resume_at(block, timestamp);
    }

    /// Writes down the block that the chain has just mined.
    fn close_block(&mut self, transaction: Option<Mined>) {
        let timestamp = self.chain.timestamp();
        if self.clock.next.take().is_some() {
            self.clock.set(timestamp);
        }
        let setting = Setting {
            timestamp,
            base_fee: self.base_fee,
            coinbase: self.coinbase,
        };
        let state = self.chain.snapshot();
        let block = self.ledger.push(setting, transaction, Some(state));
        self.chain.set_block_hash(block.number(), block.hash());
        self.changes += 1;
        if self.blocks.receiver_count() > 0 {
            // Nobody listening any more is no failure.
            let _ = self.blocks.send(Arc::new(BlockEvent::of(block)));
        }
    }

    /// Timestamp that a block mined now would carry.
    pub(crate) fn next_timestamp(&self) -> u64 {
        self.clock.timestamp(self.ledger.last().header.timestamp)
    }

    /// Remembers this moment for [`Node::go_back`].
    pub(crate) fn checkpoint(&mut self) -> u64 {
        let id = self.next_checkpoint;
        self.next_checkpoint += 1;
        self.checkpoints.push(Checkpoint {
            id,
            block: self.ledger.last().number(),
            state: self.chain.snapshot(),
            clock: self.clock,
            base_fee: self.base_fee,
            coinbase: self.coinbase,
        });
        id
    }

    /// Goes back to a checkpoint, which ends it and all later ones. False if it has ended.
    pub(crate) fn go_back(&mut self, id: u64) -> bool {
        let Some(index) = self.checkpoints.iter().position(|c| c.id == id) else {
            return false;
        };
        let checkpoint = self.checkpoints[index];
        self.checkpoints.truncate(index);
        if !self.chain.revert(checkpoint.state) {
            return false;
        }
        self.ledger.truncate(checkpoint.block);
        for block in self.ledger.blocks().iter().rev().take(256) {
            self.chain.set_block_hash(block.number(), block.hash());
        }
        self.clock = checkpoint.clock;
        self.set_base_fee(checkpoint.base_fee);
        self.set_coinbase(checkpoint.coinbase);
        self.filters.rewind(checkpoint.block + 1);
        self.remember();
        true
    }

    /// Sets the base fee of the blocks to come.
    pub(crate) fn set_base_fee(&mut self, wei: u64) {
        self.base_fee = wei;
        self.chain.set_base_fee(wei);
        self.changes += 1;
    }

    /// Sets who the blocks to come name as their miner.
    pub(crate) fn set_coinbase(&mut self, coinbase: Address) {
        self.coinbase = coinbase;
        self.chain.set_coinbase(coinbase);
        self.changes += 1;
    }

    /// The number of the block that a request names; `None` if there is no such block.
    pub(crate) fn number(&self, block: BlockNumberOrTag) -> Option<u64> {
        let last = self.ledger.last().number();
        match block {
            BlockNumberOrTag::Number(number) => (number <= last).then_some(number),
            BlockNumberOrTag::Earliest => Some(0),
            // What is mined is final here.
            _ => Some(last),
        }
    }

    /// Runs `f` on the chain as it was at a block, with what calls in that block see. Whatever `f` changes is undone.
    pub(crate) fn at<R>(
        &mut self,
        block: Option<BlockId>,
        f: impl FnOnce(&mut Chain, BlockOverrides) -> R,
    ) -> RpcResult<R> {
        let (moment, setting) = self.moment(block.unwrap_or_default())?;
        match moment {
            Moment::Present => {
                let guard = self.chain.snapshot();
                let result = f(&mut self.chain, setting);
                self.chain.revert(guard);
                Ok(result)
            }
            Moment::Past(state) => self
                .chain
                .at(state, |chain| f(chain, setting))
                .ok_or_else(|| RpcError::server("historical state is not available")),
        }
    }

    fn moment(&self, block: BlockId) -> RpcResult<(Moment, BlockOverrides)> {
        let number = match block {
            BlockId::Number(BlockNumberOrTag::Pending) => {
                let next = BlockOverrides {
                    timestamp: Some(self.next_timestamp()),
                    ..BlockOverrides::default()
                };
                return Ok((Moment::Present, next));
            }
            BlockId::Number(number) => self
                .number(number)
                .ok_or_else(|| RpcError::server("header not found"))?,
            BlockId::Hash(hash) => self
                .ledger
                .block_by_hash(hash.block_hash)
                .ok_or_else(|| RpcError::server("header for hash not found"))?
                .number(),
        };
        let last = self.ledger.last().number();
        let block = self.ledger.block(number).unwrap_or(self.ledger.last());
        let moment = match block.state {
            _ if number == last => Moment::Present,
            Some(state) => Moment::Past(state),
            None => {
                return Err(RpcError::server(format!(
                    "historical state of block {number} is not available: the node was restarted since"
                )));
            }
        };
        Ok((moment, block.setting()))
    }

    /// Changes the state beside all transactions: the last block's, as everybody sees it from now on.
    pub(crate) fn change(&mut self, f: impl FnOnce(&mut Chain)) {
        f(&mut self.chain);
        self.remember();
    }

    /// Makes the present state the last block's.
    pub(crate) fn remember(&mut self) {
        let state = self.chain.snapshot();
        self.ledger.remember_last(state);
        self.changes += 1;
    }

    /// Forgets everything but the settings.
    pub(crate) fn forget(&mut self) {
        self.chain = Chain::new(self.config.clone());
        self.ledger = Ledger::default();
        self.filters = Filters::default();
        self.checkpoints.clear();
    }

    /// Executes a mined transaction again and returns what it called.
    pub(crate) fn trace(&mut self, hash: B256) -> RpcResult<CallTrace> {
        let block = self
            .ledger
            .block_of_transaction(hash)
            .ok_or_else(|| RpcError::server("transaction not found"))?;
        let (Some(mined), Some(parent)) = (
            block.transaction.clone(),
            self.ledger.block(block.number().saturating_sub(1)),
        ) else {
            return Err(RpcError::server("transaction not found"));
        };
        let setting = block.setting();
        let state = parent.state.ok_or_else(|| {
            RpcError::server("historical state is not available: the node was restarted since")
        })?;
        let (_, trace) = self
            .chain
            .at(state, |chain| {
                chain.traced(|chain| replay(chain, mined, setting))
            })
            .ok_or_else(|| RpcError::server("historical state is not available"))?;
        trace.ok_or_else(|| RpcError::server("the transaction cannot be executed again"))
    }
}

fn replay(chain: &mut Chain, mined: Mined, setting: BlockOverrides) -> Result<Receipt, TxError> {
    if let Some(timestamp) = setting.timestamp {
        chain.set_timestamp(timestamp.max(chain.timestamp()));
    }
    chain.set_base_fee(setting.base_fee.unwrap_or_default());
    chain.set_coinbase(setting.coinbase.unwrap_or_default());
    if mined.impersonated {
        return chain.transact(mined.unsigned());
    }
    chain.send(&SignedTx {
        hash: mined.hash(),
        from: mined.from,
        envelope: mined.envelope,
    })
}

impl Block {
    /// What calls in this block see.
    fn setting(&self) -> BlockOverrides {
        BlockOverrides {
            number: Some(self.number()),
            timestamp: Some(self.header.timestamp),
            coinbase: Some(self.header.beneficiary),
            base_fee: self.header.base_fee_per_gas,
            ..BlockOverrides::default()
        }
    }
}

impl BlockEvent {
    fn of(block: &Block) -> Self {
        Self {
            header: block.rpc_header(),
            transaction: block.rpc_transaction(),
            logs: block.rpc_logs().collect(),
        }
    }
}
