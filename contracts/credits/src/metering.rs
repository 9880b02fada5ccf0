//! Gateways' readings.

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use runtime::{event::emit, host::vm};
use stylus_sdk::prelude::*;

use crate::{
    abi::IComputeCredits, account::Account, budget::Budget, budgets::Kind, now, only_today,
    ComputeCredits,
};

/// One owner's running total of the day, in credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The account metered.
    pub owner: Address,
    /// Credits, below 2^96.
    pub total: u128,
}

impl Reading {
    /// Unpacks `owner << 96 | total`.
    pub fn from_entry(entry: U256) -> Self {
        let bytes: [u8; 32] = entry.to_be_bytes();
        let (owner, total) = bytes.split_at(20);
        Self {
            owner: Address::from_slice(owner),
            total: U256::from_be_slice(total).saturating_to(),
        }
    }
}

/// What a reading changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Settled {
    /// The gateway's total for the owner.
    total: u128,
    /// Credits asked for and not reached.
    missing: u128,
}

/// How far `reading` can be followed: up as far as the `available` credits and the meter's room reach, down to where it says.
fn settle(meter: Budget, total: u128, available: u128, now: u64) -> Settled {
    if total <= meter.used {
        return Settled { total, missing: 0 };
    }
    let wanted = total - meter.used;
    let taken = wanted.min(meter.room(now)).min(available);
    Settled {
        total: meter.used + taken,
        missing: wanted - taken,
    }
}

impl ComputeCredits {
    pub(crate) fn meter(&mut self, day: U256, entries: Vec<U256>, receipts_root: B256) -> U256 {
        let today = only_today(day);
        let gateway = vm().msg_sender();
        let readings: Vec<Reading> = entries.into_iter().map(Reading::from_entry).collect();
        let owners: Vec<Address> = readings.iter().map(|reading| reading.owner).collect();
        let capacities = self.capacity_of_batch(&owners);

        let mut totals = self.totals(today);
        let mut shortfall = U256::ZERO;
        for (reading, capacity) in readings.into_iter().zip(capacities) {
            shortfall += U256::from(self.read(gateway, reading, capacity, &mut totals));
        }
        self.totals.store(&totals.to_word());
        emit(&IComputeCredits::MeterPosted {
            gateway,
            day,
            receiptsRoot: receipts_root,
        });
        shortfall
    }

    /// Sets one owner's reading; returns the credits that it asks for and does not reach.
    fn read(
        &mut self,
        gateway: Address,
        reading: Reading,
        capacity: u128,
        totals: &mut Account,
    ) -> u128 {
        let Reading {
            owner,
            total: requested,
        } = reading;
        let today = totals.day;
        let mut meter_slot = self.budget_slot(Kind::Meter, owner, gateway);
        let meter = Budget::from_word(&meter_slot.load(), today);
        if requested == meter.used {
            return 0;
        }
        let mut account_slot = self.accounts.slot(owner);
        let account = Account::from_word(&account_slot.load(), today);
        // A meter's use is part of its account's. Only one of exactly 65,536 days ago is not, which the meter's 16 bits take for today's.
        let meter = Budget {
            used: meter.used.min(account.used),
            ..meter
        };
        let Settled { total, missing } =
            settle(meter, requested, account.available(capacity), now());
        if total != meter.used {
            meter_slot.store(
                &Budget {
                    used: total,
                    ..meter
                }
                .to_word(),
            );
            // The meter's old reading is part of what the account and all accounts used.
            account_slot.store(
                &Account {
                    used: account.used - meter.used + total,
                    ..account
                }
                .to_word(),
            );
            totals.used = totals.used - meter.used + total;
            emit(&IComputeCredits::Metered {
                owner,
                gateway,
                day: U256::from(today),
                total: U256::from(total),
            });
        }
        if missing != 0 {
            let (day, requested, total) =
                (U256::from(today), U256::from(requested), U256::from(total));
            emit(&IComputeCredits::Shortfall {
                owner,
                gateway,
                day,
                requested,
                total,
            });
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::U96_MAX;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn entries_unpack(owner: [u8; 20], total in 0..=U96_MAX) {
            let entry = U256::from_be_slice(&owner) << 96 | U256::from(total);
            prop_assert_eq!(Reading::from_entry(entry), Reading { owner: Address::from(owner), total });
        }

        #[test]
        fn a_reading_is_followed_as_far_as_it_goes(
            limit in 0..=U96_MAX, used in 0..=U96_MAX, total in 0..=U96_MAX, available in 0..=U96_MAX, expiry: u32, now in 0u64..1 << 33,
        ) {
            let meter = Budget { limit, used, expiry, day: 0, nonce: 0 };
            let settled = settle(meter, total, available, now);
            prop_assert_eq!(settled.total + settled.missing, total);
            if total <= used {
                prop_assert_eq!(settled.missing, 0);
            } else {
                prop_assert!(settled.total >= used && settled.total - used <= available.min(meter.room(now)));
                prop_assert!(settled.missing == 0 || settled.total - used == available.min(meter.room(now)));
            }
        }
    }
}
