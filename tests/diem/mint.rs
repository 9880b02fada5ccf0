//! `mint`.

use alloy_primitives::{Address, U256};
use diem_suite::emitted;
use diem_tests::{DAY, DEPLOYER};

use crate::{
    fixture::{
        Abi, LARGEST_CAP, burn, capacity, capped, give, minter, share_of_day, total_capacity,
    },
    tokens::token::{Token, alice, beyond_every_width, bob, carol, tokens},
};

fn mint(to: Address, value: U256) -> Abi::mintCall {
    Abi::mintCall { to, value }
}

#[test]
fn a_mint_adds_to_balance_supply_and_capacity_and_emits_one_event() {
    let mut token = Token::with_alice(tokens(10));
    let sent = token.send(minter(), mint(bob(), tokens(3))).unwrap();
    let event = Abi::Transfer {
        from: Address::ZERO,
        to: bob(),
        value: tokens(3),
    };
    assert_eq!(sent.receipt.logs, [emitted(token.contract, &event)]);
    assert_eq!(token.balance(bob()), tokens(3));
    assert_eq!(token.balance(alice()), tokens(10));
    assert_eq!(token.supply(), tokens(13));
    assert_eq!(capacity(&mut token, bob()), tokens(3));
    assert_eq!(capacity(&mut token, alice()), tokens(10));
    assert_eq!(total_capacity(&mut token), tokens(13));
}

#[test]
fn only_the_minter_mints() {
    let mut token = Token::deploy();
    for caller in [alice(), DEPLOYER, token.contract, Address::ZERO] {
        let error = Abi::UnauthorizedMinter { caller };
        token.refuses(caller, mint(alice(), tokens(1)), error);
    }
}

#[test]
fn an_allowance_over_the_minter_does_not_mint() {
    let mut token = Token::deploy();
    token.approve(minter(), carol(), U256::MAX);
    let error = Abi::UnauthorizedMinter { caller: carol() };
    token.refuses(carol(), mint(carol(), U256::ONE), error);
}

#[test]
fn nothing_is_not_minted() {
    let mut token = Token::with_alice(tokens(10));
    token.refuses(minter(), mint(alice(), U256::ZERO), Abi::ZeroAmount {});
}

#[test]
fn a_newcomer_computes_at_once_with_what_is_left_of_the_day() {
    let value = U256::from(1_000_000_007);
    let mut token = Token::deploy();
    let seconds = [0, 1, 2, 3_599, 43_199, 43_200, 43_201, 86_398, 86_399];
    for (day, second) in (1_u8..).zip(seconds) {
        token.at(day.into(), second);
        // A new account every time: all of its capacity is of this mint.
        let newcomer = Address::with_last_byte(100 + day);
        let total = total_capacity(&mut token);
        give(&mut token, newcomer, value);
        let share = share_of_day(value, second);
        assert_eq!(capacity(&mut token, newcomer), share);
        assert_eq!(total_capacity(&mut token), total + share);
        assert_eq!(token.balance(newcomer), value);
    }
}

#[test]
fn shares_of_the_day_are_known_figures() {
    let mut token = Token::deploy();
    let figures = [
        // (second, wei minted, wei of capacity)
        (0, 1, 1),
        (1, 1, 0),
        (1, 86_400, 86_399),
        (1, 86_401, 86_399),
        (43_200, 1, 0),
        (43_200, 2, 1),
        (43_200, 3, 1),
        (86_399, 86_399, 0),
        (86_399, 86_400, 1),
        (86_399, 172_799, 1),
        (86_399, 172_800, 2),
    ];
    for (day, (second, minted, share)) in (1..).zip(figures) {
        token.at(day, second);
        let newcomer = Address::with_last_byte(200 - day as u8);
        give(&mut token, newcomer, U256::from(minted));
        assert_eq!(capacity(&mut token, newcomer), U256::from(share));
    }
}

#[test]
fn each_mint_is_rounded_down_on_its_own() {
    let mut token = Token::deploy();
    token.at(0, DAY / 2);
    for _ in 0..3 {
        give(&mut token, alice(), U256::from(3));
    }
    // Three times floor(3 / 2), not floor(9 / 2).
    assert_eq!(capacity(&mut token, alice()), U256::from(3));
    assert_eq!(total_capacity(&mut token), U256::from(3));
    assert_eq!(token.balance(alice()), U256::from(9));
}

#[test]
fn a_mint_adds_its_share_to_the_capacity_of_a_holder() {
    let mut token = Token::with_alice(tokens(10));
    token.at(1, DAY / 4);
    give(&mut token, alice(), tokens(4));
    assert_eq!(capacity(&mut token, alice()), tokens(13));
    assert_eq!(total_capacity(&mut token), tokens(13));
    token.at(2, 0);
    assert_eq!(capacity(&mut token, alice()), tokens(14));
    assert_eq!(total_capacity(&mut token), tokens(14));
}

#[test]
fn the_supply_reaches_the_cap_and_not_one_wei_more() {
    let cap = tokens(100);
    let mut token = capped(cap);
    give(&mut token, alice(), cap - U256::ONE);
    let error = Abi::CapExceeded {
        supply: cap + U256::ONE,
        cap,
    };
    token.refuses(minter(), mint(bob(), U256::from(2)), error);
    give(&mut token, bob(), U256::ONE);
    assert_eq!(token.supply(), cap);
    let error = Abi::CapExceeded {
        supply: cap + U256::ONE,
        cap,
    };
    token.refuses(minter(), mint(bob(), U256::ONE), error);
}

#[test]
fn a_first_mint_can_be_the_whole_cap_and_not_one_wei_more() {
    for cap in [U256::ONE, tokens(100), LARGEST_CAP] {
        let mut token = capped(cap);
        let supply = cap + U256::ONE;
        token.refuses(
            minter(),
            mint(alice(), supply),
            Abi::CapExceeded { supply, cap },
        );
        give(&mut token, alice(), cap);
        assert_eq!(token.supply(), cap);
        assert_eq!(capacity(&mut token, alice()), cap);
    }
}

#[test]
fn a_value_wider_than_the_record_is_above_the_cap() {
    let mut token = Token::with_alice(tokens(10));
    for value in beyond_every_width() {
        let error = Abi::CapExceeded {
            supply: value + tokens(10),
            cap: LARGEST_CAP,
        };
        token.refuses(minter(), mint(alice(), value), error);
    }
}

#[test]
fn the_largest_value_is_above_the_cap_though_the_sum_overflows() {
    let mut token = Token::with_alice(tokens(10));
    for value in [
        U256::MAX,
        U256::MAX - tokens(10),
        U256::MAX - tokens(10) + U256::ONE,
    ] {
        let before = token.books();
        let sent = token.send(minter(), mint(alice(), value));
        let refused = sent.err().expect("a refusal");
        let error = refused.decode::<Abi::CapExceeded>();
        assert_eq!(error.expect("CapExceeded").cap, LARGEST_CAP);
        assert_eq!(token.books(), before);
    }
}

#[test]
fn the_days_capacity_reaches_the_cap_and_not_one_wei_more() {
    let cap = tokens(100);
    let mut token = capped(cap);
    give(&mut token, alice(), cap);
    // Burning makes room in the supply, not in today's capacity.
    burn(&mut token, alice(), tokens(50));
    let error = Abi::CapacityCapExceeded {
        capacity: cap + U256::ONE,
        cap,
    };
    token.refuses(minter(), mint(bob(), U256::ONE), error);
    token.at(0, DAY / 2);
    let error = Abi::CapacityCapExceeded {
        capacity: cap + U256::ONE,
        cap,
    };
    token.refuses(minter(), mint(bob(), U256::from(2)), error);
    // A wei whose half rounds to nothing still fits.
    give(&mut token, bob(), U256::ONE);
    assert_eq!(total_capacity(&mut token), cap);
    // The next day there is room for what was burned.
    token.at(1, 0);
    give(&mut token, bob(), tokens(50) - U256::ONE);
    assert_eq!(token.supply(), cap);
    assert_eq!(total_capacity(&mut token), cap);
}

#[test]
fn the_days_capacity_can_reach_the_cap_exactly_by_a_share() {
    let cap = tokens(100);
    let mut token = capped(cap);
    give(&mut token, alice(), tokens(90));
    burn(&mut token, alice(), tokens(90));
    token.at(0, DAY / 2);
    let over = tokens(20) + U256::from(2);
    let error = Abi::CapacityCapExceeded {
        capacity: cap + U256::ONE,
        cap,
    };
    token.refuses(minter(), mint(bob(), over), error);
    // One wei less rounds down to the cap.
    give(&mut token, bob(), over - U256::ONE);
    assert_eq!(total_capacity(&mut token), cap);
    assert_eq!(capacity(&mut token, bob()), tokens(10));
}

#[test]
fn a_burn_and_a_mint_in_turn_do_not_pump_the_capacity_beyond_the_cap() {
    let cap = tokens(100);
    let mut token = capped(cap);
    for _ in 0..4 {
        give(&mut token, alice(), tokens(25));
        burn(&mut token, alice(), tokens(25));
    }
    assert_eq!(total_capacity(&mut token), cap);
    assert_eq!(token.supply(), U256::ZERO);
    let capacity = cap + U256::ONE;
    let error = Abi::CapacityCapExceeded { capacity, cap };
    token.refuses(minter(), mint(alice(), U256::ONE), error);
}
