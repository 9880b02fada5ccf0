//! The lock of burned DIEM around midnight UTC.

use alloy_primitives::U256;
use diem_suite::abi::IVvvStaking::{InsufficientFree, InsufficientStake};

use crate::{
    amounts::{DAY, ONE, tokens, wei},
    calls,
    scenario::Scenario,
};

const NOTHING_FREE: InsufficientFree = InsufficientFree {
    amount: U256::ONE,
    free: U256::ZERO,
};

#[test]
fn burned_at_the_last_second_is_free_a_second_later() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.mint(alice, ONE);
    s.suite.at(0, DAY - 1);
    s.send(alice, calls::burn_diem(ONE));
    s.refuses(alice, calls::request_unstake(wei(1)), NOTHING_FREE);
    s.suite.at(1, 0);
    s.request(alice, tokens(100));
}

#[test]
fn burned_at_the_first_second_is_locked_all_day() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.mint(alice, ONE);
    s.suite.at(1, 0);
    s.send(alice, calls::burn_diem(ONE));
    for second in [0, 1, DAY / 2, DAY - 1] {
        s.suite.at(1, second);
        s.refuses(alice, calls::request_unstake(wei(1)), NOTHING_FREE);
    }
    s.suite.at(2, 0);
    s.request(alice, tokens(100));
}

#[test]
fn burns_on_both_sides_of_midnight_are_locked_apart() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.mint(alice, tokens(5));
    s.suite.at(0, DAY - 1);
    s.send(alice, calls::burn_diem(tokens(2)));
    s.suite.at(1, 0);
    s.send(alice, calls::burn_diem(tokens(3)));
    let position = s.position(alice);
    assert_eq!(position.burned, tokens(3));
    assert_eq!(position.free, tokens(200));
    let too_much = InsufficientFree {
        amount: tokens(200) + wei(1),
        free: tokens(200),
    };
    s.refuses(
        alice,
        calls::request_unstake(tokens(200) + wei(1)),
        too_much,
    );
    s.request(alice, tokens(200));
    s.suite.at(2, 0);
    s.request(alice, tokens(300));
    assert_eq!(s.position(alice).staked, U256::ZERO);
}

/// Touching the account on the day of the burn, by whatever action, does not end the lock early.
#[test]
fn no_touch_on_the_same_day_ends_the_lock() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.mint(alice, ONE);
    s.stream(tokens(10), 10 * DAY);
    s.wait(60);
    s.send(alice, calls::burn_diem(ONE));
    s.wait(60);
    s.stake(alice, tokens(3));
    let id = s.request(alice, tokens(2));
    s.send(alice, calls::cancel_unstake(id));
    s.send(alice, calls::claim(alice));
    s.wait(60);
    s.send(alice, calls::claim_and_stake());
    let position = s.position(alice);
    assert_eq!(position.burned, ONE);
    assert_eq!(position.locked, tokens(100));
}

#[test]
fn a_lock_ends_although_nobody_touched_the_account_for_363_days() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.mint(alice, tokens(2));
    s.send(alice, calls::burn_diem(ONE));
    s.suite.at(363, 12);
    assert_eq!(s.position(alice).free, tokens(100));
    s.send(alice, calls::burn_diem(ONE));
    assert_eq!(s.position(alice).free, tokens(100));
    s.request(alice, tokens(100));
    s.refuses(alice, calls::request_unstake(wei(1)), NOTHING_FREE);
}

#[test]
fn what_was_burned_backs_new_diem_from_midnight_on() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.mint(alice, ONE);
    s.suite.at(0, DAY - 1);
    s.send(alice, calls::burn_diem(ONE));
    let expected = InsufficientStake {
        needed: tokens(200),
        staked: tokens(100),
    };
    s.refuses(alice, calls::mint_diem(ONE, alice), expected);
    s.suite.at(1, 0);
    s.send(alice, calls::mint_diem(ONE, alice));
    assert_eq!(s.suite.capacity_of(alice), ONE);
}

/// Minted a second before midnight and burned at midnight: a full day's capacity, and the VVV is locked for that whole day.
#[test]
fn a_position_held_for_one_second_over_midnight_stays_locked_for_the_day_it_used() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    let diem = tokens(86_400);
    s.stake(alice, tokens(8_640_000));
    s.suite.at(0, DAY - 1);
    s.send(alice, calls::mint_diem(diem, alice));
    assert_eq!(s.suite.capacity_of(alice), ONE);
    s.suite.at(1, 0);
    s.send(alice, calls::burn_diem(diem));
    assert_eq!(s.suite.capacity_of(alice), diem);
    s.suite.at(1, DAY - 1);
    s.refuses(alice, calls::request_unstake(wei(1)), NOTHING_FREE);
    s.suite.at(2, 0);
    assert_eq!(s.suite.capacity_of(alice), U256::ZERO);
    s.request(alice, tokens(8_640_000));
}
