//! The views.

use alloy_primitives::{Address, U256};
use diem_suite::{
    Account, Params,
    abi::IVvvStaking::{self, AmountTooLarge},
};

use crate::{
    amounts::{DAY, FULL_WEIGHT, MAX_U96, ONE, tokens, wei},
    calls,
    scenario::Scenario,
};

#[test]
fn an_unknown_account_has_nothing() {
    let mut s = Scenario::new();
    for account in [
        Address::ZERO,
        Account::named("nobody").address,
        s.staking,
        Address::repeat_byte(0xff),
    ] {
        let position = s.position(account);
        let sum = position.staked
            + position.locked
            + position.minted
            + position.burned
            + position.mintable
            + position.free
            + position.claimable;
        assert_eq!(sum, U256::ZERO);
        let tickets = s.read(calls::tickets_of(account, U256::ZERO, wei(10)));
        assert!(tickets.tickets.is_empty());
        assert_eq!(tickets.requested, U256::ZERO);
    }
}

#[test]
fn a_new_contract_owes_nothing() {
    let mut s = Scenario::new();
    let totals = s.totals();
    assert_eq!(
        totals.staked + totals.ticketed + totals.unstreamed + totals.owed + totals.weight,
        U256::ZERO
    );
    let stream = s.reward_stream();
    assert_eq!(stream.unstreamed + stream.secondsLeft, U256::ZERO);
    assert!(!stream.running);
}

#[test]
fn the_parameters_are_those_of_the_deployment() {
    let mut s = Scenario::with(Params {
        vvv_per_diem: tokens(7),
        cooldown: 3 * DAY,
        locked_reward_bps: 1_234,
        ..Params::default()
    });
    assert_eq!(s.read(IVvvStaking::vvvPerDiemCall {}), tokens(7));
    assert_eq!(s.read(IVvvStaking::cooldownCall {}), 3 * DAY);
    assert_eq!(s.read(IVvvStaking::lockedRewardBpsCall {}), 1_234);
    assert_eq!(s.read(IVvvStaking::vvvCall {}), s.suite.vvv);
    assert_eq!(s.read(IVvvStaking::diemCall {}), s.suite.diem);
}

#[test]
fn the_day_changes_at_midnight_utc() {
    let mut s = Scenario::new();
    // 2026-01-01 is day 20,454 since 1970-01-01.
    assert_eq!(s.read(IVvvStaking::currentDayCall {}), U256::from(20_454));
    s.suite.at(0, DAY - 1);
    assert_eq!(s.read(IVvvStaking::currentDayCall {}), U256::from(20_454));
    s.suite.at(1, 0);
    assert_eq!(s.read(IVvvStaking::currentDayCall {}), U256::from(20_455));
}

#[test]
fn the_position_is_what_the_next_touch_finds() {
    let mut s = Scenario::new();
    let (alice, toucher) = (s.account("alice"), s.account("toucher"));
    s.mint(alice, tokens(4));
    s.stake(alice, tokens(50));
    s.stream(tokens(36), 36 * DAY);
    s.send(alice, calls::burn_diem(tokens(3)));
    s.suite.at(2, 333);
    let seen = s.position(alice);
    assert_eq!(seen.burned, U256::ZERO);
    assert_eq!(seen.free, tokens(350));
    assert_eq!(seen.mintable, tokens(7) / wei(2));
    s.fund(toucher, wei(1));
    s.send(toucher, calls::stake_for(alice, wei(1)));
    let touched = s.position(alice);
    assert_eq!(touched.claimable, seen.claimable);
    assert_eq!(touched.free, seen.free + wei(1));
    assert_eq!(touched.locked, seen.locked);
    assert_eq!(touched.minted, seen.minted);
    assert_eq!(touched.burned, seen.burned);
}

#[test]
fn the_view_and_the_action_agree_to_the_wei() {
    let mut s = Scenario::with(Params {
        vvv_per_diem: U256::from(1_700_000_000_000_000_001_u64),
        ..Params::default()
    });
    let alice = s.account("alice");
    s.stake(alice, wei(1_000_000_007));
    s.send(alice, calls::mint_diem(wei(12_345), alice));
    let position = s.position(alice);
    let above = position.mintable + wei(1);
    let needed = s.lock(position.minted + above);
    s.refuses(
        alice,
        calls::mint_diem(above, alice),
        IVvvStaking::InsufficientStake {
            needed,
            staked: position.staked,
        },
    );
    s.send(alice, calls::mint_diem(position.mintable, alice));
    assert_eq!(s.position(alice).mintable, U256::ZERO);
    let free = s.position(alice).free;
    let too_much = IVvvStaking::InsufficientFree {
        amount: free + wei(1),
        free,
    };
    s.refuses(alice, calls::request_unstake(free + wei(1)), too_much);
}

#[test]
fn quotes_round_minting_down_and_locking_up() {
    let ratio = U256::from(1_500_000_000_000_000_000_u64);
    let mut s = Scenario::with(Params {
        vvv_per_diem: ratio,
        ..Params::default()
    });
    let cases = [
        (0_u128, 0_u128, 0_u128),
        (1, 0, 2),
        (2, 1, 3),
        (3, 2, 5),
        (4, 2, 6),
        (1_000_000, 666_666, 1_500_000),
    ];
    for (amount, minted, locked) in cases {
        assert_eq!(s.read(calls::quote_mint(wei(amount))), wei(minted));
        assert_eq!(s.read(calls::quote_lock(wei(amount))), wei(locked));
    }
}

#[test]
fn quotes_of_large_amounts_are_exact() {
    let mut s = Scenario::new();
    let amount = MAX_U96;
    assert_eq!(s.read(calls::quote_mint(amount)), amount / U256::from(100));
    assert_eq!(s.read(calls::quote_lock(amount)), amount * U256::from(100));
}

/// A quote that no record can hold is answered exactly or refused by name; nothing wraps around.
#[test]
fn quotes_of_absurd_amounts_do_not_wrap() {
    let mut s = Scenario::new();
    let exact = U256::MAX / U256::from(100);
    match s.suite.read(s.staking, calls::quote_mint(U256::MAX)) {
        Ok(quote) => assert_eq!(quote, exact),
        Err(reverted) => assert!(reverted.decode::<AmountTooLarge>().is_some(), "{reverted}"),
    }
    let result = s.suite.read(s.staking, calls::quote_lock(U256::MAX));
    let reverted = result.expect_err("100 times the largest number is no number");
    assert!(reverted.decode::<AmountTooLarge>().is_some(), "{reverted}");
}

#[test]
fn tickets_are_listed_by_pages() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(10));
    for _ in 0..6 {
        s.request(alice, tokens(1));
    }
    s.send(alice, calls::cancel_unstake(2));
    let mut page = |from: u64, count: u64| {
        let call = calls::tickets_of(alice, U256::from(from), U256::from(count));
        let answer = s.read(call);
        assert_eq!(answer.requested, U256::from(6));
        answer
            .tickets
            .iter()
            .map(|ticket| ticket.id.to::<u64>())
            .collect::<Vec<_>>()
    };
    assert_eq!(page(0, 6), [0, 1, 3, 4, 5]);
    assert_eq!(page(0, 2), [0, 1]);
    assert!(page(2, 1).is_empty());
    assert_eq!(page(2, 2), [3]);
    assert_eq!(page(5, 1), [5]);
    assert_eq!(page(5, 100), [5]);
    assert!(page(6, 100).is_empty());
    assert!(page(0, 0).is_empty());
}

#[test]
fn absurd_pages_are_cut_to_what_there_is() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(2));
    s.request(alice, tokens(1));
    s.request(alice, tokens(1));
    for (from, count, open) in [
        (U256::ZERO, U256::MAX, 2),
        (U256::ONE, U256::MAX, 1),
        (U256::MAX, U256::ONE, 0),
        (U256::MAX, U256::MAX, 0),
        (U256::ONE << 64, wei(5), 0),
        (U256::ZERO, U256::ONE << 64, 2),
        (U256::ZERO, (U256::ONE << 32) + wei(1), 2),
    ] {
        let answer = s.read(calls::tickets_of(alice, from, count));
        assert_eq!(answer.tickets.len(), open, "from {from} count {count}");
        assert_eq!(answer.requested, wei(2));
    }
}

#[test]
fn totals_add_up_over_accounts() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.stake(alice, tokens(1_000));
    s.send(alice, calls::mint_diem(tokens(4), alice));
    s.stake(bob, tokens(500));
    s.request(bob, tokens(200));
    s.stream(tokens(30), 30 * DAY);
    let totals = s.totals();
    assert_eq!(totals.staked, tokens(1_300));
    assert_eq!(totals.ticketed, tokens(200));
    assert_eq!(totals.unstreamed, tokens(30));
    assert_eq!(totals.owed, tokens(1_530));
    let weight = tokens(900) * U256::from(FULL_WEIGHT) + tokens(400) * U256::from(8_000);
    assert_eq!(totals.weight, weight);
    assert!(ONE * U256::from(FULL_WEIGHT) <= totals.weight);
}

#[test]
fn the_stream_runs_down_in_the_view() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(1));
    s.stream(tokens(10), 10 * DAY);
    s.wait(4 * DAY);
    let stream = s.reward_stream();
    assert_eq!(stream.unstreamed, tokens(6));
    assert_eq!(stream.secondsLeft, U256::from(6 * DAY));
    assert!(stream.running);
    s.wait(100 * DAY);
    let stream = s.reward_stream();
    assert_eq!(stream.unstreamed, U256::ZERO);
    assert_eq!(stream.secondsLeft, U256::ZERO);
}
