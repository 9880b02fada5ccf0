//! `setAllowanceBySig` and `setMeterBySig` of accounts without code: signatures of the owner's key. (Contract accounts: `wallet`.)

use alloy_primitives::{Address, B256, U256, aliases::U96, uint};
use diem_suite::{
    Account,
    abi::IComputeCredits::{
        Budget, ECDSAInvalidSignature, ECDSAInvalidSignatureS, ExpiredSignature, InvalidSigner,
        InvalidSpender,
    },
    assert_reverts, typed_data,
};

use crate::{
    budget::{FOREVER, Kind, NO_LIMIT, Terms, test_both_kinds},
    scene::{Scene, limit, someone, units},
    signatures::{NO_DEADLINE, malleable_copy, recover, relay, set_signed, sign, terms},
};

/// Half the order of secp256k1 (EIP-2): the greatest `s` of a signature that is not malleable.
const HALF_ORDER: U256 =
    uint!(0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0_U256);

/// A scene, an owner who can sign, and 20 credits a day of its for a spender.
fn alice_and_terms() -> (Scene, Account, Terms) {
    let scene = Scene::new();
    let alice = Account::named("alice");
    let terms = terms(alice.address, someone("spender"));
    (scene, alice, terms)
}

/// The revert for `signature` by who it seems to be of: it is not over the present nonce, these terms, or this contract.
fn not_of_owner(
    scene: &Scene,
    kind: Kind,
    terms: Terms,
    nonce: u16,
    signature: &[u8; 65],
) -> InvalidSigner {
    let domain = scene.suite.credits_domain();
    let signer = recover(signature, kind.digest(terms, nonce, NO_DEADLINE, &domain));
    assert_ne!(signer, terms.owner);
    InvalidSigner {
        signer,
        owner: terms.owner,
    }
}

fn anyone_relays_an_owners_signature(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    let receipt = set_signed(&mut scene, &alice, kind, terms, 0).unwrap();
    assert!(receipt.output.is_empty());
    assert_eq!(receipt.logs, [kind.set_log(scene.suite.credits, terms, 1)]);
    let expected = Budget {
        dailyLimit: limit(20),
        used: U96::ZERO,
        expiry: FOREVER,
        nonce: 1,
    };
    assert_eq!(scene.budget(kind, alice.address, terms.spender), expected);
}

fn the_owner_and_the_spender_may_relay_too(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    for (nonce, sender) in [(0, alice.address), (1, terms.spender)] {
        let signature = sign(&scene, &alice, kind, terms, nonce, NO_DEADLINE);
        let data = kind.set_by_sig(terms, NO_DEADLINE, signature.to_vec().into());
        scene.send_raw(sender, data).unwrap();
        assert_eq!(
            scene.budget(kind, alice.address, terms.spender).nonce,
            nonce + 1
        );
    }
}

fn the_budget_works_as_one_given_by_call(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    scene.holder("alice", 100);
    set_signed(&mut scene, &alice, kind, terms, 0).unwrap();
    match kind {
        Kind::Allowance => {
            let drawn = scene.draw(terms.spender, terms.owner, terms.spender, units(20));
            drawn.unwrap();
        }
        Kind::Meter => {
            let metered = scene.meter(terms.spender, &[(terms.owner, units(20))]);
            assert_eq!(metered.unwrap().value, U256::ZERO);
        }
    }
    assert_eq!(scene.available(terms.owner), units(80));
}

fn extreme_terms_are_signed_as_they_are(kind: Kind) {
    let (mut scene, alice, mut terms) = alice_and_terms();
    for (nonce, (limit, expiry)) in (0..).zip([(NO_LIMIT, FOREVER), (U96::ZERO, 0)]) {
        terms.limit = limit;
        terms.expiry = expiry;
        set_signed(&mut scene, &alice, kind, terms, nonce).unwrap();
        let budget = scene.budget(kind, terms.owner, terms.spender);
        assert_eq!((budget.dailyLimit, budget.expiry), (limit, expiry));
    }
}

fn a_signature_is_accepted_once(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    let signature = sign(&scene, &alice, kind, terms, 0, NO_DEADLINE);
    relay(&mut scene, kind, terms, NO_DEADLINE, &signature).unwrap();
    let refusal = not_of_owner(&scene, kind, terms, 1, &signature);
    assert_reverts(
        relay(&mut scene, kind, terms, NO_DEADLINE, &signature),
        refusal,
    );
    assert_eq!(scene.budget(kind, terms.owner, terms.spender).nonce, 1);
}

fn a_call_voids_signatures_on_their_way(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    let signature = sign(&scene, &alice, kind, terms, 0, NO_DEADLINE);
    let revoked = Terms {
        limit: U96::ZERO,
        ..terms
    };
    scene.set(kind, revoked).unwrap();
    let refusal = not_of_owner(&scene, kind, terms, 1, &signature);
    assert_reverts(
        relay(&mut scene, kind, terms, NO_DEADLINE, &signature),
        refusal,
    );
    let budget = scene.budget(kind, terms.owner, terms.spender);
    assert_eq!(budget.dailyLimit, U96::ZERO);
    // The present nonce is good again.
    set_signed(&mut scene, &alice, kind, terms, 1).unwrap();
}

fn a_signature_for_a_later_nonce_waits_for_it(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    let second = sign(&scene, &alice, kind, terms, 1, NO_DEADLINE);
    let refusal = not_of_owner(&scene, kind, terms, 0, &second);
    assert_reverts(
        relay(&mut scene, kind, terms, NO_DEADLINE, &second),
        refusal,
    );
    set_signed(&mut scene, &alice, kind, terms, 0).unwrap();
    relay(&mut scene, kind, terms, NO_DEADLINE, &second).unwrap();
    assert_eq!(scene.budget(kind, terms.owner, terms.spender).nonce, 2);
}

fn nonces_are_per_pair(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    let other = Terms {
        spender: someone("other spender"),
        ..terms
    };
    scene.set(kind, other).unwrap();
    scene.set(kind.other(), terms).unwrap();
    set_signed(&mut scene, &alice, kind, terms, 0).unwrap();
}

fn another_key_signs_nothing_for_the_owner(kind: Kind) {
    let (mut scene, _, terms) = alice_and_terms();
    let mallory = Account::named("mallory");
    let refused = set_signed(&mut scene, &mallory, kind, terms, 0);
    let refusal = InvalidSigner {
        signer: mallory.address,
        owner: terms.owner,
    };
    assert_reverts(refused, refusal);
}

fn every_signed_term_counts(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    let signature = sign(&scene, &alice, kind, terms, 0, NO_DEADLINE);
    let altered = [
        Terms {
            owner: someone("bob"),
            ..terms
        },
        Terms {
            spender: someone("mallory"),
            ..terms
        },
        Terms {
            limit: terms.limit + U96::ONE,
            ..terms
        },
        Terms {
            expiry: terms.expiry - 1,
            ..terms
        },
    ];
    for terms in altered {
        let refusal = not_of_owner(&scene, kind, terms, 0, &signature);
        assert_reverts(
            relay(&mut scene, kind, terms, NO_DEADLINE, &signature),
            refusal,
        );
    }
    let earlier = NO_DEADLINE - U256::ONE;
    let digest = kind.digest(terms, 0, earlier, &scene.suite.credits_domain());
    let refusal = InvalidSigner {
        signer: recover(&signature, digest),
        owner: terms.owner,
    };
    assert_reverts(relay(&mut scene, kind, terms, earlier, &signature), refusal);
}

fn a_signature_of_the_other_kind_is_refused(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    let signature = sign(&scene, &alice, kind.other(), terms, 0, NO_DEADLINE);
    let refusal = not_of_owner(&scene, kind, terms, 0, &signature);
    assert_reverts(
        relay(&mut scene, kind, terms, NO_DEADLINE, &signature),
        refusal,
    );
    // It is good for its own kind.
    relay(&mut scene, kind.other(), terms, NO_DEADLINE, &signature).unwrap();
}

fn a_signature_for_another_chain_or_contract_is_refused(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    let (chain_id, credits) = (scene.suite.chain.chain_id(), scene.suite.credits);
    let foreign = [
        typed_data::credits_domain(chain_id + 1, credits),
        typed_data::credits_domain(chain_id, scene.suite.diem),
        typed_data::diem_domain(chain_id, credits),
    ];
    for domain in foreign {
        let signature = alice.sign_hash(kind.digest(terms, 0, NO_DEADLINE, &domain));
        let refusal = not_of_owner(&scene, kind, terms, 0, &signature);
        assert_reverts(
            relay(&mut scene, kind, terms, NO_DEADLINE, &signature),
            refusal,
        );
    }
}

fn the_deadline_is_the_last_good_second(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    let deadline = U256::from(scene.suite.now() + 60);
    let signature = sign(&scene, &alice, kind, terms, 0, deadline);
    scene.suite.at(0, 61);
    assert_reverts(
        relay(&mut scene, kind, terms, deadline, &signature),
        ExpiredSignature { deadline },
    );
    let deadline = U256::from(scene.suite.now());
    let signature = sign(&scene, &alice, kind, terms, 0, deadline);
    relay(&mut scene, kind, terms, deadline, &signature).unwrap();
}

fn a_deadline_of_zero_has_passed(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    let signature = sign(&scene, &alice, kind, terms, 0, U256::ZERO);
    assert_reverts(
        relay(&mut scene, kind, terms, U256::ZERO, &signature),
        ExpiredSignature {
            deadline: U256::ZERO,
        },
    );
}

fn a_malleable_copy_is_refused(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    let signature = sign(&scene, &alice, kind, terms, 0, NO_DEADLINE);
    let copy = malleable_copy(&signature);
    let s = B256::from_slice(&copy[32..64]);
    assert_reverts(
        relay(&mut scene, kind, terms, NO_DEADLINE, &copy),
        ECDSAInvalidSignatureS { s },
    );
}

fn the_least_high_s_is_refused_as_such(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    let mut signature = sign(&scene, &alice, kind, terms, 0, NO_DEADLINE);
    let s = B256::from(HALF_ORDER + U256::ONE);
    signature[32..64].copy_from_slice(s.as_slice());
    assert_reverts(
        relay(&mut scene, kind, terms, NO_DEADLINE, &signature),
        ECDSAInvalidSignatureS { s },
    );
}

fn a_signature_has_65_bytes(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    let signature = sign(&scene, &alice, kind, terms, 0, NO_DEADLINE);
    let longer = [&signature[..], &[0]].concat();
    let twice = [signature, signature].concat();
    for wrong in [&[][..], &signature[..64], &longer, &twice, &[27]] {
        assert_reverts(
            relay(&mut scene, kind, terms, NO_DEADLINE, wrong),
            ECDSAInvalidSignature {},
        );
    }
}

fn a_signature_that_nobody_can_have_made_is_refused(kind: Kind) {
    let (mut scene, alice, terms) = alice_and_terms();
    let signature = sign(&scene, &alice, kind, terms, 0, NO_DEADLINE);
    for v in [0, 1, 26, 29, 255] {
        let mut wrong = signature;
        wrong[64] = v;
        assert_reverts(
            relay(&mut scene, kind, terms, NO_DEADLINE, &wrong),
            ECDSAInvalidSignature {},
        );
    }
    let mut without_r = signature;
    without_r[..32].fill(0);
    assert_reverts(
        relay(&mut scene, kind, terms, NO_DEADLINE, &without_r),
        ECDSAInvalidSignature {},
    );
}

fn nobody_signs_for_the_zero_address(kind: Kind) {
    // `ecrecover` answers zero where there is no signer: it must not pass for the zero address.
    let (mut scene, _, _) = alice_and_terms();
    let terms = terms(Address::ZERO, someone("mallory"));
    let mut signature = [0_u8; 65];
    signature[64] = 27;
    assert_reverts(
        relay(&mut scene, kind, terms, NO_DEADLINE, &signature),
        ECDSAInvalidSignature {},
    );
    signature = [1; 65];
    assert_reverts(
        relay(&mut scene, kind, terms, NO_DEADLINE, &signature),
        ECDSAInvalidSignature {},
    );
}

fn the_spender_is_neither_zero_nor_the_owner(kind: Kind) {
    let (mut scene, alice, _) = alice_and_terms();
    for spender in [Address::ZERO, alice.address] {
        let refused = set_signed(&mut scene, &alice, kind, terms(alice.address, spender), 0);
        assert_reverts(refused, InvalidSpender { spender });
    }
}

test_both_kinds!(
    anyone_relays_an_owners_signature,
    the_owner_and_the_spender_may_relay_too,
    the_budget_works_as_one_given_by_call,
    extreme_terms_are_signed_as_they_are,
    a_signature_is_accepted_once,
    a_call_voids_signatures_on_their_way,
    a_signature_for_a_later_nonce_waits_for_it,
    nonces_are_per_pair,
    another_key_signs_nothing_for_the_owner,
    every_signed_term_counts,
    a_signature_of_the_other_kind_is_refused,
    a_signature_for_another_chain_or_contract_is_refused,
    the_deadline_is_the_last_good_second,
    a_deadline_of_zero_has_passed,
    a_malleable_copy_is_refused,
    the_least_high_s_is_refused_as_such,
    a_signature_has_65_bytes,
    a_signature_that_nobody_can_have_made_is_refused,
    nobody_signs_for_the_zero_address,
    the_spender_is_neither_zero_nor_the_owner,
);
