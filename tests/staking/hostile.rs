//! A base asset that lies, fails, takes fees or calls back, and the stakers that have to live with it.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolError, sol};
use diem_suite::{Params, Vvv, abi::IVvvStaking::TokenCallFailed};

use crate::{
    amounts::{DAY, tokens},
    calls,
    deployment::init_code,
    scenario::Scenario,
};

sol! {
    /// tests/solidity/HostileVvv.sol
    #[sol(all_derives)]
    interface HostileVvv {
        enum Manner {
            Sound,
            ReturnFalse,
            ReturnNothing,
            ReturnTwo,
            ReturnShort,
            ReturnHuge,
            TakeFee,
            DeliverNothing,
            RevertWithData,
            RevertSilently,
            RevertHuge,
            Spin,
            Reenter,
            ReenterOrRevert,
            SayNothingHeld,
            SayAllHeld,
            SayNothing,
            SayHuge,
            RevertBalance,
            ReenterFromBalance
        }
        error Hostile(bytes4 selector);
        function behave(Manner manner, address victim, bytes calldata payload) external;
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
        function balanceOf(address account) external view returns (uint256);
        function reentered() external view returns (bool);
        function reentrySucceeded() external view returns (bool);
        function reentryAnswer() external view returns (bytes memory);
    }
}

pub(crate) use HostileVvv::Manner;

/// Whoever told the token how to behave.
pub(crate) const TELLER: Address = Address::repeat_byte(0x7e);

/// Alice has 10 VVV staked and a ticket of 4 that is ready, rewards of 7 days, and 100 VVV at hand. Bob has 5 staked.
pub(crate) struct Hostile {
    pub(crate) s: Scenario,
    pub(crate) alice: Address,
    pub(crate) token: Address,
}

impl Hostile {
    pub(crate) fn new() -> Self {
        let mut s = Scenario::with(Params {
            vvv: Vvv::Evm(init_code("HostileVvv")),
            ..Params::default()
        });
        let (alice, bob) = (s.account("alice"), s.account("bob"));
        s.stake(alice, tokens(14));
        s.stake(bob, tokens(5));
        s.request(alice, tokens(4));
        s.stream(tokens(70), 70 * DAY);
        s.wait(7 * DAY);
        s.fund(alice, tokens(100));
        let token = s.suite.vvv;
        Self { s, alice, token }
    }

    pub(crate) fn behaves(manner: Manner) -> Self {
        let mut hostile = Self::new();
        hostile.behave(manner, Bytes::new());
        hostile
    }

    #[track_caller]
    pub(crate) fn behave(&mut self, manner: Manner, payload: Bytes) {
        let victim = self.s.staking;
        let call = HostileVvv::behaveCall {
            manner,
            victim,
            payload,
        };
        self.s.suite.send(TELLER, self.token, call).unwrap();
    }

    /// Every action that moves VVV into the contract, from alice or the owner.
    pub(crate) fn ways_in(&mut self) -> Vec<(Address, Bytes)> {
        let (alice, owner) = (self.alice, self.s.owner);
        self.s.fund(owner, tokens(100));
        let signature = (27, Default::default(), Default::default());
        vec![
            (alice, calls::stake(tokens(1)).abi_encode().into()),
            (
                alice,
                calls::stake_for(owner, tokens(1)).abi_encode().into(),
            ),
            (
                alice,
                calls::stake_with_permit(tokens(1), U256::MAX, signature)
                    .abi_encode()
                    .into(),
            ),
            (
                alice,
                calls::stake_and_mint(tokens(1), alice).abi_encode().into(),
            ),
            (
                owner,
                calls::fund_rewards(tokens(1), 63 * DAY).abi_encode().into(),
            ),
        ]
    }

    /// Every action that moves VVV out.
    pub(crate) fn ways_out(&self) -> Vec<(Address, Bytes)> {
        let alice = self.alice;
        vec![
            (alice, calls::withdraw(0, alice).abi_encode().into()),
            (alice, calls::claim(alice).abi_encode().into()),
        ]
    }

    /// Each of `ways` fails with exactly `data`, and leaves everything as it was.
    #[track_caller]
    pub(crate) fn all_fail_with(
        &mut self,
        ways: Vec<(Address, Bytes)>,
        data: impl Fn(&Bytes) -> Vec<u8>,
    ) {
        for (from, call) in ways {
            let before = self.s.picture();
            let result = self
                .s
                .suite
                .send_raw_calldata(from, self.s.staking, call.clone());
            let reverted = result.expect_err("the token failed");
            assert!(reverted.status.is_revert(), "{reverted}");
            assert_eq!(reverted.data, Bytes::from(data(&call)), "{reverted}");
            assert_eq!(self.s.picture(), before);
            self.s.assert_solvent();
        }
    }

    #[track_caller]
    pub(crate) fn all_fail_by_name(&mut self, ways: Vec<(Address, Bytes)>) {
        let error = TokenCallFailed { token: self.token };
        self.all_fail_with(ways, |_| error.abi_encode());
    }

    /// Each of `ways` succeeds, and everything is solvent after it.
    #[track_caller]
    pub(crate) fn all_work(&mut self, ways: Vec<(Address, Bytes)>) {
        for (from, call) in ways {
            self.s
                .suite
                .send_raw_calldata(from, self.s.staking, call)
                .unwrap();
            self.s.assert_solvent();
        }
    }

    /// The token behaves again: alice and bob get out every wei of principal.
    #[track_caller]
    pub(crate) fn everyone_leaves(mut self) {
        self.behave(Manner::Sound, Bytes::new());
        let bob = self.s.account("bob");
        for account in [self.alice, bob] {
            let before = self.s.suite.vvv_of(account);
            let tickets: U256 = self.s.tickets(account).iter().map(|t| t.amount).sum();
            let staked = self.s.position(account).free;
            self.s.request(account, staked);
            self.s.wait(7 * DAY);
            for ticket in self.s.tickets(account) {
                let id = ticket.id.to::<u64>();
                self.s.send(account, calls::withdraw(id, account));
            }
            let paid = self.s.suite.vvv_of(account) - before;
            assert_eq!(paid, staked + tickets);
            let due = self.s.claimable(account);
            if due > U256::ZERO {
                assert_eq!(self.s.send(account, calls::claim(account)).value, due);
            }
        }
    }

    pub(crate) fn note<C: SolCall>(&mut self, call: C) -> C::Return {
        self.s.suite.read(self.token, call).unwrap()
    }
}
