//! The ownership comes to the timelock in two steps, and leaves it.

use alloy_primitives::{Address, B256, U256};
use diem_suite::{
    abi::IVvvStaking::{self, OwnableUnauthorizedAccount, OwnershipTransferred},
    emitted,
};

use super::governed::{DELAY, Governed, ITimelock, Operation, READY};
use crate::world::someone;

#[test]
fn the_timelock_accepts_the_ownership_after_its_delay() {
    let mut governed = Governed::offered();
    let former = governed.world.suite.owner;
    let (timelock, staking) = (governed.timelock, governed.staking);
    let accept = Operation::of(IVvvStaking::acceptOwnershipCall {});
    let id = accept.id(staking);
    let scheduled = governed.schedule(&accept);
    let announced = ITimelock::CallScheduled {
        id,
        index: U256::ZERO,
        target: staking,
        value: U256::ZERO,
        data: accept.data.clone(),
        predecessor: B256::ZERO,
        delay: U256::from(DELAY),
    };
    assert_eq!(scheduled.receipt.logs, [emitted(timelock, &announced)]);
    let query = IVvvStaking::pendingOwnerCall {};
    assert_eq!(governed.world.read(staking, query), timelock);

    // A second too early.
    governed.world.suite.chain.advance(DELAY - 1);
    governed.assert_not_in(&accept, READY);
    assert_eq!(governed.owner(), former);

    governed.world.suite.chain.advance(1);
    let executed = governed.execute(&accept).unwrap();
    let transferred = OwnershipTransferred {
        previousOwner: former,
        newOwner: timelock,
    };
    let done = ITimelock::CallExecuted {
        id,
        index: U256::ZERO,
        target: staking,
        value: U256::ZERO,
        data: accept.data.clone(),
    };
    let expected = [emitted(staking, &transferred), emitted(timelock, &done)];
    assert_eq!(executed.receipt.logs, expected);
    assert_eq!(governed.owner(), timelock);

    // Done is done.
    governed.assert_not_in(&accept, READY);
    governed.assert_refused(
        former,
        IVvvStaking::pauseCall {},
        OwnableUnauthorizedAccount { account: former },
    );
}

/// Neither who schedules nor who executes has the owner's power by itself.
#[test]
fn only_the_timelock_is_the_owner() {
    let mut governed = Governed::new();
    for account in [
        governed.council,
        governed.keeper,
        governed.world.suite.owner,
    ] {
        let error = OwnableUnauthorizedAccount { account };
        governed.assert_refused(account, IVvvStaking::pauseCall {}, error);
    }
}

#[test]
fn the_ownership_can_leave_the_timelock_as_it_came() {
    let mut governed = Governed::new();
    let heir = someone("heir");
    governed.carry_out(&Operation::of(IVvvStaking::transferOwnershipCall {
        newOwner: heir,
    }));
    assert_eq!(governed.owner(), governed.timelock);
    governed.act(heir, IVvvStaking::acceptOwnershipCall {});
    assert_eq!(governed.owner(), heir);
}

#[test]
fn the_timelock_can_give_the_ownership_up() {
    let mut governed = Governed::new();
    let renounce = Operation::of(IVvvStaking::renounceOwnershipCall {});
    governed.carry_out(&renounce);
    assert_eq!(governed.owner(), Address::ZERO);
}
