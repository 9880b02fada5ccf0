//! The chain: accounts, blocks, transactions.

use std::collections::HashMap;

use alloy_consensus::Transaction as _;
use alloy_primitives::{Address, B256, Bytes, TxKind, U256, keccak256};
use revm::{
    DatabaseCommit,
    bytecode::opcode,
    context::{
        BlockEnv, CfgEnv, Context, ContextSetters, ContextTr, JournalTr, TxEnv,
        result::{EVMError, ExecutionResult, InvalidTransaction, Output},
    },
    handler::Handler,
    state::AccountInfo,
};

use crate::{
    arbos::{ARBOS_STATE, precompiles},
    config::ChainConfig,
    evm::{ChainContext, ExecutionError, StylusEvm, StylusHandler, TxScope},
    outcome::{EvmHalt, HaltReason, Outcome, Receipt, Status},
    state::State,
    transaction::{SignedTx, Tx, TxError},
};

/// What a block's gas limit reads on Nitro: 2^50, so that no single block limit binds (the speed limit does).
/// Source: Nitro arbos/l2pricing, `GethBlockGasLimit`.
const BLOCK_GAS_LIMIT: u64 = 1 << 50;

/// Names a moment to go back to; see [`Chain::snapshot`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SnapshotId(u64);

/// A chain in this process. Each transaction is mined in a block of its own at once.
///
/// The same calls on chains of the same configuration give the same receipts.
pub struct Chain {
    config: ChainConfig,
    evm: StylusEvm,
    head: Head,
    heads: HashMap<u64, Head>,
}

/// Where the chain stands besides its state.
#[derive(Clone, Copy, Debug)]
struct Head {
    block_number: u64,
    timestamp: u64,
}

impl core::fmt::Debug for Chain {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Chain")
            .field("config", &self.config)
            .field("head", &self.head)
            .finish_non_exhaustive()
    }
}

impl Default for Chain {
    fn default() -> Self {
        Self::new(ChainConfig::default())
    }
}

impl Chain {
    /// A chain at block 0 with no accounts but the system's.
    pub fn new(config: ChainConfig) -> Self {
        let mut cfg = CfgEnv::new_with_spec(config.spec()).with_chain_id(config.chain_id);
        cfg.tx_gas_limit_cap = Some(u64::MAX);
        // The frame decides about code that starts 0xEF: Nitro lets the Stylus prefix pass.
        cfg.disable_eip3541 = true;
        // Impersonated senders may be contracts and pay no fee; signed transactions are checked where they are decoded.
        cfg.disable_eip3607 = true;
        cfg.disable_base_fee = true;
        // The calldata floor price (EIP-7623) is off on Arbitrum chains unless their owner turns it on.
        cfg.disable_eip7623 = true;
        let ctx: ChainContext = Context::new(State::default(), config.spec()).with_cfg(cfg);
        let head = Head {
            block_number: 0,
            timestamp: config.timestamp,
        };
        let mut chain = Self {
            evm: StylusEvm::new(ctx, config.arbos_version),
            config,
            head,
            heads: HashMap::new(),
        };
        chain.genesis();
        chain
    }

    fn genesis(&mut self) {
        let version = self.config.arbos_version;
        for address in precompiles::addresses(version) {
            self.state_mut()
                .write_code(address, Bytes::from_static(&[opcode::INVALID]));
        }
        // As on Nitro, a nonce keeps the account that holds ArbOS's state from being cleared as empty.
        self.state_mut().write_info(
            ARBOS_STATE,
            AccountInfo {
                nonce: 1,
                ..AccountInfo::default()
            },
        );
        self.install_deployers();
    }

    /// Puts a contract where a deployment would have put it.
    pub(crate) fn install(&mut self, address: Address, code: Bytes) {
        self.state_mut().write_info(
            address,
            AccountInfo {
                nonce: 1,
                ..AccountInfo::default()
            },
        );
        self.set_code(address, code);
    }

    pub(crate) const fn config(&self) -> &ChainConfig {
        &self.config
    }

    /// The chain id.
    pub const fn chain_id(&self) -> u64 {
        self.config.chain_id
    }

    /// Timestamp that the next block, and every call until then, sees; seconds since the Unix epoch.
    pub const fn timestamp(&self) -> u64 {
        self.head.timestamp
    }

    /// Number of the last mined block; 0 at the start. Calls and the next transaction see the number after it.
    pub const fn block_number(&self) -> u64 {
        self.head.block_number
    }

    /// Sets the timestamp of the next block and of calls.
    ///
    /// # Panics
    ///
    /// If `unix_seconds` lies before [`Chain::timestamp`]: time never runs backwards (a snapshot brings old times back).
    pub fn set_timestamp(&mut self, unix_seconds: u64) {
        assert!(
            unix_seconds >= self.head.timestamp,
            "time runs backwards: {} to {unix_seconds}",
            self.head.timestamp
        );
        self.head.timestamp = unix_seconds;
    }

    /// Moves the time forward.
    pub fn advance(&mut self, seconds: u64) {
        self.set_timestamp(self.head.timestamp.saturating_add(seconds));
    }

    /// Sets an account's balance.
    pub fn fund(&mut self, account: Address, wei: U256) {
        let mut info = self.state().info(account).cloned().unwrap_or_default();
        info.balance = wei;
        self.state_mut().write_info(account, info);
    }

    /// An account's balance in wei.
    pub fn balance(&self, account: Address) -> U256 {
        self.state()
            .info(account)
            .map(|info| info.balance)
            .unwrap_or_default()
    }

    /// An account's nonce.
    pub fn nonce(&self, account: Address) -> u64 {
        self.state()
            .info(account)
            .map(|info| info.nonce)
            .unwrap_or_default()
    }

    /// An account's code; empty for an account without.
    pub fn code(&self, account: Address) -> Bytes {
        self.state()
            .info(account)
            .and_then(|info| info.code.as_ref())
            .map(|code| code.original_bytes())
            .unwrap_or_default()
    }

    /// A storage slot of an account; zero if never written.
    pub fn storage(&self, account: Address, slot: U256) -> U256 {
        self.state().slot(account, slot)
    }

    /// Replaces an account's code.
    pub fn set_code(&mut self, account: Address, code: Bytes) {
        self.state_mut().write_code(account, code);
    }

    /// Writes a storage slot of an account.
    pub fn set_storage(&mut self, account: Address, slot: U256, value: U256) {
        self.state_mut().write_slot(account, slot, value);
    }

    /// Remembers state, time and block number. Taking a snapshot costs nothing; going back costs as much as what changed since.
    pub fn snapshot(&mut self) -> SnapshotId {
        let id = self.state_mut().snapshot();
        self.heads.insert(id, self.head);
        SnapshotId(id)
    }

    /// Goes back to a snapshot. It and the snapshots taken after it end. Returns false, and changes nothing, if it had already ended.
    pub fn revert(&mut self, id: SnapshotId) -> bool {
        if !self.state_mut().revert(id.0) {
            return false;
        }
        if let Some(head) = self.heads.get(&id.0) {
            self.head = *head;
        }
        self.heads.retain(|other, _| *other < id.0);
        true
    }

    /// Creates an EVM contract. Shorthand for [`Chain::transact`] with [`Tx::create`].
    ///
    /// # Errors
    ///
    /// As for [`Chain::transact`].
    pub fn deploy(&mut self, from: Address, init_code: Bytes) -> Result<Receipt, TxError> {
        self.transact(Tx::create(from, init_code))
    }

    /// Executes a transaction without committing anything, as `eth_call` does.
    ///
    /// # Errors
    ///
    /// A [`TxError`] if the transaction cannot be executed. A failed execution is an `Ok` with its [`Status`].
    pub fn call(&mut self, tx: Tx) -> Result<Outcome, TxError> {
        let result = self.execute(&tx, self.unsigned_env(&tx));
        let _discarded = self.evm.inner.ctx.journaled_state.finalize();
        result
    }

    /// Executes an impersonated transaction and mines it.
    ///
    /// # Errors
    ///
    /// A [`TxError`] if the transaction cannot be executed. A failed execution is an `Ok` with its [`Status`].
    pub fn transact(&mut self, tx: Tx) -> Result<Receipt, TxError> {
        let env = self.unsigned_env(&tx);
        let hash = self.unsigned_hash(&tx, env.nonce);
        self.mine(hash, &tx, env)
    }

    /// Executes a signed transaction (legacy, EIP-2930, EIP-1559, EIP-7702; EIP-2718 bytes) and mines it.
    ///
    /// # Errors
    ///
    /// A [`TxError`] if the transaction cannot be executed: malformed, badly signed, for another chain, with a wrong nonce, or not
    /// covered by the sender's balance. A failed execution is an `Ok` with its [`Status`].
    pub fn send_raw(&mut self, rlp: &[u8]) -> Result<Receipt, TxError> {
        let signed = SignedTx::decode(rlp)?;
        let env = self.signed_env(&signed)?;
        self.mine(signed.hash, &signed.tx(), env)
    }

    fn mine(&mut self, hash: B256, tx: &Tx, env: TxEnv) -> Result<Receipt, TxError> {
        let gas_price = env.gas_price;
        let result = self.execute(tx, env);
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
            gas_price,
        };
        self.head.block_number += 1;
        self.head.timestamp += self.config.block_time;
        let number = self.head.block_number;
        self.state_mut().set_block_hash(number, keccak256(hash));
        Ok(receipt)
    }

    fn execute(&mut self, tx: &Tx, env: TxEnv) -> Result<Outcome, TxError> {
        if env.gas_limit > self.config.tx_gas_limit {
            return Err(TxError::GasLimitTooHigh {
                limit: env.gas_limit,
                cap: self.config.tx_gas_limit,
            });
        }
        let block = self.block_env();
        let ctx = &mut self.evm.inner.ctx;
        ctx.set_block(block);
        ctx.set_tx(env);
        self.evm.begin(TxScope::new(
            self.config.arbos_version,
            self.config.cache_managers.clone(),
        ));
        let result = StylusHandler
            .run(&mut self.evm)
            .map_err(|e| self.refusal(tx, e))?;
        Ok(self.outcome(result))
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
            other => TxError::Invalid(other.to_string()),
        }
    }

    fn block_env(&self) -> BlockEnv {
        BlockEnv {
            number: U256::from(self.head.block_number + 1),
            beneficiary: self.config.coinbase,
            timestamp: U256::from(self.head.timestamp),
            gas_limit: BLOCK_GAS_LIMIT,
            basefee: self.config.base_fee,
            // Nitro: difficulty and PREVRANDAO are the constant 1.
            difficulty: U256::ONE,
            prevrandao: Some(B256::with_last_byte(1)),
            ..BlockEnv::default()
        }
    }

    fn unsigned_env(&self, tx: &Tx) -> TxEnv {
        TxEnv {
            caller: tx.from,
            gas_limit: tx.gas.unwrap_or(self.config.tx_gas_limit),
            gas_price: 0,
            kind: tx.to.map_or(TxKind::Create, TxKind::Call),
            value: tx.value,
            data: tx.data.clone(),
            nonce: self.nonce(tx.from),
            chain_id: Some(self.config.chain_id),
            ..TxEnv::default()
        }
    }

    /// Checks what belongs to a signature, and charges the base fee: Nitro drops tips.
    fn signed_env(&self, signed: &SignedTx) -> Result<TxEnv, TxError> {
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
        if envelope.max_fee_per_gas() < u128::from(self.config.base_fee) {
            return Err(TxError::FeeTooLow {
                base_fee: self.config.base_fee,
            });
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
        env.access_list = envelope.access_list().cloned().unwrap_or_default();
        if let Some(list) = envelope.authorization_list() {
            env.set_signed_authorization(list.to_vec());
        }
        Ok(env)
    }

    fn unsigned_hash(&self, tx: &Tx, nonce: u64) -> B256 {
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

    fn state(&self) -> &State {
        self.evm.inner.ctx.db()
    }

    fn state_mut(&mut self) -> &mut State {
        self.evm.inner.ctx.db_mut()
    }
}
