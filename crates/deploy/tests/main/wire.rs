//! A transport that loses, delays and alters what goes over it.

use std::{
    collections::HashMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use alloy::{
    primitives::{Bytes, hex, keccak256},
    providers::{DynProvider, Provider as _, ProviderBuilder},
    rpc::{
        client::RpcClient,
        json_rpc::{ErrorPayload, RequestPacket, Response, ResponsePacket, ResponsePayload},
    },
    transports::{
        TransportError, TransportErrorKind, TransportFut,
        http::{Http, reqwest},
    },
};
use serde_json::{Value, json, value::to_raw_value};

/// One request, as it passes.
#[derive(Clone, Debug)]
pub(crate) struct Passing {
    /// How many have passed before.
    pub(crate) index: usize,
    pub(crate) method: String,
    pub(crate) params: Value,
    /// For `eth_sendRawTransaction`: how many of these have passed before.
    pub(crate) sending: Option<usize>,
}

/// What happens to a request.
#[derive(Clone, Debug)]
pub(crate) enum Fate {
    Passes,
    /// It never reaches the node.
    IsLost,
    /// It reaches the node, but the answer is lost.
    IsUnanswered,
    /// It never reaches the node, but gets this answer.
    Answered(Value),
    /// It never reaches the node, and gets this error.
    Refused(&'static str),
    /// Another request reaches the node first.
    After(&'static str, Value, Box<Fate>),
}

type Rule = dyn Fn(&Passing) -> Fate + Send + Sync;

/// The transport.
#[derive(Clone)]
pub(crate) struct Wire {
    node: Http<reqwest::Client>,
    rule: Arc<Rule>,
    passed: Arc<Mutex<HashMap<&'static str, usize>>>,
}

impl Wire {
    /// A wire to the node at `url` on which `rule` decides.
    pub(crate) fn new(url: &str, rule: impl Fn(&Passing) -> Fate + Send + Sync + 'static) -> Self {
        Self {
            node: Http::new(url.parse().expect("a URL")),
            rule: Arc::new(rule),
            passed: Arc::default(),
        }
    }

    /// A provider over this wire, which looks often.
    pub(crate) fn provider(&self) -> DynProvider {
        let client =
            RpcClient::new(self.clone(), true).with_poll_interval(Duration::from_millis(2));
        ProviderBuilder::default().connect_client(client).erased()
    }

    /// The requests that have passed.
    pub(crate) fn requests(&self) -> usize {
        self.count("request")
    }

    fn count(&self, what: &'static str) -> usize {
        let passed = self.passed.lock().expect("no panic");
        passed.get(what).copied().unwrap_or_default()
    }

    fn counted(&self, what: &'static str) -> usize {
        let mut passed = self.passed.lock().expect("no panic");
        let count = passed.entry(what).or_default();
        *count += 1;
        *count - 1
    }

    async fn forward(mut self, request: RequestPacket) -> Result<ResponsePacket, TransportError> {
        tower::Service::call(&mut self.node, request).await
    }

    async fn pass(self, request: RequestPacket) -> Result<ResponsePacket, TransportError> {
        let single = request.as_single().expect("no batches are sent").clone();
        let method = single.method().to_owned();
        let passing = Passing {
            index: self.counted("request"),
            sending: (method == "eth_sendRawTransaction").then(|| self.counted("sending")),
            params: single.params().map_or(Value::Null, |params| {
                serde_json::from_str(params.get()).expect("JSON")
            }),
            method,
        };
        let answer = |payload| {
            Ok(ResponsePacket::Single(Response {
                id: single.id().clone(),
                payload,
            }))
        };
        let lost = || Err(TransportErrorKind::custom_str("the wire is cut"));
        let mut fate = (self.rule)(&passing);
        while let Fate::After(method, params, then) = fate {
            let node = RpcClient::new(self.node.clone(), true);
            // The node may refuse it, which the test will see.
            let _ = node.request::<_, Value>(method, params).await;
            fate = *then;
        }
        match fate {
            Fate::IsLost => lost(),
            Fate::IsUnanswered => {
                // Whatever the node says, nobody hears it.
                let _ = self.forward(request).await;
                lost()
            }
            Fate::Answered(value) => answer(ResponsePayload::Success(
                to_raw_value(&value).expect("JSON"),
            )),
            Fate::Refused(message) => answer(ResponsePayload::Failure(ErrorPayload {
                code: -32_000,
                message: message.into(),
                data: None,
            })),
            Fate::Passes | Fate::After(..) => self.forward(request).await,
        }
    }
}

impl Fate {
    /// It never reaches the node, but is said to have been taken.
    pub(crate) fn swallowed(passing: &Passing) -> Self {
        Self::Answered(json!(keccak256(raw_of(passing))))
    }

    /// A raw transaction reaches the node first.
    pub(crate) fn after_transaction(raw: &Bytes, then: Self) -> Self {
        Self::After("eth_sendRawTransaction", json!([raw]), Box::new(then))
    }
}

/// The raw transaction in a request to send one.
pub(crate) fn raw_of(passing: &Passing) -> Bytes {
    let text = passing.params[0].as_str().expect("a raw transaction");
    hex::decode(text).expect("hexadecimal digits").into()
}

impl tower::Service<RequestPacket> for Wire {
    type Response = ResponsePacket;
    type Error = TransportError;
    type Future = TransportFut<'static>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: RequestPacket) -> Self::Future {
        let pass: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(self.clone().pass(request));
        pass
    }
}
