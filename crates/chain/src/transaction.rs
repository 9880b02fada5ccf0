//! Transactions: impersonated ones, and the signed ones of the wire.

use alloy_consensus::{Transaction as _, TxEnvelope, transaction::SignerRecoverable};
use alloy_eips::{eip2718::Decodable2718, eip2930::AccessList, eip7702::SignedAuthorization};
use alloy_primitives::{Address, B256, Bytes, TxKind, U256, keccak256};

/// A transaction whose sender is taken at its word (impersonation): no signature, no fee, the sender's next nonce.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tx {
    /// Sender. May be any account, contracts included.
    pub from: Address,
    /// Callee; `None` creates a contract from `data` as init code.
    pub to: Option<Address>,
    /// Wei sent along.
    pub value: U256,
    /// Calldata, or init code.
    pub data: Bytes,
    /// Gas limit; `None` is the chain's [`tx_gas_limit`](crate::ChainConfig::tx_gas_limit).
    pub gas: Option<u64>,
    /// Wei per gas that the sender pays; 0 unless it is to pay nevertheless.
    pub gas_price: u128,
    /// Accounts and slots that are warm from the start (EIP-2930).
    pub access_list: AccessList,
    /// Delegations of accounts (EIP-7702).
    pub authorizations: Vec<SignedAuthorization>,
}

impl Tx {
    /// A call of `to` by `from` with `data`, no value, the default gas limit.
    pub fn call(from: Address, to: Address, data: impl Into<Bytes>) -> Self {
        Self {
            from,
            to: Some(to),
            data: data.into(),
            ..Self::default()
        }
    }

    /// A contract creation by `from`, no value, the default gas limit.
    pub fn create(from: Address, init_code: impl Into<Bytes>) -> Self {
        Self {
            from,
            data: init_code.into(),
            ..Self::default()
        }
    }

    /// The same transaction with `wei` sent along.
    pub fn with_value(mut self, wei: U256) -> Self {
        self.value = wei;
        self
    }

    /// The same transaction with a gas limit.
    pub fn with_gas(mut self, limit: u64) -> Self {
        self.gas = Some(limit);
        self
    }
}

/// Why a transaction was not executed. The state is as before: a transaction that ran and failed is a receipt instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TxError {
    /// The bytes are no transaction of a known type.
    #[error("malformed transaction: {0}")]
    Malformed(String),
    /// No sender can be recovered from the signature.
    #[error("the signature recovers no sender")]
    BadSignature,
    /// The transaction is of a type that Arbitrum chains do not take (blob transactions), or that nobody knows.
    #[error("transaction type {0} is not supported")]
    UnsupportedType(u8),
    /// The transaction names another chain, or none.
    #[error("transaction for chain {given:?} sent to chain {expected}")]
    WrongChainId {
        /// This chain's id.
        expected: u64,
        /// The id in the transaction; `None` if it is not replay-protected.
        given: Option<u64>,
    },
    /// The nonce is not the sender's next one.
    #[error("nonce {given}, but the sender's next nonce is {expected}")]
    WrongNonce {
        /// The sender's next nonce.
        expected: u64,
        /// The transaction's nonce.
        given: u64,
    },
    /// The sender cannot pay value and the most the gas may cost.
    #[error("the sender has {balance} wei and needs {needed}")]
    InsufficientFunds {
        /// The sender's balance in wei.
        balance: U256,
        /// What the transaction may cost it in wei.
        needed: U256,
    },
    /// The gas limit does not cover the intrinsic gas.
    #[error("gas limit {limit} is below the intrinsic gas {needed}")]
    IntrinsicGas {
        /// The transaction's gas limit.
        limit: u64,
        /// Gas charged before execution.
        needed: u64,
    },
    /// The fee cap is below the base fee.
    #[error("the fee cap of {offered} wei is below the base fee of {base_fee}")]
    FeeTooLow {
        /// The block's base fee in wei per gas.
        base_fee: u64,
        /// The transaction's fee cap in wei per gas.
        offered: u128,
    },
    /// The tip exceeds the fee cap that is to contain it.
    #[error("the tip of {tip} wei exceeds the fee cap of {cap}")]
    TipAboveFeeCap {
        /// The transaction's tip in wei per gas.
        tip: u128,
        /// The transaction's fee cap in wei per gas.
        cap: u128,
    },
    /// The sender is a contract (EIP-3607), and no account that is delegated to one (EIP-7702).
    #[error("the sender is a contract")]
    SenderIsContract {
        /// Hash of the sender's code.
        code_hash: B256,
    },
    /// The sender's nonce is the last one that there is (EIP-2681).
    #[error("no nonce follows the sender's")]
    NoncesUsedUp,
    /// The transaction is there to delegate accounts (EIP-7702), and names none.
    #[error("the list of authorizations is empty")]
    NoAuthorizations,
    /// The init code is longer than the chain takes (EIP-3860).
    #[error("init code of {length} bytes, at most {most} are taken")]
    InitCodeTooLong {
        /// Bytes of the init code.
        length: usize,
        /// Most bytes that the chain takes.
        most: usize,
    },
    /// The gas limit exceeds what a transaction may use on this chain.
    #[error("gas limit {limit} exceeds the chain's {cap}")]
    GasLimitTooHigh {
        /// The transaction's gas limit.
        limit: u64,
        /// The chain's limit.
        cap: u64,
    },
    /// The transaction is invalid for another reason.
    #[error("invalid transaction: {0}")]
    Invalid(String),
}

/// A signed transaction, decoded, its sender recovered.
#[derive(Clone, Debug)]
pub struct SignedTx {
    /// Transaction hash.
    pub hash: B256,
    /// The transaction with its signature.
    pub envelope: TxEnvelope,
    /// Who signed it.
    pub from: Address,
}

impl SignedTx {
    /// Decodes an EIP-2718 envelope (legacy transactions included) and recovers its sender, which is most of the work.
    ///
    /// # Errors
    ///
    /// [`TxError::Malformed`], [`TxError::UnsupportedType`] or [`TxError::BadSignature`].
    pub fn decode(mut rlp: &[u8]) -> Result<Self, TxError> {
        match rlp {
            // What begins higher is a legacy transaction's list.
            [] | [..=0x7f] => return Err(TxError::Malformed("typed transaction too short".into())),
            [1 | 2 | 4 | 0x80.., ..] => {}
            [unsupported, ..] => return Err(TxError::UnsupportedType(*unsupported)),
        }
        let hash = keccak256(rlp);
        let envelope =
            TxEnvelope::decode_2718(&mut rlp).map_err(|e| TxError::Malformed(e.to_string()))?;
        if !rlp.is_empty() {
            return Err(TxError::Malformed(format!("{} trailing bytes", rlp.len())));
        }
        let from = envelope
            .recover_signer()
            .map_err(|_| TxError::BadSignature)?;
        Ok(Self {
            hash,
            envelope,
            from,
        })
    }

    /// The unsigned part that execution needs.
    pub(crate) fn tx(&self) -> Tx {
        Tx {
            from: self.from,
            to: match self.envelope.kind() {
                TxKind::Call(to) => Some(to),
                TxKind::Create => None,
            },
            value: self.envelope.value(),
            data: self.envelope.input().clone(),
            gas: Some(self.envelope.gas_limit()),
            access_list: self.envelope.access_list().cloned().unwrap_or_default(),
            authorizations: self
                .envelope
                .authorization_list()
                .unwrap_or_default()
                .to_vec(),
            ..Tx::default()
        }
    }
}
