//! The ends of the ranges: all the DIEM there can be, and amounts that no account can have.

use alloy_primitives::{Address, B256, I256, U256, aliases::U96};
use diem_suite::{
    Params,
    abi::IComputeCredits::{InsufficientAllowance, InsufficientCredits},
    assert_reverts,
};

use crate::{
    budget::{FOREVER, Kind, NO_LIMIT},
    scene::{Scene, someone, units},
};

/// All the DIEM there can be, in wei: Diem's greatest cap.
const ALL: U256 = U256::from_limbs([u64::MAX, 0xffff_ffff, 0, 0]);

/// Amounts at which a narrower integer would wrap: the powers of two of the records' fields, one below, one above.
fn wide_amounts() -> impl Iterator<Item = U256> {
    [96_usize, 112, 128, 224, 255]
        .into_iter()
        .flat_map(|bits| {
            let power = U256::ONE << bits;
            [
                power - U256::ONE,
                power,
                power + U256::ONE,
                power + units(1),
            ]
        })
        .chain([U256::MAX - U256::ONE, U256::MAX])
}

/// A scene in which Alice holds all the DIEM there can be.
#[track_caller]
fn alice_with_all() -> (Scene, Address) {
    // At a wei of VVV per DIEM, so that the stake behind it is small.
    let params = Params {
        vvv_per_diem: U256::ONE,
        ..Params::default()
    };
    let mut scene = Scene::with(params);
    let alice = someone("alice");
    scene.suite.mint_diem_to(alice, ALL);
    scene.replay.accounts.insert(alice);
    assert_eq!(scene.available(alice), ALL);
    (scene, alice)
}

#[test]
fn amounts_that_nobody_has_are_refused_as_they_are() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let bob = someone("bob");
    for needed in wide_amounts() {
        let refusal = || InsufficientCredits {
            owner: alice,
            available: units(100),
            needed,
        };
        assert_reverts(scene.transfer(alice, bob, needed), refusal());
        assert_reverts(scene.spend(alice, bob, needed, B256::ZERO), refusal());
    }
}

#[test]
fn without_limit_only_the_credits_are_too_few() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let agent = someone("agent");
    scene.give(Kind::Allowance, alice, agent, NO_LIMIT, FOREVER);
    for needed in wide_amounts() {
        let refusal = InsufficientCredits {
            owner: alice,
            available: units(100),
            needed,
        };
        assert_reverts(scene.draw(agent, alice, agent, needed), refusal);
    }
}

#[test]
fn amounts_above_any_limit_are_refused_as_they_are() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let agent = someone("agent");
    let most = NO_LIMIT - U96::ONE;
    scene.give(Kind::Allowance, alice, agent, most, FOREVER);
    for needed in wide_amounts() {
        let refusal = InsufficientAllowance {
            owner: alice,
            spender: agent,
            remaining: U256::from(most),
            needed,
        };
        assert_reverts(scene.draw(agent, alice, agent, needed), refusal);
    }
}

#[test]
fn all_the_credits_there_can_be_are_given_and_spent() {
    let (mut scene, alice) = alice_with_all();
    let bob = someone("bob");
    scene.transfer(alice, bob, ALL).unwrap();
    assert_eq!(scene.account(alice).net, -I256::from_raw(ALL));
    assert_eq!(scene.account(bob).net, I256::from_raw(ALL));
    scene.spend(bob, someone("payee"), ALL, B256::ZERO).unwrap();
    assert_eq!(scene.account(bob).used, ALL);
    assert_eq!(scene.total_used(), ALL);
}

#[test]
fn all_the_credits_there_can_be_are_metered_and_given_back() {
    let (mut scene, alice) = alice_with_all();
    let gateway = someone("gateway");
    for limit in [NO_LIMIT, NO_LIMIT - U96::ONE] {
        scene.give(Kind::Meter, alice, gateway, limit, FOREVER);
        let sent = scene.meter(gateway, &[(alice, ALL)]).unwrap();
        assert_eq!(sent.value, ALL - U256::from(limit));
        assert_eq!(scene.total_used(), U256::from(limit));
        scene.meter(gateway, &[(alice, U256::ZERO)]).unwrap();
        assert_eq!(scene.total_used(), U256::ZERO);
    }
}

#[test]
fn shortfalls_of_the_greatest_totals_add_up() {
    let mut scene = Scene::new();
    let gateway = someone("gateway");
    let readings: Vec<_> = (0..200)
        .map(|i| (someone(&format!("stranger {i}")), ALL))
        .collect();
    let sent = scene.meter(gateway, &readings).unwrap();
    assert_eq!(sent.value, ALL * U256::from(200));
}

#[test]
fn what_is_drawn_without_limit_saturates() {
    let (mut scene, alice) = alice_with_all();
    let agent = someone("agent");
    scene.give(Kind::Allowance, alice, agent, NO_LIMIT, FOREVER);
    for _ in 0..3 {
        scene.draw(agent, alice, agent, ALL).unwrap();
        let used = scene.budget(Kind::Allowance, alice, agent).used;
        assert_eq!(used, U96::MAX);
        scene.transfer(agent, alice, ALL).unwrap();
    }
    scene.draw(agent, alice, agent, U256::ONE).unwrap();
    assert_eq!(scene.budget(Kind::Allowance, alice, agent).used, U96::MAX);
    // Limited again, it has nothing left today.
    scene.give(Kind::Allowance, alice, agent, NO_LIMIT - U96::ONE, FOREVER);
    let refusal = InsufficientAllowance {
        owner: alice,
        spender: agent,
        remaining: U256::ZERO,
        needed: U256::ONE,
    };
    assert_reverts(scene.draw(agent, alice, agent, U256::ONE), refusal);
}

#[test]
fn the_greatest_limit_that_is_one_is_drawn_once() {
    let (mut scene, alice) = alice_with_all();
    let agent = someone("agent");
    let most = ALL - U256::ONE;
    scene.give(Kind::Allowance, alice, agent, U96::from(most), FOREVER);
    scene.draw(agent, alice, agent, most).unwrap();
    scene.transfer(agent, alice, most).unwrap();
    let refusal = InsufficientAllowance {
        owner: alice,
        spender: agent,
        remaining: U256::ZERO,
        needed: U256::ONE,
    };
    assert_reverts(scene.draw(agent, alice, agent, U256::ONE), refusal);
}

#[test]
fn a_day_begun_anew_holds_all_credits_again() {
    let (mut scene, alice) = alice_with_all();
    let payee = someone("payee");
    scene.spend(alice, payee, ALL, B256::ZERO).unwrap();
    scene.assert_invariants();
    scene.midnight(1);
    scene.spend(alice, payee, ALL, B256::ZERO).unwrap();
    assert_eq!(scene.total_used(), ALL);
}
