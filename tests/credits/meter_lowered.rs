//! `meter` downwards: what a gateway took comes back, at any time of the day, never more than it took.

use alloy_primitives::{U256, aliases::U96};
use diem_suite::{
    abi::IComputeCredits::{InsufficientCredits, WrongDay, meterCall},
    assert_reverts,
};

use crate::{
    budget::{FOREVER, Kind, NO_LIMIT},
    meter::{alice_and_gateway, metered, posted},
    scene::{DAY, Scene, entries, limit, someone, units},
};

#[test]
fn after_revocation() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    scene.meter(gateway, &[(alice, units(50))]).unwrap();
    scene.give(Kind::Meter, alice, gateway, U96::ZERO, 0);
    let sent = scene.meter(gateway, &[(alice, units(20))]).unwrap();
    assert_eq!(sent.value, U256::ZERO);
    let logs = [
        metered(&scene, alice, gateway, units(20)),
        posted(&scene, gateway),
    ];
    assert_eq!(sent.receipt.logs, logs);
    assert_eq!(scene.available(alice), units(80));
    // There is no way up again.
    let sent = scene.meter(gateway, &[(alice, units(50))]).unwrap();
    assert_eq!(sent.value, units(30));
    assert_eq!(scene.available(alice), units(80));
}

#[test]
fn after_expiry() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let gateway = someone("gateway");
    let expiry = scene.now() + 60;
    scene.give(Kind::Meter, alice, gateway, NO_LIMIT, expiry);
    scene.meter(gateway, &[(alice, units(50))]).unwrap();
    scene.suite.at(0, 3_600);
    scene.meter(gateway, &[(alice, units(20))]).unwrap();
    assert_eq!(scene.available(alice), units(80));
    let sent = scene.meter(gateway, &[(alice, units(21))]).unwrap();
    assert_eq!(sent.value, units(1));
}

#[test]
fn after_the_owner_passed_its_credits_on() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    let bob = someone("bob");
    scene.meter(gateway, &[(alice, units(60))]).unwrap();
    scene.transfer(alice, bob, units(40)).unwrap();
    assert_eq!(scene.available(alice), U256::ZERO);
    scene.meter(gateway, &[(alice, units(10))]).unwrap();
    // 100 given by DIEM, 40 passed on, 10 used.
    assert_eq!(scene.available(alice), units(50));
    assert_eq!(scene.available(bob), units(40));
    let refusal = InsufficientCredits {
        owner: alice,
        available: units(50),
        needed: units(51),
    };
    assert_reverts(scene.transfer(alice, bob, units(51)), refusal);
}

#[test]
fn after_the_owner_sold_its_diem() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    let bob = someone("bob");
    scene.meter(gateway, &[(alice, units(60))]).unwrap();
    scene
        .send_to(
            scene.suite.diem,
            alice,
            diem_suite::abi::IDiem::transferCall {
                to: bob,
                value: units(100),
            },
        )
        .unwrap();
    scene.meter(gateway, &[(alice, U256::ZERO)]).unwrap();
    assert_eq!(scene.available(alice), units(100));
    assert_eq!(scene.available(bob), U256::ZERO);
}

#[test]
fn never_below_what_other_gateways_and_the_owner_used() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    let other = someone("other gateway");
    scene.give(Kind::Meter, alice, other, limit(60), FOREVER);
    scene.meter(gateway, &[(alice, units(30))]).unwrap();
    scene.meter(other, &[(alice, units(25))]).unwrap();
    scene
        .spend(alice, someone("payee"), units(20), Default::default())
        .unwrap();
    scene.meter(gateway, &[(alice, U256::ZERO)]).unwrap();
    assert_eq!(scene.account(alice).used, units(45));
    // Again, and by a gateway that has taken nothing: nothing comes back.
    scene.meter(gateway, &[(alice, U256::ZERO)]).unwrap();
    scene
        .meter(someone("third gateway"), &[(alice, U256::ZERO)])
        .unwrap();
    assert_eq!(scene.account(alice).used, units(45));
}

#[test]
fn a_day_late_it_is_refused() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    scene.meter(gateway, &[(alice, units(50))]).unwrap();
    scene.assert_invariants();
    let yesterday = scene.today();
    scene.midnight(1);
    let late = meterCall {
        day: yesterday,
        entries: entries(&[(alice, units(20))]),
        receiptsRoot: Default::default(),
    };
    let refusal = WrongDay {
        given: yesterday,
        today: yesterday + U256::ONE,
    };
    assert_reverts(scene.send(gateway, late), refusal);
    assert_eq!(scene.available(alice), units(100));
}

#[test]
fn after_midnight_a_lower_total_than_yesterdays_is_a_first_reading() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    scene.suite.at(0, DAY - 1);
    scene.meter(gateway, &[(alice, units(50))]).unwrap();
    scene.assert_invariants();
    scene.midnight(1);
    scene.meter(gateway, &[(alice, units(20))]).unwrap();
    assert_eq!(scene.available(alice), units(80));
    scene.meter(gateway, &[(alice, U256::ZERO)]).unwrap();
    assert_eq!(scene.available(alice), units(100));
    assert_eq!(scene.total_used(), U256::ZERO);
}

#[test]
fn what_came_back_can_be_used_by_anyone_once() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    let [bob, payee] = ["bob", "payee"].map(someone);
    scene.meter(gateway, &[(alice, units(60))]).unwrap();
    scene.meter(gateway, &[(alice, units(10))]).unwrap();
    scene.transfer(alice, bob, units(90)).unwrap();
    scene
        .spend(bob, payee, units(90), Default::default())
        .unwrap();
    // All 100 are used: 10 metered, 90 spent.
    assert_eq!(scene.total_used(), units(100));
    let sent = scene.meter(gateway, &[(alice, units(60))]).unwrap();
    assert_eq!(sent.value, units(50));
    assert_eq!(scene.total_used(), units(100));
}
