//! `permit(owner, spender, value, deadline, v, r, s)`, accepted.

use alloy_primitives::{Address, B256, U256};
use diem_suite::{emitted, typed_data::Permit};
use diem_tests::START;
use stylus_chain::ChainConfig;

use super::token::{Token, alice, bob, carol, tokens};
use crate::fixture::{self, Abi, PermitCall};

/// The call that submits `permit` with `signature`.
pub(super) fn submit(permit: &Permit, signature: &[u8; 65]) -> PermitCall {
    PermitCall {
        owner: permit.owner,
        spender: permit.spender,
        value: permit.value,
        deadline: permit.deadline,
        v: signature[64],
        r: B256::from_slice(&signature[..32]),
        s: B256::from_slice(&signature[32..64]),
    }
}

/// Asserts that `permit`, signed by its owner `signer`, works and is used up by it.
#[track_caller]
fn works(token: &mut Token, permit: &Permit, signer: &str, submitter: Address) {
    let signature = token.signed(permit, signer);
    let sent = token.send(submitter, submit(permit, &signature)).unwrap();
    let event = Abi::Approval {
        owner: permit.owner,
        spender: permit.spender,
        value: permit.value,
    };
    assert_eq!(sent.receipt.logs, [emitted(token.contract, &event)]);
    assert_eq!(token.allowance(permit.owner, permit.spender), permit.value);
    assert_eq!(token.nonce(permit.owner), permit.nonce + U256::ONE);
}

#[test]
fn anyone_submits_a_permit_and_it_sets_the_allowance() {
    let mut token = Token::deploy();
    for submitter in [bob(), carol(), alice()] {
        let permit = token.permit_of(alice());
        works(&mut token, &permit, "alice", submitter);
    }
    assert_eq!(token.nonce(alice()), U256::from(3));
    assert_eq!(token.nonce(bob()), U256::ZERO);
}

#[test]
fn a_permit_replaces_the_allowance() {
    let mut token = Token::deploy();
    token.approve(alice(), carol(), U256::MAX);
    for value in [tokens(1), U256::MAX, U256::ZERO] {
        let permit = Permit {
            value,
            ..token.permit_of(alice())
        };
        works(&mut token, &permit, "alice", carol());
    }
}

#[test]
fn a_permitted_spender_can_spend() {
    let mut token = Token::deploy();
    fixture::give(&mut token, alice(), tokens(10));
    let permit = token.permit_of(alice());
    works(&mut token, &permit, "alice", carol());
    let call = Abi::transferFromCall {
        from: alice(),
        to: bob(),
        value: tokens(5),
    };
    token.send(carol(), call).unwrap();
    assert_eq!(token.balance(bob()), tokens(5));
    assert_eq!(token.allowance(alice(), carol()), U256::ZERO);
}

#[test]
fn a_permit_is_valid_in_the_second_of_its_deadline() {
    let mut token = Token::deploy();
    token.at(0, 1_000);
    let permit = Permit {
        deadline: U256::from(START + 1_000),
        ..token.permit_of(alice())
    };
    works(&mut token, &permit, "alice", carol());
}

#[test]
fn an_owner_can_permit_itself() {
    let mut token = Token::deploy();
    let permit = Permit {
        spender: alice(),
        ..token.permit_of(alice())
    };
    works(&mut token, &permit, "alice", bob());
}

#[test]
fn nonces_count_for_each_owner_alone() {
    let mut token = Token::deploy();
    let first = token.permit_of(alice());
    works(&mut token, &first, "alice", carol());
    let other = token.permit_of(bob());
    assert_eq!(other.nonce, U256::ZERO);
    works(&mut token, &other, "bob", carol());
    assert_eq!(token.nonce(alice()), U256::ONE);
    assert_eq!(token.nonce(bob()), U256::ONE);
}

#[test]
fn permits_work_on_any_chain_id() {
    let mut token = Token::deploy_on(ChainConfig {
        chain_id: 84_532,
        ..ChainConfig::default()
    });
    let permit = token.permit_of(alice());
    works(&mut token, &permit, "alice", carol());
}
