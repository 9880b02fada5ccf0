//! The development accounts, whose keys the node holds, and the accounts that it impersonates.

use std::collections::HashSet;

use alloy_consensus::{SignableTransaction, TxEnvelope, TypedTransaction};
use alloy_dyn_abi::TypedData;
use alloy_primitives::{Address, B256, Bytes};
use alloy_signer::SignerSync;
use alloy_signer_local::{MnemonicBuilder, PrivateKeySigner};

use crate::error::{RpcError, RpcResult};

/// The mnemonic that all development nodes share. Its keys are public: never use them where anything is worth something.
pub const TEST_MNEMONIC: &str = "test test test test test test test test test test test junk";

/// Who the node may act for.
#[derive(Debug, Default)]
pub(crate) struct Accounts {
    signers: Vec<PrivateKeySigner>,
    impersonated: HashSet<Address>,
    /// Whether anybody may be impersonated without being named.
    pub(crate) impersonate_all: bool,
}

impl Accounts {
    /// The first `count` accounts of a mnemonic, at the path that wallets use (`m/44'/60'/0'/0/i`).
    pub(crate) fn derive(
        mnemonic: &str,
        count: u32,
    ) -> Result<Self, alloy_signer_local::LocalSignerError> {
        let account = |index| MnemonicBuilder::try_from_phrase_nth(mnemonic, index);
        Ok(Self {
            signers: (0..count).map(account).collect::<Result<_, _>>()?,
            ..Self::default()
        })
    }

    /// Addresses whose keys the node holds.
    pub(crate) fn addresses(&self) -> Vec<Address> {
        self.signers.iter().map(PrivateKeySigner::address).collect()
    }

    pub(crate) fn impersonate(&mut self, account: Address) {
        self.impersonated.insert(account);
    }

    pub(crate) fn stop_impersonating(&mut self, account: Address) {
        self.impersonated.remove(&account);
    }

    /// Whether transactions of this account go without signature.
    pub(crate) fn is_impersonated(&self, account: Address) -> bool {
        self.signer(account).is_err()
            && (self.impersonate_all || self.impersonated.contains(&account))
    }

    /// Fails if the node does not hold the account's key.
    pub(crate) fn check_signer(&self, account: Address) -> RpcResult<()> {
        self.signer(account).map(drop)
    }

    fn signer(&self, account: Address) -> RpcResult<&PrivateKeySigner> {
        self.signers
            .iter()
            .find(|signer| signer.address() == account)
            .ok_or_else(|| RpcError::server("unknown account"))
    }

    /// Signs a message as wallets do (EIP-191).
    pub(crate) fn sign_message(&self, account: Address, message: &[u8]) -> RpcResult<Bytes> {
        let signature = self.signer(account)?.sign_message_sync(message);
        signed(signature.map(|s| s.as_bytes().into()))
    }

    /// Signs typed data (EIP-712).
    pub(crate) fn sign_typed_data(&self, account: Address, data: &TypedData) -> RpcResult<Bytes> {
        let hash: B256 = data
            .eip712_signing_hash()
            .map_err(|e| RpcError::params(format!("invalid argument 1: {e}")))?;
        let signature = self.signer(account)?.sign_hash_sync(&hash);
        signed(signature.map(|s| s.as_bytes().into()))
    }

    pub(crate) fn sign_transaction(
        &self,
        account: Address,
        transaction: TypedTransaction,
    ) -> RpcResult<TxEnvelope> {
        let hash = transaction.signature_hash();
        let signature = signed(self.signer(account)?.sign_hash_sync(&hash))?;
        Ok(transaction.into_signed(signature).into())
    }
}

fn signed<T>(result: Result<T, alloy_signer::Error>) -> RpcResult<T> {
    result.map_err(|e| RpcError::server(e.to_string()))
}
