//! `burn`.

use alloy_primitives::{Address, U256};
use diem_suite::emitted;
use diem_tests::{DAY, DEPLOYER};

use crate::{
    fixture::{Abi, burn, capacity, give, minter, total_capacity, transfer},
    tokens::token::{Token, alice, beyond_every_width, bob, tokens},
};

fn burning(from: Address, value: U256) -> Abi::burnCall {
    Abi::burnCall { from, value }
}

#[test]
fn a_burn_takes_from_balance_and_supply_and_emits_one_event() {
    let mut token = Token::with_alice(tokens(10));
    give(&mut token, bob(), tokens(5));
    let sent = token.send(minter(), burning(alice(), tokens(4))).unwrap();
    let event = Abi::Transfer {
        from: alice(),
        to: Address::ZERO,
        value: tokens(4),
    };
    assert_eq!(sent.receipt.logs, [emitted(token.contract, &event)]);
    assert_eq!(token.balance(alice()), tokens(6));
    assert_eq!(token.balance(bob()), tokens(5));
    assert_eq!(token.supply(), tokens(11));
}

#[test]
fn a_burn_takes_tomorrows_capacity_not_todays() {
    let mut token = Token::with_alice(tokens(10));
    token.at(0, DAY - 1);
    burn(&mut token, alice(), tokens(4));
    assert_eq!(capacity(&mut token, alice()), tokens(10));
    assert_eq!(total_capacity(&mut token), tokens(10));
    token.at(1, 0);
    assert_eq!(capacity(&mut token, alice()), tokens(6));
    assert_eq!(total_capacity(&mut token), tokens(6));
    // Burning all on the first touch of a day leaves that day's capacity.
    burn(&mut token, alice(), tokens(6));
    assert_eq!(capacity(&mut token, alice()), tokens(6));
    assert_eq!(total_capacity(&mut token), tokens(6));
    assert_eq!(token.supply(), U256::ZERO);
    token.at(2, 0);
    assert_eq!(capacity(&mut token, alice()), U256::ZERO);
    assert_eq!(total_capacity(&mut token), U256::ZERO);
}

#[test]
fn only_the_minter_burns_even_ones_own() {
    let mut token = Token::with_alice(tokens(10));
    token.approve(alice(), bob(), U256::MAX);
    for caller in [alice(), bob(), DEPLOYER, token.contract, Address::ZERO] {
        let error = Abi::UnauthorizedMinter { caller };
        token.refuses(caller, burning(alice(), tokens(1)), error);
    }
}

#[test]
fn nothing_is_not_burned() {
    let mut token = Token::with_alice(tokens(10));
    token.refuses(minter(), burning(alice(), U256::ZERO), Abi::ZeroAmount {});
    token.refuses(minter(), burning(bob(), U256::ZERO), Abi::ZeroAmount {});
}

#[test]
fn no_more_is_burned_than_there_is() {
    let mut token = Token::with_alice(tokens(10));
    give(&mut token, bob(), tokens(50));
    let just_above = tokens(10) + U256::ONE;
    for needed in beyond_every_width().chain([just_above, tokens(60), U256::MAX]) {
        let error = Abi::ERC20InsufficientBalance {
            sender: alice(),
            balance: tokens(10),
            needed,
        };
        token.refuses(minter(), burning(alice(), needed), error);
    }
    burn(&mut token, alice(), tokens(10));
    assert_eq!(token.balance(alice()), U256::ZERO);
    let error = Abi::ERC20InsufficientBalance {
        sender: alice(),
        balance: U256::ZERO,
        needed: U256::ONE,
    };
    token.refuses(minter(), burning(alice(), U256::ONE), error);
}

#[test]
fn capacity_without_a_balance_cannot_be_burned() {
    let mut token = Token::with_alice(tokens(10));
    transfer(&mut token, alice(), bob(), tokens(10));
    let error = Abi::ERC20InsufficientBalance {
        sender: alice(),
        balance: U256::ZERO,
        needed: U256::ONE,
    };
    token.refuses(minter(), burning(alice(), U256::ONE), error);
}

#[test]
fn nothing_is_burned_of_the_zero_address() {
    let mut token = Token::with_alice(tokens(10));
    let error = Abi::ERC20InvalidSender {
        sender: Address::ZERO,
    };
    token.refuses(minter(), burning(Address::ZERO, U256::ONE), error);
}

#[test]
fn a_burn_needs_and_spends_no_allowance() {
    let mut token = Token::with_alice(tokens(10));
    token.approve(alice(), minter(), tokens(1));
    burn(&mut token, alice(), tokens(4));
    assert_eq!(token.allowance(alice(), minter()), tokens(1));
    assert_eq!(token.balance(alice()), tokens(6));
}
