//! `transfer`.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use diem_suite::emitted;

use super::token::{Token, alice, beyond_every_width, bob, tokens};
use crate::fixture::Abi;

fn transfer(to: Address, value: U256) -> Abi::transferCall {
    Abi::transferCall { to, value }
}

#[test]
fn a_transfer_moves_the_value_and_emits_one_event() {
    let mut token = Token::with_alice(tokens(10));
    let supply = token.supply();
    let sent = token.send(alice(), transfer(bob(), tokens(3))).unwrap();
    assert!(sent.value);
    let event = Abi::Transfer {
        from: alice(),
        to: bob(),
        value: tokens(3),
    };
    assert_eq!(sent.receipt.logs, [emitted(token.contract, &event)]);
    assert_eq!(token.balance(alice()), tokens(7));
    assert_eq!(token.balance(bob()), tokens(3));
    assert_eq!(token.supply(), supply);
}

#[test]
fn a_second_transfer_adds_to_the_first() {
    let mut token = Token::with_alice(tokens(10));
    token.send(alice(), transfer(bob(), U256::ONE)).unwrap();
    token.send(alice(), transfer(bob(), tokens(2))).unwrap();
    assert_eq!(token.balance(bob()), tokens(2) + U256::ONE);
    assert_eq!(token.balance(alice()), tokens(8) - U256::ONE);
}

#[test]
fn a_whole_balance_can_be_sent_and_sent_back() {
    let mut token = Token::with_alice(tokens(10));
    token.send(alice(), transfer(bob(), tokens(10))).unwrap();
    assert_eq!(token.balance(alice()), U256::ZERO);
    assert_eq!(token.balance(bob()), tokens(10));
    token.send(bob(), transfer(alice(), tokens(10))).unwrap();
    assert_eq!(token.balance(alice()), tokens(10));
    assert_eq!(token.balance(bob()), U256::ZERO);
}

#[test]
fn more_than_the_balance_is_refused_with_what_is_there_and_what_is_needed() {
    let mut token = Token::with_alice(tokens(10));
    let just_above = tokens(10) + U256::ONE;
    for needed in beyond_every_width().chain([just_above, U256::MAX]) {
        let error = Abi::ERC20InsufficientBalance {
            sender: alice(),
            balance: tokens(10),
            needed,
        };
        token.refuses(alice(), transfer(bob(), needed), error.clone());
        token.refuses(alice(), transfer(alice(), needed), error);
    }
}

#[test]
fn an_account_without_tokens_sends_none() {
    let mut token = Token::with_alice(tokens(10));
    let error = Abi::ERC20InsufficientBalance {
        sender: bob(),
        balance: U256::ZERO,
        needed: U256::ONE,
    };
    token.refuses(bob(), transfer(alice(), U256::ONE), error);
}

#[test]
fn the_zero_address_receives_nothing_not_even_nothing() {
    let mut token = Token::with_alice(tokens(10));
    for value in [U256::ZERO, U256::ONE, tokens(10)] {
        let error = Abi::ERC20InvalidReceiver {
            receiver: Address::ZERO,
        };
        token.refuses(alice(), transfer(Address::ZERO, value), error);
    }
}

#[test]
fn the_zero_address_sends_nothing() {
    // The sender of an `eth_call` that names none.
    let mut token = Token::with_alice(tokens(10));
    let error = Abi::ERC20InvalidSender {
        sender: Address::ZERO,
    };
    token.refuses(Address::ZERO, transfer(bob(), U256::ZERO), error);
}

#[test]
fn a_transfer_of_nothing_is_a_transfer_from_whomever() {
    let mut token = Token::with_alice(tokens(10));
    for (from, to) in [(alice(), bob()), (bob(), alice()), (bob(), bob())] {
        let before = token.books();
        let sent = token.send(from, transfer(to, U256::ZERO)).unwrap();
        assert!(sent.value);
        let event = Abi::Transfer {
            from,
            to,
            value: U256::ZERO,
        };
        assert_eq!(sent.receipt.logs, [emitted(token.contract, &event)]);
        assert_eq!(token.books(), before);
    }
}

#[test]
fn a_transfer_to_oneself_changes_nothing_but_is_logged() {
    let mut token = Token::with_alice(tokens(10));
    for value in [U256::ONE, tokens(10)] {
        let before = token.books();
        let sent = token.send(alice(), transfer(alice(), value)).unwrap();
        let event = Abi::Transfer {
            from: alice(),
            to: alice(),
            value,
        };
        assert_eq!(sent.receipt.logs, [emitted(token.contract, &event)]);
        assert_eq!(token.books(), before);
    }
}

#[test]
fn what_wallets_append_to_the_calldata_does_not_matter() {
    // ERC-8021: wallets append an attribution of any length.
    let mut token = Token::with_alice(tokens(10));
    for suffix in [1, 13, 32, 64] {
        let mut data = transfer(bob(), tokens(1)).abi_encode();
        data.resize(data.len() + suffix, 0x80);
        let receipt = token.send_data(alice(), data).unwrap();
        assert_eq!(receipt.output.len(), 32);
    }
    assert_eq!(token.balance(bob()), tokens(4));
    assert_eq!(token.balance(alice()), tokens(6));
}
