//! `claim`.

use alloy_primitives::{Address, U256};
use diem_suite::abi::IVvvStaking::{InvalidReceiver, RewardsClaimed, ZeroAmount};

use crate::{
    amounts::{DAY, assert_rounded_down, tokens},
    calls,
    scenario::{Scenario, assert_logs},
};

#[test]
fn rewards_are_paid_to_whom_the_staker_names() {
    let mut s = Scenario::new();
    let (alice, safe) = (s.account("alice"), s.account("safe"));
    s.stake(alice, tokens(4));
    s.stream(tokens(30), 30 * DAY);
    s.wait(12 * DAY);
    let claimable = s.claimable(alice);
    assert_rounded_down(claimable, tokens(12), 2);
    let sent = s.send(alice, calls::claim(safe));
    assert_eq!(sent.value, claimable);
    let claimed = RewardsClaimed {
        account: alice,
        to: safe,
        amount: claimable,
    };
    assert_logs(
        &sent.receipt,
        &[s.log(&claimed), s.vvv_moved(s.staking, safe, claimable)],
    );
    assert_eq!(s.suite.vvv_of(safe), claimable);
    assert_eq!(s.claimable(alice), U256::ZERO);
    assert_eq!(s.position(alice).staked, tokens(4));
    assert_eq!(s.totals().owed, tokens(34) - claimable);
}

#[test]
fn nothing_is_paid_twice() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(4));
    s.stream(tokens(30), 30 * DAY);
    s.wait(DAY);
    s.send(alice, calls::claim(alice));
    s.refuses(alice, calls::claim(alice), ZeroAmount {});
    s.wait(DAY);
    s.send(alice, calls::claim(alice));
    assert_rounded_down(s.suite.vvv_of(alice), tokens(2), 4);
}

#[test]
fn an_account_without_rewards_has_nothing_to_claim() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.stake(alice, tokens(4));
    s.stream(tokens(30), 30 * DAY);
    s.wait(DAY);
    s.refuses(bob, calls::claim(bob), ZeroAmount {});
}

#[test]
fn nobody_and_the_contract_are_no_receivers() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(4));
    s.stream(tokens(30), 30 * DAY);
    s.wait(DAY);
    for to in [Address::ZERO, s.staking] {
        s.refuses(alice, calls::claim(to), InvalidReceiver { to });
    }
}

#[test]
fn rewards_stay_claimable_after_everything_was_withdrawn() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(4));
    s.stream(tokens(30), 30 * DAY);
    s.wait(3 * DAY);
    let id = s.request(alice, tokens(4));
    s.wait(7 * DAY);
    s.send(alice, calls::withdraw(id, alice));
    s.wait(300 * DAY);
    let sent = s.send(alice, calls::claim(alice));
    assert_rounded_down(sent.value, tokens(3), 2);
    assert_eq!(s.suite.vvv_of(alice), tokens(4) + sent.value);
}

#[test]
fn the_order_of_claims_does_not_matter() {
    let names = ["alice", "bob", "carol"];
    let paid = |order: [usize; 3]| {
        let mut s = Scenario::new();
        let accounts = names.map(|name| s.account(name));
        for (account, stake) in accounts.into_iter().zip([3, 5, 11]) {
            s.stake(account, tokens(stake));
        }
        s.stream(tokens(97), 31 * DAY);
        s.wait(17 * DAY + 4_321);
        for index in order {
            s.send(accounts[index], calls::claim(accounts[index]));
        }
        accounts.map(|account| s.suite.vvv_of(account))
    };
    let first = paid([0, 1, 2]);
    assert_eq!(first, paid([2, 1, 0]));
    assert_eq!(first, paid([1, 0, 2]));
    let released = tokens(97) * U256::from(17 * DAY + 4_321) / U256::from(31 * DAY);
    for (paid, stake) in first.into_iter().zip([3_u64, 5, 11]) {
        assert_rounded_down(paid, released * U256::from(stake) / U256::from(19), 2);
    }
}
