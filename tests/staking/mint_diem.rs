//! `mintDiem`.

use alloy_primitives::{Address, U256};
use diem_suite::{
    Params,
    abi::{
        IDiem,
        IVvvStaking::{DiemMinted, InsufficientStake, ZeroAmount},
    },
};

use crate::{
    amounts::{DAY, MAX_U96, ONE, tokens, wei},
    calls,
    scenario::{Scenario, assert_logs},
};

#[test]
fn minting_locks_the_vvv_behind_the_diem() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(1_000));
    let sent = s.send(alice, calls::mint_diem(tokens(3), alice));
    let minted = DiemMinted {
        account: alice,
        to: alice,
        diemAmount: tokens(3),
    };
    assert_logs(
        &sent.receipt,
        &[
            s.diem_moved(Address::ZERO, alice, tokens(3)),
            s.log(&minted),
        ],
    );
    let position = s.position(alice);
    assert_eq!(position.staked, tokens(1_000));
    assert_eq!(position.minted, tokens(3));
    assert_eq!(position.locked, tokens(300));
    assert_eq!(position.free, tokens(700));
    assert_eq!(position.mintable, tokens(7));
    assert_eq!(s.suite.diem_of(alice), tokens(3));
    // 700 free at 10,000 and 300 locked at 8,000 basis points.
    assert_eq!(s.totals().weight, tokens(7_000_000 + 2_400_000));
}

#[test]
fn the_diem_and_its_capacity_go_to_the_receiver_and_the_debt_stays() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.stake(alice, tokens(100));
    s.suite.at(0, DAY / 2);
    let sent = s.send(alice, calls::mint_diem(ONE, bob));
    let minted = DiemMinted {
        account: alice,
        to: bob,
        diemAmount: ONE,
    };
    assert_logs(
        &sent.receipt,
        &[s.diem_moved(Address::ZERO, bob, ONE), s.log(&minted)],
    );
    assert_eq!(s.position(alice).minted, ONE);
    assert_eq!(s.position(bob).minted, U256::ZERO);
    assert_eq!(s.suite.diem_of(bob), ONE);
    assert_eq!(s.suite.diem_of(alice), U256::ZERO);
    assert_eq!(s.suite.capacity_of(bob), ONE / wei(2));
    assert_eq!(s.suite.capacity_of(alice), U256::ZERO);
}

#[test]
fn the_whole_stake_can_be_minted_against_and_not_a_wei_more() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(100));
    let too_much = InsufficientStake {
        needed: tokens(100) + wei(100),
        staked: tokens(100),
    };
    s.refuses(alice, calls::mint_diem(ONE + wei(1), alice), too_much);
    s.send(alice, calls::mint_diem(ONE, alice));
    let full = InsufficientStake {
        needed: tokens(100) + wei(100),
        staked: tokens(100),
    };
    s.refuses(alice, calls::mint_diem(wei(1), alice), full);
}

#[test]
fn minting_without_a_stake_is_refused() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    let expected = InsufficientStake {
        needed: wei(100),
        staked: U256::ZERO,
    };
    s.refuses(alice, calls::mint_diem(wei(1), alice), expected);
}

#[test]
fn burned_today_counts_as_minted() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.mint(alice, tokens(2));
    s.send(alice, calls::burn_diem(tokens(2)));
    let expected = InsufficientStake {
        needed: tokens(300),
        staked: tokens(200),
    };
    s.refuses(alice, calls::mint_diem(ONE, alice), expected);
}

#[test]
fn vvv_in_a_ticket_backs_no_diem() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(100));
    s.request(alice, wei(1));
    let expected = InsufficientStake {
        needed: tokens(100),
        staked: tokens(100) - wei(1),
    };
    s.refuses(alice, calls::mint_diem(ONE, alice), expected);
}

#[test]
fn minting_nothing_is_refused() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(100));
    s.refuses(alice, calls::mint_diem(U256::ZERO, alice), ZeroAmount {});
}

/// Diem takes none for the zero address, for itself and for its minter; its error is passed on.
#[test]
fn nobody_diem_and_the_contract_are_no_receivers() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(100));
    for receiver in [Address::ZERO, s.suite.diem, s.staking] {
        let expected = IDiem::ERC20InvalidReceiver { receiver };
        s.refuses(alice, calls::mint_diem(ONE, receiver), expected);
    }
}

#[test]
fn a_mint_beyond_diems_cap_passes_on_diems_error() {
    let mut s = Scenario::with(Params {
        diem_cap: tokens(5),
        ..Params::default()
    });
    let alice = s.account("alice");
    s.stake(alice, tokens(1_000));
    let expected = IDiem::CapExceeded {
        supply: tokens(5) + wei(1),
        cap: tokens(5),
    };
    s.refuses(alice, calls::mint_diem(tokens(5) + wei(1), alice), expected);
    s.send(alice, calls::mint_diem(tokens(5), alice));
}

#[test]
fn a_mint_beyond_diems_capacity_cap_passes_on_diems_error() {
    let mut s = Scenario::with(Params {
        diem_cap: tokens(5),
        ..Params::default()
    });
    let alice = s.account("alice");
    s.stake(alice, tokens(1_000));
    s.send(alice, calls::mint_diem(tokens(5), alice));
    s.send(alice, calls::burn_diem(tokens(5)));
    // The day's capacity stays after the burn, so the cap is full until midnight.
    let expected = IDiem::CapacityCapExceeded {
        capacity: tokens(5) + wei(1),
        cap: tokens(5),
    };
    s.refuses(alice, calls::mint_diem(wei(1), alice), expected);
    s.suite.at(1, 0);
    s.send(alice, calls::mint_diem(tokens(5), alice));
}

#[test]
fn an_absurd_amount_is_refused_by_name() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(100));
    for amount in [MAX_U96 + wei(1), U256::MAX] {
        let result = s.try_send(alice, calls::mint_diem(amount, alice));
        let reverted = result.map(|sent| sent.receipt).unwrap_err();
        assert!(
            reverted
                .decode::<diem_suite::abi::IVvvStaking::AmountTooLarge>()
                .is_some()
                || reverted.decode::<InsufficientStake>().is_some(),
            "{reverted}"
        );
        assert_eq!(s.position(alice).minted, U256::ZERO);
    }
}

#[test]
fn minting_is_possible_to_the_last_second_of_a_day() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(86_400 * 100));
    s.suite.at(0, DAY - 1);
    s.send(alice, calls::mint_diem(tokens(86_400), alice));
    assert_eq!(s.suite.capacity_of(alice), ONE);
}
