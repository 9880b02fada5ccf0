//! `fundRewards`.

use alloy_primitives::U256;
use diem_suite::abi::{
    IVvv,
    IVvvStaking::{
        InvalidDuration, OwnableUnauthorizedAccount, RewardRateWouldFall, RewardsFunded, ZeroAmount,
    },
};

use crate::{
    amounts::{DAY, assert_rounded_down, tokens, wei},
    calls,
    scenario::{Scenario, assert_logs},
};

/// Someone with enough stake for time to count.
fn with_a_staker() -> Scenario {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(1));
    s
}

#[test]
fn the_first_funding_starts_a_stream() {
    let mut s = with_a_staker();
    let owner = s.owner;
    s.fund(owner, tokens(30));
    let sent = s.send(owner, calls::fund_rewards(tokens(30), 30 * DAY));
    let funded = RewardsFunded {
        funder: owner,
        amount: tokens(30),
        unstreamed: tokens(30),
        duration: 30 * DAY,
    };
    assert_logs(
        &sent.receipt,
        &[s.vvv_moved(owner, s.staking, tokens(30)), s.log(&funded)],
    );
    let stream = s.reward_stream();
    assert_eq!(stream.unstreamed, tokens(30));
    assert_eq!(stream.secondsLeft, U256::from(30 * DAY));
    assert!(stream.running);
    let totals = s.totals();
    assert_eq!(totals.unstreamed, tokens(30));
    assert_eq!(totals.owed, tokens(31));
}

#[test]
fn a_top_up_adds_to_what_is_left_and_sets_the_time() {
    let mut s = with_a_staker();
    s.stream(tokens(30), 30 * DAY);
    s.wait(10 * DAY);
    let owner = s.owner;
    s.fund(owner, tokens(40));
    let sent = s.send(owner, calls::fund_rewards(tokens(40), 15 * DAY));
    let funded = RewardsFunded {
        funder: owner,
        amount: tokens(40),
        unstreamed: tokens(60),
        duration: 15 * DAY,
    };
    assert_logs(
        &sent.receipt,
        &[s.vvv_moved(owner, s.staking, tokens(40)), s.log(&funded)],
    );
    assert_eq!(s.reward_stream().unstreamed, tokens(60));
    assert_eq!(s.reward_stream().secondsLeft, U256::from(15 * DAY));
    s.wait(DAY);
    let alice = s.account("alice");
    assert_rounded_down(s.claimable(alice), tokens(14), 2);
}

#[test]
fn a_top_up_may_keep_the_rate_but_not_lower_it_by_a_wei() {
    let mut s = with_a_staker();
    s.stream(tokens(30), 30 * DAY);
    s.wait(10 * DAY);
    let owner = s.owner;
    s.fund(owner, tokens(10));
    // 20 VVV in 20 days are left; 10 more keep the rate over 30 days.
    let falls = RewardRateWouldFall {
        unstreamed: tokens(20),
        secondsLeft: U256::from(20 * DAY),
    };
    s.refuses(
        owner,
        calls::fund_rewards(tokens(10) - wei(1), 30 * DAY),
        falls,
    );
    s.send(owner, calls::fund_rewards(tokens(10), 30 * DAY));
    assert_eq!(s.reward_stream().unstreamed, tokens(30));
    assert_eq!(s.reward_stream().secondsLeft, U256::from(30 * DAY));
}

#[test]
fn a_dust_top_up_cannot_stretch_the_stream() {
    let mut s = with_a_staker();
    s.stream(tokens(365), 365 * DAY);
    s.wait(DAY);
    let owner = s.owner;
    s.fund(owner, wei(1));
    let falls = RewardRateWouldFall {
        unstreamed: tokens(364),
        secondsLeft: U256::from(364 * DAY),
    };
    s.refuses(owner, calls::fund_rewards(wei(1), 365 * DAY), falls);
    s.send(owner, calls::fund_rewards(wei(1), 364 * DAY));
}

#[test]
fn a_shorter_time_makes_the_stream_faster() {
    let mut s = with_a_staker();
    let alice = s.account("alice");
    s.stream(tokens(100), 100 * DAY);
    s.wait(50 * DAY);
    s.stream(wei(1), DAY);
    s.wait(DAY);
    assert_rounded_down(s.claimable(alice), tokens(100) + wei(1), 2);
    assert_eq!(s.reward_stream().unstreamed, U256::ZERO);
}

#[test]
fn after_the_stream_ended_any_rate_is_allowed() {
    let mut s = with_a_staker();
    s.stream(tokens(100), DAY);
    s.wait(DAY);
    s.stream(wei(1), 365 * DAY);
    assert_eq!(s.reward_stream().unstreamed, wei(1));
    assert_eq!(s.reward_stream().secondsLeft, U256::from(365 * DAY));
}

#[test]
fn durations_are_one_to_365_days() {
    let mut s = with_a_staker();
    let owner = s.owner;
    s.fund(owner, tokens(10));
    // One of them is a day in its low 32 bits.
    for duration in [0, DAY - 1, 365 * DAY + 1, (1 << 32) + DAY, u64::MAX] {
        let expected = InvalidDuration { duration };
        s.refuses(owner, calls::fund_rewards(tokens(1), duration), expected);
    }
    s.send(owner, calls::fund_rewards(tokens(1), 365 * DAY));
    assert_eq!(s.reward_stream().secondsLeft, U256::from(365 * DAY));
    s.send(owner, calls::fund_rewards(tokens(1), DAY));
    assert_eq!(s.reward_stream().secondsLeft, U256::from(DAY));
}

#[test]
fn nobody_but_the_owner_funds() {
    let mut s = with_a_staker();
    let alice = s.account("alice");
    s.fund(alice, tokens(10));
    let expected = OwnableUnauthorizedAccount { account: alice };
    s.refuses(alice, calls::fund_rewards(tokens(1), DAY), expected);
}

#[test]
fn funding_nothing_is_refused() {
    let mut s = with_a_staker();
    let owner = s.owner;
    s.refuses(owner, calls::fund_rewards(U256::ZERO, DAY), ZeroAmount {});
}

#[test]
fn the_tokens_error_is_passed_on() {
    let mut s = with_a_staker();
    let owner = s.owner;
    let expected = IVvv::ERC20InsufficientAllowance {
        spender: s.staking,
        allowance: U256::ZERO,
        needed: tokens(1),
    };
    s.refuses(owner, calls::fund_rewards(tokens(1), DAY), expected);
}

/// A pause stops staking and minting; what stakers earn goes on.
#[test]
fn rewards_can_be_funded_in_a_pause() {
    let mut s = with_a_staker();
    let owner = s.owner;
    s.send(owner, calls::pause());
    s.stream(tokens(1), DAY);
    assert!(s.reward_stream().running);
}

/// What was earned before a top-up is not spread again.
#[test]
fn a_top_up_takes_nothing_back() {
    let mut s = with_a_staker();
    let alice = s.account("alice");
    s.stream(tokens(30), 30 * DAY);
    s.wait(29 * DAY);
    let before = s.claimable(alice);
    s.stream(tokens(364), 365 * DAY);
    assert_eq!(s.claimable(alice), before);
    let late = s.account("late");
    s.stake(late, tokens(9));
    assert_eq!(s.claimable(late), U256::ZERO);
    s.wait(365 * DAY);
    assert_rounded_down(
        s.claimable(alice),
        tokens(29) + tokens(365) / U256::from(10),
        4,
    );
    assert_rounded_down(s.claimable(late), tokens(365 * 9) / U256::from(10), 4);
}
