//! The chain: accounts, blocks, transactions.

mod execution;

use std::collections::HashMap;

use alloy_primitives::{Address, B256, Bytes, U256, address, keccak256};
use revm::{
    bytecode::opcode,
    context::{CfgEnv, Context, ContextTr, JournalTr},
    state::AccountInfo,
};

use crate::{
    arbos::{
        ARBOS_STATE,
        l1_price::Poster,
        parameters::{Accounts, Parameter},
        precompiles,
    },
    config::{BlockOverrides, ChainConfig},
    evm::{ChainContext, StylusEvm},
    outcome::{Outcome, Receipt},
    prices::l1_pricing,
    profile::Profile,
    state::State,
    trace::CallTrace,
    transaction::{SignedTx, Tx, TxError},
};

/// Where fees go on a chain without owner: an account of Nitro's that nobody has the key of (`arbos/l1pricing`).
const NOBODYS_FEES: Address = address!("a4b00000000000000000000000000000000000f6");

/// Names a moment to go back to; see [`Chain::snapshot`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SnapshotId(u64);

/// An account as it is; see [`Chain::accounts`].
pub struct Account<'a> {
    /// Its address.
    pub address: Address,
    /// Wei it holds.
    pub balance: U256,
    /// Its nonce.
    pub nonce: u64,
    /// Its code.
    pub code: Bytes,
    /// Its slots that are not zero, in no order.
    pub storage: Box<dyn Iterator<Item = (U256, U256)> + 'a>,
}

impl core::fmt::Debug for Account<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Account")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// A chain in this process. Each transaction is mined in a block of its own at once.
///
/// The same calls on chains of the same configuration give the same receipts.
pub struct Chain {
    config: ChainConfig,
    evm: StylusEvm,
    head: Head,
    heads: HashMap<u64, Head>,
    /// Whether transactions leave a trace.
    tracing: bool,
    /// What the last transaction called, if that was asked for.
    trace: Option<CallTrace>,
    /// Whether transactions leave a profile.
    profiling: bool,
    /// What the last transaction's gas went into, if that was asked for.
    profile: Option<Profile>,
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
        // What `GASLIMIT` reads limits nothing on Arbitrum chains.
        cfg.disable_block_gas_limit = true;
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
            tracing: false,
            trace: None,
            profiling: false,
            profile: None,
        };
        chain.genesis();
        chain
    }

    fn genesis(&mut self) {
        let version = self.config.arbos_version;
        let debug = self
            .config
            .debug_precompiles
            .then_some(precompiles::ARB_DEBUG);
        for address in precompiles::addresses(version).chain(debug) {
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
        self.set_parameters();
        self.install_deployers();
    }

    /// What ArbOS starts with.
    fn set_parameters(&mut self) {
        let config = self.config.clone();
        let owner = config.chain_owners.first().copied();
        let owner = owner.unwrap_or(NOBODYS_FEES);
        let owner = U256::from_be_slice(owner.as_slice());
        let values = [
            (Parameter::L1Price, U256::from(config.l1_price)),
            (Parameter::MinBaseFee, U256::from(config.base_fee)),
            (Parameter::NetworkFeeAccount, owner),
            (Parameter::L1RewardRecipient, owner),
            (Parameter::L1RewardRate, U256::from(l1_pricing::REWARD_RATE)),
            (Parameter::BrotliLevel, U256::from(l1_pricing::BROTLI_LEVEL)),
        ];
        let values = values
            .into_iter()
            .map(|(parameter, value)| (parameter.slot(), value));
        let owners = Accounts::ChainOwners.initial(&config.chain_owners);
        let managers = Accounts::CacheManagers.initial(&config.cache_managers);
        for (slot, value) in values.chain(owners).chain(managers) {
            self.set_storage(ARBOS_STATE, slot, value);
        }
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

    /// Sets an account's nonce.
    pub fn set_nonce(&mut self, account: Address, nonce: u64) {
        let mut info = self.state().info(account).cloned().unwrap_or_default();
        info.nonce = nonce;
        self.state_mut().write_info(account, info);
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

    /// Sets all storage slots of an account to zero.
    pub fn clear_storage(&mut self, account: Address) {
        for slot in self.state().slots(account) {
            self.set_storage(account, slot, U256::ZERO);
        }
    }

    /// All accounts, in no order.
    pub fn accounts(&self) -> impl Iterator<Item = Account<'_>> {
        self.state()
            .accounts()
            .map(|(address, info, storage)| Account {
                address,
                balance: info.balance,
                nonce: info.nonce,
                code: info
                    .code
                    .as_ref()
                    .map(|c| c.original_bytes())
                    .unwrap_or_default(),
                storage: Box::new(storage.iter().map(|(slot, value)| (*slot, *value))),
            })
    }

    /// Sets the base fee of the blocks to come, in wei per gas.
    pub const fn set_base_fee(&mut self, wei: u64) {
        self.config.base_fee = wei;
    }

    /// Sets what `COINBASE` reads in the blocks to come.
    pub const fn set_coinbase(&mut self, coinbase: Address) {
        self.config.coinbase = coinbase;
    }

    /// Mines a block without transactions.
    pub fn mine_empty(&mut self) {
        let parent = self.head.block_number;
        let hash = keccak256(parent.to_be_bytes());
        self.close_block(hash);
    }

    /// Sets what `BLOCKHASH` knows of a block, for those who put the blocks together themselves.
    pub fn set_block_hash(&mut self, number: u64, hash: B256) {
        self.state_mut().set_block_hash(number, hash);
    }

    /// Continues a chain of which only the last block's number and the time are known, say one that was saved.
    pub const fn resume_at(&mut self, block_number: u64, timestamp: u64) {
        self.head = Head {
            block_number,
            timestamp,
        };
    }

    /// Looks at the past: runs `f` on the chain as it was at a snapshot, then comes back. Whatever `f` changes is undone. `None`, and
    /// `f` does not run, if the snapshot has ended. Costs as much as what changed since.
    pub fn at<R>(&mut self, id: SnapshotId, f: impl FnOnce(&mut Self) -> R) -> Option<R> {
        let past = *self.heads.get(&id.0)?;
        let forth = self.state_mut().rewind(id.0)?;
        let present = core::mem::replace(&mut self.head, past);
        let config = self.config.clone();
        let guard = self.state_mut().snapshot();
        let result = f(self);
        self.state_mut().revert(guard);
        self.heads.retain(|other, _| *other < guard);
        self.state_mut().replay(forth);
        self.config = config;
        self.head = present;
        Some(result)
    }

    /// Runs `f` and returns also what the last transaction or call in it called.
    pub fn traced<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> (R, Option<CallTrace>) {
        self.tracing = true;
        let result = f(self);
        self.tracing = false;
        (result, self.trace.take())
    }

    /// Runs `f` and returns also what the gas of the last transaction or call in it went into.
    pub fn profiled<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> (R, Option<Profile>) {
        self.profiling = true;
        let result = f(self);
        self.profiling = false;
        (result, self.profile.take())
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
    /// A [`TxError`] if the transaction cannot be executed. A failed execution is an `Ok` with its [`Status`](crate::Status).
    pub fn call(&mut self, tx: Tx) -> Result<Outcome, TxError> {
        self.call_in(tx, &BlockOverrides::default())
    }

    /// As [`Chain::call`], in a block that differs from the next one.
    ///
    /// # Errors
    ///
    /// As for [`Chain::call`].
    pub fn call_in(&mut self, tx: Tx, block: &BlockOverrides) -> Result<Outcome, TxError> {
        let env = self.unsigned_env(&tx);
        let result = self.execute(&tx, env, block, Poster::default());
        let _discarded = self.evm.inner.ctx.journaled_state.finalize();
        result
    }

    /// Executes an impersonated transaction and mines it.
    ///
    /// # Errors
    ///
    /// A [`TxError`] if the transaction cannot be executed. A failed execution is an `Ok` with its [`Status`](crate::Status).
    pub fn transact(&mut self, tx: Tx) -> Result<Receipt, TxError> {
        let env = self.unsigned_env(&tx);
        let hash = self.unsigned_hash(&tx, env.nonce);
        self.mine(hash, &tx, env, Poster::default())
    }

    /// Executes a signed transaction (legacy, EIP-2930, EIP-1559, EIP-7702; EIP-2718 bytes) and mines it.
    ///
    /// # Errors
    ///
    /// A [`TxError`] if the transaction cannot be executed: malformed, badly signed, for another chain, with a wrong nonce, or not
    /// covered by the sender's balance. A failed execution is an `Ok` with its [`Status`](crate::Status).
    pub fn send_raw(&mut self, rlp: &[u8]) -> Result<Receipt, TxError> {
        self.send(&SignedTx::decode(rlp)?)
    }

    /// Executes a signed transaction that is decoded already, and mines it.
    ///
    /// # Errors
    ///
    /// As for [`Chain::send_raw`], of what can be wrong after decoding.
    pub fn send(&mut self, signed: &SignedTx) -> Result<Receipt, TxError> {
        let env = self.signed_env(signed)?;
        let poster = self.poster(signed);
        self.mine(signed.hash, &signed.tx(), env, poster)
    }

    fn state(&self) -> &State {
        self.evm.inner.ctx.db()
    }

    fn state_mut(&mut self) -> &mut State {
        self.evm.inner.ctx.db_mut()
    }
}
