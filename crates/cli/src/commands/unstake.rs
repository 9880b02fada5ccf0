//! Getting VVV back: tickets to unstake, and rewards.

use alloy::primitives::{Address, U256};
use clap::{Args, Subcommand};
use diem_sdk::{abi::IVvvStaking, manifest::Addresses};

use crate::{
    commands::stake::{position, stake_figures, vvv_held},
    failure::Failure,
    figures::{Figure, Unit, Value, amount_text},
    parse,
    plan::Plan,
    send::SendOptions,
    session::Session,
    show::Output,
};

/// The commands of `unstake`.
#[derive(Debug, Subcommand)]
pub(crate) enum UnstakeCommand {
    /// Turn free VVV into a ticket, paid after the cooldown. It earns nothing from now on.
    Request(RequestArgs),
    /// Stake a ticket again, before or after its cooldown.
    Cancel(CancelArgs),
    /// Get a ticket paid, once its cooldown is over.
    Withdraw(WithdrawArgs),
}

/// Arguments of `unstake request`.
#[derive(Debug, Args)]
pub(crate) struct RequestArgs {
    /// VVV to unstake: at most what is free.
    #[arg(value_parser = parse::amount)]
    amount: U256,
    #[command(flatten)]
    send: SendOptions,
}

/// Arguments of `unstake cancel`.
#[derive(Debug, Args)]
pub(crate) struct CancelArgs {
    /// The ticket's number, as `diem position` shows it.
    ticket: u64,
    #[command(flatten)]
    send: SendOptions,
}

/// Arguments of `unstake withdraw`.
#[derive(Debug, Args)]
pub(crate) struct WithdrawArgs {
    /// The ticket's number, as `diem position` shows it.
    ticket: u64,
    /// Account that gets the VVV.
    #[arg(long, value_name = "ACCOUNT", value_parser = parse::receiver)]
    to: Option<Address>,
    #[command(flatten)]
    send: SendOptions,
}

/// Arguments of `claim`.
#[derive(Debug, Args)]
pub(crate) struct ClaimArgs {
    /// Stake the rewards instead of paying them out.
    #[arg(long, conflicts_with = "to")]
    stake: bool,
    /// Account that gets the VVV.
    #[arg(long, value_name = "ACCOUNT", value_parser = parse::receiver)]
    to: Option<Address>,
    #[command(flatten)]
    send: SendOptions,
}

impl UnstakeCommand {
    pub(crate) async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        match self {
            Self::Request(args) => args.run(session, output).await,
            Self::Cancel(args) => args.run(session, output).await,
            Self::Withdraw(args) => args.run(session, output).await,
        }
    }
}

impl RequestArgs {
    async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let account = self.send.key.account(&session.chain).await?;
        let (suite, from) = (&session.suite, account.address());
        let moment = session.chain.moment().await?;
        let mut plan = Plan::new(
            "unstake request",
            format!("Unstake {}", amount_text(Unit::Vvv, self.amount)),
        );
        plan.call(
            "staking",
            suite.staking,
            IVvvStaking::requestUnstakeCall {
                amount: self.amount,
            },
        );
        plan.figures.extend(stake_figures(suite, from));
        // The ticket's number is that of the next request.
        let next = IVvvStaking::ticketsOfCall {
            account: from,
            from: U256::ZERO,
            count: U256::ZERO,
        };
        let id = session.read(suite.staking, next).await?.requested;
        plan.figures.push(ticket(suite, from, id));
        let cooldown = session
            .read(suite.staking, IVvvStaking::cooldownCall {})
            .await?;
        plan.note(format!(
            "Ticket {id} can be withdrawn from about {} on: `diem unstake withdraw {id}`.",
            parse::moment(moment.seconds() + cooldown)
        ));
        self.send
            .carry_out(session, output, account, plan, moment)
            .await
    }
}

impl CancelArgs {
    async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let account = self.send.key.account(&session.chain).await?;
        let (suite, from) = (&session.suite, account.address());
        let moment = session.chain.moment().await?;
        let mut plan = Plan::new(
            "unstake cancel",
            format!("Stake ticket {} again", self.ticket),
        );
        plan.call(
            "staking",
            suite.staking,
            IVvvStaking::cancelUnstakeCall {
                id: U256::from(self.ticket),
            },
        );
        plan.figures.extend(stake_figures(suite, from));
        plan.figures
            .push(ticket(suite, from, U256::from(self.ticket)));
        self.send
            .carry_out(session, output, account, plan, moment)
            .await
    }
}

impl WithdrawArgs {
    async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let account = self.send.key.account(&session.chain).await?;
        let (suite, from) = (&session.suite, account.address());
        let moment = session.chain.moment().await?;
        let to = self.to.unwrap_or(from);
        let mut plan = Plan::new(
            "unstake withdraw",
            format!("Withdraw ticket {} to {to}", self.ticket),
        );
        plan.call(
            "staking",
            suite.staking,
            IVvvStaking::withdrawCall {
                id: U256::from(self.ticket),
                to,
            },
        );
        plan.figures.push(vvv_held(suite, to));
        plan.figures
            .push(ticket(suite, from, U256::from(self.ticket)));
        self.send
            .carry_out(session, output, account, plan, moment)
            .await
    }
}

impl ClaimArgs {
    pub(crate) async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let account = self.send.key.account(&session.chain).await?;
        let (suite, from) = (&session.suite, account.address());
        let moment = session.chain.moment().await?;
        let to = self.to.unwrap_or(from);
        let title = match self.stake {
            true => "Stake the rewards".to_owned(),
            false => format!("Pay the rewards to {to}"),
        };
        let mut plan = Plan::new("claim", title);
        plan.figures.push(position(suite, from, "claimable", |p| {
            Value::Amount(Unit::Vvv, p.claimable)
        }));
        if self.stake {
            plan.call("staking", suite.staking, IVvvStaking::claimAndStakeCall {});
            plan.figures.extend(stake_figures(suite, from));
        } else {
            plan.call("staking", suite.staking, IVvvStaking::claimCall { to });
            plan.figures.push(vvv_held(suite, to));
        }
        self.send
            .carry_out(session, output, account, plan, moment)
            .await
    }
}

/// The VVV in ticket `id` of `account`.
fn ticket(suite: &Addresses, account: Address, id: U256) -> Figure {
    let call = IVvvStaking::ticketsOfCall {
        account,
        from: id,
        count: U256::ONE,
    };
    Figure::new("in the ticket", suite.staking, call, |answer| {
        Value::Amount(
            Unit::Vvv,
            answer
                .tickets
                .first()
                .map_or(U256::ZERO, |ticket| ticket.amount),
        )
    })
}
