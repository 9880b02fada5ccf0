//! `transfer`: giving one's own credits of today.

use alloy_primitives::{Address, I256, U256};
use diem_suite::{
    abi::IComputeCredits::{
        InsufficientCredits, InvalidReceiver, Transfer, ZeroAmount, accountOfReturn,
    },
    assert_reverts,
};

use crate::scene::{Scene, someone, units};

#[test]
fn moves_credits_of_today_from_the_caller_to_the_receiver() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let bob = scene.holder("bob", 7);

    let sent = scene.transfer(alice, bob, units(30)).unwrap();

    assert!(sent.value);
    let event = Transfer {
        caller: alice,
        sender: alice,
        receiver: bob,
        id: scene.today(),
        amount: units(30),
    };
    assert_eq!(sent.receipt.logs, [scene.log(&event)]);
    let given = accountOfReturn {
        capacity: units(100),
        net: -I256::from_raw(units(30)),
        used: U256::ZERO,
        available: units(70),
    };
    assert_eq!(scene.account(alice), given);
    let received = accountOfReturn {
        capacity: units(7),
        net: I256::from_raw(units(30)),
        used: U256::ZERO,
        available: units(37),
    };
    assert_eq!(scene.account(bob), received);
    assert_eq!(scene.total_used(), U256::ZERO);
}

#[test]
fn moves_no_diem_and_no_capacity() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let bob = someone("bob");
    scene.transfer(alice, bob, units(30)).unwrap();
    assert_eq!(scene.suite.diem_of(alice), units(100));
    assert_eq!(scene.suite.diem_of(bob), U256::ZERO);
    assert_eq!(scene.suite.capacity_of(alice), units(100));
    assert_eq!(scene.suite.capacity_of(bob), U256::ZERO);
}

#[test]
fn a_receiver_without_diem_can_pass_credits_on() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let [bob, carol] = ["bob", "carol"].map(someone);
    scene.transfer(alice, bob, units(30)).unwrap();
    scene.transfer(bob, carol, units(20)).unwrap();
    assert_eq!(scene.available(bob), units(10));
    assert_eq!(scene.available(carol), units(20));
}

#[test]
fn all_can_be_given_and_not_one_wei_more() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let bob = someone("bob");
    let more = units(100) + U256::ONE;
    let refusal = InsufficientCredits {
        owner: alice,
        available: units(100),
        needed: more,
    };
    assert_reverts(scene.transfer(alice, bob, more), refusal);
    scene.transfer(alice, bob, units(100)).unwrap();
    assert_eq!(scene.available(alice), U256::ZERO);
    let refusal = InsufficientCredits {
        owner: alice,
        available: U256::ZERO,
        needed: U256::ONE,
    };
    assert_reverts(scene.transfer(alice, bob, U256::ONE), refusal);
}

#[test]
fn one_wei_can_be_given() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 1);
    let bob = someone("bob");
    scene.transfer(alice, bob, U256::ONE).unwrap();
    assert_eq!(scene.available(bob), U256::ONE);
    assert_eq!(scene.available(alice), units(1) - U256::ONE);
}

#[test]
fn what_is_used_cannot_be_given() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let [bob, payee] = ["bob", "payee"].map(someone);
    scene
        .spend(alice, payee, units(60), Default::default())
        .unwrap();
    let refusal = InsufficientCredits {
        owner: alice,
        available: units(40),
        needed: units(41),
    };
    assert_reverts(scene.transfer(alice, bob, units(41)), refusal);
    scene.transfer(alice, bob, units(40)).unwrap();
}

#[test]
fn an_unknown_account_has_nothing_to_give() {
    let mut scene = Scene::new();
    let [nobody, bob] = ["nobody", "bob"].map(someone);
    let refusal = InsufficientCredits {
        owner: nobody,
        available: U256::ZERO,
        needed: U256::ONE,
    };
    assert_reverts(scene.transfer(nobody, bob, U256::ONE), refusal);
}

#[test]
fn nothing_cannot_be_given() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let refused = scene.transfer(alice, someone("bob"), U256::ZERO);
    assert_reverts(refused, ZeroAmount {});
}

#[test]
fn the_zero_address_cannot_receive() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let refusal = InvalidReceiver {
        receiver: Address::ZERO,
    };
    assert_reverts(scene.transfer(alice, Address::ZERO, units(1)), refusal);
}

#[test]
fn giving_to_oneself_changes_nothing_and_needs_the_credits() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let before = scene.account(alice);
    let sent = scene.transfer(alice, alice, units(100)).unwrap();
    let event = Transfer {
        caller: alice,
        sender: alice,
        receiver: alice,
        id: scene.today(),
        amount: units(100),
    };
    assert_eq!(sent.receipt.logs, [scene.log(&event)]);
    assert_eq!(scene.account(alice), before);

    let refusal = InsufficientCredits {
        owner: alice,
        available: units(100),
        needed: units(101),
    };
    assert_reverts(scene.transfer(alice, alice, units(101)), refusal);
}

#[test]
fn the_suites_own_contracts_may_receive_what_they_cannot_use() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let contracts = [
        scene.suite.credits,
        scene.suite.diem,
        scene.suite.staking,
        scene.suite.vvv,
    ];
    for contract in contracts {
        scene.transfer(alice, contract, units(1)).unwrap();
        assert_eq!(scene.available(contract), units(1));
    }
    assert_eq!(scene.available(alice), units(96));
}

#[test]
fn at_midnight_the_given_and_the_received_are_void() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let bob = someone("bob");
    scene.transfer(alice, bob, units(30)).unwrap();
    scene.assert_invariants();
    scene.midnight(1);
    assert_eq!(scene.available(alice), units(100));
    assert_eq!(scene.account(alice).net, I256::ZERO);
    assert_eq!(scene.available(bob), U256::ZERO);
    let refusal = InsufficientCredits {
        owner: bob,
        available: U256::ZERO,
        needed: units(30),
    };
    assert_reverts(scene.transfer(bob, alice, units(30)), refusal);
    // The records of yesterday do not mix with today's.
    scene.transfer(alice, bob, units(1)).unwrap();
    assert_eq!(scene.available(alice), units(99));
    assert_eq!(scene.available(bob), units(1));
}

#[test]
fn giving_back_and_forth_ends_where_it_began() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let bob = scene.holder("bob", 50);
    for round in 1..=5 {
        scene.transfer(alice, bob, units(10 * round)).unwrap();
        scene.transfer(bob, alice, units(10 * round)).unwrap();
    }
    assert_eq!(scene.account(alice).net, I256::ZERO);
    assert_eq!(scene.account(bob).net, I256::ZERO);
}
