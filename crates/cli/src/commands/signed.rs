//! Budgets by signature: the owner signs one, anybody submits it.

use std::path::{Path, PathBuf};

use alloy::primitives::{Address, Bytes, U256, aliases::U96};
use clap::Args;
use diem_sdk::{
    abi::IComputeCredits,
    amount,
    typed_data::{self, Allowance, Meter},
};
use serde::{Deserialize, Serialize};

use crate::{
    commands::budgets::{Kind, Terms},
    connection::Moment,
    failure::Failure,
    files::text_of,
    keys::{Account, KeyOptions},
    parse,
    plan::Plan,
    send::SendOptions,
    session::Session,
    show::{Output, print},
};

/// Arguments of `sign`.
#[derive(Debug, Args)]
pub(crate) struct SignArgs {
    #[command(flatten)]
    terms: Terms,
    /// How long it can be submitted, such as 1h or 7d.
    #[arg(long, value_name = "DURATION", value_parser = parse::duration, default_value = "24h")]
    valid_for: u64,
    #[command(flatten)]
    key: KeyOptions,
}

/// Arguments of `submit`.
#[derive(Debug, Args)]
pub(crate) struct SubmitArgs {
    /// File with the signed budget, as `sign` prints it; `-` is the standard input.
    file: PathBuf,
    #[command(flatten)]
    send: SendOptions,
}

/// A budget that its owner signed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SignedBudget {
    kind: Kind,
    chain_id: u64,
    /// The ComputeCredits contract that it is for.
    contract: Address,
    owner: Address,
    spender: Address,
    /// Credits per day in wei, as a decimal string.
    daily_limit: String,
    /// Unix seconds; 4294967295 is for ever.
    expiry: u32,
    nonce: u16,
    /// The last second (Unix) at which it can be submitted.
    deadline: u64,
    signature: Bytes,
}

impl SignArgs {
    pub(crate) async fn run(
        self,
        kind: Kind,
        session: &Session,
        output: Output,
    ) -> Result<(), Failure> {
        let account = self.key.account(&session.chain).await?;
        let (owner, terms) = (account.address(), &self.terms);
        terms.check(owner)?;
        let moment = session.chain.moment().await?;
        let mut budget = SignedBudget {
            kind,
            chain_id: session.chain.chain_id,
            contract: session.suite.credits,
            owner,
            spender: terms.spender,
            daily_limit: terms.limit.to_string(),
            expiry: terms.expiry(moment)?,
            nonce: kind.read(session, owner, terms.spender).await?.nonce,
            deadline: moment.seconds() + self.valid_for,
            signature: Bytes::new(),
        };
        budget.signature = budget.sign(&account, terms.limit()).await?;
        if !output.json {
            eprintln!(
                "{owner} lets {} use up to {} credits a day, once somebody submits this until {}:",
                terms.spender,
                amount::exact(terms.limit),
                parse::moment(budget.deadline)
            );
        }
        let text = serde_json::to_string_pretty(&budget).expect("strings and numbers");
        print(&format!("{text}\n"));
        Ok(())
    }
}

impl SignedBudget {
    async fn sign(&self, account: &Account, limit: U96) -> Result<Bytes, Failure> {
        let domain = typed_data::credits_domain(self.chain_id, self.contract);
        let (nonce, deadline) = (U256::from(self.nonce), U256::from(self.deadline));
        let signature = match self.kind {
            Kind::Allowance => {
                let message = Allowance {
                    owner: self.owner,
                    spender: self.spender,
                    dailyLimit: limit,
                    expiry: self.expiry,
                    nonce,
                    deadline,
                };
                account.sign(&message, &domain).await?
            }
            Kind::Meter => {
                let message = Meter {
                    owner: self.owner,
                    gateway: self.spender,
                    dailyLimit: limit,
                    expiry: self.expiry,
                    nonce,
                    deadline,
                };
                account.sign(&message, &domain).await?
            }
        };
        Ok(signature.as_bytes().into())
    }

    /// Reads a signed budget.
    fn load(file: &Path) -> Result<Self, Failure> {
        let (name, text) = (file.display(), text_of(file)?);
        serde_json::from_str(&text).map_err(|error| {
            Failure::usage(format!(
                "{name} is no signed budget, as `diem allowance sign` prints it: {error}"
            ))
        })
    }

    /// Refuses what cannot go through here and now.
    async fn check(&self, kind: Kind, session: &Session, moment: Moment) -> Result<(), Failure> {
        if self.kind != kind {
            let (is, command) = (self.kind.name(), self.kind.name());
            return Err(Failure::usage(format!(
                "the file holds a signed {is}: submit it with `diem {command} submit`"
            )));
        }
        if (self.chain_id, self.contract) != (session.chain.chain_id, session.suite.credits) {
            return Err(Failure::refused(format!(
                "it was signed for the contract {} on chain {}, not for {} on chain {}: choose the network it is for",
                self.contract, self.chain_id, session.suite.credits, session.chain.chain_id
            )));
        }
        if self.deadline < moment.seconds() {
            return Err(Failure::refused(format!(
                "it could be submitted until {}: ask {} to sign another",
                parse::moment(self.deadline),
                self.owner
            )));
        }
        let nonce = kind.read(session, self.owner, self.spender).await?.nonce;
        if nonce != self.nonce {
            return Err(Failure::refused(format!(
                "the budget was set since it was signed (nonce {}, now {nonce}), which made the signature void: ask {} to sign another",
                self.nonce, self.owner
            )));
        }
        Ok(())
    }
}

impl SubmitArgs {
    pub(crate) async fn run(
        self,
        kind: Kind,
        session: &Session,
        output: Output,
    ) -> Result<(), Failure> {
        let budget = SignedBudget::load(&self.file)?;
        let limit: U96 = budget.daily_limit.parse().map_err(|_| {
            Failure::usage(format!(
                "`dailyLimit` is {}, no amount in wei below 2^96",
                budget.daily_limit
            ))
        })?;
        let account = self.send.key.account(&session.chain).await?;
        let moment = session.chain.moment().await?;
        budget.check(kind, session, moment).await?;
        let (suite, owner, spender) = (&session.suite, budget.owner, budget.spender);
        let command = kind.command("allowance submit", "meter submit");
        let title = format!(
            "Set the {} of {spender} on the credits of {owner}, which {owner} signed",
            kind.name()
        );
        let mut plan = Plan::new(command, title);
        let (deadline, signature, expiry) =
            (U256::from(budget.deadline), budget.signature, budget.expiry);
        match kind {
            Kind::Allowance => {
                let call = IComputeCredits::setAllowanceBySigCall {
                    owner,
                    spender,
                    dailyLimit: limit,
                    expiry,
                    deadline,
                    signature,
                };
                plan.call("credits", suite.credits, call);
            }
            Kind::Meter => {
                let call = IComputeCredits::setMeterBySigCall {
                    owner,
                    gateway: spender,
                    dailyLimit: limit,
                    expiry,
                    deadline,
                    signature,
                };
                plan.call("credits", suite.credits, call);
            }
        }
        plan.figures.extend(kind.figures(suite, owner, spender));
        self.send
            .carry_out(session, output, account, plan, moment)
            .await
    }
}
