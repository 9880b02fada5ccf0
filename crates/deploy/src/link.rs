//! Reading a chain through an endpoint that may be away for a while.

use core::{fmt, future::IntoFuture, time::Duration};
use std::time::Instant;

use alloy::{
    eips::BlockId,
    network::TransactionBuilder as _,
    primitives::{Address, B256, Bytes, U256},
    providers::{DynProvider, Provider as _},
    rpc::types::{Block, TransactionReceipt, TransactionRequest, state::StateOverride},
    sol_types::{Panic, Revert, SolCall, SolError as _, SolInterface},
    transports::{RpcError, TransportError},
};
use diem_sdk::errors::describe_error;

use crate::{
    arbos::{ArbWasm, CacheManager},
    error::{DeployError, cause},
    event::{Event, Observer},
    stylus_deployer,
};

/// The longest pause between two looks at the chain: providers of distant chains pause 7 s by default, 28 blocks of a Nitro chain.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// An endpoint, how patient to be with it, and who is told.
#[derive(Clone, Copy)]
pub(crate) struct Link<'a> {
    pub(crate) provider: &'a DynProvider,
    pub(crate) observer: &'a dyn Observer,
    /// How long the endpoint may be away.
    pub(crate) patience: Duration,
}

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It reverted with this data.
    Reverted(Bytes),
    /// It cannot be executed; in the endpoint's words.
    Failed(String),
    /// The answer has not the form of one, as where there is no contract.
    NoAnswer,
}

impl Refusal {
    /// The revert data, if there is any.
    pub(crate) fn data(&self) -> &[u8] {
        match self {
            Self::Reverted(data) => data,
            _ => &[],
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reverted(data) => f.write_str(&describe(data)),
            Self::Failed(words) => f.write_str(words),
            Self::NoAnswer => f.write_str("no answer"),
        }
    }
}

/// Describes revert data in one line, that of ArbWasm, the StylusDeployer and the cache manager included.
pub(crate) fn describe(data: &[u8]) -> String {
    if let Ok(wrapped) = stylus_deployer::ContractInitializationError::abi_decode(data) {
        return format!("the constructor refuses: {}", describe(&wrapped.data));
    }
    if Revert::abi_decode(data).is_err() && Panic::abi_decode(data).is_err() {
        if let Ok(error) = ArbWasm::ArbWasmErrors::abi_decode(data) {
            return format!("ArbWasm: {error:?}");
        }
        if let Ok(error) = CacheManager::CacheManagerErrors::abi_decode(data) {
            return format!("cache manager: {error:?}");
        }
    }
    describe_error(data)
}

impl<'a> Link<'a> {
    pub(crate) fn new(
        provider: &'a DynProvider,
        observer: &'a dyn Observer,
        patience: Duration,
    ) -> Self {
        Self {
            provider,
            observer,
            patience,
        }
    }

    /// The pause between two looks at the chain.
    pub(crate) fn pause(&self) -> Duration {
        self.provider.client().poll_interval().min(LONGEST_PAUSE)
    }

    /// Asks until there is an answer, be it an error, or patience ends.
    pub(crate) async fn ask<T, F>(
        &self,
        mut question: impl FnMut() -> F,
    ) -> Result<T, TransportError>
    where
        F: IntoFuture<Output = Result<T, TransportError>>,
    {
        let begun = Instant::now();
        let mut told = false;
        loop {
            let error = match question().await {
                Err(error) if is_outage(&error) => error,
                answer => return answer,
            };
            if begun.elapsed() >= self.patience {
                return Err(error);
            }
            if !told {
                told = true;
                self.observer.observe(Event::ConnectionLost {
                    error: cause(&error),
                });
            }
            tokio::time::sleep(self.pause()).await;
        }
    }

    pub(crate) async fn chain_id(&self) -> Result<u64, DeployError> {
        Ok(self.ask(|| self.provider.get_chain_id()).await?)
    }

    pub(crate) async fn code(&self, address: Address) -> Result<Bytes, DeployError> {
        Ok(self.ask(|| self.provider.get_code_at(address)).await?)
    }

    pub(crate) async fn balance(&self, account: Address) -> Result<U256, DeployError> {
        Ok(self.ask(|| self.provider.get_balance(account)).await?)
    }

    /// The transactions of `account` in blocks.
    pub(crate) async fn mined_nonce(&self, account: Address) -> Result<u64, DeployError> {
        Ok(self
            .ask(|| self.provider.get_transaction_count(account).latest())
            .await?)
    }

    /// The nonce that `account`'s next transaction should have.
    pub(crate) async fn next_nonce(&self, account: Address) -> Result<u64, DeployError> {
        Ok(self
            .ask(|| self.provider.get_transaction_count(account).pending())
            .await?)
    }

    pub(crate) async fn receipt(
        &self,
        hash: B256,
    ) -> Result<Option<TransactionReceipt>, DeployError> {
        Ok(self
            .ask(|| self.provider.get_transaction_receipt(hash))
            .await?)
    }

    pub(crate) async fn latest_block(&self) -> Result<Block, DeployError> {
        let block = self
            .ask(|| self.provider.get_block(BlockId::latest()))
            .await?;
        block.ok_or_else(|| DeployError::Endpoint("there is no latest block".to_owned()))
    }

    /// Wei per unit of gas now. Nitro's gas price is its base fee.
    pub(crate) async fn base_fee(&self) -> Result<u128, DeployError> {
        let price = self.ask(|| self.provider.get_gas_price()).await?;
        let block = self.latest_block().await?;
        Ok(price.max(block.header.base_fee_per_gas.unwrap_or_default().into()))
    }

    /// Calls a view.
    pub(crate) async fn view<C: SolCall>(
        &self,
        to: Address,
        call: C,
    ) -> Result<Result<C::Return, Refusal>, DeployError> {
        self.view_at(BlockId::latest(), to, call).await
    }

    /// Calls a view on a block's state.
    pub(crate) async fn view_at<C: SolCall>(
        &self,
        block: BlockId,
        to: Address,
        call: C,
    ) -> Result<Result<C::Return, Refusal>, DeployError> {
        let request = TransactionRequest::default()
            .with_to(to)
            .with_input(call.abi_encode());
        let answer = self.call(request, block, StateOverride::default()).await?;
        Ok(answer
            .and_then(|data| C::abi_decode_returns_validate(&data).map_err(|_| Refusal::NoAnswer)))
    }

    /// Calls a view that cannot fail on a chain such as this one.
    pub(crate) async fn read<C: SolCall>(
        &self,
        to: Address,
        call: C,
    ) -> Result<C::Return, DeployError> {
        let name = C::SIGNATURE;
        let answer = self.view(to, call).await?;
        answer.map_err(|refusal| DeployError::Endpoint(format!("{name} at {to}: {refusal}")))
    }

    /// Executes a call on altered state.
    pub(crate) async fn call(
        &self,
        request: TransactionRequest,
        block: BlockId,
        state: StateOverride,
    ) -> Result<Result<Bytes, Refusal>, DeployError> {
        let question = || {
            let state = (!state.is_empty()).then(|| state.clone());
            self.provider
                .call(request.clone())
                .block(block)
                .overrides_opt(state)
        };
        refusal(self.ask(question).await)
    }

    /// The gas that a transaction needs, on altered state.
    pub(crate) async fn gas(
        &self,
        request: TransactionRequest,
        state: StateOverride,
    ) -> Result<Result<u64, Refusal>, DeployError> {
        let question = || {
            let state = (!state.is_empty()).then(|| state.clone());
            self.provider
                .estimate_gas(request.clone())
                .overrides_opt(state)
        };
        refusal(self.ask(question).await)
    }
}

/// Tells a call that the chain refuses from one that the endpoint did not make.
fn refusal<T>(answer: Result<T, TransportError>) -> Result<Result<T, Refusal>, DeployError> {
    match answer {
        Ok(answer) => Ok(Ok(answer)),
        Err(RpcError::ErrorResp(error)) => Ok(Err(match error.as_revert_data() {
            Some(data) => Refusal::Reverted(data),
            None if error.code == 3 => Refusal::Reverted(Bytes::new()),
            None => Refusal::Failed(error.message.to_string()),
        })),
        Err(error) => Err(error.into()),
    }
}

/// Whether an error says nothing about the question: the endpoint is away, or busy.
fn is_outage(error: &TransportError) -> bool {
    match error {
        RpcError::ErrorResp(answer) => answer.is_retry_err(),
        RpcError::Transport(_) | RpcError::DeserError { .. } => true,
        _ => false,
    }
}
