//! Attempts to get a day's capacity twice, or for nothing, by moving DIEM and VVV around. Each fails by the numbers.

use alloy_primitives::{Address, B256, U256};
use diem_suite::{
    Params, Suite,
    abi::{
        IComputeCredits::{self, InsufficientCredits},
        IDiem, IVvv,
        IVvvStaking::{BurnExceedsMinted, InsufficientFree, InsufficientStake, UnknownTicket},
    },
    assert_reverts,
};

use crate::{
    amounts::{DAY, ONE, tokens, wei},
    calls,
    scenario::Scenario,
};

/// Uses credits of today for good, in favour of a gateway.
pub(crate) fn use_credits(suite: &Suite, amount: U256) -> IComputeCredits::spendCall {
    IComputeCredits::spendCall {
        day: U256::from(suite.today()),
        payee: Address::repeat_byte(0x6a),
        amount,
        r#ref: B256::ZERO,
    }
}

#[track_caller]
fn spend(s: &mut Scenario, account: Address, amount: U256) {
    let call = use_credits(&s.suite, amount);
    let credits = s.suite.credits;
    s.send_to(account, credits, call);
}

#[track_caller]
fn spends_nothing(s: &mut Scenario, account: Address) {
    let call = use_credits(&s.suite, wei(1));
    let result = s.suite.send(account, s.suite.credits, call);
    let expected = InsufficientCredits {
        owner: account,
        available: U256::ZERO,
        needed: wei(1),
    };
    assert_reverts(result.map(|sent| sent.receipt), expected);
}

pub(crate) fn used(s: &mut Scenario) -> U256 {
    let call = IComputeCredits::totalUsedCall {};
    s.suite.read(s.suite.credits, call).unwrap()
}

// ---------------------------------------------------------------- Transfers

#[test]
fn diem_used_and_then_sold_is_not_used_by_its_buyer_today() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.mint(alice, tokens(10));
    s.suite.at(1, 100);
    spend(&mut s, alice, tokens(10));
    s.transfer_diem(alice, bob, tokens(10));
    assert_eq!(s.suite.capacity_of(bob), U256::ZERO);
    spends_nothing(&mut s, bob);
    spends_nothing(&mut s, alice);
    assert_eq!(used(&mut s), tokens(10));
    assert_eq!(s.total_capacity(), tokens(10));
    s.suite.at(2, 0);
    assert_eq!(s.suite.capacity_of(alice), U256::ZERO);
    spend(&mut s, bob, tokens(10));
    spends_nothing(&mut s, alice);
    assert_eq!(used(&mut s), tokens(10));
}

#[test]
fn diem_sold_and_then_used_is_used_by_its_seller_only() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.mint(alice, tokens(10));
    s.suite.at(1, DAY - 1);
    s.transfer_diem(alice, bob, tokens(10));
    spends_nothing(&mut s, bob);
    spend(&mut s, alice, tokens(10));
    spends_nothing(&mut s, alice);
    assert_eq!(used(&mut s), tokens(10));
}

/// Around a ring of accounts and back: every account spends what it can, and together it is one day's capacity.
#[test]
fn a_ring_of_transfers_multiplies_nothing() {
    let mut s = Scenario::new();
    let ring = ["a", "b", "c", "d"].map(|name| s.account(name));
    s.mint(ring[0], tokens(6));
    s.suite.at(1, 50);
    for (from, to) in [(0, 1), (1, 2), (2, 3), (3, 0)] {
        let (from, to) = (ring[from], ring[to]);
        s.transfer_diem(from, to, tokens(6));
        let capacity = s.suite.capacity_of(from);
        if capacity > U256::ZERO {
            spend(&mut s, from, capacity);
        }
    }
    for account in ring {
        spends_nothing(&mut s, account);
    }
    assert_eq!(used(&mut s), tokens(6));
    assert_eq!(s.total_capacity(), tokens(6));
}

/// Minted to a friend, used by the friend, sent back, burned: the capacity is there once, the VVV locked as for anybody.
#[test]
fn minting_to_a_friend_and_burning_the_same_diem_gains_nothing() {
    let mut s = Scenario::new();
    let (alice, friend) = (s.account("alice"), s.account("friend"));
    s.stake(alice, tokens(100));
    s.send(alice, calls::mint_diem(ONE, friend));
    spend(&mut s, friend, ONE);
    s.transfer_diem(friend, alice, ONE);
    spends_nothing(&mut s, alice);
    s.send(alice, calls::burn_diem(ONE));
    let expected = InsufficientStake {
        needed: tokens(200),
        staked: tokens(100),
    };
    s.refuses(alice, calls::mint_diem(ONE, friend), expected);
    assert_eq!(used(&mut s), ONE);
    assert_eq!(s.position(alice).locked, tokens(100));
}

/// DIEM borrowed over midnight is capacity of the borrower for that day, and none of the lender's.
#[test]
fn lending_diem_over_midnight_moves_the_capacity() {
    let mut s = Scenario::new();
    let (lender, borrower) = (s.account("lender"), s.account("borrower"));
    s.mint(lender, tokens(3));
    s.suite.at(1, DAY - 1);
    spend(&mut s, lender, tokens(3));
    s.transfer_diem(lender, borrower, tokens(3));
    s.suite.at(2, 0);
    s.transfer_diem(borrower, lender, tokens(3));
    spend(&mut s, borrower, tokens(3));
    spends_nothing(&mut s, lender);
    assert_eq!(used(&mut s), tokens(3));
    assert_eq!(s.total_capacity(), tokens(3));
}

// ------------------------------------------------------- Unstake and restake

#[test]
fn a_ticket_backs_no_diem_and_a_cancelled_one_backs_it_once() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(100));
    let id = s.request(alice, tokens(100));
    let nothing = InsufficientStake {
        needed: tokens(100),
        staked: U256::ZERO,
    };
    s.refuses(alice, calls::mint_diem(ONE, alice), nothing);
    s.send(alice, calls::cancel_unstake(id));
    s.send(alice, calls::mint_diem(ONE, alice));
    let gone = UnknownTicket {
        account: alice,
        id: U256::from(id),
    };
    s.refuses(alice, calls::cancel_unstake(id), gone);
    let locked = InsufficientFree {
        amount: wei(1),
        free: U256::ZERO,
    };
    s.refuses(alice, calls::request_unstake(wei(1)), locked);
    assert_eq!(s.suite.capacity_of(alice), ONE);
}

/// Mint, burn, and on the next day ticket, cancel, mint: the same VVV brings one capacity a day.
#[test]
fn tickets_cancelled_and_relocked_bring_one_capacity_a_day() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(100));
    for day in 0..6 {
        s.suite.at(day, 0);
        let id = s.request(alice, tokens(100));
        s.send(alice, calls::cancel_unstake(id));
        s.send(alice, calls::mint_diem(ONE, alice));
        s.send(alice, calls::burn_diem(ONE));
        let locked = InsufficientFree {
            amount: wei(1),
            free: U256::ZERO,
        };
        s.refuses(alice, calls::request_unstake(wei(1)), locked);
        assert_eq!(s.suite.capacity_of(alice), ONE, "day {day}");
        assert_eq!(s.total_capacity(), ONE, "day {day}");
    }
}

/// The same VVV cannot serve two accounts on one day: the lock and the cooldown, at least a day each, lie between.
#[test]
fn vvv_moved_to_another_account_backs_no_two_capacities_of_one_day() {
    let mut s = Scenario::with(Params {
        cooldown: DAY,
        ..Params::default()
    });
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.mint(alice, ONE);
    s.suite.at(1, 0);
    s.send(alice, calls::burn_diem(ONE));
    assert_eq!(s.total_capacity(), ONE);
    s.suite.at(2, 0);
    let id = s.request(alice, tokens(100));
    assert_eq!(s.total_capacity(), U256::ZERO);
    s.suite.at(3, 0);
    s.send(alice, calls::withdraw(id, bob));
    let approve = IVvv::approveCall {
        spender: s.staking,
        value: tokens(100),
    };
    s.send_to(bob, s.suite.vvv, approve);
    s.send(bob, calls::stake_and_mint(tokens(100), bob));
    assert_eq!(s.total_capacity(), ONE);
    assert_eq!(s.suite.capacity_of(bob), ONE);
    assert_eq!(s.suite.capacity_of(alice), U256::ZERO);
}

/// Burning DIEM bought from others does not free VVV that never backed it.
#[test]
fn burning_others_diem_frees_nothing_of_ones_own() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.mint(alice, ONE);
    s.stake(bob, tokens(100));
    s.transfer_diem(alice, bob, ONE);
    let expected = BurnExceedsMinted {
        amount: ONE,
        minted: U256::ZERO,
    };
    s.refuses(bob, calls::burn_diem(ONE), expected);
    s.suite.at(1, 0);
    assert_eq!(s.position(alice).locked, tokens(100));
}

#[test]
fn diem_has_no_door_but_the_minter() {
    let mut s = Scenario::new();
    let (owner, alice) = (s.owner, s.account("alice"));
    s.mint(alice, ONE);
    for caller in [owner, alice] {
        let mint = IDiem::mintCall {
            to: caller,
            value: ONE,
        };
        let result = s.suite.send(caller, s.suite.diem, mint);
        assert_reverts(
            result.map(|sent| sent.receipt),
            IDiem::UnauthorizedMinter { caller },
        );
        let burn = IDiem::burnCall {
            from: alice,
            value: ONE,
        };
        let result = s.suite.send(caller, s.suite.diem, burn);
        assert_reverts(
            result.map(|sent| sent.receipt),
            IDiem::UnauthorizedMinter { caller },
        );
    }
    s.assert_solvent();
}
