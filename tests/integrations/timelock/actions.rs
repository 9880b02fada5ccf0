//! What the owner may do: pause, fund rewards; and what staking refuses it.

use alloy_primitives::{B256, Bytes, U256};
use alloy_sol_types::{SolCall, SolError};
use diem_suite::{
    abi::{
        IVvv,
        IVvvStaking::{self, CannotRecover, EnforcedPause, InvalidDuration, Paused},
    },
    emitted,
};

use super::governed::{DELAY, Governed, ITimelock, Operation};
use crate::{
    amounts::{DAY, tokens},
    world::someone,
};

#[test]
fn a_pause_comes_announced() {
    let mut governed = Governed::new();
    let (alice, staking) = (someone("alice"), governed.staking);
    let pause = Operation::of(IVvvStaking::pauseCall {});
    governed.schedule(&pause);
    governed
        .world
        .suite
        .fund_and_approve_vvv(alice, tokens(200));
    // Announced is not done: until then all goes on.
    governed.act(
        alice,
        IVvvStaking::stakeCall {
            amount: tokens(100),
        },
    );
    governed.world.suite.chain.advance(DELAY);
    let executed = governed.execute(&pause).unwrap();
    let paused = Paused {
        account: governed.timelock,
    };
    assert!(executed.receipt.logs.contains(&emitted(staking, &paused)));
    let stake = IVvvStaking::stakeCall {
        amount: tokens(100),
    };
    governed.assert_refused(alice, stake.clone(), EnforcedPause {});

    governed.carry_out(&Operation::of(IVvvStaking::unpauseCall {}));
    governed.act(alice, stake);
}

/// Approval and funding in one operation; the VVV is the timelock's own.
#[test]
fn rewards_are_funded_in_one_batch() {
    let mut governed = Governed::new();
    let (timelock, staking, vvv) = (
        governed.timelock,
        governed.staking,
        governed.world.suite.vvv,
    );
    governed.world.suite.fund_vvv(timelock, tokens(700));
    let approve = IVvv::approveCall {
        spender: staking,
        value: tokens(700),
    };
    let fund = IVvvStaking::fundRewardsCall {
        amount: tokens(700),
        duration: 70 * DAY,
    };
    let targets = vec![vvv, staking];
    let values = vec![U256::ZERO; 2];
    let payloads = vec![approve.abi_encode().into(), fund.abi_encode().into()];
    let schedule = ITimelock::scheduleBatchCall {
        targets: targets.clone(),
        values: values.clone(),
        payloads: Vec::clone(&payloads),
        predecessor: B256::ZERO,
        salt: B256::ZERO,
        delay: U256::from(DELAY),
    };
    let (council, keeper) = (governed.council, governed.keeper);
    governed.world.send(council, timelock, schedule);
    governed.world.suite.chain.advance(DELAY);
    let execute = ITimelock::executeBatchCall {
        targets,
        values,
        payloads,
        predecessor: B256::ZERO,
        salt: B256::ZERO,
    };
    governed.world.send(keeper, timelock, execute);
    let stream = governed
        .world
        .read(staking, IVvvStaking::rewardStreamCall {});
    assert_eq!(stream.unstreamed, tokens(700));
    assert_eq!(stream.secondsLeft, U256::from(70 * DAY));
    assert_eq!(governed.world.suite.vvv_of(timelock), U256::ZERO);
}

/// What staking refuses reaches whoever executes, with its data; the operation stays ready.
#[test]
fn refusals_of_staking_pass_through() {
    let mut governed = Governed::new();
    let vvv = governed.world.suite.vvv;
    let too_short = IVvvStaking::fundRewardsCall {
        amount: tokens(1),
        duration: DAY - 1,
    };
    let theft = IVvvStaking::recoverCall {
        token: vvv,
        to: governed.council,
    };
    let refusals = [
        (
            Operation::of(too_short),
            InvalidDuration { duration: DAY - 1 }.abi_encode(),
        ),
        (
            Operation::of(theft),
            CannotRecover { token: vvv }.abi_encode(),
        ),
    ];
    for (operation, data) in refusals {
        governed.schedule(&operation);
        governed.world.suite.chain.advance(DELAY);
        for _ in 0..2 {
            let refused = governed.execute(&operation).map(|sent| sent.receipt);
            let refused = refused.expect_err("staking refuses it");
            assert!(refused.status.is_revert());
            assert_eq!(refused.data, Bytes::from(data.clone()));
        }
    }
}
