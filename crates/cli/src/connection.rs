//! The chain that a command talks to.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use alloy::{
    providers::{DynProvider, Provider as _, ProviderBuilder, WsConnect},
    rpc::types::BlockOverrides,
    transports::{RpcError, TransportError, TransportErrorKind, http::reqwest},
};
use diem_sdk::{
    day,
    network::{Network, Networks, Selection, Stylus},
};
use serde_json::{Value, json};
use url::Url;

use crate::{
    args::Global,
    batch::{Batch, READER},
    failure::Failure,
    running,
};

/// How long an endpoint may take for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The name of the node that `diem node` runs.
pub(crate) const NODE: &str = "node";

/// A chain that answers.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) provider: DynProvider,
    pub(crate) endpoint: Endpoint,
    pub(crate) chain_id: u64,
    /// The network's name, if it has one.
    pub(crate) network: Option<String>,
    /// The symbol of the token that gas is paid in.
    pub(crate) gas_token: String,
}

/// Where a chain is reached. The address may hold a key of its provider, so only its beginning is ever shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint(Url);

impl Connection {
    /// Connects to the network that the options name.
    pub(crate) async fn open(global: &Global) -> Result<Self, Failure> {
        let networks = global.networks()?;
        let (endpoint, known) = match global.network.as_str() {
            NODE => return Self::to(Endpoint(running::node()?.rpc), Some(NODE.to_owned())).await,
            name => match networks.select(name).map_err(Failure::usage)? {
                Selection::Known(network) => (Endpoint(network.rpc.clone()), Some(network)),
                Selection::Custom(url) => (Endpoint(url), None),
            },
        };
        if let Some(network) = known.filter(|network| network.stylus == Stylus::No) {
            return Err(no_stylus(&networks, network));
        }
        let mut chain = Self::to(endpoint, known.map(|network| network.name.clone())).await?;
        if let Some(network) = known.filter(|network| network.chain_id != chain.chain_id) {
            return Err(Failure::refused(format!(
                "{} is on chain {}, but {} has the chain id {}: check the endpoint",
                chain.endpoint, chain.chain_id, network.title, network.chain_id
            )));
        }
        // Under whatever URL, the chain id tells some chains.
        if let Some(network) = known.or_else(|| one(networks.by_chain_id(chain.chain_id))) {
            if network.stylus == Stylus::No {
                return Err(no_stylus(&networks, network));
            }
            chain.gas_token.clone_from(&network.gas_token);
        }
        Ok(chain)
    }

    /// Connects to an endpoint.
    pub(crate) async fn to(endpoint: Endpoint, network: Option<String>) -> Result<Self, Failure> {
        let provider = endpoint.provider().await?;
        let chain_id = provider
            .get_chain_id()
            .await
            .map_err(|error| endpoint.failure(error))?;
        Ok(Self {
            provider,
            endpoint,
            chain_id,
            network,
            gas_token: "ETH".to_owned(),
        })
    }

    /// The time to reckon with: that of the chain's next block, or, where the last block is old, of this machine's clock.
    pub(crate) async fn moment(&self) -> Result<Moment, Failure> {
        let clock = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        let chain = Batch::default().run(self, READER, None).await?.timestamp;
        Ok(Moment { chain, clock })
    }

    /// What went wrong with a request.
    pub(crate) fn failure(&self, error: TransportError) -> Failure {
        self.endpoint.failure(error)
    }

    /// The chain for programs.
    pub(crate) fn json(&self) -> Value {
        json!({ "name": self.network, "chainId": self.chain_id, "endpoint": self.endpoint.to_string() })
    }
}

impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.network {
            Some(name) => write!(f, "{name} (chain {})", self.chain_id),
            None => write!(f, "{} (chain {})", self.endpoint, self.chain_id),
        }
    }
}

impl Endpoint {
    pub(crate) const fn new(url: Url) -> Self {
        Self(url)
    }

    /// Whether it is on this machine.
    pub(crate) fn is_local(&self) -> bool {
        matches!(self.0.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
    }

    /// Whether it pushes events.
    pub(crate) fn is_websocket(&self) -> bool {
        matches!(self.0.scheme(), "ws" | "wss")
    }

    /// Whether it is the same place, be it by HTTP or WebSocket.
    pub(crate) fn is_at(&self, url: &Url) -> bool {
        self.0.host() == url.host() && self.0.port_or_known_default() == url.port_or_known_default()
    }

    /// How long to wait before asking again for what is not there yet.
    pub(crate) fn pause(&self) -> Duration {
        Duration::from_millis(if self.is_local() { 20 } else { 500 })
    }

    async fn provider(&self) -> Result<DynProvider, Failure> {
        let builder = ProviderBuilder::default();
        if self.is_websocket() {
            let connected = builder.connect_ws(WsConnect::new(self.0.as_str())).await;
            return Ok(connected.map_err(|error| self.failure(error))?.erased());
        }
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            .build()
            .map_err(|_| Failure::failed("TLS is not available"))?;
        Ok(builder.connect_reqwest(client, self.0.clone()).erased())
    }

    /// What went wrong with a request.
    pub(crate) fn failure(&self, error: TransportError) -> Failure {
        match &error {
            RpcError::ErrorResp(answer) => match answer.as_revert_data() {
                Some(data) => Failure::reverted(&data),
                None => {
                    Failure::failed(format!("{self} answers: {}", self.hidden(&answer.message)))
                }
            },
            RpcError::Transport(TransportErrorKind::HttpError(answer)) => Failure::failed(format!(
                "{self} answers with HTTP status {}: check the address, and whether it needs a key",
                answer.status
            )),
            _ => Failure::failed(format!(
                "{self} cannot be reached ({}){}",
                self.hidden(&root_cause(&error)),
                self.remedy()
            )),
        }
    }

    fn remedy(&self) -> &'static str {
        if self.is_local() {
            ": is the node running? `diem node` starts one"
        } else {
            ": check --network and your connection"
        }
    }

    /// A text of somebody else's, in which this address must not stand.
    fn hidden(&self, text: &str) -> String {
        let url = self.0.as_str();
        let text = text.replace(url, &self.to_string());
        text.replace(url.trim_end_matches('/'), &self.to_string())
    }
}

/// Scheme, host and port. What follows may be a secret.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = &self.0;
        write!(
            f,
            "{}://{}",
            url.scheme(),
            url.host_str().unwrap_or_default()
        )?;
        if let Some(port) = url.port() {
            write!(f, ":{port}")?;
        }
        match url.path() {
            "/" | "" if url.query().is_none() => Ok(()),
            _ => f.write_str("/…"),
        }
    }
}

/// A moment as the chain and this machine see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    chain: u64,
    clock: u64,
}

impl Moment {
    /// The second (Unix) to reckon with. The next block is not older than either.
    pub(crate) const fn seconds(self) -> u64 {
        if self.clock > self.chain {
            self.clock
        } else {
            self.chain
        }
    }

    /// The UTC day.
    pub(crate) const fn day(self) -> u64 {
        day::of(self.seconds())
    }

    /// What a call has to be told, so that it happens at this moment.
    pub(crate) fn of_calls(self) -> Option<BlockOverrides> {
        (self.clock > self.chain).then(|| BlockOverrides {
            time: Some(self.clock),
            ..BlockOverrides::default()
        })
    }

    /// The same for gas estimates, where fewer nodes take it: only if the day depends on it.
    pub(crate) fn of_estimates(self) -> Option<BlockOverrides> {
        self.of_calls()
            .filter(|_| self.day() != day::of(self.chain))
    }
}

/// The refusal of a chain that has no Stylus, with what to use instead.
fn no_stylus(networks: &Networks, network: &Network) -> Failure {
    let instead: Vec<String> = networks
        .instead_of(network)
        .map(|other| format!("{} (`--network {}`)", other.title, other.name))
        .collect();
    let instead = match &instead[..] {
        [] => "a Nitro chain that settles on it, or `--network arbitrum-sepolia`".to_owned(),
        some => format!(
            "a Nitro chain that settles on it, such as {}, or `--network arbitrum-sepolia`",
            some.join(", ")
        ),
    };
    Failure::refused(format!(
        "{} has no Stylus VM, so the contracts cannot run there; nothing was sent. Use {instead}",
        network.title
    ))
}

/// The only one, if it is one only.
fn one<T>(mut of: impl Iterator<Item = T>) -> Option<T> {
    let first = of.next()?;
    of.next().is_none().then_some(first)
}

/// The innermost error, which says what happened; those around it say the address.
fn root_cause(error: &TransportError) -> String {
    let mut cause: &dyn std::error::Error = match error {
        RpcError::Transport(TransportErrorKind::Custom(inner)) => inner.as_ref(),
        _ => error,
    };
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
