//! An account's touch: what every change of a position begins and ends with.

use alloy_primitives::{Address, B256, U256};
use runtime::{
    day,
    storage::Slot,
    word::{pack, to_u128, Word},
};

use crate::{
    now,
    position::{locked_up, weight, Claims, Mint, Stake, U96_MAX},
    rewards::{earned_floor, Deposits, Shares, Stream},
    Minting, VvvStaking,
};

/// The sums, released up to now.
pub struct Sums {
    /// What the rewards are shared by.
    pub shares: Shares,
    /// The stream and what is owed.
    pub stream: Stream,
}

/// An account whose rewards are settled and whose day has begun: ready to change.
pub struct Touched {
    /// The sums; they still count the account with its old weight.
    pub sums: Sums,
    /// What it minted.
    pub mint: Mint,
    /// What it staked.
    pub stake: Stake,
    /// What it can claim.
    pub claims: Claims,
    /// Today.
    pub today: u32,
    /// Diem, and what it locks; [`Minting::NONE`] if the account minted nothing.
    pub minting: Minting,
    old_staked: u128,
    old_weight: u128,
    old_mint: Mint,
    slot: Slot,
}

impl Touched {
    /// The VVV locked behind the account's DIEM. It is staked, so it fits.
    pub fn locked(&self) -> u128 {
        locked(&self.mint, self.minting.vvv_per_diem)
    }

    /// The VVV that can be unstaked. Nothing unlocks by itself, so all that is locked is staked.
    pub fn free(&self) -> u128 {
        self.stake.staked - self.locked()
    }

    /// The account's reward weight as it stands.
    pub fn weight(&self) -> u128 {
        weight(
            self.stake.staked,
            self.locked(),
            self.sums.shares.locked_reward_bps,
        )
    }
}

/// What a mint record locks. Every mint has been held against the stake, so it is below 2^96.
#[inline(never)]
fn locked(mint: &Mint, vvv_per_diem: u128) -> u128 {
    locked_up(mint.backed(), vvv_per_diem).saturating_to()
}

impl VvvStaking {
    /// The sums, with the stream released up to now.
    pub(crate) fn sums_now(&self) -> Sums {
        let mut shares: Shares = self.shares.read();
        let mut stream = self.stream();
        let now = now() as u32;
        if shares.running() && stream.unstreamed != 0 {
            let released = stream.release_floor(now.wrapping_sub(stream.updated_at));
            shares.share(released);
        }
        stream.updated_at = now;
        Sums { shares, stream }
    }

    /// Stores the sums.
    #[inline(never)]
    pub(crate) fn set_sums(&mut self, sums: &Sums) {
        self.shares.write(sums.shares);
        self.set_stream(&sums.stream);
    }

    #[inline(never)]
    pub(crate) fn stream(&self) -> Stream {
        self.stream.read()
    }

    #[inline(never)]
    pub(crate) fn set_stream(&mut self, stream: &Stream) {
        self.stream.write(*stream);
    }

    /// The account as it stands now: its rewards credited by the weight it had, what it burned before today unlocked.
    #[inline(never)]
    pub(crate) fn touch(&self, account: Address) -> Touched {
        let sums = self.sums_now();
        let today = day::of(now());

        let slot = self.accounts.slot(account);
        let mut stake: Stake = slot.after(1).read();
        // Neither those who minted nothing nor what there would be to price are looked up. Whoever mints brings the price along.
        let old_mint = if stake.backs_diem {
            slot.read()
        } else {
            Mint::default()
        };
        let mut claims: Claims = slot.after(2).read();

        let minting = if old_mint.backed() == 0 {
            Minting::NONE
        } else {
            self.minting()
        };
        let old_weight = weight(
            stake.staked,
            locked(&old_mint, minting.vvv_per_diem),
            sums.shares.locked_reward_bps,
        );
        // Below 2^96: what was earned is part of what is owed.
        claims.rewards += earned_floor(old_weight, sums.shares.growth_since(stake.checkpoint));
        stake.checkpoint = sums.shares.accumulator;
        let mint = old_mint.touched(today);
        Touched {
            sums,
            mint,
            stake,
            claims,
            today,
            minting,
            old_staked: stake.staked,
            old_weight,
            old_mint,
            slot,
        }
    }

    /// Stores a touched account and the sums.
    #[inline(never)]
    pub(crate) fn commit(&mut self, touched: &mut Touched) {
        touched.stake.backs_diem = touched.mint.backed() != 0;
        let new_weight = touched.weight();
        let shares = &mut touched.sums.shares;
        shares.weight = shares.weight - touched.old_weight + new_weight;
        self.set_sums(&touched.sums);
        if touched.stake.staked != touched.old_staked {
            let mut deposits: Deposits = self.deposits.read();
            deposits.staked = deposits.staked - touched.old_staked + touched.stake.staked;
            self.deposits.write(deposits);
        }

        let mut slot = touched.slot;
        if touched.mint != touched.old_mint {
            slot.write(touched.mint);
        }
        slot.after(1).write(touched.stake);
        slot.after(2).write(touched.claims);
    }

    /// The slot of ticket `id`.
    #[inline(never)]
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
