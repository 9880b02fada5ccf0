//! The day's capacity: the balance at 00:00 UTC, whatever moves later in the day.

use alloy_primitives::{Address, U256};
use diem_tests::{DAY, START};

use crate::{
    fixture::{Abi, burn, capacity, give, share_of_day, total_capacity, transfer},
    tokens::token::{Token, alice, bob, carol, tokens},
};

/// Asserts the capacities of Alice and Bob, who are all that hold any.
#[track_caller]
fn capacities(token: &mut Token, of_alice: U256, of_bob: U256) {
    assert_eq!(capacity(token, alice()), of_alice, "Alice's");
    assert_eq!(capacity(token, bob()), of_bob, "Bob's");
    assert_eq!(total_capacity(token), of_alice + of_bob, "the total");
}

/// Day 3, just begun, untouched: Alice has held 10 tokens and Bob 2 since day 0.
fn a_later_day() -> Token {
    let mut token = Token::with_alice(tokens(10));
    give(&mut token, bob(), tokens(2));
    token.at(3, 0);
    token
}

#[test]
fn a_day_begins_at_midnight_utc() {
    let mut token = Token::deploy();
    let first = START / DAY;
    for (day, second) in [
        (0, 0),
        (0, DAY - 1),
        (1, 0),
        (1, 1),
        (1, DAY - 1),
        (2, 0),
        (364, 7),
    ] {
        token.at(day, second);
        let today = token.read(Abi::currentDayCall {});
        assert_eq!(today, U256::from(first + day));
    }
}

#[test]
fn nobody_has_capacity_before_anything_is_minted() {
    let mut token = Token::deploy();
    capacities(&mut token, U256::ZERO, U256::ZERO);
    token.at(5, 5);
    capacities(&mut token, U256::ZERO, U256::ZERO);
    assert_eq!(capacity(&mut token, Address::ZERO), U256::ZERO);
}

#[test]
fn a_balance_gives_capacity_every_day_anew() {
    let mut token = a_later_day();
    for (day, second) in [(3, 0), (3, DAY - 1), (4, 0), (5, 77), (364, 0)] {
        token.at(day, second);
        capacities(&mut token, tokens(10), tokens(2));
    }
}

#[test]
fn a_transfer_moves_tomorrows_capacity_to_the_second() {
    let mut token = a_later_day();
    token.at(3, DAY - 1);
    transfer(&mut token, alice(), bob(), tokens(4));
    capacities(&mut token, tokens(10), tokens(2));
    token.at(4, 0);
    capacities(&mut token, tokens(6), tokens(6));
    transfer(&mut token, alice(), bob(), tokens(6));
    capacities(&mut token, tokens(6), tokens(6));
    token.at(4, DAY - 1);
    capacities(&mut token, tokens(6), tokens(6));
    token.at(5, 0);
    capacities(&mut token, U256::ZERO, tokens(12));
}

#[test]
fn a_transfer_from_moves_capacity_as_a_transfer_does() {
    let mut token = a_later_day();
    token.approve(alice(), carol(), U256::MAX);
    let call = Abi::transferFromCall {
        from: alice(),
        to: bob(),
        value: tokens(4),
    };
    token.send(carol(), call).unwrap();
    capacities(&mut token, tokens(10), tokens(2));
    token.at(4, 0);
    capacities(&mut token, tokens(6), tokens(6));
}

#[test]
fn tokens_give_capacity_to_one_holder_a_day_however_often_they_move() {
    let mut token = a_later_day();
    for second in 1..6 {
        token.at(3, second);
        transfer(&mut token, alice(), bob(), tokens(10));
        capacities(&mut token, tokens(10), tokens(2));
        transfer(&mut token, bob(), carol(), tokens(10));
        transfer(&mut token, carol(), alice(), tokens(10));
        assert_eq!(capacity(&mut token, carol()), U256::ZERO);
    }
    capacities(&mut token, tokens(10), tokens(2));
}

#[test]
fn days_without_a_touch_leave_the_last_balance() {
    let mut token = a_later_day();
    transfer(&mut token, alice(), bob(), tokens(4));
    token.at(9, 12_345);
    capacities(&mut token, tokens(6), tokens(6));
    transfer(&mut token, bob(), alice(), tokens(1));
    capacities(&mut token, tokens(6), tokens(6));
    token.at(365, 0);
    capacities(&mut token, tokens(7), tokens(5));
}

#[test]
fn the_first_touch_may_be_sending_or_receiving() {
    let mut token = a_later_day();
    transfer(&mut token, alice(), bob(), tokens(4));
    capacities(&mut token, tokens(10), tokens(2));
    // The second touches find the day's record.
    transfer(&mut token, bob(), alice(), tokens(5));
    capacities(&mut token, tokens(10), tokens(2));
    assert_eq!(token.balance(alice()), tokens(11));
    assert_eq!(token.balance(bob()), tokens(1));
}

#[test]
fn the_first_touch_may_be_a_transfer_of_nothing() {
    let mut token = a_later_day();
    transfer(&mut token, alice(), bob(), U256::ZERO);
    transfer(&mut token, alice(), bob(), tokens(4));
    capacities(&mut token, tokens(10), tokens(2));
    token.at(4, 0);
    capacities(&mut token, tokens(6), tokens(6));
}

#[test]
fn the_first_touch_may_be_a_transfer_to_oneself() {
    for value in [U256::ZERO, U256::ONE, tokens(10)] {
        let mut token = a_later_day();
        transfer(&mut token, alice(), alice(), value);
        capacities(&mut token, tokens(10), tokens(2));
        assert_eq!(token.balance(alice()), tokens(10));
        transfer(&mut token, alice(), bob(), tokens(1));
        capacities(&mut token, tokens(10), tokens(2));
        token.at(4, 0);
        capacities(&mut token, tokens(9), tokens(3));
    }
}

#[test]
fn the_first_touch_may_be_a_mint() {
    let mut token = a_later_day();
    token.at(3, DAY / 2);
    give(&mut token, alice(), tokens(6));
    capacities(&mut token, tokens(13), tokens(2));
    token.at(4, 0);
    capacities(&mut token, tokens(16), tokens(2));
}

#[test]
fn the_first_touch_may_be_a_burn() {
    let mut token = a_later_day();
    burn(&mut token, alice(), tokens(10));
    capacities(&mut token, tokens(10), tokens(2));
    token.at(4, 0);
    capacities(&mut token, U256::ZERO, tokens(2));
}

#[test]
fn a_newcomer_by_transfer_computes_from_tomorrow_on() {
    let mut token = a_later_day();
    transfer(&mut token, alice(), carol(), tokens(4));
    assert_eq!(capacity(&mut token, carol()), U256::ZERO);
    // What is minted on top counts today.
    token.at(3, 3 * DAY / 4);
    give(&mut token, carol(), tokens(8));
    assert_eq!(capacity(&mut token, carol()), tokens(2));
    token.at(4, 0);
    assert_eq!(capacity(&mut token, carol()), tokens(12));
    assert_eq!(total_capacity(&mut token), tokens(20));
}

#[test]
fn minted_and_sold_on_the_same_day_the_capacity_stays_with_the_minting() {
    let mut token = a_later_day();
    token.at(3, 60);
    give(&mut token, carol(), tokens(1));
    let share = share_of_day(tokens(1), 60);
    transfer(&mut token, carol(), bob(), tokens(1));
    assert_eq!(capacity(&mut token, carol()), share);
    capacities_with_carol(&mut token, share);
    token.at(4, 0);
    capacities(&mut token, tokens(10), tokens(3));
    assert_eq!(capacity(&mut token, carol()), U256::ZERO);
}

#[track_caller]
fn capacities_with_carol(token: &mut Token, of_carol: U256) {
    assert_eq!(capacity(token, alice()), tokens(10));
    assert_eq!(capacity(token, bob()), tokens(2));
    assert_eq!(total_capacity(token), tokens(12) + of_carol);
}

#[test]
fn a_refused_transfer_touches_no_record() {
    let mut token = a_later_day();
    let call = Abi::transferCall {
        to: bob(),
        value: tokens(11),
    };
    let error = Abi::ERC20InsufficientBalance {
        sender: alice(),
        balance: tokens(10),
        needed: tokens(11),
    };
    token.refuses(alice(), call, error);
    capacities(&mut token, tokens(10), tokens(2));
}
