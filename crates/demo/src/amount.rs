//! Amounts as people read them.

use diem_suite::U256;

/// How many digits after the point are shown, at most. The JSON output carries the exact wei.
const SHOWN_DIGITS: usize = 6;

/// Wei per unit of VVV, DIEM and credits.
pub(crate) const UNIT: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// `n` whole units in wei.
pub(crate) fn units(n: u64) -> U256 {
    U256::from(n) * UNIT
}

/// `n` thousandths of a unit in wei.
pub(crate) fn milli(n: u64) -> U256 {
    U256::from(n) * UNIT / U256::from(1_000)
}

/// An amount of wei in units: digits grouped, fraction cut (never rounded up) to [`SHOWN_DIGITS`], trailing zeros left out.
pub(crate) fn in_units(wei: U256) -> String {
    let whole = group(&(wei / UNIT).to_string());
    let fraction = format!("{:0>18}", (wei % UNIT).to_string());
    let fraction = fraction[..SHOWN_DIGITS].trim_end_matches('0');
    if fraction.is_empty() {
        whole
    } else {
        format!("{whole}.{fraction}")
    }
}

/// Digits in groups of three.
pub(crate) fn group(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_in_threes() {
        for (digits, grouped) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("1234567", "1,234,567"),
        ] {
            assert_eq!(group(digits), grouped);
        }
    }

    #[test]
    fn amounts_show_units_and_at_most_six_digits_after_the_point() {
        assert_eq!(in_units(U256::ZERO), "0");
        assert_eq!(in_units(units(12_345)), "12,345");
        assert_eq!(in_units(milli(4_250)), "4.25");
        assert_eq!(in_units(units(1) - U256::ONE), "0.999999");
        assert_eq!(in_units(U256::ONE), "0");
        assert_eq!(in_units(U256::from(1_000_000_000_000_u64)), "0.000001");
    }
}
