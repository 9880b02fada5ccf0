//! Getting a step's transaction into a block, exactly one of it, whatever happens on the way.
//!
//! A transaction is signed and written to the journal before it is sent. Until it is known to be in a block, or that it never will be, nothing
//! else is sent for the step but the same transaction again, or one of the same nonce that pays more: of these the chain takes one at most.

use std::time::{Duration, Instant};

use alloy::{
    consensus::TxEnvelope,
    eips::eip2718::{Decodable2718 as _, Encodable2718 as _},
    network::{EthereumWallet, NetworkTransactionBuilder as _, TransactionBuilder as _},
    primitives::{Address, Bytes, U256},
    providers::Provider as _,
    rpc::types::{TransactionReceipt, TransactionRequest, state::StateOverride},
    sol_types::SolEvent as _,
    transports::RpcError,
};

use crate::{
    arbos::{ARB_WASM, ArbWasm},
    error::DeployError,
    event::Event,
    fees::{FeePolicy, Offer, gas_limit},
    journal::{Attempt, Entry, Journal, Mined},
    link::Link,
    reception::Reception,
    step::Step,
};

/// How often a transaction may fail although its dry run succeeds, before giving up. Each costs gas.
const MOST_FAILURES: usize = 1;
/// How often others may take the nonce before giving up.
const MOST_LOSSES: usize = 5;

/// Sends transactions of one account.
pub(crate) struct Sender<'a> {
    pub(crate) link: Link<'a>,
    pub(crate) wallet: &'a EthereumWallet,
    pub(crate) fees: &'a FeePolicy,
    pub(crate) chain_id: u64,
    pub(crate) journal: Journal,
    /// Transactions made, replacements not counted.
    pub(crate) sent: usize,
}

/// What a step wants to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) to: Address,
    pub(crate) value: U256,
    /// What is expected to be kept of the value, in wei. The rest comes back.
    pub(crate) fee: U256,
    pub(crate) data: Bytes,
}

/// What became of a nonce.
#[derive(Debug)]
enum Fate {
    /// One of ours is in a block.
    Mined(Box<TransactionReceipt>),
    /// It went to somebody else's transaction, or is out of reach.
    Lost,
}

impl Sender<'_> {
    pub(crate) fn address(&self) -> Address {
        self.wallet.default_signer().address()
    }

    /// Gets a step's transaction into a block: the one that an earlier run was about to send, if there is one, or the one that `request` makes.
    /// `request` makes none once the step's result is on the chain; then neither is there a receipt.
    pub(crate) async fn complete(
        &mut self,
        step: Step,
        request: impl AsyncFn() -> Result<Option<Request>, DeployError>,
    ) -> Result<Option<TransactionReceipt>, DeployError> {
        let (mut failures, mut losses) = (0, 0);
        loop {
            let fate = match self.journal.open_attempts(step).pop() {
                Some(attempt) => self.resume(&attempt).await?,
                None => match request().await? {
                    None => return Ok(None),
                    Some(request) => self.begin(step, request).await?,
                },
            };
            match fate {
                Fate::Mined(receipt) if receipt.status() => return Ok(Some(*receipt)),
                // Either somebody else was faster, or the next dry run tells why. If that succeeds, things have changed meanwhile: once more.
                Fate::Mined(_) if failures < MOST_FAILURES => failures += 1,
                Fate::Mined(receipt) => {
                    return Err(DeployError::Failed {
                        step,
                        hash: receipt.transaction_hash,
                    });
                }
                Fate::Lost if losses < MOST_LOSSES => losses += 1,
                Fate::Lost => {
                    let sender = self.address();
                    return Err(DeployError::NoncesTaken { step, sender });
                }
            }
        }
    }

    /// Takes note of a step's transaction that is in a block by now, without waiting for any.
    pub(crate) async fn take_note(&mut self, step: Step) -> Result<(), DeployError> {
        if let Some(attempt) = self.journal.open_attempts(step).pop() {
            self.look(&attempt).await?;
        }
        Ok(())
    }

    async fn resume(&mut self, attempt: &Attempt) -> Result<Fate, DeployError> {
        self.link.observer.observe(Event::Resumed {
            step: attempt.step,
            hash: attempt.hash,
        });
        if let Some(fate) = self.look(attempt).await? {
            return Ok(fate);
        }
        let reception = self.send(attempt).await?;
        self.see_through(attempt.step, reception).await
    }

    async fn begin(&mut self, step: Step, request: Request) -> Result<Fate, DeployError> {
        let from = self.address();
        let Request {
            to, value, data, ..
        } = request;
        if self.link.code(to).await?.is_empty() {
            return Err(DeployError::NoContract { step, to });
        }
        let balance = self.link.balance(from).await?;
        let payable = |needed: U256| match balance >= needed {
            true => Ok(()),
            false => Err(DeployError::BalanceTooLow {
                sender: from,
                balance,
                needed,
            }),
        };
        payable(value)?;
        let request = TransactionRequest::default()
            .with_from(from)
            .with_to(to)
            .with_value(value)
            .with_input(data);
        let estimate = self.link.gas(request.clone(), StateOverride::default());
        let gas = gas_limit(estimate.await?.map_err(|refusal| DeployError::WouldFail {
            step,
            reason: refusal.to_string(),
        })?);
        let offer = self.affordable().await?;
        payable(U256::from(gas) * U256::from(offer.max_fee) + value)?;
        let request = request
            .with_chain_id(self.chain_id)
            .with_gas_limit(gas)
            .with_nonce(self.link.next_nonce(from).await?);
        self.sent += 1;
        let attempt = self.write(step, request, offer).await?;
        let reception = self.send(&attempt).await?;
        self.see_through(step, reception).await
    }

    /// What to offer for gas. Waits while that is more than may be paid.
    async fn affordable(&self) -> Result<Offer, DeployError> {
        let begun = Instant::now();
        let mut told = false;
        loop {
            let base_fee = self.link.base_fee().await?;
            if let Some(offer) = self.fees.offer(base_fee) {
                return Ok(offer);
            }
            let most = self.fees.max_fee_per_gas.unwrap_or_default();
            if begun.elapsed() >= self.fees.give_up_after {
                return Err(DeployError::FeesTooHigh {
                    needed: base_fee,
                    most,
                });
            }
            if !told {
                told = true;
                self.link.observer.observe(Event::FeesTooHigh {
                    needed: base_fee,
                    most,
                });
            }
            tokio::time::sleep(self.link.pause()).await;
        }
    }

    /// Signs a transaction and writes it down.
    async fn write(
        &mut self,
        step: Step,
        request: TransactionRequest,
        offer: Offer,
    ) -> Result<Attempt, DeployError> {
        let envelope: TxEnvelope = request
            .clone()
            .with_max_fee_per_gas(offer.max_fee)
            .with_max_priority_fee_per_gas(offer.tip)
            .build(self.wallet)
            .await
            .map_err(|error| DeployError::Signing(error.to_string()))?;
        let attempt = Attempt {
            step,
            nonce: request.nonce.unwrap_or_default(),
            hash: *envelope.tx_hash(),
            raw: envelope.encoded_2718().into(),
        };
        self.journal.write(Entry::Sending(attempt.clone()))?;
        self.link.observer.observe(Event::Sending {
            step,
            nonce: attempt.nonce,
            hash: attempt.hash,
            gas: request.gas.unwrap_or_default(),
            max_fee_per_gas: offer.max_fee,
            value: request.value.unwrap_or_default(),
        });
        Ok(attempt)
    }

    /// Sends a transaction, or sends it again: the chain takes it once.
    async fn send(&self, attempt: &Attempt) -> Result<Reception, DeployError> {
        let provider = self.link.provider;
        let question = || async { provider.send_raw_transaction(&attempt.raw).await.map(drop) };
        match self.link.ask(question).await {
            Ok(()) => Ok(Reception::Taken),
            Err(RpcError::ErrorResp(error)) => Ok(Reception::of(&error.message)),
            Err(error) => Err(error.into()),
        }
    }

    /// Waits until a transaction of the step is in a block, sending it again and raising its fee as needed.
    async fn see_through(
        &mut self,
        step: Step,
        mut reception: Reception,
    ) -> Result<Fate, DeployError> {
        let begun = Instant::now();
        let mut resent = 0;
        loop {
            let Some(attempt) = self.journal.open_attempts(step).pop() else {
                return Ok(Fate::Lost);
            };
            let patience = match reception {
                Reception::Taken => self.fees.resend_after,
                Reception::Underpriced => Duration::ZERO,
                Reception::NonceTooHigh => {
                    self.abandon(&attempt)?;
                    return Ok(Fate::Lost);
                }
                Reception::Refused(reason) => {
                    self.abandon(&attempt)?;
                    return Err(DeployError::Rejected { step, reason });
                }
            };
            if let Some(fate) = self.wait(&attempt, patience).await? {
                return Ok(fate);
            }
            if begun.elapsed() >= self.fees.give_up_after {
                return Err(self.stuck(&attempt, begun.elapsed()).await?);
            }
            reception = self.push(&attempt, resent > 0).await?;
            resent += 1;
        }
    }

    /// Looks for the transaction until it is in a block, never will be, or patience ends.
    async fn wait(
        &mut self,
        attempt: &Attempt,
        patience: Duration,
    ) -> Result<Option<Fate>, DeployError> {
        let begun = Instant::now();
        loop {
            if let Some(fate) = self.look(attempt).await? {
                return Ok(Some(fate));
            }
            tokio::time::sleep(self.link.pause()).await;
            if begun.elapsed() >= patience {
                return self.look(attempt).await;
            }
        }
    }

    /// Looks what became of a nonce, and takes note of it.
    async fn look(&mut self, attempt: &Attempt) -> Result<Option<Fate>, DeployError> {
        let step = attempt.step;
        for again in [false, true] {
            // Asked first: were it asked last, the transaction could come into a block in between.
            let next = self.link.mined_nonce(self.address()).await?;
            for ours in self.journal.open_attempts(step) {
                if let Some(receipt) = self.link.receipt(ours.hash).await? {
                    self.take_down(step, attempt.nonce, &receipt)?;
                    return Ok(Some(Fate::Mined(Box::new(receipt))));
                }
            }
            if next <= attempt.nonce {
                return Ok(None);
            }
            // Behind an endpoint may be machines of which some lag behind.
            if !again {
                tokio::time::sleep(self.link.pause()).await;
            }
        }
        self.abandon(attempt)?;
        self.link.observer.observe(Event::NonceTaken {
            step,
            nonce: attempt.nonce,
        });
        Ok(Some(Fate::Lost))
    }

    fn take_down(
        &mut self,
        step: Step,
        nonce: u64,
        receipt: &TransactionReceipt,
    ) -> Result<(), DeployError> {
        let block = receipt.block_number.unwrap_or_default();
        self.journal.write(Entry::Mined(Mined {
            step,
            nonce,
            hash: receipt.transaction_hash,
            block,
            success: receipt.status(),
            data_fee: data_fee(receipt),
        }))?;
        self.link.observer.observe(Event::Mined {
            step,
            hash: receipt.transaction_hash,
            block,
            success: receipt.status(),
            gas_used: receipt.gas_used,
            fee: U256::from(receipt.gas_used) * U256::from(receipt.effective_gas_price),
        });
        Ok(())
    }

    fn abandon(&mut self, attempt: &Attempt) -> Result<(), DeployError> {
        self.journal.write(Entry::Abandoned {
            step: attempt.step,
            nonce: attempt.nonce,
        })
    }

    /// Sends a transaction again: at a higher fee if fees have risen above what it offers, or if sending it again has not helped before.
    async fn push(&mut self, attempt: &Attempt, insist: bool) -> Result<Reception, DeployError> {
        let envelope = TxEnvelope::decode_2718(&mut &attempt.raw[..])
            .map_err(|_| DeployError::Signing("the journal holds no transaction".to_owned()))?;
        let request: TransactionRequest = envelope.into();
        let request = request.with_from(self.address());
        let before = Offer {
            max_fee: request.max_fee_per_gas.unwrap_or_default(),
            tip: request.max_priority_fee_per_gas.unwrap_or_default(),
        };
        let base_fee = self.link.base_fee().await?;
        let raised = self.fees.raise(before, base_fee);
        let (step, hash) = (attempt.step, attempt.hash);
        match raised.filter(|_| insist || base_fee > before.max_fee) {
            None => {
                self.link.observer.observe(Event::Resent { step, hash });
                self.send(attempt).await
            }
            Some(offer) => {
                self.link.observer.observe(Event::Repriced { step, hash });
                let replacement = self.write(step, request, offer).await?;
                self.send(&replacement).await
            }
        }
    }

    /// Why a transaction is in no block after all this time.
    async fn stuck(&self, attempt: &Attempt, waited: Duration) -> Result<DeployError, DeployError> {
        let needed = self.link.base_fee().await?;
        Ok(match self.fees.max_fee_per_gas {
            Some(most) if needed > most => DeployError::FeesTooHigh { needed, most },
            _ => DeployError::Stuck {
                step: attempt.step,
                hash: attempt.hash,
                nonce: attempt.nonce,
                waited: waited.as_secs(),
            },
        })
    }
}

/// The fee for a program's data that a transaction paid.
fn data_fee(receipt: &TransactionReceipt) -> Option<U256> {
    receipt
        .inner
        .logs()
        .iter()
        .filter(|log| log.address() == ARB_WASM)
        .find_map(|log| ArbWasm::ProgramActivated::decode_log_data(log.data()).ok())
        .map(|activated| activated.dataFee)
}
