//! `transferFrom`: an agent draws on its owner's credits.

use alloy_primitives::{Address, U256, aliases::U96};
use diem_suite::{
    abi::IComputeCredits::{
        Budget, InsufficientAllowance, InsufficientCredits, InvalidReceiver, Transfer, ZeroAmount,
    },
    assert_reverts,
};

use crate::{
    budget::{FOREVER, Kind, NO_LIMIT},
    scene::{Scene, limit, someone, units},
};

/// Alice with 100 credits, and an agent that may draw `daily` of them a day.
#[track_caller]
fn alice_and_agent(daily: U96) -> (Scene, Address, Address) {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let agent = someone("agent");
    scene.give(Kind::Allowance, alice, agent, daily, FOREVER);
    (scene, alice, agent)
}

fn refusal(
    owner: Address,
    spender: Address,
    remaining: U256,
    needed: U256,
) -> InsufficientAllowance {
    InsufficientAllowance {
        owner,
        spender,
        remaining,
        needed,
    }
}

#[test]
fn an_agent_draws_credits_to_itself() {
    let (mut scene, alice, agent) = alice_and_agent(limit(40));
    let sent = scene.draw(agent, alice, agent, units(25)).unwrap();
    assert!(sent.value);
    let event = Transfer {
        caller: agent,
        sender: alice,
        receiver: agent,
        id: scene.today(),
        amount: units(25),
    };
    assert_eq!(sent.receipt.logs, [scene.log(&event)]);
    assert_eq!(scene.available(alice), units(75));
    assert_eq!(scene.available(agent), units(25));
    let budget = Budget {
        dailyLimit: limit(40),
        used: limit(25),
        expiry: FOREVER,
        nonce: 1,
    };
    assert_eq!(scene.budget(Kind::Allowance, alice, agent), budget);
}

#[test]
fn an_agent_draws_credits_to_another_account() {
    let (mut scene, alice, agent) = alice_and_agent(limit(40));
    let bob = someone("bob");
    let sent = scene.draw(agent, alice, bob, units(25)).unwrap();
    let event = Transfer {
        caller: agent,
        sender: alice,
        receiver: bob,
        id: scene.today(),
        amount: units(25),
    };
    assert_eq!(sent.receipt.logs, [scene.log(&event)]);
    assert_eq!(scene.available(bob), units(25));
    assert_eq!(scene.available(agent), U256::ZERO);
}

#[test]
fn drawing_to_the_owner_uses_the_allowance_and_moves_nothing() {
    let (mut scene, alice, agent) = alice_and_agent(limit(40));
    let before = scene.account(alice);
    scene.draw(agent, alice, alice, units(40)).unwrap();
    assert_eq!(scene.account(alice), before);
    assert_reverts(
        scene.draw(agent, alice, alice, U256::ONE),
        refusal(alice, agent, U256::ZERO, U256::ONE),
    );
}

#[test]
fn the_limit_can_be_drawn_in_parts_and_not_one_wei_more() {
    let (mut scene, alice, agent) = alice_and_agent(limit(40));
    scene.draw(agent, alice, agent, units(25)).unwrap();
    let more = units(15) + U256::ONE;
    assert_reverts(
        scene.draw(agent, alice, agent, more),
        refusal(alice, agent, units(15), more),
    );
    scene.draw(agent, alice, agent, units(15)).unwrap();
    assert_reverts(
        scene.draw(agent, alice, agent, U256::ONE),
        refusal(alice, agent, U256::ZERO, U256::ONE),
    );
}

#[test]
fn the_allowance_renews_at_midnight() {
    let (mut scene, alice, agent) = alice_and_agent(limit(40));
    scene.draw(agent, alice, agent, units(40)).unwrap();
    scene.assert_invariants();
    scene.midnight(1);
    let budget = scene.budget(Kind::Allowance, alice, agent);
    assert_eq!(
        (budget.used, budget.dailyLimit, budget.nonce),
        (U96::ZERO, limit(40), 1)
    );
    scene.draw(agent, alice, agent, units(40)).unwrap();
    assert_reverts(
        scene.draw(agent, alice, agent, U256::ONE),
        refusal(alice, agent, U256::ZERO, U256::ONE),
    );
}

#[test]
fn without_an_allowance_nothing_can_be_drawn() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let agent = someone("agent");
    assert_reverts(
        scene.draw(agent, alice, agent, U256::ONE),
        refusal(alice, agent, U256::ZERO, U256::ONE),
    );
}

#[test]
fn an_owner_is_no_agent_of_its_own() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    assert_reverts(
        scene.draw(alice, alice, someone("bob"), U256::ONE),
        refusal(alice, alice, U256::ZERO, U256::ONE),
    );
}

#[test]
fn an_allowance_is_of_one_agent_on_one_owner() {
    let (mut scene, alice, agent) = alice_and_agent(limit(40));
    let bob = scene.holder("bob", 100);
    let other = someone("other agent");
    assert_reverts(
        scene.draw(other, alice, other, U256::ONE),
        refusal(alice, other, U256::ZERO, U256::ONE),
    );
    assert_reverts(
        scene.draw(agent, bob, agent, U256::ONE),
        refusal(bob, agent, U256::ZERO, U256::ONE),
    );
    // Nor does it work the other way.
    scene.transfer(alice, agent, units(10)).unwrap();
    assert_reverts(
        scene.draw(alice, agent, alice, U256::ONE),
        refusal(agent, alice, U256::ZERO, U256::ONE),
    );
}

#[test]
fn a_meter_does_not_cover_a_draw() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let gateway = someone("gateway");
    scene.give(Kind::Meter, alice, gateway, NO_LIMIT, FOREVER);
    assert_reverts(
        scene.draw(gateway, alice, gateway, U256::ONE),
        refusal(alice, gateway, U256::ZERO, U256::ONE),
    );
}

#[test]
fn a_revoked_allowance_covers_nothing() {
    let (mut scene, alice, agent) = alice_and_agent(limit(40));
    scene.draw(agent, alice, agent, units(10)).unwrap();
    scene.give(Kind::Allowance, alice, agent, U96::ZERO, FOREVER);
    assert_reverts(
        scene.draw(agent, alice, agent, U256::ONE),
        refusal(alice, agent, U256::ZERO, U256::ONE),
    );
}

#[test]
fn an_allowance_lowered_below_what_is_drawn_covers_nothing_more_today() {
    let (mut scene, alice, agent) = alice_and_agent(limit(40));
    scene.draw(agent, alice, agent, units(30)).unwrap();
    scene.give(Kind::Allowance, alice, agent, limit(20), FOREVER);
    assert_reverts(
        scene.draw(agent, alice, agent, U256::ONE),
        refusal(alice, agent, U256::ZERO, U256::ONE),
    );
    scene.assert_invariants();
    scene.midnight(1);
    scene.draw(agent, alice, agent, units(20)).unwrap();
}

#[test]
fn an_allowance_set_anew_counts_what_is_drawn() {
    let (mut scene, alice, agent) = alice_and_agent(limit(40));
    scene.draw(agent, alice, agent, units(30)).unwrap();
    scene.give(Kind::Allowance, alice, agent, limit(50), FOREVER);
    let more = units(20) + U256::ONE;
    assert_reverts(
        scene.draw(agent, alice, agent, more),
        refusal(alice, agent, units(20), more),
    );
    scene.draw(agent, alice, agent, units(20)).unwrap();
}

#[test]
fn credits_sent_back_do_not_refill_the_allowance() {
    let (mut scene, alice, agent) = alice_and_agent(limit(40));
    scene.draw(agent, alice, agent, units(40)).unwrap();
    scene.transfer(agent, alice, units(40)).unwrap();
    assert_eq!(scene.available(alice), units(100));
    assert_reverts(
        scene.draw(agent, alice, agent, U256::ONE),
        refusal(alice, agent, U256::ZERO, U256::ONE),
    );
}

#[test]
fn an_allowance_ends_at_the_second_of_its_expiry() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let agent = someone("agent");
    let expiry = scene.now() + 3_600;
    scene.give(Kind::Allowance, alice, agent, limit(40), expiry);
    scene.suite.at(0, 3_599);
    scene.draw(agent, alice, agent, units(1)).unwrap();
    scene.suite.at(0, 3_600);
    assert_eq!(scene.now(), expiry);
    assert_reverts(
        scene.draw(agent, alice, agent, U256::ONE),
        refusal(alice, agent, U256::ZERO, U256::ONE),
    );
}

#[test]
fn an_expired_allowance_without_limit_covers_nothing() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let agent = someone("agent");
    let now = scene.now();
    scene.give(Kind::Allowance, alice, agent, NO_LIMIT, now);
    assert_reverts(
        scene.draw(agent, alice, agent, U256::ONE),
        refusal(alice, agent, U256::ZERO, U256::ONE),
    );
    // A later expiry wakes it.
    scene.give(Kind::Allowance, alice, agent, NO_LIMIT, now + 1);
    scene.draw(agent, alice, agent, U256::ONE).unwrap();
}

#[test]
fn an_allowance_covers_no_more_than_the_owner_has() {
    let (mut scene, alice, agent) = alice_and_agent(limit(500));
    let insufficient = |available, needed| InsufficientCredits {
        owner: alice,
        available,
        needed,
    };
    assert_reverts(
        scene.draw(agent, alice, agent, units(101)),
        insufficient(units(100), units(101)),
    );
    // The refused draw did not use the allowance.
    assert_eq!(scene.budget(Kind::Allowance, alice, agent).used, U96::ZERO);
    scene.draw(agent, alice, agent, units(100)).unwrap();
    assert_reverts(
        scene.draw(agent, alice, agent, U256::ONE),
        insufficient(U256::ZERO, U256::ONE),
    );
}

#[test]
fn without_limit_an_agent_draws_all_the_owner_has_and_no_more() {
    let (mut scene, alice, agent) = alice_and_agent(NO_LIMIT);
    scene.draw(agent, alice, agent, units(100)).unwrap();
    assert_eq!(scene.budget(Kind::Allowance, alice, agent).used, limit(100));
    let refusal = InsufficientCredits {
        owner: alice,
        available: U256::ZERO,
        needed: U256::ONE,
    };
    assert_reverts(scene.draw(agent, alice, agent, U256::ONE), refusal);
}

#[test]
fn two_agents_share_the_owners_credits_not_their_limits() {
    let (mut scene, alice, agent) = alice_and_agent(limit(80));
    let other = someone("other agent");
    scene.give(Kind::Allowance, alice, other, limit(80), FOREVER);
    scene.draw(agent, alice, agent, units(80)).unwrap();
    let refusal = InsufficientCredits {
        owner: alice,
        available: units(20),
        needed: units(21),
    };
    assert_reverts(scene.draw(other, alice, other, units(21)), refusal);
    scene.draw(other, alice, other, units(20)).unwrap();
}

#[test]
fn nothing_cannot_be_drawn() {
    let (mut scene, alice, agent) = alice_and_agent(limit(40));
    let refused = scene.draw(agent, alice, agent, U256::ZERO);
    assert_reverts(refused, ZeroAmount {});
}

#[test]
fn the_zero_address_cannot_receive() {
    let (mut scene, alice, agent) = alice_and_agent(limit(40));
    let refusal = InvalidReceiver {
        receiver: Address::ZERO,
    };
    assert_reverts(scene.draw(agent, alice, Address::ZERO, units(1)), refusal);
}
