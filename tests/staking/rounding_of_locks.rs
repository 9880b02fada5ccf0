//! Counting in DIEM leaves no rounding to harvest: the lock is one ceiling over all that was minted and burned, whatever the ratio.
//!
//! Every transaction is followed by the scenario's check that today's capacity is backed by locked VVV.

use alloy_primitives::U256;
use diem_suite::{
    Params,
    abi::IVvvStaking::{InsufficientFree, InsufficientStake},
};

use crate::{
    amounts::{DAY, ONE, wei},
    calls,
    scenario::Scenario,
};

/// Wei of VVV per 1e18 wei of DIEM: 1.5 wei per wei.
const ONE_AND_A_HALF: u128 = 1_500_000_000_000_000_000;

fn at_ratio(vvv_per_diem: u128) -> Scenario {
    Scenario::with(Params {
        vvv_per_diem: wei(vvv_per_diem),
        ..Params::default()
    })
}

#[test]
fn at_one_and_a_half_wei_the_lock_is_rounded_up_once() {
    let mut s = at_ratio(ONE_AND_A_HALF);
    let alice = s.account("alice");
    s.stake(alice, wei(100));
    for (minted, locked) in [(1, 2), (2, 3), (3, 5), (4, 6), (5, 8)] {
        s.send(alice, calls::mint_diem(wei(1), alice));
        let position = s.position(alice);
        assert_eq!(position.minted, wei(minted));
        assert_eq!(position.locked, wei(locked));
        assert_eq!(position.free, wei(100 - locked));
    }
}

/// Mint, burn, mint again: three wei of VVV back two wei of DIEM per day and no third, however they are cut.
#[test]
fn at_one_and_a_half_wei_mint_and_burn_cycles_gain_nothing() {
    let mut s = at_ratio(ONE_AND_A_HALF);
    let alice = s.account("alice");
    s.stake(alice, wei(3));
    for _ in 0..2 {
        s.send(alice, calls::mint_diem(wei(1), alice));
        s.send(alice, calls::burn_diem(wei(1)));
    }
    let expected = InsufficientStake {
        needed: wei(5),
        staked: wei(3),
    };
    s.refuses(alice, calls::mint_diem(wei(1), alice), expected);
    // At 00:00:00 each wei brought a wei of capacity: 2 * 1.5 = 3 wei of VVV, all locked.
    assert_eq!(s.suite.capacity_of(alice), wei(2));
    assert_eq!(s.position(alice).locked, wei(3));
    let no_free = InsufficientFree {
        amount: wei(1),
        free: U256::ZERO,
    };
    s.refuses(alice, calls::request_unstake(wei(1)), no_free);
}

/// With 1 wei of VVV per 1e18 wei of DIEM, one wei of VVV backs a whole DIEM and not a wei of DIEM more.
#[test]
fn at_one_wei_per_diem_mint_and_burn_cycles_gain_nothing() {
    let mut s = at_ratio(1);
    let alice = s.account("alice");
    s.stake(alice, wei(1));
    let half = ONE / wei(2);
    s.send(alice, calls::mint_diem(half, alice));
    s.send(alice, calls::burn_diem(half));
    s.send(alice, calls::mint_diem(half, alice));
    let expected = InsufficientStake {
        needed: wei(2),
        staked: wei(1),
    };
    s.refuses(alice, calls::mint_diem(wei(1), alice), expected.clone());
    s.send(alice, calls::burn_diem(half));
    s.refuses(alice, calls::mint_diem(wei(1), alice), expected);
    assert_eq!(s.suite.capacity_of(alice), ONE);
    s.suite.at(1, 0);
    assert_eq!(s.suite.capacity_of(alice), U256::ZERO);
    s.send(alice, calls::mint_diem(ONE, alice));
    assert_eq!(s.suite.capacity_of(alice), ONE);
}

#[test]
fn at_one_wei_per_diem_a_wei_of_diem_locks_a_wei_of_vvv() {
    let mut s = at_ratio(1);
    let alice = s.account("alice");
    s.stake(alice, wei(2));
    s.send(alice, calls::mint_diem(wei(1), alice));
    assert_eq!(s.position(alice).locked, wei(1));
    assert_eq!(s.position(alice).mintable, wei(2) * ONE - wei(1));
    s.send(alice, calls::burn_diem(wei(1)));
    assert_eq!(s.position(alice).locked, wei(1));
    s.suite.at(1, 0);
    assert_eq!(s.position(alice).locked, U256::ZERO);
}

#[test]
fn at_one_to_one_a_wei_locks_a_wei() {
    let mut s = at_ratio(1_000_000_000_000_000_000);
    let alice = s.account("alice");
    s.stake(alice, wei(5));
    s.send(alice, calls::mint_diem(wei(2), alice));
    s.send(alice, calls::burn_diem(wei(1)));
    s.send(alice, calls::mint_diem(wei(2), alice));
    s.send(alice, calls::burn_diem(wei(3)));
    s.send(alice, calls::mint_diem(wei(1), alice));
    let expected = InsufficientStake {
        needed: wei(6),
        staked: wei(5),
    };
    s.refuses(alice, calls::mint_diem(wei(1), alice), expected);
    let position = s.position(alice);
    assert_eq!(position.minted, wei(1));
    assert_eq!(position.burned, wei(4));
    assert_eq!(s.suite.capacity_of(alice), wei(5));
}

/// Two accounts round up apart: splitting an amount over accounts never locks less.
#[test]
fn splitting_over_accounts_locks_no_less() {
    let mut s = at_ratio(ONE_AND_A_HALF);
    let names = ["a", "b", "c", "d"];
    for name in names {
        let account = s.account(name);
        s.stake(account, wei(2));
        s.send(account, calls::mint_diem(wei(1), account));
        let expected = InsufficientStake {
            needed: wei(3),
            staked: wei(2),
        };
        s.refuses(account, calls::mint_diem(wei(1), account), expected);
    }
    assert_eq!(s.total_capacity(), wei(4));
    assert_eq!(s.totals().staked, wei(8));
}

/// In pieces, capacity rounds down at each mint: at 00:00:01 ten single wei bring none, ten at once bring nine.
#[test]
fn minting_in_pieces_brings_no_more_capacity() {
    let mut s = at_ratio(ONE_AND_A_HALF);
    let (pieces, whole) = (s.account("pieces"), s.account("whole"));
    s.stake(pieces, wei(15));
    s.stake(whole, wei(15));
    s.suite.at(0, 1);
    for _ in 0..10 {
        s.send(pieces, calls::mint_diem(wei(1), pieces));
    }
    s.send(whole, calls::mint_diem(wei(10), whole));
    assert_eq!(s.suite.capacity_of(pieces), U256::ZERO);
    assert_eq!(s.suite.capacity_of(whole), wei(9));
}

/// A deterministic walk of small mints, burns, unstakes and days over awkward ratios; the scenario checks every step.
#[test]
fn no_walk_of_small_amounts_breaks_the_backing() {
    for ratio in [
        1,
        3,
        999_999_999_999_999_999,
        1_000_000_000_000_000_001,
        ONE_AND_A_HALF,
        2_333_333_333_333_333_333,
    ] {
        walk(ratio);
    }
}

fn walk(ratio: u128) {
    let mut s = at_ratio(ratio);
    let alice = s.account("alice");
    s.stake(alice, wei(40));
    let mut state = ratio as u64 | 1;
    let mut next = |below: u64| {
        // Knuth's MMIX generator: reproducible, and no more is needed.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut refused = 0;
    for _ in 0..60 {
        let amount = U256::from(next(7) + 1);
        let failed = match next(6) {
            0 | 1 => s.try_send(alice, calls::mint_diem(amount, alice)).is_err(),
            2 | 3 => s.try_send(alice, calls::burn_diem(amount)).is_err(),
            4 => s.try_send(alice, calls::request_unstake(amount)).is_err(),
            _ => {
                let step = next(DAY);
                s.wait(step);
                false
            }
        };
        refused += u32::from(failed);
    }
    assert!(refused < 55, "the walk went somewhere at ratio {ratio}");
    s.assert_solvent();
}
