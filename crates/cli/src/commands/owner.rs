//! What the owner of the staking contract does.

use alloy::primitives::U256;
use clap::{ArgGroup, Args};
use diem_sdk::{abi::IVvvStaking, day};

use crate::{
    commands::stake::{approve, vvv_allowance, vvv_held},
    failure::Failure,
    figures::{Figure, Unit, Value, amount_text},
    keys::Account,
    parse,
    plan::Plan,
    send::SendOptions,
    session::Session,
    show::Output,
};

/// Arguments of `fund-rewards`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("source").required(true).args(["amount", "surplus"]))]
pub(crate) struct FundArgs {
    /// VVV to add to the stream.
    #[arg(value_parser = parse::amount)]
    amount: Option<U256>,
    /// Add the VVV that the contract holds beyond what it owes.
    #[arg(long)]
    surplus: bool,
    /// Days in which the stream then releases all that it holds, 1 to 365.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=365))]
    days: u64,
    #[command(flatten)]
    send: SendOptions,
}

/// Arguments of `pause` and `unpause`.
#[derive(Debug, Args)]
pub(crate) struct PauseArgs {
    #[command(flatten)]
    send: SendOptions,
}

impl FundArgs {
    pub(crate) async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let account = self.send.key.account(&session.chain).await?;
        let (suite, from) = (&session.suite, account.address());
        let moment = session.chain.moment().await?;
        let duration = self.days * day::SECONDS;
        let mut plan = match self.amount {
            Some(amount) => {
                let title = format!(
                    "Stream {} more to stakers, all within {} days",
                    amount_text(Unit::Vvv, amount),
                    self.days
                );
                let mut plan = Plan::new("fund-rewards", title);
                if vvv_allowance(session, from).await? < amount {
                    approve(&mut plan, suite, amount);
                }
                plan.call(
                    "staking",
                    suite.staking,
                    IVvvStaking::fundRewardsCall { amount, duration },
                );
                plan
            }
            None => {
                let title = format!(
                    "Stream the surplus VVV to stakers, all within {} days",
                    self.days
                );
                let mut plan = Plan::new("fund-rewards", title);
                plan.call(
                    "staking",
                    suite.staking,
                    IVvvStaking::fundRewardsFromSurplusCall { duration },
                );
                plan
            }
        };
        plan.figures.push(vvv_held(suite, from));
        plan.figures.push(stream(session, "unstreamed", |s| {
            Value::Amount(Unit::Vvv, s.unstreamed)
        }));
        plan.figures.push(stream(session, "seconds left", |s| {
            Value::Number(s.secondsLeft.saturating_to())
        }));
        plan.figures
            .push(stream(session, "running", |s| Value::Flag(s.running)));
        self.send
            .carry_out(session, output, account, plan, moment)
            .await
    }
}

impl PauseArgs {
    pub(crate) async fn pause(self, session: &Session, output: Output) -> Result<(), Failure> {
        let mut plan = Plan::new("pause", "Stop staking and minting");
        plan.call("staking", session.suite.staking, IVvvStaking::pauseCall {});
        plan.note("Burning, unstaking, withdrawing and claiming go on.");
        self.run(session, output, plan).await
    }

    pub(crate) async fn unpause(self, session: &Session, output: Output) -> Result<(), Failure> {
        let mut plan = Plan::new("unpause", "Let staking and minting go on");
        plan.call(
            "staking",
            session.suite.staking,
            IVvvStaking::unpauseCall {},
        );
        self.run(session, output, plan).await
    }

    async fn run(self, session: &Session, output: Output, mut plan: Plan) -> Result<(), Failure> {
        let account: Account = self.send.key.account(&session.chain).await?;
        let moment = session.chain.moment().await?;
        let paused = Figure::new(
            "paused",
            session.suite.staking,
            IVvvStaking::pausedCall {},
            Value::Flag,
        );
        plan.figures.push(paused);
        self.send
            .carry_out(session, output, account, plan, moment)
            .await
    }
}

/// A figure of the stream of rewards.
fn stream(
    session: &Session,
    name: &'static str,
    pick: fn(IVvvStaking::rewardStreamReturn) -> Value,
) -> Figure {
    Figure::new(
        name,
        session.suite.staking,
        IVvvStaking::rewardStreamCall {},
        pick,
    )
}
