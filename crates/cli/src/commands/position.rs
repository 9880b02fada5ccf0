//! What accounts have: positions, capacity, credits.

use alloy::{
    primitives::{Address, U256},
    sol_types::SolCall as _,
};
use clap::Args;
use diem_sdk::{
    abi::{IComputeCredits, IDiem, IVvv, IVvvStaking},
    day,
};

use crate::{
    batch::{Batch, READER},
    connection::Moment,
    failure::Failure,
    figures::{Figure, Unit, Value},
    keys::KeyOptions,
    parse::{self, date_of},
    session::{Session, nothing_there},
    show::{List, Output, Read},
};

/// Tickets that are looked at in one read.
const TICKETS_PER_READ: u64 = 500;

/// Arguments of `position`.
#[derive(Debug, Args)]
pub(crate) struct PositionArgs {
    /// Account; without it, the one of the key or of --from.
    #[arg(value_parser = parse::address)]
    account: Option<Address>,
    #[command(flatten)]
    key: KeyOptions,
}

/// Arguments of `capacity`.
#[derive(Debug, Args)]
pub(crate) struct CapacityArgs {
    /// Accounts; without any, the one of the key or of --from.
    #[arg(value_parser = parse::address)]
    accounts: Vec<Address>,
    /// Day to look ahead to, such as 2026-12-31 [default: today and tomorrow].
    #[arg(long, value_parser = parse::day)]
    day: Option<u64>,
    #[command(flatten)]
    key: KeyOptions,
}

/// Arguments of `credits`.
#[derive(Debug, Args)]
pub(crate) struct CreditsArgs {
    /// Accounts; without any, the one of the key or of --from.
    #[arg(value_parser = parse::address)]
    accounts: Vec<Address>,
    #[command(flatten)]
    key: KeyOptions,
}

impl PositionArgs {
    pub(crate) async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let account = match self.account {
            Some(account) => account,
            None => self.key.address(&session.chain).await?,
        };
        let moment = session.chain.moment().await?;
        let figures = position_figures(session, account);
        let figures = read_all(session, &figures, moment).await?;
        let names = figures
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()));
        let read = Read {
            account: Some(account),
            figures: names.collect(),
            list: Some(List {
                name: "tickets",
                columns: &["ticket", "amount", "ready at"],
                rows: tickets(session, account, moment).await?,
            }),
        };
        output.figures(
            "position",
            &session.chain,
            &format!("Position of {account}"),
            &read,
        );
        Ok(())
    }
}

impl CapacityArgs {
    pub(crate) async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let accounts = some_accounts(self.accounts, &self.key, session).await?;
        let moment = session.chain.moment().await?;
        let today = moment.day();
        let (days, columns): (Vec<u64>, &'static [&'static str]) = match self.day {
            Some(day) => (vec![day], &["account", "capacity"]),
            None => (vec![today, today + 1], &["account", "today", "tomorrow"]),
        };
        let mut figures = Vec::new();
        for &account in &accounts {
            figures.extend(days.iter().map(|&day| capacity(session, account, day)));
        }
        let values = read_all(session, &figures, moment).await?;
        let mut values = values.into_iter().map(|(_, value)| value);
        let rows = accounts.iter().map(|&account| {
            let capacities = values.by_ref().take(days.len());
            [Value::Account(account)]
                .into_iter()
                .chain(capacities)
                .collect()
        });
        let day = self.day.unwrap_or(today);
        let read = Read {
            figures: vec![("day", Value::Day(day))],
            list: Some(List {
                name: "accounts",
                columns,
                rows: rows.collect(),
            }),
            ..Read::default()
        };
        output.figures(
            "capacity",
            &session.chain,
            &format!("Capacity on {}", date_of(day)),
            &read,
        );
        Ok(())
    }
}

impl CreditsArgs {
    pub(crate) async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let accounts = some_accounts(self.accounts, &self.key, session).await?;
        let moment = session.chain.moment().await?;
        let mut batch = Batch::default();
        for &account in &accounts {
            batch.push(
                session.suite.credits,
                &IComputeCredits::accountOfCall { account }.abi_encode(),
            );
        }
        let outcomes = batch.run(&session.chain, READER, Some(moment)).await?;
        let mut rows = Vec::new();
        for (&account, outcome) in accounts.iter().zip(&outcomes.calls) {
            let read = IComputeCredits::accountOfCall::abi_decode_returns(&outcome.output)
                .map_err(|_| nothing_there(session.suite.credits))?;
            rows.push(vec![
                Value::Account(account),
                Value::Amount(Unit::Credits, read.capacity),
                Value::Balance(Unit::Credits, read.net),
                Value::Amount(Unit::Credits, read.used),
                Value::Amount(Unit::Credits, read.available),
            ]);
        }
        let today = moment.day();
        let read = Read {
            figures: vec![
                ("day", Value::Day(today)),
                ("next reset", Value::Time(day::start(today + 1))),
            ],
            list: Some(List {
                name: "accounts",
                columns: &["account", "capacity", "received", "used", "available"],
                rows,
            }),
            ..Read::default()
        };
        output.figures(
            "credits",
            &session.chain,
            &format!("Credits of {}", date_of(today)),
            &read,
        );
        Ok(())
    }
}

/// The accounts that were named, or that of the key.
async fn some_accounts(
    named: Vec<Address>,
    key: &KeyOptions,
    session: &Session,
) -> Result<Vec<Address>, Failure> {
    match named.is_empty() {
        true => Ok(vec![key.address(&session.chain).await?]),
        false => Ok(named),
    }
}

fn position_figures(session: &Session, account: Address) -> Vec<Figure> {
    let suite = &session.suite;
    let position = |name: &str, pick: fn(IVvvStaking::positionOfReturn) -> Value| {
        Figure::new(
            name,
            suite.staking,
            IVvvStaking::positionOfCall { account },
            pick,
        )
    };
    let credits = |name: &str, pick: fn(IComputeCredits::accountOfReturn) -> Value| {
        Figure::new(
            name,
            suite.credits,
            IComputeCredits::accountOfCall { account },
            pick,
        )
    };
    vec![
        Figure::new("VVV held", suite.vvv, IVvv::balanceOfCall { account }, vvv),
        position("staked", |p| vvv(p.staked)),
        position("locked", |p| vvv(p.locked)),
        position("free", |p| vvv(p.free)),
        position("claimable", |p| vvv(p.claimable)),
        position("minted", |p| diem(p.minted)),
        position("burned today", |p| diem(p.burned)),
        position("mintable", |p| diem(p.mintable)),
        Figure::new(
            "DIEM held",
            suite.diem,
            IDiem::balanceOfCall { account },
            diem,
        ),
        credits("capacity today", |c| {
            Value::Amount(Unit::Credits, c.capacity)
        }),
        credits("available today", |c| {
            Value::Amount(Unit::Credits, c.available)
        }),
    ]
}

fn capacity(session: &Session, account: Address, day: u64) -> Figure {
    let call = IDiem::capacityAtCall {
        account,
        day: U256::from(day),
    };
    Figure::new("capacity", session.suite.diem, call, |wei| {
        Value::Amount(Unit::Credits, wei)
    })
}

const fn vvv(wei: U256) -> Value {
    Value::Amount(Unit::Vvv, wei)
}

const fn diem(wei: U256) -> Value {
    Value::Amount(Unit::Diem, wei)
}

/// Reads figures in one call.
async fn read_all(
    session: &Session,
    figures: &[Figure],
    moment: Moment,
) -> Result<Vec<(String, Value)>, Failure> {
    let mut batch = Batch::default();
    figures
        .iter()
        .for_each(|figure| batch.push(figure.to, &figure.data));
    let outcomes = batch.run(&session.chain, READER, Some(moment)).await?.calls;
    let read = figures.iter().zip(&outcomes);
    read.map(|(figure, outcome)| Ok((figure.name.clone(), figure.read(outcome)?)))
        .collect()
}

/// The open tickets of `account`, however many it ever requested.
async fn tickets(
    session: &Session,
    account: Address,
    moment: Moment,
) -> Result<Vec<Vec<Value>>, Failure> {
    let mut rows = Vec::new();
    let mut from = 0;
    loop {
        let call = IVvvStaking::ticketsOfCall {
            account,
            from: U256::from(from),
            count: U256::from(TICKETS_PER_READ),
        };
        let mut batch = Batch::default();
        batch.push(session.suite.staking, &call.abi_encode());
        let outcome = &batch.run(&session.chain, READER, Some(moment)).await?.calls[0];
        let page = IVvvStaking::ticketsOfCall::abi_decode_returns(&outcome.output)
            .map_err(|_| nothing_there(session.suite.staking))?;
        rows.extend(page.tickets.iter().map(|ticket| {
            vec![
                Value::Number(ticket.id.saturating_to()),
                vvv(ticket.amount),
                Value::Time(ticket.readyAt.saturating_to()),
            ]
        }));
        from += TICKETS_PER_READ;
        if U256::from(from) >= page.requested {
            return Ok(rows);
        }
    }
}
