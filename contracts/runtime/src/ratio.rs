//! Parts of amounts, without the 128-bit division that the compiler would link.

/// `value * numerator / denominator`, rounded down.
///
/// Digit by digit in base 2^32, as on paper: a remainder and a product of a digit fill at most 63 bits each. `value` is below 2^96, the
/// `denominator` is not zero and below 2^31, and the result fits.
pub fn part_floor(value: u128, numerator: u32, denominator: u32) -> u128 {
    let (numerator, denominator) = (u64::from(numerator), u64::from(denominator));
    let (mut quotient, mut remainder) = (0, 0);
    for shift in [64, 32, 0] {
        let digit = (value >> shift) as u64 & u64::from(u32::MAX);
        let dividend = (remainder << 32) + digit * numerator;
        quotient = (quotient << 32) + u128::from(dividend / denominator);
        remainder = dividend % denominator;
    }
    quotient
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const VALUE_MAX: u128 = (1 << 96) - 1;
    const TERM_MAX: u32 = (1 << 31) - 1;

    proptest! {
        #[test]
        fn parts_are_what_a_division_gives(value in 0..=VALUE_MAX, numerator in 0..=TERM_MAX, denominator in 1..=TERM_MAX) {
            let expected = value * u128::from(numerator) / u128::from(denominator);
            prop_assert_eq!(part_floor(value, numerator, denominator), expected);
        }
    }

    #[test]
    fn the_largest_terms_do_not_overflow() {
        assert_eq!(part_floor(VALUE_MAX, TERM_MAX, TERM_MAX), VALUE_MAX);
        assert_eq!(
            part_floor(VALUE_MAX, TERM_MAX, 1),
            VALUE_MAX * u128::from(TERM_MAX)
        );
        assert_eq!(part_floor(VALUE_MAX, 0, 1), 0);
    }
}
