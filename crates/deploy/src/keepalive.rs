//! Keeping programs from falling asleep.

use alloy::{
    eips::BlockId,
    network::{EthereumWallet, TransactionBuilder as _},
    primitives::{Address, B256, U256, keccak256},
    rpc::types::TransactionRequest,
    sol_types::{SolCall, SolError as _},
};
use serde::Serialize;

use crate::{
    Endpoint,
    arbos::{ARB_WASM, ArbWasm},
    compare,
    contract::Contract,
    error::DeployError,
    event::Observer,
    journal::Journal,
    link::{Link, Refusal},
    preflight, programs,
    sender::{Request, Sender},
    step::Step,
};

const DAY: u64 = 86_400;

/// How long a program has to live, and what was done about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Lifetime {
    /// The contract.
    pub contract: Contract,
    /// Where it is.
    pub address: Address,
    /// Seconds until it falls asleep; 0 if it sleeps.
    pub seconds_left: u64,
    /// The transaction that extended its life or woke it up, if one was sent.
    pub transaction: Option<B256>,
}

/// Extends the life of each program that has less than `below_days` days to live, and wakes up those that sleep. Programs that are too young
/// for it (31 days, usually) are left alone. Anyone can do this for any program.
///
/// # Errors
///
/// A [`DeployError`], if the chain cannot be read or a transaction fails.
pub async fn keepalive(
    endpoint: &Endpoint,
    wallet: &EthereumWallet,
    contracts: &[(Contract, Address)],
    below_days: u64,
    observer: &dyn Observer,
) -> Result<Vec<Lifetime>, DeployError> {
    let link = Link::new(&endpoint.provider, observer, endpoint.fees.give_up_after);
    let chain = preflight::stylus(&link, endpoint.chain_id).await?;
    let mut sender = Sender {
        link,
        wallet,
        fees: &endpoint.fees,
        chain_id: chain.chain_id,
        // Done twice, the second is refused by a dry run: there is nothing to write down.
        journal: Journal::default(),
        sent: 0,
    };
    let mut lifetimes = Vec::with_capacity(contracts.len());
    for &(contract, address) in contracts {
        let program = Program {
            link: &link,
            payer: sender.address(),
            contract,
            address,
            below: below_days.saturating_mul(DAY),
        };
        let receipt = match program.due().await? {
            None => None,
            Some(step) => {
                let request = async || match program.due().await? {
                    Some(_) => program.request(step).await.map(Some),
                    None => Ok(None),
                };
                sender.complete(step, request).await?
            }
        };
        lifetimes.push(Lifetime {
            contract,
            address,
            seconds_left: program.seconds_left().await?.unwrap_or_default(),
            transaction: receipt.map(|receipt| receipt.transaction_hash),
        });
    }
    Ok(lifetimes)
}

/// A program whose life may be extended.
struct Program<'a> {
    link: &'a Link<'a>,
    payer: Address,
    contract: Contract,
    address: Address,
    /// Seconds to live below which something is done.
    below: u64,
}

impl Program<'_> {
    /// Seconds until it falls asleep; none if it sleeps.
    async fn seconds_left(&self) -> Result<Option<u64>, DeployError> {
        let awake = compare::seconds_awake(self.link, BlockId::latest(), self.address);
        Ok(awake.await?.ok())
    }

    /// What is to be done for it now.
    async fn due(&self) -> Result<Option<Step>, DeployError> {
        let Some(left) = self.seconds_left().await? else {
            return Ok(Some(Step::Activate(self.contract)));
        };
        let days = |view: u16| u64::from(view) * DAY;
        let life = days(self.link.read(ARB_WASM, ArbWasm::expiryDaysCall {}).await?);
        let youth = days(
            self.link
                .read(ARB_WASM, ArbWasm::keepaliveDaysCall {})
                .await?,
        );
        let is_due = left < self.below && life.saturating_sub(left) >= youth;
        Ok(is_due.then_some(Step::Keepalive(self.contract)))
    }

    async fn request(&self, step: Step) -> Result<Request, DeployError> {
        let code = self.link.code(self.address).await?;
        if let Step::Activate(_) = step {
            return programs::activation(self.link, step, self.payer, self.address, &code).await;
        }
        let call = ArbWasm::codehashKeepaliveCall {
            codehash: keccak256(&code),
        };
        let fee = self.keepalive_fee(step, &call).await?;
        Ok(Request {
            to: ARB_WASM,
            value: programs::with_room(fee),
            fee,
            data: call.abi_encode().into(),
        })
    }

    /// The fee for the program's data, from what the chain says to a call that brings none.
    async fn keepalive_fee(
        &self,
        step: Step,
        call: &ArbWasm::codehashKeepaliveCall,
    ) -> Result<U256, DeployError> {
        let request = TransactionRequest::default()
            .with_from(self.payer)
            .with_to(ARB_WASM)
            .with_input(call.abi_encode());
        let answer = self
            .link
            .call(request, BlockId::latest(), Default::default());
        let refusal: Refusal = match answer.await? {
            Ok(_) => return Ok(U256::ZERO),
            Err(refusal) => refusal,
        };
        match ArbWasm::ProgramInsufficientValue::abi_decode(refusal.data()) {
            Ok(missing) => Ok(missing.want),
            Err(_) => Err(DeployError::WouldFail {
                step,
                reason: refusal.to_string(),
            }),
        }
    }
}
