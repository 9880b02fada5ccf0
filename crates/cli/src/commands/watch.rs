//! The suite's events as they come.

use std::time::Duration;

use alloy::{
    primitives::{Address, B256},
    providers::Provider as _,
    rpc::types::{Filter, Log},
};
use clap::Args;
use serde_json::{Map, Value as Json, json};

use crate::{
    connection::Connection,
    events::{Argument, INTERFACES, Interface},
    failure::Failure,
    parse,
    session::Session,
    show::{Output, print},
};

/// Blocks whose logs are asked for at once; public endpoints allow no more.
const BLOCKS_PER_READ: u64 = 10_000;
/// Seconds between looks at an endpoint that does not push.
const SECONDS_BETWEEN_LOOKS: u64 = 2;

/// Arguments of `watch`.
#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// Only events of this name, such as Spent. Can be given several times.
    #[arg(long, value_name = "NAME")]
    event: Vec<String>,
    /// Only events in which this account stands.
    #[arg(long, value_name = "ACCOUNT", value_parser = parse::address)]
    account: Option<Address>,
    /// First block [default: the next one].
    #[arg(long, value_name = "NUMBER")]
    from_block: Option<u64>,
    /// Stop after this block; without it, watch until interrupted.
    #[arg(long, value_name = "NUMBER")]
    to_block: Option<u64>,
}

impl WatchArgs {
    pub(crate) async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let chain = &session.chain;
        let topics = self.topics()?;
        let mut next = match self.from_block {
            Some(block) => block,
            None => latest(chain).await? + 1,
        };
        let end = self.to_block.unwrap_or(u64::MAX);
        let mut news = News::of(chain).await?;
        while next <= end {
            let last = latest(chain).await?.min(end);
            while next <= last {
                let to = (next + BLOCKS_PER_READ - 1).min(last);
                self.show(session, output, &topics, next, to).await?;
                next = to + 1;
            }
            if next <= end {
                news.wait().await?;
            }
        }
        Ok(())
    }

    /// The topics of the events that are wanted; empty for all.
    fn topics(&self) -> Result<Vec<B256>, Failure> {
        let mut topics = Vec::new();
        for name in &self.event {
            let known = || INTERFACES.iter().flat_map(|interface| &interface.events);
            let before = topics.len();
            topics.extend(
                known()
                    .filter(|event| event.name == *name)
                    .map(|event| event.selector()),
            );
            if topics.len() == before {
                let mut names: Vec<&str> = known().map(|event| event.name.as_str()).collect();
                names.sort_unstable();
                names.dedup();
                return Err(Failure::usage(format!(
                    "there is no event `{name}`: name one of {}",
                    names.join(", ")
                )));
            }
        }
        Ok(topics)
    }

    async fn show(
        &self,
        session: &Session,
        output: Output,
        topics: &[B256],
        from: u64,
        to: u64,
    ) -> Result<(), Failure> {
        let suite = &session.suite;
        let mut filter = Filter::new()
            .address(vec![suite.vvv, suite.diem, suite.staking, suite.credits])
            .from_block(from)
            .to_block(to);
        if !topics.is_empty() {
            filter = filter.event_signature(topics.to_vec());
        }
        let logs = session.chain.provider.get_logs(&filter).await;
        for log in logs.map_err(|e| session.chain.failure(e))? {
            let Some((interface, name, arguments)) = decode(session, &log) else {
                continue;
            };
            let stands_in = |account: Address| {
                arguments
                    .iter()
                    .any(|a| a.value.as_address() == Some(account))
            };
            if self.account.is_some_and(|account| !stands_in(account)) {
                continue;
            }
            match output.json {
                true => print(&format!(
                    "{}\n",
                    document(interface, name, &arguments, &log)
                )),
                false => print(&format!("{}\n", line(interface, name, &arguments, &log))),
            }
        }
        Ok(())
    }
}

/// What says that there may be new blocks: the endpoint, if it pushes, or the clock. The events themselves are always asked for by block,
/// so none is lost when a connection is.
enum News {
    Pushed(alloy::pubsub::Subscription<alloy::rpc::types::Header>),
    Clock(Duration),
}

impl News {
    async fn of(chain: &Connection) -> Result<Self, Failure> {
        if !chain.endpoint.is_websocket() {
            let pause = match chain.endpoint.is_local() {
                true => chain.endpoint.pause(),
                false => Duration::from_secs(SECONDS_BETWEEN_LOOKS),
            };
            return Ok(Self::Clock(pause));
        }
        let heads = chain.provider.subscribe_blocks().await;
        heads.map(Self::Pushed).map_err(|e| chain.failure(e))
    }

    async fn wait(&mut self) -> Result<(), Failure> {
        match self {
            Self::Clock(pause) => tokio::time::sleep(*pause).await,
            Self::Pushed(heads) => {
                use tokio::sync::broadcast::error::RecvError;
                match heads.recv().await {
                    // Those that were missed are asked for by block.
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => {
                        return Err(Failure::failed(
                            "the endpoint closed the connection: run the command again, with --from-block to miss nothing",
                        ));
                    }
                }
            }
        }
        Ok(())
    }
}

async fn latest(chain: &Connection) -> Result<u64, Failure> {
    chain
        .provider
        .get_block_number()
        .await
        .map_err(|e| chain.failure(e))
}

/// The event of a log, if it is one of the suite's.
fn decode(
    session: &Session,
    log: &Log,
) -> Option<(&'static Interface, &'static str, Vec<Argument>)> {
    let suite = &session.suite;
    let contracts = [suite.vvv, suite.diem, suite.staking, suite.credits];
    let index = contracts
        .iter()
        .position(|address| *address == log.address())?;
    let interface = &INTERFACES[index];
    let (name, arguments) = interface.event(log.data())?;
    Some((interface, name, arguments))
}

fn line(interface: &Interface, name: &str, arguments: &[Argument], log: &Log) -> String {
    let block = log.block_number.unwrap_or_default();
    let time = log
        .block_timestamp
        .map(|second| format!("{}  ", parse::moment(second)))
        .unwrap_or_default();
    let arguments: Vec<String> = arguments
        .iter()
        .map(|argument| format!("{} {}", argument.name, argument.text()))
        .collect();
    format!(
        "{time}block {block}  {}.{name}  {}",
        interface.contract,
        arguments.join(", ")
    )
}

fn document(interface: &Interface, name: &str, arguments: &[Argument], log: &Log) -> Json {
    let arguments: Map<String, Json> = arguments
        .iter()
        .map(|argument| (argument.name.clone(), json!(argument.exact())))
        .collect();
    json!({
        "block": log.block_number,
        "time": log.block_timestamp,
        "transaction": log.transaction_hash,
        "logIndex": log.log_index,
        "contract": interface.contract,
        "address": log.address().to_string(),
        "event": name,
        "arguments": arguments,
    })
}
