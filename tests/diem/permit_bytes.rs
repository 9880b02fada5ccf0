//! `permit(owner, spender, value, deadline, signature)` of accounts with a key: as the other `permit`.

use alloy_primitives::{Address, B256, Bytes, U256, uint};
use diem_suite::{emitted, typed_data::Permit};
use diem_tests::START;

use crate::{
    fixture::{Abi, PermitCall},
    tokens::token::{Token, alice, bob, carol, tokens},
};

/// The order of secp256k1.
const ORDER: U256 = uint!(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U256);

/// The call that submits `permit` with a signature of any length.
pub(super) fn submit(permit: &Permit, signature: impl Into<Bytes>) -> Abi::permit_1Call {
    Abi::permit_1Call {
        owner: permit.owner,
        spender: permit.spender,
        value: permit.value,
        deadline: permit.deadline,
        signature: signature.into(),
    }
}

/// A token, Alice's permit for it, and her signature.
fn signed_by_alice() -> (Token, Permit, [u8; 65]) {
    let mut token = Token::deploy();
    let permit = token.permit_of(alice());
    let signature = token.signed(&permit, "alice");
    (token, permit, signature)
}

/// Asserts that the token reads `signature` as that of another than the owner of `read`.
#[track_caller]
fn is_of_another(token: &mut Token, read: &Permit, signature: [u8; 65]) {
    let error = Abi::ERC2612InvalidSigner {
        signer: token.signer_of(read, &signature),
        owner: read.owner,
    };
    token.refuses(carol(), submit(read, signature), error);
}

#[test]
fn an_owner_s_signature_sets_the_allowance() {
    let (mut token, permit, signature) = signed_by_alice();
    let sent = token.send(bob(), submit(&permit, signature)).unwrap();
    let event = Abi::Approval {
        owner: alice(),
        spender: carol(),
        value: tokens(5),
    };
    assert_eq!(sent.receipt.logs, [emitted(token.contract, &event)]);
    assert_eq!(token.allowance(alice(), carol()), tokens(5));
    assert_eq!(token.nonce(alice()), U256::ONE);
}

#[test]
fn both_permits_use_the_same_nonces() {
    let (mut token, first, signature) = signed_by_alice();
    token.send(bob(), submit(&first, signature)).unwrap();
    // The same signature in its parts is used up as well.
    let replay = PermitCall {
        owner: first.owner,
        spender: first.spender,
        value: first.value,
        deadline: first.deadline,
        v: signature[64],
        r: B256::from_slice(&signature[..32]),
        s: B256::from_slice(&signature[32..64]),
    };
    let second = token.permit_of(alice());
    assert_eq!(second.nonce, U256::ONE);
    let error = Abi::ERC2612InvalidSigner {
        signer: token.signer_of(&second, &signature),
        owner: alice(),
    };
    token.refuses(bob(), replay, error);

    let signature = token.signed(&second, "alice");
    token.send(bob(), submit(&second, signature)).unwrap();
    assert_eq!(token.nonce(alice()), U256::from(2));
}

#[test]
fn a_replayed_permit_is_refused() {
    let (mut token, permit, signature) = signed_by_alice();
    token.send(bob(), submit(&permit, signature)).unwrap();
    let next = token.permit_of(alice());
    is_of_another(&mut token, &next, signature);
}

#[test]
fn a_permit_signed_by_another_is_refused() {
    let (mut token, permit, _) = signed_by_alice();
    let signature = token.signed(&permit, "bob");
    is_of_another(&mut token, &permit, signature);
}

#[test]
fn a_permit_with_any_field_changed_is_refused() {
    let (mut token, permit, signature) = signed_by_alice();
    let mut changed = [const { None::<Permit> }; 4].map(|_| permit.clone());
    changed[0].owner = bob();
    changed[1].spender = bob();
    changed[2].value += U256::ONE;
    changed[3].deadline -= U256::ONE;
    for read in changed {
        is_of_another(&mut token, &read, signature);
    }
}

#[test]
fn a_permit_is_valid_in_the_second_of_its_deadline_and_not_after() {
    let mut token = Token::deploy();
    token.at(0, 1_000);
    let deadline = U256::from(START + 1_000);
    let permit = Permit {
        deadline,
        ..token.permit_of(alice())
    };
    let signature = token.signed(&permit, "alice");
    token.send(bob(), submit(&permit, signature)).unwrap();

    let permit = Permit {
        deadline,
        ..token.permit_of(alice())
    };
    let signature = token.signed(&permit, "alice");
    token.at(0, 1_001);
    let error = Abi::ERC2612ExpiredSignature { deadline };
    token.refuses(bob(), submit(&permit, signature), error);
}

#[test]
fn a_signature_of_a_key_has_65_bytes() {
    let (mut token, permit, signature) = signed_by_alice();
    // ERC-2098's 64 bytes among them.
    for length in [0, 1, 32, 63, 64, 66, 96, 130, 1_000] {
        let mut other = signature.to_vec();
        other.resize(length, 0);
        let call = submit(&permit, other);
        token.refuses(bob(), call, Abi::ECDSAInvalidSignature {});
    }
}

#[test]
fn a_signature_without_a_signer_is_refused() {
    let (mut token, permit, signature) = signed_by_alice();
    for v in [0, 1, 26, 29, 255] {
        let mut other = signature;
        other[64] = v;
        let call = submit(&permit, other);
        token.refuses(bob(), call, Abi::ECDSAInvalidSignature {});
    }
    for part in [0..32, 32..64] {
        let mut other = signature;
        other[part].fill(0);
        let call = submit(&permit, other);
        token.refuses(bob(), call, Abi::ECDSAInvalidSignature {});
    }
}

#[test]
fn the_malleable_copy_of_a_signature_is_refused() {
    let (mut token, permit, mut signature) = signed_by_alice();
    let s = B256::from(ORDER - U256::from_be_slice(&signature[32..64]));
    signature[32..64].copy_from_slice(s.as_slice());
    signature[64] = 27 + 28 - signature[64];
    let call = submit(&permit, signature);
    token.refuses(bob(), call, Abi::ECDSAInvalidSignatureS { s });
}

#[test]
fn nobody_signs_for_the_zero_address() {
    let mut token = Token::deploy();
    let permit = token.permit_of(Address::ZERO);
    for nonsense in [vec![0; 65], vec![]] {
        let call = submit(&permit, nonsense);
        token.refuses(bob(), call, Abi::ECDSAInvalidSignature {});
    }
    let signature = token.signed(&permit, "alice");
    is_of_another(&mut token, &permit, signature);
}

#[test]
fn a_permit_for_the_zero_address_is_refused_and_not_used_up() {
    let mut token = Token::deploy();
    let permit = Permit {
        spender: Address::ZERO,
        ..token.permit_of(alice())
    };
    let signature = token.signed(&permit, "alice");
    let error = Abi::ERC20InvalidSpender {
        spender: Address::ZERO,
    };
    token.refuses(bob(), submit(&permit, signature), error);
}

#[test]
fn precompiles_sign_nothing() {
    // The identity precompile answers with its calldata, which starts with ERC-1271's magic value.
    let mut token = Token::deploy();
    for precompile in (1..=10).map(Address::with_last_byte) {
        let permit = token.permit_of(precompile);
        let signature = token.signed(&permit, "alice");
        is_of_another(&mut token, &permit, signature);
    }
}
