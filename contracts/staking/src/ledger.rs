//! An account's touch: what every change of a position begins and ends with.

use alloy_primitives::{Address, B256, U256};
use runtime::{
    day,
    storage::Slot,
    word::{integer, pack, to_u128, Word},
};

use crate::{
    now,
    position::{locked_up, weight, Mint, Stake, U96_MAX},
    rewards::{earned_floor, share_floor, Stream, Totals},
    Minting, VvvStaking,
};

/// The sums, released up to now.
pub struct Sums {
    /// The sums over all accounts.
    pub totals: Totals,
    /// The stream and what is owed.
    pub stream: Stream,
    /// Rewards per weight since the beginning.
    pub accumulator: U256,
}

/// An account whose rewards are settled and whose day has begun: ready to change.
pub struct Touched {
    /// The sums; they still count the account with its old weight.
    pub sums: Sums,
    /// What it minted.
    pub mint: Mint,
    /// What it staked.
    pub stake: Stake,
    /// Today.
    pub today: u32,
    /// The price of DIEM.
    pub minting: Minting,
    locked_reward_bps: u16,
    old_weight: u128,
    old_mint: Mint,
    slot: Slot,
}

impl Touched {
    /// The VVV locked behind the account's DIEM. It is staked, so it fits.
    pub fn locked(&self) -> u128 {
        locked(self.mint, self.minting)
    }

    /// The VVV that can be unstaked. Nothing unlocks by itself, so all that is locked is staked.
    pub fn free(&self) -> u128 {
        self.stake.staked - self.locked()
    }

    /// The account's reward weight as it stands.
    pub fn weight(&self) -> u128 {
        weight(self.stake.staked, self.locked(), self.locked_reward_bps)
    }
}

/// What a mint record locks. Every mint has been held against the stake, so it is below 2^96.
fn locked(mint: Mint, minting: Minting) -> u128 {
    locked_up(mint.backed(), minting.vvv_per_diem).saturating_to()
}

impl VvvStaking {
    /// The sums, with the stream released up to now.
    pub(crate) fn sums_now(&self) -> Sums {
        let mut totals = Totals::from_word(&self.totals.load());
        let mut stream = self.stream();
        let mut accumulator = integer(&self.accumulator.load());
        let now = now();
        if totals.running() && stream.unstreamed != 0 {
            let released = stream.release_floor(now - totals.updated_at);
            accumulator += share_floor(released, totals.weight);
        }
        totals.updated_at = now;
        Sums {
            totals,
            stream,
            accumulator,
        }
    }

    /// Stores the sums.
    pub(crate) fn set_sums(&mut self, sums: &Sums) {
        self.totals.store(&sums.totals.to_word());
        self.stream.store(&sums.stream.to_word());
        self.accumulator.store(&sums.accumulator.to_word());
    }

    pub(crate) fn stream(&self) -> Stream {
        Stream::from_word(&self.stream.load())
    }

    /// The account as it stands now: its rewards credited by the weight it had, what it burned before today unlocked.
    pub(crate) fn touch(&self, account: Address) -> Touched {
        let sums = self.sums_now();
        let minting = self.minting();
        let locked_reward_bps = self.parameters().locked_reward_bps;
        let today = day::of(now());

        let slot = self.accounts.slot(account);
        let old_mint = Mint::from_word(&slot.load());
        let mut stake = Stake::from_word(&slot.after(1).load());
        let checkpoint = integer(&slot.after(2).load());

        let old_weight = weight(stake.staked, locked(old_mint, minting), locked_reward_bps);
        // Below 2^96: what was earned is part of what is owed.
        stake.rewards += earned_floor(old_weight, sums.accumulator - checkpoint);
        let mint = old_mint.touched(today);
        Touched {
            sums,
            mint,
            stake,
            today,
            minting,
            locked_reward_bps,
            old_weight,
            old_mint,
            slot,
        }
    }

    /// Stores a touched account and the sums.
    pub(crate) fn commit(&mut self, mut touched: Touched) {
        let new_weight = touched.weight();
        let totals = &mut touched.sums.totals;
        totals.weight = totals.weight - touched.old_weight + new_weight;

        let mut slot = touched.slot;
        if touched.mint != touched.old_mint {
            slot.store(&touched.mint.to_word());
        }
        slot.after(1).store(&touched.stake.to_word());
        slot.after(2).store(&touched.sums.accumulator.to_word());
        self.set_sums(&touched.sums);
    }

    /// VVV in open tickets.
    pub(crate) fn ticketed(&self) -> U256 {
        integer(&self.ticketed.load())
    }

    pub(crate) fn set_ticketed(&mut self, ticketed: U256) {
        self.ticketed.store(&ticketed.to_word());
    }

    /// The slot of ticket `id`.
    pub(crate) fn ticket_slot(&self, account: Address, id: U256) -> Slot {
        self.tickets.mapping(account).slot_of_word(id.to_word())
    }
}

/// `amount` if it fits beside `held` in 96 bits.
pub fn fits(held: u128, amount: U256) -> Option<u128> {
    to_u128(amount).filter(|amount| *amount <= U96_MAX - held)
}

/// The word of an empty slot.
pub fn empty() -> B256 {
    pack(0, 0)
}
