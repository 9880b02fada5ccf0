//! `stake`.

use alloy_primitives::U256;
use diem_suite::abi::{
    IVvv,
    IVvvStaking::{AmountTooLarge, Staked, ZeroAmount},
};

use crate::{
    amounts::{FULL_WEIGHT, MAX_U96, ONE, tokens, wei},
    calls,
    scenario::{Scenario, assert_logs},
};

#[test]
fn staking_moves_the_vvv_and_counts_it_as_free() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.fund(alice, tokens(1_000));
    let sent = s.send(alice, calls::stake(tokens(300)));
    let staked = Staked {
        payer: alice,
        account: alice,
        amount: tokens(300),
    };
    assert_logs(
        &sent.receipt,
        &[s.vvv_moved(alice, s.staking, tokens(300)), s.log(&staked)],
    );
    let position = s.position(alice);
    assert_eq!(position.staked, tokens(300));
    assert_eq!(position.free, tokens(300));
    assert_eq!(position.locked, U256::ZERO);
    assert_eq!(position.mintable, tokens(3));
    let totals = s.totals();
    assert_eq!(totals.staked, tokens(300));
    assert_eq!(totals.owed, tokens(300));
    assert_eq!(totals.weight, tokens(300) * U256::from(FULL_WEIGHT));
    assert_eq!(s.suite.vvv_of(alice), tokens(700));
    assert_eq!(s.suite.vvv_of(s.staking), tokens(300));
}

#[test]
fn stakes_of_one_account_add_up() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(1));
    s.stake(alice, wei(1));
    s.stake(alice, tokens(41));
    assert_eq!(s.position(alice).staked, tokens(42) + wei(1));
}

#[test]
fn stakes_of_different_accounts_are_apart() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.stake(alice, tokens(5));
    s.stake(bob, tokens(7));
    assert_eq!(s.position(alice).staked, tokens(5));
    assert_eq!(s.position(bob).staked, tokens(7));
    assert_eq!(s.totals().staked, tokens(12));
}

#[test]
fn one_wei_can_be_staked() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, wei(1));
    assert_eq!(s.position(alice).staked, wei(1));
    assert_eq!(s.position(alice).mintable, U256::ZERO);
}

#[test]
fn staking_nothing_is_refused() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.fund(alice, ONE);
    s.refuses(alice, calls::stake(U256::ZERO), ZeroAmount {});
}

#[test]
fn staking_without_an_allowance_passes_on_the_tokens_error() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.suite.fund_vvv(alice, tokens(2));
    let expected = IVvv::ERC20InsufficientAllowance {
        spender: s.staking,
        allowance: U256::ZERO,
        needed: ONE,
    };
    s.refuses(alice, calls::stake(ONE), expected);
}

#[test]
fn staking_more_than_the_allowance_passes_on_the_tokens_error() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.fund(alice, ONE);
    s.suite.fund_vvv(alice, ONE);
    let expected = IVvv::ERC20InsufficientAllowance {
        spender: s.staking,
        allowance: ONE,
        needed: ONE + wei(1),
    };
    s.refuses(alice, calls::stake(ONE + wei(1)), expected);
}

#[test]
fn staking_more_than_the_balance_passes_on_the_tokens_error() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.suite.fund_vvv(alice, ONE);
    let approve = IVvv::approveCall {
        spender: s.staking,
        value: U256::MAX,
    };
    s.send_to(alice, s.suite.vvv, approve);
    let expected = IVvv::ERC20InsufficientBalance {
        sender: alice,
        balance: ONE,
        needed: ONE + wei(1),
    };
    s.refuses(alice, calls::stake(ONE + wei(1)), expected);
}

#[test]
fn the_largest_stake_is_two_to_the_96_less_one() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    let above = MAX_U96 + wei(1);
    s.fund(alice, above);
    let too_large = AmountTooLarge {
        amount: above,
        max: MAX_U96,
    };
    s.refuses(alice, calls::stake(above), too_large);
    s.send(alice, calls::stake(MAX_U96));
    assert_eq!(s.position(alice).staked, MAX_U96);
}
