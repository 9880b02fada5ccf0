//! `burnDiem`.

use alloy_primitives::{Address, U256};
use diem_suite::abi::{
    IDiem,
    IVvvStaking::{BurnExceedsMinted, DiemBurned, InsufficientFree, ZeroAmount},
};

use crate::{
    amounts::{DAY, ONE, tokens, wei},
    calls,
    scenario::{Scenario, assert_logs},
};

#[test]
fn burning_turns_minted_into_burned_and_unlocks_nothing_today() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.mint(alice, tokens(5));
    let sent = s.send(alice, calls::burn_diem(tokens(2)));
    let burned = DiemBurned {
        account: alice,
        diemAmount: tokens(2),
    };
    assert_logs(
        &sent.receipt,
        &[
            s.diem_moved(alice, Address::ZERO, tokens(2)),
            s.log(&burned),
        ],
    );
    let position = s.position(alice);
    assert_eq!(position.minted, tokens(3));
    assert_eq!(position.burned, tokens(2));
    assert_eq!(position.locked, tokens(500));
    assert_eq!(position.free, U256::ZERO);
    assert_eq!(position.mintable, U256::ZERO);
    assert_eq!(s.suite.diem_of(alice), tokens(3));
    let expected = InsufficientFree {
        amount: wei(1),
        free: U256::ZERO,
    };
    s.refuses(alice, calls::request_unstake(wei(1)), expected);
}

#[test]
fn the_vvv_is_free_on_the_next_day() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.mint(alice, tokens(5));
    s.send(alice, calls::burn_diem(tokens(2)));
    s.suite.at(1, 0);
    let position = s.position(alice);
    assert_eq!(position.minted, tokens(3));
    assert_eq!(position.burned, U256::ZERO);
    assert_eq!(position.locked, tokens(300));
    assert_eq!(position.free, tokens(200));
    s.send(alice, calls::request_unstake(tokens(200)));
    assert_eq!(s.position(alice).staked, tokens(300));
}

#[test]
fn burns_of_one_day_add_up_and_those_of_the_day_before_are_forgotten() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.mint(alice, tokens(10));
    s.send(alice, calls::burn_diem(tokens(1)));
    s.send(alice, calls::burn_diem(tokens(2)));
    assert_eq!(s.position(alice).burned, tokens(3));
    s.suite.at(1, 5);
    s.send(alice, calls::burn_diem(tokens(4)));
    let position = s.position(alice);
    assert_eq!(position.burned, tokens(4));
    assert_eq!(position.minted, tokens(3));
    assert_eq!(position.locked, tokens(700));
    assert_eq!(position.free, tokens(300));
}

#[test]
fn burning_leaves_todays_capacity() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.mint(alice, tokens(8));
    s.suite.at(1, 100);
    s.send(alice, calls::burn_diem(tokens(8)));
    assert_eq!(s.suite.capacity_of(alice), tokens(8));
    s.suite.at(2, 0);
    assert_eq!(s.suite.capacity_of(alice), U256::ZERO);
}

#[test]
fn diem_that_someone_else_minted_cannot_be_burned() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.mint(alice, ONE);
    s.transfer_diem(alice, bob, ONE);
    let expected = BurnExceedsMinted {
        amount: ONE,
        minted: U256::ZERO,
    };
    s.refuses(bob, calls::burn_diem(ONE), expected);
}

#[test]
fn no_more_can_be_burned_than_was_minted_and_not_burned() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.mint(alice, tokens(2));
    s.mint(bob, tokens(2));
    s.transfer_diem(bob, alice, tokens(2));
    s.send(alice, calls::burn_diem(ONE));
    let expected = BurnExceedsMinted {
        amount: ONE + wei(1),
        minted: ONE,
    };
    s.refuses(alice, calls::burn_diem(ONE + wei(1)), expected);
    s.send(alice, calls::burn_diem(ONE));
    let nothing_left = BurnExceedsMinted {
        amount: wei(1),
        minted: U256::ZERO,
    };
    s.refuses(alice, calls::burn_diem(wei(1)), nothing_left);
    assert_eq!(s.suite.diem_of(alice), tokens(2));
}

/// DIEM is fungible: whoever sold its own can buy any other and burn that.
#[test]
fn diem_bought_back_pays_the_debt() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.mint(alice, ONE);
    s.mint(bob, ONE);
    s.transfer_diem(alice, bob, ONE);
    let expected = IDiem::ERC20InsufficientBalance {
        sender: alice,
        balance: U256::ZERO,
        needed: ONE,
    };
    s.refuses(alice, calls::burn_diem(ONE), expected);
    s.transfer_diem(bob, alice, ONE);
    s.send(alice, calls::burn_diem(ONE));
    assert_eq!(s.position(alice).minted, U256::ZERO);
}

#[test]
fn burning_nothing_is_refused() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.mint(alice, ONE);
    s.refuses(alice, calls::burn_diem(U256::ZERO), ZeroAmount {});
}

#[test]
fn an_absurd_amount_is_refused_by_name() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.mint(alice, ONE);
    let expected = BurnExceedsMinted {
        amount: U256::MAX,
        minted: ONE,
    };
    s.refuses(alice, calls::burn_diem(U256::MAX), expected);
}

#[test]
fn burning_needs_no_allowance_of_diem() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.mint(alice, ONE);
    let allowance = IDiem::allowanceCall {
        owner: alice,
        spender: s.staking,
    };
    assert_eq!(s.suite.read(s.suite.diem, allowance).unwrap(), U256::ZERO);
    s.suite.at(3, DAY - 1);
    s.send(alice, calls::burn_diem(ONE));
}
