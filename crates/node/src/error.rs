//! Errors as JSON-RPC clients expect them: go-ethereum's codes and words.

use alloy_primitives::{Address, Bytes, U256, hex};
use alloy_sol_types::{Panic, Revert, SolError};
use jsonrpsee::types::{ErrorObject, ErrorObjectOwned};
use stylus_chain::{EvmHalt, HaltReason, Outcome, Status, TxError};

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RpcError {
    /// An argument is missing or of the wrong form (code -32602).
    #[error("{0}")]
    InvalidParams(String),
    /// There is no such thing to ask for (code -32601).
    #[error("{0}")]
    Unknown(String),
    /// Execution reverted (code 3, with the revert data).
    #[error("{}", revert_message(.0))]
    Reverted(Bytes),
    /// A limit of this node (code -32005).
    #[error("{0}")]
    LimitExceeded(String),
    /// Anything else (code -32000).
    #[error("{0}")]
    Server(String),
}

/// The result of a method.
pub(crate) type RpcResult<T> = Result<T, RpcError>;

impl RpcError {
    /// A failure with this message (code -32000).
    pub(crate) fn server(message: impl Into<String>) -> Self {
        Self::Server(message.into())
    }

    /// Bad arguments (code -32602).
    pub(crate) fn params(message: impl Into<String>) -> Self {
        Self::InvalidParams(message.into())
    }

    /// Why a transaction of `from` was not executed.
    pub(crate) fn refused(from: Address, error: TxError) -> Self {
        Self::Server(match error {
            TxError::WrongNonce { expected, given } => {
                let relation = if given < expected { "low" } else { "high" };
                format!("nonce too {relation}: address {from}, tx: {given} state: {expected}")
            }
            TxError::InsufficientFunds { balance, needed } => format!(
                "insufficient funds for gas * price + value: address {from} have {balance} want {needed}"
            ),
            TxError::IntrinsicGas { limit, needed } => {
                format!("intrinsic gas too low: have {limit}, want {needed}")
            }
            TxError::FeeTooLow { base_fee, offered } => format!(
                "max fee per gas less than block base fee: address {from}, maxFeePerGas: {offered}, baseFee: {base_fee}"
            ),
            TxError::TipAboveFeeCap { tip, cap } => format!(
                "max priority fee per gas higher than max fee per gas: address {from}, maxPriorityFeePerGas: {tip}, maxFeePerGas: {cap}"
            ),
            TxError::SenderIsContract { code_hash } => {
                format!("sender not an eoa: address {from}, codehash: {code_hash}")
            }
            TxError::NoncesUsedUp => {
                format!("nonce has max value: address {from}, nonce: {}", u64::MAX)
            }
            TxError::NoAuthorizations => {
                format!("EIP-7702 transaction with empty auth list (sender {from})")
            }
            TxError::InitCodeTooLong { length, most } => {
                format!("max initcode size exceeded: code size {length} limit {most}")
            }
            TxError::GasLimitTooHigh { limit, cap } => {
                format!("exceeds block gas limit: gas limit {limit}, at most {cap}")
            }
            TxError::WrongChainId { expected, given } => format!(
                "invalid chain id for signer: have {} want {expected}",
                given.map_or_else(|| "none".to_owned(), |id| id.to_string())
            ),
            TxError::BadSignature => "invalid sender: the signature recovers no address".to_owned(),
            TxError::UnsupportedType(kind) => format!("transaction type not supported: {kind}"),
            TxError::Malformed(detail) => format!("rlp: {detail}"),
            other => other.to_string(),
        })
    }

    const fn code(&self) -> i32 {
        match self {
            Self::InvalidParams(_) => -32602,
            Self::Unknown(_) => -32601,
            Self::Reverted(_) => 3,
            Self::LimitExceeded(_) => -32005,
            Self::Server(_) => -32000,
        }
    }
}

impl From<RpcError> for ErrorObjectOwned {
    fn from(error: RpcError) -> Self {
        let data = match &error {
            RpcError::Reverted(data) => Some(hex::encode_prefixed(data)),
            _ => None,
        };
        ErrorObject::owned(error.code(), error.to_string(), data)
    }
}

/// The output of a call that succeeded, or the error of one that did not.
pub(crate) fn output(outcome: Outcome) -> RpcResult<Bytes> {
    match outcome.status {
        Status::Success => Ok(outcome.output),
        Status::Revert => Err(RpcError::Reverted(outcome.output)),
        Status::Halt(reason) => Err(RpcError::Server(halt_message(&reason))),
    }
}

fn revert_message(data: &Bytes) -> String {
    match revert_reason(data) {
        Some(reason) => format!("execution reverted: {reason}"),
        None => "execution reverted".to_owned(),
    }
}

/// What a revert with one of Solidity's two built-in errors says.
pub(crate) fn revert_reason(data: &[u8]) -> Option<String> {
    if let Ok(revert) = Revert::abi_decode(data) {
        return Some(revert.reason);
    }
    let panic = Panic::abi_decode(data).ok()?;
    Some(panic_message(panic.code))
}

/// The words of go-ethereum's `accounts/abi/error_handling.go` for Solidity's panic codes.
fn panic_message(code: U256) -> String {
    let text = match code.try_into().unwrap_or(u8::MAX) {
        0x00 => "generic panic",
        0x01 => "assert(false)",
        0x11 => "arithmetic underflow or overflow",
        0x12 => "division or modulo by zero",
        0x21 => "enum overflow",
        0x22 => "invalid encoded storage byte array accessed",
        0x31 => "out-of-bounds array access; popping on an empty array",
        0x32 => "out-of-bounds access of an array or bytesN",
        0x41 => "out of memory",
        0x51 => "uninitialized function",
        _ => return format!("unknown panic code: {code:#x}"),
    };
    text.to_owned()
}

fn halt_message(reason: &HaltReason) -> String {
    match reason {
        HaltReason::OutOfGas => "out of gas".to_owned(),
        HaltReason::TooDeep => "max call depth exceeded".to_owned(),
        HaltReason::ProgramNotActivated => {
            "program not activated: activate it through ArbWasm".to_owned()
        }
        HaltReason::ProgramExpired => {
            "program expired: activate it again through ArbWasm".to_owned()
        }
        HaltReason::ProgramNeedsUpgrade => {
            "program needs to be upgraded: activate it again through ArbWasm".to_owned()
        }
        HaltReason::Evm(EvmHalt::InvalidFEOpcode) => "invalid opcode: INVALID".to_owned(),
        HaltReason::Evm(EvmHalt::OpcodeNotFound) => "invalid opcode".to_owned(),
        HaltReason::Evm(EvmHalt::InvalidJump) => "invalid jump destination".to_owned(),
        HaltReason::Evm(EvmHalt::CreateCollision) => "contract address collision".to_owned(),
        HaltReason::Evm(EvmHalt::CreateContractSizeLimit) => "max code size exceeded".to_owned(),
        HaltReason::Evm(EvmHalt::CreateContractStartingWithEF) => {
            "invalid code: must not begin with 0xef".to_owned()
        }
        HaltReason::Evm(EvmHalt::OutOfFunds) => "insufficient balance for transfer".to_owned(),
        HaltReason::Evm(EvmHalt::OutOfOffset) => "return data out of bounds".to_owned(),
        HaltReason::Evm(EvmHalt::StackOverflow) => "stack limit reached 1024".to_owned(),
        HaltReason::Evm(EvmHalt::StackUnderflow) => "stack underflow".to_owned(),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reverts_say_what_solidity_said() {
        let said = Revert::from("no").abi_encode();
        assert_eq!(
            RpcError::Reverted(said.into()).to_string(),
            "execution reverted: no"
        );
        let overflow = Panic::from(0x11u64).abi_encode();
        assert_eq!(
            revert_reason(&overflow).as_deref(),
            Some("arithmetic underflow or overflow")
        );
        let huge = Panic { code: U256::MAX }.abi_encode();
        assert!(
            revert_reason(&huge)
                .unwrap()
                .starts_with("unknown panic code: 0xff")
        );
        assert_eq!(
            RpcError::Reverted(Bytes::from_static(&[1, 2])).to_string(),
            "execution reverted"
        );
    }
}
