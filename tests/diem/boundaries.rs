//! Amounts at the edges of the record: the largest supply there can be.

use alloy_primitives::{Address, U256};
use diem_tests::DAY;

use crate::{
    fixture::{Abi, LARGEST_CAP, burn, capacity, give, share_of_day, total_capacity, transfer},
    tokens::token::{Token, alice, bob, carol},
};

#[test]
fn the_largest_supply_moves_whole_and_in_parts() {
    let mut token = Token::with_alice(LARGEST_CAP);
    transfer(&mut token, alice(), bob(), LARGEST_CAP);
    assert_eq!(token.balance(bob()), LARGEST_CAP);
    assert_eq!(token.balance(alice()), U256::ZERO);
    transfer(&mut token, bob(), bob(), LARGEST_CAP);
    transfer(&mut token, bob(), alice(), LARGEST_CAP - U256::ONE);
    assert_eq!(token.balance(bob()), U256::ONE);
    assert_eq!(token.balance(alice()), LARGEST_CAP - U256::ONE);
    assert_eq!(capacity(&mut token, alice()), LARGEST_CAP);
    token.at(1, 0);
    assert_eq!(capacity(&mut token, alice()), LARGEST_CAP - U256::ONE);
    assert_eq!(capacity(&mut token, bob()), U256::ONE);
    assert_eq!(total_capacity(&mut token), LARGEST_CAP);
}

#[test]
fn the_largest_mint_is_shared_by_the_second() {
    for second in [1, DAY / 2, DAY - 1] {
        let mut token = Token::deploy();
        token.at(0, second);
        give(&mut token, alice(), LARGEST_CAP);
        let share = share_of_day(LARGEST_CAP, second);
        assert_eq!(capacity(&mut token, alice()), share);
        assert_eq!(total_capacity(&mut token), share);
        token.at(1, 0);
        assert_eq!(capacity(&mut token, alice()), LARGEST_CAP);
    }
}

#[test]
fn the_largest_supply_burns_whole() {
    let mut token = Token::with_alice(LARGEST_CAP);
    burn(&mut token, alice(), LARGEST_CAP);
    assert_eq!(token.supply(), U256::ZERO);
    assert_eq!(token.balance(alice()), U256::ZERO);
    assert_eq!(capacity(&mut token, alice()), LARGEST_CAP);
    token.at(1, 0);
    give(&mut token, bob(), LARGEST_CAP);
    assert_eq!(token.supply(), LARGEST_CAP);
    assert_eq!(total_capacity(&mut token), LARGEST_CAP);
    assert_eq!(capacity(&mut token, alice()), U256::ZERO);
}

#[test]
fn one_wei_keeps_to_the_rules_too() {
    let mut token = Token::with_alice(U256::ONE);
    assert_eq!(capacity(&mut token, alice()), U256::ONE);
    transfer(&mut token, alice(), bob(), U256::ONE);
    assert_eq!(capacity(&mut token, alice()), U256::ONE);
    assert_eq!(capacity(&mut token, bob()), U256::ZERO);
    burn(&mut token, bob(), U256::ONE);
    assert_eq!(token.supply(), U256::ZERO);
    assert_eq!(total_capacity(&mut token), U256::ONE);
}

#[test]
fn accounts_at_the_ends_of_the_address_space_are_accounts() {
    let mut token = Token::deploy();
    let low = Address::with_last_byte(1);
    let high = Address::repeat_byte(0xff);
    give(&mut token, low, U256::from(7));
    give(&mut token, high, U256::from(9));
    transfer(&mut token, low, high, U256::from(3));
    assert_eq!(token.balance(low), U256::from(4));
    assert_eq!(token.balance(high), U256::from(12));
    assert_eq!(capacity(&mut token, high), U256::from(9));
    token.approve(low, high, U256::MAX);
    let call = Abi::transferFromCall {
        from: low,
        to: carol(),
        value: U256::from(4),
    };
    token.send(high, call).unwrap();
    assert_eq!(token.balance(carol()), U256::from(4));
}
