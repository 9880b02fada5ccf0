//! `spend`: an account pays for a request, finally.

use alloy_primitives::{Address, B256, I256, U256, keccak256};
use diem_suite::{
    abi::IComputeCredits::{InsufficientCredits, InvalidPayee, Spent, ZeroAmount, accountOfReturn},
    assert_reverts,
};

use crate::scene::{Scene, someone, units};

/// Names a request.
fn reference(request: &str) -> B256 {
    keccak256(request)
}

#[test]
fn uses_credits_of_today_for_the_payee() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let payee = someone("payee");

    let receipt = scene
        .spend(alice, payee, units(30), reference("a"))
        .unwrap();

    let event = Spent {
        owner: alice,
        payee,
        day: scene.today(),
        amount: units(30),
        r#ref: reference("a"),
    };
    assert!(receipt.output.is_empty());
    assert_eq!(receipt.logs, [scene.log(&event)]);
    let expected = accountOfReturn {
        capacity: units(100),
        net: I256::ZERO,
        used: units(30),
        available: units(70),
    };
    assert_eq!(scene.account(alice), expected);
    assert_eq!(scene.total_used(), units(30));
}

#[test]
fn the_payee_receives_no_credits() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let payee = someone("payee");
    scene.spend(alice, payee, units(30), B256::ZERO).unwrap();
    let nothing = accountOfReturn {
        capacity: U256::ZERO,
        net: I256::ZERO,
        used: U256::ZERO,
        available: U256::ZERO,
    };
    assert_eq!(scene.account(payee), nothing);
}

#[test]
fn all_can_be_spent_and_not_one_wei_more() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let payee = someone("payee");
    let more = units(100) + U256::ONE;
    let refusal = |available, needed| InsufficientCredits {
        owner: alice,
        available,
        needed,
    };
    assert_reverts(
        scene.spend(alice, payee, more, B256::ZERO),
        refusal(units(100), more),
    );
    scene.spend(alice, payee, units(100), B256::ZERO).unwrap();
    assert_reverts(
        scene.spend(alice, payee, U256::ONE, B256::ZERO),
        refusal(U256::ZERO, U256::ONE),
    );
}

#[test]
fn spends_add_up() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let bob = scene.holder("bob", 50);
    let payee = someone("payee");
    for (owner, amount) in [(alice, 1), (bob, 2), (alice, 30), (bob, 40), (alice, 5)] {
        scene
            .spend(owner, payee, units(amount), B256::ZERO)
            .unwrap();
    }
    assert_eq!(scene.account(alice).used, units(36));
    assert_eq!(scene.account(bob).used, units(42));
    assert_eq!(scene.total_used(), units(78));
}

#[test]
fn received_credits_can_be_spent() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let [bob, payee] = ["bob", "payee"].map(someone);
    scene.transfer(alice, bob, units(30)).unwrap();
    scene.spend(bob, payee, units(30), B256::ZERO).unwrap();
    let expected = accountOfReturn {
        capacity: U256::ZERO,
        net: I256::from_raw(units(30)),
        used: units(30),
        available: U256::ZERO,
    };
    assert_eq!(scene.account(bob), expected);
    assert_eq!(scene.available(alice), units(70));
}

#[test]
fn what_was_given_cannot_be_spent() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let [bob, payee] = ["bob", "payee"].map(someone);
    scene.transfer(alice, bob, units(30)).unwrap();
    let refusal = InsufficientCredits {
        owner: alice,
        available: units(70),
        needed: units(71),
    };
    assert_reverts(scene.spend(alice, payee, units(71), B256::ZERO), refusal);
}

#[test]
fn a_reference_twice_is_paid_twice() {
    // Whether a reference is new is for the gateway to check: the ledger only says who paid what.
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let payee = someone("payee");
    for _ in 0..2 {
        scene
            .spend(alice, payee, units(30), reference("a"))
            .unwrap();
    }
    assert_eq!(scene.account(alice).used, units(60));
}

#[test]
fn an_account_may_pay_itself_and_gets_nothing_for_it() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    scene.spend(alice, alice, units(30), B256::ZERO).unwrap();
    assert_eq!(scene.available(alice), units(70));
}

#[test]
fn the_zero_address_cannot_be_paid() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let refusal = InvalidPayee {
        payee: Address::ZERO,
    };
    assert_reverts(
        scene.spend(alice, Address::ZERO, units(1), B256::ZERO),
        refusal,
    );
}

#[test]
fn nothing_cannot_be_spent() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let refused = scene.spend(alice, someone("payee"), U256::ZERO, B256::ZERO);
    assert_reverts(refused, ZeroAmount {});
}

#[test]
fn an_unknown_account_has_nothing_to_spend() {
    let mut scene = Scene::new();
    let nobody = someone("nobody");
    let refusal = InsufficientCredits {
        owner: nobody,
        available: U256::ZERO,
        needed: U256::ONE,
    };
    assert_reverts(
        scene.spend(nobody, someone("payee"), U256::ONE, B256::ZERO),
        refusal,
    );
}

#[test]
fn at_midnight_all_credits_are_new() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let payee = someone("payee");
    scene.spend(alice, payee, units(90), B256::ZERO).unwrap();
    scene.assert_invariants();
    scene.midnight(1);
    assert_eq!(scene.available(alice), units(100));
    assert_eq!(scene.total_used(), U256::ZERO);
    scene.spend(alice, payee, units(95), B256::ZERO).unwrap();
    assert_eq!(scene.total_used(), units(95));
}
