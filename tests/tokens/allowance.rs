//! `approve`, `allowance`, `transferFrom`.

use alloy_primitives::{Address, U256};
use diem_suite::emitted;

use super::token::{Token, alice, beyond_every_width, bob, carol, tokens};
use crate::fixture::Abi;

fn transfer_from(from: Address, to: Address, value: U256) -> Abi::transferFromCall {
    Abi::transferFromCall { from, to, value }
}

/// Alice holds 10 tokens, of which Carol may move `value`.
fn approved(value: U256) -> Token {
    let mut token = Token::with_alice(tokens(10));
    token.approve(alice(), carol(), value);
    token
}

#[test]
fn an_approval_sets_the_allowance_and_emits_one_event() {
    let mut token = Token::deploy();
    for value in [
        tokens(5),
        tokens(3),
        U256::MAX,
        U256::MAX - U256::ONE,
        U256::ZERO,
    ] {
        let call = Abi::approveCall {
            spender: carol(),
            value,
        };
        let sent = token.send(alice(), call).unwrap();
        assert!(sent.value);
        let event = Abi::Approval {
            owner: alice(),
            spender: carol(),
            value,
        };
        assert_eq!(sent.receipt.logs, [emitted(token.contract, &event)]);
        assert_eq!(token.allowance(alice(), carol()), value);
    }
}

#[test]
fn an_allowance_is_of_one_owner_for_one_spender() {
    let mut token = Token::deploy();
    token.approve(alice(), carol(), tokens(5));
    token.approve(bob(), carol(), tokens(6));
    token.approve(alice(), alice(), tokens(7));
    assert_eq!(token.allowance(alice(), carol()), tokens(5));
    assert_eq!(token.allowance(bob(), carol()), tokens(6));
    assert_eq!(token.allowance(alice(), alice()), tokens(7));
    assert_eq!(token.allowance(carol(), alice()), U256::ZERO);
    assert_eq!(token.allowance(alice(), bob()), U256::ZERO);
}

#[test]
fn the_zero_address_is_given_no_allowance() {
    let mut token = Token::deploy();
    for value in [U256::ZERO, U256::ONE, U256::MAX] {
        let call = Abi::approveCall {
            spender: Address::ZERO,
            value,
        };
        let error = Abi::ERC20InvalidSpender {
            spender: Address::ZERO,
        };
        token.refuses(alice(), call, error);
    }
}

#[test]
fn a_spender_moves_the_value_out_of_its_allowance() {
    let mut token = approved(tokens(5));
    let supply = token.supply();
    let sent = token.send(carol(), transfer_from(alice(), bob(), tokens(2)));
    let sent = sent.unwrap();
    assert!(sent.value);
    // Only the transfer: an allowance that is spent is not one that is set.
    let event = Abi::Transfer {
        from: alice(),
        to: bob(),
        value: tokens(2),
    };
    assert_eq!(sent.receipt.logs, [emitted(token.contract, &event)]);
    assert_eq!(token.balance(alice()), tokens(8));
    assert_eq!(token.balance(bob()), tokens(2));
    assert_eq!(token.balance(carol()), U256::ZERO);
    assert_eq!(token.allowance(alice(), carol()), tokens(3));
    assert_eq!(token.supply(), supply);
}

#[test]
fn an_allowance_is_spent_to_the_last_wei_and_no_further() {
    let mut token = approved(tokens(5));
    token
        .send(
            carol(),
            transfer_from(alice(), bob(), tokens(5) - U256::ONE),
        )
        .unwrap();
    let too_much = Abi::ERC20InsufficientAllowance {
        spender: carol(),
        allowance: U256::ONE,
        needed: U256::from(2),
    };
    token.refuses(
        carol(),
        transfer_from(alice(), bob(), U256::from(2)),
        too_much,
    );
    token
        .send(carol(), transfer_from(alice(), bob(), U256::ONE))
        .unwrap();
    assert_eq!(token.allowance(alice(), carol()), U256::ZERO);
    assert_eq!(token.balance(bob()), tokens(5));
}

#[test]
fn the_largest_allowance_never_runs_out() {
    let mut token = approved(U256::MAX);
    for _ in 0..2 {
        let sent = token.send(carol(), transfer_from(alice(), bob(), tokens(5)));
        assert_eq!(sent.unwrap().receipt.logs.len(), 1);
        assert_eq!(token.allowance(alice(), carol()), U256::MAX);
    }
    assert_eq!(token.balance(bob()), tokens(10));
}

#[test]
fn one_less_than_the_largest_allowance_does_run_out() {
    let mut token = approved(U256::MAX - U256::ONE);
    token
        .send(carol(), transfer_from(alice(), bob(), tokens(5)))
        .unwrap();
    let left = U256::MAX - U256::ONE - tokens(5);
    assert_eq!(token.allowance(alice(), carol()), left);
}

#[test]
fn without_an_allowance_nothing_moves() {
    let mut token = approved(tokens(5));
    // Not for a stranger, nor for the owner itself, nor for one that spends what it was not given.
    for (spender, from, needed) in [
        (bob(), alice(), U256::ONE),
        (alice(), alice(), U256::ONE),
        (carol(), bob(), U256::ONE),
        (bob(), alice(), U256::MAX),
    ] {
        let error = Abi::ERC20InsufficientAllowance {
            spender,
            allowance: U256::ZERO,
            needed,
        };
        token.refuses(spender, transfer_from(from, bob(), needed), error);
    }
}

#[test]
fn an_allowance_beyond_the_balance_is_no_balance() {
    for allowance in [U256::MAX, tokens(11)] {
        let mut token = approved(allowance);
        let error = Abi::ERC20InsufficientBalance {
            sender: alice(),
            balance: tokens(10),
            needed: tokens(11),
        };
        token.refuses(carol(), transfer_from(alice(), bob(), tokens(11)), error);
    }
}

#[test]
fn a_value_wider_than_a_balance_is_not_cut_to_its_width() {
    for needed in beyond_every_width() {
        for allowance in [needed, U256::MAX] {
            let mut token = approved(allowance);
            let error = Abi::ERC20InsufficientBalance {
                sender: alice(),
                balance: tokens(10),
                needed,
            };
            token.refuses(carol(), transfer_from(alice(), bob(), needed), error);
        }
    }
}

#[test]
fn a_spender_sends_nothing_to_the_zero_address() {
    let mut token = approved(tokens(5));
    for value in [U256::ZERO, U256::ONE] {
        let error = Abi::ERC20InvalidReceiver {
            receiver: Address::ZERO,
        };
        token.refuses(carol(), transfer_from(alice(), Address::ZERO, value), error);
    }
}

#[test]
fn nothing_comes_from_the_zero_address() {
    let mut token = Token::with_alice(tokens(10));
    let error = Abi::ERC20InvalidSender {
        sender: Address::ZERO,
    };
    token.refuses(
        carol(),
        transfer_from(Address::ZERO, bob(), U256::ZERO),
        error,
    );
}

#[test]
fn nothing_can_be_moved_without_an_allowance() {
    let mut token = Token::with_alice(tokens(10));
    for (from, to) in [(alice(), bob()), (bob(), alice()), (alice(), alice())] {
        let before = token.books();
        let sent = token.send(carol(), transfer_from(from, to, U256::ZERO));
        let event = Abi::Transfer {
            from,
            to,
            value: U256::ZERO,
        };
        assert_eq!(
            sent.unwrap().receipt.logs,
            [emitted(token.contract, &event)]
        );
        assert_eq!(token.books(), before);
    }
}

#[test]
fn a_spender_can_move_an_owners_tokens_to_itself_and_to_the_owner() {
    let mut token = approved(tokens(5));
    token
        .send(carol(), transfer_from(alice(), carol(), tokens(2)))
        .unwrap();
    token
        .send(carol(), transfer_from(alice(), alice(), tokens(2)))
        .unwrap();
    assert_eq!(token.balance(alice()), tokens(8));
    assert_eq!(token.balance(carol()), tokens(2));
    assert_eq!(token.allowance(alice(), carol()), tokens(1));
}
