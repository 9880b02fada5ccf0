//! The record of an account: `minted: u96 | burned: u96 | burnDay: u32`, low bits first.

use alloy_primitives::{Address, U256, keccak256};
use diem_suite::Params;

use crate::{
    amounts::{MAX_U96, tokens, wei},
    calls,
    scenario::Scenario,
};

/// The word of the record.
fn record(minted: U256, burned: U256, burn_day: u64) -> U256 {
    minted | (burned << 96) | (U256::from(burn_day) << 192)
}

/// The slots that hold `word` among those of mappings by `account` near the start of the storage, or of structs in them.
fn slots_with(s: &Scenario, account: Address, word: U256) -> Vec<U256> {
    let mapped = (0..128_u64).flat_map(|base| {
        let key = [account.into_word().0, U256::from(base).to_be_bytes()].concat();
        let first = U256::from_be_bytes(keccak256(key).0);
        (0..8_u64).map(move |offset| first.wrapping_add(U256::from(offset)))
    });
    mapped
        .filter(|&slot| s.suite.chain.storage(s.staking, slot) == word)
        .collect()
}

#[track_caller]
fn slot_of(s: &Scenario, account: Address, word: U256) -> U256 {
    let slots = slots_with(s, account, word);
    assert_eq!(slots.len(), 1, "one slot holds the record {word:#x}");
    slots[0]
}

#[test]
fn minted_burned_and_the_day_share_one_word() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.mint(alice, tokens(9));
    s.suite.at(3, 7_000);
    s.send(alice, calls::burn_diem(tokens(2)));
    let word = record(tokens(7), tokens(2), s.suite.today());
    slot_of(&s, alice, word);
}

#[test]
fn the_first_touch_of_a_later_day_forgets_the_burned() {
    let mut s = Scenario::new();
    let (alice, other) = (s.account("alice"), s.account("other"));
    s.mint(alice, tokens(9));
    s.send(alice, calls::burn_diem(tokens(2)));
    let slot = slot_of(&s, alice, record(tokens(7), tokens(2), s.suite.today()));
    s.suite.at(1, 0);
    s.fund(other, wei(1));
    s.send(other, calls::stake_for(alice, wei(1)));
    let word = s.suite.chain.storage(s.staking, slot);
    assert_eq!(word & MAX_U96, tokens(7));
    assert_eq!((word >> 96) & MAX_U96, U256::ZERO);
}

/// The word after it says whether VVV is locked behind DIEM: until the first touch of the day after the last of it was burned.
#[test]
fn the_next_word_says_whether_there_is_a_record_to_look_at() {
    let mut s = Scenario::new();
    let (alice, other) = (s.account("alice"), s.account("other"));
    s.mint(alice, tokens(9));
    let next = slot_of(&s, alice, record(tokens(9), U256::ZERO, 0)) + wei(1);
    let backs_diem = |s: &Scenario| s.suite.chain.storage(s.staking, next) >> 216;
    assert_eq!(backs_diem(&s), U256::ONE);
    s.send(alice, calls::burn_diem(tokens(9)));
    assert_eq!(backs_diem(&s), U256::ONE);
    s.suite.at(1, 0);
    s.fund(other, wei(1));
    s.send(other, calls::stake_for(alice, wei(1)));
    assert_eq!(backs_diem(&s), U256::ZERO);
}

/// The largest figures of each field do not touch their neighbours.
#[test]
fn full_fields_do_not_run_over() {
    let mut s = Scenario::with(Params {
        vvv_per_diem: wei(1),
        ..Params::default()
    });
    let alice = s.account("alice");
    s.mint(alice, MAX_U96);
    s.suite.at(1, 0);
    let burned = MAX_U96 - wei(5);
    s.send(alice, calls::burn_diem(burned));
    slot_of(&s, alice, record(wei(5), burned, s.suite.today()));
    let position = s.position(alice);
    assert_eq!(position.minted, wei(5));
    assert_eq!(position.burned, burned);
}

#[test]
fn the_records_of_two_accounts_are_apart() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.mint(alice, tokens(9));
    s.mint(bob, tokens(4));
    s.send(alice, calls::burn_diem(tokens(2)));
    s.send(bob, calls::burn_diem(tokens(1)));
    let today = s.suite.today();
    let of_alice = slot_of(&s, alice, record(tokens(7), tokens(2), today));
    let of_bob = slot_of(&s, bob, record(tokens(3), tokens(1), today));
    assert_ne!(of_alice, of_bob);
}
