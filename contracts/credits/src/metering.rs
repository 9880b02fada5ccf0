//! Gateways' readings.

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use runtime::{event::emit, host::vm, storage::Mapping, word::unpack};
use stylus_sdk::prelude::*;

use crate::{
    abi::IComputeCredits,
    account::Account,
    budget::{Budget, U96_MAX},
    now, only_today, ComputeCredits,
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
    pub fn of(entry: &B256) -> Self {
        Self {
            owner: Address::from_slice(&entry[..20]),
            total: unpack(entry).0 & U96_MAX,
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
    pub(crate) fn meter(&mut self, day: U256, entries: Vec<B256>, receipts_root: B256) -> U256 {
        let today = only_today(day);
        let gateway = vm().msg_sender();
        let owners = entries.iter().map(|entry| Reading::of(entry).owner);
        let capacities = self.capacity_of_batch(owners);
        let mut meters = Meters {
            meters: self.meters.mapping(gateway),
            accounts: self.accounts,
            gateway,
            now: now(),
            totals: self.totals(today),
        };
        let mut shortfall = U256::ZERO;
        for (entry, capacity) in entries.iter().zip(capacities.amounts()) {
            shortfall += U256::from(meters.read(&Reading::of(entry), capacity));
        }
        let totals = meters.totals;
        self.totals.write(totals);
        emit(&IComputeCredits::MeterPosted {
            gateway,
            day,
            receiptsRoot: receipts_root,
        });
        shortfall
    }
}

/// A gateway's meters while it posts readings.
struct Meters {
    /// By owner.
    meters: Mapping,
    accounts: Mapping,
    gateway: Address,
    now: u64,
    /// The day of all accounts.
    totals: Account,
}

impl Meters {
    /// Sets one owner's reading; returns the credits that it asks for and does not reach.
    fn read(&mut self, reading: &Reading, capacity: u128) -> u128 {
        let Self { gateway, now, .. } = *self;
        let Reading {
            owner,
            total: requested,
        } = *reading;
        let totals = &mut self.totals;
        let today = totals.day;
        let mut meter_slot = self.meters.slot(owner);
        let meter = meter_slot.read::<Budget>().on(today);
        if requested == meter.used {
            return 0;
        }
        let mut account_slot = self.accounts.slot(owner);
        let account = account_slot.read::<Account>().on(today);
        // A meter's use is part of its account's. Only one of exactly 65,536 days ago is not, which the meter's 16 bits take for today's.
        let meter = Budget {
            used: meter.used.min(account.used),
            ..meter
        };
        let Settled { total, missing } = settle(meter, requested, account.available(capacity), now);
        if total != meter.used {
            meter_slot.write(Budget {
                used: total,
                ..meter
            });
            // The meter's old reading is part of what the account and all accounts used.
            account_slot.write(Account {
                used: account.used - meter.used + total,
                ..account
            });
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
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn entries_unpack(owner: [u8; 20], total in 0..=U96_MAX) {
            let entry: U256 = U256::from_be_slice(&owner) << 96 | U256::from(total);
            prop_assert_eq!(Reading::of(&entry.into()), Reading { owner: Address::from(owner), total });
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
