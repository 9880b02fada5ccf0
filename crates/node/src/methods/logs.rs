//! `eth_getLogs` and the filters.

use alloy_eips::BlockNumberOrTag;
use alloy_rpc_types_eth::{Filter, FilterBlockOption, Log as RpcLog};

use super::{Answer, Method, json};
use crate::{
    args::Args,
    error::{RpcError, RpcResult},
    filters::Kind,
    ledger::Block,
    node::Node,
};

pub(super) const METHODS: &[(&str, Method)] = &[
    ("eth_getLogs", |node, mut args| {
        let filter = args.next()?;
        args.end()?;
        json(logs(node, &filter)?)
    }),
    ("eth_newFilter", |node, mut args| {
        let filter: Box<Filter> = args.next()?;
        args.end()?;
        range(node, &filter)?;
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
        let (Kind::Logs(filter), _) = node.filters.poll(id)? else {
            return Err(RpcError::server("filter not found"));
        };
        json(logs(node, &filter)?)
    }),
];

fn install(node: &mut Node, kind: Kind) -> Answer {
    let (next_block, most) = (node.ledger.last().number() + 1, node.limits.filters);
    json(node.filters.install(kind, next_block, most)?)
}

fn filter_changes(node: &mut Node, mut args: Args) -> Answer {
    let id = args.next()?;
    args.end()?;
    let blocks = node.ledger.blocks();
    let (kind, from) = node.filters.poll(id)?;
    let news = &blocks[(from as usize).min(blocks.len())..];
    let mut told = blocks.len() as u64;
    let answer = match kind {
        Kind::Blocks => json(news.iter().map(Block::hash).collect::<Vec<_>>()),
        Kind::Transactions => {
            let transactions = news.iter().filter_map(|b| b.transaction.as_ref());
            json(transactions.map(|mined| mined.hash()).collect::<Vec<_>>())
        }
        Kind::Logs(filter) => {
            let (logs, next_block) = changes(news, &filter, node.limits.logs);
            told = next_block.unwrap_or(told);
            json(logs)
        }
    };
    node.filters.told(id, told);
    answer
}

/// The logs of new blocks, of as many as an answer holds, and the first block that is left for the next one.
fn changes(news: &[Block], filter: &Filter, most: usize) -> (Vec<RpcLog>, Option<u64>) {
    let mut logs = Vec::new();
    for block in news.iter().filter(|block| may_concern(filter, block)) {
        let more = block.matching_logs(filter);
        if !logs.is_empty() && logs.len() + more.len() > most {
            return (logs, Some(block.number()));
        }
        logs.extend(more);
    }
    (logs, None)
}

/// Whether a new block lies in a filter's range. Names of blocks that move with the chain mean no bound here: they all were behind this one.
fn may_concern(filter: &Filter, block: &Block) -> bool {
    let FilterBlockOption::Range {
        from_block,
        to_block,
    } = filter.block_option
    else {
        return filter.block_option.as_block_hash() == Some(&block.hash());
    };
    let number = |tag: Option<BlockNumberOrTag>| match tag? {
        BlockNumberOrTag::Number(number) => Some(number),
        BlockNumberOrTag::Earliest => Some(0),
        _ => None,
    };
    number(from_block).is_none_or(|from| from <= block.number())
        && number(to_block).is_none_or(|to| block.number() <= to)
}

fn logs(node: &Node, filter: &Filter) -> RpcResult<Vec<RpcLog>> {
    if let FilterBlockOption::AtBlockHash(hash) = filter.block_option {
        let block = node.ledger.block_by_hash(hash);
        let block = block.ok_or_else(|| RpcError::server("unknown block"))?;
        return collect(node, [block].into_iter(), filter);
    }
    let (first, last) = range(node, filter)?;
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
    let number = |tag: Option<BlockNumberOrTag>| match tag {
        Some(BlockNumberOrTag::Number(number)) => number,
        Some(BlockNumberOrTag::Earliest) => 0,
        _ => node.ledger.last().number(),
    };
    let (first, last) = (number(from_block), number(to_block));
    // Without an end, a beginning that is still to come is no contradiction.
    if first > last && to_block.is_some_and(|to| to.is_number()) {
        return Err(RpcError::params("invalid block range params"));
    }
    Ok((first, last))
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
