//! Amounts at the edge of 256 bits. No faucet gives as much, so the storage is written: balances at slot 0, the supply at slot 2.

use alloy_primitives::{Address, U256, keccak256};
use alloy_sol_types::SolValue;

use crate::fixture::Abi;
use crate::tokens::token::{Token, alice, bob, carol};

/// A token of which Alice holds all that can be.
fn all_of_it() -> Token {
    let mut token = Token::deploy();
    let balance: U256 = keccak256((alice(), U256::ZERO).abi_encode()).into();
    let supply = U256::from(2);
    for slot in [balance, supply] {
        let contract = token.contract;
        token.chain.set_storage(contract, slot, U256::MAX);
    }
    assert_eq!(token.balance(alice()), U256::MAX);
    assert_eq!(token.supply(), U256::MAX);
    token
}

#[track_caller]
fn transfer(token: &mut Token, from: Address, to: Address, value: U256) {
    token
        .send(from, Abi::transferCall { to, value })
        .expect("transfer");
}

#[test]
fn the_largest_balance_moves_whole_and_in_parts() {
    let mut token = all_of_it();
    transfer(&mut token, alice(), bob(), U256::MAX);
    assert_eq!(token.balance(alice()), U256::ZERO);
    assert_eq!(token.balance(bob()), U256::MAX);
    transfer(&mut token, bob(), bob(), U256::MAX);
    for bits in [96, 112, 128, 255] {
        transfer(&mut token, bob(), alice(), U256::ONE << bits);
    }
    let sent = [96, 112, 128, 255].map(|bits| U256::ONE << bits);
    let sent: U256 = sent.into_iter().sum();
    assert_eq!(token.balance(alice()), sent);
    assert_eq!(token.balance(bob()), U256::MAX - sent);
    assert_eq!(token.supply(), U256::MAX);
}

#[test]
fn the_largest_allowance_covers_the_largest_balance_and_stays() {
    let mut token = all_of_it();
    token.approve(alice(), carol(), U256::MAX);
    let call = Abi::transferFromCall {
        from: alice(),
        to: bob(),
        value: U256::MAX,
    };
    token.send(carol(), call).unwrap();
    assert_eq!(token.balance(bob()), U256::MAX);
    assert_eq!(token.allowance(alice(), carol()), U256::MAX);
}

#[test]
fn one_wei_less_than_all_is_not_enough_for_all() {
    let mut token = all_of_it();
    transfer(&mut token, alice(), bob(), U256::ONE);
    let call = Abi::transferCall {
        to: bob(),
        value: U256::MAX,
    };
    let error = Abi::ERC20InsufficientBalance {
        sender: alice(),
        balance: U256::MAX - U256::ONE,
        needed: U256::MAX,
    };
    token.refuses(alice(), call, error);
}
