//! `meter` where credits, limit or validity run out: the shortfall is reported and stops nothing.

use alloy_primitives::{Address, U256, aliases::U96};

use crate::{
    budget::{FOREVER, Kind, NO_LIMIT},
    meter::{alice_and_gateway, metered, posted, shortfall},
    scene::{Scene, limit, someone, units},
};

/// A reading of one owner that reaches nothing more than `stands`.
#[track_caller]
fn assert_takes_nothing(
    scene: &mut Scene,
    owner: Address,
    gateway: Address,
    requested: U256,
    stands: U256,
) {
    let before = scene.account(owner);
    let sent = scene.meter(gateway, &[(owner, requested)]).unwrap();
    assert_eq!(sent.value, requested - stands);
    let logs = [
        shortfall(scene, owner, gateway, requested, stands),
        posted(scene, gateway),
    ];
    assert_eq!(sent.receipt.logs, logs);
    assert_eq!(scene.account(owner), before);
    assert_eq!(scene.reading(owner, gateway), stands);
}

#[test]
fn at_the_limit_a_reading_stops() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    let sent = scene.meter(gateway, &[(alice, units(61))]).unwrap();
    assert_eq!(sent.value, units(1));
    let logs = [
        metered(&scene, alice, gateway, units(60)),
        shortfall(&scene, alice, gateway, units(61), units(60)),
        posted(&scene, gateway),
    ];
    assert_eq!(sent.receipt.logs, logs);
    assert_eq!(scene.available(alice), units(40));
    assert_takes_nothing(&mut scene, alice, gateway, units(61), units(60));
    let one_wei_more = units(60) + U256::ONE;
    assert_takes_nothing(&mut scene, alice, gateway, one_wei_more, units(60));
}

#[test]
fn at_the_end_of_the_credits_a_reading_stops() {
    let (mut scene, alice, gateway) = alice_and_gateway(500);
    scene
        .spend(alice, someone("payee"), units(70), Default::default())
        .unwrap();
    let sent = scene.meter(gateway, &[(alice, units(45))]).unwrap();
    assert_eq!(sent.value, units(15));
    let logs = [
        metered(&scene, alice, gateway, units(30)),
        shortfall(&scene, alice, gateway, units(45), units(30)),
        posted(&scene, gateway),
    ];
    assert_eq!(sent.receipt.logs, logs);
    assert_eq!(scene.available(alice), U256::ZERO);
    assert_takes_nothing(&mut scene, alice, gateway, units(45), units(30));
}

#[test]
fn a_resent_reading_takes_what_has_come_in_meanwhile() {
    let (mut scene, alice, gateway) = alice_and_gateway(500);
    let bob = scene.holder("bob", 100);
    let sent = scene.meter(gateway, &[(alice, units(120))]).unwrap();
    assert_eq!(sent.value, units(20));
    scene.transfer(bob, alice, units(15)).unwrap();
    let sent = scene.meter(gateway, &[(alice, units(120))]).unwrap();
    assert_eq!(sent.value, units(5));
    assert_eq!(scene.reading(alice, gateway), units(115));
}

#[test]
fn without_limit_a_reading_stops_at_the_credits_only() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let gateway = someone("gateway");
    scene.give(Kind::Meter, alice, gateway, NO_LIMIT, FOREVER);
    let most = U256::from(U96::MAX);
    let sent = scene.meter(gateway, &[(alice, most)]).unwrap();
    assert_eq!(sent.value, most - units(100));
    assert_eq!(scene.reading(alice, gateway), units(100));
    assert_eq!(scene.available(alice), U256::ZERO);
}

#[test]
fn without_a_meter_nothing_is_taken() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let gateway = someone("gateway");
    assert_takes_nothing(&mut scene, alice, gateway, units(1), U256::ZERO);
    assert_takes_nothing(&mut scene, alice, gateway, U256::from(U96::MAX), U256::ZERO);
}

#[test]
fn an_allowance_is_no_meter() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let agent = someone("agent");
    scene.give(Kind::Allowance, alice, agent, NO_LIMIT, FOREVER);
    assert_takes_nothing(&mut scene, alice, agent, units(1), U256::ZERO);
}

#[test]
fn an_account_meters_neither_itself_nor_the_zero_address() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    assert_takes_nothing(&mut scene, alice, alice, units(1), U256::ZERO);
    assert_takes_nothing(&mut scene, Address::ZERO, alice, units(1), U256::ZERO);
}

#[test]
fn a_stranger_read_as_zero_is_no_shortfall() {
    let mut scene = Scene::new();
    let gateway = someone("gateway");
    let readings = [
        (someone("stranger"), U256::ZERO),
        (Address::ZERO, U256::ZERO),
    ];
    let sent = scene.meter(gateway, &readings).unwrap();
    assert_eq!(sent.value, U256::ZERO);
    assert_eq!(sent.receipt.logs, [posted(&scene, gateway)]);
}

#[test]
fn after_revocation_nothing_more_is_taken() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    scene.meter(gateway, &[(alice, units(25))]).unwrap();
    scene.give(Kind::Meter, alice, gateway, U96::ZERO, FOREVER);
    assert_takes_nothing(&mut scene, alice, gateway, units(26), units(25));
}

#[test]
fn from_the_second_of_expiry_nothing_more_is_taken() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let gateway = someone("gateway");
    let expiry = scene.now() + 3_600;
    scene.give(Kind::Meter, alice, gateway, NO_LIMIT, expiry);
    scene.suite.at(0, 3_599);
    let sent = scene.meter(gateway, &[(alice, units(25))]).unwrap();
    assert_eq!(sent.value, U256::ZERO);
    scene.suite.at(0, 3_600);
    assert_eq!(scene.now(), expiry);
    assert_takes_nothing(&mut scene, alice, gateway, units(26), units(25));
}

#[test]
fn a_limit_lowered_below_the_reading_neither_takes_nor_gives_back() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    scene.meter(gateway, &[(alice, units(50))]).unwrap();
    scene.give(Kind::Meter, alice, gateway, limit(20), FOREVER);
    assert_eq!(scene.reading(alice, gateway), units(50));
    assert_takes_nothing(&mut scene, alice, gateway, units(51), units(50));
    // Lowered to above the limit, it cannot be raised again.
    scene.meter(gateway, &[(alice, units(40))]).unwrap();
    assert_eq!(scene.available(alice), units(60));
    assert_takes_nothing(&mut scene, alice, gateway, units(41), units(40));
    // Lowered to below the limit, it can be raised to the limit.
    scene.meter(gateway, &[(alice, units(10))]).unwrap();
    let sent = scene.meter(gateway, &[(alice, units(50))]).unwrap();
    assert_eq!(sent.value, units(30));
    assert_eq!(scene.reading(alice, gateway), units(20));
}

#[test]
fn shortfalls_of_all_kinds_add_up_and_stop_nobody() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    let bob = scene.holder("bob", 10);
    let carol = scene.holder("carol", 10);
    let now = scene.now();
    scene.give(Kind::Meter, bob, gateway, NO_LIMIT, FOREVER);
    scene.give(Kind::Meter, carol, gateway, NO_LIMIT, now);
    let dave = someone("dave");
    let readings = [
        (dave, units(1)),
        (alice, units(62)),
        (carol, units(4)),
        (bob, units(18)),
        (alice, units(60)),
    ];
    let sent = scene.meter(gateway, &readings).unwrap();
    assert_eq!(sent.value, units(1 + 2 + 4 + 8));
    let logs = [
        shortfall(&scene, dave, gateway, units(1), U256::ZERO),
        metered(&scene, alice, gateway, units(60)),
        shortfall(&scene, alice, gateway, units(62), units(60)),
        shortfall(&scene, carol, gateway, units(4), U256::ZERO),
        metered(&scene, bob, gateway, units(10)),
        shortfall(&scene, bob, gateway, units(18), units(10)),
        posted(&scene, gateway),
    ];
    assert_eq!(sent.receipt.logs, logs);
    assert_eq!(scene.total_used(), units(70));
}
