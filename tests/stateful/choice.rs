//! Choices that a sequence carries as data and that get their value when their turn comes, from how things then stand.
//!
//! So a sequence keeps its meaning while it shrinks: "one wei more than the balance" stays that when earlier steps go.

use alloy_primitives::U256;

use crate::cast::Who;

/// Someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pick {
    Exactly(Who),
    /// The `nth` of those for whom the action can do something.
    Apt(u8),
}

/// A ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TicketChoice {
    /// The `nth` that has cooled down; else as the next.
    Ready(u8),
    /// The `nth` open one.
    Open(u8),
    /// Any that was ever requested, or the next.
    Any(u8),
}

/// An amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    /// So many wei.
    Wei(u8),
    /// So many hundredths of a token, or what passes if that is less.
    Cents(u16),
    /// `parts` / 1000 of the action's `limit`-th limit.
    Part { limit: u8, parts: u16 },
    /// The action's `limit`-th limit, more or less a wei.
    Edge { limit: u8, offset: i8 },
    /// The widest value of a field of `bits` bits, more or less a wei.
    Width { bits: u8, offset: i8 },
    /// The largest uint256.
    Huge,
}

impl Amount {
    /// The amount, for an action with these limits; hundredths of a token are multiples of `unit`.
    pub(crate) fn resolve(self, unit: U256, limits: &[U256]) -> U256 {
        let limit = |index: u8| limits[usize::from(index) % limits.len()];
        match self {
            Self::Wei(wei) => U256::from(wei),
            Self::Cents(cents) => {
                let modest = U256::from(cents) * unit;
                if limits[0].is_zero() {
                    modest
                } else {
                    modest.min(limits[0])
                }
            }
            Self::Part { limit: i, parts } => part(limit(i), parts),
            Self::Edge { limit: i, offset } => shift(limit(i), offset),
            Self::Width { bits, offset } => {
                shift((U256::ONE << usize::from(bits)) - U256::ONE, offset)
            }
            Self::Huge => U256::MAX,
        }
    }
}

/// `parts` / 1000 of `whole`, near enough.
fn part(whole: U256, parts: u16) -> U256 {
    let parts = U256::from(parts);
    let thousand = U256::from(1_000);
    whole / thousand * parts + whole % thousand * parts / thousand
}

/// `value + offset` within the range of uint256.
fn shift(value: U256, offset: i8) -> U256 {
    let distance = U256::from(offset.unsigned_abs());
    if offset < 0 {
        value.saturating_sub(distance)
    } else {
        value.saturating_add(distance)
    }
}

/// The day that a call names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Day {
    Today,
    Yesterday,
    Tomorrow,
    /// The same day, had it only 16 or 32 bits.
    Wrapped(u8),
}

impl Day {
    pub(crate) fn resolve(self, today: u64) -> U256 {
        match self {
            Self::Today => U256::from(today),
            Self::Yesterday => U256::from(today - 1),
            Self::Tomorrow => U256::from(today + 1),
            Self::Wrapped(bits) => U256::from(today) + (U256::ONE << usize::from(bits)),
        }
    }
}

/// The daily limit of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// Revoked.
    Zero,
    /// No limit: 2^96 - 1.
    None,
    /// As an amount, at most one below no limit.
    Of(Amount),
}

/// Until when a budget is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expiry {
    /// For ever: 2^32 - 1.
    Never,
    /// So many seconds from now; 0 has just expired.
    In(u32),
    /// At the next midnight, more or less a second.
    Midnight(i8),
    /// Long ago.
    Past,
}

/// The last second of a signature, seen from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deadline {
    Never,
    Now,
    JustPassed,
}

impl Deadline {
    pub(crate) fn resolve(self, now: u64) -> U256 {
        match self {
            Self::Never => U256::MAX,
            Self::Now => U256::from(now),
            Self::JustPassed => U256::from(now - 1),
        }
    }
}

/// Which nonce a signature carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nonce {
    Present,
    Used,
    Next,
}

impl Nonce {
    pub(crate) fn resolve(self, present: u64) -> u64 {
        match self {
            Self::Present => present,
            // Without a used one, the present one: then the signature is good.
            Self::Used => present.saturating_sub(1),
            Self::Next => present + 1,
        }
    }
}

/// How long a stream of rewards runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Duration {
    /// So many days and seconds; out of bounds below a day and above 365.
    Days { days: u16, seconds: i32 },
    /// As long as the running stream, more or less a second.
    AsRunning(i8),
}

/// How time passes before an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    No,
    Seconds(u32),
    /// Until 23:59:59.
    EndOfDay,
    /// Until 00:00:00 and so many seconds more.
    Midnight(u8),
    /// Until a second of a later day.
    Days {
        days: u8,
        second: u32,
    },
    /// Until the `nth` ticket still cooling down is ready, more or less a second.
    Ticket {
        nth: u8,
        offset: i8,
    },
    /// Until the `nth` budget expires, more or less a second.
    Expiry {
        nth: u8,
        offset: i8,
    },
    /// Until the stream ends, if it runs all the time, more or less a second.
    StreamEnd(i8),
}
