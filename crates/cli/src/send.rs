//! Carrying a plan out: it is tried and shown; with `--send` it is confirmed, sent, and what came of it shown.

use std::{
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    time::{Duration, Instant},
};

use alloy::{
    consensus::TxEnvelope,
    network::{EthereumWallet, NetworkTransactionBuilder as _, TransactionBuilder as _},
    primitives::{Address, B256, U256},
    providers::Provider as _,
    rpc::types::{TransactionReceipt, TransactionRequest},
};
use clap::Args;
use diem_sdk::amount;

use crate::{
    connection::{Connection, Moment},
    failure::Failure,
    keys::{Account, KeyOptions},
    parse::date_of,
    plan::{Call, Plan, Trial},
    progress::Progress,
    report::{Report, Sent},
    session::Session,
    show::Output,
};

/// Gas is estimated on a state that may have moved on when the transaction is mined. What is not used is not paid.
const GAS_MARGIN_PERCENT: u64 = 20;
/// How long a transaction may take to be mined.
const PATIENCE: Duration = Duration::from_secs(120);

/// Who acts, and whether anything is sent.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct SendOptions {
    #[command(flatten)]
    pub(crate) key: KeyOptions,
    /// Send it. Without this, what would change is shown and nothing is sent.
    #[arg(long, help_heading = "Sending")]
    pub(crate) send: bool,
    /// Send without a question.
    #[arg(long, short, help_heading = "Sending", requires = "send")]
    pub(crate) yes: bool,
}

impl SendOptions {
    /// Tries the plan and shows it; sends it if that was asked for.
    pub(crate) async fn carry_out(
        &self,
        session: &Session,
        output: Output,
        account: Account,
        plan: Plan,
        moment: Moment,
    ) -> Result<(), Failure> {
        let chain = &session.chain;
        let from = account.address();
        let trial = plan.try_as(chain, from, moment).await?;
        let report = Report {
            chain,
            from,
            plan: &plan,
            trial: &trial,
        };
        if !self.send {
            output.plan(&report);
            return Ok(());
        }
        let wallet = account.wallet()?;
        if trial.balance < trial.most() {
            return Err(no_gas_money(chain, from, &trial));
        }
        if !self.yes {
            output.question_plan(&report);
        }
        confirm(self.yes, &report.question())?;
        if let Some(day) = plan.day {
            same_day(chain, day).await?;
        }
        let sent = send_all(chain, &wallet, from, &plan, &trial).await?;
        let now = chain.moment().await?;
        let after = plan.read(chain, from, now).await?;
        output.sent(&report, &sent, &after);
        Ok(())
    }
}

/// Asks on the terminal, unless the answer was given.
pub(crate) fn confirm(yes: bool, question: &str) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        return Err(Failure::NotConfirmed(
            "nothing was sent: there is no terminal to ask on; add --yes to send without a question".to_owned(),
        ));
    }
    let mut answer = String::new();
    let asked = write!(io::stderr(), "{question} [y/N] ")
        .and_then(|()| io::stderr().flush())
        .and_then(|()| io::stdin().lock().read_line(&mut answer));
    match asked {
        Ok(_) if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") => Ok(()),
        _ => Err(Failure::NotConfirmed("nothing was sent".to_owned())),
    }
}

/// Refuses to send on another day what was shown for this one.
async fn same_day(chain: &Connection, day: u64) -> Result<(), Failure> {
    let today = chain.moment().await?.day();
    if today == day {
        return Ok(());
    }
    Err(Failure::refused(format!(
        "midnight (UTC) has passed: the plan was for {}, and today, {}, has other credits; nothing was sent. Run the command again",
        date_of(day),
        date_of(today)
    )))
}

fn no_gas_money(chain: &Connection, from: Address, trial: &Trial) -> Failure {
    let token = &chain.gas_token;
    Failure::refused(format!(
        "{from} has {} {token} for gas and should have {}: nothing was sent. Send it some {token} first",
        amount::exact(trial.balance),
        amount::exact(trial.most()),
    ))
}

/// Sends the calls one after the other, each when the one before is mined.
async fn send_all(
    chain: &Connection,
    wallet: &EthereumWallet,
    from: Address,
    plan: &Plan,
    trial: &Trial,
) -> Result<Vec<Sent>, Failure> {
    let mut sent = Vec::with_capacity(plan.calls.len());
    for (index, call) in plan.calls.iter().enumerate() {
        let progress = Progress::start(format!(
            "{} of {}: {} at {}",
            index + 1,
            plan.calls.len(),
            call.function,
            call.contract
        ));
        let done = send_one(chain, wallet, from, call, trial, &progress).await;
        let earlier = sent.len();
        sent.push(done.map_err(|failure| match earlier {
            0 => failure,
            mined => failure.during(format!(
                "{mined} of {} transactions are mined and stay; the next one",
                plan.calls.len()
            )),
        })?);
    }
    Ok(sent)
}

async fn send_one(
    chain: &Connection,
    wallet: &EthereumWallet,
    from: Address,
    call: &Call,
    trial: &Trial,
    progress: &Progress,
) -> Result<Sent, Failure> {
    let moment = chain.moment().await?;
    let gas = call.gas(chain, from, moment).await?;
    let nonce = chain
        .provider
        .get_transaction_count(from)
        .pending()
        .await
        .map_err(|e| chain.failure(e))?;
    let request = call
        .request(from)
        .with_chain_id(chain.chain_id)
        .with_nonce(nonce)
        .with_gas_limit(gas + gas * GAS_MARGIN_PERCENT / 100)
        .with_max_fee_per_gas(trial.max_fee_per_gas())
        .with_max_priority_fee_per_gas(0);
    let signed: TxEnvelope = request
        .clone()
        .build(wallet)
        .await
        .map_err(|_| Failure::failed("the transaction could not be signed"))?;
    let hash = *signed.tx_hash();
    let _pending = chain
        .provider
        .send_tx_envelope(signed)
        .await
        .map_err(|e| chain.failure(e))?;
    progress.line(&format!("sent {hash}"));
    let receipt = mined(chain, hash).await?;
    if !receipt.status() {
        return Err(reverted(chain, hash, request).await);
    }
    Ok(Sent {
        hash,
        block: receipt.block_number.unwrap_or_default(),
        gas_used: receipt.gas_used,
        fee: U256::from(receipt.gas_used) * U256::from(receipt.effective_gas_price),
    })
}

/// Waits for a transaction to be in a block.
async fn mined(chain: &Connection, hash: B256) -> Result<TransactionReceipt, Failure> {
    let pause = chain.endpoint.pause();
    let begun = Instant::now();
    loop {
        let receipt = chain.provider.get_transaction_receipt(hash).await;
        if let Some(receipt) = receipt.map_err(|e| chain.failure(e))? {
            return Ok(receipt);
        }
        if begun.elapsed() > PATIENCE {
            return Err(Failure::failed(format!(
                "transaction {hash} was sent, but is in no block after {} s: it may still get there; look it up before you send again",
                PATIENCE.as_secs()
            )));
        }
        tokio::time::sleep(pause).await;
    }
}

/// Why a transaction in a block failed, as far as the same call tells now.
async fn reverted(chain: &Connection, hash: B256, request: TransactionRequest) -> Failure {
    let reason = match chain.provider.call(request).await {
        Err(error) => chain.failure(error).to_string(),
        Ok(_) => Failure::reverted(&[]).to_string(),
    };
    Failure::refused(format!(
        "transaction {hash} is in a block and failed: {reason}"
    ))
}
