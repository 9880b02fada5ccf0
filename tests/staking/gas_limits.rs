//! Gas that does not suffice, at every stage of an action: a call of a token that starves is a failure, not an answer. So no action
//! succeeds in part: with enough gas it does everything, with less nothing.

use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use diem_suite::Tx;

use crate::{
    amounts::{DAY, tokens},
    calls,
    scenario::Scenario,
};

/// Gas between two limits that are tried: less than any call of a token takes.
const STEP: u64 = 1_499;

/// Alice with stake, DIEM, rewards, and a ticket that is due.
fn with_alice() -> (Scenario, Address) {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(1_000));
    s.send(alice, calls::mint_diem(tokens(2), alice));
    s.stream(tokens(100), 30 * DAY);
    s.request(alice, tokens(50));
    s.wait(8 * DAY + 4_321);
    s.fund(alice, tokens(1_000));
    (s, alice)
}

/// Tries `call` at gas limits from too little for anything to more than enough.
#[track_caller]
fn whole_or_nothing<C: SolCall>(s: &mut Scenario, from: Address, call: C) {
    let tx = Tx::call(from, s.staking, call.abi_encode());
    let before = s.picture();
    let start = s.suite.chain.snapshot();
    let whole = s.suite.send_tx(tx.clone()).expect("gas for all of it");
    let after = s.picture();
    assert!(s.suite.chain.revert(start));

    let (mut done, mut undone) = (0, 0);
    for gas in (30_000..2 * whole.gas_used + 30_000).step_by(STEP as usize) {
        let start = s.suite.chain.snapshot();
        match s.suite.send_tx(tx.clone().with_gas(gas)) {
            Ok(receipt) => {
                assert_eq!(receipt.logs, whole.logs, "{} with {gas}", C::SIGNATURE);
                assert_eq!(receipt.output, whole.output, "{} with {gas}", C::SIGNATURE);
                assert_eq!(s.picture(), after, "{} with {gas}", C::SIGNATURE);
                done += 1;
            }
            Err(_) => {
                assert_eq!(s.picture(), before, "{} with {gas}", C::SIGNATURE);
                undone += 1;
            }
        }
        assert!(s.suite.chain.revert(start));
    }
    assert!(done > 10 && undone > 10, "{done} done, {undone} not");
}

#[test]
fn what_comes_in_comes_in_whole() {
    let (mut s, alice) = with_alice();
    let worthless = (27, Default::default(), Default::default());
    let deadline = alloy_primitives::U256::MAX;
    whole_or_nothing(&mut s, alice, calls::stake(tokens(1)));
    let with_permit = calls::stake_with_permit(tokens(1), deadline, worthless);
    whole_or_nothing(&mut s, alice, with_permit);
    whole_or_nothing(&mut s, alice, calls::stake_and_mint(tokens(100), alice));
}

#[test]
fn what_goes_out_goes_out_whole() {
    let (mut s, alice) = with_alice();
    let bob = s.account("bob");
    whole_or_nothing(&mut s, alice, calls::withdraw(0, bob));
    whole_or_nothing(&mut s, alice, calls::claim(bob));
}

#[test]
fn diem_is_minted_and_burned_with_its_record() {
    let (mut s, alice) = with_alice();
    whole_or_nothing(&mut s, alice, calls::mint_diem(tokens(1), alice));
    whole_or_nothing(&mut s, alice, calls::burn_diem(tokens(1)));
}
