//! The transfers that are measured: one token unit each, signed beforehand.

use alloy_consensus::{SignableTransaction as _, TxEip1559, TxEnvelope};
use alloy_eips::Encodable2718 as _;
use alloy_primitives::{Address, Bytes, Signature, TxKind, U256, keccak256};
use anyhow::{Result, ensure};
use diem_suite::{Account, SolCall as _, abi::IDiem};

/// Chain id of both chains.
pub const CHAIN_ID: u64 = 412_346;

/// Tokens that each sender starts with: one, of 18 decimals.
pub const ENDOWMENT: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// Wei that each sender starts with: more than its gas costs.
pub const GAS_MONEY: U256 = U256::from_limbs([0, 0, 1_000_000, 0]);

/// Accounts that receive, one after the other. The first transfer to each makes its storage slot, all others change it.
const RECIPIENTS: u64 = 100;

/// More gas than a transfer uses on either chain.
const GAS_LIMIT: u64 = 100_000;

/// More wei per gas than either chain asks for.
const MAX_FEE: u128 = 10_000_000_000;

/// The calldata of a sender's transfer number `index`.
pub fn calldata(index: u64) -> Bytes {
    let transfer = IDiem::transferCall {
        to: recipient(index % RECIPIENTS),
        value: U256::ONE,
    };
    transfer.abi_encode().into()
}

/// Fails unless the recipients have received as many units as there were transfers.
///
/// # Errors
///
/// If they hold more or fewer.
pub fn check_received(transfers: u64, balances: &[U256]) -> Result<()> {
    let received: U256 = balances.iter().sum();
    ensure!(
        received == U256::from(transfers),
        "{transfers} transfers moved {received} units"
    );
    Ok(())
}

/// Everybody who receives.
pub fn recipients() -> impl Iterator<Item = Address> {
    (0..RECIPIENTS).map(recipient)
}

fn recipient(index: u64) -> Address {
    // Nobody has to sign for them.
    Address::from_word(keccak256(index.to_be_bytes()))
}

/// A transfer as it goes over the wire.
pub fn signed(sender: &Account, token: Address, nonce: u64, data: Bytes) -> TxEnvelope {
    let transaction = TxEip1559 {
        chain_id: CHAIN_ID,
        nonce,
        gas_limit: GAS_LIMIT,
        max_fee_per_gas: MAX_FEE,
        to: TxKind::Call(token),
        input: data,
        ..TxEip1559::default()
    };
    let signature = sender.sign_hash(transaction.signature_hash());
    let signature = Signature::from_raw_array(&signature).expect("65 bytes are a signature");
    transaction.into_signed(signature).into()
}

/// The bytes of [`signed`].
pub fn raw(sender: &Account, token: Address, nonce: u64, data: Bytes) -> Bytes {
    signed(sender, token, nonce, data).encoded_2718().into()
}
