//! A base asset that calls back: it finds the door shut, and nothing changed.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use diem_suite::abi::IVvvStaking::TokenCallFailed;

use crate::{
    amounts::{DAY, tokens, wei},
    calls,
    hostile::{Hostile, HostileVvv, Manner, TELLER},
};

/// Everything a token may want to call back, as the token: it holds a stake, a ticket that is ready and rewards of its own.
fn calls_back(token: Address) -> Vec<Bytes> {
    let signature = (27, Default::default(), Default::default());
    [
        calls::stake(wei(1)).abi_encode(),
        calls::stake_for(token, wei(1)).abi_encode(),
        calls::stake_with_permit(wei(1), U256::MAX, signature).abi_encode(),
        calls::mint_diem(wei(1), token).abi_encode(),
        calls::stake_and_mint(wei(100), token).abi_encode(),
        calls::request_unstake(wei(1)).abi_encode(),
        calls::cancel_unstake(0).abi_encode(),
        calls::withdraw(0, token).abi_encode(),
        calls::claim(TELLER).abi_encode(),
        calls::claim_and_stake().abi_encode(),
        calls::position_of(token).abi_encode(),
        calls::totals().abi_encode(),
        calls::reward_stream().abi_encode(),
        calls::quote_mint(tokens(1)).abi_encode(),
    ]
    .into_iter()
    .map(Bytes::from)
    .collect()
}

/// The token is a staker itself, with everything it takes for a call back to make sense.
fn with_staking_token() -> Hostile {
    let mut hostile = Hostile::new();
    let token = hostile.token;
    hostile.s.stake(token, tokens(300));
    hostile.s.send(token, calls::mint_diem(wei(7), token));
    hostile.s.request(token, tokens(2));
    hostile.s.wait(7 * DAY);
    hostile.s.fund(token, tokens(50));
    hostile
}

#[test]
fn the_tokens_calls_would_work_if_they_were_not_re_entrant() {
    let hostile = with_staking_token();
    let token = hostile.token;
    let mut s = hostile.s;
    for data in calls_back(token) {
        let before = s.suite.chain.snapshot();
        s.suite.send_raw_calldata(token, s.staking, data).unwrap();
        assert!(s.suite.chain.revert(before));
    }
}

#[test]
fn a_token_that_calls_back_is_refused_without_data_and_changes_nothing() {
    let mut hostile = with_staking_token();
    let (alice, token) = (hostile.alice, hostile.token);
    let ways = [
        calls::stake(tokens(1)).abi_encode(),
        calls::withdraw(0, alice).abi_encode(),
        calls::claim(alice).abi_encode(),
    ];
    for payload in calls_back(token) {
        for way in &ways {
            let before = hostile.s.suite.chain.snapshot();
            hostile.behave(Manner::Reenter, payload.clone());
            let (position, tickets) = (hostile.s.position(token), hostile.s.tickets(token));
            let staking = hostile.s.staking;
            hostile
                .s
                .suite
                .send_raw_calldata(alice, staking, way.clone().into())
                .unwrap();
            assert!(hostile.note(HostileVvv::reenteredCall {}));
            assert!(!hostile.note(HostileVvv::reentrySucceededCall {}));
            let answer = hostile.note(HostileVvv::reentryAnswerCall {});
            assert_eq!(answer, Bytes::new());
            assert_eq!(hostile.s.position(token), position);
            assert_eq!(hostile.s.tickets(token), tickets);
            hostile.s.assert_solvent();
            assert!(hostile.s.suite.chain.revert(before));
        }
    }
}

#[test]
fn a_token_that_insists_on_calling_back_fails_and_changes_nothing() {
    let mut hostile = with_staking_token();
    let (alice, token) = (hostile.alice, hostile.token);
    let payload = calls::withdraw(0, token).abi_encode();
    hostile.behave(Manner::ReenterOrRevert, payload.into());
    let expected = TokenCallFailed { token };
    hostile
        .s
        .refuses(alice, calls::withdraw(0, alice), expected.clone());
    hostile
        .s
        .refuses(alice, calls::stake(tokens(1)), expected.clone());
    hostile.s.refuses(alice, calls::claim(alice), expected);
    hostile.everyone_leaves();
}

/// Views too: what a half-done transaction looks like is nobody's price feed.
#[test]
fn views_are_refused_while_the_balance_is_asked_for() {
    let mut hostile = with_staking_token();
    let alice = hostile.alice;
    for payload in [
        calls::position_of(alice).abi_encode(),
        calls::totals().abi_encode(),
        calls::reward_stream().abi_encode(),
    ] {
        hostile.behave(Manner::ReenterFromBalance, payload.into());
        // The token answers with the balance only if its call back failed without data.
        hostile.s.send(alice, calls::stake(tokens(1)));
    }
    hostile.everyone_leaves();
}
