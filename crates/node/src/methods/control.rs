//! Control over time, state and accounts, under the names that anvil and hardhat gave it.

use alloy_primitives::{Address, Bytes, U64, U256};
use serde::Deserialize;

use super::{Answer, Method, json};
use crate::{
    args::Args,
    error::{RpcError, RpcResult},
    node::Node,
};

pub(super) const METHODS: &[(&str, Method)] = &[
    ("evm_snapshot", snapshot),
    ("anvil_snapshot", snapshot),
    ("evm_revert", revert),
    ("anvil_revert", revert),
    ("evm_increaseTime", increase_time),
    ("anvil_increaseTime", increase_time),
    ("evm_setNextBlockTimestamp", set_next_timestamp),
    ("anvil_setNextBlockTimestamp", set_next_timestamp),
    ("evm_setTime", set_time),
    ("anvil_setTime", set_time),
    ("evm_mine", evm_mine),
    ("anvil_mine", mine),
    ("hardhat_mine", mine),
    ("evm_setAutomine", automine),
    ("anvil_setAutomine", automine),
    ("anvil_getAutomine", get_automine),
    ("hardhat_getAutomine", get_automine),
    ("anvil_setBalance", set_balance),
    ("hardhat_setBalance", set_balance),
    ("anvil_addBalance", add_balance),
    ("anvil_setNonce", set_nonce),
    ("hardhat_setNonce", set_nonce),
    ("evm_setAccountNonce", set_nonce),
    ("anvil_setCode", set_code),
    ("hardhat_setCode", set_code),
    ("anvil_setStorageAt", set_storage),
    ("hardhat_setStorageAt", set_storage),
    ("anvil_setCoinbase", set_coinbase),
    ("hardhat_setCoinbase", set_coinbase),
    ("anvil_setNextBlockBaseFeePerGas", set_base_fee),
    ("hardhat_setNextBlockBaseFeePerGas", set_base_fee),
    ("anvil_impersonateAccount", impersonate),
    ("hardhat_impersonateAccount", impersonate),
    ("anvil_stopImpersonatingAccount", stop_impersonating),
    ("hardhat_stopImpersonatingAccount", stop_impersonating),
    ("anvil_autoImpersonateAccount", |node, mut args| {
        let on = args.next()?;
        args.end()?;
        node.accounts.impersonate_all = on;
        json(())
    }),
    ("anvil_dumpState", |node, args| {
        args.end()?;
        json(crate::store::dump(node)?)
    }),
    ("anvil_loadState", |node, mut args| {
        let state: Bytes = args.next()?;
        args.end()?;
        crate::store::load(node, &state)
            .map_err(|e| RpcError::params(format!("invalid argument 0: {e:#}")))?;
        json(true)
    }),
];

fn snapshot(node: &mut Node, args: Args) -> Answer {
    args.end()?;
    json(U64::from(node.checkpoint()))
}

fn revert(node: &mut Node, mut args: Args) -> Answer {
    let id: U256 = args.next()?;
    args.end()?;
    json(u64::try_from(id).is_ok_and(|id| node.go_back(id)))
}

/// Seconds, or wei, or a count: as a number or as a quantity in hex, both are in use.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
enum Quantity {
    Number(u64),
    Hex(U256),
}

impl Quantity {
    fn small(self, position: usize) -> RpcResult<u64> {
        match self {
            Self::Number(number) => Ok(number),
            Self::Hex(number) => number.try_into().map_err(|_| {
                RpcError::params(format!("invalid argument {position}: exceeds 64 bits"))
            }),
        }
    }
}

/// Timestamps beyond this would leave no room to move on from: 2^53, which every client's number type still holds.
const LAST_TIMESTAMP: u64 = 1 << 53;

fn increase_time(node: &mut Node, mut args: Args) -> Answer {
    let seconds: Quantity = args.next()?;
    args.end()?;
    let seconds = seconds.small(0)?;
    let after = node.next_timestamp().checked_add(seconds);
    if after.is_none_or(|timestamp| timestamp > LAST_TIMESTAMP) {
        return Err(RpcError::params(
            "invalid argument 0: too far in the future",
        ));
    }
    node.clock.offset = node.clock.offset.saturating_add_unsigned(seconds);
    json(node.clock.offset)
}

fn timestamp(node: &mut Node, args: &mut Args) -> RpcResult<u64> {
    let timestamp = args.next::<Quantity>()?.small(0)?;
    let last = node.ledger.last().header.timestamp;
    if timestamp < last {
        return Err(RpcError::params(format!(
            "timestamp {timestamp} is lower than the previous block's timestamp {last}"
        )));
    }
    if timestamp > LAST_TIMESTAMP {
        return Err(RpcError::params(
            "invalid argument 0: too far in the future",
        ));
    }
    Ok(timestamp)
}

fn set_next_timestamp(node: &mut Node, mut args: Args) -> Answer {
    let timestamp = timestamp(node, &mut args)?;
    args.end()?;
    node.clock.next = Some(timestamp);
    json(())
}

fn set_time(node: &mut Node, mut args: Args) -> Answer {
    let timestamp = timestamp(node, &mut args)?;
    args.end()?;
    node.clock.set(timestamp);
    json(node.clock.offset)
}

/// What `evm_mine` may be told.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum MineOptions {
    Timestamp(Quantity),
    Options {
        timestamp: Option<Quantity>,
        blocks: Option<Quantity>,
    },
}

fn evm_mine(node: &mut Node, mut args: Args) -> Answer {
    let options: Option<MineOptions> = args.optional()?;
    args.end()?;
    let (timestamp, blocks) = match options {
        None => (None, None),
        Some(MineOptions::Timestamp(timestamp)) => (Some(timestamp), None),
        Some(MineOptions::Options { timestamp, blocks }) => (timestamp, blocks),
    };
    let blocks = blocks.map_or(Ok(1), |blocks| blocks.small(0))?;
    check_count(node, blocks)?;
    if let Some(timestamp) = timestamp {
        let timestamp = timestamp.small(0)?;
        let last = node.ledger.last().header.timestamp;
        if timestamp < last || timestamp > LAST_TIMESTAMP {
            return Err(RpcError::params(format!(
                "timestamp {timestamp} is not between the previous block's timestamp {last} and {LAST_TIMESTAMP}"
            )));
        }
        node.clock.next = Some(timestamp);
    }
    mine_blocks(node, blocks, 0)?;
    json("0x0")
}

fn mine(node: &mut Node, mut args: Args) -> Answer {
    let (blocks, interval): (Option<Quantity>, Option<Quantity>) =
        (args.optional()?, args.optional()?);
    args.end()?;
    let blocks = blocks.map_or(Ok(1), |blocks| blocks.small(0))?;
    let interval = interval.map_or(Ok(0), |interval| interval.small(1))?;
    mine_blocks(node, blocks, interval)?;
    json(())
}

fn check_count(node: &Node, blocks: u64) -> RpcResult<()> {
    let most = node.limits.mined_blocks;
    if blocks > most {
        return Err(RpcError::LimitExceeded(format!(
            "at most {most} blocks can be mined at once"
        )));
    }
    Ok(())
}

fn mine_blocks(node: &mut Node, blocks: u64, interval: u64) -> RpcResult<()> {
    check_count(node, blocks)?;
    let end = interval
        .checked_mul(blocks)
        .and_then(|span| span.checked_add(node.next_timestamp()));
    if end.is_none_or(|timestamp| timestamp > LAST_TIMESTAMP) {
        return Err(RpcError::params(
            "invalid argument 1: too far in the future",
        ));
    }
    for index in 0..blocks {
        if index > 0 {
            node.clock.offset = node.clock.offset.saturating_add_unsigned(interval);
        }
        node.mine();
    }
    Ok(())
}

fn automine(_: &mut Node, mut args: Args) -> Answer {
    let on: bool = args.next()?;
    args.end()?;
    if on {
        return json(());
    }
    Err(RpcError::server(
        "transactions are mined at once, as on Nitro: automine cannot be turned off",
    ))
}

fn get_automine(_: &mut Node, args: Args) -> Answer {
    args.end()?;
    json(true)
}

fn set_balance(node: &mut Node, mut args: Args) -> Answer {
    let (account, wei) = (args.next()?, args.next()?);
    args.end()?;
    node.change(|chain| chain.fund(account, wei));
    json(())
}

fn add_balance(node: &mut Node, mut args: Args) -> Answer {
    let (account, wei): (Address, U256) = (args.next()?, args.next()?);
    args.end()?;
    node.change(|chain| chain.fund(account, chain.balance(account).saturating_add(wei)));
    json(())
}

fn set_nonce(node: &mut Node, mut args: Args) -> Answer {
    let (account, nonce): (_, U64) = (args.next()?, args.next()?);
    args.end()?;
    node.change(|chain| chain.set_nonce(account, nonce.to()));
    json(())
}

fn set_code(node: &mut Node, mut args: Args) -> Answer {
    let (account, code) = (args.next()?, args.next()?);
    args.end()?;
    node.change(|chain| chain.set_code(account, code));
    json(())
}

fn set_storage(node: &mut Node, mut args: Args) -> Answer {
    let (account, slot, value): (_, _, U256) = (args.next()?, args.next()?, args.next()?);
    args.end()?;
    node.change(|chain| chain.set_storage(account, slot, value));
    json(true)
}

fn set_coinbase(node: &mut Node, mut args: Args) -> Answer {
    let coinbase = args.next()?;
    args.end()?;
    node.set_coinbase(coinbase);
    json(())
}

fn set_base_fee(node: &mut Node, mut args: Args) -> Answer {
    let wei: U64 = args.next()?;
    args.end()?;
    node.set_base_fee(wei.to());
    json(())
}

fn impersonate(node: &mut Node, mut args: Args) -> Answer {
    let account = args.next()?;
    args.end()?;
    node.accounts.impersonate(account);
    json(())
}

fn stop_impersonating(node: &mut Node, mut args: Args) -> Answer {
    let account = args.next()?;
    args.end()?;
    node.accounts.stop_impersonating(account);
    json(())
}
