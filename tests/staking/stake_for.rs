//! `stakeFor`.

use alloy_primitives::{Address, U256};
use diem_suite::abi::{
    IVvv,
    IVvvStaking::{InvalidReceiver, Staked, ZeroAmount},
};

use crate::{
    amounts::{DAY, ONE, assert_rounded_down, tokens, wei},
    calls,
    scenario::{Scenario, assert_logs},
};

#[test]
fn the_payer_pays_and_the_account_has_the_stake() {
    let mut s = Scenario::new();
    let (payer, alice) = (s.account("payer"), s.account("alice"));
    s.fund(payer, tokens(10));
    let sent = s.send(payer, calls::stake_for(alice, tokens(4)));
    let staked = Staked {
        payer,
        account: alice,
        amount: tokens(4),
    };
    assert_logs(
        &sent.receipt,
        &[s.vvv_moved(payer, s.staking, tokens(4)), s.log(&staked)],
    );
    assert_eq!(s.position(alice).staked, tokens(4));
    assert_eq!(s.position(payer).staked, U256::ZERO);
    assert_eq!(s.suite.vvv_of(payer), tokens(6));
}

#[test]
fn staking_for_oneself_is_staking() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.fund(alice, ONE);
    let sent = s.send(alice, calls::stake_for(alice, ONE));
    let staked = Staked {
        payer: alice,
        account: alice,
        amount: ONE,
    };
    assert_logs(
        &sent.receipt,
        &[s.vvv_moved(alice, s.staking, ONE), s.log(&staked)],
    );
    assert_eq!(s.position(alice).free, ONE);
}

#[test]
fn the_payer_has_no_way_to_the_stake_it_gave() {
    let mut s = Scenario::new();
    let (payer, alice) = (s.account("payer"), s.account("alice"));
    s.fund(payer, tokens(100));
    s.send(payer, calls::stake_for(alice, tokens(100)));
    let no_free = diem_suite::abi::IVvvStaking::InsufficientFree {
        amount: wei(1),
        free: U256::ZERO,
    };
    s.refuses(payer, calls::request_unstake(wei(1)), no_free);
    let no_stake = diem_suite::abi::IVvvStaking::InsufficientStake {
        needed: tokens(100),
        staked: U256::ZERO,
    };
    s.refuses(payer, calls::mint_diem(ONE, payer), no_stake);
}

#[test]
fn staking_for_nobody_or_for_the_contract_is_refused() {
    let mut s = Scenario::new();
    let payer = s.account("payer");
    s.fund(payer, ONE);
    for to in [Address::ZERO, s.staking] {
        s.refuses(payer, calls::stake_for(to, ONE), InvalidReceiver { to });
    }
}

#[test]
fn staking_nothing_for_someone_is_refused() {
    let mut s = Scenario::new();
    let (payer, alice) = (s.account("payer"), s.account("alice"));
    s.fund(payer, ONE);
    s.refuses(payer, calls::stake_for(alice, U256::ZERO), ZeroAmount {});
}

#[test]
fn the_allowance_that_counts_is_the_payers() {
    let mut s = Scenario::new();
    let (payer, alice) = (s.account("payer"), s.account("alice"));
    s.fund(alice, tokens(5));
    s.suite.fund_vvv(payer, tokens(5));
    let expected = IVvv::ERC20InsufficientAllowance {
        spender: s.staking,
        allowance: U256::ZERO,
        needed: ONE,
    };
    s.refuses(payer, calls::stake_for(alice, ONE), expected);
}

/// A wei forced upon an account is a gift: it moves no lock, no ticket and no DIEM.
#[test]
fn a_wei_from_a_stranger_delays_and_locks_nothing() {
    let mut s = Scenario::new();
    let (griefer, alice) = (s.account("griefer"), s.account("alice"));
    s.stake(alice, tokens(400));
    s.send(alice, calls::mint_diem(ONE, alice));
    let ticket = s.request(alice, tokens(100));
    let (before, tickets) = (s.position(alice), s.tickets(alice));
    s.fund(griefer, wei(1_000));
    for _ in 0..3 {
        s.wait(2 * DAY);
        s.send(griefer, calls::stake_for(alice, wei(1)));
    }
    let after = s.position(alice);
    assert_eq!(after.staked, before.staked + wei(3));
    assert_eq!(after.free, before.free + wei(3));
    assert_eq!(after.locked, before.locked);
    assert_eq!(after.minted, before.minted);
    assert_eq!(s.tickets(alice), tickets);
    s.wait(DAY);
    s.send(alice, calls::withdraw(ticket, alice));
    assert_eq!(s.suite.vvv_of(alice), tokens(100));
}

/// Each touch may cost a fraction of a wei, and put off a fraction of a wei of the stream: 200 touches cost less than 400 wei.
#[test]
fn touching_an_account_often_does_not_grind_its_rewards_away() {
    let mut s = Scenario::new();
    let (griefer, alice) = (s.account("griefer"), s.account("alice"));
    s.stake(alice, tokens(7));
    s.stream(tokens(365), 365 * DAY);
    s.fund(griefer, wei(200));
    for _ in 0..200 {
        s.wait(13);
        s.send(griefer, calls::stake_for(alice, wei(1)));
    }
    // 1 VVV a day for 2,600 seconds, all of it alice's.
    let ideal = tokens(1) * U256::from(2_600) / U256::from(DAY);
    assert_rounded_down(s.claimable(alice), ideal, 400);
}

#[test]
fn a_stranger_cannot_keep_burned_diem_locked() {
    let mut s = Scenario::new();
    let (griefer, alice) = (s.account("griefer"), s.account("alice"));
    s.mint(alice, ONE);
    s.send(alice, calls::burn_diem(ONE));
    s.fund(griefer, wei(2));
    s.send(griefer, calls::stake_for(alice, wei(1)));
    assert_eq!(s.position(alice).locked, tokens(100));
    s.suite.at(1, 0);
    s.send(griefer, calls::stake_for(alice, wei(1)));
    assert_eq!(s.position(alice).free, tokens(100) + wei(2));
}
