//! `eth_call`, `eth_estimateGas` and the filling in of transactions.

use alloy_consensus::TypedTransaction;
use alloy_eips::BlockId;
use alloy_primitives::{Address, Bytes, TxKind, U256};
use alloy_rpc_types_eth::{
    BlockOverrides as RpcBlockOverrides, TransactionRequest,
    state::{AccountOverride, StateOverride},
};
use stylus_chain::{BlockOverrides, CallTrace, Chain, HaltReason, Outcome, Status, Tx, TxError};

use crate::{
    error::{self, RpcError, RpcResult},
    node::Node,
};

/// How far above the least sufficient gas an estimate may lie (go-ethereum `internal/ethapi`, `estimateGasErrorRatio`): 1.5 %.
const ESTIMATE_ERROR_PER_MILLE: u64 = 15;
/// Gas of the cheapest transaction.
const PLAIN_TRANSFER: u64 = 21_000;
/// Gas that a call which moves value gives its callee, beyond what it is charged for.
const STIPEND: u64 = 2_300;

/// A call and the circumstances it is to happen in.
#[derive(Debug, Default)]
pub(crate) struct CallRequest {
    pub(crate) request: TransactionRequest,
    pub(crate) block: Option<BlockId>,
    pub(crate) state: Option<StateOverride>,
    pub(crate) setting: Option<RpcBlockOverrides>,
}

impl Node {
    /// Executes a call and returns its output.
    pub(crate) fn call(&mut self, call: CallRequest) -> RpcResult<Bytes> {
        error::output(self.execute(call)?)
    }

    /// Executes a call and returns what it called in turn.
    pub(crate) fn trace_call(&mut self, call: CallRequest) -> RpcResult<CallTrace> {
        let tx = self.tx(call.request)?;
        let (result, trace) =
            self.in_setting(call.block, call.state, call.setting, |chain, setting| {
                chain.traced(|chain| chain.call_in(tx.clone(), setting))
            })?;
        result.map_err(|e| RpcError::refused(tx.from, e))?;
        trace.ok_or_else(|| RpcError::server("the call left no trace"))
    }

    fn execute(&mut self, call: CallRequest) -> RpcResult<Outcome> {
        let tx = self.tx(call.request)?;
        let from = tx.from;
        self.in_setting(call.block, call.state, call.setting, |chain, setting| {
            chain.call_in(tx, setting)
        })?
        .map_err(|e| RpcError::refused(from, e))
    }

    /// Works out the gas that a transaction needs.
    pub(crate) fn estimate(&mut self, call: CallRequest) -> RpcResult<u64> {
        let tx = self.tx(call.request)?;
        let cap = self.gas_cap;
        self.in_setting(call.block, call.state, call.setting, |chain, setting| {
            Estimate {
                chain,
                setting,
                tx,
                cap,
            }
            .run()
        })?
    }

    /// Runs `f` on the chain as asked for; what it changes is undone.
    fn in_setting<R>(
        &mut self,
        block: Option<BlockId>,
        state: Option<StateOverride>,
        asked: Option<RpcBlockOverrides>,
        f: impl FnOnce(&mut Chain, &BlockOverrides) -> R,
    ) -> RpcResult<R> {
        let asked = asked.map(block_overrides).transpose()?;
        let state = state.unwrap_or_default();
        if state
            .values()
            .any(|account| account.move_precompile_to.is_some())
        {
            return Err(RpcError::params("movePrecompileToAddress is not supported"));
        }
        if let Some((address, _)) = state
            .iter()
            .find(|(_, a)| a.state.is_some() && a.state_diff.is_some())
        {
            return Err(RpcError::params(format!(
                "account {address} has both 'state' and 'stateDiff'"
            )));
        }
        self.at(block, |chain, setting| {
            for (address, account) in state {
                override_account(chain, address, account);
            }
            f(chain, &merged(setting, asked.unwrap_or_default()))
        })
    }

    /// The transaction that a request describes, not signed.
    pub(crate) fn tx(&self, request: TransactionRequest) -> RpcResult<Tx> {
        if request
            .chain_id
            .is_some_and(|id| id != self.chain.chain_id())
        {
            return Err(RpcError::server(format!(
                "chainId does not match node's (have={}, want={})",
                request.chain_id.unwrap_or_default(),
                self.chain.chain_id()
            )));
        }
        if request.gas_price.is_some()
            && (request.max_fee_per_gas.is_some() || request.max_priority_fee_per_gas.is_some())
        {
            return Err(RpcError::server(
                "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified",
            ));
        }
        let from = request.from.unwrap_or_default();
        if let (Some(cap), Some(tip)) = (request.max_fee_per_gas, request.max_priority_fee_per_gas)
            && tip > cap
        {
            return Err(RpcError::refused(
                from,
                TxError::TipAboveFeeCap { tip, cap },
            ));
        }
        let most = request
            .gas_price
            .or(request.max_fee_per_gas)
            .unwrap_or_default();
        if most > 0 && most < u128::from(self.base_fee) {
            let (base_fee, offered) = (self.base_fee, most);
            return Err(RpcError::refused(
                from,
                TxError::FeeTooLow { base_fee, offered },
            ));
        }
        if request.has_eip4844_blob_data() {
            return Err(RpcError::refused(from, TxError::UnsupportedType(3)));
        }
        Ok(Tx {
            from,
            to: match request.to {
                Some(TxKind::Call(to)) => Some(to),
                _ => None,
            },
            value: request.value.unwrap_or_default(),
            gas: request.gas.map(|gas| gas.min(self.gas_cap)),
            gas_price: most,
            access_list: request.access_list.unwrap_or_default(),
            authorizations: request.authorization_list.unwrap_or_default(),
            data: input(request.input.input, request.input.data)?,
        })
    }

    /// Fills in what a request to send leaves open, and makes the transaction that is to be signed.
    pub(crate) fn fill(
        &mut self,
        mut request: TransactionRequest,
    ) -> RpcResult<(Address, TypedTransaction)> {
        let from = request
            .from
            .ok_or_else(|| RpcError::params("invalid argument 0: a transaction needs 'from'"))?;
        self.accounts.check_signer(from)?;
        let tx = self.tx(request.clone())?;
        request.input.input = Some(tx.data);
        request.input.data = None;
        request.to.get_or_insert(TxKind::Create);
        request.value.get_or_insert(U256::ZERO);
        request.nonce.get_or_insert(self.chain.nonce(from));
        request.chain_id.get_or_insert(self.chain.chain_id());
        self.fill_fees(&mut request);
        if request.gas.is_none() {
            let call = CallRequest {
                request: request.clone(),
                block: Some(BlockId::pending()),
                ..CallRequest::default()
            };
            request.gas = Some(self.estimate(call)?);
        }
        let transaction = request
            .build_typed_tx()
            .map_err(|_| RpcError::params("invalid argument 0: the transaction is incomplete or of a type that is not supported"))?;
        Ok((from, transaction))
    }
}

impl Node {
    /// Room for twice the base fee, as go-ethereum leaves it: the fee may rise before the transaction is mined.
    fn fill_fees(&self, request: &mut TransactionRequest) {
        let twice = 2 * u128::from(self.base_fee);
        if request.gas_price.is_some() {
            return;
        }
        let offers = request.max_fee_per_gas.or(request.max_priority_fee_per_gas);
        if offers.is_none() && matches!(request.transaction_type, Some(0 | 1)) {
            request.gas_price = Some(twice);
            return;
        }
        let tip = *request.max_priority_fee_per_gas.get_or_insert(0);
        request
            .max_fee_per_gas
            .get_or_insert(twice.saturating_add(tip));
    }
}

fn input(input: Option<Bytes>, data: Option<Bytes>) -> RpcResult<Bytes> {
    match (input, data) {
        (Some(input), Some(data)) if input != data => Err(RpcError::server(
            "both \"data\" and \"input\" are set and not equal. Please use \"input\" to pass transaction call data",
        )),
        (input, data) => Ok(input.or(data).unwrap_or_default()),
    }
}

fn override_account(chain: &mut Chain, address: Address, account: AccountOverride) {
    if let Some(balance) = account.balance {
        chain.fund(address, balance);
    }
    if let Some(nonce) = account.nonce {
        chain.set_nonce(address, nonce);
    }
    if let Some(code) = account.code {
        chain.set_code(address, code);
    }
    if let Some(slots) = account.state {
        chain.clear_storage(address);
        for (slot, value) in slots {
            chain.set_storage(address, slot.into(), value.into());
        }
    }
    for (slot, value) in account.state_diff.into_iter().flatten() {
        chain.set_storage(address, slot.into(), value.into());
    }
}

fn block_overrides(asked: RpcBlockOverrides) -> RpcResult<BlockOverrides> {
    if asked.blob_base_fee.is_some() || asked.beacon_root.is_some() || asked.block_hash.is_some() {
        return Err(RpcError::params(
            "block overrides: number, time, gasLimit, coinbase, random and baseFee are supported",
        ));
    }
    let small = |name: &str, value: Option<U256>| match value.map(u64::try_from) {
        None => Ok(None),
        Some(Ok(value)) => Ok(Some(value)),
        Some(Err(_)) => Err(RpcError::params(format!(
            "block overrides: {name} exceeds 64 bits"
        ))),
    };
    Ok(BlockOverrides {
        number: small("number", asked.number)?,
        timestamp: asked.time,
        coinbase: asked.coinbase,
        base_fee: small("baseFee", asked.base_fee)?,
        gas_limit: asked.gas_limit,
        prevrandao: asked.random,
    })
}

fn merged(block: BlockOverrides, asked: BlockOverrides) -> BlockOverrides {
    BlockOverrides {
        number: asked.number.or(block.number),
        timestamp: asked.timestamp.or(block.timestamp),
        coinbase: asked.coinbase.or(block.coinbase),
        base_fee: asked.base_fee.or(block.base_fee),
        gas_limit: asked.gas_limit.or(block.gas_limit),
        prevrandao: asked.prevrandao.or(block.prevrandao),
    }
}

/// The search for the least gas that suffices.
struct Estimate<'a> {
    chain: &'a mut Chain,
    setting: &'a BlockOverrides,
    tx: Tx,
    cap: u64,
}

impl Estimate<'_> {
    fn run(mut self) -> RpcResult<u64> {
        // Calls are not posted to a parent chain, transactions are.
        let posting = self.chain.posting_gas(&self.tx);
        Ok(self.execution()? + posting)
    }

    fn execution(&mut self) -> RpcResult<u64> {
        let mut high = self.allowance()?;
        if self.moves_value_only() && high >= PLAIN_TRANSFER && self.suffices(PLAIN_TRANSFER)? {
            return Ok(PLAIN_TRANSFER);
        }
        let outcome = self.attempt(high)?;
        let outcome = outcome
            .filter(|outcome| outcome.status != Status::Halt(HaltReason::OutOfGas))
            .ok_or_else(|| RpcError::Server(format!("gas required exceeds allowance ({high})")))?;
        let (used, refunded) = (outcome.gas_used, outcome.gas_refunded);
        error::output(outcome)?;
        let mut low = used - 1;
        // What is kept back of each call (EIP-150) has to be there too; with it the search mostly ends at once.
        let likely = (used + refunded + STIPEND) * 64 / 63;
        if likely < high {
            if self.suffices(likely)? {
                high = likely;
            } else {
                low = likely;
            }
        }
        while low + 1 < high && (high - low) * 1_000 > high * ESTIMATE_ERROR_PER_MILLE {
            let middle = low + (high - low) / 2;
            // Most transactions need little more than they use.
            let middle = middle.min(low.saturating_mul(2));
            if self.suffices(middle)? {
                high = middle;
            } else {
                low = middle;
            }
        }
        Ok(high)
    }

    /// The most gas that the sender can have: what it asks for, what the node allows, what it can pay.
    fn allowance(&self) -> RpcResult<u64> {
        let most = self
            .tx
            .gas
            .filter(|gas| *gas >= PLAIN_TRANSFER)
            .unwrap_or(self.cap);
        if self.tx.gas_price == 0 {
            return Ok(most);
        }
        let from = self.tx.from;
        let available = self
            .chain
            .balance(from)
            .checked_sub(self.tx.value)
            .ok_or_else(|| RpcError::server("insufficient funds for transfer"))?;
        let payable = available / U256::from(self.tx.gas_price);
        Ok(payable.try_into().unwrap_or(u64::MAX).min(most))
    }

    /// What needs no more than the cheapest transaction, as a rule.
    fn moves_value_only(&self) -> bool {
        let to = self.tx.to.filter(|_| self.tx.data.is_empty());
        to.is_some_and(|to| self.chain.code(to).is_empty())
    }

    fn suffices(&mut self, gas: u64) -> RpcResult<bool> {
        let outcome = self.attempt(gas)?;
        Ok(outcome.is_some_and(|outcome| outcome.status.is_success()))
    }

    /// What comes of the transaction with so much gas; `None` if it cannot even begin.
    fn attempt(&mut self, gas: u64) -> RpcResult<Option<Outcome>> {
        let tx = self.tx.clone().with_gas(gas);
        let from = tx.from;
        match self.chain.call_in(tx, self.setting) {
            Ok(outcome) => Ok(Some(outcome)),
            Err(TxError::IntrinsicGas { .. }) => Ok(None),
            Err(error) => Err(RpcError::refused(from, error)),
        }
    }
}
