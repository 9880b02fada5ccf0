//! The programs' lives and their places in the chain's cache.

use alloy::{
    primitives::{Address, U256, address},
    sol,
    sol_types::SolCall as _,
};
use clap::{Args, ValueEnum};
use diem_deploy::{CacheStatus, Contract};
use diem_sdk::{
    amount, day,
    manifest::{Manifest, Vvv},
};
use serde_json::{Value as Json, json};

use crate::{
    args::Global,
    batch::{Batch, READER},
    connection::Connection,
    engine::{FeeOptions, engine_failure, told},
    failure::Failure,
    keys::KeyOptions,
    parse,
    progress::Progress,
    send::confirm,
    session::manifest,
    show::{Output, align, head, print, render, table},
};

const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");

sol! {
    function programTimeLeft(address program) external view returns (uint64);
}

/// Arguments of `keepalive`.
#[derive(Debug, Args)]
pub(crate) struct KeepaliveArgs {
    /// Extend the life of programs that have fewer days left than this.
    #[arg(long, value_name = "DAYS", default_value_t = 90)]
    below: u64,
    /// Show the days left, and stop.
    #[arg(long, help_heading = "Sending", conflicts_with = "yes")]
    dry_run: bool,
    /// Send without a question.
    #[arg(long, short, help_heading = "Sending")]
    yes: bool,
    #[command(flatten)]
    key: KeyOptions,
    #[command(flatten)]
    fees: FeeOptions,
}

/// Arguments of `cache`.
#[derive(Debug, Args)]
pub(crate) struct CacheArgs {
    /// Bid for the places of these contracts; without it, their places are shown.
    #[arg(long, value_name = "CONTRACT", value_enum, num_args = 1..)]
    bid: Vec<Program>,
    /// What to bid for each, in the chain's gas token [default: the least that the chain takes].
    #[arg(long, value_name = "AMOUNT", value_parser = parse::limit, requires = "bid")]
    amount: Option<U256>,
    /// Send without a question.
    #[arg(long, short, help_heading = "Sending", requires = "bid")]
    yes: bool,
    #[command(flatten)]
    key: KeyOptions,
    #[command(flatten)]
    fees: FeeOptions,
}

/// A contract of the suite, as it is named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Program {
    Vvv,
    Staking,
    Diem,
    Credits,
    All,
}

impl KeepaliveArgs {
    pub(crate) async fn run(self, global: &Global, output: Output) -> Result<(), Failure> {
        let chain = Connection::open(global).await?;
        let contracts = programs(&manifest(global, &chain).await?, &[Program::All]);
        let before = seconds_left(&chain, &contracts).await?;
        let due: Vec<Contract> = before
            .iter()
            .filter(|(_, _, seconds)| *seconds < self.below * day::SECONDS)
            .map(|(contract, ..)| *contract)
            .collect();
        if self.dry_run || due.is_empty() {
            show_lives(&chain, output, &before, &[]);
            return Ok(());
        }
        if !output.json {
            eprint!("{}", lives_text(&chain, &before));
        }
        let wallet = self.key.account(&chain).await?.wallet()?;
        let names: Vec<&str> = due.iter().map(|contract| contract.name()).collect();
        confirm(
            self.yes,
            &format!(
                "Extend the life of {}, for gas and a fee for the data of each?",
                names.join(", ")
            ),
        )?;
        let sent = {
            let progress = Progress::start("extending lives");
            let observer = |event| told(&progress, event);
            diem_deploy::keepalive(
                &self.fees.endpoint(&chain),
                &wallet,
                &contracts,
                self.below,
                &observer,
            )
            .await
        };
        let sent: Vec<_> = sent
            .map_err(engine_failure)?
            .into_iter()
            .filter_map(|life| Some((life.contract, life.transaction?.to_string())))
            .collect();
        let after = seconds_left(&chain, &contracts).await?;
        show_lives(&chain, output, &after, &sent);
        Ok(())
    }
}

/// Seconds until each program falls asleep; 0 if it sleeps.
async fn seconds_left(
    chain: &Connection,
    contracts: &[(Contract, Address)],
) -> Result<Vec<(Contract, Address, u64)>, Failure> {
    let mut batch = Batch::default();
    for &(_, program) in contracts {
        batch.push(ARB_WASM, &programTimeLeftCall { program }.abi_encode());
    }
    let moment = chain.moment().await?;
    let outcomes = batch.run(chain, READER, Some(moment)).await?.calls;
    let left = contracts
        .iter()
        .zip(&outcomes)
        .map(|(&(contract, address), outcome)| {
            // ArbWasm refuses to say it of a program that sleeps.
            let seconds = match outcome.success {
                true => {
                    programTimeLeftCall::abi_decode_returns(&outcome.output).unwrap_or_default()
                }
                false => 0,
            };
            (contract, address, seconds)
        });
    Ok(left.collect())
}

fn show_lives(
    chain: &Connection,
    output: Output,
    lives: &[(Contract, Address, u64)],
    sent: &[(Contract, String)],
) {
    if !output.json {
        let mut text = lives_text(chain, lives);
        if sent.is_empty() {
            text += "\n  nothing was sent\n";
        }
        for (contract, hash) in sent {
            text += &format!("  {contract}: {hash}\n");
        }
        print(&text);
        return;
    }
    let mut document = head("keepalive", chain);
    let programs: Vec<Json> = lives.iter().map(|(contract, address, seconds)| {
        let hash = sent.iter().find(|(of, _)| of == contract).map(|(_, hash)| hash);
        json!({ "contract": contract, "address": address.to_string(), "secondsLeft": seconds, "transaction": hash })
    }).collect();
    document.insert("programs".to_owned(), json!(programs));
    output.document(&Json::Object(document));
}

fn lives_text(chain: &Connection, lives: &[(Contract, Address, u64)]) -> String {
    let mut rows = table();
    for (contract, address, seconds) in lives {
        let left = match seconds {
            0 => "asleep".to_owned(),
            seconds => format!("{} days left", seconds / day::SECONDS),
        };
        rows.add_row([contract.to_string(), address.to_string(), left]);
    }
    align(&mut rows, &[2]);
    format!("Lives of the programs on {chain}\n\n{}", render(&rows))
}

impl CacheArgs {
    pub(crate) async fn run(self, global: &Global, output: Output) -> Result<(), Failure> {
        let chain = Connection::open(global).await?;
        let all = programs(&manifest(global, &chain).await?, &[Program::All]);
        if self.bid.is_empty() {
            show_cache(&chain, output, &cache(&chain, &all).await?, &[]);
            return Ok(());
        }
        let wanted = programs(&manifest(global, &chain).await?, &self.bid);
        let status = cache(&chain, &wanted).await?;
        if !output.json {
            eprint!("{}", cache_text(&chain, &status));
        }
        let wallet = self.key.account(&chain).await?.wallet()?;
        let names: Vec<&str> = wanted.iter().map(|(contract, _)| contract.name()).collect();
        let bid = match self.amount {
            Some(wei) => format!("{} {} each", amount::exact(wei), chain.gas_token),
            None => "the least that is taken".to_owned(),
        };
        confirm(
            self.yes,
            &format!("Bid {bid} for the places of {}?", names.join(", ")),
        )?;
        let mut sent = Vec::new();
        for &(contract, address) in &wanted {
            let progress = Progress::start(format!("bidding for {contract}"));
            let observer = |event| told(&progress, event);
            let endpoint = self.fees.endpoint(&chain);
            let hash = diem_deploy::bid(
                &endpoint,
                &wallet,
                contract,
                address,
                self.amount,
                &observer,
            )
            .await;
            sent.extend(
                hash.map_err(engine_failure)?
                    .map(|hash| (contract, hash.to_string())),
            );
        }
        show_cache(&chain, output, &cache(&chain, &all).await?, &sent);
        Ok(())
    }
}

async fn cache(
    chain: &Connection,
    contracts: &[(Contract, Address)],
) -> Result<Vec<CacheStatus>, Failure> {
    diem_deploy::cache_status(&chain.provider, contracts)
        .await
        .map_err(engine_failure)
}

fn show_cache(
    chain: &Connection,
    output: Output,
    status: &[CacheStatus],
    sent: &[(Contract, String)],
) {
    if !output.json {
        let mut text = cache_text(chain, status);
        for (contract, hash) in sent {
            text += &format!("  {contract}: {hash}\n");
        }
        print(&text);
        return;
    }
    let programs: Vec<Json> = status
        .iter()
        .map(|status| {
            let hash = sent
                .iter()
                .find(|(of, _)| *of == status.contract)
                .map(|(_, hash)| hash);
            json!({
                "contract": status.contract,
                "address": status.address.to_string(),
                "cached": status.cached,
                "leastBid": status.least_bid.map(|wei| wei.to_string()),
                "startGas": status.start_gas,
                "cachedStartGas": status.cached_start_gas,
                "transaction": hash,
            })
        })
        .collect();
    let mut document = head("cache", chain);
    document.insert("programs".to_owned(), json!(programs));
    output.document(&Json::Object(document));
}

fn cache_text(chain: &Connection, status: &[CacheStatus]) -> String {
    let mut rows = table();
    rows.set_header([
        "program",
        "in the cache",
        "gas to start",
        "in the cache",
        "least bid",
    ]);
    for status in status {
        rows.add_row([
            status.contract.to_string(),
            if status.cached { "yes" } else { "no" }.to_owned(),
            amount::group(status.start_gas),
            amount::group(status.cached_start_gas),
            match status.least_bid {
                Some(wei) => format!("{} {}", amount::exact(wei), chain.gas_token),
                None => "no bids taken".to_owned(),
            },
        ]);
    }
    align(&mut rows, &[2, 3, 4]);
    format!("Program cache of {chain}\n\n{}", render(&rows))
}

/// The programs of a suite that are named, and where they are. A VVV that was there before is none.
fn programs(manifest: &Manifest, named: &[Program]) -> Vec<(Contract, Address)> {
    let at = manifest.addresses();
    let vvv_is_ours = matches!(manifest.contracts.vvv, Vvv::Test(_));
    let all = [
        (Program::Vvv, Contract::Vvv, at.vvv),
        (Program::Staking, Contract::Staking, at.staking),
        (Program::Diem, Contract::Diem, at.diem),
        (Program::Credits, Contract::Credits, at.credits),
    ];
    let wanted = |program: &Program| named.contains(program) || named.contains(&Program::All);
    let programs = all.into_iter().filter(|(program, ..)| wanted(program));
    let ours = programs.filter(|(program, ..)| vvv_is_ours || *program != Program::Vvv);
    ours.map(|(_, contract, address)| (contract, address))
        .collect()
}
