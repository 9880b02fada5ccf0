//! What feeds the reward stream.

use alloy_primitives::U256;
use openzeppelin_stylus::access::ownable_two_step::IOwnable2Step;
use runtime::{
    event::emit,
    host::vm,
    revert::{or_revert, revert},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::IVvvStaking,
    actions::{non_zero, too_large},
    ledger::fits,
    rewards::DURATIONS,
    token::balance_of_this,
    VvvStaking,
};

impl VvvStaking {
    pub(crate) fn fund_rewards(&mut self, amount: U256, duration: u64) {
        self.only_owner();
        let owed = self.add_to_stream(amount, duration);
        self.pull(vm().msg_sender(), amount, owed)
    }

    pub(crate) fn fund_rewards_from_surplus(&mut self, duration: u64) -> U256 {
        self.only_owner();
        let balance = balance_of_this(self.parameters().vvv);
        let amount = balance.saturating_sub(U256::from(self.stream().owed));
        self.add_to_stream(amount, duration);
        amount
    }

    /// Adds `amount` to the stream and restarts it over `duration`; returns what is owed with it.
    fn add_to_stream(&mut self, amount: U256, duration: u64) -> u128 {
        non_zero(amount);
        if !DURATIONS.contains(&duration) {
            revert(IVvvStaking::InvalidDuration { duration });
        }
        let mut sums = self.sums_now();
        let stream = &mut sums.stream;
        let added = fits(stream.owed, amount).unwrap_or_else(|| too_large(amount));
        if stream.would_slow_down(added, duration) {
            revert(IVvvStaking::RewardRateWouldFall {
                unstreamed: U256::from(stream.unstreamed),
                secondsLeft: U256::from(stream.seconds_left),
            });
        }
        stream.unstreamed += added;
        stream.owed += added;
        stream.seconds_left = duration;
        let (owed, unstreamed) = (stream.owed, U256::from(stream.unstreamed));
        self.set_sums(&sums);
        emit(&IVvvStaking::RewardsFunded {
            funder: vm().msg_sender(),
            amount,
            unstreamed,
            duration,
        });
        owed
    }

    pub(crate) fn only_owner(&self) {
        or_revert(self.ownership.ownable.only_owner());
    }

    /// Gives the ownership up, unless that would leave the contract useless or stopped for ever.
    pub(crate) fn renounce_ownership(&mut self) {
        self.only_owner();
        if self.minting().diem.is_zero() {
            revert(IVvvStaking::DiemNotBound {});
        }
        self.when_not_paused();
        or_revert(self.ownership.renounce_ownership());
    }
}
