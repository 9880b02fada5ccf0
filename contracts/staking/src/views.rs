//! What can be read.

use alloc::{vec, vec::Vec};
use alloy_primitives::{Address, U256};
use alloy_sol_types::sol_data;
use runtime::{
    reply::{size, words, Reply},
    word::{halves, pack},
};

use crate::{
    abi::IVvvStaking,
    actions::too_large,
    ledger::fits,
    position::{backed_floor, locked_up, Claims, Ticket, U96_MAX},
    rewards::{Deposits, Shares},
    VvvStaking,
};

type FiveAmounts = (u128, u128, u128, u128, u128);
type SevenAmounts = (u128, u128, u128, u128, u128, u128, u128);

impl VvvStaking {
    pub(crate) fn position_of(&self, account: Address) -> SevenAmounts {
        let touched = self.touch(account);
        let backable = backed_floor(touched.stake.staked, self.minting().vvv_per_diem)
            .min(U256::from(U96_MAX));
        (
            touched.stake.staked,
            touched.locked(),
            touched.mint.minted,
            touched.mint.burned,
            halves(backable).0.saturating_sub(touched.mint.backed()),
            touched.free(),
            touched.claims.rewards,
        )
    }

    pub(crate) fn tickets_of(&self, account: Address, from: U256, count: U256) -> Tickets {
        let requested = self
            .accounts
            .slot(account)
            .after(2)
            .read::<Claims>()
            .tickets;
        let end: u64 = from
            .saturating_add(count)
            .min(U256::from(requested))
            .saturating_to();
        let from: u64 = from.saturating_to();
        let ticket = |id| {
            (
                id,
                self.ticket_slot(account, U256::from(id)).read::<Ticket>(),
            )
        };
        let open = (from..end)
            .map(ticket)
            .filter(|(_, ticket)| ticket.amount != 0)
            .collect();
        Tickets { open, requested }
    }

    pub(crate) fn quote_mint(&self, vvv_amount: U256) -> U256 {
        let amount = fits(0, vvv_amount).unwrap_or_else(|| too_large(vvv_amount));
        backed_floor(amount, self.minting().vvv_per_diem)
    }

    pub(crate) fn quote_lock(&self, diem_amount: U256) -> U256 {
        let amount = fits(0, diem_amount).unwrap_or_else(|| too_large(diem_amount));
        locked_up(amount, self.minting().vvv_per_diem)
    }

    pub(crate) fn all_totals(&self) -> FiveAmounts {
        let (deposits, stream) = (self.deposits.read::<Deposits>(), self.stream());
        (
            deposits.staked,
            deposits.ticketed,
            stream.unstreamed,
            stream.owed,
            self.shares.read::<Shares>().weight,
        )
    }

    pub(crate) fn reward_stream(&self) -> (u128, u64, bool) {
        let sums = self.sums_now();
        (
            sums.stream.unstreamed,
            sums.stream.seconds_left.into(),
            sums.shares.running(),
        )
    }
}

/// The answer of `ticketsOf`: the open tickets, and how many were ever requested.
pub struct Tickets {
    open: Vec<(u64, Ticket)>,
    requested: u64,
}

impl Reply<(sol_data::Array<IVvvStaking::Ticket>, sol_data::Uint<256>)> for Tickets {
    fn reply(self) -> Vec<u8> {
        let mut reply = vec![
            size(64),
            pack(self.requested.into(), 0),
            size(self.open.len()),
        ];
        for (id, Ticket { amount, ready_at }) in self.open {
            reply.extend([id.into(), amount, ready_at.into()].map(|value| pack(value, 0)));
        }
        words(&reply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::SolCall;
    use proptest::{collection::vec, prelude::*};
    use runtime::{
        reply::reply,
        word::{unpack, Packed},
    };

    proptest! {
        #[test]
        fn tickets_are_shown_as_alloy_encodes_them(words in vec(any::<(u64, [u8; 32])>(), 0..6), requested: u64) {
            let open: Vec<_> = words.into_iter().map(|(id, word)| (id, Ticket::from_halves(unpack(&word.into())))).collect();
            let alloys: Vec<_> = open
                .iter()
                .map(|(id, ticket)| IVvvStaking::Ticket {
                    id: U256::from(*id),
                    amount: U256::from(ticket.amount),
                    readyAt: U256::from(ticket.ready_at),
                })
                .collect();
            let expected = IVvvStaking::ticketsOfCall::abi_encode_returns(&(alloys, U256::from(requested)));
            prop_assert_eq!(reply::<IVvvStaking::ticketsOfCall>(Tickets { open, requested }), expected);
        }
    }
}
