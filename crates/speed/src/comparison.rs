//! Our node beside anvil.

use alloy_primitives::Address;
use anyhow::{Result, ensure};

use crate::{
    Connection,
    figures::Pairs,
    over_rpc::{self, Load, Mode},
    plan::Plan,
    report::{Row, Unit},
    server::{Memory, Program, Server},
    token,
};

/// Both servers' programs.
#[derive(Debug)]
pub struct Comparison {
    /// `stylus-node`.
    pub ours: Program,
    /// anvil.
    pub anvil: Program,
}

/// A server's program with transfers signed for the token that it will have.
struct Subject<'a> {
    program: &'a Program,
    token: Address,
    loads: Vec<Load>,
}

impl Comparison {
    /// Finds both.
    ///
    /// # Errors
    ///
    /// If one is missing.
    pub fn new() -> Result<Self> {
        Ok(Self {
            ours: Program::ours()?,
            anvil: Program::anvil()?,
        })
    }

    /// Measures what `plan` says.
    ///
    /// # Errors
    ///
    /// If a server does not do what it should.
    pub async fn measure(&self, plan: &Plan, progress: impl Fn(String)) -> Result<Vec<Row>> {
        let mut rows = self.transfers(plan, &progress).await?;
        rows.push(self.start_up(plan, &progress).await?);
        rows.extend(self.memory(plan, &progress).await?);
        Ok(rows)
    }

    async fn transfers(&self, plan: &Plan, progress: &impl Fn(String)) -> Result<Vec<Row>> {
        progress("signing transfers".to_owned());
        let ours = Subject::prepare(&self.ours, &plan.modes).await?;
        let anvil = Subject::prepare(&self.anvil, &plan.modes).await?;
        let mut pairs = vec![Pairs::default(); plan.modes.len()];
        for round in 1..=plan.rounds {
            progress(format!("transfers, round {round} of {}", plan.rounds));
            let (_, ours) = ours.run().await?;
            let (_, anvil) = anvil.run().await?;
            for (pairs, (ours, anvil)) in pairs.iter_mut().zip(ours.into_iter().zip(anvil)) {
                pairs.ours.push(ours);
                pairs.peer.push(anvil);
            }
        }
        let rows = plan.modes.iter().zip(pairs);
        Ok(rows
            .map(|(mode, pairs)| Row::new(mode.name, Unit::TransfersPerSecond, pairs))
            .collect())
    }

    async fn start_up(&self, plan: &Plan, progress: &impl Fn(String)) -> Result<Row> {
        progress(format!("{} starts", plan.starts));
        let mut pairs = Pairs::default();
        for _ in 0..plan.starts {
            let milliseconds = |server: Server| server.start_up.as_secs_f64() * 1_000.0;
            pairs.ours.push(milliseconds(self.ours.start().await?));
            pairs.peer.push(milliseconds(self.anvil.start().await?));
        }
        let what = "start to the first answer";
        Ok(Row::new(what, Unit::Milliseconds, pairs))
    }

    async fn memory(&self, plan: &Plan, progress: &impl Fn(String)) -> Result<[Row; 2]> {
        progress("signing transfers".to_owned());
        let modes = core::slice::from_ref(&plan.memory);
        let ours = Subject::prepare(&self.ours, modes).await?;
        let anvil = Subject::prepare(&self.anvil, modes).await?;
        let (mut resident, mut peak) = (Pairs::default(), Pairs::default());
        for round in 1..=plan.memory_rounds {
            progress(format!("memory, round {round} of {}", plan.memory_rounds));
            let ours = ours.run().await?.0;
            let anvil = anvil.run().await?.0;
            resident.ours.push(mebibytes(ours.resident));
            resident.peer.push(mebibytes(anvil.resident));
            peak.ours.push(mebibytes(ours.peak));
            peak.peer.push(mebibytes(anvil.peak));
        }
        let transfers = plan.memory.transfers;
        let row = |what: &str, pairs| {
            let what = format!("{what} after {transfers} transfers");
            Row::new(what, Unit::Mebibytes, pairs)
        };
        Ok([row("resident memory", resident), row("peak of it", peak)])
    }
}

impl Subject<'_> {
    /// Finds out where the token will be, which is the same on every new server, and signs.
    async fn prepare<'a>(program: &'a Program, modes: &[Mode]) -> Result<Subject<'a>> {
        let server = program.start().await?;
        let mut connection = Connection::open(server.address).await?;
        let token = token::deploy(program.kind, &mut connection, &[]).await?;
        Ok(Subject {
            program,
            token,
            loads: modes.iter().map(|mode| mode.sign(token)).collect(),
        })
    }

    /// Runs all loads on a new server and returns its memory and the rates, after checking that all transfers arrived.
    async fn run(&self) -> Result<(Memory, Vec<f64>)> {
        let server = self.program.start().await?;
        let mut connection = Connection::open(server.address).await?;
        let senders: Vec<_> = self
            .loads
            .iter()
            .flat_map(|load| load.mode().senders())
            .collect();
        let token = token::deploy(self.program.kind, &mut connection, &senders).await?;
        ensure!(token == self.token, "the token is at another address");
        let mut rates = Vec::new();
        for load in &self.loads {
            rates.push(load.run(server.address).await?);
        }
        let memory = server.memory()?;
        let transfers = self.loads.iter().map(|load| load.mode().transfers).sum();
        over_rpc::check_received(server.address, token, transfers).await?;
        Ok((memory, rates))
    }
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
