//! HTTP and WebSocket, by jsonrpsee.

use std::{collections::HashSet, sync::Arc};

use alloy_primitives::{Address, B128, Bytes, hex};
use anyhow::{Context as _, Result};
use jsonrpsee::{
    RpcModule,
    core::{
        JsonRawValue,
        middleware::{Batch, BatchEntry, Notification, RpcServiceBuilder, RpcServiceT},
    },
    server::{BatchRequestConfig, IdProvider, Server, ServerConfig, ServerHandle},
    types::{ErrorObject, ErrorObjectOwned, Request, SubscriptionId},
};
use stylus_chain::SignedTx;
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

use crate::{
    args::Args, config::NodeConfig, error::RpcError, handle::Handle, methods, subscriptions,
};

/// Stands in for methods that do not exist, so that the answer can name them.
const UNKNOWN: &str = "rpc_unknown";

/// Starts to listen. The handle stops it.
pub(crate) async fn start(
    config: &NodeConfig,
    node: Handle,
) -> Result<(std::net::SocketAddr, ServerHandle)> {
    let module = module(node)?;
    let known = Arc::new(module.method_names().collect::<HashSet<_>>());
    let limits = &config.limits;
    let settings = ServerConfig::builder()
        .max_request_body_size(limits.request_bytes)
        .max_response_body_size(limits.response_bytes)
        .max_connections(limits.connections)
        .max_subscriptions_per_connection(limits.subscriptions)
        .set_batch_request_config(BatchRequestConfig::Limit(limits.batch))
        .set_id_provider(SubscriptionIds)
        .set_tcp_no_delay(true)
        .build();
    let server = Server::builder()
        .set_config(settings)
        .set_http_middleware(tower::ServiceBuilder::new().layer(cors(&config.allowed_origins)))
        .set_rpc_middleware(
            RpcServiceBuilder::new().layer_fn(move |service| NameUnknown {
                service,
                known: known.clone(),
            }),
        )
        .build(config.address)
        .await
        .with_context(|| {
            format!(
                "cannot listen on {}: choose another port with --port, or stop what listens there",
                config.address
            )
        })?;
    let address = server.local_addr()?;
    Ok((address, server.start(module)))
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
    module.register_method(UNKNOWN, |params, _, _| -> Result<(), ErrorObjectOwned> {
        let name: String = params.one().unwrap_or_default();
        let message = format!("the method {name} does not exist/is not available");
        Err(ErrorObject::owned(-32601, message, None::<()>))
    })?;
    subscriptions::register(&mut module)?;
    Ok(module)
}

/// Web pages of this machine may call, others only if allowed: the node signs with its development keys for whoever asks.
fn cors(allowed: &[String]) -> CorsLayer {
    let layer = CorsLayer::new().allow_methods(Any).allow_headers(Any);
    if allowed.iter().any(|origin| origin == "*") {
        return layer.allow_origin(Any);
    }
    let allowed = allowed.to_vec();
    layer.allow_origin(AllowOrigin::predicate(move |origin, _| {
        let origin = origin.to_str().unwrap_or_default();
        is_local(origin) || allowed.iter().any(|a| a == origin)
    }))
}

/// Whether an origin is a page that this machine serves to itself.
fn is_local(origin: &str) -> bool {
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    let name = host
        .strip_prefix("[::1]")
        .map_or_else(|| host.split(':').next().unwrap_or_default(), |_| "[::1]");
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
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

/// Sends calls of unknown methods to [`UNKNOWN`].
#[derive(Clone, Debug)]
struct NameUnknown<S> {
    service: S,
    known: Arc<HashSet<&'static str>>,
}

impl<S> NameUnknown<S> {
    fn rename(&self, request: &mut Request<'_>) {
        if self.known.contains(request.method_name()) {
            return;
        }
        let name = [request.method_name()];
        let params: Option<Box<JsonRawValue>> = serde_json::value::to_raw_value(&name).ok();
        request.params = params.map(std::borrow::Cow::Owned);
        request.method = UNKNOWN.into();
    }
}

impl<S: RpcServiceT> RpcServiceT for NameUnknown<S> {
    type MethodResponse = S::MethodResponse;
    type NotificationResponse = S::NotificationResponse;
    type BatchResponse = S::BatchResponse;

    fn call<'a>(
        &self,
        mut request: Request<'a>,
    ) -> impl Future<Output = S::MethodResponse> + Send + 'a {
        self.rename(&mut request);
        self.service.call(request)
    }

    fn batch<'a>(
        &self,
        mut requests: Batch<'a>,
    ) -> impl Future<Output = S::BatchResponse> + Send + 'a {
        for entry in requests.iter_mut().flatten() {
            if let BatchEntry::Call(request) = entry {
                self.rename(request);
            }
        }
        self.service.batch(requests)
    }

    fn notification<'a>(
        &self,
        n: Notification<'a>,
    ) -> impl Future<Output = S::NotificationResponse> + Send + 'a {
        self.service.notification(n)
    }
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn only_pages_of_this_machine_are_local() {
        for origin in [
            "http://localhost",
            "http://localhost:3000",
            "https://127.0.0.1:8080",
            "http://[::1]:3000",
        ] {
            assert!(is_local(origin), "{origin}");
        }
        for origin in [
            "null",
            "http://localhost.evil.com",
            "http://evil.com:80",
            "https://127.0.0.1.evil.com",
            "",
        ] {
            assert!(!is_local(origin), "{origin}");
        }
    }
}
