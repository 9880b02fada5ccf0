//! The constructor: what it takes, what it refuses, and that it runs once.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolError, SolValue, sol};
use diem_suite::{Reverted, Status, assert_reverts, emitted};
use diem_tests::{DEPLOYER, Stage, construct, program};
use stylus_chain::{Chain, ChainConfig, DeployError, Tx};

use crate::{
    fixture::{Abi, LARGEST_CAP, PROGRAM, minter},
    tokens::token::{Token, alice, bob},
};

sol! {
    /// StylusDeployer's error: the constructor of `newContract` reverted with `data`.
    error ContractInitializationError(address newContract, bytes data);
}

/// Diem's code on the chain, its constructor still to run.
#[track_caller]
fn unconstructed() -> Token {
    Token::on(Stage::deploy(PROGRAM, None))
}

fn arguments(minter: Address, cap: U256) -> Vec<u8> {
    (minter, cap).abi_encode_params()
}

/// Asserts that the constructor refuses `minter` and `cap` with `error`, and can be called again after that.
#[track_caller]
fn refuses<E: SolError>(minter: Address, cap: U256, error: E) {
    let mut token = unconstructed();
    let result = token.send_data(DEPLOYER, construct(&arguments(minter, cap)));
    assert_reverts(result, error);
    constructs(&mut token, bob(), U256::ONE);
}

/// Asserts that the constructor takes `minter` and `cap`, and says so.
#[track_caller]
fn constructs(token: &mut Token, minter: Address, cap: U256) {
    let receipt = token
        .send_data(DEPLOYER, construct(&arguments(minter, cap)))
        .expect("construction");
    let event = Abi::Initialized { minter, cap };
    assert_eq!(receipt.logs, [emitted(token.contract, &event)]);
    assert_eq!(token.read(Abi::minterCall {}), minter);
    assert_eq!(token.read(Abi::capCall {}), cap);
    assert_eq!(token.supply(), U256::ZERO);
}

#[test]
fn minter_and_cap_are_what_the_constructor_was_told() {
    for cap in [
        U256::ONE,
        U256::from(10),
        LARGEST_CAP - U256::ONE,
        LARGEST_CAP,
    ] {
        constructs(&mut unconstructed(), alice(), cap);
    }
}

#[test]
fn the_largest_cap_is_2_to_the_96_less_1() {
    assert_eq!(LARGEST_CAP, (U256::ONE << 96) - U256::ONE);
    for cap in [
        LARGEST_CAP + U256::ONE,
        U256::ONE << 112,
        U256::ONE << 128,
        U256::MAX,
    ] {
        refuses(alice(), cap, Abi::InvalidCap { cap });
    }
}

#[test]
fn a_cap_of_zero_is_refused() {
    refuses(alice(), U256::ZERO, Abi::InvalidCap { cap: U256::ZERO });
}

#[test]
fn the_zero_address_is_no_minter() {
    let minter = Address::ZERO;
    refuses(minter, LARGEST_CAP, Abi::InvalidMinter { minter });
}

#[test]
fn a_second_call_of_the_constructor_reverts_with_empty_data() {
    let mut token = Token::deploy();
    let before = token.books();
    for (caller, minter, cap) in [
        (DEPLOYER, minter(), LARGEST_CAP),
        (DEPLOYER, alice(), LARGEST_CAP),
        (minter(), minter(), U256::ONE),
        (alice(), alice(), U256::ONE),
        // Not even the refusals come back.
        (alice(), Address::ZERO, U256::ZERO),
    ] {
        let result = token.send_data(caller, construct(&arguments(minter, cap)));
        reverts_empty(result);
    }
    assert_eq!(token.read(Abi::minterCall {}), minter());
    assert_eq!(token.read(Abi::capCall {}), LARGEST_CAP);
    assert_eq!(token.books(), before);
}

#[track_caller]
fn reverts_empty<T: core::fmt::Debug>(result: Result<T, Reverted>) {
    let reverted = result.expect_err("a refusal");
    assert_eq!(reverted.status, Status::Revert);
    assert!(reverted.data.is_empty(), "{reverted}");
}

#[test]
fn the_deployer_passes_a_refusal_on() {
    let mut chain = Chain::new(ChainConfig::default());
    let call = construct(&arguments(alice(), U256::ZERO));
    let Err(DeployError::Failed(receipt)) =
        chain.deploy_program(DEPLOYER, &program(PROGRAM).wasm, Some(call))
    else {
        panic!("a cap of zero was taken");
    };
    let wrapped = ContractInitializationError::abi_decode(&receipt.output).expect("the deployer's");
    let error = Abi::InvalidCap { cap: U256::ZERO };
    assert_eq!(wrapped.data[..], error.abi_encode());
}

#[test]
fn the_deployer_s_transaction_carries_the_event() {
    let mut chain = Chain::new(ChainConfig::default());
    let call = construct(&arguments(alice(), LARGEST_CAP));
    let deployment = chain
        .deploy_program(DEPLOYER, &program(PROGRAM).wasm, Some(call))
        .expect("deployment");
    let event = Abi::Initialized {
        minter: alice(),
        cap: LARGEST_CAP,
    };
    let of_diem: Vec<_> = deployment
        .receipt
        .logs
        .into_iter()
        .filter(|log| log.address == deployment.address)
        .collect();
    assert_eq!(of_diem, [emitted(deployment.address, &event)]);
}

#[test]
fn the_constructor_takes_no_native_currency() {
    let mut token = unconstructed();
    token.chain.fund(alice(), U256::from(5));
    let tx = Tx::call(
        alice(),
        token.contract,
        construct(&arguments(alice(), LARGEST_CAP)),
    );
    let value = U256::from(5);
    assert_reverts(
        token.send_tx(tx.with_value(value)),
        Abi::NotPayable { value },
    );
    assert_eq!(token.chain.balance(alice()), value);
    constructs(&mut token, alice(), LARGEST_CAP);
}

#[test]
fn short_arguments_are_refused() {
    let mut token = unconstructed();
    let whole = construct(&arguments(alice(), LARGEST_CAP));
    for length in 4..whole.len() {
        let error = Abi::CalldataTooShort {
            length: U256::from(length),
            needed: U256::from(whole.len()),
        };
        assert_reverts(token.send_data(alice(), whole.slice(..length)), error);
    }
    constructs(&mut token, alice(), LARGEST_CAP);
}

#[test]
fn a_minter_wider_than_an_address_is_refused() {
    let mut token = unconstructed();
    let mut data = construct(&arguments(alice(), LARGEST_CAP)).to_vec();
    data[4 + 11] = 1;
    let error = Abi::ArgumentOutOfRange { index: U256::ZERO };
    assert_reverts(token.send_data(alice(), data), error);
    constructs(&mut token, alice(), LARGEST_CAP);
}
