//! One figure: what one call cost.

use stylus_chain::{Profile, Receipt};

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
    /// How many entries the call worked on, if it is to be divided by them; else 1.
    pub(crate) entries: u64,
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
            entries: 1,
            profile,
        }
    }

    pub(crate) fn per(mut self, entries: usize) -> Self {
        self.entries = entries as u64;
        self
    }

    /// Execution gas per entry, rounded up.
    pub(crate) fn execution_per_entry(&self) -> u64 {
        self.execution.div_ceil(self.entries)
    }
}
