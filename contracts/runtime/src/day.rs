//! UTC days.

/// Seconds in a day. Unix time has no leap seconds, so every UTC day has as many.
pub const SECONDS: u64 = 86_400;

/// The day of a unix time, in days since 1970-01-01: the 32 bits of the records last until the year 11 million.
pub fn of(timestamp: u64) -> u32 {
    (timestamp / SECONDS) as u32
}

/// Seconds since 00:00 UTC.
pub fn seconds_into(timestamp: u64) -> u64 {
    timestamp % SECONDS
}
