//! Daily budgets: allowances for agents, meters for gateways.

use alloy::primitives::{Address, U256, aliases::U96};
use clap::{Args, Subcommand};
use diem_sdk::{abi::IComputeCredits, manifest::Addresses};
use serde::{Deserialize, Serialize};

use crate::{
    commands::signed::{SignArgs, SubmitArgs},
    connection::Moment,
    failure::Failure,
    figures::{Figure, Unit, Value},
    keys::KeyOptions,
    parse::{self, Expiry},
    plan::Plan,
    send::SendOptions,
    session::Session,
    show::{List, Output, Read},
};

/// The two kinds of budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// Of an agent: it draws credits, one way.
    Allowance,
    /// Of a gateway: it meters credits, both ways.
    Meter,
}

/// The commands of `allowance`.
#[derive(Debug, Subcommand)]
pub(crate) enum AllowanceCommand {
    /// Give an agent a daily budget, change it, or, with a limit of 0, revoke it.
    Set(SetArgs),
    /// Sign a budget, for somebody else to submit: print it as JSON. Nothing is sent.
    Sign(SignArgs),
    /// Submit a budget that its owner signed. Anybody can.
    Submit(SubmitArgs),
    /// Show agents' budgets.
    Show(ShowArgs),
}

/// What a budget is to be.
#[derive(Debug, Args)]
pub(crate) struct Terms {
    /// Account that gets the budget.
    #[arg(value_parser = parse::receiver)]
    pub(crate) spender: Address,
    /// Credits per day; 0 revokes the budget, `unlimited` leaves the owner's credits as the limit.
    #[arg(value_parser = parse::daily_limit)]
    pub(crate) limit: U256,
    /// End of the budget: `never`, a duration such as 30d, a date such as 2026-12-31, or a moment.
    #[arg(long, value_parser = parse::expiry, default_value = "never")]
    expires: Expiry,
}

/// Arguments of `set`.
#[derive(Debug, Args)]
pub(crate) struct SetArgs {
    #[command(flatten)]
    terms: Terms,
    #[command(flatten)]
    send: SendOptions,
}

/// Arguments of `show`.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Accounts that have the budgets.
    #[arg(required = true, value_parser = parse::address)]
    spenders: Vec<Address>,
    /// Account that gave them; without it, the one of the key or of --from.
    #[arg(long, value_name = "ACCOUNT", value_parser = parse::address)]
    owner: Option<Address>,
    #[command(flatten)]
    key: KeyOptions,
}

impl AllowanceCommand {
    pub(crate) async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let kind = Kind::Allowance;
        match self {
            Self::Set(args) => args.run(kind, session, output).await,
            Self::Sign(args) => args.run(kind, session, output).await,
            Self::Submit(args) => args.run(kind, session, output).await,
            Self::Show(args) => args.run(kind, session, output).await,
        }
    }
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Allowance => "allowance",
            Self::Meter => "meter",
        }
    }

    pub(crate) const fn command(
        self,
        allowance: &'static str,
        meter: &'static str,
    ) -> &'static str {
        match self {
            Self::Allowance => allowance,
            Self::Meter => meter,
        }
    }

    /// A figure of a budget of this kind.
    fn figure(
        self,
        suite: &Addresses,
        owner: Address,
        spender: Address,
        name: &'static str,
        pick: fn(IComputeCredits::Budget) -> Value,
    ) -> Figure {
        match self {
            Self::Allowance => Figure::new(
                name,
                suite.credits,
                IComputeCredits::allowanceOfCall { owner, spender },
                pick,
            ),
            Self::Meter => {
                let call = IComputeCredits::meterOfCall {
                    owner,
                    gateway: spender,
                };
                Figure::new(name, suite.credits, call, pick)
            }
        }
    }

    pub(crate) fn figures(
        self,
        suite: &Addresses,
        owner: Address,
        spender: Address,
    ) -> [Figure; 4] {
        let figure = |name, pick| self.figure(suite, owner, spender, name, pick);
        [
            figure("daily limit", |b| Value::Limit(U256::from(b.dailyLimit))),
            figure("used today", |b| {
                Value::Amount(Unit::Credits, U256::from(b.used))
            }),
            figure("expires", |b| Value::Expiry(b.expiry)),
            figure("nonce", |b| Value::Number(b.nonce.into())),
        ]
    }

    /// The budget as it is.
    pub(crate) async fn read(
        self,
        session: &Session,
        owner: Address,
        spender: Address,
    ) -> Result<IComputeCredits::Budget, Failure> {
        let credits = session.suite.credits;
        match self {
            Self::Allowance => {
                session
                    .read(credits, IComputeCredits::allowanceOfCall { owner, spender })
                    .await
            }
            Self::Meter => {
                session
                    .read(
                        credits,
                        IComputeCredits::meterOfCall {
                            owner,
                            gateway: spender,
                        },
                    )
                    .await
            }
        }
    }
}

impl Terms {
    pub(crate) fn limit(&self) -> U96 {
        self.limit.saturating_to()
    }

    pub(crate) fn expiry(&self, moment: Moment) -> Result<u32, Failure> {
        self.expires.at(moment.seconds()).map_err(Failure::usage)
    }

    pub(crate) fn check(&self, owner: Address) -> Result<(), Failure> {
        match self.spender == owner {
            true => Err(Failure::usage(
                "an account needs no budget on its own credits: name another account",
            )),
            false => Ok(()),
        }
    }
}

impl SetArgs {
    pub(crate) async fn run(
        self,
        kind: Kind,
        session: &Session,
        output: Output,
    ) -> Result<(), Failure> {
        let account = self.send.key.account(&session.chain).await?;
        let (suite, owner, terms) = (&session.suite, account.address(), &self.terms);
        terms.check(owner)?;
        let moment = session.chain.moment().await?;
        let (limit, expiry, spender) = (terms.limit(), terms.expiry(moment)?, terms.spender);
        let verb = if limit.is_zero() { "Revoke" } else { "Set" };
        let command = kind.command("allowance set", "meter set");
        let mut plan = Plan::new(command, format!("{verb} the {} of {spender}", kind.name()));
        match kind {
            Kind::Allowance => {
                let call = IComputeCredits::setAllowanceCall {
                    spender,
                    dailyLimit: limit,
                    expiry,
                };
                plan.call("credits", suite.credits, call);
            }
            Kind::Meter => {
                let call = IComputeCredits::setMeterCall {
                    gateway: spender,
                    dailyLimit: limit,
                    expiry,
                };
                plan.call("credits", suite.credits, call);
            }
        }
        plan.figures.extend(kind.figures(suite, owner, spender));
        plan.note("It voids budgets for this account that were signed before.");
        self.send
            .carry_out(session, output, account, plan, moment)
            .await
    }
}

impl ShowArgs {
    pub(crate) async fn run(
        self,
        kind: Kind,
        session: &Session,
        output: Output,
    ) -> Result<(), Failure> {
        let owner = match self.owner {
            Some(owner) => owner,
            None => self.key.address(&session.chain).await?,
        };
        let moment = session.chain.moment().await?;
        let mut rows = Vec::new();
        for spender in self.spenders {
            let budget = kind.read(session, owner, spender).await?;
            let expired = u64::from(budget.expiry) <= moment.seconds();
            let left = match expired {
                true => U256::ZERO,
                false => U256::from(budget.dailyLimit.saturating_sub(budget.used)),
            };
            rows.push(vec![
                Value::Account(spender),
                Value::Limit(U256::from(budget.dailyLimit)),
                Value::Amount(Unit::Credits, U256::from(budget.used)),
                Value::Amount(Unit::Credits, left),
                Value::Expiry(budget.expiry),
                Value::Number(budget.nonce.into()),
            ]);
        }
        let read = Read {
            account: Some(owner),
            list: Some(List {
                name: "budgets",
                columns: &[
                    "spender",
                    "daily limit",
                    "used today",
                    "left today",
                    "expires",
                    "nonce",
                ],
                rows,
            }),
            ..Read::default()
        };
        let title = format!("Budgets ({}) on the credits of {owner}", kind.name());
        output.figures(
            kind.command("allowance show", "meter show"),
            &session.chain,
            &title,
            &read,
        );
        Ok(())
    }
}
