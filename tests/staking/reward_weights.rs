//! Free VVV weighs 100 %, locked VVV `lockedRewardBps`; a weight changes when its account is touched.

use alloy_primitives::{Address, U256};
use diem_suite::Params;

use crate::{
    amounts::{DAY, FULL_WEIGHT, ONE, assert_rounded_down, tokens, wei},
    calls,
    scenario::Scenario,
};

fn at_weight(locked_reward_bps: u16) -> Scenario {
    Scenario::with(Params {
        locked_reward_bps,
        ..Params::default()
    })
}

/// Alice's 100 VVV are locked, bob's 100 are free.
fn locked_and_free(s: &mut Scenario) -> (Address, Address) {
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.mint(alice, ONE);
    s.stake(bob, tokens(100));
    (alice, bob)
}

#[test]
fn locked_vvv_earns_in_proportion_to_its_weight() {
    for bps in [1, 2_500, 8_000, 9_999, 10_000] {
        let mut s = at_weight(bps);
        let (alice, bob) = locked_and_free(&mut s);
        let locked = U256::from(bps);
        let full = U256::from(FULL_WEIGHT);
        assert_eq!(s.totals().weight, tokens(100) * (locked + full));
        s.stream(tokens(90), 90 * DAY);
        s.wait(30 * DAY);
        let share = |weight: U256| tokens(30) * weight / (locked + full);
        assert_rounded_down(s.claimable(alice), share(locked), 1);
        assert_rounded_down(s.claimable(bob), share(full), 1);
    }
}

#[test]
fn several_stakers_share_by_weight() {
    let mut s = Scenario::new();
    let (alice, bob, carol) = (s.account("alice"), s.account("bob"), s.account("carol"));
    // Weights in VVV: alice 500 free + 500 * 0.8 = 900, bob 100, carol 50 * 0.8 + 0 = 40.
    s.stake(alice, tokens(1_000));
    s.send(alice, calls::mint_diem(tokens(5), alice));
    s.stake(bob, tokens(100));
    s.stake(carol, tokens(50));
    s.send(carol, calls::mint_diem(ONE / wei(2), carol));
    assert_eq!(s.totals().weight, tokens(1_040) * U256::from(FULL_WEIGHT));
    s.stream(tokens(104), 104 * DAY);
    s.wait(52 * DAY);
    assert_rounded_down(s.claimable(alice), tokens(45), 10);
    assert_rounded_down(s.claimable(bob), tokens(5), 2);
    assert_rounded_down(s.claimable(carol), tokens(2), 2);
}

#[test]
fn minting_lowers_the_weight_from_that_second_on() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.stake(alice, tokens(100));
    s.stake(bob, tokens(100));
    s.stream(tokens(40), 40 * DAY);
    s.wait(10 * DAY);
    s.send(alice, calls::mint_diem(ONE, alice));
    assert_rounded_down(s.claimable(alice), tokens(5), 1);
    s.wait(9 * DAY);
    // 5 of the first ten days, then 8/18 of 9.
    assert_rounded_down(s.claimable(alice), tokens(9), 2);
    assert_rounded_down(s.claimable(bob), tokens(10), 2);
}

#[test]
fn joining_and_leaving_count_to_the_second() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.stake(alice, tokens(1));
    s.stream(tokens(86_400), DAY);
    s.wait(100);
    s.stake(bob, tokens(3));
    s.wait(40);
    let id = s.request(bob, tokens(3));
    s.wait(60);
    s.send(bob, calls::cancel_unstake(id));
    s.wait(4);
    // One VVV a second: alice alone for 100 + 60, a quarter of 40 + 4.
    assert_rounded_down(s.claimable(alice), tokens(100 + 10 + 60 + 1), 2);
    assert_rounded_down(s.claimable(bob), tokens(30 + 3), 2);
}

/// VVV behind DIEM burned today is locked today, and weighs as locked.
#[test]
fn burning_changes_no_weight_today() {
    let mut s = Scenario::new();
    let (alice, _) = locked_and_free(&mut s);
    let before = s.totals().weight;
    s.send(alice, calls::burn_diem(ONE));
    assert_eq!(s.totals().weight, before);
}

/// Nothing happens by itself at midnight: the weight is the locked one until something touches the account.
#[test]
fn the_lock_ends_at_midnight_but_the_weight_waits_for_a_touch() {
    let mut s = Scenario::new();
    let (alice, bob) = locked_and_free(&mut s);
    s.send(alice, calls::burn_diem(ONE));
    s.stream(tokens(180), 180 * DAY);
    s.suite.at(9, 0);
    assert_eq!(s.position(alice).free, tokens(100));
    assert_eq!(
        s.totals().weight,
        tokens(180) * U256::from(FULL_WEIGHT),
        "as stored"
    );
    assert_rounded_down(s.claimable(alice), tokens(4), 1);
    assert_rounded_down(s.claimable(bob), tokens(5), 1);
    s.send(alice, calls::claim(alice));
    assert_eq!(s.totals().weight, tokens(200) * U256::from(FULL_WEIGHT));
    s.suite.at(19, 0);
    assert_rounded_down(s.claimable(alice), tokens(5), 1);
    assert_rounded_down(s.claimable(bob), tokens(10), 2);
}

/// Anyone may be the one who touches: by staking a wei for the account.
#[test]
fn a_strangers_wei_brings_the_full_weight_back() {
    let mut s = Scenario::new();
    let (alice, _) = locked_and_free(&mut s);
    let stranger = s.account("stranger");
    s.send(alice, calls::burn_diem(ONE));
    s.suite.at(1, 0);
    s.fund(stranger, wei(1));
    s.send(stranger, calls::stake_for(alice, wei(1)));
    let weight = (tokens(200) + wei(1)) * U256::from(FULL_WEIGHT);
    assert_eq!(s.totals().weight, weight);
}

/// The touch that ends a lock counts it out once, although there was DIEM left and something was burned.
#[test]
fn a_lock_that_ended_is_counted_out_once() {
    let mut s = Scenario::new();
    let (alice, _) = locked_and_free(&mut s);
    let stranger = s.account("stranger");
    s.send(alice, calls::burn_diem(ONE / wei(2)));
    s.suite.at(1, 0);
    s.fund(stranger, wei(3));
    for staked in 1..=3 {
        s.send(stranger, calls::stake_for(alice, wei(1)));
        // 50 VVV are free again, 50 weigh 80 % behind half a DIEM, and bob has 100.
        let weight = (tokens(190) + wei(staked)) * U256::from(FULL_WEIGHT);
        assert_eq!(s.totals().weight, weight);
    }
}

/// Touches of other accounts leave an account's weight as it is.
#[test]
fn touching_one_account_leaves_the_others() {
    let mut s = Scenario::new();
    let (alice, bob) = locked_and_free(&mut s);
    s.send(alice, calls::burn_diem(ONE));
    s.suite.at(1, 0);
    s.stake(bob, tokens(20));
    assert_eq!(s.totals().weight, tokens(200) * U256::from(FULL_WEIGHT));
}

/// Minting for a moment does not cost what was earned while free, and freeing does not add to what was earned while locked.
#[test]
fn changes_do_not_reach_back() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    let bob = s.account("bob");
    s.stake(alice, tokens(100));
    s.stake(bob, tokens(100));
    s.stream(tokens(100), 100 * DAY);
    s.wait(10 * DAY);
    let earned = s.claimable(alice);
    s.send(alice, calls::mint_diem(ONE, alice));
    assert_eq!(s.claimable(alice), earned);
    s.send(alice, calls::burn_diem(ONE));
    assert_eq!(s.claimable(alice), earned);
    s.wait(9 * DAY);
    let later = s.claimable(alice);
    assert_rounded_down(later, tokens(9), 2);
    s.send(alice, calls::request_unstake(tokens(1)));
    assert_eq!(s.claimable(alice), later);
}

/// At full weight, minting DIEM costs no rewards at all.
#[test]
fn at_ten_thousand_basis_points_a_lock_changes_nothing() {
    let mut s = at_weight(10_000);
    let (alice, bob) = locked_and_free(&mut s);
    s.stream(tokens(20), 20 * DAY);
    s.wait(7 * DAY + 77);
    assert_eq!(s.claimable(alice), s.claimable(bob));
    s.send(alice, calls::burn_diem(ONE));
    s.wait(2 * DAY);
    s.request(alice, tokens(50));
    // Alice was touched more often: each touch may cost her a wei.
    let (of_alice, of_bob) = (s.claimable(alice), s.claimable(bob));
    assert!(of_alice <= of_bob && of_bob - of_alice <= wei(2));
}

/// A locked weight of one basis point: 10,000 locked VVV weigh as one free.
#[test]
fn at_one_basis_point_ten_thousand_locked_weigh_as_one() {
    let mut s = at_weight(1);
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.mint(alice, tokens(100));
    s.stream(tokens(20), 20 * DAY);
    assert!(s.reward_stream().running);
    s.wait(2 * DAY);
    assert_rounded_down(s.claimable(alice), tokens(2), 1);
    s.stake(bob, tokens(1));
    s.wait(2 * DAY);
    assert_rounded_down(s.claimable(alice), tokens(3), 2);
    assert_rounded_down(s.claimable(bob), tokens(1), 1);
}
