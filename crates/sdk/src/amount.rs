//! Amounts of VVV, DIEM and credits: all have 18 decimals. Programs count in wei, people in units.
//!
//! ```
//! use diem_sdk::amount;
//!
//! let wei = amount::parse("1234.5")?;
//! assert_eq!(wei, amount::milli(1_234_500));
//! assert_eq!(amount::exact(wei), "1234.5"); // for programs: `parse` reads it back
//! assert_eq!(amount::in_units(wei), "1,234.5"); // for people
//! # Ok::<(), amount::AmountError>(())
//! ```

use alloy_primitives::U256;

/// Digits after the point that a unit has.
pub const DECIMALS: usize = 18;

/// How many digits after the point [`in_units`] shows, at most.
const SHOWN_DIGITS: usize = 6;

/// Wei per unit of VVV, DIEM and credits.
pub const UNIT: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// What is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AmountError {
    /// Not a plain decimal number.
    #[error(
        "`{0}` is no amount: write it in units with digits and at most one point, such as 1250 or 0.5"
    )]
    NotANumber(String),
    /// More digits after the point than there are.
    #[error(
        "`{0}` has more than 18 digits after the point; the smallest amount is 0.000000000000000001"
    )]
    TooFine(String),
    /// More than 256 bits of wei.
    #[error("`{0}` is more than any contract can count (2^256 wei)")]
    TooLarge(String),
}

/// `n` whole units in wei.
pub fn units(n: u64) -> U256 {
    U256::from(n) * UNIT
}

/// `n` thousandths of a unit in wei.
pub fn milli(n: u64) -> U256 {
    U256::from(n) * UNIT / U256::from(1_000)
}

/// The wei of an amount in units, such as `1250` or `0.5`. No sign, no exponent, no separators: what would be rounded or guessed is
/// refused.
///
/// # Errors
///
/// An [`AmountError`] that says what is wrong with `text`.
pub fn parse(text: &str) -> Result<U256, AmountError> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return Err(AmountError::NotANumber(text.to_owned()));
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > DECIMALS {
        return Err(AmountError::TooFine(text.to_owned()));
    }
    U256::from_str_radix(&format!("{whole}{fraction:0<DECIMALS$}"), 10)
        .map_err(|_| AmountError::TooLarge(text.to_owned()))
}

/// An amount of wei in units, to the last wei, without separators.
pub fn exact(wei: U256) -> String {
    join((wei / UNIT).to_string(), &fraction(wei))
}

/// An amount of wei in units for people: digits grouped, fraction cut (never rounded up) to six digits, trailing zeros left out.
pub fn in_units(wei: U256) -> String {
    join(
        group((wei / UNIT).to_string()),
        &fraction(wei)[..SHOWN_DIGITS],
    )
}

/// The digits of a whole number in groups of three.
pub fn group(number: impl ToString) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// All digits after the point.
fn fraction(wei: U256) -> String {
    format!("{:0>DECIMALS$}", (wei % UNIT).to_string())
}

fn join(whole: String, fraction: &str) -> String {
    match fraction.trim_end_matches('0') {
        "" => whole,
        fraction => format!("{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_in_threes() {
        for (number, grouped) in [
            (0_u64, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(group(number), grouped);
        }
    }

    #[test]
    fn people_see_units_and_at_most_six_digits_after_the_point() {
        assert_eq!(in_units(U256::ZERO), "0");
        assert_eq!(in_units(units(12_345)), "12,345");
        assert_eq!(in_units(milli(4_250)), "4.25");
        assert_eq!(in_units(units(1) - U256::ONE), "0.999999");
        assert_eq!(in_units(U256::ONE), "0");
        assert_eq!(in_units(U256::from(1_000_000_000_000_u64)), "0.000001");
    }

    #[test]
    fn programs_see_every_wei() {
        for (text, wei) in [
            ("0", U256::ZERO),
            ("0.000000000000000001", U256::ONE),
            ("12345", units(12_345)),
            ("4.25", milli(4_250)),
            ("0.999999999999999999", UNIT - U256::ONE),
        ] {
            assert_eq!(exact(wei), text);
            assert_eq!(parse(text), Ok(wei), "{text}");
        }
        assert_eq!(parse(&exact(U256::MAX)), Ok(U256::MAX));
    }

    #[test]
    fn leading_and_trailing_zeros_do_not_matter() {
        for text in ["1.5", "01.5", "1.50", "1.5000000000000000000000"] {
            assert_eq!(parse(text), Ok(milli(1_500)), "{text}");
        }
    }

    #[test]
    fn what_is_no_plain_number_is_refused() {
        for text in [
            "", ".", "1.", ".5", "-1", "+1", "1e18", "1,000", "1_000", " 1", "1.2.3", "0x10",
            "1 wei", "\u{661}",
        ] {
            assert_eq!(
                parse(text),
                Err(AmountError::NotANumber(text.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn nothing_is_rounded_and_nothing_wraps() {
        let fine = "0.0000000000000000001";
        assert_eq!(parse(fine), Err(AmountError::TooFine(fine.to_owned())));
        let large = exact(U256::MAX).replace("639935", "639936"); // the last wei more
        assert_eq!(parse(&large), Err(AmountError::TooLarge(large.clone())));
        let huge = "9".repeat(100);
        assert_eq!(parse(&huge), Err(AmountError::TooLarge(huge.clone())));
    }
}
