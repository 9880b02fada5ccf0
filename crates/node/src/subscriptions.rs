//! `eth_subscribe`.

use std::sync::Arc;

use alloy_rpc_types_eth::pubsub::{Params, SubscriptionKind};
use anyhow::Result;
use jsonrpsee::{
    PendingSubscriptionSink, RpcModule, SubscriptionSink, server::SubscriptionMessage,
    types::ErrorObjectOwned,
};
use serde::Serialize;
use tokio::sync::broadcast::Receiver;

use crate::{
    args::Args,
    error::{RpcError, RpcResult},
    handle::Handle,
    node::BlockEvent,
};

pub(crate) fn register(module: &mut RpcModule<Handle>) -> Result<()> {
    module.register_subscription(
        "eth_subscribe",
        "eth_subscription",
        "eth_unsubscribe",
        |params, pending, node, _| async move {
            let wanted = match Args::parse(&params).and_then(wanted) {
                Ok(wanted) => wanted,
                Err(error) => return pending.reject(ErrorObjectOwned::from(error)).await,
            };
            // Before the answer goes out, so that nothing is missed after it.
            match node.run(|node| node.subscribe()).await {
                Ok(blocks) => accept(pending, wanted, blocks).await,
                Err(error) => pending.reject(ErrorObjectOwned::from(error)).await,
            }
        },
    )?;
    Ok(())
}

/// What a subscriber wants to hear of.
#[derive(Debug)]
enum Wanted {
    Heads,
    Logs(Box<alloy_rpc_types_eth::Filter>),
    Transactions { full: bool },
    Syncing,
}

fn wanted(mut args: Args) -> RpcResult<Wanted> {
    let name = args.next::<String>();
    let name =
        name.map_err(|_| RpcError::params("expected subscription name as first argument"))?;
    let params: Params = args.optional()?.unwrap_or_default();
    args.end()?;
    let kind = serde_json::from_value(serde_json::Value::String(name.clone()));
    match (kind, params) {
        (Ok(SubscriptionKind::NewHeads), _) => Ok(Wanted::Heads),
        (Ok(SubscriptionKind::Logs), Params::Logs(filter)) => Ok(Wanted::Logs(filter)),
        (Ok(SubscriptionKind::Logs), _) => Ok(Wanted::Logs(Box::default())),
        (Ok(SubscriptionKind::NewPendingTransactions), Params::Bool(full)) => {
            Ok(Wanted::Transactions { full })
        }
        (Ok(SubscriptionKind::NewPendingTransactions), _) => {
            Ok(Wanted::Transactions { full: false })
        }
        (Ok(SubscriptionKind::Syncing), _) => Ok(Wanted::Syncing),
        _ => Err(RpcError::Unknown(format!(
            "no \"{name}\" subscription in eth namespace"
        ))),
    }
}

async fn accept(
    pending: PendingSubscriptionSink,
    wanted: Wanted,
    blocks: Receiver<Arc<BlockEvent>>,
) {
    // A client that went away meanwhile needs no answer.
    if let Ok(sink) = pending.accept().await {
        tokio::spawn(tell(sink, wanted, blocks));
    }
}

/// Tells a subscriber of blocks until it leaves, or lags so far behind that it missed some.
async fn tell(sink: SubscriptionSink, wanted: Wanted, mut blocks: Receiver<Arc<BlockEvent>>) {
    loop {
        let block = tokio::select! {
            () = sink.closed() => return,
            block = blocks.recv() => block,
        };
        let Ok(block) = block else { return };
        if send(&sink, &wanted, &block).await.is_none() {
            return;
        }
    }
}

async fn send(sink: &SubscriptionSink, wanted: &Wanted, block: &BlockEvent) -> Option<()> {
    match wanted {
        Wanted::Heads => notify(sink, &block.header).await,
        Wanted::Transactions { full } => match &block.transaction {
            None => Some(()),
            Some(transaction) if *full => notify(sink, transaction).await,
            Some(transaction) => notify(sink, transaction.inner.tx_hash()).await,
        },
        Wanted::Logs(filter) => {
            for log in &block.logs {
                if filter.matches_address(log.address()) && filter.matches_topics(log.topics()) {
                    notify(sink, log).await?;
                }
            }
            Some(())
        }
        // This node never has to catch up with others.
        Wanted::Syncing => Some(()),
    }
}

async fn notify(sink: &SubscriptionSink, what: &impl Serialize) -> Option<()> {
    let message =
        SubscriptionMessage::new(sink.method_name(), sink.subscription_id(), what).ok()?;
    sink.send(message).await.ok()
}
