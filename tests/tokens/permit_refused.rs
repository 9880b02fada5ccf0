//! `permit(owner, spender, value, deadline, v, r, s)`, refused.

use alloy_primitives::{Address, B256, U256, uint};
use diem_suite::{
    Account,
    typed_data::{Permit, digest},
};
use diem_tests::START;

use super::{
    permit::submit,
    token::{Token, alice, bob, carol, tokens},
};
use crate::fixture::{self, Abi, PermitCall};

/// The order of secp256k1.
const ORDER: U256 = uint!(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U256);

/// Half of it, rounded down: the largest `s` that is not malleable (EIP-2).
const HALF_ORDER: U256 =
    uint!(0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0_U256);

/// A token, Alice's permit for it, and the call that submits the permit with her signature.
fn signed_by_alice() -> (Token, Permit, PermitCall) {
    let mut token = Token::deploy();
    let permit = token.permit_of(alice());
    let call = submit(&permit, &token.signed(&permit, "alice"));
    (token, permit, call)
}

/// Asserts that the token reads `signature` as that of another than the owner of `read`, the permit as the token sees it.
#[track_caller]
fn is_of_another(token: &mut Token, read: &Permit, signature: &[u8; 65]) {
    let signer = token.signer_of(read, signature);
    assert_ne!(signer, read.owner);
    let error = Abi::ERC2612InvalidSigner {
        signer,
        owner: read.owner,
    };
    token.refuses(carol(), submit(read, signature), error);
}

#[test]
fn a_permit_signed_by_another_is_refused() {
    let mut token = Token::deploy();
    let permit = token.permit_of(alice());
    let signature = token.signed(&permit, "bob");
    assert_eq!(token.signer_of(&permit, &signature), bob());
    is_of_another(&mut token, &permit, &signature);
}

#[test]
fn a_permit_with_any_field_changed_is_refused() {
    let mut token = Token::deploy();
    let permit = token.permit_of(alice());
    let signature = token.signed(&permit, "alice");
    let changed = [
        Permit {
            owner: bob(),
            ..permit.clone()
        },
        Permit {
            spender: bob(),
            ..permit.clone()
        },
        Permit {
            value: permit.value + U256::ONE,
            ..permit.clone()
        },
        Permit {
            deadline: permit.deadline - U256::ONE,
            ..permit.clone()
        },
    ];
    for read in changed {
        is_of_another(&mut token, &read, &signature);
    }
}

#[test]
fn a_permit_for_a_later_or_an_earlier_nonce_is_refused() {
    let mut token = Token::deploy();
    let first = token.permit_of(alice());
    let later = Permit {
        nonce: U256::ONE,
        ..first.clone()
    };
    let signature = token.signed(&later, "alice");
    is_of_another(&mut token, &first, &signature);

    let used = token.signed(&first, "alice");
    token.send(carol(), submit(&first, &used)).unwrap();
    is_of_another(&mut token, &later, &used);
    // The other one's time has come.
    token.send(carol(), submit(&later, &signature)).unwrap();
    assert_eq!(token.nonce(alice()), U256::from(2));
}

#[test]
fn an_expired_permit_is_refused() {
    let mut token = Token::deploy();
    token.at(0, 1_000);
    for deadline in [START + 999, START, 0].map(U256::from) {
        let permit = Permit {
            deadline,
            ..token.permit_of(alice())
        };
        let call = submit(&permit, &token.signed(&permit, "alice"));
        token.refuses(carol(), call, Abi::ERC2612ExpiredSignature { deadline });
    }
}

#[test]
fn a_permit_for_another_chain_contract_name_or_version_is_refused() {
    let mut token = Token::deploy();
    let permit = token.permit_of(alice());
    let here = token.domain();
    let mut others = vec![
        fixture::domain(token.chain.chain_id() + 1, token.contract),
        fixture::domain(token.chain.chain_id(), alice()),
    ];
    let mut renamed = here.clone();
    renamed.name = Some("VVV".into());
    let mut revised = here.clone();
    revised.version = Some("2".into());
    others.extend([renamed, revised]);
    for domain in others {
        let signature = Account::named("alice").sign_hash(digest(&permit, &domain));
        is_of_another(&mut token, &permit, &signature);
    }
}

#[test]
fn the_malleable_copy_of_a_signature_is_refused() {
    let (mut token, _, call) = signed_by_alice();
    let s = B256::from(ORDER - U256::from_be_bytes(call.s.0));
    let copy = PermitCall {
        s,
        v: 27 + 28 - call.v,
        ..call
    };
    token.refuses(carol(), copy, Abi::ECDSAInvalidSignatureS { s });
}

#[test]
fn every_s_above_half_the_order_is_refused_by_name() {
    let (mut token, _, call) = signed_by_alice();
    for s in [HALF_ORDER + U256::ONE, ORDER - U256::ONE, ORDER, U256::MAX].map(B256::from) {
        let copy = PermitCall { s, ..call.clone() };
        token.refuses(carol(), copy, Abi::ECDSAInvalidSignatureS { s });
    }
}

#[test]
fn half_the_order_is_not_too_high() {
    let (mut token, permit, call) = signed_by_alice();
    let mut signature = [0; 65];
    signature[..32].copy_from_slice(call.r.as_slice());
    signature[32..64].copy_from_slice(&HALF_ORDER.to_be_bytes::<32>());
    signature[64] = call.v;
    is_of_another(&mut token, &permit, &signature);
}

#[test]
fn a_v_that_is_neither_27_nor_28_has_no_signer() {
    let (mut token, _, call) = signed_by_alice();
    for v in [0, 1, 26, 29, 35, 255] {
        let copy = PermitCall { v, ..call.clone() };
        token.refuses(carol(), copy, Abi::ECDSAInvalidSignature {});
    }
}

#[test]
fn the_other_v_is_of_another_signer() {
    let mut token = Token::deploy();
    let permit = token.permit_of(alice());
    let mut signature = token.signed(&permit, "alice");
    signature[64] = 27 + 28 - signature[64];
    is_of_another(&mut token, &permit, &signature);
}

#[test]
fn an_r_or_s_outside_the_field_has_no_signer() {
    let (mut token, _, call) = signed_by_alice();
    // 5 is no x of a point: 5^3 + 7 = 132 is not a square modulo the field's prime.
    for r in [U256::ZERO, U256::from(5), ORDER, U256::MAX].map(B256::from) {
        let copy = PermitCall { r, ..call.clone() };
        token.refuses(carol(), copy, Abi::ECDSAInvalidSignature {});
    }
    let copy = PermitCall {
        s: B256::ZERO,
        ..call
    };
    token.refuses(carol(), copy, Abi::ECDSAInvalidSignature {});
}

#[test]
fn nobody_signs_for_the_zero_address() {
    let mut token = Token::deploy();
    let permit = token.permit_of(Address::ZERO);
    // ecrecover answers nothing for these, and nothing is not the zero address.
    let nonsense = [0; 65];
    token.refuses(
        carol(),
        submit(&permit, &nonsense),
        Abi::ECDSAInvalidSignature {},
    );
    let signature = token.signed(&permit, "alice");
    is_of_another(&mut token, &permit, &signature);
}

#[test]
fn a_permit_for_the_zero_address_is_refused_and_not_used_up() {
    let mut token = Token::deploy();
    let permit = Permit {
        spender: Address::ZERO,
        ..token.permit_of(alice())
    };
    let call = submit(&permit, &token.signed(&permit, "alice"));
    let error = Abi::ERC20InvalidSpender {
        spender: Address::ZERO,
    };
    token.refuses(carol(), call, error);
}

#[test]
fn a_permit_moves_no_tokens() {
    let mut token = Token::with_alice(tokens(10));
    let permit = token.permit_of(alice());
    let call = submit(&permit, &token.signed(&permit, "alice"));
    token.send(carol(), call).unwrap();
    assert_eq!(token.balance(alice()), tokens(10));
    assert_eq!(token.balance(carol()), U256::ZERO);
}
