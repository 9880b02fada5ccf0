//! Transactions, blocks, time, snapshots.

use alloy_consensus::{
    SignableTransaction, TxEip1559, TxEip4844, TxEnvelope, TxLegacy,
    transaction::RlpEcdsaEncodableTx,
};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Signature, TxKind, keccak256};
use k256::ecdsa::SigningKey;
use stylus_chain::{
    Address, Bytes, Chain, ChainConfig, HaltReason, Receipt, Status, Tx, TxError, U256,
};

use crate::{
    assembler::{assemble, deploying},
    forwarders::{World, deploy_evm, deploy_forwarder},
    programs::{ALICE, chain},
};

const BOB: Address = Address::repeat_byte(0xB0);

fn key() -> SigningKey {
    SigningKey::from_slice(&[0x42; 32]).unwrap()
}

pub(crate) fn signer() -> Address {
    Address::from_public_key(key().verifying_key())
}

pub(crate) fn signed<T: SignableTransaction<Signature> + RlpEcdsaEncodableTx>(tx: T) -> Vec<u8>
where
    TxEnvelope: From<alloy_consensus::Signed<T>>,
{
    let (signature, recovery) = key()
        .sign_prehash_recoverable(tx.signature_hash().as_slice())
        .unwrap();
    let signature = Signature::from_signature_and_parity(signature, recovery.is_y_odd());
    TxEnvelope::from(tx.into_signed(signature)).encoded_2718()
}

pub(crate) fn eip1559(nonce: u64) -> TxEip1559 {
    TxEip1559 {
        chain_id: 412_346,
        nonce,
        gas_limit: 50_000,
        max_fee_per_gas: 10,
        max_priority_fee_per_gas: 3,
        to: TxKind::Call(BOB),
        value: U256::from(100),
        ..TxEip1559::default()
    }
}

pub(crate) fn funded(config: ChainConfig) -> Chain {
    let mut chain = Chain::new(config);
    chain.fund(signer(), U256::from(1_000_000));
    chain
}

#[test]
fn an_impersonated_transfer_moves_value_and_costs_nothing() {
    let mut chain = chain();
    let balance = chain.balance(ALICE);
    let receipt = chain
        .transact(Tx::call(ALICE, BOB, []).with_value(U256::from(5)))
        .unwrap();
    assert_eq!(
        (receipt.status, receipt.gas_used, receipt.execution_gas),
        (Status::Success, 21_000, 0)
    );
    assert_eq!(
        (receipt.from, receipt.to, receipt.contract_address),
        (ALICE, Some(BOB), None)
    );
    assert_eq!(
        (chain.balance(ALICE), chain.balance(BOB)),
        (balance - U256::from(5), U256::from(5))
    );
    assert_eq!(
        (
            chain.nonce(ALICE),
            chain.block_number(),
            receipt.block_number
        ),
        (1, 1, 1)
    );
}

#[test]
fn any_account_can_be_impersonated_contracts_included() {
    let mut chain = chain();
    let contract = deploy_evm(&mut chain, "STOP");
    chain.fund(contract, U256::from(5));
    assert!(
        chain
            .transact(Tx::call(contract, BOB, []).with_value(U256::from(5)))
            .unwrap()
            .is_success()
    );
    assert_eq!(chain.balance(BOB), U256::from(5));
}

#[test]
fn what_cannot_be_executed_changes_nothing() {
    let mut chain = chain();
    let nonce = chain.nonce(ALICE);
    let too_much = chain.balance(ALICE) + U256::ONE;
    let refused = [
        (Tx::call(ALICE, BOB, []).with_value(too_much), "funds"),
        (Tx::call(ALICE, BOB, []).with_gas(20_999), "intrinsic"),
        (Tx::call(ALICE, BOB, []).with_gas(32_000_001), "limit"),
    ];
    for (tx, reason) in refused {
        let error = chain.transact(tx.clone()).unwrap_err();
        match reason {
            "funds" => assert!(
                matches!(error, TxError::InsufficientFunds { needed, .. } if needed == too_much)
            ),
            "intrinsic" => assert_eq!(
                error,
                TxError::IntrinsicGas {
                    limit: 20_999,
                    needed: 21_000
                }
            ),
            _ => assert_eq!(
                error,
                TxError::GasLimitTooHigh {
                    limit: 32_000_001,
                    cap: 32_000_000
                }
            ),
        }
        assert_eq!(chain.call(tx).unwrap_err(), error);
    }
    assert_eq!((chain.nonce(ALICE), chain.block_number()), (nonce, 0));
}

#[test]
fn calls_commit_nothing() {
    let mut chain = chain();
    let counter = deploy_evm(
        &mut chain,
        "PUSH1 0x00 SLOAD PUSH1 0x01 ADD DUP1 PUSH1 0x00 SSTORE PUSH1 0x00 MSTORE PUSH1 0x20 PUSH1 0x00 RETURN",
    );
    let block = chain.block_number();
    for _ in 0..2 {
        let outcome = chain.call(Tx::call(ALICE, counter, [])).unwrap();
        assert_eq!(U256::from_be_slice(&outcome.output), U256::ONE);
    }
    assert_eq!(
        (
            chain.storage(counter, U256::ZERO),
            chain.block_number(),
            chain.nonce(ALICE)
        ),
        (U256::ZERO, block, 1)
    );
    assert!(
        chain
            .transact(Tx::call(ALICE, counter, []))
            .unwrap()
            .is_success()
    );
    assert_eq!(chain.storage(counter, U256::ZERO), U256::ONE);
}

#[test]
fn gas_is_split_into_intrinsic_execution_and_refund() {
    let mut chain = chain();
    let clears = deploy_evm(&mut chain, "PUSH1 0x00 PUSH1 0x00 SSTORE");
    chain.set_storage(clears, U256::ZERO, U256::ONE);
    let receipt = chain.transact(Tx::call(ALICE, clears, vec![0, 1])).unwrap();
    // Calldata: 4 for the zero byte, 16 for the other. Execution: two pushes and a cold SSTORE. The refund's cap is a fifth.
    assert_eq!(receipt.execution_gas, 3 + 3 + 5_000);
    assert_eq!(receipt.gas_refunded, 4_800);
    assert_eq!(receipt.gas_used, 21_000 + 20 + 5_006 - 4_800);
}

#[test]
fn creations_name_their_contract_and_failures_do_not() {
    let mut chain = chain();
    let receipt = chain.deploy(ALICE, deploying(&[0x00])).unwrap();
    assert_eq!(receipt.contract_address, Some(ALICE.create(0)));
    assert_eq!(
        (receipt.to, chain.code(ALICE.create(0)).as_ref()),
        (None, [0x00].as_slice())
    );
    let reverting = chain
        .deploy(ALICE, assemble("PUSH1 0x00 PUSH1 0x00 REVERT").into())
        .unwrap();
    assert_eq!(
        (reverting.status, reverting.contract_address),
        (Status::Revert, None)
    );
    let halting = chain.deploy(ALICE, Bytes::from_static(&[0xfe])).unwrap();
    assert!(matches!(halting.status, Status::Halt(HaltReason::Evm(_))));
    assert_eq!(chain.nonce(ALICE), 3);
}

#[test]
fn a_signed_transaction_pays_the_base_fee_and_no_tip() {
    let mut chain = funded(ChainConfig {
        base_fee: 7,
        ..ChainConfig::default()
    });
    let raw = signed(eip1559(0));
    let receipt = chain.send_raw(&raw).unwrap();
    assert_eq!(
        (receipt.status, receipt.from, receipt.hash),
        (Status::Success, signer(), keccak256(&raw))
    );
    assert_eq!((receipt.gas_used, receipt.gas_price), (21_000, 7));
    assert_eq!(
        chain.balance(signer()),
        U256::from(1_000_000 - 100 - 7 * 21_000)
    );
    assert_eq!(chain.balance(BOB), U256::from(100));
    assert_eq!(chain.nonce(signer()), 1);
    let legacy = TxLegacy {
        chain_id: Some(412_346),
        nonce: 1,
        gas_price: 9,
        gas_limit: 21_000,
        to: TxKind::Call(BOB),
        ..TxLegacy::default()
    };
    assert_eq!(chain.send_raw(&signed(legacy)).unwrap().gas_price, 7);
}

#[test]
fn a_signed_transaction_is_checked_in_full() {
    let mut chain = funded(ChainConfig {
        base_fee: 7,
        ..ChainConfig::default()
    });
    let mut error = |tx: TxEip1559| chain.send_raw(&signed(tx)).unwrap_err();
    assert_eq!(
        error(eip1559(1)),
        TxError::WrongNonce {
            expected: 0,
            given: 1
        }
    );
    assert_eq!(
        error(TxEip1559 {
            chain_id: 1,
            ..eip1559(0)
        }),
        TxError::WrongChainId {
            expected: 412_346,
            given: Some(1)
        }
    );
    assert_eq!(
        error(TxEip1559 {
            max_fee_per_gas: 6,
            max_priority_fee_per_gas: 0,
            ..eip1559(0)
        }),
        TxError::FeeTooLow {
            base_fee: 7,
            offered: 6
        }
    );
    let needed = U256::from(100 + 10 * 100_000);
    assert_eq!(
        error(TxEip1559 {
            gas_limit: 100_000,
            ..eip1559(0)
        }),
        TxError::InsufficientFunds {
            balance: U256::from(1_000_000),
            needed
        }
    );
    let raw = signed(eip1559(0));
    assert!(matches!(
        chain.send_raw(&raw[..raw.len() - 1]),
        Err(TxError::Malformed(_))
    ));
    assert!(matches!(
        chain.send_raw(&[raw.as_slice(), &[0]].concat()),
        Err(TxError::Malformed(_))
    ));
    assert!(matches!(chain.send_raw(&[]), Err(TxError::Malformed(_))));
    let blob = TxEip4844 {
        chain_id: 412_346,
        blob_versioned_hashes: vec![[1; 32].into()],
        ..TxEip4844::default()
    };
    let blob = {
        let (signature, recovery) = key()
            .sign_prehash_recoverable(blob.signature_hash().as_slice())
            .unwrap();
        let signature = Signature::from_signature_and_parity(signature, recovery.is_y_odd());
        TxEnvelope::Eip4844(blob.into_signed(signature).convert()).encoded_2718()
    };
    assert_eq!(chain.send_raw(&blob), Err(TxError::UnsupportedType(3)));
    assert_eq!((chain.nonce(signer()), chain.block_number()), (0, 0));
}

#[test]
fn time_moves_when_told_or_by_blocks() {
    let mut chain = Chain::new(ChainConfig {
        timestamp: 1_000,
        block_time: 12,
        ..ChainConfig::default()
    });
    assert_eq!(chain.timestamp(), 1_000);
    assert_eq!(
        chain.transact(Tx::call(ALICE, BOB, [])).unwrap().timestamp,
        1_000
    );
    assert_eq!(chain.timestamp(), 1_012);
    chain.advance(100);
    chain.set_timestamp(2_000);
    assert_eq!(
        chain.transact(Tx::call(ALICE, BOB, [])).unwrap().timestamp,
        2_000
    );
}

#[test]
#[should_panic(expected = "time runs backwards")]
fn time_never_runs_backwards() {
    let mut chain = chain();
    let now = chain.timestamp();
    chain.set_timestamp(now - 1);
}

#[test]
fn a_snapshot_brings_everything_back() {
    let mut chain = chain();
    let before = (
        chain.balance(ALICE),
        chain.timestamp(),
        chain.block_number(),
    );
    let outer = chain.snapshot();
    chain.advance(10);
    let contract = deploy_forwarder(&mut chain, World::Wasm);
    let inner = chain.snapshot();
    chain.set_storage(contract, U256::ZERO, U256::ONE);
    assert!(chain.revert(inner));
    assert!(!chain.revert(inner), "a snapshot is used up");
    assert_eq!(chain.storage(contract, U256::ZERO), U256::ZERO);
    assert!(!chain.code(contract).is_empty());
    assert!(chain.revert(outer));
    assert!(chain.code(contract).is_empty());
    assert_eq!(
        (
            chain.balance(ALICE),
            chain.timestamp(),
            chain.block_number()
        ),
        before
    );
    // The activation is gone too: the same deployment gives the same contract and pays again.
    let again = deploy_forwarder(&mut chain, World::Wasm);
    assert_eq!(again, contract);
    assert!(chain.balance(ALICE) < before.0);
}

#[test]
fn the_same_calls_give_the_same_receipts() {
    let receipts = || -> Vec<Receipt> {
        let mut chain = chain();
        let program = deploy_forwarder(&mut chain, World::Wasm);
        let evm = deploy_forwarder(&mut chain, World::Evm);
        [program, evm]
            .map(|to| chain.transact(Tx::call(ALICE, to, vec![0; 60])).unwrap())
            .to_vec()
    };
    assert_eq!(receipts(), receipts());
    let hashes: Vec<_> = receipts().iter().map(|receipt| receipt.hash).collect();
    assert_ne!(hashes[0], hashes[1]);
}

#[test]
fn an_account_that_ends_empty_ceases_to_exist() {
    let mut chain = chain();
    assert!(
        chain
            .transact(Tx::call(ALICE, BOB, []))
            .unwrap()
            .is_success()
    );
    let asks_hash = deploy_evm(
        &mut chain,
        "PUSH20 0xb0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0 EXTCODEHASH PUSH1 0x00 MSTORE PUSH1 0x20 PUSH1 0x00 RETURN",
    );
    assert_eq!(
        chain
            .call(Tx::call(ALICE, asks_hash, []))
            .unwrap()
            .output
            .as_ref(),
        [0; 32]
    );
}
