//! `capacityAt`: today's capacity, or what a later day's would be.

use alloy_primitives::{Address, U256};
use diem_suite::assert_reverts;
use diem_tests::DAY;

use crate::{
    fixture::{Abi, give, transfer},
    tokens::token::{Token, alice, bob, carol, tokens},
};

fn at(account: Address, day: U256) -> Abi::capacityAtCall {
    Abi::capacityAtCall { account, day }
}

/// Day 2, noon: Alice had 10 at midnight and has 7, Bob had none and has 3, Carol has 4 minted at noon.
fn at_noon() -> (Token, U256) {
    let mut token = Token::with_alice(tokens(10));
    token.at(2, DAY / 2);
    transfer(&mut token, alice(), bob(), tokens(3));
    give(&mut token, carol(), tokens(4));
    let today = U256::from(token.today());
    (token, today)
}

#[test]
fn today_it_is_todays_capacity() {
    let (mut token, today) = at_noon();
    assert_eq!(token.read(at(alice(), today)), tokens(10));
    assert_eq!(token.read(at(bob(), today)), U256::ZERO);
    assert_eq!(token.read(at(carol(), today)), tokens(2));
}

#[test]
fn on_every_later_day_it_is_the_balance() {
    let (mut token, today) = at_noon();
    let widths = [16, 32, 64, 128].map(|bits| today + (U256::ONE << bits));
    let near = [today + U256::ONE, today + U256::from(2)];
    for day in near.into_iter().chain(widths).chain([U256::MAX]) {
        assert_eq!(token.read(at(alice(), day)), tokens(7));
        assert_eq!(token.read(at(bob(), day)), tokens(3));
        assert_eq!(token.read(at(carol(), day)), tokens(4));
    }
}

#[test]
fn the_past_is_not_kept() {
    let (mut token, today) = at_noon();
    for day in [today - U256::ONE, U256::ONE, U256::ZERO] {
        for account in [alice(), account_without(), Address::ZERO] {
            let error = Abi::DayInThePast { day, today };
            assert_reverts(token.try_read(at(account, day)), error);
        }
    }
}

#[test]
fn an_unknown_account_has_none_on_any_day() {
    let (mut token, today) = at_noon();
    for day in [today, today + U256::ONE, U256::MAX] {
        assert_eq!(token.read(at(account_without(), day)), U256::ZERO);
        assert_eq!(token.read(at(Address::ZERO, day)), U256::ZERO);
    }
}

#[test]
fn at_midnight_yesterday_is_past_and_tomorrow_is_today() {
    let (mut token, today) = at_noon();
    token.at(2, DAY - 1);
    assert_eq!(token.read(at(alice(), today)), tokens(10));
    token.at(3, 0);
    assert_eq!(token.read(at(alice(), today + U256::ONE)), tokens(7));
    let error = Abi::DayInThePast {
        day: today,
        today: today + U256::ONE,
    };
    assert_reverts(token.try_read(at(alice(), today)), error);
}

fn account_without() -> Address {
    Address::repeat_byte(0x33)
}
