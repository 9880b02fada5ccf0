//! `requestUnstake`.

use alloy_primitives::U256;
use diem_suite::abi::IVvvStaking::{InsufficientFree, Ticket, UnstakeRequested, ZeroAmount};

use crate::{
    amounts::{DAY, FULL_WEIGHT, tokens, wei},
    calls,
    scenario::{Scenario, assert_logs},
};

#[test]
fn free_vvv_becomes_a_ticket() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(100));
    s.suite.at(2, 777);
    let sent = s.send(alice, calls::request_unstake(tokens(30)));
    assert_eq!(sent.value, U256::ZERO);
    let ready_at = U256::from(s.suite.now() + 7 * DAY);
    let requested = UnstakeRequested {
        account: alice,
        id: U256::ZERO,
        amount: tokens(30),
        readyAt: ready_at,
    };
    assert_logs(&sent.receipt, &[s.log(&requested)]);
    let ticket = Ticket {
        id: U256::ZERO,
        amount: tokens(30),
        readyAt: ready_at,
    };
    assert_eq!(s.tickets(alice), [ticket]);
    assert_eq!(s.position(alice).staked, tokens(70));
    let totals = s.totals();
    assert_eq!(totals.staked, tokens(70));
    assert_eq!(totals.ticketed, tokens(30));
    assert_eq!(totals.owed, tokens(100));
    assert_eq!(totals.weight, tokens(70) * U256::from(FULL_WEIGHT));
}

#[test]
fn ids_count_from_zero_in_each_account() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.stake(alice, tokens(3));
    s.stake(bob, tokens(3));
    assert_eq!(s.request(alice, tokens(1)), 0);
    assert_eq!(s.request(bob, tokens(1)), 0);
    assert_eq!(s.request(alice, tokens(1)), 1);
    assert_eq!(s.request(alice, tokens(1)), 2);
    assert_eq!(s.request(bob, tokens(1)), 1);
}

#[test]
fn ids_are_not_used_again() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(3));
    let first = s.request(alice, tokens(1));
    s.send(alice, calls::cancel_unstake(first));
    assert_eq!(s.request(alice, tokens(1)), 1);
    s.wait(7 * DAY);
    s.send(alice, calls::withdraw(1, alice));
    assert_eq!(s.request(alice, tokens(1)), 2);
}

#[test]
fn a_new_ticket_delays_no_older_one() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(2));
    let first = s.request(alice, tokens(1));
    s.wait(6 * DAY);
    s.request(alice, tokens(1));
    s.wait(DAY);
    s.send(alice, calls::withdraw(first, alice));
    assert_eq!(s.suite.vvv_of(alice), tokens(1));
}

#[test]
fn all_free_vvv_can_be_requested_and_not_a_wei_more() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(300));
    s.send(alice, calls::mint_diem(tokens(1), alice));
    let expected = InsufficientFree {
        amount: tokens(200) + wei(1),
        free: tokens(200),
    };
    s.refuses(
        alice,
        calls::request_unstake(tokens(200) + wei(1)),
        expected,
    );
    s.request(alice, tokens(200));
    let nothing_free = InsufficientFree {
        amount: wei(1),
        free: U256::ZERO,
    };
    s.refuses(alice, calls::request_unstake(wei(1)), nothing_free);
}

#[test]
fn an_account_without_stake_has_nothing_to_request() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    for amount in [wei(1), U256::MAX] {
        let expected = InsufficientFree {
            amount,
            free: U256::ZERO,
        };
        s.refuses(alice, calls::request_unstake(amount), expected);
    }
}

#[test]
fn requesting_nothing_is_refused() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(1));
    s.refuses(alice, calls::request_unstake(U256::ZERO), ZeroAmount {});
}

#[test]
fn a_ticket_earns_nothing() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.stake(alice, tokens(10));
    s.stake(bob, tokens(10));
    s.request(alice, tokens(10));
    s.stream(tokens(100), 100 * DAY);
    s.wait(10 * DAY);
    assert_eq!(s.claimable(alice), U256::ZERO);
    crate::amounts::assert_rounded_down(s.claimable(bob), tokens(10), 2);
}

#[test]
fn what_was_earned_before_stays_earned() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(10));
    s.stream(tokens(100), 100 * DAY);
    s.wait(10 * DAY);
    s.request(alice, tokens(10));
    s.wait(20 * DAY);
    crate::amounts::assert_rounded_down(s.claimable(alice), tokens(10), 2);
}
