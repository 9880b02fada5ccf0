//! `withdraw`.

use alloy_primitives::{Address, Bytes, U256};
use diem_suite::{
    Params,
    abi::IVvvStaking::{CooldownNotOver, InvalidReceiver, UnknownTicket, Withdrawn},
};

use crate::{
    amounts::{DAY, ONE, tokens},
    calls,
    scenario::{Scenario, assert_logs},
};

fn unknown(account: Address, id: u64) -> UnknownTicket {
    UnknownTicket {
        account,
        id: U256::from(id),
    }
}

#[test]
fn a_ticket_is_paid_after_the_cooldown() {
    let mut s = Scenario::new();
    let (alice, safe) = (s.account("alice"), s.account("safe"));
    s.stake(alice, tokens(100));
    let id = s.request(alice, tokens(60));
    s.wait(7 * DAY);
    let sent = s.send(alice, calls::withdraw(id, safe));
    let withdrawn = Withdrawn {
        account: alice,
        id: U256::from(id),
        to: safe,
        amount: tokens(60),
    };
    assert_logs(
        &sent.receipt,
        &[s.log(&withdrawn), s.vvv_moved(s.staking, safe, tokens(60))],
    );
    assert_eq!(s.suite.vvv_of(safe), tokens(60));
    assert_eq!(s.suite.vvv_of(alice), U256::ZERO);
    assert!(s.tickets(alice).is_empty());
    let totals = s.totals();
    assert_eq!(totals.ticketed, U256::ZERO);
    assert_eq!(totals.owed, tokens(40));
}

#[test]
fn the_cooldown_ends_at_its_very_second() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.suite.at(0, 12_345);
    s.stake(alice, ONE);
    let id = s.request(alice, ONE);
    let ready_at = s.suite.now() + 7 * DAY;
    let not_over = CooldownNotOver {
        id: U256::from(id),
        readyAt: U256::from(ready_at),
    };
    s.refuses(alice, calls::withdraw(id, alice), not_over.clone());
    s.suite.chain.set_timestamp(ready_at - 1);
    s.refuses(alice, calls::withdraw(id, alice), not_over);
    s.suite.chain.set_timestamp(ready_at);
    s.send(alice, calls::withdraw(id, alice));
    assert_eq!(s.suite.vvv_of(alice), ONE);
}

#[test]
fn the_shortest_and_the_longest_cooldown_hold() {
    for cooldown in [DAY, 365 * DAY] {
        let mut s = Scenario::with(Params {
            cooldown,
            ..Params::default()
        });
        let alice = s.account("alice");
        s.stake(alice, ONE);
        let id = s.request(alice, ONE);
        let ready_at = U256::from(s.suite.now() + cooldown);
        s.wait(cooldown - 1);
        let not_over = CooldownNotOver {
            id: U256::from(id),
            readyAt: ready_at,
        };
        s.refuses(alice, calls::withdraw(id, alice), not_over);
        s.wait(1);
        s.send(alice, calls::withdraw(id, alice));
    }
}

#[test]
fn a_ticket_is_paid_once() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(2));
    let id = s.request(alice, ONE);
    s.wait(7 * DAY);
    s.send(alice, calls::withdraw(id, alice));
    s.refuses(alice, calls::withdraw(id, alice), unknown(alice, id));
    assert_eq!(s.suite.vvv_of(alice), ONE);
}

#[test]
fn nobody_withdraws_the_ticket_of_another() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.stake(alice, ONE);
    let id = s.request(alice, ONE);
    s.wait(7 * DAY);
    s.refuses(bob, calls::withdraw(id, bob), unknown(bob, id));
    let owner = s.owner;
    s.refuses(owner, calls::withdraw(id, owner), unknown(owner, id));
}

#[test]
fn a_ticket_that_never_was_is_not_paid() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, ONE);
    s.request(alice, ONE);
    s.wait(7 * DAY);
    s.refuses(alice, calls::withdraw(1, alice), unknown(alice, 1));
    for id in [U256::ONE << 64, U256::ONE << 128, U256::MAX] {
        let call = diem_suite::abi::IVvvStaking::withdrawCall { id, to: alice };
        s.refuses(alice, call, UnknownTicket { account: alice, id });
    }
}

#[test]
fn nobody_and_the_contract_are_no_receivers() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, ONE);
    let id = s.request(alice, ONE);
    s.wait(7 * DAY);
    for to in [Address::ZERO, s.staking] {
        s.refuses(alice, calls::withdraw(id, to), InvalidReceiver { to });
    }
}

#[test]
fn tickets_are_paid_in_any_order() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(15));
    for amount in 1..=5 {
        s.request(alice, tokens(amount));
        s.wait(3_600);
    }
    s.wait(7 * DAY);
    let mut paid = U256::ZERO;
    for id in [3, 0, 4, 1, 2] {
        s.send(alice, calls::withdraw(id, alice));
        paid += tokens(id + 1);
        assert_eq!(s.suite.vvv_of(alice), paid);
    }
    assert_eq!(s.totals().owed, U256::ZERO);
}

/// A later ticket whose cooldown is over does not need the earlier ones to be withdrawn, and the other way round.
#[test]
fn a_ticket_waits_for_its_own_cooldown_only() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(2));
    let first = s.request(alice, ONE);
    s.wait(DAY);
    let second = s.request(alice, ONE);
    let second_ready = U256::from(s.suite.now() + 7 * DAY);
    s.wait(6 * DAY);
    let not_over = CooldownNotOver {
        id: U256::from(second),
        readyAt: second_ready,
    };
    s.refuses(alice, calls::withdraw(second, alice), not_over);
    s.send(alice, calls::withdraw(first, alice));
    s.wait(DAY);
    s.send(alice, calls::withdraw(second, alice));
}

#[test]
fn withdrawing_does_not_settle_rewards() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(10));
    let id = s.request(alice, ONE);
    s.stream(tokens(365), 365 * DAY);
    let stored = s.totals().unstreamed;
    s.wait(7 * DAY);
    let claimable = s.claimable(alice);
    s.send(alice, calls::withdraw(id, alice));
    assert_eq!(s.totals().unstreamed, stored, "the stream was not touched");
    assert_eq!(s.claimable(alice), claimable);
}

/// Whatever became of Diem, a ticket is paid: the contract does not ask it.
#[test]
fn withdrawing_works_with_a_broken_diem() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, ONE);
    let id = s.request(alice, ONE);
    s.wait(7 * DAY);
    let invalid = Bytes::from_static(&[0xfe]);
    s.suite.chain.set_code(s.suite.diem, invalid);
    let call = calls::withdraw(id, alice);
    s.suite.send(alice, s.staking, call).unwrap();
    assert_eq!(s.suite.vvv_of(alice), ONE);
}

#[test]
fn stake_tickets_and_claims_work_with_a_broken_diem() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(10));
    s.stream(tokens(10), 10 * DAY);
    s.wait(DAY);
    let (staking, diem) = (s.staking, s.suite.diem);
    s.suite.chain.set_code(diem, Bytes::from_static(&[0xfe]));
    s.suite
        .send(alice, staking, calls::request_unstake(tokens(9)))
        .unwrap();
    s.suite
        .send(alice, staking, calls::cancel_unstake(0))
        .unwrap();
    s.suite
        .send(alice, staking, calls::request_unstake(tokens(8)))
        .unwrap();
    s.suite.send(alice, staking, calls::claim(alice)).unwrap();
    s.wait(7 * DAY);
    s.suite
        .send(alice, staking, calls::withdraw(1, alice))
        .unwrap();
    assert!(s.suite.vvv_of(alice) > tokens(8));
}
