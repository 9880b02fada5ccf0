//! Staking of VVV and minting of DIEM. Specification and ABI: `interfaces/IVvvStaking.sol`.
//!
//! - [`position`], [`rewards`]: the records and their arithmetic, without storage or host calls.
//! - [`ledger`]: an account's touch: reward settlement, the new day, the sums.
//! - [`actions`], [`funding`], [`operation`], [`ownership`], [`views`]: the functions.
//! - [`token`]: calls to VVV, to Diem and to foreign tokens.
#![cfg_attr(not(any(test, feature = "export-abi")), no_std)]

extern crate alloc;

pub mod actions;
pub mod funding;
pub mod ledger;
pub mod operation;
pub mod ownership;
pub mod position;
pub mod rewards;
pub mod token;
pub mod views;

use alloc::vec::Vec;
use alloy_primitives::{Address, B256};
use alloy_sol_types::sol_data;
use runtime::{
    contract::Contract,
    day, dispatch, events,
    host::vm,
    read_arguments,
    storage::{Mapping, Slot},
    word::{pack, unpack},
};
use stylus_sdk::prelude::*;

use abi::IVvvStaking;
use rewards::Shares;

/// The interface, as types.
#[allow(missing_docs)]
pub mod abi {
    alloy_sol_types::sol!("../../interfaces/IVvvStaking.sol");
}

events! {
    IVvvStaking::Initialized { vvv; vvvPerDiem, cooldown, lockedRewardBps }
    IVvvStaking::DiemBound { diem; codeHash }
    IVvvStaking::Staked { payer, account; amount }
    IVvvStaking::DiemMinted { account, to; diemAmount }
    IVvvStaking::DiemBurned { account; diemAmount }
    IVvvStaking::UnstakeRequested { account, id; amount, readyAt }
    IVvvStaking::UnstakeCancelled { account, id; amount }
    IVvvStaking::Withdrawn { account, id, to; amount }
    IVvvStaking::RewardsFunded { funder; amount, unstreamed, duration }
    IVvvStaking::RewardsClaimed { account, to; amount }
    IVvvStaking::Recovered { token, to; amount }
    IVvvStaking::Paused { ; account }
    IVvvStaking::Unpaused { ; account }
    IVvvStaking::OwnershipTransferStarted { previousOwner, newOwner; }
    IVvvStaking::OwnershipTransferred { previousOwner, newOwner; }
}

// ----------------------------------------------------------------- Storage

/// The contract's storage.
pub struct VvvStaking {
    /// Slot 0: what the rewards are shared by, and what every action has to know besides ([`rewards::Shares`]).
    shares: Slot,
    /// Slot 1: the reward stream and all that is owed ([`rewards::Stream`]).
    stream: Slot,
    /// Slot 2: the VVV that accounts put in ([`rewards::Deposits`]).
    deposits: Slot,
    /// Slot 3: `vvv: address | cooldown: u64`, the address in the low bits. Set by the constructor.
    parameters: Slot,
    /// Slot 4: `diem: address | vvvPerDiem: u96`, the address in the low bits. The ratio is set by the constructor, Diem once.
    minting: Slot,
    /// Slot 5: by account three words: [`position::Mint`], [`position::Stake`] and [`position::Claims`].
    accounts: Mapping,
    /// Slot 6: by account and id, [`position::Ticket`].
    tickets: Mapping,
    /// Slot 7: the owner.
    owner: Slot,
    /// Slot 8: who the ownership is offered to.
    pending_owner: Slot,
}

impl VvvStaking {
    fn layout() -> Self {
        Self {
            shares: Slot::root(0),
            stream: Slot::root(1),
            deposits: Slot::root(2),
            parameters: Slot::root(3),
            minting: Slot::root(4),
            accounts: Mapping::root(5),
            tickets: Mapping::root(6),
            owner: Slot::root(7),
            pending_owner: Slot::root(8),
        }
    }
}

/// Diem, and what it locks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minting {
    /// The Diem token, zero until bound.
    pub diem: Address,
    /// Wei of VVV locked per 1e18 wei of DIEM, below 2^96.
    pub vvv_per_diem: u128,
}

impl Minting {
    /// For accounts that minted nothing: there is nothing to price.
    pub const NONE: Self = Self {
        diem: Address::ZERO,
        vvv_per_diem: 0,
    };
}

impl VvvStaking {
    fn vvv(&self) -> Address {
        self.parameters.address()
    }

    /// Seconds.
    fn cooldown(&self) -> u64 {
        (self.parameters.halves().1 >> 32) as u64
    }

    #[inline(never)]
    fn minting(&self) -> Minting {
        Minting {
            diem: self.minting.address(),
            vvv_per_diem: self.minting.halves().1 >> 32,
        }
    }

    fn set_minting(&mut self, minting: Minting) {
        self.minting
            .store(&beside(minting.diem, minting.vvv_per_diem << 32));
    }
}

/// The word of an address in the low bits and what lies above it. The low 32 bits of `high` belong to the address.
fn beside(address: Address, high: u128) -> B256 {
    let (low, top) = unpack(&address.into_word());
    pack(low, top | high)
}

fn now() -> u64 {
    vm().block_timestamp()
}

// ------------------------------------------------------------------- Entry

runtime::entry!(VvvStaking::layout());

type ConstructorArguments = (
    sol_data::Address,
    sol_data::Address,
    sol_data::Uint<256>,
    sol_data::Uint<64>,
    sol_data::Uint<16>,
);

impl Contract for VvvStaking {
    fn construct(&mut self, arguments: &[u8]) {
        read_arguments!(ConstructorArguments, arguments; owner, vvv, vvv_per_diem, cooldown, bps);
        self.constructor(owner, vvv, vvv_per_diem, cooldown, bps)
    }

    fn call(&mut self, selector: u32, arguments: &[u8]) -> Vec<u8> {
        dispatch!(IVvvStaking, selector, arguments, {
            stakeCall(amount) => self.stake(amount),
            stakeForCall(account, amount) => self.stake_for(account, amount),
            stakeWithPermitCall(amount, deadline, v, r, s) => self.stake_with_permit(amount, deadline, v, r, s),
            mintDiemCall(diem_amount, to) => self.mint_diem(diem_amount, to),
            stakeAndMintCall(vvv_amount, to) => self.stake_and_mint(vvv_amount, to),
            burnDiemCall(diem_amount) => self.burn_diem(diem_amount),
            requestUnstakeCall(amount) => self.request_unstake(amount),
            cancelUnstakeCall(id) => self.cancel_unstake(id),
            withdrawCall(id, to) => self.withdraw(id, to),
            claimCall(to) => self.claim(to),
            claimAndStakeCall() => self.claim_and_stake(),
            fundRewardsCall(amount, duration) => self.fund_rewards(amount, duration),
            fundRewardsFromSurplusCall(duration) => self.fund_rewards_from_surplus(duration),
            positionOfCall(account) => self.position_of(account),
            ticketsOfCall(account, from, count) => self.tickets_of(account, from, count),
            quoteMintCall(vvv_amount) => self.quote_mint(vvv_amount),
            quoteLockCall(diem_amount) => self.quote_lock(diem_amount),
            totalsCall() => self.all_totals(),
            rewardStreamCall() => self.reward_stream(),
            vvvCall() => self.vvv(),
            diemCall() => self.minting.address(),
            vvvPerDiemCall() => self.minting().vvv_per_diem,
            cooldownCall() => self.cooldown(),
            lockedRewardBpsCall() => self.shares.read::<Shares>().locked_reward_bps,
            currentDayCall() => day::of(now()),
            bindDiemCall(diem) => self.bind_diem(diem),
            recoverCall(token, to) => self.recover(token, to),
            pauseCall() => self.pause(),
            unpauseCall() => self.unpause(),
            pausedCall() => self.paused(),
            ownerCall() => self.owner.address(),
            pendingOwnerCall() => self.pending_owner.address(),
            transferOwnershipCall(new_owner) => self.transfer_ownership(new_owner),
            acceptOwnershipCall() => self.accept_ownership(),
            renounceOwnershipCall() => self.renounce_ownership(),
        })
    }
}
