//! Spending credits and sending them on.

use alloy::primitives::{Address, B256, U256};
use clap::Args;
use diem_sdk::{abi::IComputeCredits, day, manifest::Addresses};

use crate::{
    connection::Moment,
    failure::Failure,
    figures::{Figure, Unit, Value, amount_text},
    parse::{self, date_of},
    plan::Plan,
    send::SendOptions,
    session::Session,
    show::Output,
};

/// Less than this before midnight, a plan says how little is left.
const SOON_SECONDS: u64 = 600;

/// Arguments of `spend`.
#[derive(Debug, Args)]
pub(crate) struct SpendArgs {
    /// Credits to spend.
    #[arg(value_parser = parse::amount)]
    amount: U256,
    /// Account that is paid, such as a gateway.
    #[arg(long, value_name = "ACCOUNT", value_parser = parse::receiver)]
    payee: Address,
    /// Reference of the request: 0x and 64 hexadecimal digits, or text, of which the hash (keccak-256) is sent.
    #[arg(long = "ref", value_name = "REFERENCE", value_parser = parse::reference)]
    reference: B256,
    #[command(flatten)]
    day: DayOption,
    #[command(flatten)]
    send: SendOptions,
}

/// Arguments of `send`.
#[derive(Debug, Args)]
pub(crate) struct SendArgs {
    /// Credits to send.
    #[arg(value_parser = parse::amount)]
    amount: U256,
    /// Account that gets them.
    #[arg(long, value_name = "ACCOUNT", value_parser = parse::receiver)]
    to: Address,
    /// Draw them from this account, out of the allowance that it gave.
    #[arg(long, value_name = "ACCOUNT", value_parser = parse::address)]
    owner: Option<Address>,
    #[command(flatten)]
    day: DayOption,
    #[command(flatten)]
    send: SendOptions,
}

/// The day whose credits are meant.
#[derive(Clone, Debug, Args)]
pub(crate) struct DayOption {
    /// Day that is meant, such as 2026-12-31: on any other, nothing is sent [default: today].
    #[arg(long, value_parser = parse::day)]
    day: Option<u64>,
}

impl DayOption {
    /// Today, if it is the day that is meant.
    pub(crate) fn today(&self, moment: Moment) -> Result<u64, Failure> {
        let today = moment.day();
        match self.day {
            Some(day) if day != today => Err(wrong_day(day, today)),
            _ => Ok(today),
        }
    }
}

/// The refusal of a day that is not today's.
pub(crate) fn wrong_day(given: u64, today: u64) -> Failure {
    Failure::refused(format!(
        "today is {} ({today}), not {} ({given}): credits are of one day, and only today's can be moved",
        date_of(today),
        date_of(given)
    ))
}

impl SpendArgs {
    pub(crate) async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let account = self.send.key.account(&session.chain).await?;
        let (suite, from) = (&session.suite, account.address());
        let moment = session.chain.moment().await?;
        let today = self.day.today(moment)?;
        let credits = amount_text(Unit::Credits, self.amount);
        let title = format!("Spend {credits} of {} for {}", date_of(today), self.payee);
        let mut plan = Plan::new("spend", title);
        let call = IComputeCredits::spendCall {
            day: U256::from(today),
            payee: self.payee,
            amount: self.amount,
            r#ref: self.reference,
        };
        plan.call("credits", suite.credits, call);
        plan.figures.extend(credit_figures(suite, from, ""));
        plan.note(format!("Reference {}. Spending is final.", self.reference));
        of_day(&mut plan, today, moment);
        self.send
            .carry_out(session, output, account, plan, moment)
            .await
    }
}

impl SendArgs {
    pub(crate) async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let account = self.send.key.account(&session.chain).await?;
        let (suite, from) = (&session.suite, account.address());
        let moment = session.chain.moment().await?;
        let today = self.day.today(moment)?;
        let (to, amount, day) = (self.to, self.amount, U256::from(today));
        let credits = amount_text(Unit::Credits, amount);
        let mut plan = Plan::new(
            "send",
            format!("Send {credits} of {} to {to}", date_of(today)),
        );
        match self.owner.filter(|owner| *owner != from) {
            None => {
                plan.call(
                    "credits",
                    suite.credits,
                    IComputeCredits::transferCall { to, day, amount },
                );
                plan.figures.extend(credit_figures(suite, from, ""));
            }
            Some(owner) => {
                plan.title += &format!(", drawn from {owner}");
                let call = IComputeCredits::transferFromCall {
                    owner,
                    to,
                    day,
                    amount,
                };
                plan.call("credits", suite.credits, call);
                plan.figures
                    .extend(credit_figures(suite, owner, "owner's "));
                let call = IComputeCredits::allowanceOfCall {
                    owner,
                    spender: from,
                };
                plan.figures.push(Figure::new(
                    "allowance used today",
                    suite.credits,
                    call,
                    |budget| Value::Amount(Unit::Credits, U256::from(budget.used)),
                ));
            }
        }
        plan.figures
            .push(available(suite, to, "receiver's available today"));
        of_day(&mut plan, today, moment);
        self.send
            .carry_out(session, output, account, plan, moment)
            .await
    }
}

/// Ties a plan to its day.
pub(crate) fn of_day(plan: &mut Plan, day: u64, moment: Moment) {
    plan.day = Some(day);
    let left = day::seconds_to_midnight(moment.seconds());
    if left < SOON_SECONDS {
        plan.note(format!(
            "The day ends in {left} s: after that the call is refused."
        ));
    }
}

/// What an account can use today, and what it used and received; `whose` goes before the names.
fn credit_figures(suite: &Addresses, account: Address, whose: &str) -> [Figure; 3] {
    let figure = |name: &str, pick: fn(IComputeCredits::accountOfReturn) -> Value| {
        let call = IComputeCredits::accountOfCall { account };
        Figure::new(format!("{whose}{name}"), suite.credits, call, pick)
    };
    [
        figure("available today", |c| {
            Value::Amount(Unit::Credits, c.available)
        }),
        figure("used today", |c| Value::Amount(Unit::Credits, c.used)),
        figure("received today", |c| Value::Balance(Unit::Credits, c.net)),
    ]
}

/// What an account can use today.
pub(crate) fn available(suite: &Addresses, account: Address, name: &str) -> Figure {
    Figure::new(
        name,
        suite.credits,
        IComputeCredits::accountOfCall { account },
        |c| Value::Amount(Unit::Credits, c.available),
    )
}
