//! Credits given and spent.

use alloy_primitives::{Address, B256, U256};
use runtime::{event::emit, host::vm, revert::revert, word::to_u128};
use stylus_sdk::prelude::*;

use crate::{
    abi::IComputeCredits, account::Account, budget::Budget, budgets::Kind, now, only_today,
    ComputeCredits,
};

/// What `transferFrom` is asked for.
pub(crate) struct Draw {
    pub(crate) owner: Address,
    pub(crate) to: Address,
    pub(crate) day: U256,
    pub(crate) amount: U256,
}

impl ComputeCredits {
    pub(crate) fn transfer(&mut self, to: Address, day: U256, amount: U256) -> bool {
        let today = only_today(day);
        self.give(vm().msg_sender(), to, today, amount)
    }

    pub(crate) fn transfer_from(&mut self, draw: Draw) -> bool {
        let Draw {
            owner,
            to,
            day,
            amount,
        } = draw;
        let today = only_today(day);
        let (spender, now) = (vm().msg_sender(), now());
        let mut slot = self.budget_slot(Kind::Allowance, owner, spender);
        let allowance = slot.read::<Budget>().on(today);
        let drawn = allowance.draw(amount, now).unwrap_or_else(|| {
            let remaining = U256::from(allowance.room(now));
            revert(IComputeCredits::InsufficientAllowance {
                owner,
                spender,
                remaining,
                needed: amount,
            })
        });
        slot.write(drawn);
        self.give(owner, to, today, amount)
    }

    /// Moves credits: what the sender's net loses, the receiver's gains.
    fn give(&mut self, sender: Address, receiver: Address, today: u32, amount: U256) -> bool {
        if receiver.is_zero() {
            revert(IComputeCredits::InvalidReceiver { receiver });
        }
        let (given, moved) = self.afford(sender, today, amount);
        if sender != receiver {
            // Below 2^96, as all of a day's credits are.
            let moved = moved as i128;
            self.set_account(
                sender,
                Account {
                    net: given.net - moved,
                    ..given
                },
            );
            let received = self.account(receiver, today);
            self.set_account(
                receiver,
                Account {
                    net: received.net + moved,
                    ..received
                },
            );
        }
        emit(&IComputeCredits::Transfer {
            caller: vm().msg_sender(),
            sender,
            receiver,
            id: U256::from(today),
            amount,
        });
        true
    }

    pub(crate) fn spend(&mut self, day: U256, payee: Address, amount: U256, reference: B256) {
        let today = only_today(day);
        if payee.is_zero() {
            revert(IComputeCredits::InvalidPayee { payee });
        }
        let owner = vm().msg_sender();
        let (account, spent) = self.afford(owner, today, amount);
        self.set_account(
            owner,
            Account {
                used: account.used + spent,
                ..account
            },
        );
        let totals = self.totals(today);
        self.totals.write(Account {
            used: totals.used + spent,
            ..totals
        });
        emit(&IComputeCredits::Spent {
            owner,
            payee,
            day,
            amount,
            r#ref: reference,
        });
    }

    /// The account's day and `amount`, which its credits cover.
    fn afford(&self, owner: Address, today: u32, amount: U256) -> (Account, u128) {
        if amount.is_zero() {
            revert(IComputeCredits::ZeroAmount {});
        }
        let account = self.account(owner, today);
        let available = account.available(self.capacity_of(owner));
        match to_u128(amount).filter(|amount| *amount <= available) {
            Some(amount) => (account, amount),
            None => revert(IComputeCredits::InsufficientCredits {
                owner,
                available: U256::from(available),
                needed: amount,
            }),
        }
    }

    pub(crate) fn set_account(&mut self, account: Address, record: Account) {
        self.accounts.slot(account).write(record);
    }
}
