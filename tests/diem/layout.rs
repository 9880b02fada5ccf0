//! The storage: one word per account and one for the supply, `balance: u112 | capacity: u112 | day: u32` from the low bits up.

use alloy_primitives::{Address, U256, keccak256};
use alloy_sol_types::SolValue;
use diem_tests::{DAY, START};

use crate::{
    fixture::{LARGEST_CAP, burn, capacity, capped, give, minter, total_capacity, transfer},
    tokens::token::{Token, alice, bob, tokens},
};

/// The slot of the supply's record.
const SUPPLY: u64 = 0;

/// The slot of the mapping from account to record.
const RECORDS: u64 = 1;

/// The record of an account: Solidity's slot of `records[account]`.
fn slot_of(account: Address) -> U256 {
    keccak256((account, U256::from(RECORDS)).abi_encode()).into()
}

fn record_of(token: &Token, account: Address) -> U256 {
    token.chain.storage(token.contract, slot_of(account))
}

fn supply_record(token: &Token) -> U256 {
    token.chain.storage(token.contract, U256::from(SUPPLY))
}

/// A record of the `day`-th day since the start.
fn record(balance: U256, capacity: U256, day: u64) -> U256 {
    balance | capacity << 112 | U256::from(START / DAY + day) << 224
}

#[test]
fn the_first_mint_writes_both_records() {
    let mut token = Token::deploy();
    token.at(0, DAY / 2);
    give(&mut token, alice(), tokens(10));
    let expected = record(tokens(10), tokens(5), 0);
    assert_eq!(record_of(&token, alice()), expected);
    assert_eq!(supply_record(&token), expected);
    assert_eq!(record_of(&token, bob()), U256::ZERO);
}

/// The day that no clock reaches marks who receives nothing, for ever.
#[test]
fn the_records_of_minter_and_diem_are_closed_from_the_constructor_on() {
    let mut token = Token::deploy();
    let closed = U256::from(u32::MAX) << 224;
    let diem = token.contract;
    for account in [minter(), diem] {
        assert_eq!(record_of(&token, account), closed);
    }
    give(&mut token, alice(), tokens(10));
    token.at(3, 99);
    transfer(&mut token, minter(), alice(), U256::ZERO);
    transfer(&mut token, alice(), bob(), tokens(4));
    for account in [minter(), diem] {
        assert_eq!(record_of(&token, account), closed);
    }
}

#[test]
fn the_first_touch_of_a_day_keeps_the_balance_as_the_capacity() {
    let mut token = Token::with_alice(tokens(10));
    token.at(3, 99);
    transfer(&mut token, alice(), bob(), tokens(4));
    assert_eq!(record_of(&token, alice()), record(tokens(6), tokens(10), 3));
    assert_eq!(record_of(&token, bob()), record(tokens(4), U256::ZERO, 3));
    // A transfer has no need of the supply's record.
    let of_day_0 = record(tokens(10), tokens(10), 0);
    assert_eq!(supply_record(&token), of_day_0);

    burn(&mut token, bob(), tokens(1));
    assert_eq!(record_of(&token, bob()), record(tokens(3), U256::ZERO, 3));
    assert_eq!(supply_record(&token), record(tokens(9), tokens(10), 3));
}

#[test]
fn a_stored_capacity_counts_on_its_day_only() {
    let mut token = Token::with_alice(tokens(10));
    transfer(&mut token, alice(), bob(), tokens(4));
    let kept = record_of(&token, alice());
    assert_eq!(capacity(&mut token, alice()), tokens(10));
    token.at(1, 0);
    assert_eq!(capacity(&mut token, alice()), tokens(6));
    assert_eq!(capacity(&mut token, bob()), tokens(4));
    // Reading writes nothing.
    assert_eq!(record_of(&token, alice()), kept);
}

#[test]
fn a_record_reads_as_its_fields_say() {
    let mut token = Token::deploy();
    let widest = (U256::ONE << 112) - U256::ONE;
    for (balance, held) in [(widest, U256::ZERO), (U256::ZERO, widest), (widest, widest)] {
        let word = record(balance, held, 0);
        let contract = token.contract;
        token.chain.set_storage(contract, slot_of(alice()), word);
        token.chain.set_storage(contract, U256::from(SUPPLY), word);
        assert_eq!(token.balance(alice()), balance);
        assert_eq!(token.supply(), balance);
        assert_eq!(capacity(&mut token, alice()), held);
        assert_eq!(total_capacity(&mut token), held);
    }
}

#[test]
fn a_transfer_to_oneself_writes_the_same_balance_once() {
    let mut token = Token::with_alice(tokens(10));
    token.at(2, 1);
    transfer(&mut token, alice(), alice(), tokens(10));
    let expected = record(tokens(10), tokens(10), 2);
    assert_eq!(record_of(&token, alice()), expected);
}

#[test]
fn the_largest_amounts_stay_within_their_fields() {
    let mut token = capped(LARGEST_CAP);
    give(&mut token, alice(), LARGEST_CAP);
    let expected = record(LARGEST_CAP, LARGEST_CAP, 0);
    assert_eq!(record_of(&token, alice()), expected);
    assert_eq!(supply_record(&token), expected);
}
