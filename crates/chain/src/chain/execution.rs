//! How the chain executes a transaction and mines its block.

use alloy_consensus::{SignableTransaction, Transaction as _, TxEip1559, TxEnvelope};
use alloy_eips::Encodable2718;
use alloy_primitives::{Address, B256, Bytes, Signature, TxKind, U256, keccak256};
use revm::{
    DatabaseCommit,
    context::{
        BlockEnv, Cfg, ContextSetters, JournalTr, TransactionType, TxEnv,
        result::{EVMError, ExecutionResult, InvalidTransaction, Output},
    },
    handler::Handler,
};

use super::Chain;
use crate::{
    arbos::{ARBOS_STATE, l1_price::Poster, parameters::Parameter},
    config::BlockOverrides,
    evm::{ExecutionError, StylusHandler, TxScope},
    outcome::{EvmHalt, HaltReason, Outcome, Receipt, Status},
    prices::{l1_pricing, l2_pricing},
    profile::Profile,
    trace::Tracer,
    transaction::{SignedTx, Tx, TxError},
};

impl Chain {
    pub(super) fn mine(
        &mut self,
        hash: B256,
        tx: &Tx,
        env: TxEnv,
        poster: Poster,
    ) -> Result<Receipt, TxError> {
        let gas_price = env.gas_price;
        let result = self.execute(tx, env, &BlockOverrides::default(), poster);
        let changes = self.evm.inner.ctx.journaled_state.finalize();
        let outcome = result?;
        self.state_mut().commit(changes);
        let receipt = Receipt {
            hash,
            from: tx.from,
            to: tx.to,
            contract_address: outcome.contract_address,
            block_number: self.head.block_number + 1,
            timestamp: self.head.timestamp,
            status: outcome.status,
            output: outcome.output,
            logs: outcome.logs,
            gas_used: outcome.gas_used,
            execution_gas: outcome.execution_gas,
            gas_refunded: outcome.gas_refunded,
            gas_used_for_l1: poster.gas,
            gas_price,
        };
        self.close_block(keccak256(hash));
        Ok(receipt)
    }

    pub(super) fn close_block(&mut self, hash: B256) {
        self.head.block_number += 1;
        self.head.timestamp += self.config.block_time;
        let number = self.head.block_number;
        self.state_mut().set_block_hash(number, hash);
    }

    pub(super) fn execute(
        &mut self,
        tx: &Tx,
        env: TxEnv,
        overrides: &BlockOverrides,
        poster: Poster,
    ) -> Result<Outcome, TxError> {
        if env.gas_limit > self.config.tx_gas_limit {
            return Err(TxError::GasLimitTooHigh {
                limit: env.gas_limit,
                cap: self.config.tx_gas_limit,
            });
        }
        let block = self.block_env(overrides);
        let gas_limit = env.gas_limit;
        let ctx = &mut self.evm.inner.ctx;
        ctx.set_block(block);
        ctx.set_tx(env);
        self.evm.begin(TxScope {
            arbos_version: self.config.arbos_version,
            debug_precompiles: self.config.debug_precompiles,
            poster,
            tracer: self.tracing.then(Tracer::default),
            profile: self.profiling.then(Profile::default),
            ..TxScope::default()
        });
        let result = StylusHandler
            .run(&mut self.evm)
            .map_err(|e| self.refusal(tx, e))?;
        let outcome = self.outcome(result);
        if let Some(tracer) = self.evm.inner.ctx.chain.tracer.take() {
            self.trace = tracer.finish(gas_limit, outcome.gas_used);
        }
        self.profile = self.evm.inner.ctx.chain.profile.take();
        Ok(outcome)
    }

    fn outcome(&mut self, result: ExecutionResult) -> Outcome {
        let gas = *result.gas();
        let execution_gas = gas.total_gas_spent() - self.evm.inner.ctx.chain.intrinsic_gas;
        let (status, output, logs, contract_address) = match result {
            ExecutionResult::Success {
                output: Output::Call(data),
                logs,
                ..
            } => (Status::Success, data, logs, None),
            ExecutionResult::Success {
                output: Output::Create(code, at),
                logs,
                ..
            } => (Status::Success, code, logs, at),
            ExecutionResult::Revert { output, .. } => (Status::Revert, output, Vec::new(), None),
            ExecutionResult::Halt { reason, .. } => (
                Status::Halt(self.halt_reason(reason)),
                Bytes::new(),
                Vec::new(),
                None,
            ),
        };
        Outcome {
            status,
            output,
            logs,
            gas_used: gas.total_gas_spent() - gas.inner_refunded(),
            execution_gas,
            gas_refunded: gas.inner_refunded(),
            contract_address,
        }
    }

    fn halt_reason(&mut self, reason: EvmHalt) -> HaltReason {
        self.evm
            .inner
            .ctx
            .chain
            .halt
            .take()
            .unwrap_or_else(|| HaltReason::from_evm(reason))
    }

    fn refusal(&self, tx: &Tx, error: ExecutionError) -> TxError {
        match error {
            EVMError::Transaction(InvalidTransaction::LackOfFundForMaxFee { fee, balance }) => {
                TxError::InsufficientFunds {
                    balance: *balance,
                    needed: *fee,
                }
            }
            EVMError::Transaction(InvalidTransaction::CallGasCostMoreThanGasLimit {
                initial_gas,
                gas_limit,
            }) => TxError::IntrinsicGas {
                limit: gas_limit,
                needed: initial_gas,
            },
            EVMError::Transaction(InvalidTransaction::OverflowPaymentInTransaction) => {
                TxError::InsufficientFunds {
                    balance: self.balance(tx.from),
                    needed: U256::MAX,
                }
            }
            EVMError::Transaction(InvalidTransaction::NonceOverflowInTransaction) => {
                TxError::NoncesUsedUp
            }
            EVMError::Transaction(InvalidTransaction::CreateInitCodeSizeLimit) => {
                TxError::InitCodeTooLong {
                    length: tx.data.len(),
                    most: self.evm.inner.ctx.cfg.max_initcode_size(),
                }
            }
            other => TxError::Invalid(other.to_string()),
        }
    }

    fn block_env(&self, overrides: &BlockOverrides) -> BlockEnv {
        let number = overrides.number.unwrap_or(self.head.block_number + 1);
        BlockEnv {
            number: U256::from(number),
            beneficiary: overrides.coinbase.unwrap_or(self.config.coinbase),
            timestamp: U256::from(overrides.timestamp.unwrap_or(self.head.timestamp)),
            gas_limit: overrides.gas_limit.unwrap_or(l2_pricing::HEADER_GAS_LIMIT),
            basefee: overrides.base_fee.unwrap_or(self.config.base_fee),
            // Nitro: difficulty and PREVRANDAO are the constant 1.
            difficulty: U256::ONE,
            prevrandao: Some(overrides.prevrandao.unwrap_or(B256::with_last_byte(1))),
            ..BlockEnv::default()
        }
    }

    pub(super) fn unsigned_env(&self, tx: &Tx) -> TxEnv {
        let mut env = TxEnv {
            caller: tx.from,
            gas_limit: tx.gas.unwrap_or(self.config.tx_gas_limit),
            gas_price: tx.gas_price,
            kind: tx.to.map_or(TxKind::Create, TxKind::Call),
            value: tx.value,
            data: tx.data.clone(),
            nonce: self.nonce(tx.from),
            chain_id: Some(self.config.chain_id),
            access_list: tx.access_list.clone(),
            ..TxEnv::default()
        };
        if !tx.access_list.is_empty() {
            env.tx_type = TransactionType::Eip2930 as u8;
        }
        if !tx.authorizations.is_empty() {
            env.tx_type = TransactionType::Eip7702 as u8;
            env.gas_priority_fee = Some(0);
            env.set_signed_authorization(tx.authorizations.clone());
        }
        env
    }

    /// Gas that posting a transaction to the parent chain will cost, for estimates: as on Nitro, with room for what is not known of it
    /// before it is signed.
    pub fn posting_gas(&self, tx: &Tx) -> u64 {
        let unsigned = TxEip1559 {
            chain_id: self.config.chain_id,
            nonce: self.nonce(tx.from),
            gas_limit: tx.gas.unwrap_or(self.config.tx_gas_limit),
            max_fee_per_gas: u128::from(self.config.base_fee),
            to: tx.to.map_or(TxKind::Create, TxKind::Call),
            value: tx.value,
            input: tx.data.clone(),
            access_list: tx.access_list.clone(),
            ..TxEip1559::default()
        };
        // Any numbers that do not compress stand for the signature.
        let [r, s] = [[1], [2]].map(|seed| keccak256(seed).into());
        let envelope = unsigned.into_signed(Signature::new(r, s, false)).into();
        self.poster_of(
            &envelope,
            l1_pricing::ESTIMATION_UNITS,
            l1_pricing::ESTIMATION_PER_CENT,
        )
        .gas
    }

    /// What posting a signed transaction to the parent chain costs.
    pub(super) fn poster(&self, signed: &SignedTx) -> Poster {
        self.poster_of(&signed.envelope, 0, 0)
    }

    fn poster_of(&self, envelope: &TxEnvelope, more_units: u64, more_per_cent: u64) -> Poster {
        let parameter = |parameter: Parameter| self.storage(ARBOS_STATE, parameter.slot());
        let price = parameter(Parameter::L1Price);
        if price.is_zero() {
            return Poster::default();
        }
        let level = parameter(Parameter::BrotliLevel).saturating_to();
        let bytes = stylus_program::compressed_len(&envelope.encoded_2718(), level) as u64;
        let units = bytes * l1_pricing::UNITS_PER_BYTE + more_units;
        Poster::of(
            units + units * more_per_cent / 100,
            price,
            self.config.base_fee,
        )
    }

    /// Checks what belongs to a signature, and charges the base fee: Nitro drops tips.
    pub(super) fn signed_env(&self, signed: &SignedTx) -> Result<TxEnv, TxError> {
        let envelope = &signed.envelope;
        let given = envelope.chain_id();
        if given.is_some_and(|id| id != self.config.chain_id) {
            return Err(TxError::WrongChainId {
                expected: self.config.chain_id,
                given,
            });
        }
        let expected = self.nonce(signed.from);
        if envelope.nonce() != expected {
            return Err(TxError::WrongNonce {
                expected,
                given: envelope.nonce(),
            });
        }
        self.check_sender(signed.from)?;
        check_fees(envelope, self.config.base_fee)?;
        if envelope.authorization_list().is_some_and(<[_]>::is_empty) {
            return Err(TxError::NoAuthorizations);
        }
        let balance = self.balance(signed.from);
        let most =
            U256::from(envelope.max_fee_per_gas()).saturating_mul(U256::from(envelope.gas_limit()));
        let needed = most.saturating_add(envelope.value());
        if balance < needed {
            return Err(TxError::InsufficientFunds { balance, needed });
        }
        let mut env = self.unsigned_env(&signed.tx());
        env.tx_type = u8::from(envelope.tx_type());
        env.gas_price = u128::from(self.config.base_fee);
        env.gas_priority_fee = envelope.is_dynamic_fee().then_some(0);
        Ok(env)
    }

    /// Contracts send no signed transactions (EIP-3607): whoever found a key for one's address could.
    fn check_sender(&self, sender: Address) -> Result<(), TxError> {
        let Some(info) = self.state().info(sender) else {
            return Ok(());
        };
        let code = info.code.as_ref();
        if code.is_some_and(|code| !code.is_empty() && !code.is_eip7702()) {
            return Err(TxError::SenderIsContract {
                code_hash: info.code_hash,
            });
        }
        Ok(())
    }

    pub(super) fn unsigned_hash(&self, tx: &Tx, nonce: u64) -> B256 {
        let mut bytes = Vec::with_capacity(160 + tx.data.len());
        bytes.extend_from_slice(&self.config.chain_id.to_be_bytes());
        bytes.extend_from_slice(&nonce.to_be_bytes());
        bytes.extend_from_slice(tx.from.as_slice());
        bytes.extend_from_slice(tx.to.unwrap_or_default().as_slice());
        bytes.push(u8::from(tx.to.is_some()));
        bytes.extend_from_slice(&tx.value.to_be_bytes::<32>());
        bytes.extend_from_slice(&tx.gas.unwrap_or_default().to_be_bytes());
        bytes.extend_from_slice(&tx.data);
        keccak256(bytes)
    }
}

fn check_fees(envelope: &TxEnvelope, base_fee: u64) -> Result<(), TxError> {
    let cap = envelope.max_fee_per_gas();
    if let Some(tip) = envelope.max_priority_fee_per_gas()
        && tip > cap
    {
        return Err(TxError::TipAboveFeeCap { tip, cap });
    }
    if cap < u128::from(base_fee) {
        return Err(TxError::FeeTooLow {
            base_fee,
            offered: cap,
        });
    }
    Ok(())
}
