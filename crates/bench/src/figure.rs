//! One figure: what one call cost.

use stylus_chain::{Item, Profile, Receipt};
use stylus_program::figures::{
    ink::PER_GAS,
    start::{MIN_CACHED, MIN_CACHED_UNIT},
};

/// What a call cost, and what it was paid for.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    /// The contract called.
    pub(crate) subject: &'static str,
    /// The call, and the state it meets.
    pub(crate) row: String,
    /// Execution gas: what the receipt says, without the 21,000 and the calldata. Refunds are taken off.
    pub(crate) execution: u64,
    /// Transaction gas: what the receipt says.
    pub(crate) transaction: u64,
    /// Gas that was given back for slots that were cleared; neither figure has it.
    pub(crate) refunded: u64,
    /// How many entries the call worked on, if it is to be divided by them; else 1.
    pub(crate) entries: u64,
    /// Gas that the call costs more while its programs are not cached; none for EVM contracts.
    pub(crate) uncached: Option<u64>,
    /// What the execution was paid for.
    pub(crate) profile: Profile,
}

impl Figure {
    pub(crate) fn new(
        subject: &'static str,
        row: impl Into<String>,
        receipt: &Receipt,
        profile: Profile,
    ) -> Self {
        Self {
            subject,
            row: row.into(),
            execution: receipt.execution_gas - receipt.gas_refunded,
            transaction: receipt.gas_used,
            refunded: receipt.gas_refunded,
            entries: 1,
            uncached: None,
            profile,
        }
    }

    pub(crate) fn of(mut self, subject: &'static str) -> Self {
        self.subject = subject;
        self
    }

    pub(crate) fn per(mut self, entries: usize) -> Self {
        self.entries = entries as u64;
        self
    }

    /// Execution gas per entry, rounded up.
    pub(crate) const fn per_entry(&self) -> u64 {
        self.execution.div_ceil(self.entries)
    }

    /// What the call would cost if its programs had no instructions and no size: storage, logs, calls and host functions as they are, and
    /// for each program the least start. Gas per entry, rounded down.
    pub(crate) fn floor(&self) -> u64 {
        let profile = &self.profile;
        let left = profile.total_ink() - profile.ink(Item::Opcode) - profile.ink(Item::Start);
        (left / PER_GAS + self.least_start() - self.refunded) / self.entries
    }

    /// The least that starting the call's programs can cost, all of them cached.
    pub(crate) const fn least_start(&self) -> u64 {
        self.profile.starts * MIN_CACHED * MIN_CACHED_UNIT
    }
}

/// The figures of one run.
#[derive(Clone, Debug)]
pub(crate) struct Figures(Vec<Figure>);

impl Figures {
    /// All figures, with what each costs more uncached: `uncached` has the rows of the programs.
    pub(crate) fn new(mut cached: Vec<Figure>, uncached: &[Figure]) -> Self {
        for figure in &mut cached {
            let other = uncached
                .iter()
                .find(|other| (other.subject, &other.row) == (figure.subject, &figure.row));
            figure.uncached = other.map(|other| other.execution - figure.execution);
        }
        Self(cached)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Figure> {
        self.0.iter()
    }

    /// The figures of one contract.
    pub(crate) fn of<'a>(&'a self, subject: &'a str) -> impl Iterator<Item = &'a Figure> {
        self.iter().filter(move |figure| figure.subject == subject)
    }

    /// One of the figures that every run has.
    ///
    /// # Panics
    ///
    /// If there is none: tables and targets name rows that are not measured.
    pub(crate) fn get(&self, subject: &str, row: &str) -> &Figure {
        self.iter()
            .find(|figure| (figure.subject, figure.row.as_str()) == (subject, row))
            .unwrap_or_else(|| panic!("no row measures \"{row}\" of {subject}"))
    }
}
