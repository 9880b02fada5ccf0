//! Who takes part: a handful of accounts, and the addresses that are nobody's account.

use core::fmt;

use alloy_primitives::Address;
use diem_suite::{Account, Suite};

/// One of the addresses that the actions are about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Who {
    /// Holders of VVV and DIEM.
    Holder(u8),
    /// Gateways, which meter.
    Gateway(u8),
    /// Agents, which draw on allowances.
    Agent(u8),
    /// The owner of the staking contract.
    Owner,
    /// The zero address.
    Zero,
    /// The contracts, as receivers.
    Vvv,
    /// See [`Who::Vvv`].
    Diem,
    /// See [`Who::Vvv`].
    Staking,
    /// See [`Who::Vvv`].
    Credits,
}

use Who::{Agent, Gateway, Holder};

/// The holders.
pub(crate) const HOLDERS: [Who; 5] = [Holder(0), Holder(1), Holder(2), Holder(3), Holder(4)];

/// Who is given budgets.
pub(crate) const SPENDERS: [Who; 4] = [Agent(0), Agent(1), Gateway(0), Gateway(1)];

/// All who have a key and act.
pub(crate) const PEOPLE: [Who; 10] = [
    Holder(0),
    Holder(1),
    Holder(2),
    Holder(3),
    Holder(4),
    Gateway(0),
    Gateway(1),
    Agent(0),
    Agent(1),
    Who::Owner,
];

/// The addresses without a key.
pub(crate) const THINGS: [Who; 5] = [Who::Zero, Who::Vvv, Who::Diem, Who::Staking, Who::Credits];

/// Everyone and everything.
pub(crate) fn everyone() -> impl Iterator<Item = Who> {
    PEOPLE.into_iter().chain(THINGS)
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [&str; 5] = ["alice", "bob", "carol", "dave", "erin"];
        match self {
            Holder(i) => f.write_str(NAMES[usize::from(*i)]),
            Gateway(i) => write!(f, "gateway{i}"),
            Agent(i) => write!(f, "agent{i}"),
            Self::Owner => f.write_str("owner"),
            Self::Zero => f.write_str("zero"),
            Self::Vvv => f.write_str("vvv"),
            Self::Diem => f.write_str("diem"),
            Self::Staking => f.write_str("staking"),
            Self::Credits => f.write_str("credits"),
        }
    }
}

impl fmt::Debug for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The addresses and keys behind the names.
#[derive(Clone, Debug)]
pub(crate) struct Cast {
    people: Vec<(Who, Account)>,
    things: [(Who, Address); 5],
}

impl Cast {
    /// The cast on the stage of `suite`.
    pub(crate) fn of(suite: &Suite) -> Self {
        let account = |who: Who| (who, Account::named(&who.to_string()));
        let addresses = [
            Address::ZERO,
            suite.vvv,
            suite.diem,
            suite.staking,
            suite.credits,
        ];
        Self {
            people: PEOPLE.into_iter().map(account).collect(),
            things: core::array::from_fn(|i| (THINGS[i], addresses[i])),
        }
    }

    /// The address of `who`.
    pub(crate) fn address(&self, who: Who) -> Address {
        let thing = self.things.iter().find(|(name, _)| *name == who);
        thing.map_or_else(|| self.account(who).address, |(_, address)| *address)
    }

    /// The keys of one of [`PEOPLE`].
    pub(crate) fn account(&self, who: Who) -> &Account {
        let person = self.people.iter().find(|(name, _)| *name == who);
        &person.expect("every one of PEOPLE has an account").1
    }
}
