//! `fundRewardsFromSurplus`.

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

/// A staker, and `surplus` sent to the contract by mistake.
fn with_surplus(surplus: U256) -> Scenario {
    let mut s = Scenario::new();
    let (alice, clumsy) = (s.account("alice"), s.account("clumsy"));
    s.stake(alice, tokens(10));
    s.suite.fund_vvv(clumsy, surplus);
    let call = IVvv::transferCall {
        to: s.staking,
        value: surplus,
    };
    s.send_to(clumsy, s.suite.vvv, call);
    s
}

#[test]
fn vvv_sent_by_mistake_goes_to_the_stakers() {
    let mut s = with_surplus(tokens(5));
    let owner = s.owner;
    assert_eq!(s.totals().owed, tokens(10), "a gift is owed to nobody yet");
    let sent = s.send(owner, calls::fund_from_surplus(DAY));
    assert_eq!(sent.value, tokens(5));
    let funded = RewardsFunded {
        funder: owner,
        amount: tokens(5),
        unstreamed: tokens(5),
        duration: DAY,
    };
    assert_logs(&sent.receipt, &[s.log(&funded)]);
    assert_eq!(s.totals().owed, tokens(15));
    s.wait(DAY);
    let alice = s.account("alice");
    assert_rounded_down(s.claimable(alice), tokens(5), 2);
}

#[test]
fn it_joins_the_stream_that_runs() {
    let mut s = with_surplus(tokens(5));
    s.stream(tokens(20), 20 * DAY);
    s.wait(10 * DAY);
    let owner = s.owner;
    let sent = s.send(owner, calls::fund_from_surplus(15 * DAY));
    assert_eq!(sent.value, tokens(5));
    assert_eq!(s.reward_stream().unstreamed, tokens(15));
    assert_eq!(s.reward_stream().secondsLeft, U256::from(15 * DAY));
}

#[test]
fn the_rate_does_not_fall_through_it_either() {
    let mut s = with_surplus(tokens(5));
    s.stream(tokens(20), 20 * DAY);
    s.wait(10 * DAY);
    let owner = s.owner;
    let falls = RewardRateWouldFall {
        unstreamed: tokens(10),
        secondsLeft: U256::from(10 * DAY),
    };
    s.refuses(owner, calls::fund_from_surplus(15 * DAY + 1), falls);
}

#[test]
fn without_surplus_there_is_nothing_to_fund() {
    let mut s = Scenario::new();
    let (owner, alice) = (s.owner, s.account("alice"));
    s.refuses(owner, calls::fund_from_surplus(DAY), ZeroAmount {});
    s.stake(alice, tokens(10));
    s.request(alice, tokens(4));
    s.stream(tokens(8), 8 * DAY);
    s.refuses(owner, calls::fund_from_surplus(8 * DAY), ZeroAmount {});
}

/// Neither stake nor tickets nor rewards, claimed or not, ever count as surplus.
#[test]
fn what_is_owed_is_never_surplus() {
    let mut s = with_surplus(wei(7));
    let (owner, alice) = (s.owner, s.account("alice"));
    s.stream(tokens(8), 8 * DAY);
    s.request(alice, tokens(4));
    s.wait(4 * DAY);
    s.send(alice, calls::claim(alice));
    s.wait(DAY);
    let sent = s.send(owner, calls::fund_from_surplus(DAY));
    assert_eq!(sent.value, wei(7));
    s.refuses(owner, calls::fund_from_surplus(DAY), ZeroAmount {});
}

#[test]
fn durations_are_one_to_365_days() {
    let mut s = with_surplus(tokens(5));
    let owner = s.owner;
    for duration in [0, DAY - 1, 365 * DAY + 1, u64::MAX] {
        let expected = InvalidDuration { duration };
        s.refuses(owner, calls::fund_from_surplus(duration), expected);
    }
    s.send(owner, calls::fund_from_surplus(365 * DAY));
}

#[test]
fn nobody_but_the_owner_funds() {
    let mut s = with_surplus(tokens(5));
    let alice = s.account("alice");
    let expected = OwnableUnauthorizedAccount { account: alice };
    s.refuses(alice, calls::fund_from_surplus(DAY), expected);
}
