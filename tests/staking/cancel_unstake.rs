//! `cancelUnstake`.

use alloy_primitives::U256;
use diem_suite::abi::IVvvStaking::{UnknownTicket, UnstakeCancelled};

use crate::{
    amounts::{DAY, FULL_WEIGHT, ONE, assert_rounded_down, tokens},
    calls,
    scenario::{Scenario, assert_logs},
};

fn unknown(account: diem_suite::Address, id: u64) -> UnknownTicket {
    UnknownTicket {
        account,
        id: U256::from(id),
    }
}

#[test]
fn a_cancelled_ticket_is_stake_again() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(100));
    let id = s.request(alice, tokens(40));
    let sent = s.send(alice, calls::cancel_unstake(id));
    let cancelled = UnstakeCancelled {
        account: alice,
        id: U256::from(id),
        amount: tokens(40),
    };
    assert_logs(&sent.receipt, &[s.log(&cancelled)]);
    assert_eq!(s.position(alice).staked, tokens(100));
    assert_eq!(s.position(alice).free, tokens(100));
    assert!(s.tickets(alice).is_empty());
    let totals = s.totals();
    assert_eq!(totals.ticketed, U256::ZERO);
    assert_eq!(totals.weight, tokens(100) * U256::from(FULL_WEIGHT));
}

#[test]
fn a_ticket_can_be_cancelled_after_its_cooldown() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, ONE);
    let id = s.request(alice, ONE);
    s.wait(30 * DAY);
    s.send(alice, calls::cancel_unstake(id));
    assert_eq!(s.position(alice).staked, ONE);
}

#[test]
fn cancelling_one_ticket_leaves_the_others() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(6));
    for amount in 1..=3 {
        s.request(alice, tokens(amount));
    }
    s.send(alice, calls::cancel_unstake(1));
    let left: Vec<_> = s.tickets(alice).iter().map(|t| (t.id, t.amount)).collect();
    assert_eq!(left, [(U256::ZERO, tokens(1)), (U256::from(2), tokens(3))]);
    s.wait(7 * DAY);
    s.send(alice, calls::withdraw(2, alice));
    s.send(alice, calls::withdraw(0, alice));
    assert_eq!(s.suite.vvv_of(alice), tokens(4));
}

#[test]
fn a_ticket_cancels_once() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, ONE);
    let id = s.request(alice, ONE);
    s.send(alice, calls::cancel_unstake(id));
    s.refuses(alice, calls::cancel_unstake(id), unknown(alice, id));
}

#[test]
fn a_cancelled_ticket_is_not_paid() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, ONE);
    let id = s.request(alice, ONE);
    s.send(alice, calls::cancel_unstake(id));
    s.wait(7 * DAY);
    s.refuses(alice, calls::withdraw(id, alice), unknown(alice, id));
}

#[test]
fn a_paid_ticket_does_not_cancel() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(2));
    let id = s.request(alice, ONE);
    s.wait(7 * DAY);
    s.send(alice, calls::withdraw(id, alice));
    s.refuses(alice, calls::cancel_unstake(id), unknown(alice, id));
}

#[test]
fn nobody_cancels_the_ticket_of_another() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.stake(alice, ONE);
    let id = s.request(alice, ONE);
    s.refuses(bob, calls::cancel_unstake(id), unknown(bob, id));
}

#[test]
fn a_ticket_that_never_was_does_not_cancel() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, ONE);
    s.request(alice, ONE);
    s.refuses(alice, calls::cancel_unstake(1), unknown(alice, 1));
    let far = diem_suite::abi::IVvvStaking::cancelUnstakeCall { id: U256::MAX };
    let expected = UnknownTicket {
        account: alice,
        id: U256::MAX,
    };
    s.refuses(alice, far, expected);
}

/// An id that agrees with a real one in its low 64 or 128 bits is another id.
#[test]
fn ids_are_compared_whole() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, ONE);
    s.request(alice, ONE);
    for shift in [32, 64, 128, 255] {
        let id = U256::ONE << shift;
        let call = diem_suite::abi::IVvvStaking::cancelUnstakeCall { id };
        s.refuses(alice, call, UnknownTicket { account: alice, id });
    }
}

#[test]
fn rewards_start_again_when_the_ticket_is_cancelled() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.stake(alice, tokens(10));
    s.stake(bob, tokens(10));
    s.stream(tokens(100), 100 * DAY);
    let id = s.request(alice, tokens(10));
    s.wait(10 * DAY);
    s.send(alice, calls::cancel_unstake(id));
    s.wait(10 * DAY);
    assert_rounded_down(s.claimable(alice), tokens(5), 2);
    assert_rounded_down(s.claimable(bob), tokens(15), 2);
}
