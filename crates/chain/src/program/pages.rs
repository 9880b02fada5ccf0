//! Memory pages in one transaction.

use stylus_program::memory_gas;

/// Pages of WASM memory in one transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pages {
    /// Pages of the programs that are running now.
    pub(crate) open: u16,
    /// The most pages that were ever open at once.
    ever: u16,
}

impl Pages {
    /// What opening `new` pages would cost, in gas.
    pub(crate) fn gas(self, new: u16) -> u64 {
        memory_gas(new, self.open, self.ever)
    }

    /// Opens `new` pages and returns what that costs in gas; more than anyone has for more than any program may have.
    pub(crate) fn open(&mut self, new: u16) -> u64 {
        let gas = self.gas(new);
        self.open = self.open.saturating_add(new);
        self.ever = self.ever.max(self.open);
        gas
    }
}
