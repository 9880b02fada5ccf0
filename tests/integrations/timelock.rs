//! OpenZeppelin's TimelockController owns the staking contract: what its owner may do comes announced, and what nobody may do stays so.

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_sol_types::{SolCall, SolError, SolValue, sol};
use diem_suite::{
    Reverted, Sent,
    abi::{
        IVvv,
        IVvvStaking::{
            self, CannotRecover, EnforcedPause, InvalidDuration, OwnableUnauthorizedAccount,
            OwnershipTransferred, Paused,
        },
    },
    assert_reverts, emitted,
};

use crate::{
    amounts::{DAY, tokens},
    world::{World, someone},
};

sol! {
    #![sol(all_derives)]
    /// OpenZeppelin's timelock.
    interface ITimelock {
        event CallScheduled(bytes32 indexed id, uint256 indexed index, address target, uint256 value, bytes data, bytes32 predecessor, uint256 delay);
        event CallExecuted(bytes32 indexed id, uint256 indexed index, address target, uint256 value, bytes data);
        event Cancelled(bytes32 indexed id);

        error TimelockInsufficientDelay(uint256 delay, uint256 minDelay);
        error TimelockUnexpectedOperationState(bytes32 operationId, bytes32 expectedStates);
        error AccessControlUnauthorizedAccount(address account, bytes32 neededRole);

        function schedule(address target, uint256 value, bytes calldata data, bytes32 predecessor, bytes32 salt, uint256 delay) external;
        function scheduleBatch(address[] calldata targets, uint256[] calldata values, bytes[] calldata payloads, bytes32 predecessor, bytes32 salt, uint256 delay) external;
        function cancel(bytes32 id) external;
        function execute(address target, uint256 value, bytes calldata payload, bytes32 predecessor, bytes32 salt) external payable;
        function executeBatch(address[] calldata targets, uint256[] calldata values, bytes[] calldata payloads, bytes32 predecessor, bytes32 salt) external payable;
    }
}

/// How long an owner's action is announced before it can happen.
const DELAY: u64 = 2 * DAY;

/// The states of an operation as the timelock's error counts them: a bit each.
const UNSET: u64 = 1;
const WAITING_OR_READY: u64 = 2 + 4;
const READY: u64 = 4;

/// The suite, the timelock that its owner offered the ownership to, and who works it.
struct Governed {
    world: World,
    timelock: Address,
    staking: Address,
    /// Schedules and cancels.
    council: Address,
    /// Executes what has waited.
    keeper: Address,
}

/// One call of the staking contract that waits in the timelock.
#[derive(Clone)]
struct Operation {
    data: Bytes,
    salt: B256,
}

impl Operation {
    /// `call`, the first of its kind.
    fn of(call: impl SolCall) -> Self {
        Self {
            data: call.abi_encode().into(),
            salt: B256::ZERO,
        }
    }

    /// The same call again: the timelock does each operation once.
    fn again(&self) -> Self {
        Self {
            salt: keccak256(self.salt),
            ..self.clone()
        }
    }

    fn id(&self, staking: Address) -> B256 {
        let parts = (
            staking,
            U256::ZERO,
            self.data.clone(),
            B256::ZERO,
            self.salt,
        );
        keccak256(parts.abi_encode_params())
    }
}

impl Governed {
    /// The ownership is offered to the timelock, and not accepted yet.
    #[track_caller]
    fn offered() -> Self {
        let mut world = World::new();
        let (council, keeper) = (someone("council"), someone("keeper"));
        let arguments = (
            U256::from(DELAY),
            vec![council],
            vec![keeper],
            Address::ZERO,
        );
        let timelock = world.create_solidity("Timelock", &arguments.abi_encode_params());
        let (owner, staking) = (world.suite.owner, world.suite.staking);
        let offer = IVvvStaking::transferOwnershipCall { newOwner: timelock };
        world.send(owner, staking, offer);
        Self {
            world,
            timelock,
            staking,
            council,
            keeper,
        }
    }

    /// The timelock is the owner.
    #[track_caller]
    fn new() -> Self {
        let mut governed = Self::offered();
        governed.carry_out(&Operation::of(IVvvStaking::acceptOwnershipCall {}));
        governed
    }

    #[track_caller]
    fn schedule(&mut self, operation: &Operation) -> Sent<ITimelock::scheduleReturn> {
        let call = self.schedule_call(operation, DELAY);
        self.world.send(self.council, self.timelock, call)
    }

    fn schedule_call(&self, operation: &Operation, delay: u64) -> ITimelock::scheduleCall {
        ITimelock::scheduleCall {
            target: self.staking,
            value: U256::ZERO,
            data: operation.data.clone(),
            predecessor: B256::ZERO,
            salt: operation.salt,
            delay: U256::from(delay),
        }
    }

    fn execute(
        &mut self,
        operation: &Operation,
    ) -> Result<Sent<ITimelock::executeReturn>, Reverted> {
        let call = ITimelock::executeCall {
            target: self.staking,
            value: U256::ZERO,
            payload: operation.data.clone(),
            predecessor: B256::ZERO,
            salt: operation.salt,
        };
        self.world.suite.send(self.keeper, self.timelock, call)
    }

    /// Schedules an operation, waits, executes it.
    #[track_caller]
    fn carry_out(&mut self, operation: &Operation) -> Sent<ITimelock::executeReturn> {
        self.schedule(operation);
        self.world.suite.chain.advance(DELAY);
        self.execute(operation).expect("the operation is sound")
    }

    /// Asserts that the operation is refused, being in none of these states.
    #[track_caller]
    fn assert_not_in(&mut self, operation: &Operation, states: u64) {
        let refused = self.execute(operation);
        let error = self.unexpected_state(operation, states);
        assert_reverts(refused.map(|sent| sent.receipt), error);
    }

    fn unexpected_state(
        &self,
        operation: &Operation,
        states: u64,
    ) -> ITimelock::TimelockUnexpectedOperationState {
        ITimelock::TimelockUnexpectedOperationState {
            operationId: operation.id(self.staking),
            expectedStates: U256::from(states).into(),
        }
    }

    #[track_caller]
    fn owner(&mut self) -> Address {
        self.world.read(self.staking, IVvvStaking::ownerCall {})
    }

    #[track_caller]
    fn paused(&mut self) -> bool {
        self.world.read(self.staking, IVvvStaking::pausedCall {})
    }

    /// Sends a call of a staker; it must succeed.
    #[track_caller]
    fn act<C: SolCall>(&mut self, staker: Address, call: C) -> C::Return {
        self.world.send(staker, self.staking, call).value
    }

    #[track_caller]
    fn assert_refused<C: SolCall>(&mut self, from: Address, call: C, error: impl SolError) {
        let refused = self.world.suite.send(from, self.staking, call);
        assert_reverts(refused.map(|sent| sent.receipt), error);
    }
}

// ------------------------------------------------------------------- Ownership

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

// ---------------------------------------------------------------------- Delays

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

// --------------------------------------------------------------------- Actions

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

// ----------------------------------------------------------------------- Exits

/// Paused for good and handed on, with every owner's power used: a staker still burns, claims, cancels, unstakes and withdraws, and
/// leaves with every wei.
#[test]
fn exits_go_on_whatever_the_owner_does() {
    let mut governed = Governed::new();
    let alice = someone("alice");
    let (staking, diem) = (governed.staking, governed.world.suite.diem);
    governed
        .world
        .suite
        .fund_and_approve_vvv(alice, tokens(1_000));
    governed.act(
        alice,
        IVvvStaking::stakeCall {
            amount: tokens(1_000),
        },
    );
    governed.act(
        alice,
        IVvvStaking::mintDiemCall {
            diemAmount: tokens(4),
            to: alice,
        },
    );
    let unstake = |vvv| IVvvStaking::requestUnstakeCall {
        amount: tokens(vvv),
    };
    let first = governed.act(alice, unstake(300));
    let second = governed.act(alice, unstake(100));

    // The owner, at its worst.
    governed.world.suite.fund_vvv(governed.timelock, tokens(70));
    let approve = IVvv::approveCall {
        spender: staking,
        value: tokens(70),
    };
    governed
        .world
        .send(governed.timelock, governed.world.suite.vvv, approve);
    let fund = IVvvStaking::fundRewardsCall {
        amount: tokens(70),
        duration: 70 * DAY,
    };
    governed.carry_out(&Operation::of(fund));
    governed.carry_out(&Operation::of(IVvvStaking::pauseCall {}));
    let renounce = Operation::of(IVvvStaking::renounceOwnershipCall {});
    governed.schedule(&renounce);
    governed.world.suite.chain.advance(DELAY);
    // A pause without an owner would last for ever: that is refused.
    let refused = governed.execute(&renounce);
    assert_reverts(refused.map(|sent| sent.receipt), EnforcedPause {});
    let nobody = someone("nobody");
    let hand_on = IVvvStaking::transferOwnershipCall { newOwner: nobody };
    governed.carry_out(&Operation::of(hand_on));
    governed.act(nobody, IVvvStaking::acceptOwnershipCall {});
    assert!(governed.paused());

    let withdraw = |id| IVvvStaking::withdrawCall { id, to: alice };
    governed.act(alice, withdraw(first));
    governed.act(alice, IVvvStaking::cancelUnstakeCall { id: second });
    governed.act(
        alice,
        IVvvStaking::burnDiemCall {
            diemAmount: tokens(4),
        },
    );
    assert_eq!(governed.world.balance(diem, alice), U256::ZERO);
    governed.world.suite.chain.advance(DAY);
    let rest = governed.act(alice, unstake(700));
    governed.world.suite.chain.advance(7 * DAY);
    governed.act(alice, withdraw(rest));
    let claimed = governed.act(alice, IVvvStaking::claimCall { to: alice });
    // Alone in the stream while she was staked: some of it is hers. The rest waits for stakers.
    assert!(!claimed.is_zero());
    assert_eq!(governed.world.suite.vvv_of(alice), tokens(1_000) + claimed);
    let totals = governed.world.read(staking, IVvvStaking::totalsCall {});
    assert_eq!((totals.staked, totals.ticketed), (U256::ZERO, U256::ZERO));
    let stream = governed
        .world
        .read(staking, IVvvStaking::rewardStreamCall {});
    let held = governed.world.suite.vvv_of(staking);
    assert!(held >= stream.unstreamed && held - stream.unstreamed <= U256::from(10));
    assert!(stream.unstreamed + claimed <= tokens(70));
}
