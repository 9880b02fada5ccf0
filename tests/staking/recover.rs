//! `recover`.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolError, sol};
use diem_suite::{
    Account,
    abi::{
        IVvv,
        IVvvStaking::{
            CannotRecover, InvalidReceiver, OwnableUnauthorizedAccount, Recovered, TokenCallFailed,
            TokenShortfall, ZeroAmount,
        },
    },
    emitted,
};

use crate::{
    amounts::{tokens, wei},
    calls,
    deployment::create_beside,
    hostile::{self, HostileVvv, Manner},
    scenario::{Scenario, assert_logs},
};

sol! {
    /// What tests/solidity/HostileVvv.sol reverts with.
    error Hostile(bytes4 selector);
}

/// A foreign token of which the staking contract holds 3.
fn with_foreign_token() -> (Scenario, Address) {
    let mut s = Scenario::new();
    let token = create_beside(&mut s.suite, "HostileVvv");
    // The balances are the mapping at the token's slot 0.
    let slot = alloy_primitives::keccak256(
        [s.staking.into_word().0, U256::ZERO.to_be_bytes::<32>()].concat(),
    );
    s.suite.chain.set_storage(token, slot.into(), tokens(3));
    (s, token)
}

fn balance(s: &mut Scenario, token: Address, account: Address) -> U256 {
    let call = IVvv::balanceOfCall { account };
    s.suite.read(token, call).unwrap()
}

#[track_caller]
fn behave(s: &mut Scenario, token: Address, manner: HostileVvv::Manner, payload: Bytes) {
    let victim = s.staking;
    let call = HostileVvv::behaveCall {
        manner,
        victim,
        payload,
    };
    s.suite.send(victim, token, call).unwrap();
}

/// A second address of VVV's own ledger is no foreign token: what the contract owes has to be there afterwards.
#[test]
fn a_recovery_that_leaves_too_little_vvv_is_refused() {
    let mut hostile = hostile::Hostile::new();
    let token = create_beside(&mut hostile.s.suite, "HostileVvv");
    let slot = alloy_primitives::keccak256(
        [
            hostile.s.staking.into_word().0,
            U256::ZERO.to_be_bytes::<32>(),
        ]
        .concat(),
    );
    hostile
        .s
        .suite
        .chain
        .set_storage(token, slot.into(), tokens(3));
    let (owner, owed) = (hostile.s.owner, hostile.s.totals().owed);
    hostile.behave(Manner::SayNothingHeld, Bytes::new());
    let recover = calls::recover(token, hostile.alice);
    let refusal = TokenShortfall {
        balance: U256::ZERO,
        owed,
    };
    hostile.s.refuses(owner, recover, refusal);
}

#[test]
fn the_owner_sends_a_foreign_token_on() {
    let (mut s, token) = with_foreign_token();
    let (owner, to) = (s.owner, s.account("treasury"));
    let sent = s.send(owner, calls::recover(token, to));
    assert_eq!(sent.value, tokens(3));
    let recovered = Recovered {
        token,
        to,
        amount: tokens(3),
    };
    let moved = IVvv::Transfer {
        from: s.staking,
        to,
        value: tokens(3),
    };
    assert_logs(&sent.receipt, &[emitted(token, &moved), s.log(&recovered)]);
    assert_eq!(balance(&mut s, token, to), tokens(3));
    s.refuses(owner, calls::recover(token, to), ZeroAmount {});
}

#[test]
fn vvv_is_never_recovered() {
    let mut s = Scenario::new();
    let (owner, alice, vvv) = (s.owner, s.account("alice"), s.suite.vvv);
    s.stake(alice, tokens(1));
    let expected = CannotRecover { token: vvv };
    s.refuses(owner, calls::recover(vvv, owner), expected);
}

/// Not even VVV that nobody is owed: it belongs to the stakers.
#[test]
fn surplus_vvv_is_not_recovered() {
    let mut s = Scenario::new();
    let (owner, vvv) = (s.owner, s.suite.vvv);
    s.suite.fund_vvv(s.staking, tokens(9));
    let expected = CannotRecover { token: vvv };
    s.refuses(owner, calls::recover(vvv, owner), expected);
}

#[test]
fn nobody_but_the_owner_recovers() {
    let (mut s, token) = with_foreign_token();
    let alice = s.account("alice");
    let expected = OwnableUnauthorizedAccount { account: alice };
    s.refuses(alice, calls::recover(token, alice), expected);
}

#[test]
fn nobody_and_the_contract_are_no_receivers() {
    let (mut s, token) = with_foreign_token();
    let owner = s.owner;
    for to in [Address::ZERO, s.staking] {
        s.refuses(owner, calls::recover(token, to), InvalidReceiver { to });
    }
}

#[test]
fn an_account_without_code_is_no_token() {
    let mut s = Scenario::new();
    let owner = s.owner;
    let token = Account::named("no token").address;
    s.refuses(
        owner,
        calls::recover(token, owner),
        TokenCallFailed { token },
    );
}

#[test]
fn a_token_that_answers_nothing_is_recovered() {
    let (mut s, token) = with_foreign_token();
    let owner = s.owner;
    behave(
        &mut s,
        token,
        HostileVvv::Manner::ReturnNothing,
        Bytes::new(),
    );
    s.send(owner, calls::recover(token, owner));
    assert_eq!(balance(&mut s, token, owner), tokens(3));
}

#[test]
fn a_token_that_fails_is_named() {
    for manner in [
        HostileVvv::Manner::ReturnFalse,
        HostileVvv::Manner::ReturnTwo,
        HostileVvv::Manner::ReturnShort,
        HostileVvv::Manner::RevertSilently,
        HostileVvv::Manner::SayNothing,
    ] {
        let (mut s, token) = with_foreign_token();
        let owner = s.owner;
        behave(&mut s, token, manner, Bytes::new());
        s.refuses(
            owner,
            calls::recover(token, owner),
            TokenCallFailed { token },
        );
        let staking = s.staking;
        assert_eq!(balance(&mut s, token, staking), tokens(3));
    }
}

#[test]
fn a_tokens_own_error_is_passed_on() {
    let (mut s, token) = with_foreign_token();
    let owner = s.owner;
    behave(
        &mut s,
        token,
        HostileVvv::Manner::RevertWithData,
        Bytes::new(),
    );
    let selector = <IVvv::transferCall as alloy_sol_types::SolCall>::SELECTOR.into();
    s.refuses(owner, calls::recover(token, owner), Hostile { selector });
    behave(
        &mut s,
        token,
        HostileVvv::Manner::RevertBalance,
        Bytes::new(),
    );
    let selector = <IVvv::balanceOfCall as alloy_sol_types::SolCall>::SELECTOR.into();
    s.refuses_with(
        owner,
        calls::recover(token, owner),
        &Hostile { selector }.abi_encode(),
    );
}

/// A foreign token that calls back is answered with a revert without data, and finds nothing changed.
#[test]
fn a_token_that_calls_back_gets_nowhere() {
    let (mut s, token) = with_foreign_token();
    let (owner, alice) = (s.owner, s.account("alice"));
    s.stake(alice, tokens(2));
    let payload = alloy_sol_types::SolCall::abi_encode(&calls::request_unstake(wei(1)));
    behave(&mut s, token, HostileVvv::Manner::Reenter, payload.into());
    s.send(owner, calls::recover(token, owner));
    let succeeded = s
        .suite
        .read(token, HostileVvv::reentrySucceededCall {})
        .unwrap();
    assert!(!succeeded);
    assert!(s.tickets(token).is_empty());
}
