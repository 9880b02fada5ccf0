//! `setAllowance` and `setMeter`: an owner gives, changes and revokes a budget. One behaviour, two records.

use alloy_primitives::{Address, B256, U256, aliases::U96};
use diem_suite::{
    abi::IComputeCredits::{Budget, InvalidSpender},
    assert_reverts,
};

use crate::{
    budget::{FOREVER, Kind, NO_LIMIT, Terms, test_both_kinds},
    scene::{Scene, limit, someone, units},
};

/// 20 credits a day for `spender`, for ever.
fn twenty(owner: Address, spender: Address) -> Terms {
    Terms {
        owner,
        spender,
        limit: limit(20),
        expiry: FOREVER,
    }
}

/// Lets `spender` use `amount` of its budget: draw, or meter from nothing.
#[track_caller]
fn use_budget(scene: &mut Scene, kind: Kind, owner: Address, spender: Address, amount: U256) {
    match kind {
        Kind::Allowance => drop(scene.draw(spender, owner, spender, amount).unwrap()),
        Kind::Meter => drop(scene.meter(spender, &[(owner, amount)]).unwrap()),
    }
}

fn is_stored_and_announced(kind: Kind) {
    let mut scene = Scene::new();
    let terms = Terms {
        owner: someone("alice"),
        spender: someone("spender"),
        limit: limit(20),
        expiry: scene.now() + 1_000,
    };
    let receipt = scene.set(kind, terms).unwrap();
    assert!(receipt.output.is_empty());
    assert_eq!(receipt.logs, [kind.set_log(scene.suite.credits, terms, 1)]);
    let expected = Budget {
        dailyLimit: terms.limit,
        used: U96::ZERO,
        expiry: terms.expiry,
        nonce: 1,
    };
    assert_eq!(scene.budget(kind, terms.owner, terms.spender), expected);
}

fn each_set_advances_the_nonce(kind: Kind) {
    let mut scene = Scene::new();
    let terms = twenty(someone("alice"), someone("spender"));
    for nonce in 1..=4 {
        // The same terms again are a set again.
        let receipt = scene.set(kind, terms).unwrap();
        assert_eq!(
            receipt.logs,
            [kind.set_log(scene.suite.credits, terms, nonce)]
        );
        let budget = scene.budget(kind, terms.owner, terms.spender);
        assert_eq!(budget.nonce, nonce);
    }
}

fn replaces_limit_and_expiry(kind: Kind) {
    let mut scene = Scene::new();
    let [alice, spender] = ["alice", "spender"].map(someone);
    let extremes = [
        (NO_LIMIT, FOREVER),
        (U96::ZERO, 0),
        (NO_LIMIT - U96::ONE, FOREVER - 1),
        (U96::ONE, 1),
        (NO_LIMIT, 0),
        (U96::ZERO, FOREVER),
    ];
    for (nonce, (limit, expiry)) in (1..).zip(extremes) {
        scene.give(kind, alice, spender, limit, expiry);
        let expected = Budget {
            dailyLimit: limit,
            used: U96::ZERO,
            expiry,
            nonce,
        };
        assert_eq!(scene.budget(kind, alice, spender), expected);
    }
}

fn a_limit_of_zero_revokes_and_counts_as_a_set(kind: Kind) {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let spender = someone("spender");
    scene.set(kind, twenty(alice, spender)).unwrap();
    scene.give(kind, alice, spender, U96::ZERO, FOREVER);
    let expected = Budget {
        dailyLimit: U96::ZERO,
        used: U96::ZERO,
        expiry: FOREVER,
        nonce: 2,
    };
    assert_eq!(scene.budget(kind, alice, spender), expected);
}

fn a_budget_never_given_can_be_revoked(kind: Kind) {
    // It voids signatures that are on their way.
    let mut scene = Scene::new();
    let [alice, spender] = ["alice", "spender"].map(someone);
    scene.give(kind, alice, spender, U96::ZERO, 0);
    assert_eq!(scene.budget(kind, alice, spender).nonce, 1);
}

fn setting_in_mid_day_keeps_what_is_used_today(kind: Kind) {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let spender = someone("spender");
    scene.set(kind, twenty(alice, spender)).unwrap();
    use_budget(&mut scene, kind, alice, spender, units(15));
    for limit in [limit(40), limit(10), U96::ZERO, NO_LIMIT] {
        scene.give(kind, alice, spender, limit, FOREVER);
        assert_eq!(
            scene.budget(kind, alice, spender).used,
            U96::from(units(15))
        );
    }
}

fn at_midnight_used_is_zero_and_the_terms_stay(kind: Kind) {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let spender = someone("spender");
    scene.set(kind, twenty(alice, spender)).unwrap();
    use_budget(&mut scene, kind, alice, spender, units(15));
    scene.assert_invariants();
    scene.suite.at(0, 86_399);
    assert_eq!(
        scene.budget(kind, alice, spender).used,
        U96::from(units(15))
    );
    scene.midnight(1);
    let expected = Budget {
        dailyLimit: limit(20),
        used: U96::ZERO,
        expiry: FOREVER,
        nonce: 1,
    };
    assert_eq!(scene.budget(kind, alice, spender), expected);
    // Setting it does not bring yesterday's use back.
    scene.set(kind, twenty(alice, spender)).unwrap();
    assert_eq!(scene.budget(kind, alice, spender).used, U96::ZERO);
    use_budget(&mut scene, kind, alice, spender, units(20));
}

fn the_other_kind_is_not_touched(kind: Kind) {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let spender = someone("spender");
    scene.set(kind.other(), twenty(alice, spender)).unwrap();
    use_budget(&mut scene, kind.other(), alice, spender, units(5));
    let before = scene.budget(kind.other(), alice, spender);
    scene.give(kind, alice, spender, limit(7), 77);
    scene.give(kind, alice, spender, limit(8), 88);
    assert_eq!(scene.budget(kind.other(), alice, spender), before);
    assert_eq!(scene.budget(kind, alice, spender).used, U96::ZERO);
    assert_eq!(scene.budget(kind, alice, spender).nonce, 2);
}

fn budgets_are_per_owner_and_spender(kind: Kind) {
    let mut scene = Scene::new();
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(someone);
    let pairs = [
        (alice, bob),
        (bob, alice),
        (alice, carol),
        (carol, alice),
        (bob, carol),
    ];
    for (daily, (owner, spender)) in (1..).zip(pairs) {
        scene.give(kind, owner, spender, limit(daily), FOREVER);
    }
    for (daily, (owner, spender)) in (1..).zip(pairs) {
        let budget = scene.budget(kind, owner, spender);
        assert_eq!((budget.dailyLimit, budget.nonce), (limit(daily), 1));
    }
    let none = scene.budget(kind, carol, bob);
    assert_eq!((none.dailyLimit, none.nonce), (U96::ZERO, 0));
}

fn setting_moves_no_credits(kind: Kind) {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let spender = someone("spender");
    let before = scene.account(alice);
    scene.give(kind, alice, spender, NO_LIMIT, FOREVER);
    assert_eq!(scene.account(alice), before);
    assert_eq!(scene.available(spender), U256::ZERO);
    assert_eq!(scene.total_used(), U256::ZERO);
}

fn the_zero_address_is_given_no_budget(kind: Kind) {
    let mut scene = Scene::new();
    let refused = scene.set(kind, twenty(someone("alice"), Address::ZERO));
    let refusal = InvalidSpender {
        spender: Address::ZERO,
    };
    assert_reverts(refused, refusal);
}

fn the_owner_is_given_no_budget_on_itself(kind: Kind) {
    let mut scene = Scene::new();
    let alice = someone("alice");
    let refused = scene.set(kind, twenty(alice, alice));
    assert_reverts(refused, InvalidSpender { spender: alice });
}

fn a_revoked_budget_can_be_given_again(kind: Kind) {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let spender = someone("spender");
    scene.set(kind, twenty(alice, spender)).unwrap();
    scene.give(kind, alice, spender, U96::ZERO, FOREVER);
    scene.set(kind, twenty(alice, spender)).unwrap();
    use_budget(&mut scene, kind, alice, spender, units(20));
    assert_eq!(scene.budget(kind, alice, spender).nonce, 3);
}

fn a_budget_does_not_let_its_spender_spend(kind: Kind) {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let [spender, payee] = ["spender", "payee"].map(someone);
    scene.give(kind, alice, spender, NO_LIMIT, FOREVER);
    let refusal = diem_suite::abi::IComputeCredits::InsufficientCredits {
        owner: spender,
        available: U256::ZERO,
        needed: U256::ONE,
    };
    assert_reverts(scene.spend(spender, payee, U256::ONE, B256::ZERO), refusal);
}

test_both_kinds!(
    is_stored_and_announced,
    each_set_advances_the_nonce,
    replaces_limit_and_expiry,
    a_limit_of_zero_revokes_and_counts_as_a_set,
    a_budget_never_given_can_be_revoked,
    setting_in_mid_day_keeps_what_is_used_today,
    at_midnight_used_is_zero_and_the_terms_stay,
    the_other_kind_is_not_touched,
    budgets_are_per_owner_and_spender,
    setting_moves_no_credits,
    the_zero_address_is_given_no_budget,
    the_owner_is_given_no_budget_on_itself,
    a_revoked_budget_can_be_given_again,
    a_budget_does_not_let_its_spender_spend,
);
