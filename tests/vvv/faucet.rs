//! `drip`, `dripAmount`, `canDrip`; and that nothing else mints.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use diem_suite::{assert_reverts, emitted};
use diem_tests::{CONSTRUCTOR, DAY};

use crate::fixture::Abi;
use crate::tokens::token::{Token, alice, bob, carol, tokens};

/// What the interface says that a drip mints.
const DRIP: u64 = 10_000;

#[track_caller]
fn drip(token: &mut Token, to: Address) {
    token.send(carol(), Abi::dripCall { to }).expect("drip");
}

fn taken(to: Address, day: u64) -> Abi::DripAlreadyTaken {
    let day = U256::from(day);
    Abi::DripAlreadyTaken { to, day }
}

#[track_caller]
fn can_drip(token: &mut Token, to: Address) -> bool {
    token.read(Abi::canDripCall { to })
}

#[test]
fn a_drip_is_10_000_vvv() {
    let mut token = Token::deploy();
    assert_eq!(token.read(Abi::dripAmountCall {}), tokens(DRIP));
}

#[test]
fn anyone_can_drip_to_anyone() {
    let mut token = Token::deploy();
    for (caller, to) in [
        (alice(), alice()),
        (carol(), bob()),
        (carol(), token.contract),
    ] {
        let supply = token.supply();
        let sent = token.send(caller, Abi::dripCall { to }).unwrap();
        let minted = Abi::Transfer {
            from: Address::ZERO,
            to,
            value: tokens(DRIP),
        };
        let dripped = Abi::Dripped {
            to,
            day: U256::from(token.today()),
            amount: tokens(DRIP),
        };
        let expected = [
            emitted(token.contract, &minted),
            emitted(token.contract, &dripped),
        ];
        assert_eq!(sent.receipt.logs, expected);
        assert_eq!(token.balance(to), tokens(DRIP));
        assert_eq!(token.supply(), supply + tokens(DRIP));
    }
    assert_eq!(token.balance(carol()), U256::ZERO);
}

#[test]
fn a_second_drip_on_the_same_day_is_refused_whoever_asks() {
    let mut token = Token::deploy();
    drip(&mut token, alice());
    for second in [0, 1, DAY / 2, DAY - 1] {
        token.at(0, second);
        let day = token.today();
        for caller in [alice(), bob(), carol()] {
            token.refuses(caller, Abi::dripCall { to: alice() }, taken(alice(), day));
        }
    }
}

#[test]
fn a_recipient_that_gave_its_drip_away_gets_no_other() {
    let mut token = Token::deploy();
    drip(&mut token, alice());
    let all = Abi::transferCall {
        to: bob(),
        value: tokens(DRIP),
    };
    token.send(alice(), all).unwrap();
    let day = token.today();
    token.refuses(alice(), Abi::dripCall { to: alice() }, taken(alice(), day));
    // Bob had VVV, but no drip.
    drip(&mut token, bob());
    assert_eq!(token.balance(bob()), tokens(2 * DRIP));
}

#[test]
fn each_day_brings_one_drip() {
    let mut token = Token::deploy();
    token.at(0, DAY - 1);
    drip(&mut token, alice());
    // A second later it is another day, and then days may pass unused.
    for (count, day, second) in [(2, 1, 0), (3, 2, DAY - 1), (4, 3, 0), (5, 40, 3)] {
        token.at(day, second);
        assert!(can_drip(&mut token, alice()));
        drip(&mut token, alice());
        assert_eq!(token.balance(alice()), tokens(count * DRIP));
        let today = token.today();
        token.refuses(bob(), Abi::dripCall { to: alice() }, taken(alice(), today));
    }
    assert_eq!(token.supply(), tokens(5 * DRIP));
}

#[test]
fn can_drip_says_whether_drip_would_work() {
    let mut token = Token::deploy();
    assert!(can_drip(&mut token, alice()));
    drip(&mut token, alice());
    assert!(!can_drip(&mut token, alice()));
    assert!(can_drip(&mut token, bob()));
    token.at(0, DAY - 1);
    assert!(!can_drip(&mut token, alice()));
    token.at(1, 0);
    assert!(can_drip(&mut token, alice()));
    assert!(!can_drip(&mut token, Address::ZERO));
}

#[test]
fn the_zero_address_gets_no_drip() {
    let mut token = Token::deploy();
    let error = Abi::ERC20InvalidReceiver {
        receiver: Address::ZERO,
    };
    token.refuses(alice(), Abi::dripCall { to: Address::ZERO }, error);
}

#[test]
fn a_failed_drip_takes_no_day_from_the_recipient() {
    let mut token = Token::deploy();
    // Too little gas to finish: everything is undone.
    let data = Abi::dripCall { to: alice() }.abi_encode();
    let tx = stylus_chain::Tx::call(carol(), token.contract, data).with_gas(45_000);
    let before = token.books();
    token.send_tx(tx).expect_err("a drip costs more than that");
    assert_eq!(token.books(), before);
    drip(&mut token, alice());
    assert_eq!(token.balance(alice()), tokens(DRIP));
}

#[test]
fn there_is_no_constructor_to_call() {
    let mut token = Token::deploy();
    let error = Abi::UnknownSelector {
        selector: CONSTRUCTOR.into(),
    };
    assert_reverts(token.send_data(alice(), CONSTRUCTOR.to_vec()), error);
}

#[test]
fn nobody_mints_or_burns() {
    let mut token = Token::deploy();
    let calls = [
        diem_suite::abi::IDiem::mintCall {
            to: alice(),
            value: U256::ONE,
        }
        .abi_encode(),
        diem_suite::abi::IDiem::burnCall {
            from: alice(),
            value: U256::ONE,
        }
        .abi_encode(),
    ];
    for data in calls {
        let error = Abi::UnknownSelector {
            selector: data[..4].try_into().expect("four bytes"),
        };
        assert_reverts(token.send_data(alice(), data), error);
    }
    assert_eq!(token.supply(), U256::ZERO);
}
