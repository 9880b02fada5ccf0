//! Nonces end at 65535: calls still set and revoke, signatures are no longer accepted.

use alloy_primitives::aliases::U96;
use diem_suite::{
    Account,
    abi::IComputeCredits::{Budget, NonceExhausted},
    assert_reverts,
};

use crate::{
    budget::{FOREVER, Kind, Terms, test_both_kinds},
    scene::{Scene, limit, someone},
    signatures::{set_signed, terms},
    storage::set_nonce,
};

/// A budget that was set so often that its nonce is 65534, and the owner's key.
#[track_caller]
fn worn_budget(kind: Kind) -> (Scene, Account, Terms) {
    let mut scene = Scene::new();
    let alice = Account::named("alice");
    let terms = terms(alice.address, someone("spender"));
    scene.set(kind, terms).unwrap();
    set_nonce(&mut scene, kind, terms, 65_534);
    (scene, alice, terms)
}

fn the_last_signature_carries_65534(kind: Kind) {
    let (mut scene, alice, terms) = worn_budget(kind);
    let receipt = set_signed(&mut scene, &alice, kind, terms, 65_534).unwrap();
    assert_eq!(
        receipt.logs,
        [kind.set_log(scene.suite.credits, terms, 65_535)]
    );
    let refusal = || NonceExhausted {
        owner: terms.owner,
        spender: terms.spender,
    };
    for nonce in [65_535, 65_534, 0] {
        let refused = set_signed(&mut scene, &alice, kind, terms, nonce);
        assert_reverts(refused, refusal());
    }
}

fn at_the_last_nonce_calls_still_set_and_revoke(kind: Kind) {
    let (mut scene, alice, terms) = worn_budget(kind);
    for limit in [limit(30), U96::ZERO, limit(40)] {
        let terms = Terms { limit, ..terms };
        let receipt = scene.set(kind, terms).unwrap();
        assert_eq!(
            receipt.logs,
            [kind.set_log(scene.suite.credits, terms, 65_535)]
        );
        let expected = Budget {
            dailyLimit: limit,
            used: U96::ZERO,
            expiry: FOREVER,
            nonce: 65_535,
        };
        assert_eq!(scene.budget(kind, terms.owner, terms.spender), expected);
        let refused = set_signed(&mut scene, &alice, kind, terms, 65_535);
        let refusal = NonceExhausted {
            owner: terms.owner,
            spender: terms.spender,
        };
        assert_reverts(refused, refusal);
    }
}

fn one_worn_budget_wears_no_other(kind: Kind) {
    let (mut scene, alice, worn) = worn_budget(kind);
    scene.set(kind, worn).unwrap();
    let other = terms(alice.address, someone("other spender"));
    set_signed(&mut scene, &alice, kind, other, 0).unwrap();
    set_signed(&mut scene, &alice, kind.other(), worn, 0).unwrap();
}

test_both_kinds!(
    the_last_signature_carries_65534,
    at_the_last_nonce_calls_still_set_and_revoke,
    one_worn_budget_wears_no_other,
);
