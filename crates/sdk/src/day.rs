//! UTC days, as the contracts count them: `block.timestamp / 86400`, from 1970-01-01.
//!
//! ```
//! use diem_sdk::day;
//!
//! let noon = 1_767_268_800; // 2026-01-01 12:00:00 UTC
//! assert_eq!(day::of(noon), 20_454);
//! assert_eq!(day::seconds_to_midnight(noon), 43_200);
//! assert_eq!(day::start(day::of(noon) + 1), noon + 43_200);
//! ```

use alloy_primitives::U256;

/// Seconds of a day.
pub const SECONDS: u64 = 86_400;

/// The day of a moment, given in seconds since the Unix epoch.
pub const fn of(timestamp: u64) -> u64 {
    timestamp / SECONDS
}

/// The first second of `day`, since the Unix epoch.
///
/// # Panics
///
/// If that is past the 64-bit range, as for a timestamp mistaken for a day it is not before the year 6 million.
pub const fn start(day: u64) -> u64 {
    day * SECONDS
}

/// How many seconds of its day have passed at `timestamp`: 0 to 86399.
pub const fn seconds_into(timestamp: u64) -> u64 {
    timestamp % SECONDS
}

/// How many seconds are left until the next 00:00 UTC, when credits renew: 1 to 86400.
pub const fn seconds_to_midnight(timestamp: u64) -> u64 {
    SECONDS - seconds_into(timestamp)
}

/// The capacity that minting `value` wei of DIEM at `timestamp` adds to the receiver's capacity of that day: the share of the day that is
/// left, rounded down.
///
/// # Panics
///
/// If `value` is above 2^239, which no supply of DIEM is.
pub fn capacity_of_mint(value: U256, timestamp: u64) -> U256 {
    value * U256::from(seconds_to_midnight(timestamp)) / U256::from(SECONDS)
}

/// The date of `day`, such as `2026-01-01`; `None` beyond the year 9999.
pub fn date(day: u64) -> Option<String> {
    let start = day.checked_mul(SECONDS)?;
    Some(utc(start)?.date().to_string())
}

/// A moment, given in seconds since the Unix epoch, for people: `2026-01-01 12:00:00 UTC`; `None` beyond the year 9999.
pub fn moment(timestamp: u64) -> Option<String> {
    Some(utc(timestamp)?.strftime("%F %T UTC").to_string())
}

/// A moment, given in seconds since the Unix epoch, as RFC 3339 writes it: `2026-01-01T12:00:00Z`; `None` beyond the year 9999.
pub fn rfc3339(timestamp: u64) -> Option<String> {
    Some(utc(timestamp)?.strftime("%FT%TZ").to_string())
}

fn utc(timestamp: u64) -> Option<jiff::civil::DateTime> {
    let timestamp = jiff::Timestamp::from_second(i64::try_from(timestamp).ok()?).ok()?;
    Some(jiff::tz::Offset::UTC.to_datetime(timestamp))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_and_ends_a_second_before_the_next() {
        let midnight = start(20_454);
        for (timestamp, day, into, left) in [
            (0, 0, 0, 86_400),
            (midnight - 1, 20_453, 86_399, 1),
            (midnight, 20_454, 0, 86_400),
            (midnight + 1, 20_454, 1, 86_399),
            (midnight + 86_399, 20_454, 86_399, 1),
        ] {
            assert_eq!(of(timestamp), day, "{timestamp}");
            assert_eq!(seconds_into(timestamp), into, "{timestamp}");
            assert_eq!(seconds_to_midnight(timestamp), left, "{timestamp}");
        }
    }

    #[test]
    fn a_mint_computes_for_what_is_left_of_the_day() {
        let midnight = start(20_454);
        let ten = U256::from(10);
        assert_eq!(capacity_of_mint(ten, midnight), ten);
        assert_eq!(capacity_of_mint(ten, midnight + 43_200), U256::from(5));
        assert_eq!(capacity_of_mint(ten, midnight + 43_201), U256::from(4));
        assert_eq!(capacity_of_mint(ten, midnight + 86_399), U256::ZERO);
    }

    #[test]
    fn days_and_moments_have_names() {
        assert_eq!(date(0).as_deref(), Some("1970-01-01"));
        assert_eq!(date(20_454).as_deref(), Some("2026-01-01"));
        assert_eq!(
            moment(start(20_454) + 43_200).as_deref(),
            Some("2026-01-01 12:00:00 UTC")
        );
        assert_eq!(
            rfc3339(start(20_454) + 1).as_deref(),
            Some("2026-01-01T00:00:01Z")
        );
        assert_eq!(date(u64::MAX), None);
        assert_eq!(moment(u64::MAX), None);
    }
}
