//! What can be read.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::sol_data;
use runtime::{
    reply::{size, words, Reply},
    revert::Revert,
    word::pack,
};

use crate::{
    abi::IVvvStaking,
    actions::too_large,
    ledger::fits,
    position::{backed_floor, locked_up, Stake, Ticket, U96_MAX},
    rewards::Totals,
    VvvStaking,
};

type FiveWords = (U256, U256, U256, U256, U256);
type SevenWords = (U256, U256, U256, U256, U256, U256, U256);

impl VvvStaking {
    pub(crate) fn position_of(&self, account: Address) -> SevenWords {
        let touched = self.touch(account);
        let backed = U256::from(touched.mint.backed());
        let backable = backed_floor(touched.stake.staked, touched.minting.vvv_per_diem).min(U256::from(U96_MAX));
        (
            U256::from(touched.stake.staked),
            U256::from(touched.locked()),
            U256::from(touched.mint.minted),
            U256::from(touched.mint.burned),
            backable.saturating_sub(backed),
            U256::from(touched.free()),
            U256::from(touched.stake.rewards),
        )
    }

    pub(crate) fn tickets_of(&self, account: Address, from: U256, count: U256) -> Tickets {
        let requested = Stake::from_word(&self.accounts.slot(account).after(1).load()).tickets;
        let end: u64 = from.saturating_add(count).min(U256::from(requested)).saturating_to();
        let from: u64 = from.saturating_to();
        let ticket = |id| (id, Ticket::from_word(&self.ticket_slot(account, U256::from(id)).load()));
        let open = (from..end).map(ticket).filter(|(_, ticket)| ticket.amount != 0).collect();
        Tickets { open, requested }
    }

    pub(crate) fn quote_mint(&self, vvv_amount: U256) -> Result<U256, Revert> {
        let amount = fits(0, vvv_amount).ok_or_else(|| too_large(vvv_amount))?;
        Ok(backed_floor(amount, self.minting().vvv_per_diem))
    }

    pub(crate) fn quote_lock(&self, diem_amount: U256) -> Result<U256, Revert> {
        let amount = fits(0, diem_amount).ok_or_else(|| too_large(diem_amount))?;
        Ok(locked_up(amount, self.minting().vvv_per_diem))
    }

    pub(crate) fn sums(&self) -> FiveWords {
        let (totals, stream) = (Totals::from_word(&self.totals.load()), self.stream());
        (
            U256::from(totals.staked),
            self.ticketed(),
            U256::from(stream.unstreamed),
            U256::from(stream.owed),
            U256::from(totals.weight),
        )
    }

    pub(crate) fn reward_stream(&self) -> (U256, U256, bool) {
        let sums = self.sums_now();
        (U256::from(sums.stream.unstreamed), U256::from(sums.stream.seconds_left), sums.totals.running())
    }
}

/// The answer of `ticketsOf`: the open tickets, and how many were ever requested.
pub struct Tickets {
    open: Vec<(u64, Ticket)>,
    requested: u64,
}

impl Reply<(sol_data::Array<IVvvStaking::Ticket>, sol_data::Uint<256>)> for Tickets {
    fn reply(self) -> Vec<u8> {
        let mut data = words(&[size(64), U256::from(self.requested).into(), size(self.open.len())]);
        for (id, Ticket { amount, ready_at }) in self.open {
            data.extend_from_slice(&words(&[id.into(), amount, ready_at.into()].map(|value| pack(value, 0))));
        }
        data
    }
}
