//! Nothing happens before its time, twice, or on a stranger's word.

use alloy_primitives::{U256, keccak256};
use diem_suite::{abi::IVvvStaking, assert_reverts, emitted};

use super::governed::{DELAY, Governed, ITimelock, Operation, READY, UNSET, WAITING_OR_READY};
use crate::world::someone;

#[test]
fn a_shorter_delay_is_not_taken() {
    let mut governed = Governed::new();
    let pause = Operation::of(IVvvStaking::pauseCall {});
    let call = governed.schedule_call(&pause, DELAY - 1);
    let refused = governed
        .world
        .suite
        .send(governed.council, governed.timelock, call);
    let error = ITimelock::TimelockInsufficientDelay {
        delay: U256::from(DELAY - 1),
        minDelay: U256::from(DELAY),
    };
    assert_reverts(refused.map(|sent| sent.receipt), error);
    governed.world.suite.chain.advance(DELAY);
    governed.assert_not_in(&pause, READY);
}

#[test]
fn strangers_schedule_and_execute_nothing() {
    let mut governed = Governed::new();
    let stranger = someone("stranger");
    let pause = Operation::of(IVvvStaking::pauseCall {});
    let call = governed.schedule_call(&pause, DELAY);
    let refused = governed.world.suite.send(stranger, governed.timelock, call);
    let error = |role: &str| ITimelock::AccessControlUnauthorizedAccount {
        account: stranger,
        neededRole: keccak256(role),
    };
    assert_reverts(refused.map(|sent| sent.receipt), error("PROPOSER_ROLE"));

    governed.schedule(&pause);
    governed.world.suite.chain.advance(DELAY);
    governed.keeper = stranger;
    let refused = governed.execute(&pause);
    assert_reverts(refused.map(|sent| sent.receipt), error("EXECUTOR_ROLE"));
    assert!(!governed.paused());
}

#[test]
fn what_is_cancelled_does_not_happen() {
    let mut governed = Governed::new();
    let pause = Operation::of(IVvvStaking::pauseCall {});
    governed.schedule(&pause);
    governed.world.suite.chain.advance(DELAY);
    let id = pause.id(governed.staking);
    let (council, timelock) = (governed.council, governed.timelock);
    let cancelled = governed
        .world
        .send(council, timelock, ITimelock::cancelCall { id });
    let event = ITimelock::Cancelled { id };
    assert_eq!(cancelled.receipt.logs, [emitted(timelock, &event)]);
    governed.assert_not_in(&pause, READY);
    assert!(!governed.paused());

    let again = governed
        .world
        .suite
        .send(council, timelock, ITimelock::cancelCall { id });
    let error = governed.unexpected_state(&pause, WAITING_OR_READY);
    assert_reverts(again.map(|sent| sent.receipt), error);
}

/// An operation is known by what it does and its salt: the same one is not scheduled twice.
#[test]
fn a_second_time_needs_a_salt_of_its_own() {
    let mut governed = Governed::new();
    let pause = Operation::of(IVvvStaking::pauseCall {});
    governed.carry_out(&pause);
    governed.carry_out(&Operation::of(IVvvStaking::unpauseCall {}));
    let call = governed.schedule_call(&pause, DELAY);
    let refused = governed
        .world
        .suite
        .send(governed.council, governed.timelock, call);
    let error = governed.unexpected_state(&pause, UNSET);
    assert_reverts(refused.map(|sent| sent.receipt), error);
    governed.carry_out(&pause.again());
    assert!(governed.paused());
}
