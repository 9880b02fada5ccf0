//! Signed transactions that a wallet must not have made.

use alloy_consensus::{TxEip1559, TxEip7702};
use alloy_primitives::{TxKind, keccak256};
use stylus_chain::{BlockOverrides, Bytes, Chain, ChainConfig, Tx, TxError, U256};

use crate::{
    forwarders::deploy_evm,
    programs::ALICE,
    transactions::{eip1559, funded, signed, signer},
};

fn refused(chain: &mut Chain, tx: TxEip1559) -> TxError {
    chain
        .send_raw(&signed(tx))
        .expect_err("the transaction is refused")
}

#[test]
fn a_tip_above_the_fee_cap() {
    let tx = TxEip1559 {
        max_priority_fee_per_gas: 11,
        ..eip1559(0)
    };
    assert_eq!(
        refused(&mut funded(ChainConfig::default()), tx),
        TxError::TipAboveFeeCap { tip: 11, cap: 10 }
    );
}

#[test]
fn a_contract_that_signs() {
    let mut chain = funded(ChainConfig::default());
    let code = Bytes::from_static(&[0]);
    let code_hash = keccak256(&code);
    chain.set_code(signer(), code);
    assert_eq!(
        refused(&mut chain, eip1559(0)),
        TxError::SenderIsContract { code_hash }
    );
    let delegated = [&[0xef, 0x01, 0x00][..], ALICE.as_slice()].concat();
    chain.set_code(signer(), delegated.into());
    assert!(
        chain.send_raw(&signed(eip1559(0))).is_ok(),
        "delegated accounts still sign"
    );
}

#[test]
fn the_last_nonce() {
    let mut chain = funded(ChainConfig::default());
    chain.set_nonce(signer(), u64::MAX);
    assert_eq!(
        refused(&mut chain, eip1559(u64::MAX)),
        TxError::NoncesUsedUp
    );
}

#[test]
fn a_delegation_of_nobody() {
    let tx = TxEip7702 {
        chain_id: 412_346,
        gas_limit: 50_000,
        max_fee_per_gas: 10,
        to: ALICE,
        ..TxEip7702::default()
    };
    assert_eq!(
        funded(ChainConfig::default()).send_raw(&signed(tx)),
        Err(TxError::NoAuthorizations)
    );
}

#[test]
fn init_code_that_is_too_long() {
    let mut chain = funded(ChainConfig::default());
    chain.fund(signer(), U256::MAX >> 1);
    let create = |length: usize| TxEip1559 {
        gas_limit: 1_000_000,
        to: TxKind::Create,
        value: U256::ZERO,
        input: vec![0; length].into(),
        ..eip1559(0)
    };
    assert_eq!(
        refused(&mut chain, create(49_153)),
        TxError::InitCodeTooLong {
            length: 49_153,
            most: 49_152
        }
    );
    assert!(chain.send_raw(&signed(create(49_152))).is_ok());
}

#[test]
fn a_type_that_nobody_knows() {
    let mut chain = funded(ChainConfig::default());
    for kind in [0, 5, 0x7f] {
        assert_eq!(
            chain.send_raw(&[kind, 0xc0]),
            Err(TxError::UnsupportedType(kind))
        );
    }
    for short in [&[][..], &[2], &[0x7f]] {
        assert!(matches!(chain.send_raw(short), Err(TxError::Malformed(_))));
    }
}

/// Not refused: a block's gas limit is a figure that contracts read, and no limit.
#[test]
fn a_block_with_less_gas_than_the_transaction() {
    let mut chain = Chain::default();
    let asks = deploy_evm(
        &mut chain,
        "GASLIMIT PUSH1 0x00 MSTORE PUSH1 0x20 PUSH1 0x00 RETURN",
    );
    let block = BlockOverrides {
        gas_limit: Some(5),
        ..BlockOverrides::default()
    };
    let outcome = chain.call_in(Tx::call(ALICE, asks, []), &block).unwrap();
    assert_eq!(U256::from_be_slice(&outcome.output), U256::from(5));
}
