//! What the chain's owner sets: single values, and sets of accounts. All of it lies in [`ARBOS_STATE`], so it reverts with everything else.

use alloy_primitives::{Address, U256};

use super::{read, write};
use crate::evm::ChainContext;

/// A value, by its slot in [`ARBOS_STATE`](super::ARBOS_STATE). Slots 1 and 2 belong to the data fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum Parameter {
    /// Wei for posting one unit (1/16 of a byte) of calldata to the parent chain.
    L1Price = 3,
    /// Least base fee in wei per gas.
    MinBaseFee = 4,
    /// Who gets the fees for execution, and for programs' data.
    NetworkFeeAccount = 5,
    /// Who gets the part of the base fee up to the least one.
    InfraFeeAccount = 6,
    /// Who gets the reward for posting.
    L1RewardRecipient = 7,
    /// Wei per unit of that reward.
    L1RewardRate = 8,
    /// Strength of the compression by which posted bytes are estimated.
    BrotliLevel = 9,
}

impl Parameter {
    pub(crate) const fn slot(self) -> U256 {
        U256::from_limbs([self as u64, 0, 0, 0])
    }

    pub(crate) fn get(self, ctx: &mut ChainContext) -> U256 {
        read(ctx, self.slot())
    }

    pub(crate) fn set(self, ctx: &mut ChainContext, value: U256) {
        write(ctx, self.slot(), value);
    }
}

/// A set of accounts: its size in a slot, the members in those after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum Accounts {
    /// Who may call ArbOwner.
    ChainOwners = 1 << 32,
    /// Who may put programs in the cache.
    CacheManagers = 2 << 32,
}

impl Accounts {
    const fn slot(self, offset: u64) -> U256 {
        U256::from_limbs([self as u64 + offset, 0, 0, 0])
    }

    /// The slots and values of a set with these members, for a new chain.
    pub(crate) fn initial(self, members: &[Address]) -> Vec<(U256, U256)> {
        let size = (self.slot(0), U256::from(members.len()));
        let members = (1..).zip(members);
        members
            .map(|(offset, member)| (self.slot(offset), U256::from_be_slice(member.as_slice())))
            .chain([size])
            .collect()
    }

    /// The members, in the order in which they came, but for those who took the place of a removed one.
    pub(crate) fn all(self, ctx: &mut ChainContext) -> Vec<Address> {
        let size: u64 = read(ctx, self.slot(0)).saturating_to();
        let member = |offset| Address::from_word(read(ctx, self.slot(offset)).into());
        (1..=size).map(member).collect()
    }

    pub(crate) fn contain(self, ctx: &mut ChainContext, account: Address) -> bool {
        self.all(ctx).contains(&account)
    }

    /// Adds an account; without effect if it is a member.
    pub(crate) fn add(self, ctx: &mut ChainContext, account: Address) {
        let members = self.all(ctx);
        if !members.contains(&account) {
            let size = members.len() as u64 + 1;
            write(
                ctx,
                self.slot(size),
                U256::from_be_slice(account.as_slice()),
            );
            write(ctx, self.slot(0), U256::from(size));
        }
    }

    /// Removes an account, whose place the last one takes. False if it is no member.
    pub(crate) fn remove(self, ctx: &mut ChainContext, account: Address) -> bool {
        let members = self.all(ctx);
        let Some(place) = (1..)
            .zip(&members)
            .find_map(|(offset, m)| (*m == account).then_some(offset))
        else {
            return false;
        };
        let size = members.len() as u64;
        let last = read(ctx, self.slot(size));
        write(ctx, self.slot(place), last);
        write(ctx, self.slot(size), U256::ZERO);
        write(ctx, self.slot(0), U256::from(size - 1));
        true
    }
}
