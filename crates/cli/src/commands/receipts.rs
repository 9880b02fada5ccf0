//! A gateway's receipts: proving one, and checking a proof against what the gateway posted.

use std::path::PathBuf;

use alloy::{
    eips::BlockNumberOrTag,
    primitives::{Address, B256, U256},
    providers::Provider as _,
    rpc::types::{Filter, Log},
    sol_types::SolEvent as _,
};
use clap::{Args, Subcommand};
use diem_sdk::{
    abi::IComputeCredits::MeterPosted,
    amount, day,
    receipts::{self, ReceiptTree, UsageReceipt},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::{
    args::Global,
    connection::Connection,
    failure::Failure,
    files::{self, Receipt, text_of},
    parse::{self, date_of},
    progress::Progress,
    session::Session,
    show::{Output, head, print},
};

/// Blocks whose logs are asked for at once; public endpoints allow no more.
const BLOCKS_PER_READ: u64 = 10_000;

/// The commands of `receipts`.
#[derive(Debug, Subcommand)]
pub(crate) enum ReceiptsCommand {
    /// Print a receipt with its proof and the root that it leads to, as JSON. Needs no network.
    Prove(ProveArgs),
    /// Check a proof against the roots that the gateway posted on chain.
    Verify(VerifyArgs),
}

/// Arguments of `receipts prove`.
#[derive(Debug, Args)]
pub(crate) struct ProveArgs {
    /// File with all receipts of the day: JSON `[{"owner", "day", "index", "amount", "requestHash"}, …]`, amounts in wei.
    file: PathBuf,
    /// The receipt's `index`.
    #[arg(long, value_name = "NUMBER")]
    index: u64,
    /// The receipt's owner, if the file has receipts of several.
    #[arg(long, value_name = "ACCOUNT", value_parser = parse::address)]
    owner: Option<Address>,
}

/// Arguments of `receipts verify`.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// File with the proof, as `diem receipts prove` prints it; `-` is the standard input.
    file: PathBuf,
    /// The gateway that posted the root.
    #[arg(long, value_name = "ACCOUNT", value_parser = parse::address)]
    gateway: Address,
}

impl ReceiptsCommand {
    pub(crate) async fn run(self, global: &Global, output: Output) -> Result<(), Failure> {
        match self {
            Self::Prove(args) => args.run(),
            Self::Verify(args) => args.run(&Session::open(global).await?, output).await,
        }
    }
}

/// A receipt that is proved.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Proved {
    receipt: Receipt,
    leaf: B256,
    proof: Vec<B256>,
    root: B256,
}

/// A root that a gateway posted.
struct Posted {
    root: B256,
    block: u64,
    transaction: B256,
}

impl ProveArgs {
    fn run(self) -> Result<(), Failure> {
        let receipts = files::receipts(&self.file)?;
        let chosen = self.choose(&receipts)?;
        let of_other_day = receipts.iter().find(|receipt| receipt.day != chosen.day);
        if let Some(other) = of_other_day {
            return Err(Failure::usage(format!(
                "{} has receipts of the days {} and {}: a root is of one day's receipts, so keep one file per day",
                self.file.display(),
                chosen.day,
                other.day
            )));
        }
        let leaves: Vec<UsageReceipt> = receipts.iter().map(Receipt::usage).collect();
        let tree = ReceiptTree::new(&leaves);
        let proved = Proved {
            receipt: *chosen,
            leaf: chosen.usage().leaf(),
            proof: tree
                .proof(&chosen.usage())
                .expect("the receipt is in the tree"),
            root: tree.root(),
        };
        let text = serde_json::to_string_pretty(&proved).expect("strings and numbers");
        print(&format!("{text}\n"));
        Ok(())
    }

    fn choose<'a>(&self, receipts: &'a [Receipt]) -> Result<&'a Receipt, Failure> {
        let is_wanted = |receipt: &&Receipt| {
            receipt.index == self.index && self.owner.is_none_or(|owner| receipt.owner == owner)
        };
        let wanted: Vec<&Receipt> = receipts.iter().filter(is_wanted).collect();
        match wanted[..] {
            [only] => Ok(only),
            [] => Err(Failure::usage(format!(
                "{} has no receipt of that owner with the index {}",
                self.file.display(),
                self.index
            ))),
            _ => Err(Failure::usage(format!(
                "several owners have a receipt with the index {}: say whose with --owner",
                self.index
            ))),
        }
    }
}

impl VerifyArgs {
    async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let text = text_of(&self.file)?;
        let proved: Proved = serde_json::from_str(&text).map_err(|error| {
            Failure::usage(format!(
                "{} is no proof, as `diem receipts prove` prints it: {error}",
                self.file.display()
            ))
        })?;
        let receipt = proved.receipt.usage();
        if !receipts::verify(proved.root, &receipt, &proved.proof) {
            return Err(Failure::NotInOrder(
                "the proof does not lead from the receipt to the root it names: receipt or proof were changed".to_owned(),
            ));
        }
        let posted = roots_of(session, self.gateway, proved.receipt.day).await?;
        let found = posted.iter().rposition(|posted| posted.root == proved.root);
        let Some(found) = found else {
            return Err(self.not_posted(&proved, &posted));
        };
        let (posting, is_last) = (&posted[found], found + 1 == posted.len());
        if output.json {
            output.document(&document(session, &proved, posting, is_last));
        } else {
            print(&self.text(&proved, posting, is_last));
        }
        Ok(())
    }

    fn not_posted(&self, proved: &Proved, posted: &[Posted]) -> Failure {
        let day = date_of(proved.receipt.day);
        Failure::NotInOrder(match posted {
            [] => format!(
                "{} posted no root on {day}: the receipt cannot be checked",
                self.gateway
            ),
            [.., last] => format!(
                "the proof leads to {}, which is none of the {} roots that {} posted on {day}; the last is {}: ask for a proof that leads there",
                proved.root,
                posted.len(),
                self.gateway,
                last.root
            ),
        })
    }

    fn text(&self, proved: &Proved, posting: &Posted, is_last: bool) -> String {
        let receipt = &proved.receipt;
        let which = if is_last { "the last" } else { "not the last" };
        format!(
            "The receipt is in a root that the gateway posted.\n\n  gateway  {}\n  owner    {}\n  day      {}\n  receipt  number {}, {} credits\n  root     {} ({which} of the day)\n  posted   block {}, transaction {}\n",
            self.gateway,
            receipt.owner,
            date_of(receipt.day),
            receipt.index,
            amount::exact(receipt.amount),
            proved.root,
            posting.block,
            posting.transaction
        )
    }
}

fn document(session: &Session, proved: &Proved, posting: &Posted, is_last: bool) -> Json {
    let mut document = head("receipts verify", &session.chain);
    document.insert("receipt".to_owned(), json!(proved.receipt));
    document.insert("root".to_owned(), json!(proved.root));
    document.insert("lastOfTheDay".to_owned(), json!(is_last));
    document.insert("block".to_owned(), json!(posting.block));
    document.insert("transaction".to_owned(), json!(posting.transaction));
    Json::Object(document)
}

/// The roots that a gateway posted for a day, in order.
async fn roots_of(session: &Session, gateway: Address, day: u64) -> Result<Vec<Posted>, Failure> {
    let chain = &session.chain;
    let progress = Progress::start(format!("looking for the blocks of {}", date_of(day)));
    // A posting names its day and is refused on any other, so it stands in a block of that day.
    let first = first_block_since(chain, day::start(day)).await?;
    let end = first_block_since(chain, day::start(day + 1)).await?;
    let mut posted = Vec::new();
    let mut from = first;
    while from < end {
        let to = (from + BLOCKS_PER_READ).min(end) - 1;
        progress.step(format!("looking at blocks {from} to {to}"));
        let filter = Filter::new()
            .address(session.suite.credits)
            .event_signature(MeterPosted::SIGNATURE_HASH)
            .topic1(gateway.into_word())
            .topic2(B256::from(U256::from(day)))
            .from_block(from)
            .to_block(to);
        let logs = chain
            .provider
            .get_logs(&filter)
            .await
            .map_err(|e| chain.failure(e))?;
        posted.extend(logs.iter().filter_map(posting));
        from = to + 1;
    }
    Ok(posted)
}

fn posting(log: &Log) -> Option<Posted> {
    Some(Posted {
        root: MeterPosted::decode_log_data(log.data()).ok()?.receiptsRoot,
        block: log.block_number?,
        transaction: log.transaction_hash?,
    })
}

/// The first block that is not older than `second`; the one that comes next if all are.
async fn first_block_since(chain: &Connection, second: u64) -> Result<u64, Failure> {
    let latest = chain
        .provider
        .get_block_number()
        .await
        .map_err(|e| chain.failure(e))?;
    let (mut low, mut high) = (0, latest + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        if time_of(chain, middle).await? < second {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

async fn time_of(chain: &Connection, block: u64) -> Result<u64, Failure> {
    let header = chain
        .provider
        .get_block_by_number(BlockNumberOrTag::Number(block))
        .await;
    match header.map_err(|e| chain.failure(e))? {
        Some(block) => Ok(block.header.timestamp),
        None => Err(Failure::failed(format!(
            "{} does not have block {block}",
            chain.endpoint
        ))),
    }
}
