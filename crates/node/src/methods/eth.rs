//! `eth_`.

use alloy_consensus::TxEnvelope;
use alloy_dyn_abi::TypedData;
use alloy_eips::{BlockId, BlockNumberOrTag, eip2718::Encodable2718};
use alloy_primitives::{Address, B256, Bytes, U64, U256};
use alloy_rpc_types_eth::{
    FeeHistory, Filter, FilterBlockOption, Index, Log as RpcLog, TransactionRequest,
};
use serde::Serialize;
use serde_json::Value;
use stylus_chain::{SignedTx, Tx};

use super::{Answer, Method, json};
use crate::{
    args::Args,
    call::CallRequest,
    error::{RpcError, RpcResult},
    filters::Kind,
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
        let (account, slot, block): (Address, U256, _) =
            (args.next()?, args.next()?, args.optional()?);
        args.end()?;
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
    ("eth_getLogs", |node, mut args| {
        let filter = args.next()?;
        args.end()?;
        json(logs(node, &filter)?)
    }),
    ("eth_newFilter", |node, mut args| {
        let filter = args.next()?;
        args.end()?;
        install(node, Kind::Logs(filter))
    }),
    ("eth_newBlockFilter", |node, args| {
        args.end()?;
        install(node, Kind::Blocks)
    }),
    ("eth_newPendingTransactionFilter", |node, args| {
        args.end()?;
        install(node, Kind::Transactions)
    }),
    ("eth_uninstallFilter", |node, mut args| {
        let id = args.next()?;
        args.end()?;
        json(node.filters.uninstall(id))
    }),
    ("eth_getFilterChanges", filter_changes),
    ("eth_getFilterLogs", |node, mut args| {
        let id = args.next()?;
        args.end()?;
        let Kind::Logs(filter) = node.filters.kind(id)? else {
            return Err(RpcError::server("filter not found"));
        };
        json(logs(node, &filter)?)
    }),
];

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
        if request
            .nonce
            .is_some_and(|nonce| nonce != node.chain.nonce(from))
        {
            return Err(RpcError::server(format!(
                "invalid nonce: {from} is impersonated, its next nonce is {}",
                node.chain.nonce(from)
            )));
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
    let last = node
        .number(newest)
        .ok_or_else(|| RpcError::server("request beyond head block"))?;
    let count = count.to::<u64>().min(FEE_HISTORY_BLOCKS).min(last + 1);
    let oldest = last + 1 - count;
    let blocks = &node.ledger.blocks()[oldest as usize..=last as usize];
    let blocks = if count == 0 { &[] } else { blocks };
    let fee = |block: &Block| u128::from(block.header.base_fee_per_gas.unwrap_or_default());
    let next = node
        .ledger
        .block(last + 1)
        .map_or_else(|| u128::from(node.base_fee), fee);
    let ratio = |block: &Block| block.header.gas_used as f64 / block.header.gas_limit as f64;
    // Nobody's tip is collected.
    let rewards = || vec![vec![0; percentiles.len()]; blocks.len()];
    json(FeeHistory {
        base_fee_per_gas: blocks
            .iter()
            .map(fee)
            .chain((count > 0).then_some(next))
            .collect(),
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

fn install(node: &mut Node, kind: Kind) -> Answer {
    let (next_block, most) = (node.ledger.last().number() + 1, node.limits.filters);
    json(node.filters.install(kind, next_block, most)?)
}

fn filter_changes(node: &mut Node, mut args: Args) -> Answer {
    let id = args.next()?;
    args.end()?;
    let blocks = node.ledger.blocks().len() as u64;
    let (kind, from) = node.filters.poll(id, blocks)?;
    let news = &node.ledger.blocks()[from.min(blocks) as usize..];
    match kind {
        Kind::Blocks => json(news.iter().map(Block::hash).collect::<Vec<_>>()),
        Kind::Transactions => {
            let transactions = news.iter().filter_map(|b| b.transaction.as_ref());
            json(transactions.map(|mined| mined.hash()).collect::<Vec<_>>())
        }
        Kind::Logs(filter) => {
            let (first, last) = range(node, &filter)?;
            let inside = news.iter().filter(|b| (first..=last).contains(&b.number()));
            json(collect(node, inside, &filter)?)
        }
    }
}

fn logs(node: &Node, filter: &Filter) -> RpcResult<Vec<RpcLog>> {
    if let FilterBlockOption::AtBlockHash(hash) = filter.block_option {
        let block = node.ledger.block_by_hash(hash);
        let block = block.ok_or_else(|| RpcError::server("unknown block"))?;
        return collect(node, [block].into_iter(), filter);
    }
    let (first, last) = range(node, filter)?;
    if first > last {
        return Err(RpcError::params("invalid block range params"));
    }
    let last = last.min(node.ledger.last().number());
    if first > last {
        return Ok(Vec::new());
    }
    let most = node.limits.log_blocks;
    if last - first >= most {
        return Err(RpcError::LimitExceeded(format!(
            "exceed maximum block range: {most}; ask for {first} to {} first",
            first + most - 1
        )));
    }
    collect(
        node,
        node.ledger.blocks()[first as usize..=last as usize].iter(),
        filter,
    )
}

/// The numbers that a filter's range means now; those of blocks to come included.
fn range(node: &Node, filter: &Filter) -> RpcResult<(u64, u64)> {
    let FilterBlockOption::Range {
        from_block,
        to_block,
    } = filter.block_option
    else {
        return Ok((0, u64::MAX));
    };
    let number = |tag: BlockNumberOrTag| match tag {
        BlockNumberOrTag::Number(number) => number,
        tag => node.number(tag).unwrap_or_default(),
    };
    let last = node.ledger.last().number();
    // No end, or one that moves with the chain, is open for filters that stay.
    let to = to_block.filter(|tag| tag.is_number() || tag.is_earliest());
    Ok((from_block.map_or(last, number), to.map_or(u64::MAX, number)))
}

fn collect<'a>(
    node: &Node,
    blocks: impl Iterator<Item = &'a Block>,
    filter: &Filter,
) -> RpcResult<Vec<RpcLog>> {
    let mut found = Vec::new();
    for block in blocks {
        found.extend(block.matching_logs(filter));
        if found.len() > node.limits.logs {
            return Err(RpcError::LimitExceeded(format!(
                "query returned more than {} results: ask for fewer blocks, up to {}",
                node.limits.logs,
                block.number().saturating_sub(1)
            )));
        }
    }
    Ok(found)
}
