//! What feeds the reward stream.

use alloy_primitives::U256;
use runtime::{event::emit, host::vm, revert::revert};
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
        let balance = balance_of_this(self.vvv());
        let amount = balance.saturating_sub(U256::from(self.stream().owed));
        self.add_to_stream(amount, duration);
        amount
    }

    /// Adds `amount` to the stream and restarts it over `duration`; returns what is owed with it.
    fn add_to_stream(&mut self, amount: U256, duration: u64) -> u128 {
        non_zero(amount);
        let seconds = u32::try_from(duration).unwrap_or(u32::MAX);
        if !DURATIONS.contains(&seconds) {
            revert(IVvvStaking::InvalidDuration { duration });
        }
        let mut sums = self.sums_now();
        let stream = &mut sums.stream;
        let added = fits(stream.owed, amount).unwrap_or_else(|| too_large(amount));
        if stream.would_slow_down(added, seconds) {
            revert(IVvvStaking::RewardRateWouldFall {
                unstreamed: U256::from(stream.unstreamed),
                secondsLeft: U256::from(stream.seconds_left),
            });
        }
        stream.unstreamed += added;
        stream.owed += added;
        stream.seconds_left = seconds;
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
}
