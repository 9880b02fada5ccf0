//! The table of sizes in the repository's README, between its markers.

use std::fmt::Write as _;
use std::ops::Range;

use crate::manifest::Manifest;
use crate::package::CODE_LIMIT;

const BEGIN: &str = "<!-- sizes -->\n";
const END: &str = "<!-- /sizes -->";

/// Where the table is in `text`, if it has one.
pub(crate) fn place(text: &str) -> Option<Range<usize>> {
    let start = text.find(BEGIN)? + BEGIN.len();
    let length = text[start..].find(END)?;
    Some(start..start + length)
}

/// The table: bytes of each module, bytes on chain, and how much of what a chain allows that is.
pub(crate) fn table(manifest: &Manifest) -> String {
    let limit = grouped(CODE_LIMIT);
    let mut table =
        format!("| contract | module | on chain | of {limit} bytes |\n|---|---|---|---|\n");
    for (name, entry) in &manifest.contracts {
        let (raw_size, compressed_size) = (entry.module.raw_size, entry.module.compressed_size);
        let (module, code) = (grouped(raw_size), grouped(compressed_size));
        let share = (compressed_size * 100).div_ceil(CODE_LIMIT);
        writeln!(
            table,
            "| `{name}` | {module} bytes | {code} bytes | {share} % |"
        )
        .expect("a string takes all text");
    }
    table
}

/// A number with commas between its thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index != 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, END, grouped, place};

    #[test]
    fn thousands_are_set_apart() {
        let numbers = [0, 999, 1_000, 24_576, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "999", "1,000", "24,576", "1,234,567"]);
    }

    #[test]
    fn the_place_lies_between_the_markers() {
        let text = format!("before\n{BEGIN}table\n{END}\nafter");
        assert_eq!(place(&text).map(|place| &text[place]), Some("table\n"));
        assert_eq!(place(&format!("{END}\n{BEGIN}")), None);
        assert_eq!(place("no table"), None);
    }
}
