//! Transfers through JSON-RPC: signed beforehand, sent by the same code to both servers.

use std::{net::SocketAddr, sync::Arc, time::Instant};

use alloy_primitives::{Address, B256, Bytes, keccak256};
use anyhow::{Result, ensure};
use diem_suite::Account;
use hyper::body::Bytes as Body;
use serde::Serialize;
use serde_json::json;
use tokio::task::JoinSet;

use crate::{
    Connection, connection,
    in_process::per_second,
    token::{self, Receipt},
    transfers,
};

/// How transfers are sent.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Mode {
    /// Its name.
    pub name: &'static str,
    /// Connections at the same time; each has a sender of its own.
    pub connections: usize,
    /// Transfers in one request; of more than one, the request is a batch.
    pub batch: usize,
    /// Whether the receipts are fetched before the next request; else only the hashes are waited for.
    pub receipts: bool,
    /// Transfers of all connections together.
    pub transfers: usize,
}

/// The transfers of a mode, signed, and the requests that send them.
#[derive(Debug)]
pub struct Load {
    mode: Mode,
    lanes: Vec<Arc<Lane>>,
}

/// What one connection sends.
#[derive(Debug)]
struct Lane {
    steps: Vec<Step>,
    last: B256,
}

#[derive(Debug)]
struct Step {
    send: Body,
    fetch: Body,
    /// What the server has to answer.
    hashes: Vec<B256>,
}

impl Mode {
    /// Who sends: one account for each connection.
    pub fn senders(&self) -> Vec<Account> {
        let names = (0..self.connections).map(|index| format!("{} {index}", self.name));
        names.map(|name| Account::named(&name)).collect()
    }

    /// Signs the transfers of a token. The senders' nonces must be 0.
    pub fn sign(self, token: Address) -> Load {
        let each = self.transfers / self.connections;
        let lane = |sender: &Account| Arc::new(Lane::of(sender, token, each, self.batch));
        Load {
            mode: self,
            lanes: self.senders().iter().map(lane).collect(),
        }
    }
}

impl Lane {
    fn of(sender: &Account, token: Address, transfers: usize, batch: usize) -> Self {
        let sign = |nonce| transfers::raw(sender, token, nonce, transfers::calldata(nonce));
        let raw: Vec<Bytes> = (0..transfers as u64).map(sign).collect();
        let steps: Vec<Step> = raw.chunks(batch).map(Step::of).collect();
        let last = raw.last().map(keccak256).unwrap_or_default();
        Self { steps, last }
    }

    /// Sends everything; ends when the last transfer is mined.
    async fn run(&self, connection: &mut Connection, receipts: bool) -> Result<()> {
        for step in &self.steps {
            step.send(connection).await?;
            if receipts {
                step.fetch_receipts(connection).await?;
            }
        }
        check(&token::receipt(connection, self.last).await?)
    }
}

impl Step {
    fn of(raw: &[Bytes]) -> Self {
        let hashes: Vec<B256> = raw.iter().map(keccak256).collect();
        Self {
            send: requests("eth_sendRawTransaction", raw),
            fetch: requests("eth_getTransactionReceipt", &hashes),
            hashes,
        }
    }

    async fn send(&self, connection: &mut Connection) -> Result<()> {
        let answer = connection.post(self.send.clone()).await?;
        let hashes: Vec<B256> = match self.hashes.len() {
            1 => vec![connection::result(&answer)?],
            _ => connection::results(&answer)?,
        };
        ensure!(hashes == self.hashes, "the server answers other hashes");
        Ok(())
    }

    /// Waits until the last transfer is mined, and the others with it, since they are of one sender; then fetches all receipts.
    async fn fetch_receipts(&self, connection: &mut Connection) -> Result<()> {
        let Some((last, others)) = self.hashes.split_last() else {
            return Ok(());
        };
        check(&token::receipt(connection, *last).await?)?;
        if others.is_empty() {
            return Ok(());
        }
        let answer = connection.post(self.fetch.clone()).await?;
        let receipts: Vec<Receipt> = connection::results(&answer)?;
        ensure!(receipts.len() == self.hashes.len(), "receipts are missing");
        receipts.iter().try_for_each(check)
    }
}

/// The body of a call for each value, of several as a batch.
fn requests(method: &str, values: &[impl Serialize]) -> Body {
    match values {
        [value] => connection::request(method, &json!([value])),
        many => connection::batch(method, many.iter().map(|value| json!([value]))),
    }
}

impl Load {
    /// How the transfers are sent.
    pub const fn mode(&self) -> &Mode {
        &self.mode
    }

    /// Sends the transfers and returns how many a second were mined, from the first request to the last transfer's receipt.
    ///
    /// # Errors
    ///
    /// If a transfer is refused or fails.
    pub async fn run(&self, address: SocketAddr) -> Result<f64> {
        let mut connections = Vec::new();
        for _ in &self.lanes {
            connections.push(Connection::open(address).await?);
        }
        let started = Instant::now();
        let mut running = JoinSet::new();
        for (lane, mut connection) in self.lanes.iter().cloned().zip(connections) {
            let receipts = self.mode.receipts;
            running.spawn(async move { lane.run(&mut connection, receipts).await });
        }
        while let Some(lane) = running.join_next().await {
            lane??;
        }
        Ok(per_second(self.mode.transfers, started.elapsed()))
    }
}

fn check(receipt: &Receipt) -> Result<()> {
    ensure!(receipt.status == "0x1", "a transfer failed");
    Ok(())
}

/// Fails unless the recipients have received what so many transfers moved.
///
/// # Errors
///
/// If they have received something else, or do not answer.
pub async fn check_received(address: SocketAddr, token: Address, transfers: usize) -> Result<()> {
    let mut connection = Connection::open(address).await?;
    let mut balances = Vec::new();
    for account in transfers::recipients() {
        balances.push(token::balance_of(&mut connection, token, account).await?);
    }
    transfers::check_received(transfers as u64, &balances)
}
