//! `capacityOfBatch`.

use alloy_primitives::{Address, U256};
use diem_tests::DAY;

use crate::{
    fixture::{Abi, capacity, give, transfer},
    tokens::token::{Token, alice, bob, tokens},
};

#[track_caller]
fn batch(token: &mut Token, accounts: &[Address]) -> Vec<U256> {
    let accounts = accounts.to_vec();
    token.read(Abi::capacityOfBatchCall { accounts })
}

#[test]
fn a_batch_of_nobody_is_empty() {
    let mut token = Token::with_alice(tokens(10));
    assert!(batch(&mut token, &[]).is_empty());
}

#[test]
fn a_batch_of_one_is_its_capacity() {
    let mut token = Token::with_alice(tokens(10));
    assert_eq!(batch(&mut token, &[alice()]), [tokens(10)]);
    assert_eq!(batch(&mut token, &[bob()]), [U256::ZERO]);
    assert_eq!(batch(&mut token, &[Address::ZERO]), [U256::ZERO]);
}

#[test]
fn a_batch_keeps_the_order_and_repeats_the_repeated() {
    let mut token = Token::with_alice(tokens(10));
    give(&mut token, bob(), tokens(2));
    token.at(1, DAY - 1);
    // Alice's record is of today, Bob's too; the others have none.
    transfer(&mut token, alice(), bob(), tokens(5));
    let asked = [
        bob(),
        alice(),
        Address::ZERO,
        bob(),
        bob(),
        alice(),
        token.contract,
    ];
    let expected = [2, 10, 0, 2, 2, 10, 0].map(tokens);
    assert_eq!(batch(&mut token, &asked), expected);
}

#[test]
fn a_batch_of_200_is_200_capacities() {
    let mut token = Token::deploy();
    let accounts: Vec<Address> = (1..=200)
        .map(|i| Address::left_padding_from(&[0xaa, i]))
        .collect();
    // Half of them hold, each another amount; half of those have a record of a past day, the others one of today.
    for (i, account) in (1..).zip(&accounts).step_by(2) {
        if i == 101 {
            token.at(1, DAY / 2);
        }
        give(&mut token, *account, U256::from(2_000_000 + 2 * i));
    }
    let expected: Vec<U256> = (1..=200)
        .map(|i| match i {
            _ if i % 2 == 0 => 0,
            ..101 => 2_000_000 + 2 * i,
            _ => 1_000_000 + i,
        })
        .map(U256::from)
        .collect();
    assert_eq!(batch(&mut token, &accounts), expected);
    let last = accounts[198];
    assert_eq!(capacity(&mut token, last), U256::from(1_000_199));
}
