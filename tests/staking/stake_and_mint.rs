//! `stakeAndMint`.

use alloy_primitives::{Address, U256};
use diem_suite::{
    Params,
    abi::{
        IDiem, IVvv,
        IVvvStaking::{DiemMinted, Staked, ZeroAmount},
    },
};

use crate::{
    amounts::{ONE, tokens, wei},
    calls,
    scenario::{Scenario, assert_logs},
};

#[test]
fn the_stake_is_taken_and_the_diem_it_backs_is_minted() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.fund(alice, tokens(250));
    let sent = s.send(alice, calls::stake_and_mint(tokens(250), bob));
    let diem = tokens(5) / wei(2);
    assert_eq!(sent.value, diem);
    let staked = Staked {
        payer: alice,
        account: alice,
        amount: tokens(250),
    };
    let minted = DiemMinted {
        account: alice,
        to: bob,
        diemAmount: diem,
    };
    assert_logs(
        &sent.receipt,
        &[
            s.vvv_moved(alice, s.staking, tokens(250)),
            s.log(&staked),
            s.log(&minted),
            s.diem_moved(Address::ZERO, bob, diem),
        ],
    );
    let position = s.position(alice);
    assert_eq!(position.staked, tokens(250));
    assert_eq!(position.locked, tokens(250));
    assert_eq!(position.minted, diem);
    assert_eq!(s.suite.diem_of(bob), diem);
}

#[test]
fn what_backs_no_whole_wei_of_diem_stays_free() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.fund(alice, wei(399));
    let sent = s.send(alice, calls::stake_and_mint(wei(399), alice));
    assert_eq!(sent.value, wei(3));
    let position = s.position(alice);
    assert_eq!(position.locked, wei(300));
    assert_eq!(position.free, wei(99));
}

/// The amount minted is what `vvvAmount` alone backs; stake from before stays as it is.
#[test]
fn stake_from_before_is_not_minted_against() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(1_000));
    s.fund(alice, tokens(100));
    let sent = s.send(alice, calls::stake_and_mint(tokens(100), alice));
    assert_eq!(sent.value, ONE);
    assert_eq!(s.position(alice).free, tokens(1_000));
}

#[test]
fn it_works_again_and_again_on_odd_amounts() {
    let mut s = Scenario::with(Params {
        vvv_per_diem: U256::from(1_700_000_000_000_000_001_u64),
        ..Params::default()
    });
    let alice = s.account("alice");
    let amounts = [2_u128, 3, 7, 1_000_003, 999_999_999_999_999_999];
    let mut minted = U256::ZERO;
    for amount in amounts {
        s.fund(alice, wei(amount));
        let sent = s.send(alice, calls::stake_and_mint(wei(amount), alice));
        let expected = wei(amount) * ONE / U256::from(1_700_000_000_000_000_001_u64);
        assert_eq!(sent.value, expected);
        minted += expected;
    }
    assert_eq!(s.position(alice).minted, minted);
    assert_eq!(s.suite.diem_of(alice), minted);
}

#[test]
fn nothing_to_stake_is_refused() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.refuses(
        alice,
        calls::stake_and_mint(U256::ZERO, alice),
        ZeroAmount {},
    );
}

#[test]
fn an_amount_that_backs_no_diem_is_refused() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.fund(alice, wei(99));
    s.refuses(alice, calls::stake_and_mint(wei(99), alice), ZeroAmount {});
}

/// Diem refuses them, and the stake of the same call is undone with the mint.
#[test]
fn nobody_diem_and_the_contract_are_no_receivers() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.fund(alice, tokens(100));
    for receiver in [Address::ZERO, s.suite.diem, s.staking] {
        let expected = IDiem::ERC20InvalidReceiver { receiver };
        s.refuses(
            alice,
            calls::stake_and_mint(tokens(100), receiver),
            expected,
        );
    }
    assert_eq!(s.suite.vvv_of(alice), tokens(100));
}

#[test]
fn the_tokens_error_is_passed_on() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.suite.fund_vvv(alice, tokens(100));
    let expected = IVvv::ERC20InsufficientAllowance {
        spender: s.staking,
        allowance: U256::ZERO,
        needed: tokens(100),
    };
    s.refuses(alice, calls::stake_and_mint(tokens(100), alice), expected);
}
