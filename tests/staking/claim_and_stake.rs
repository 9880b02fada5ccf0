//! `claimAndStake`.

use alloy_primitives::U256;
use diem_suite::abi::IVvvStaking::{RewardsClaimed, Staked, ZeroAmount};

use crate::{
    amounts::{DAY, FULL_WEIGHT, MAX_U96, assert_rounded_down, tokens},
    calls,
    scenario::{Scenario, assert_logs},
};

#[test]
fn rewards_become_stake_without_moving() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(4));
    s.stream(tokens(30), 30 * DAY);
    s.wait(12 * DAY);
    let claimable = s.claimable(alice);
    let held = s.suite.vvv_of(s.staking);
    let sent = s.send(alice, calls::claim_and_stake());
    assert_eq!(sent.value, claimable);
    assert_rounded_down(claimable, tokens(12), 2);
    let claimed = RewardsClaimed {
        account: alice,
        to: s.staking,
        amount: claimable,
    };
    let staked = Staked {
        payer: s.staking,
        account: alice,
        amount: claimable,
    };
    assert_logs(&sent.receipt, &[s.log(&claimed), s.log(&staked)]);
    assert_eq!(s.suite.vvv_of(s.staking), held);
    assert_eq!(s.position(alice).staked, tokens(4) + claimable);
    assert_eq!(s.position(alice).free, tokens(4) + claimable);
    assert_eq!(s.claimable(alice), U256::ZERO);
    let totals = s.totals();
    assert_eq!(totals.owed, tokens(34));
    assert_eq!(
        totals.weight,
        (tokens(4) + claimable) * U256::from(FULL_WEIGHT)
    );
}

#[test]
fn staked_rewards_back_diem() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(50));
    s.stream(tokens(60), DAY);
    s.wait(DAY);
    s.send(alice, calls::claim_and_stake());
    s.send(alice, calls::mint_diem(tokens(1), alice));
    assert_eq!(s.position(alice).locked, tokens(100));
}

#[test]
fn staked_rewards_earn() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.stake(alice, tokens(10));
    s.stake(bob, tokens(10));
    s.stream(tokens(40), 2 * DAY);
    s.wait(DAY);
    // Alice's 10 of the first day join her 10 of stake: two thirds of the second day's 20, less the dust.
    s.send(alice, calls::claim_and_stake());
    s.wait(DAY);
    let ideal = tokens(40) / U256::from(3);
    assert_rounded_down(s.claimable(alice), ideal, 4);
    assert!(s.claimable(bob) >= tokens(10) + tokens(20) / U256::from(3) - U256::from(2));
}

#[test]
fn nothing_to_stake_is_refused() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(4));
    s.refuses(alice, calls::claim_and_stake(), ZeroAmount {});
    s.stream(tokens(30), 30 * DAY);
    s.refuses(alice, calls::claim_and_stake(), ZeroAmount {});
}

/// Rewards are owed before and after, so they can be staked even where not a wei of new VVV fits.
#[test]
fn rewards_are_staked_although_the_contract_is_full() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, MAX_U96 - tokens(30));
    s.stream(tokens(30), 30 * DAY);
    s.wait(15 * DAY);
    let amount = s.claimable(alice);
    let staked = s.position(alice).staked;
    s.send(alice, calls::claim_and_stake());
    assert_eq!(s.position(alice).staked, staked + amount);
    assert_eq!(s.totals().owed, MAX_U96);
}
