//! HTTP and WebSocket, by jsonrpsee.

use std::net::SocketAddr;

use alloy_primitives::{Address, B128, Bytes, hex};
use anyhow::{Context as _, Result};
use jsonrpsee::{
    RpcModule,
    core::middleware::RpcServiceBuilder,
    server::{
        BatchRequestConfig, IdProvider, Methods, Server, ServerConfig, ServerHandle,
        serve_with_graceful_shutdown, stop_channel,
    },
    types::{ErrorObjectOwned, SubscriptionId},
};
use stylus_chain::SignedTx;
use tokio::net::TcpListener;

use crate::{
    args::Args, config::NodeConfig, connections, error::RpcError, guard::Guard, handle::Handle,
    methods, subscriptions, words::Words,
};

/// Starts to listen. The handle stops it.
pub(crate) async fn start(config: &NodeConfig, node: Handle) -> Result<(SocketAddr, ServerHandle)> {
    let methods = Methods::from(module(node)?);
    let (limits, guard) = (config.limits, Guard::new(config));
    let settings = ServerConfig::builder()
        .max_request_body_size(limits.request_bytes)
        .max_response_body_size(limits.response_bytes)
        .max_connections(limits.connections)
        .max_subscriptions_per_connection(limits.subscriptions)
        // `Words` limits batches.
        .set_batch_request_config(BatchRequestConfig::Unlimited)
        .set_id_provider(SubscriptionIds)
        .build();
    let service = Server::builder()
        .set_config(settings)
        .set_http_middleware(
            tower::ServiceBuilder::new()
                .layer(guard.cors())
                .layer(guard.layer()),
        )
        .set_rpc_middleware(
            RpcServiceBuilder::new().layer_fn(move |service| Words { service, limits }),
        )
        .to_service_builder();
    let listener = TcpListener::bind(config.address).await.with_context(|| {
        format!(
            "cannot listen on {}: choose another port with --port, or stop what listens there",
            config.address
        )
    })?;
    let address = listener.local_addr()?;
    let (stop, handle) = stop_channel();
    tokio::spawn(connections::accept(
        listener,
        limits.connections,
        stop,
        move |stream, stop| {
            let mut service = service.clone().build(methods.clone(), stop.clone());
            let closed = service.on_session_closed();
            let served = serve_with_graceful_shutdown(stream, service, stop.shutdown());
            async move {
                // A connection that fails concerns its client only.
                let _ = served.await;
                // One that became a WebSocket goes on beyond that.
                closed.await;
            }
        },
    ));
    Ok((address, handle))
}

fn module(node: Handle) -> Result<RpcModule<Handle>> {
    let mut module = RpcModule::new(node);
    for (name, method) in methods::all() {
        module.register_async_method(name, move |params, node, _| async move {
            let args = Args::parse(&params)?;
            let answer = node.run(move |node| method(node, args)).await?;
            answer.map_err(ErrorObjectOwned::from)
        })?;
    }
    module.register_async_method("eth_sendRawTransaction", |params, node, _| async move {
        let mut args = Args::parse(&params)?;
        let raw: Bytes = args.next()?;
        args.end()?;
        // Recovering the sender is most of the work; it keeps nobody waiting here.
        let tx = SignedTx::decode(&raw).map_err(|e| RpcError::refused(Address::ZERO, e))?;
        let hash = node.run(move |node| node.send(tx)).await?;
        hash.map_err(ErrorObjectOwned::from)
    })?;
    subscriptions::register(&mut module)?;
    Ok(module)
}

/// Subscriptions' names as go-ethereum makes them: random quantities in hex.
#[derive(Debug)]
struct SubscriptionIds;

impl IdProvider for SubscriptionIds {
    fn next_id(&self) -> SubscriptionId<'static> {
        let id: [u8; 16] = B128::random().0;
        hex::encode_prefixed(id).into()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::node::Node;

    /// The names of all methods that are there.
    async fn registered() -> BTreeSet<String> {
        let node = Handle::spawn(|| Ok(Node::new(&NodeConfig::default())?));
        let module = module(node.await.unwrap()).unwrap();
        module.method_names().map(str::to_owned).collect()
    }

    /// The names in the README's list, each item of which is a namespace and what it has; what stands in parentheses is about the methods.
    fn documented() -> BTreeSet<String> {
        let readme = include_str!("../README.md");
        let section = readme.split("## Methods\n").nth(1).unwrap();
        let list = section.split("\n\nErrors ").next().unwrap();
        let mut names = BTreeSet::new();
        for item in list.split("\n- `").skip(1) {
            let (namespace, listed) = item.split_once("`: ").unwrap();
            let outside = listed.split(['(', ')']).step_by(2);
            let listed = outside
                .flat_map(|text| text.split([',', '\n']))
                .map(str::trim);
            let listed = listed.filter(|name| !name.is_empty());
            names.extend(listed.map(|name| format!("{namespace}{name}")));
        }
        names
    }

    #[tokio::test]
    async fn the_readme_lists_exactly_the_methods_that_are_there() {
        assert_eq!(registered().await, documented());
    }

    #[tokio::test]
    async fn every_method_has_a_row_in_the_table() {
        let table = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/node/table");
        let files = std::fs::read_dir(table).unwrap();
        let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        let texts: String = texts.collect();
        let missing: Vec<_> = registered()
            .await
            .into_iter()
            .filter(|name| !texts.contains(&format!("\"method\": \"{name}\"")))
            .collect();
        assert_eq!(missing, Vec::<String>::new());
    }
}
