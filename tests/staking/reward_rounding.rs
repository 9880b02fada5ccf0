//! Every rounding favours the contract: what is paid never exceeds what was funded, and what is left over is dust.

use alloy_primitives::{Address, U256};

use crate::{
    amounts::{DAY, ONE, tokens, wei},
    calls,
    scenario::Scenario,
};

/// Knuth's MMIX generator: reproducible, and no more is needed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// What all have been paid and could still claim.
fn paid_and_due(s: &mut Scenario, accounts: &[Address], paid: U256) -> U256 {
    accounts
        .iter()
        .fold(paid, |sum, &account| sum + s.claimable(account))
}

#[test]
fn seven_odd_stakers_are_paid_all_but_dust() {
    let mut s = Scenario::new();
    let stakes = [
        1_u128,
        999,
        1_000_000_007,
        333_333_333_333_333_333,
        1_234_567_890_123_456_789,
        7_777_777_777_777_777_777_777,
        1_000_000_000_000_000_000_000_003,
    ];
    let accounts: Vec<Address> = stakes
        .iter()
        .map(|stake| {
            let account = s.account(&format!("staker {stake}"));
            s.stake(account, wei(*stake));
            account
        })
        .collect();
    let funded = tokens(1) + wei(1);
    s.stream(funded, 3 * DAY);
    s.wait(3 * DAY);
    let mut paid = U256::ZERO;
    for &account in &accounts {
        let claimable = s.claimable(account);
        if claimable > U256::ZERO {
            paid += s.send(account, calls::claim(account)).value;
        }
    }
    assert!(paid <= funded);
    // Against a million VVV of stake and a stream of one, less than ten thousand wei are left over.
    let dust = funded - paid;
    assert!(dust < wei(10_000), "{dust} wei of dust");
}

/// Stakers come, go, mint, burn and claim at odd times, and the owner tops up: the sum paid stays below the sum funded.
#[test]
fn no_sequence_of_actions_pays_more_than_was_funded() {
    for seed in [1, 2, 3] {
        walk(seed);
    }
}

fn walk(seed: u64) {
    let mut s = Scenario::new();
    let mut dice = Dice(seed);
    let accounts = ["a", "b", "c", "d"].map(|name| s.account(name));
    for (account, stake) in accounts.into_iter().zip([301_u64, 17, 5, 1]) {
        s.stake(account, tokens(stake) + wei(stake as u128));
    }
    let mut funded = tokens(100) + wei(99);
    s.stream(funded, 50 * DAY);
    let mut paid = U256::ZERO;
    for _ in 0..60 {
        let step = dice.below(40_000);
        s.wait(step);
        let account = accounts[dice.below(4) as usize];
        let amount = wei(1 + dice.below(u64::MAX >> 33) as u128 * 1_000_000_007);
        match dice.below(7) {
            0 => {
                s.fund(account, amount);
                s.send(account, calls::stake(amount));
            }
            1 if s.claimable(account) > U256::ZERO => {
                paid += s.send(account, calls::claim(account)).value;
            }
            2 if s.claimable(account) > U256::ZERO => {
                paid += s.send(account, calls::claim_and_stake()).value;
            }
            3 => {
                let free = s.position(account).free;
                if free >= amount {
                    s.request(account, amount);
                }
            }
            4 => {
                let mintable = s.position(account).mintable;
                if mintable >= amount {
                    s.send(account, calls::mint_diem(amount, account));
                }
            }
            5 => {
                let minted = s.position(account).minted;
                if minted > U256::ZERO {
                    s.send(account, calls::burn_diem(minted));
                }
            }
            _ => {
                // Half a VVV more over what is left: the rate rises.
                let left = s.reward_stream().secondsLeft.to::<u64>().max(DAY);
                s.stream(ONE / wei(2), left.min(365 * DAY));
                funded += ONE / wei(2);
            }
        }
        let spent = paid_and_due(&mut s, &accounts, paid);
        let unstreamed = s.reward_stream().unstreamed;
        assert!(spent + unstreamed <= funded);
        assert!(
            funded - spent - unstreamed <= wei(60 * 8),
            "only dust is withheld"
        );
    }
    assert!(paid > U256::ZERO, "something was paid in walk {seed}");
}

/// Claiming every second pays no more than claiming once.
#[test]
fn claiming_often_gains_nothing() {
    let total = |claims: u64| {
        let mut s = Scenario::new();
        let (alice, bob) = (s.account("alice"), s.account("bob"));
        s.stake(alice, tokens(7));
        s.stake(bob, tokens(4));
        s.stream(tokens(3), 5 * DAY);
        for _ in 0..claims {
            s.wait(6_000 / claims);
            s.send(alice, calls::claim(alice));
        }
        s.suite.vvv_of(alice)
    };
    let (once, often) = (total(1), total(60));
    assert!(often <= once);
    assert!(once - often <= wei(60));
}

/// Splitting a stake over accounts earns no more than holding it in one.
#[test]
fn splitting_a_stake_gains_nothing() {
    let mut s = Scenario::new();
    let whole = s.account("whole");
    s.stake(whole, tokens(10) + wei(10));
    let parts: Vec<Address> = (0..10).map(|i| s.account(&format!("part {i}"))).collect();
    for &part in &parts {
        s.stake(part, tokens(1) + wei(1));
    }
    s.stream(tokens(1) + wei(1), DAY);
    s.wait(12_347);
    let of_parts = paid_and_due(&mut s, &parts, U256::ZERO);
    let of_whole = s.claimable(whole);
    assert!(of_parts <= of_whole);
    assert!(of_whole - of_parts <= wei(10));
}

/// A stream of a few wei over a year: seconds that release less than a wei lose nothing.
#[test]
fn a_stream_of_a_few_wei_is_not_lost_between_touches() {
    let mut s = Scenario::new();
    let (alice, toucher) = (s.account("alice"), s.account("toucher"));
    s.stake(alice, tokens(1));
    s.stream(wei(365), 365 * DAY);
    s.fund(toucher, wei(100));
    for _ in 0..100 {
        s.wait(DAY / 50);
        s.send(toucher, calls::stake_for(toucher, wei(1)));
    }
    s.wait(365 * DAY);
    assert_eq!(s.reward_stream().unstreamed, U256::ZERO);
    let claimable = s.claimable(alice);
    assert!(claimable <= wei(365));
    assert!(claimable >= wei(365 - 4), "{claimable} of 365 wei");
}
