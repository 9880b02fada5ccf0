//! The ends of time as budgets count it: an expiry is a second of 32 bits, and the last of them is for ever.

use alloy_primitives::{Address, U256};
use diem_suite::{Params, abi::IComputeCredits::InsufficientAllowance, assert_reverts};

use crate::{
    budget::{FOREVER, Kind, NO_LIMIT},
    scene::{Scene, someone, units},
};

/// The second that 32 bits cannot count any more: 2106-02-07 06:28:16 UTC.
const AFTER_LAST: u64 = 1 << 32;

/// A scene that begins ten seconds before: Alice with DIEM, for an agent and a gateway.
#[track_caller]
fn shortly_before_the_end() -> (Scene, [Address; 3]) {
    let params = Params {
        timestamp: AFTER_LAST - 10,
        ..Params::default()
    };
    let mut scene = Scene::with(params);
    let alice = scene.holder("alice", 100);
    (scene, [alice, someone("agent"), someone("gateway")])
}

#[test]
fn the_last_second_of_32_bits_is_for_ever() {
    let (mut scene, [alice, agent, gateway]) = shortly_before_the_end();
    scene.give(Kind::Allowance, alice, agent, NO_LIMIT, FOREVER);
    scene.give(Kind::Meter, alice, gateway, NO_LIMIT, FOREVER);
    for (total, now) in (1..).zip([AFTER_LAST - 2, AFTER_LAST - 1, AFTER_LAST, AFTER_LAST + 60]) {
        scene.suite.chain.set_timestamp(now);
        scene.draw(agent, alice, agent, U256::ONE).unwrap();
        let sent = scene.meter(gateway, &[(alice, U256::from(total))]);
        assert_eq!(sent.unwrap().value, U256::ZERO);
    }
}

#[test]
fn the_second_before_it_expires() {
    let (mut scene, [alice, agent, gateway]) = shortly_before_the_end();
    scene.give(Kind::Allowance, alice, agent, NO_LIMIT, FOREVER - 1);
    scene.give(Kind::Meter, alice, gateway, NO_LIMIT, FOREVER - 1);
    scene.suite.chain.set_timestamp(AFTER_LAST - 3);
    scene.draw(agent, alice, agent, U256::ONE).unwrap();
    scene.meter(gateway, &[(alice, U256::ONE)]).unwrap();
    for now in [AFTER_LAST - 2, AFTER_LAST - 1, AFTER_LAST, AFTER_LAST + 60] {
        scene.suite.chain.set_timestamp(now);
        let refusal = InsufficientAllowance {
            owner: alice,
            spender: agent,
            remaining: U256::ZERO,
            needed: U256::ONE,
        };
        assert_reverts(scene.draw(agent, alice, agent, U256::ONE), refusal);
        let sent = scene.meter(gateway, &[(alice, units(1))]).unwrap();
        assert_eq!(sent.value, units(1) - U256::ONE);
    }
}

#[test]
fn a_small_expiry_does_not_come_again_when_32_bits_wrap() {
    let (mut scene, [alice, agent, gateway]) = shortly_before_the_end();
    scene.give(Kind::Allowance, alice, agent, NO_LIMIT, 1_000);
    scene.give(Kind::Meter, alice, gateway, NO_LIMIT, 1_000);
    scene.suite.chain.set_timestamp(AFTER_LAST + 10);
    let refusal = InsufficientAllowance {
        owner: alice,
        spender: agent,
        remaining: U256::ZERO,
        needed: U256::ONE,
    };
    assert_reverts(scene.draw(agent, alice, agent, U256::ONE), refusal);
    let sent = scene.meter(gateway, &[(alice, U256::ONE)]).unwrap();
    assert_eq!(sent.value, U256::ONE);
}
