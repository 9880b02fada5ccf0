//! Meters of gateways: the budgets, and the posting of readings.

use std::path::PathBuf;

use alloy::primitives::{Address, B256, U256};
use clap::{ArgGroup, Args, Subcommand};
use diem_sdk::{
    abi::IComputeCredits,
    amount,
    readings::{self, Reading},
    receipts::ReceiptTree,
};
use serde_json::json;

use crate::{
    commands::{
        budgets::{Kind, SetArgs, ShowArgs},
        credits::{DayOption, of_day},
        signed::{SignArgs, SubmitArgs},
    },
    connection::Moment,
    failure::Failure,
    figures::{Figure, Unit, Value},
    files::{self, Receipt},
    parse::{self, date_of},
    plan::{Plan, Remark},
    send::SendOptions,
    session::Session,
    show::Output,
};

/// The commands of `meter`.
#[derive(Debug, Subcommand)]
pub(crate) enum MeterCommand {
    /// Give a gateway a daily budget, change it, or, with a limit of 0, revoke it.
    Set(SetArgs),
    /// Sign a budget, for the gateway to submit: print it as JSON. Nothing is sent.
    Sign(SignArgs),
    /// Submit a budget that its owner signed. Anybody can.
    Submit(SubmitArgs),
    /// Show gateways' budgets.
    Show(ShowArgs),
    /// Post a gateway's readings: what each owner used of the day so far.
    Post(PostArgs),
}

/// Arguments of `meter post`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("proof").required(true).args(["receipts", "root"]))]
pub(crate) struct PostArgs {
    /// File with the readings: lines `owner,total`, or JSON `[{"owner": "0x…", "total": "1.5"}, …]`, in credits; `-` is the standard input.
    file: PathBuf,
    /// File with the day's receipts so far: JSON `[{"owner", "day", "index", "amount", "requestHash"}, …]`, amounts in wei. Their root is
    /// posted.
    #[arg(long, value_name = "FILE")]
    receipts: Option<PathBuf>,
    /// Root of the day's receipts so far, if another program made it.
    #[arg(long, value_name = "HASH", value_parser = parse::hash)]
    root: Option<B256>,
    #[command(flatten)]
    day: DayOption,
    #[command(flatten)]
    send: SendOptions,
}

/// What a gateway has of one owner, before a post.
#[derive(Clone, Debug)]
struct Entry {
    reading: Reading,
    budget: IComputeCredits::Budget,
}

impl MeterCommand {
    pub(crate) async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let kind = Kind::Meter;
        match self {
            Self::Set(args) => args.run(kind, session, output).await,
            Self::Sign(args) => args.run(kind, session, output).await,
            Self::Submit(args) => args.run(kind, session, output).await,
            Self::Show(args) => args.run(kind, session, output).await,
            Self::Post(args) => args.run(session, output).await,
        }
    }
}

impl PostArgs {
    async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let readings = files::readings(&self.file)?;
        let receipts = self.receipts.as_deref().map(files::receipts).transpose()?;
        let account = self.send.key.account(&session.chain).await?;
        let (credits, gateway) = (session.suite.credits, account.address());
        let moment = session.chain.moment().await?;
        let today = self.day.today(moment)?;
        let root = match &receipts {
            Some(receipts) => root_of(receipts, today)?,
            None => self.root.unwrap_or_default(),
        };
        let entries = readings::pack(&readings).map_err(Failure::usage)?;
        let mut plan = Plan::new(
            "meter post",
            format!("Post {} of {}", counted(readings.len()), date_of(today)),
        );
        plan.call(
            "credits",
            credits,
            IComputeCredits::meterCall {
                day: U256::from(today),
                entries,
                receiptsRoot: root,
            },
        );
        plan.figures.extend(
            readings
                .iter()
                .map(|reading| figure(credits, gateway, reading.owner())),
        );
        plan.note(format!("Root of the receipts: {root}"));
        for note in receipts
            .iter()
            .flat_map(|receipts| differences(&readings, receipts))
        {
            plan.note(note);
        }
        let entries = entries_of(session, gateway, &readings).await?;
        plan.remark = Some(Box::new(move |after| shortfalls(&entries, after, moment)));
        of_day(&mut plan, today, moment);
        self.send
            .carry_out(session, output, account, plan, moment)
            .await
    }
}

fn counted(readings: usize) -> String {
    match readings {
        1 => "1 reading".to_owned(),
        n => format!("{} readings", amount::group(n)),
    }
}

/// What the gateway has metered for `owner` today.
fn figure(credits: Address, gateway: Address, owner: Address) -> Figure {
    let call = IComputeCredits::meterOfCall { owner, gateway };
    Figure::new(owner.to_string(), credits, call, |budget| {
        Value::Amount(Unit::Credits, U256::from(budget.used))
    })
}

/// The root of receipts, which must be of this day.
fn root_of(receipts: &[Receipt], today: u64) -> Result<B256, Failure> {
    let receipts: Vec<_> = receipts.iter().map(Receipt::usage).collect();
    if let Some(other) = receipts
        .iter()
        .find(|receipt| receipt.day != U256::from(today))
    {
        return Err(Failure::usage(format!(
            "a receipt of {} is of day {}, but the readings are of {} ({today}): a root is of one day's receipts",
            other.owner,
            other.day,
            date_of(today)
        )));
    }
    Ok(ReceiptTree::new(&receipts).root())
}

/// Where readings are not what their receipts add up to. That may be meant (a hold), or a mistake.
fn differences(readings: &[Reading], receipts: &[Receipt]) -> Vec<String> {
    let billed = |owner| -> U256 {
        let of_owner = receipts.iter().filter(|receipt| receipt.owner == owner);
        of_owner
            .map(|receipt| receipt.amount)
            .fold(U256::ZERO, U256::saturating_add)
    };
    let differing = readings.iter().filter_map(|reading| {
        let billed = billed(reading.owner());
        (billed != reading.total()).then(|| {
            format!(
                "The receipts of {} add up to {} credits; the reading says {}.",
                reading.owner(),
                amount::exact(billed),
                amount::exact(reading.total())
            )
        })
    });
    differing.collect()
}

async fn entries_of(
    session: &Session,
    gateway: Address,
    readings: &[Reading],
) -> Result<Vec<Entry>, Failure> {
    let owners = readings.iter().map(Reading::owner).collect();
    let call = IComputeCredits::meterOfBatchCall { owners, gateway };
    let budgets = session.read(session.suite.credits, call).await?;
    let entries = readings.iter().zip(budgets);
    Ok(entries
        .map(|(reading, budget)| Entry {
            reading: *reading,
            budget,
        })
        .collect())
}

/// What was asked for and not reached, with the reason.
fn shortfalls(entries: &[Entry], after: &[Value], moment: Moment) -> Remark {
    let mut remark = Remark {
        notes: Vec::new(),
        name: "shortfalls",
        json: json!([]),
    };
    let mut list = Vec::new();
    for (Entry { reading, budget }, after) in entries.iter().zip(after) {
        let Value::Amount(_, reached) = after else {
            continue;
        };
        let (owner, requested, reached) = (reading.owner(), reading.total(), *reached);
        if requested <= reached {
            continue;
        }
        let reason = if u64::from(budget.expiry) <= moment.seconds() {
            "the meter has expired"
        } else if U256::from(budget.dailyLimit) <= reached {
            "the meter's daily limit is reached"
        } else {
            "the owner has no more credits"
        };
        remark.notes.push(format!(
            "Shortfall of {} credits: {owner} reaches {} of {}; {reason}.",
            amount::exact(requested - reached),
            amount::exact(reached),
            amount::exact(requested)
        ));
        list.push(json!({
            "owner": owner.to_string(),
            "requested": requested.to_string(),
            "reached": reached.to_string(),
            "reason": reason,
        }));
    }
    remark.json = json!(list);
    remark
}
