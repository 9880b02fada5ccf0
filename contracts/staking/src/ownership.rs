//! The owner, in two steps, and the pause.
//!
//! The behaviour, errors and events are those of OpenZeppelin's Ownable2Step and Pausable. Their code is not used: its storage types are a fifth of
//! a contract, and its pause is a slot of its own, which every action would have to read.

use alloy_primitives::Address;
use runtime::{event::emit, host::vm, revert::revert, storage::Slot};
use stylus_sdk::prelude::*;

use crate::{abi::IVvvStaking, rewards::Shares, VvvStaking};

impl VvvStaking {
    pub(crate) fn only_owner(&self) {
        only(&self.owner);
    }

    /// Makes `owner` the first owner.
    pub(crate) fn own(&mut self, owner: Address) {
        if owner.is_zero() {
            revert(IVvvStaking::OwnableInvalidOwner { owner });
        }
        self.hand_over(owner);
    }

    /// Offers the ownership; the zero address takes an offer back.
    pub(crate) fn transfer_ownership(&mut self, new_owner: Address) {
        self.only_owner();
        self.pending_owner.set_address(new_owner);
        emit(&IVvvStaking::OwnershipTransferStarted {
            previousOwner: self.owner.address(),
            newOwner: new_owner,
        });
    }

    /// Takes the ownership that was offered to the caller.
    pub(crate) fn accept_ownership(&mut self) {
        only(&self.pending_owner);
        self.hand_over(vm().msg_sender());
    }

    /// Gives the ownership up, unless that would leave the contract useless or stopped for ever.
    pub(crate) fn renounce_ownership(&mut self) {
        self.only_owner();
        if self.minting.address().is_zero() {
            revert(IVvvStaking::DiemNotBound {});
        }
        self.when_not_paused();
        self.hand_over(Address::ZERO);
    }

    #[inline(never)]
    fn hand_over(&mut self, new_owner: Address) {
        let previous_owner = self.owner.address();
        self.pending_owner.set_address(Address::ZERO);
        self.owner.set_address(new_owner);
        emit(&IVvvStaking::OwnershipTransferred {
            previousOwner: previous_owner,
            newOwner: new_owner,
        });
    }

    pub(crate) fn pause(&mut self) {
        self.only_owner();
        self.when_not_paused();
        self.set_paused(true);
        emit(&IVvvStaking::Paused {
            account: vm().msg_sender(),
        });
    }

    pub(crate) fn unpause(&mut self) {
        self.only_owner();
        if !self.paused() {
            revert(IVvvStaking::ExpectedPause {});
        }
        self.set_paused(false);
        emit(&IVvvStaking::Unpaused {
            account: vm().msg_sender(),
        });
    }

    #[inline(never)]
    pub(crate) fn when_not_paused(&self) {
        if self.paused() {
            revert(IVvvStaking::EnforcedPause {});
        }
    }

    pub(crate) fn paused(&self) -> bool {
        self.shares.read::<Shares>().paused
    }

    fn set_paused(&mut self, paused: bool) {
        let shares: Shares = self.shares.read();
        self.shares.write(Shares { paused, ..shares });
    }
}

/// Refuses all callers but the one that `holder` names.
#[inline(never)]
fn only(holder: &Slot) {
    let account = vm().msg_sender();
    if account != holder.address() {
        revert(IVvvStaking::OwnableUnauthorizedAccount { account });
    }
}
