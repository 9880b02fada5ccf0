//! What comes out of executing a transaction.

use alloy_primitives::{Address, B256, Bytes, Log};

pub use revm::context::result::HaltReason as EvmHalt;

/// How an execution ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It returned.
    Success,
    /// It reverted; the remaining gas was kept.
    Revert,
    /// It failed and consumed all its gas.
    Halt(HaltReason),
}

impl Status {
    /// Whether the execution succeeded.
    pub const fn is_success(&self) -> bool {
        matches!(self, Self::Success)
    }

    /// Whether the execution reverted.
    pub const fn is_revert(&self) -> bool {
        matches!(self, Self::Revert)
    }
}

/// Why an execution failed with all its gas consumed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HaltReason {
    /// Out of gas, or out of ink.
    OutOfGas,
    /// Calls nested too deeply, or a program's own call stack overflowed (one error on Nitro: `ErrDepth`).
    TooDeep,
    /// The callee's code is a Stylus program that was never activated.
    ProgramNotActivated,
    /// The callee's activation is older than the chain's expiry.
    ProgramExpired,
    /// The callee was activated for another Stylus version.
    ProgramNeedsUpgrade,
    /// A halt of the EVM.
    Evm(EvmHalt),
}

impl HaltReason {
    pub(crate) fn from_evm(reason: EvmHalt) -> Self {
        match reason {
            EvmHalt::OutOfGas(_) => Self::OutOfGas,
            EvmHalt::CallTooDeep => Self::TooDeep,
            other => Self::Evm(other),
        }
    }
}

/// The result of executing a transaction or a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// Return data, or revert data. Empty after a halt. For a creation, the deployed code.
    pub output: Bytes,
    /// Logs, in order; empty unless successful.
    pub logs: Vec<Log>,
    /// Gas charged for the whole transaction: intrinsic gas included, refunds taken off.
    pub gas_used: u64,
    /// Gas used by execution: before refunds, without the intrinsic gas (21,000, calldata, creation, access list).
    pub execution_gas: u64,
    /// Gas refunded (EIP-3529), already taken off `gas_used`.
    pub gas_refunded: u64,
    /// The created contract, if the transaction was a successful creation.
    pub contract_address: Option<Address>,
}

/// The record of a mined transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Receipt {
    /// Transaction hash. For an impersonated transaction: a hash over its content, chain id and nonce.
    pub hash: B256,
    /// Sender.
    pub from: Address,
    /// Callee; `None` for a creation.
    pub to: Option<Address>,
    /// The created contract, if the transaction was a successful creation.
    pub contract_address: Option<Address>,
    /// Number of the block that holds this transaction, and only it.
    pub block_number: u64,
    /// Timestamp of that block, in seconds since the Unix epoch.
    pub timestamp: u64,
    /// How it ended.
    pub status: Status,
    /// Return data, or revert data. Empty after a halt. For a creation, the deployed code.
    pub output: Bytes,
    /// Logs, in order; empty unless successful.
    pub logs: Vec<Log>,
    /// Gas charged for the whole transaction: intrinsic gas included, refunds taken off.
    pub gas_used: u64,
    /// Gas used by execution: before refunds, without the intrinsic gas (21,000, calldata, creation, access list).
    pub execution_gas: u64,
    /// Gas refunded (EIP-3529), already taken off `gas_used`.
    pub gas_refunded: u64,
    /// Gas charged for posting the transaction to the parent chain; part of `gas_used`. Zero for an impersonated one.
    pub gas_used_for_l1: u64,
    /// Wei per gas that the sender paid.
    pub gas_price: u128,
}

impl Receipt {
    /// Whether the transaction succeeded.
    pub const fn is_success(&self) -> bool {
        self.status.is_success()
    }
}
