//! Attempts to get capacity twice, or for nothing, by moving credits and budgets. (By moving DIEM: `diem_moved`.) Each ends with the
//! numbers: what was used today is what the DIEM gave.

use alloy_primitives::{Address, B256, U256, aliases::U96};
use diem_suite::{
    Account,
    abi::IComputeCredits::{InsufficientAllowance, InsufficientCredits},
    assert_reverts,
};

use crate::{
    budget::{FOREVER, Kind, NO_LIMIT, Terms},
    scene::{DAY, Scene, limit, someone, units},
    signatures::{NO_DEADLINE, relay, sign, terms},
};

/// `owner` has not one wei of credits left.
#[track_caller]
pub(crate) fn assert_exhausted(scene: &mut Scene, owner: Address) {
    assert_eq!(scene.available(owner), U256::ZERO);
    let refusal = || InsufficientCredits {
        owner,
        available: U256::ZERO,
        needed: U256::ONE,
    };
    let payee = someone("payee");
    assert_reverts(scene.spend(owner, payee, U256::ONE, B256::ZERO), refusal());
    assert_reverts(scene.transfer(owner, payee, U256::ONE), refusal());
}

/// `owner` spends so many credits.
#[track_caller]
pub(crate) fn spend(scene: &mut Scene, owner: Address, credits: u64) {
    let spent = scene.spend(owner, someone("payee"), units(credits), B256::ZERO);
    spent.unwrap();
}

#[test]
fn credits_sent_in_circles_are_spent_once() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let circle = [alice, someone("bob"), someone("carol")];
    for _ in 0..3 {
        for (i, &from) in circle.iter().enumerate() {
            scene
                .transfer(from, circle[(i + 1) % 3], units(100))
                .unwrap();
        }
    }
    spend(&mut scene, alice, 100);
    for account in circle {
        assert_exhausted(&mut scene, account);
    }
    assert_eq!(scene.total_used(), units(100));
}

#[test]
fn credits_spent_in_parts_along_a_circle_are_spent_once() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 90);
    let [bob, carol] = ["bob", "carol"].map(someone);
    spend(&mut scene, alice, 30);
    scene.transfer(alice, bob, units(60)).unwrap();
    spend(&mut scene, bob, 30);
    scene.transfer(bob, carol, units(30)).unwrap();
    scene.transfer(carol, alice, units(30)).unwrap();
    spend(&mut scene, alice, 30);
    for account in [alice, bob, carol] {
        assert_exhausted(&mut scene, account);
    }
    assert_eq!(scene.total_used(), units(90));
}

#[test]
fn an_allowance_drawn_and_then_a_meter_lowered_leaves_what_the_meter_held() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let [agent, gateway] = ["agent", "gateway"].map(someone);
    scene.give(Kind::Allowance, alice, agent, NO_LIMIT, FOREVER);
    scene.give(Kind::Meter, alice, gateway, limit(60), FOREVER);
    scene.meter(gateway, &[(alice, units(60))]).unwrap();
    scene.draw(agent, alice, agent, units(40)).unwrap();
    assert_exhausted(&mut scene, alice);
    scene.meter(gateway, &[(alice, U256::ZERO)]).unwrap();
    spend(&mut scene, alice, 60);
    spend(&mut scene, agent, 40);
    assert_exhausted(&mut scene, alice);
    assert_exhausted(&mut scene, agent);
    assert_eq!(scene.total_used(), units(100));
    // The gateway finds nothing to take back.
    let sent = scene.meter(gateway, &[(alice, units(60))]).unwrap();
    assert_eq!(sent.value, units(60));
}

#[test]
fn a_final_spend_and_then_a_meter_lowered_gives_back_the_meters_part_only() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let gateway = someone("gateway");
    scene.give(Kind::Meter, alice, gateway, limit(60), FOREVER);
    scene.meter(gateway, &[(alice, units(60))]).unwrap();
    spend(&mut scene, alice, 40);
    assert_exhausted(&mut scene, alice);
    scene.meter(gateway, &[(alice, U256::ZERO)]).unwrap();
    assert_eq!(scene.available(alice), units(60));
    spend(&mut scene, alice, 60);
    scene.meter(gateway, &[(alice, U256::ZERO)]).unwrap();
    assert_exhausted(&mut scene, alice);
    assert_eq!(scene.total_used(), units(100));
}

#[test]
fn two_gateways_never_sell_the_same_credit() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let [one, two] = ["gateway one", "gateway two"].map(someone);
    scene.give(Kind::Meter, alice, one, limit(80), FOREVER);
    scene.give(Kind::Meter, alice, two, limit(80), FOREVER);
    // Each holds before it serves: the second sees what the first left.
    assert_eq!(
        scene.meter(one, &[(alice, units(70))]).unwrap().value,
        U256::ZERO
    );
    assert_eq!(
        scene.meter(two, &[(alice, units(70))]).unwrap().value,
        units(40)
    );
    assert_eq!(scene.reading(alice, one), units(70));
    assert_eq!(scene.reading(alice, two), units(30));
    // The first served 20 of its hold: the second may hold the rest, within its limit.
    scene.meter(one, &[(alice, units(20))]).unwrap();
    assert_eq!(
        scene.meter(two, &[(alice, units(90))]).unwrap().value,
        units(10)
    );
    assert_exhausted(&mut scene, alice);
    assert_eq!(scene.total_used(), units(100));
    // And the first cannot lower the second.
    scene.meter(one, &[(alice, U256::ZERO)]).unwrap();
    assert_eq!(scene.reading(alice, two), units(80));
    assert_eq!(scene.available(alice), units(20));
}

#[test]
fn a_meter_set_anew_in_mid_day_takes_no_second_limit() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let gateway = someone("gateway");
    for _ in 0..3 {
        scene.give(Kind::Meter, alice, gateway, limit(30), FOREVER);
        scene.meter(gateway, &[(alice, units(100))]).unwrap();
        assert_eq!(scene.reading(alice, gateway), units(30));
    }
    scene.give(Kind::Meter, alice, gateway, U96::ZERO, FOREVER);
    scene.give(Kind::Meter, alice, gateway, limit(30), FOREVER);
    scene.meter(gateway, &[(alice, units(100))]).unwrap();
    assert_eq!(scene.total_used(), units(30));
}

#[test]
fn an_allowance_set_anew_in_mid_day_takes_no_second_limit() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let agent = someone("agent");
    scene.give(Kind::Allowance, alice, agent, limit(30), FOREVER);
    scene.draw(agent, alice, agent, units(30)).unwrap();
    scene.give(Kind::Allowance, alice, agent, U96::ZERO, FOREVER);
    scene.give(Kind::Allowance, alice, agent, limit(30), FOREVER);
    let refusal = InsufficientAllowance {
        owner: alice,
        spender: agent,
        remaining: U256::ZERO,
        needed: U256::ONE,
    };
    assert_reverts(scene.draw(agent, alice, agent, U256::ONE), refusal);
}

#[test]
fn a_signature_from_before_the_revocation_gives_no_budget_back() {
    let mut scene = Scene::new();
    let alice = Account::named("alice");
    scene.holder("alice", 100);
    let agent = someone("agent");
    let generous = Terms {
        limit: NO_LIMIT,
        ..terms(alice.address, agent)
    };
    let signature = sign(&scene, &alice, Kind::Allowance, generous, 0, NO_DEADLINE);
    relay(
        &mut scene,
        Kind::Allowance,
        generous,
        NO_DEADLINE,
        &signature,
    )
    .unwrap();
    scene.draw(agent, alice.address, agent, units(10)).unwrap();
    scene.give(Kind::Allowance, alice.address, agent, U96::ZERO, 0);
    let replayed = relay(
        &mut scene,
        Kind::Allowance,
        generous,
        NO_DEADLINE,
        &signature,
    );
    replayed.unwrap_err();
    let refusal = InsufficientAllowance {
        owner: alice.address,
        spender: agent,
        remaining: U256::ZERO,
        needed: U256::ONE,
    };
    assert_reverts(scene.draw(agent, alice.address, agent, U256::ONE), refusal);
    assert_eq!(scene.available(alice.address), units(90));
}

#[test]
fn credits_are_not_carried_over_midnight_in_another_account() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let bob = someone("bob");
    scene.suite.at(0, DAY - 1);
    scene.transfer(alice, bob, units(100)).unwrap();
    scene.assert_invariants();
    scene.midnight(1);
    assert_exhausted(&mut scene, bob);
    spend(&mut scene, alice, 100);
    assert_eq!(scene.total_used(), units(100));
}

#[test]
fn credits_split_over_many_accounts_are_as_many() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let gateway = someone("gateway");
    let parts: Vec<Address> = (0..10).map(|i| someone(&format!("part {i}"))).collect();
    for &part in &parts {
        scene.transfer(alice, part, units(10)).unwrap();
        scene.give(Kind::Meter, part, gateway, NO_LIMIT, FOREVER);
    }
    scene.give(Kind::Meter, alice, gateway, NO_LIMIT, FOREVER);
    let mut readings: Vec<_> = parts.iter().map(|&part| (part, units(100))).collect();
    readings.push((alice, units(100)));
    let sent = scene.meter(gateway, &readings).unwrap();
    assert_eq!(sent.value, units(11 * 100 - 100));
    assert_eq!(scene.total_used(), units(100));
}
