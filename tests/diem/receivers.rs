//! Who cannot receive DIEM: the zero address, Diem itself, and the minter. Nothing could come back from there.

use alloy_primitives::{Address, U256};
use diem_suite::emitted;

use crate::{
    fixture::{Abi, capacity, minter},
    tokens::token::{Token, alice, bob, carol, tokens},
};

/// The three that cannot receive.
fn unreceiving(token: &Token) -> [Address; 3] {
    [Address::ZERO, token.contract, minter()]
}

/// Asserts that nobody can send, or mint, anything to `receiver`, not even nothing.
#[track_caller]
fn receives_nothing(token: &mut Token, receiver: Address) {
    let error = Abi::ERC20InvalidReceiver { receiver };
    for value in [U256::ZERO, U256::ONE, tokens(10)] {
        let to = receiver;
        let transfer = Abi::transferCall { to, value };
        token.refuses(alice(), transfer.clone(), error.clone());
        let from = alice();
        let transfer_from = Abi::transferFromCall { from, to, value };
        token.refuses(carol(), transfer_from, error.clone());
    }
    // From one that cannot receive to another, or to itself.
    let (diem, to, value) = (token.contract, receiver, U256::ZERO);
    for from in [minter(), diem] {
        let call = Abi::transferCall { to, value };
        token.refuses(from, call, error.clone());
        let call = Abi::transferFromCall { from, to, value };
        token.refuses(carol(), call, error.clone());
    }
    let mint = Abi::mintCall {
        to: receiver,
        value: tokens(1),
    };
    token.refuses(minter(), mint, error);
    assert_eq!(token.balance(receiver), U256::ZERO);
    assert_eq!(capacity(token, receiver), U256::ZERO);
}

/// Alice holds 10 tokens, all of which Carol may move.
fn token() -> Token {
    let mut token = Token::with_alice(tokens(10));
    token.approve(alice(), carol(), U256::MAX);
    token
}

#[test]
fn three_accounts_receive_nothing() {
    let mut token = token();
    for receiver in unreceiving(&token) {
        receives_nothing(&mut token, receiver);
    }
}

#[test]
fn three_accounts_receive_nothing_on_a_later_day_either() {
    let mut token = token();
    token.at(3, 100);
    for receiver in unreceiving(&token) {
        receives_nothing(&mut token, receiver);
    }
}

#[test]
fn moving_nothing_out_of_minter_and_diem_does_not_make_receivers_of_them() {
    let mut token = token();
    for day in 0..2 {
        token.at(day, 200);
        for from in [minter(), token.contract] {
            let call = Abi::transferFromCall {
                from,
                to: bob(),
                value: U256::ZERO,
            };
            let sent = token.send(carol(), call).unwrap();
            let event = Abi::Transfer {
                from,
                to: bob(),
                value: U256::ZERO,
            };
            assert_eq!(sent.receipt.logs, [emitted(token.contract, &event)]);
            let call = Abi::transferCall {
                to: bob(),
                value: U256::ZERO,
            };
            token.send(from, call).unwrap();
        }
        for receiver in unreceiving(&token) {
            receives_nothing(&mut token, receiver);
        }
    }
}

#[test]
fn minter_and_diem_have_nothing_to_send() {
    let mut token = token();
    for sender in [minter(), token.contract] {
        let call = Abi::transferCall {
            to: bob(),
            value: U256::ONE,
        };
        let error = Abi::ERC20InsufficientBalance {
            sender,
            balance: U256::ZERO,
            needed: U256::ONE,
        };
        token.refuses(sender, call, error);
    }
}

#[test]
fn those_three_can_still_be_spenders_and_permitted() {
    let mut token = token();
    for spender in [token.contract, minter()] {
        token.approve(alice(), spender, tokens(2));
        let call = Abi::transferFromCall {
            from: alice(),
            to: bob(),
            value: tokens(1),
        };
        token.send(spender, call).unwrap();
        assert_eq!(token.allowance(alice(), spender), tokens(1));
    }
    assert_eq!(token.balance(bob()), tokens(2));
}
