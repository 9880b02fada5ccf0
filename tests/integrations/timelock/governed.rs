//! The suite under a timelock, and the operations that wait in it.

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_sol_types::{SolCall, SolError, SolValue, sol};
use diem_suite::{Reverted, Sent, abi::IVvvStaking, assert_reverts};

use crate::{
    amounts::DAY,
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
pub(crate) const DELAY: u64 = 2 * DAY;

/// The states of an operation as the timelock's error counts them: a bit each.
pub(crate) const UNSET: u64 = 1;
pub(crate) const WAITING_OR_READY: u64 = 2 + 4;
pub(crate) const READY: u64 = 4;

/// The suite, the timelock that its owner offered the ownership to, and who works it.
pub(crate) struct Governed {
    pub(crate) world: World,
    pub(crate) timelock: Address,
    pub(crate) staking: Address,
    /// Schedules and cancels.
    pub(crate) council: Address,
    /// Executes what has waited.
    pub(crate) keeper: Address,
}

/// One call of the staking contract that waits in the timelock.
#[derive(Clone)]
pub(crate) struct Operation {
    pub(crate) data: Bytes,
    salt: B256,
}

impl Operation {
    /// `call`, the first of its kind.
    pub(crate) fn of(call: impl SolCall) -> Self {
        Self {
            data: call.abi_encode().into(),
            salt: B256::ZERO,
        }
    }

    /// The same call again: the timelock does each operation once.
    pub(crate) fn again(&self) -> Self {
        Self {
            salt: keccak256(self.salt),
            ..self.clone()
        }
    }

    pub(crate) fn id(&self, staking: Address) -> B256 {
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
    pub(crate) fn offered() -> Self {
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
    pub(crate) fn new() -> Self {
        let mut governed = Self::offered();
        governed.carry_out(&Operation::of(IVvvStaking::acceptOwnershipCall {}));
        governed
    }

    #[track_caller]
    pub(crate) fn schedule(&mut self, operation: &Operation) -> Sent<ITimelock::scheduleReturn> {
        let call = self.schedule_call(operation, DELAY);
        self.world.send(self.council, self.timelock, call)
    }

    pub(crate) fn schedule_call(
        &self,
        operation: &Operation,
        delay: u64,
    ) -> ITimelock::scheduleCall {
        ITimelock::scheduleCall {
            target: self.staking,
            value: U256::ZERO,
            data: operation.data.clone(),
            predecessor: B256::ZERO,
            salt: operation.salt,
            delay: U256::from(delay),
        }
    }

    pub(crate) fn execute(
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
    pub(crate) fn carry_out(&mut self, operation: &Operation) -> Sent<ITimelock::executeReturn> {
        self.schedule(operation);
        self.world.suite.chain.advance(DELAY);
        self.execute(operation).expect("the operation is sound")
    }

    /// Asserts that the operation is refused, being in none of these states.
    #[track_caller]
    pub(crate) fn assert_not_in(&mut self, operation: &Operation, states: u64) {
        let refused = self.execute(operation);
        let error = self.unexpected_state(operation, states);
        assert_reverts(refused.map(|sent| sent.receipt), error);
    }

    pub(crate) fn unexpected_state(
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
    pub(crate) fn owner(&mut self) -> Address {
        self.world.read(self.staking, IVvvStaking::ownerCall {})
    }

    #[track_caller]
    pub(crate) fn paused(&mut self) -> bool {
        self.world.read(self.staking, IVvvStaking::pausedCall {})
    }

    /// Sends a call of a staker; it must succeed.
    #[track_caller]
    pub(crate) fn act<C: SolCall>(&mut self, staker: Address, call: C) -> C::Return {
        self.world.send(staker, self.staking, call).value
    }

    #[track_caller]
    pub(crate) fn assert_refused<C: SolCall>(
        &mut self,
        from: Address,
        call: C,
        error: impl SolError,
    ) {
        let refused = self.world.suite.send(from, self.staking, call);
        assert_reverts(refused.map(|sent| sent.receipt), error);
    }
}
