//! `stakeWithPermit`.

use alloy_primitives::{Address, B256, U256};
use diem_suite::{
    Account,
    abi::{
        IVvv,
        IVvvStaking::{Staked, ZeroAmount},
    },
    emitted,
    typed_data::{self, Permit},
};

use crate::{
    amounts::{ONE, tokens, wei},
    calls,
    scenario::{Scenario, assert_logs},
};

/// The permit of `owner` for the staking contract, with the owner's first nonce.
fn permit(s: &Scenario, owner: Address, value: U256, deadline: U256) -> Permit {
    Permit {
        owner,
        spender: s.staking,
        value,
        nonce: U256::ZERO,
        deadline,
    }
}

/// `v, r, s` of `signer` under `permit`.
fn sign(s: &Scenario, signer: &Account, permit: &Permit) -> (u8, B256, B256) {
    signer.sign_hash_vrs(typed_data::digest(permit, &s.suite.vvv_domain()))
}

/// What the token says when nobody allowed the staking contract anything.
fn no_allowance(s: &Scenario, needed: U256) -> IVvv::ERC20InsufficientAllowance {
    IVvv::ERC20InsufficientAllowance {
        spender: s.staking,
        allowance: U256::ZERO,
        needed,
    }
}

#[test]
fn a_permit_stands_for_the_allowance() {
    let mut s = Scenario::new();
    let signer = Account::named("alice");
    let alice = s.account("alice");
    s.suite.fund_vvv(alice, tokens(3));
    let deadline = U256::from(s.suite.now());
    let signature = sign(&s, &signer, &permit(&s, alice, tokens(2), deadline));
    let sent = s.send(
        alice,
        calls::stake_with_permit(tokens(2), deadline, signature),
    );
    let approval = IVvv::Approval {
        owner: alice,
        spender: s.staking,
        value: tokens(2),
    };
    let staked = Staked {
        payer: alice,
        account: alice,
        amount: tokens(2),
    };
    assert_logs(
        &sent.receipt,
        &[
            emitted(s.suite.vvv, &approval),
            s.vvv_moved(alice, s.staking, tokens(2)),
            s.log(&staked),
        ],
    );
    assert_eq!(s.position(alice).staked, tokens(2));
    let allowance = IVvv::allowanceCall {
        owner: alice,
        spender: s.staking,
    };
    let left = s.suite.read(s.suite.vvv, allowance).unwrap();
    assert_eq!(left, U256::ZERO);
}

#[test]
fn a_permit_that_someone_else_used_first_does_not_matter() {
    let mut s = Scenario::new();
    let signer = Account::named("alice");
    let (alice, thief) = (s.account("alice"), s.account("thief"));
    s.suite.fund_vvv(alice, ONE);
    let signature = sign(&s, &signer, &permit(&s, alice, ONE, U256::MAX));
    let (v, r, s_value) = signature;
    let used = IVvv::permitCall {
        owner: alice,
        spender: s.staking,
        value: ONE,
        deadline: U256::MAX,
        v,
        r,
        s: s_value,
    };
    s.send_to(thief, s.suite.vvv, used);
    s.send(alice, calls::stake_with_permit(ONE, U256::MAX, signature));
    assert_eq!(s.position(alice).staked, ONE);
}

#[test]
fn a_worthless_permit_does_not_matter_if_the_allowance_is_there() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.fund(alice, ONE);
    let garbage = (0, B256::repeat_byte(0xff), B256::repeat_byte(0xff));
    s.send(alice, calls::stake_with_permit(ONE, U256::ZERO, garbage));
    assert_eq!(s.position(alice).staked, ONE);
}

#[test]
fn a_worthless_permit_without_allowance_stakes_nothing() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.suite.fund_vvv(alice, ONE);
    let garbage = (27, B256::repeat_byte(1), B256::repeat_byte(2));
    let expected = no_allowance(&s, ONE);
    s.refuses(
        alice,
        calls::stake_with_permit(ONE, U256::MAX, garbage),
        expected,
    );
}

#[test]
fn an_expired_permit_stakes_nothing() {
    let mut s = Scenario::new();
    let signer = Account::named("alice");
    let alice = s.account("alice");
    s.suite.fund_vvv(alice, ONE);
    let deadline = U256::from(s.suite.now() - 1);
    let signature = sign(&s, &signer, &permit(&s, alice, ONE, deadline));
    let expected = no_allowance(&s, ONE);
    s.refuses(
        alice,
        calls::stake_with_permit(ONE, deadline, signature),
        expected,
    );
}

#[test]
fn a_permit_for_another_amount_stakes_nothing() {
    let mut s = Scenario::new();
    let signer = Account::named("alice");
    let alice = s.account("alice");
    s.suite.fund_vvv(alice, tokens(2));
    let signature = sign(&s, &signer, &permit(&s, alice, ONE, U256::MAX));
    let expected = no_allowance(&s, ONE + wei(1));
    s.refuses(
        alice,
        calls::stake_with_permit(ONE + wei(1), U256::MAX, signature),
        expected,
    );
}

/// The permit is always one of the caller: nobody stakes with a permit seen in someone else's transaction.
#[test]
fn a_permit_of_another_account_stakes_nothing() {
    let mut s = Scenario::new();
    let signer = Account::named("alice");
    let (alice, thief) = (s.account("alice"), s.account("thief"));
    s.suite.fund_vvv(alice, ONE);
    s.suite.fund_vvv(thief, ONE);
    let signature = sign(&s, &signer, &permit(&s, alice, ONE, U256::MAX));
    let expected = no_allowance(&s, ONE);
    s.refuses(
        thief,
        calls::stake_with_permit(ONE, U256::MAX, signature),
        expected,
    );
    s.send(alice, calls::stake_with_permit(ONE, U256::MAX, signature));
}

#[test]
fn staking_nothing_with_a_permit_is_refused() {
    let mut s = Scenario::new();
    let signer = Account::named("alice");
    let alice = s.account("alice");
    s.suite.fund_vvv(alice, ONE);
    let signature = sign(&s, &signer, &permit(&s, alice, U256::ZERO, U256::MAX));
    s.refuses(
        alice,
        calls::stake_with_permit(U256::ZERO, U256::MAX, signature),
        ZeroAmount {},
    );
}
