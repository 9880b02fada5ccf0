//! `eth_`, all but logs and filters.

use alloy_consensus::TxEnvelope;
use alloy_dyn_abi::TypedData;
use alloy_eips::{BlockId, BlockNumberOrTag, eip2718::Encodable2718};
use alloy_primitives::{Address, B256, Bytes, U64, U256};
use alloy_rpc_types_eth::{FeeHistory, Index, TransactionRequest};
use serde::Serialize;
use serde_json::Value;
use stylus_chain::{SignedTx, Tx, TxError};

use super::{Answer, Method, json};
use crate::{
    args::Args,
    call::CallRequest,
    error::{RpcError, RpcResult},
    ledger::Block,
    node::Node,
};

pub(super) const METHODS: &[(&str, Method)] = &[
    ("eth_chainId", |node, args| {
        args.end()?;
        json(U64::from(node.chain.chain_id()))
    }),
    ("eth_blockNumber", |node, args| {
        args.end()?;
        json(U64::from(node.ledger.last().number()))
    }),
    ("eth_syncing", |_, args| {
        args.end()?;
        json(false)
    }),
    ("eth_accounts", |node, args| {
        args.end()?;
        json(node.accounts.addresses())
    }),
    ("eth_gasPrice", |node, args| {
        args.end()?;
        json(U64::from(node.base_fee))
    }),
    // Nitro pays no tips, so none is suggested.
    ("eth_maxPriorityFeePerGas", |_, args| {
        args.end()?;
        json(U64::ZERO)
    }),
    ("eth_feeHistory", fee_history),
    ("eth_getBalance", |node, mut args| {
        let (account, block): (Address, _) = (args.next()?, args.optional()?);
        args.end()?;
        json(node.at(block, |chain, _| chain.balance(account))?)
    }),
    ("eth_getTransactionCount", |node, mut args| {
        let (account, block): (Address, _) = (args.next()?, args.optional()?);
        args.end()?;
        json(node.at(block, |chain, _| U64::from(chain.nonce(account)))?)
    }),
    ("eth_getCode", |node, mut args| {
        let (account, block): (Address, _) = (args.next()?, args.optional()?);
        args.end()?;
        json(node.at(block, |chain, _| chain.code(account))?)
    }),
    ("eth_getStorageAt", |node, mut args| {
        let (account, slot, block): (Address, String, _) =
            (args.next()?, args.next()?, args.optional()?);
        args.end()?;
        let slot = storage_key(&slot)?;
        json(node.at(block, |chain, _| B256::from(chain.storage(account, slot)))?)
    }),
    ("eth_call", |node, args| {
        let call = call_request(args)?;
        json(node.call(call)?)
    }),
    ("eth_estimateGas", |node, args| {
        let call = call_request(args)?;
        json(U64::from(node.estimate(call)?))
    }),
    ("eth_sendTransaction", |node, mut args| {
        let request: TransactionRequest = args.next()?;
        args.end()?;
        json(send(node, request)?)
    }),
    ("eth_signTransaction", |node, mut args| {
        let request: TransactionRequest = args.next()?;
        args.end()?;
        let (from, transaction) = node.fill(request)?;
        json(SignedTransaction::of(
            node.accounts.sign_transaction(from, transaction)?,
        ))
    }),
    ("eth_sign", |node, mut args| {
        let (account, message): (_, Bytes) = (args.next()?, args.next()?);
        args.end()?;
        json(node.accounts.sign_message(account, &message)?)
    }),
    ("eth_signTypedData_v4", |node, mut args| {
        let (account, data) = (args.next()?, typed_data(&mut args)?);
        args.end()?;
        json(node.accounts.sign_typed_data(account, &data)?)
    }),
    ("eth_getTransactionByHash", |node, mut args| {
        let hash = args.next()?;
        args.end()?;
        json(
            node.ledger
                .block_of_transaction(hash)
                .and_then(Block::rpc_transaction),
        )
    }),
    ("eth_getTransactionReceipt", |node, mut args| {
        let hash = args.next()?;
        args.end()?;
        json(
            node.ledger
                .block_of_transaction(hash)
                .and_then(Block::rpc_receipt),
        )
    }),
    ("eth_getRawTransactionByHash", |node, mut args| {
        let hash = args.next()?;
        args.end()?;
        let mined = node
            .ledger
            .block_of_transaction(hash)
            .and_then(|b| b.transaction.as_ref());
        json(mined.map(|mined| Bytes::from(mined.envelope.encoded_2718())))
    }),
    ("eth_getBlockByNumber", |node, mut args| {
        let (number, full): (_, Option<bool>) = (args.next()?, args.optional()?);
        args.end()?;
        json(block(node, BlockId::Number(number)).map(|b| b.rpc_block(full.unwrap_or_default())))
    }),
    ("eth_getBlockByHash", |node, mut args| {
        let (hash, full): (B256, Option<bool>) = (args.next()?, args.optional()?);
        args.end()?;
        json(
            node.ledger
                .block_by_hash(hash)
                .map(|b| b.rpc_block(full.unwrap_or_default())),
        )
    }),
    ("eth_getBlockReceipts", |node, mut args| {
        let id = args.next()?;
        args.end()?;
        json(block(node, id).map(|b| b.rpc_receipt().into_iter().collect::<Vec<_>>()))
    }),
    ("eth_getBlockTransactionCountByNumber", |node, mut args| {
        let number = args.next()?;
        args.end()?;
        json(block(node, BlockId::Number(number)).map(transaction_count))
    }),
    ("eth_getBlockTransactionCountByHash", |node, mut args| {
        let hash = args.next()?;
        args.end()?;
        json(node.ledger.block_by_hash(hash).map(transaction_count))
    }),
    (
        "eth_getTransactionByBlockNumberAndIndex",
        |node, mut args| {
            let (number, index): (_, Index) = (args.next()?, args.next()?);
            args.end()?;
            json(
                block(node, BlockId::Number(number))
                    .filter(|_| index.0 == 0)
                    .and_then(Block::rpc_transaction),
            )
        },
    ),
    ("eth_getTransactionByBlockHashAndIndex", |node, mut args| {
        let (hash, index): (B256, Index) = (args.next()?, args.next()?);
        args.end()?;
        json(
            node.ledger
                .block_by_hash(hash)
                .filter(|_| index.0 == 0)
                .and_then(Block::rpc_transaction),
        )
    }),
    ("eth_getUncleCountByBlockNumber", |node, mut args| {
        let number = args.next()?;
        args.end()?;
        json(block(node, BlockId::Number(number)).map(|_| U64::ZERO))
    }),
    ("eth_getUncleCountByBlockHash", |node, mut args| {
        let hash = args.next()?;
        args.end()?;
        json(node.ledger.block_by_hash(hash).map(|_| U64::ZERO))
    }),
];

/// The number of a slot, which may be written with leading zeros, and without `0x`.
fn storage_key(text: &str) -> RpcResult<U256> {
    let digits = text.strip_prefix("0x").or(text.strip_prefix("0X"));
    let digits = digits.unwrap_or(text);
    if digits.len() > 64 {
        return Err(RpcError::params(format!(
            "storage key too long (want at most 32 bytes): \"{text}\""
        )));
    }
    U256::from_str_radix(digits, 16)
        .map_err(|_| RpcError::params(format!("invalid hex in storage key: \"{text}\"")))
}

fn call_request(mut args: Args) -> RpcResult<CallRequest> {
    let call = CallRequest {
        request: args.next()?,
        block: args.optional()?,
        state: args.optional()?,
        setting: args.optional()?,
    };
    args.end()?;
    Ok(call)
}

/// Typed data comes as an object or, from older wallets, as a string that holds one.
fn typed_data(args: &mut Args) -> RpcResult<TypedData> {
    let parsed = match args.next()? {
        Value::String(text) => serde_json::from_str(&text),
        value => serde_json::from_value(value),
    };
    parsed.map_err(|e| RpcError::params(format!("invalid argument 1: {e}")))
}

fn send(node: &mut Node, request: TransactionRequest) -> RpcResult<B256> {
    let from = request.from.unwrap_or_default();
    if node.accounts.is_impersonated(from) {
        let expected = node.chain.nonce(from);
        if let Some(given) = request.nonce
            && given != expected
        {
            return Err(RpcError::refused(
                from,
                TxError::WrongNonce { expected, given },
            ));
        }
        let tx = Tx {
            gas_price: 0,
            ..node.tx(request)?
        };
        return node.send_unsigned(tx);
    }
    let (from, transaction) = node.fill(request)?;
    let envelope = node.accounts.sign_transaction(from, transaction)?;
    node.send(SignedTx {
        hash: *envelope.tx_hash(),
        envelope,
        from,
    })
}

/// A signed transaction, and its encoding.
#[derive(Debug, Serialize)]
struct SignedTransaction {
    raw: Bytes,
    tx: TxEnvelope,
}

impl SignedTransaction {
    fn of(tx: TxEnvelope) -> Self {
        Self {
            raw: tx.encoded_2718().into(),
            tx,
        }
    }
}

fn block(node: &Node, id: BlockId) -> Option<&Block> {
    match id {
        BlockId::Number(number) => node.ledger.block(node.number(number)?),
        BlockId::Hash(hash) => node.ledger.block_by_hash(hash.block_hash),
    }
}

fn transaction_count(block: &Block) -> U64 {
    U64::from(u8::from(block.transaction.is_some()))
}

/// Most blocks that one answer tells of (go-ethereum `eth/gasprice/feehistory.go`).
const FEE_HISTORY_BLOCKS: u64 = 1_024;

fn fee_history(node: &mut Node, mut args: Args) -> Answer {
    let (count, newest): (U64, BlockNumberOrTag) = (args.next()?, args.next()?);
    let percentiles: Vec<f64> = args.optional()?.unwrap_or_default();
    args.end()?;
    check_percentiles(&percentiles)?;
    let head = node.ledger.last().number();
    let last = node.number(newest).ok_or_else(|| {
        RpcError::server(format!(
            "request beyond head block: requested {}, head {head}",
            newest.as_number().unwrap_or_default()
        ))
    })?;
    let count = count.to::<u64>().min(FEE_HISTORY_BLOCKS).min(last + 1);
    if count == 0 {
        return json(FeeHistory::default());
    }
    let oldest = last + 1 - count;
    let blocks = &node.ledger.blocks()[oldest as usize..=last as usize];
    let fee = |block: &Block| u128::from(block.header.base_fee_per_gas.unwrap_or_default());
    let next = node
        .ledger
        .block(last + 1)
        .map_or_else(|| u128::from(node.base_fee), fee);
    let ratio = |block: &Block| block.header.gas_used as f64 / block.header.gas_limit as f64;
    // Nobody's tip is collected.
    let rewards = || vec![vec![0; percentiles.len()]; blocks.len()];
    json(FeeHistory {
        base_fee_per_gas: blocks.iter().map(fee).chain([next]).collect(),
        gas_used_ratio: blocks.iter().map(ratio).collect(),
        oldest_block: oldest,
        reward: (!percentiles.is_empty()).then(rewards),
        ..FeeHistory::default()
    })
}

fn check_percentiles(percentiles: &[f64]) -> RpcResult<()> {
    if percentiles.len() > 100 {
        return Err(RpcError::server("over the query limit 100"));
    }
    if let Some(bad) = percentiles.iter().find(|p| !(0.0..=100.0).contains(*p)) {
        return Err(RpcError::server(format!(
            "invalid reward percentile: {bad}"
        )));
    }
    match percentiles.windows(2).find(|pair| pair[0] >= pair[1]) {
        None => Ok(()),
        Some(pair) => Err(RpcError::server(format!(
            "invalid reward percentile: {} does not rise above {}",
            pair[1], pair[0]
        ))),
    }
}
