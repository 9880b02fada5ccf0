//! The blocks: headers, transactions, receipts, logs, and their forms on the wire.

use alloy_consensus::{
    EMPTY_OMMER_ROOT_HASH, Header, Receipt as ConsensusReceipt, ReceiptEnvelope, ReceiptWithBloom,
    Sealed, Signed, Transaction as _, TxEip2930, TxEip7702, TxEnvelope, TxLegacy, TxReceipt,
    constants::EMPTY_ROOT_HASH,
    proofs::{calculate_receipt_root, calculate_transaction_root},
    transaction::Recovered,
};
use alloy_primitives::{B256, Bloom, Bytes, Signature, TxKind, U256, map::HashMap};
use alloy_rlp::Encodable;
use alloy_rpc_types_eth::{
    Block as RpcBlock, BlockTransactions, Filter, Header as RpcHeader, Log as RpcLog,
    Transaction as RpcTransaction, TransactionReceipt,
};
use serde::{Deserialize, Serialize};
use stylus_chain::{Address, Log, Receipt, SignedTx, SnapshotId, Tx};

/// A mined block. As on Nitro's sequencer, a transaction is mined at once, in a block of its own.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) header: Sealed<Header>,
    pub(crate) transaction: Option<Mined>,
    /// The state after it; `None` if the block was loaded from a file, which holds only the last state.
    pub(crate) state: Option<SnapshotId>,
}

/// A mined transaction and what came of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Mined {
    pub(crate) envelope: TxEnvelope,
    pub(crate) from: Address,
    /// Whether it was taken without signature; the one in the envelope is made up.
    pub(crate) impersonated: bool,
    success: bool,
    gas_used: u64,
    gas_price: u128,
    contract_address: Option<Address>,
    logs: Vec<Log>,
}

/// What the header of a block says besides its transaction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    pub(crate) timestamp: u64,
    pub(crate) base_fee: u64,
    pub(crate) coinbase: Address,
}

/// What a block's gas limit reads on Nitro (2^50, `arbos/l2pricing`): no single block's limit binds.
pub(crate) const BLOCK_GAS_LIMIT: u64 = 1 << 50;

impl Mined {
    pub(crate) fn signed(tx: SignedTx, receipt: Receipt) -> Self {
        Self::new(tx.envelope, tx.from, false, receipt)
    }

    /// A transaction without signature, in the form of one with.
    pub(crate) fn impersonated(tx: Tx, nonce: u64, chain_id: u64, receipt: Receipt) -> Self {
        let gas_limit = tx.gas.unwrap_or(receipt.gas_used);
        let (from, gas_price, hash) = (tx.from, receipt.gas_price, receipt.hash);
        let to = tx.to.map_or(TxKind::Create, TxKind::Call);
        let (value, input, access_list) = (tx.value, tx.data, tx.access_list);
        let envelope = if !tx.authorizations.is_empty() {
            let unsigned = TxEip7702 {
                chain_id,
                nonce,
                gas_limit,
                max_fee_per_gas: gas_price,
                max_priority_fee_per_gas: 0,
                // Delegations come with calls only.
                to: tx.to.unwrap_or_default(),
                value,
                access_list,
                authorization_list: tx.authorizations,
                input,
            };
            unsignable(unsigned, hash)
        } else if !access_list.is_empty() {
            let unsigned = TxEip2930 {
                chain_id,
                nonce,
                gas_price,
                gas_limit,
                to,
                value,
                access_list,
                input,
            };
            unsignable(unsigned, hash)
        } else {
            let unsigned = TxLegacy {
                chain_id: Some(chain_id),
                nonce,
                gas_price,
                gas_limit,
                to,
                value,
                input,
            };
            unsignable(unsigned, hash)
        };
        Self::new(envelope, from, true, receipt)
    }

    fn new(envelope: TxEnvelope, from: Address, impersonated: bool, receipt: Receipt) -> Self {
        Self {
            envelope,
            from,
            impersonated,
            success: receipt.is_success(),
            gas_used: receipt.gas_used,
            gas_price: receipt.gas_price,
            contract_address: receipt.contract_address,
            logs: receipt.logs,
        }
    }

    /// What has to be executed to get the same again, for a transaction without signature.
    pub(crate) fn unsigned(&self) -> Tx {
        Tx {
            from: self.from,
            to: self.envelope.to(),
            value: self.envelope.value(),
            data: self.envelope.input().clone(),
            gas: Some(self.envelope.gas_limit()),
            access_list: self.envelope.access_list().cloned().unwrap_or_default(),
            authorizations: self
                .envelope
                .authorization_list()
                .unwrap_or_default()
                .to_vec(),
            ..Tx::default()
        }
    }

    fn receipt<L>(&self, logs: Vec<L>) -> ReceiptEnvelope<L> {
        let receipt = ReceiptWithBloom {
            logs_bloom: self.logs.iter().collect(),
            receipt: ConsensusReceipt {
                status: self.success.into(),
                cumulative_gas_used: self.gas_used,
                logs,
            },
        };
        match &self.envelope {
            TxEnvelope::Legacy(_) => ReceiptEnvelope::Legacy(receipt),
            TxEnvelope::Eip2930(_) => ReceiptEnvelope::Eip2930(receipt),
            TxEnvelope::Eip1559(_) => ReceiptEnvelope::Eip1559(receipt),
            TxEnvelope::Eip4844(_) => ReceiptEnvelope::Eip4844(receipt),
            TxEnvelope::Eip7702(_) => ReceiptEnvelope::Eip7702(receipt),
        }
    }
}

/// A transaction with a signature that is none, and the hash that stands for it.
fn unsignable<T>(unsigned: T, hash: B256) -> TxEnvelope
where
    TxEnvelope: From<Signed<T>>,
{
    let signature = Signature::new(U256::ONE, U256::ONE, false);
    Signed::new_unchecked(unsigned, signature, hash).into()
}

impl Block {
    pub(crate) fn number(&self) -> u64 {
        self.header.number
    }

    pub(crate) fn hash(&self) -> B256 {
        self.header.hash()
    }

    /// The header as it goes over the wire.
    pub(crate) fn rpc_header(&self) -> RpcHeader {
        RpcHeader {
            hash: self.hash(),
            inner: self.header.inner().clone(),
            total_difficulty: Some(U256::ZERO),
            size: Some(U256::from(self.size())),
        }
    }

    /// Bytes of the block's encoding.
    fn size(&self) -> usize {
        let transactions: Vec<&TxEnvelope> = self.transaction.iter().map(|m| &m.envelope).collect();
        let ommers: Vec<Header> = Vec::new();
        let payload_length = self.header.length() + transactions.length() + ommers.length();
        payload_length + alloy_rlp::length_of_length(payload_length)
    }

    pub(crate) fn rpc_block(&self, full: bool) -> RpcBlock {
        let transactions = self.transaction.as_ref();
        RpcBlock {
            header: self.rpc_header(),
            uncles: Vec::new(),
            transactions: if full {
                BlockTransactions::Full(self.rpc_transaction().into_iter().collect())
            } else {
                BlockTransactions::Hashes(transactions.map(Mined::hash).into_iter().collect())
            },
            withdrawals: None,
        }
    }

    pub(crate) fn rpc_transaction(&self) -> Option<RpcTransaction> {
        let mined = self.transaction.as_ref()?;
        Some(RpcTransaction {
            inner: Recovered::new_unchecked(mined.envelope.clone(), mined.from),
            block_hash: Some(self.hash()),
            block_number: Some(self.number()),
            transaction_index: Some(0),
            effective_gas_price: Some(mined.gas_price),
            block_timestamp: Some(self.header.timestamp),
        })
    }

    pub(crate) fn rpc_logs(&self) -> impl Iterator<Item = RpcLog> + '_ {
        let mined = self.transaction.iter();
        let logs = mined.flat_map(|mined| mined.logs.iter().map(move |log| (mined.hash(), log)));
        logs.enumerate().map(|(index, (hash, log))| RpcLog {
            inner: log.clone(),
            block_hash: Some(self.hash()),
            block_number: Some(self.number()),
            block_timestamp: Some(self.header.timestamp),
            transaction_hash: Some(hash),
            transaction_index: Some(0),
            log_index: Some(index as u64),
            removed: false,
        })
    }

    pub(crate) fn rpc_receipt(&self) -> Option<TransactionReceipt> {
        let mined = self.transaction.as_ref()?;
        Some(TransactionReceipt {
            inner: mined.receipt(self.rpc_logs().collect()),
            transaction_hash: mined.hash(),
            transaction_index: Some(0),
            block_hash: Some(self.hash()),
            block_number: Some(self.number()),
            gas_used: mined.gas_used,
            effective_gas_price: mined.gas_price,
            blob_gas_used: None,
            blob_gas_price: None,
            from: mined.from,
            to: mined.envelope.to(),
            contract_address: mined.contract_address,
        })
    }

    /// The logs that a filter lets through, whatever range of blocks it names.
    pub(crate) fn matching_logs(&self, filter: &Filter) -> Vec<RpcLog> {
        if !filter.matches_bloom(self.header.logs_bloom) {
            return Vec::new();
        }
        let matching = |log: &RpcLog| {
            filter.matches_address(log.address()) && filter.matches_topics(log.topics())
        };
        self.rpc_logs().filter(matching).collect()
    }
}

impl Mined {
    pub(crate) fn hash(&self) -> B256 {
        *self.envelope.tx_hash()
    }
}

/// All blocks, and where to find what.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    blocks: Vec<Block>,
    by_hash: HashMap<B256, u64>,
    by_transaction: HashMap<B256, u64>,
}

impl Ledger {
    /// Puts a block on top. Blocks are numbered from 0 without gaps.
    pub(crate) fn push(
        &mut self,
        setting: Setting,
        transaction: Option<Mined>,
        state: Option<SnapshotId>,
    ) -> &Block {
        let header = self.header(setting, transaction.as_ref());
        self.restore(Block {
            header: Sealed::new(header),
            transaction,
            state,
        })
    }

    /// Puts a finished block on top.
    pub(crate) fn restore(&mut self, block: Block) -> &Block {
        let number = self.blocks.len() as u64;
        self.by_hash.insert(block.hash(), number);
        if let Some(mined) = &block.transaction {
            self.by_transaction.insert(mined.hash(), number);
        }
        self.blocks.push(block);
        &self.blocks[self.blocks.len() - 1]
    }

    /// The root of the state is that of an empty trie: this chain keeps none.
    fn header(&self, setting: Setting, transaction: Option<&Mined>) -> Header {
        let parent = self.blocks.last();
        let receipts: Vec<_> = transaction
            .iter()
            .map(|m| m.receipt(m.logs.clone()))
            .collect();
        Header {
            parent_hash: parent.map(Block::hash).unwrap_or_default(),
            ommers_hash: EMPTY_OMMER_ROOT_HASH,
            beneficiary: setting.coinbase,
            transactions_root: transaction.map_or(EMPTY_ROOT_HASH, |m| {
                calculate_transaction_root(core::slice::from_ref(&m.envelope))
            }),
            receipts_root: calculate_receipt_root(&receipts),
            logs_bloom: receipts.first().map_or(Bloom::ZERO, |r| r.bloom()),
            difficulty: U256::ONE,
            number: self.blocks.len() as u64,
            gas_limit: BLOCK_GAS_LIMIT,
            gas_used: transaction.map_or(0, |m| m.gas_used),
            timestamp: setting.timestamp,
            extra_data: Bytes::new(),
            base_fee_per_gas: Some(setting.base_fee),
            ..Header::default()
        }
    }

    /// Gives the last block its state.
    pub(crate) fn remember_last(&mut self, state: SnapshotId) {
        if let Some(block) = self.blocks.last_mut() {
            block.state = Some(state);
        }
    }

    /// Forgets the blocks after `number`.
    pub(crate) fn truncate(&mut self, number: u64) {
        for block in self.blocks.drain(number as usize + 1..) {
            self.by_hash.remove(&block.hash());
            if let Some(mined) = &block.transaction {
                self.by_transaction.remove(&mined.hash());
            }
        }
    }

    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The last block. There always is one: a chain begins with block 0.
    pub(crate) fn last(&self) -> &Block {
        &self.blocks[self.blocks.len() - 1]
    }

    pub(crate) fn block(&self, number: u64) -> Option<&Block> {
        self.blocks.get(usize::try_from(number).ok()?)
    }

    pub(crate) fn block_by_hash(&self, hash: B256) -> Option<&Block> {
        self.block(*self.by_hash.get(&hash)?)
    }

    pub(crate) fn block_of_transaction(&self, hash: B256) -> Option<&Block> {
        self.block(*self.by_transaction.get(&hash)?)
    }
}
