//! A base asset that fails or answers nonsense: no invariant breaks, and when it behaves again everyone is paid.

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::{SolCall, SolError};
use diem_suite::abi::IVvvStaking::{InsufficientFree, TokenCallFailed};

use crate::{
    amounts::{DAY, assert_rounded_down, tokens, wei},
    calls,
    hostile::{Hostile, HostileVvv, Manner},
};

#[test]
fn a_token_that_returns_false_is_refused_by_name() {
    let mut hostile = Hostile::behaves(Manner::ReturnFalse);
    let (ways_in, ways_out) = (hostile.ways_in(), hostile.ways_out());
    hostile.all_fail_by_name(ways_in);
    hostile.all_fail_by_name(ways_out);
    hostile.everyone_leaves();
}

#[test]
fn a_token_that_returns_nothing_works() {
    let mut hostile = Hostile::behaves(Manner::ReturnNothing);
    let (mut ways_in, ways_out) = (hostile.ways_in(), hostile.ways_out());
    // One VVV backs a hundredth of a DIEM; it would be locked when everyone leaves.
    ways_in.remove(3);
    hostile.all_work(ways_in);
    hostile.all_work(ways_out);
    assert_eq!(hostile.s.position(hostile.alice).staked, tokens(12));
    hostile.everyone_leaves();
}

#[test]
fn an_answer_that_is_neither_true_nor_false_is_refused_by_name() {
    for manner in [Manner::ReturnTwo, Manner::ReturnShort] {
        let mut hostile = Hostile::behaves(manner);
        let (ways_in, ways_out) = (hostile.ways_in(), hostile.ways_out());
        hostile.all_fail_by_name(ways_in);
        hostile.all_fail_by_name(ways_out);
        hostile.everyone_leaves();
    }
}

/// A megabyte that starts with true is an answer or none; either way nothing is half done.
#[test]
fn a_huge_answer_breaks_nothing() {
    for manner in [Manner::ReturnHuge, Manner::SayHuge] {
        let mut hostile = Hostile::behaves(manner);
        let ways = [hostile.ways_in(), hostile.ways_out()].concat();
        for (from, call) in ways {
            let before = hostile.s.picture();
            let result = hostile
                .s
                .suite
                .send_raw_calldata(from, hostile.s.staking, call);
            if let Err(reverted) = result {
                let named = TokenCallFailed {
                    token: hostile.token,
                };
                assert!(reverted.is_error(&named), "{reverted}");
                assert_eq!(hostile.s.picture(), before);
            }
            hostile.s.assert_solvent();
        }
        hostile.behave(Manner::Sound, Bytes::new());
        let alice = hostile.alice;
        let minted = hostile.s.position(alice).minted;
        if minted > U256::ZERO {
            hostile.s.send(alice, calls::burn_diem(minted));
        }
        hostile.s.wait(DAY);
        let free = hostile.s.position(alice).free;
        assert_eq!(free, hostile.s.position(alice).staked);
        let id = hostile.s.request(alice, free);
        hostile.s.wait(7 * DAY);
        hostile.s.send(alice, calls::withdraw(id, alice));
    }
}

#[test]
fn the_tokens_own_error_is_passed_on() {
    let mut hostile = Hostile::behaves(Manner::RevertWithData);
    let (ways_in, ways_out) = (hostile.ways_in(), hostile.ways_out());
    hostile.all_fail_with(ways_in, |_| {
        HostileVvv::Hostile {
            selector: HostileVvv::transferFromCall::SELECTOR.into(),
        }
        .abi_encode()
    });
    hostile.all_fail_with(ways_out, |_| {
        HostileVvv::Hostile {
            selector: HostileVvv::transferCall::SELECTOR.into(),
        }
        .abi_encode()
    });
    hostile.everyone_leaves();
}

#[test]
fn a_failure_without_a_reason_gets_one() {
    let mut hostile = Hostile::behaves(Manner::RevertSilently);
    let (ways_in, ways_out) = (hostile.ways_in(), hostile.ways_out());
    hostile.all_fail_by_name(ways_in);
    hostile.all_fail_by_name(ways_out);
    hostile.everyone_leaves();
}

/// A megabyte of revert data is passed on, or cut off with a name, or more than the gas can carry: it fails, and changes nothing.
#[test]
fn a_huge_error_breaks_nothing() {
    let mut hostile = Hostile::behaves(Manner::RevertHuge);
    let ways = [hostile.ways_in(), hostile.ways_out()].concat();
    for (from, call) in ways {
        let before = hostile.s.picture();
        let result = hostile
            .s
            .suite
            .send_raw_calldata(from, hostile.s.staking, call);
        result.expect_err("the token failed");
        assert_eq!(hostile.s.picture(), before);
    }
    hostile.everyone_leaves();
}

/// A token that burns all the gas it is given leaves a 64th: enough or not, nothing changes.
#[test]
fn a_token_that_burns_all_gas_changes_nothing() {
    let mut hostile = Hostile::behaves(Manner::Spin);
    let ways = [hostile.ways_in(), hostile.ways_out()].concat();
    for (from, call) in ways {
        let before = hostile.s.picture();
        let result = hostile
            .s
            .suite
            .send_raw_calldata(from, hostile.s.staking, call);
        result.expect_err("the token failed");
        assert_eq!(hostile.s.picture(), before);
    }
    hostile.everyone_leaves();
}

/// A token whose code is gone answers every call with success: nothing may be booked on that.
#[test]
fn a_token_without_code_is_refused_by_name() {
    let mut hostile = Hostile::new();
    let (ways_in, ways_out) = (hostile.ways_in(), hostile.ways_out());
    let code = hostile.s.suite.chain.code(hostile.token);
    let position = hostile.s.position(hostile.alice);
    let tickets = hostile.s.tickets(hostile.alice);
    for (from, call) in [ways_in, ways_out].concat() {
        hostile.s.suite.chain.set_code(hostile.token, Bytes::new());
        let result = hostile
            .s
            .suite
            .send_raw_calldata(from, hostile.s.staking, call);
        let reverted = result.expect_err("there is no token");
        let named = TokenCallFailed {
            token: hostile.token,
        };
        assert!(reverted.is_error(&named), "{reverted}");
        hostile.s.suite.chain.set_code(hostile.token, code.clone());
        assert_eq!(hostile.s.position(hostile.alice), position);
        assert_eq!(hostile.s.tickets(hostile.alice), tickets);
        hostile.s.assert_solvent();
    }
    hostile.everyone_leaves();
}

#[test]
fn rewards_earned_under_a_broken_token_are_paid_when_it_is_mended() {
    let mut hostile = Hostile::behaves(Manner::RevertSilently);
    let alice = hostile.alice;
    hostile.s.wait(10 * DAY);
    let expected = TokenCallFailed {
        token: hostile.token,
    };
    hostile.s.refuses(alice, calls::claim(alice), expected);
    // What moves no VVV goes on.
    hostile.s.send(alice, calls::mint_diem(wei(7), alice));
    hostile.s.send(alice, calls::burn_diem(wei(7)));
    hostile.s.request(alice, tokens(1));
    hostile.s.send(alice, calls::cancel_unstake(1));
    hostile.behave(Manner::Sound, Bytes::new());
    let paid = hostile.s.send(alice, calls::claim(alice)).value;
    // 10 of 15 VVV of stake, 17 VVV of rewards; minting for a moment costs no second.
    assert_rounded_down(paid, tokens(17) * wei(10) / wei(15), 3);
    hostile.s.wait(DAY);
    hostile.everyone_leaves();
}

#[test]
fn a_failed_withdrawal_keeps_its_ticket() {
    let mut hostile = Hostile::behaves(Manner::ReturnFalse);
    let alice = hostile.alice;
    let tickets = hostile.s.tickets(alice);
    let failed = TokenCallFailed {
        token: hostile.token,
    };
    hostile.s.refuses(alice, calls::withdraw(0, alice), failed);
    assert_eq!(hostile.s.tickets(alice), tickets);
    let free = hostile.s.position(alice).free;
    let expected = InsufficientFree {
        amount: free + wei(1),
        free,
    };
    hostile
        .s
        .refuses(alice, calls::request_unstake(free + wei(1)), expected);
    hostile.behave(Manner::Sound, Bytes::new());
    hostile.s.send(alice, calls::withdraw(0, alice));
}
