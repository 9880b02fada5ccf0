//! Arguments as people write them.

use alloy::primitives::{Address, B256, U256, keccak256};
use diem_sdk::{
    amount, day,
    typed_data::{FOREVER, NO_LIMIT},
};
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};

/// An amount in units that is not zero.
pub(crate) fn amount(text: &str) -> Result<U256, String> {
    match limit(text)? {
        U256::ZERO => Err("the contracts take no amount of zero".to_owned()),
        wei => Ok(wei),
    }
}

/// An amount in units; zero is one.
pub(crate) fn limit(text: &str) -> Result<U256, String> {
    amount::parse(text).map_err(|e| e.to_string())
}

/// A daily limit: an amount of at most 2^96 - 1 wei, or `unlimited`, which is that.
pub(crate) fn daily_limit(text: &str) -> Result<U256, String> {
    match text {
        "unlimited" => Ok(NO_LIMIT),
        text => limit(text).and_then(|wei| match wei > NO_LIMIT {
            true => Err("the largest limit is 2^96 - 1 wei; `unlimited` sets no limit but the owner's credits".to_owned()),
            false => Ok(wei),
        }),
    }
}

/// An account or contract. Mixed case must be the checksum's, so that a mistyped address is noticed.
pub(crate) fn address(text: &str) -> Result<Address, String> {
    let digits = text.strip_prefix("0x").unwrap_or_default();
    if digits.len() != 40 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err("an address is 0x and 40 hexadecimal digits".to_owned());
    }
    let lower = digits.bytes().all(|b| !b.is_ascii_uppercase());
    let upper = digits.bytes().all(|b| !b.is_ascii_lowercase());
    if lower || upper {
        return text.parse().map_err(|e| format!("{e}"));
    }
    Address::parse_checksummed(text, None)
        .map_err(|_| "the address is mistyped: its checksum (EIP-55) does not match".to_owned())
}

/// An account that something can be sent to: not the zero address.
pub(crate) fn receiver(text: &str) -> Result<Address, String> {
    let address = address(text)?;
    if address.is_zero() {
        return Err("nothing can be sent to the zero address".to_owned());
    }
    Ok(address)
}

/// A reference of a request: 32 bytes as 0x and 64 hexadecimal digits, or any text, which is hashed (keccak-256).
pub(crate) fn reference(text: &str) -> Result<B256, String> {
    let Some(digits) = text.strip_prefix("0x") else {
        return match text {
            "" => Err("a reference is not empty".to_owned()),
            text => Ok(keccak256(text)),
        };
    };
    if digits.len() != 64 {
        return Err(
            "a reference in hexadecimal is 0x and 64 digits; text that begins otherwise is hashed"
                .to_owned(),
        );
    }
    text.parse()
        .map_err(|_| "a reference in hexadecimal is 0x and 64 digits".to_owned())
}

/// A hash: 0x and 64 hexadecimal digits.
pub(crate) fn hash(text: &str) -> Result<B256, String> {
    let wrong = || "a hash is 0x and 64 hexadecimal digits".to_owned();
    if !text.starts_with("0x") {
        return Err(wrong());
    }
    text.parse().map_err(|_| wrong())
}

/// A UTC day: its number since 1970, or a date.
pub(crate) fn day(text: &str) -> Result<u64, String> {
    if let Ok(number) = text.parse::<u32>() {
        return Ok(number.into());
    }
    let midnight = date(text)
        .ok_or("a day is a date such as 2026-12-31 or a number of days since 1970-01-01")?;
    Ok(day::of(midnight))
}

/// When something ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expiry {
    /// For ever.
    Never,
    /// That many seconds after it was set.
    In(u64),
    /// At that second (Unix).
    At(u64),
}

impl Expiry {
    /// The second at which it ends, if it is set at `now`.
    ///
    /// # Errors
    ///
    /// If that is past, or beyond what the contracts can say.
    pub(crate) fn at(self, now: u64) -> Result<u32, String> {
        let second = match self {
            Self::Never => return Ok(FOREVER),
            Self::In(seconds) => now.saturating_add(seconds),
            Self::At(second) if second <= now => {
                return Err(
                    "the expiry has passed already; to revoke a budget, set its limit to 0"
                        .to_owned(),
                );
            }
            Self::At(second) => second,
        };
        u32::try_from(second)
            .ok()
            .filter(|second| *second != FOREVER)
            .ok_or_else(|| "the contracts know no time after 2106-02-07: use `never`".to_owned())
    }
}

/// `never`, a duration such as `30d` or `12h`, a date (00:00 UTC of it), or a moment such as `2026-12-31T18:00:00Z`.
pub(crate) fn expiry(text: &str) -> Result<Expiry, String> {
    if text == "never" {
        return Ok(Expiry::Never);
    }
    if let Some(seconds) = date(text) {
        return Ok(Expiry::At(seconds));
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return u64::try_from(moment.as_second())
            .map(Expiry::At)
            .map_err(|_| "the expiry has passed already".to_owned());
    }
    match duration(text) {
        Ok(seconds) => Ok(Expiry::In(seconds)),
        Err(_) => Err(
            "an expiry is `never`, a duration such as 30d or 12h, a date such as 2026-12-31, or a moment such as 2026-12-31T18:00:00Z"
                .to_owned(),
        ),
    }
}

/// Seconds of a duration such as `90s`, `15m`, `12h`, `30d`.
pub(crate) fn duration(text: &str) -> Result<u64, String> {
    let wrong = || "a duration is a number with s, m, h, d or w, such as 12h or 30d".to_owned();
    let span: Span = text.parse().map_err(|_| wrong())?;
    let seconds = span
        .total((
            jiff::Unit::Second,
            jiff::SpanRelativeTo::days_are_24_hours(),
        ))
        .map_err(|_| wrong())?;
    // Whole by construction, up to fractions that somebody wrote.
    if seconds < 1.0 || seconds > f64::from(u32::MAX) {
        return Err(wrong());
    }
    Ok(seconds as u64)
}

fn date(text: &str) -> Option<u64> {
    let date: Date = text
        .parse()
        .ok()
        .filter(|_| text.len() == "2026-12-31".len())?;
    let midnight = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
    u64::try_from(midnight.as_second()).ok()
}

/// A moment in UTC, to the second.
pub(crate) fn moment(second: u64) -> String {
    day::moment(second).unwrap_or_else(|| format!("second {second}"))
}

/// A day as a date.
pub(crate) fn date_of(number: u64) -> String {
    day::date(number).unwrap_or_else(|| format!("day {number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_units_and_not_zero() {
        assert_eq!(amount("1.5"), Ok(amount::milli(1_500)));
        assert!(amount("0").unwrap_err().contains("zero"));
        assert!(
            amount("0.0000000000000000001")
                .unwrap_err()
                .contains("18 digits")
        );
        assert!(amount("1,000").unwrap_err().contains("no amount"));
        assert_eq!(limit("0"), Ok(U256::ZERO));
    }

    #[test]
    fn limits_end_at_96_bits() {
        assert_eq!(daily_limit("unlimited"), Ok(NO_LIMIT));
        assert!(
            daily_limit("79228162514.264337593543950336")
                .unwrap_err()
                .contains("unlimited")
        );
        assert_eq!(
            daily_limit("79228162514.264337593543950335"),
            daily_limit("unlimited")
        );
    }

    #[test]
    fn addresses_are_checked_against_their_checksum() {
        let checksummed = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
        let parsed = address(checksummed).unwrap();
        assert_eq!(address(&checksummed.to_lowercase()), Ok(parsed));
        assert!(
            address("0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
                .unwrap_err()
                .contains("checksum")
        );
        assert!(address("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266").is_err());
        assert!(address("0xf39F").is_err());
        assert!(receiver("0x0000000000000000000000000000000000000000").is_err());
    }

    #[test]
    fn references_are_hashes_or_are_hashed() {
        assert_eq!(reference("order 7"), Ok(keccak256("order 7")));
        assert_eq!(
            reference(&format!("0x{}", "ab".repeat(32))),
            Ok(B256::repeat_byte(0xab))
        );
        for wrong in ["", "0x", "0x12", &format!("0x{}", "zz".repeat(32))] {
            assert!(reference(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_are_dates_or_numbers() {
        assert_eq!(day("2026-01-01"), Ok(20_454));
        assert_eq!(day("20454"), Ok(20_454));
        assert!(day("yesterday").is_err());
        assert_eq!(date_of(20_454), "2026-01-01");
    }

    #[test]
    fn expiries_are_moments_or_durations() {
        assert_eq!(expiry("never"), Ok(Expiry::Never));
        assert_eq!(expiry("30d"), Ok(Expiry::In(30 * 86_400)));
        assert_eq!(expiry("12h"), Ok(Expiry::In(43_200)));
        assert_eq!(expiry("2026-01-01"), Ok(Expiry::At(1_767_225_600)));
        assert_eq!(
            expiry("2026-01-01T12:00:00Z"),
            Ok(Expiry::At(1_767_268_800))
        );
        for wrong in ["soon", "-3d", "0s", "30", ""] {
            assert!(expiry(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn expiries_lie_ahead() {
        assert_eq!(Expiry::Never.at(7), Ok(FOREVER));
        assert_eq!(Expiry::In(3).at(7), Ok(10));
        assert_eq!(Expiry::At(8).at(7), Ok(8));
        assert!(Expiry::At(7).at(7).unwrap_err().contains("passed"));
        assert!(Expiry::At(1 << 32).at(7).unwrap_err().contains("never"));
        assert!(Expiry::At(FOREVER.into()).at(7).is_err());
    }
}
