//! The time that blocks carry.

use std::time::{SystemTime, UNIX_EPOCH};

/// The time that blocks carry: the machine's, moved as asked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    /// Seconds ahead of the machine's clock.
    pub(crate) offset: i64,
    /// Timestamp of the next block, if it was asked for.
    pub(crate) next: Option<u64>,
}

impl Clock {
    fn machine() -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |d| d.as_secs().try_into().unwrap_or(i64::MAX))
    }

    /// Timestamp of a block that follows one of `parent`: time never runs backwards.
    pub(crate) fn timestamp(&self, parent: u64) -> u64 {
        let now = Self::machine().saturating_add(self.offset);
        self.next
            .unwrap_or_else(|| now.try_into().unwrap_or(0))
            .max(parent)
    }

    /// Lets the time go on from here.
    pub(crate) fn set(&mut self, timestamp: u64) {
        let timestamp = i64::try_from(timestamp).unwrap_or(i64::MAX);
        self.offset = timestamp.saturating_sub(Self::machine());
    }
}
