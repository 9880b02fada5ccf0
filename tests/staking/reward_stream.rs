//! The stream: linear to the second, waiting while nobody stakes, losing nothing.

use alloy_primitives::U256;

use crate::{
    amounts::{DAY, ONE, assert_rounded_down, tokens, wei},
    calls,
    scenario::Scenario,
};

fn with_staker(vvv: U256) -> (Scenario, alloy_primitives::Address) {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, vvv);
    (s, alice)
}

#[test]
fn it_is_linear_to_the_second() {
    let (mut s, alice) = with_staker(tokens(1));
    // A wei times 10^12 a second.
    let rate = wei(1_000_000_000_000);
    s.stream(rate * U256::from(30 * DAY), 30 * DAY);
    let mut elapsed = 0;
    for step in [1, 1, 58, 3_540, 82_800, 1, 86_399, DAY] {
        s.wait(step);
        elapsed += step;
        let due = rate * U256::from(elapsed);
        assert_rounded_down(s.claimable(alice), due, 1);
        let stream = s.reward_stream();
        assert_eq!(stream.unstreamed, rate * U256::from(30 * DAY - elapsed));
        assert_eq!(stream.secondsLeft, U256::from(30 * DAY - elapsed));
    }
}

#[test]
fn an_amount_that_does_not_divide_is_released_whole_at_the_end() {
    let (mut s, alice) = with_staker(tokens(3));
    let amount = tokens(1) + wei(12_347);
    s.stream(amount, 7 * DAY);
    for _ in 0..20 {
        s.wait(12_345);
        s.fund(alice, wei(1));
        s.send(alice, calls::stake(wei(1)));
    }
    s.wait(7 * DAY);
    assert_eq!(s.reward_stream().unstreamed, U256::ZERO);
    let paid = s.send(alice, calls::claim(alice)).value;
    assert_rounded_down(paid, amount, 21);
}

#[test]
fn it_ends_at_its_last_second() {
    for duration in [DAY, 365 * DAY] {
        let (mut s, alice) = with_staker(tokens(2));
        s.stream(tokens(365), duration);
        s.wait(duration - 1);
        let stream = s.reward_stream();
        assert_eq!(stream.secondsLeft, U256::ONE);
        assert!(stream.unstreamed > U256::ZERO);
        let before_last = s.claimable(alice);
        let due = tokens(365) * U256::from(duration - 1) / U256::from(duration);
        assert_rounded_down(before_last, due, 1);
        s.wait(1);
        assert_eq!(s.reward_stream().secondsLeft, U256::ZERO);
        assert_rounded_down(s.claimable(alice), tokens(365), 1);
        let at_the_end = s.claimable(alice);
        s.wait(1_000 * DAY);
        assert_eq!(s.claimable(alice), at_the_end);
    }
}

#[test]
fn without_stakers_it_waits_and_loses_nothing() {
    let mut s = Scenario::new();
    s.stream(tokens(30), 30 * DAY);
    s.wait(100 * DAY);
    let stream = s.reward_stream();
    assert_eq!(stream.unstreamed, tokens(30));
    assert_eq!(stream.secondsLeft, U256::from(30 * DAY));
    assert!(!stream.running);
    let alice = s.account("alice");
    s.stake(alice, tokens(1));
    assert!(s.reward_stream().running);
    assert_eq!(s.claimable(alice), U256::ZERO);
    s.wait(10 * DAY);
    assert_rounded_down(s.claimable(alice), tokens(10), 1);
    s.wait(20 * DAY);
    assert_rounded_down(s.claimable(alice), tokens(30), 1);
}

#[test]
fn it_runs_from_a_weight_of_exactly_one_vvv() {
    let (mut s, alice) = with_staker(ONE - wei(1));
    s.stream(tokens(30), 30 * DAY);
    s.wait(DAY);
    assert!(!s.reward_stream().running);
    assert_eq!(s.claimable(alice), U256::ZERO);
    s.stake(alice, wei(1));
    assert!(s.reward_stream().running);
    s.wait(DAY);
    assert_rounded_down(s.claimable(alice), tokens(1), 1);
}

/// 1.25 locked VVV weigh 80 %, as much as 1 free VVV; a wei less is too little.
#[test]
fn locked_vvv_counts_by_its_weight() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    let enough = ONE * wei(5) / wei(4);
    s.stake(alice, enough);
    s.send(alice, calls::mint_diem(enough / wei(100), alice));
    assert_eq!(s.position(alice).free, U256::ZERO);
    s.stream(tokens(30), 30 * DAY);
    s.wait(DAY);
    assert!(s.reward_stream().running);
    assert_rounded_down(s.claimable(alice), tokens(1), 1);

    let mut s = Scenario::new();
    let bob = s.account("bob");
    s.stake(bob, enough - wei(100));
    s.send(bob, calls::mint_diem(enough / wei(100) - wei(1), bob));
    assert_eq!(s.position(bob).free, U256::ZERO);
    s.stream(tokens(30), 30 * DAY);
    s.wait(DAY);
    assert!(!s.reward_stream().running);
    assert_eq!(s.claimable(bob), U256::ZERO);
}

#[test]
fn it_stops_when_the_last_staker_leaves_and_goes_on_with_the_next() {
    let (mut s, alice) = with_staker(tokens(5));
    s.stream(tokens(30), 30 * DAY);
    s.wait(10 * DAY);
    s.request(alice, tokens(5));
    assert!(!s.reward_stream().running);
    s.wait(50 * DAY);
    let stream = s.reward_stream();
    assert_eq!(stream.unstreamed, tokens(20));
    assert_eq!(stream.secondsLeft, U256::from(20 * DAY));
    let bob = s.account("bob");
    s.stake(bob, tokens(1));
    s.wait(20 * DAY);
    assert_rounded_down(s.claimable(alice), tokens(10), 1);
    assert_rounded_down(s.claimable(bob), tokens(20), 1);
}

/// The first to stake after a long wait gets no share of the time when nobody staked.
#[test]
fn the_wait_is_nobodys_windfall() {
    let mut s = Scenario::new();
    s.stream(tokens(365), 365 * DAY);
    s.wait(300 * DAY);
    let alice = s.account("alice");
    s.stake(alice, tokens(100));
    assert_eq!(s.claimable(alice), U256::ZERO);
    s.wait(1);
    let a_second = tokens(1) / U256::from(DAY);
    assert_rounded_down(s.claimable(alice), a_second, 1);
}

#[test]
fn one_staker_of_one_wei_for_a_year_gets_nothing_and_costs_nothing() {
    let (mut s, dust) = with_staker(wei(1));
    s.stream(tokens(365), 365 * DAY);
    s.wait(365 * DAY);
    assert_eq!(s.claimable(dust), U256::ZERO);
    assert_eq!(s.reward_stream().unstreamed, tokens(365));
    let bob = s.account("bob");
    s.stake(bob, tokens(1));
    s.wait(365 * DAY);
    // 365e18 / (1e18 + 1), rounded down.
    assert_eq!(s.claimable(dust), wei(364));
    let paid = s.claimable(bob);
    assert!(paid <= tokens(365));
    assert!(tokens(365) - paid <= wei(366));
}

/// A wei beside a whole VVV earns its share of 365 VVV, rounded down, and not a wei more.
#[test]
fn a_wei_earns_its_share_and_no_more() {
    let (mut s, _) = with_staker(tokens(1));
    let dust = s.account("dust");
    s.stake(dust, wei(1));
    s.stream(tokens(365), 365 * DAY);
    s.wait(365 * DAY);
    let share = tokens(365) / (ONE + wei(1));
    assert_rounded_down(s.claimable(dust), share, 1);
}

/// The accumulator begins anew at 2^120: what it grows by is shared as ever, and its neighbours in the word stay.
#[test]
fn a_full_accumulator_begins_anew() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    let word = s.suite.chain.storage(s.staking, U256::ZERO);
    let full = (U256::ONE << 120) - U256::ONE;
    s.suite
        .chain
        .set_storage(s.staking, U256::ZERO, word | full);
    s.stake(alice, tokens(1));
    s.stake(bob, tokens(3));
    let weight = s.totals().weight;
    s.stream(tokens(40), 40 * DAY);
    s.wait(10 * DAY);
    let paid = s.send(alice, calls::claim(alice)).value;
    assert_rounded_down(paid, ONE * wei(5) / wei(2), 1);
    assert_eq!(s.totals().weight, weight);
    s.wait(10 * DAY);
    assert_rounded_down(s.claimable(alice), ONE * wei(5) / wei(2), 1);
    assert_rounded_down(s.claimable(bob), tokens(15), 1);
}

#[test]
fn funding_while_it_waits_adds_up() {
    let mut s = Scenario::new();
    s.stream(tokens(10), 10 * DAY);
    s.wait(40 * DAY);
    s.stream(tokens(20), 30 * DAY);
    s.wait(40 * DAY);
    let stream = s.reward_stream();
    assert_eq!(stream.unstreamed, tokens(30));
    assert_eq!(stream.secondsLeft, U256::from(30 * DAY));
    let alice = s.account("alice");
    s.stake(alice, tokens(1));
    s.wait(15 * DAY);
    assert_rounded_down(s.claimable(alice), tokens(15), 1);
}

#[test]
fn views_and_touches_agree_at_every_second() {
    let (mut s, alice) = with_staker(tokens(7));
    let bob = s.account("bob");
    s.stake(bob, tokens(3));
    s.stream(tokens(11), 13 * DAY);
    for step in [1, 2, 3, 59, 86_399] {
        s.wait(step);
        let seen = s.claimable(alice);
        let paid = s.send(alice, calls::claim(alice)).value;
        assert_eq!(paid, seen);
    }
}
