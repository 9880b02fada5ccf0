//! A base asset that takes fees or lies about balances: the contract books what it holds, or nothing.

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::{SolCall, SolError};
use diem_suite::abi::IVvvStaking::TokenShortfall;

use crate::{
    amounts::{tokens, wei},
    calls,
    hostile::{Hostile, HostileVvv, Manner},
};

// --------------------------------------------------------------------- Fees

#[test]
fn a_token_that_takes_a_fee_of_what_comes_in_is_refused_by_name() {
    let mut hostile = Hostile::behaves(Manner::TakeFee);
    let held = hostile.s.suite.vvv_of(hostile.s.staking);
    assert_eq!(held, tokens(14 + 5 + 70));
    let shortfall = TokenShortfall {
        balance: held + tokens(1) - tokens(1) / wei(100),
        owed: held + tokens(1),
    };
    let ways_in = hostile.ways_in();
    hostile.all_fail_with(ways_in, |_| shortfall.abi_encode());
    hostile.everyone_leaves();
}

/// A fee on the way out is the receiver's loss, not the other stakers'.
#[test]
fn a_fee_on_what_goes_out_is_the_receivers() {
    let mut hostile = Hostile::behaves(Manner::TakeFee);
    let (alice, before) = (hostile.alice, hostile.s.suite.vvv_of(hostile.alice));
    hostile.s.send(alice, calls::withdraw(0, alice));
    let got = hostile.s.suite.vvv_of(alice) - before;
    assert_eq!(got, tokens(4) - tokens(4) / wei(100));
    hostile.everyone_leaves();
}

#[test]
fn a_token_that_delivers_nothing_is_refused_by_name() {
    let mut hostile = Hostile::behaves(Manner::DeliverNothing);
    let held = tokens(14 + 5 + 70);
    let shortfall = TokenShortfall {
        balance: held,
        owed: held + tokens(1),
    };
    let ways_in = hostile.ways_in();
    hostile.all_fail_with(ways_in, |_| shortfall.abi_encode());
    hostile.everyone_leaves();
}

/// A surplus can pay a fee: then the contract still holds all it owes, which is what counts.
#[test]
fn a_fee_covered_by_surplus_leaves_the_contract_solvent() {
    let mut hostile = Hostile::new();
    let staking = hostile.s.staking;
    hostile.s.suite.fund_vvv(staking, tokens(1));
    hostile.behave(Manner::TakeFee, Bytes::new());
    let alice = hostile.alice;
    hostile.s.send(alice, calls::stake(tokens(100)));
    assert_eq!(hostile.s.suite.vvv_of(staking), hostile.s.totals().owed);
    hostile.everyone_leaves();
}

// ----------------------------------------------------------------- Balances

#[test]
fn a_balance_that_is_denied_stops_what_comes_in_and_nothing_that_goes_out() {
    let mut hostile = Hostile::behaves(Manner::SayNothingHeld);
    let shortfall = TokenShortfall {
        balance: U256::ZERO,
        owed: tokens(14 + 5 + 70 + 1),
    };
    let (ways_in, ways_out) = (hostile.ways_in(), hostile.ways_out());
    hostile.all_fail_with(ways_in, |_| shortfall.abi_encode());
    hostile.all_work(ways_out);
    hostile.everyone_leaves();
}

#[test]
fn a_balance_that_is_exaggerated_books_no_more_than_was_sent() {
    let mut hostile = Hostile::behaves(Manner::SayAllHeld);
    let alice = hostile.alice;
    hostile.s.send(alice, calls::stake(tokens(1)));
    assert_eq!(hostile.s.position(alice).staked, tokens(11));
    let ways_out = hostile.ways_out();
    hostile.all_work(ways_out);
    hostile.everyone_leaves();
}

#[test]
fn a_balance_that_is_not_answered_stops_what_comes_in_and_nothing_that_goes_out() {
    let mut hostile = Hostile::behaves(Manner::SayNothing);
    let (ways_in, ways_out) = (hostile.ways_in(), hostile.ways_out());
    hostile.all_fail_by_name(ways_in);
    hostile.all_work(ways_out);
    hostile.everyone_leaves();
}

#[test]
fn a_balance_that_reverts_passes_its_error_on_and_stops_no_exit() {
    let mut hostile = Hostile::behaves(Manner::RevertBalance);
    let (ways_in, ways_out) = (hostile.ways_in(), hostile.ways_out());
    let error = HostileVvv::Hostile {
        selector: HostileVvv::balanceOfCall::SELECTOR.into(),
    };
    hostile.all_fail_with(ways_in, |_| error.abi_encode());
    hostile.all_work(ways_out);
    hostile.everyone_leaves();
}
