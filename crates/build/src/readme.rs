//! Generated parts of documents, between their markers, and the table of sizes among them.

use std::fmt::Write as _;
use std::ops::Range;

use crate::manifest::Manifest;
use crate::package::CODE_LIMIT;

/// The markers' name of the table of sizes.
const SIZES: &str = "sizes";

/// Where the generated part of this name is in a document, if it has one: after the line `<!-- name -->`, up to `<!-- /name -->`.
pub fn marked(text: &str, name: &str) -> Option<Range<usize>> {
    let begin = format!("<!-- {name} -->\n");
    let start = text.find(&begin)? + begin.len();
    let length = text[start..].find(&format!("<!-- /{name} -->"))?;
    Some(start..start + length)
}

/// Where the table of sizes is, if there is one.
pub(crate) fn place(text: &str) -> Option<Range<usize>> {
    marked(text, SIZES)
}

/// The table: bytes of each module, bytes on chain, and how much of what a chain allows that is.
pub(crate) fn table(manifest: &Manifest) -> String {
    let limit = grouped(CODE_LIMIT as u64);
    let mut table =
        format!("| contract | module | on chain | of {limit} bytes |\n|---|---|---|---|\n");
    for (name, entry) in &manifest.contracts {
        let (raw_size, compressed_size) = (entry.module.raw_size, entry.module.compressed_size);
        let (module, code) = (grouped(raw_size as u64), grouped(compressed_size as u64));
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
pub fn grouped(number: u64) -> String {
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
    use super::{grouped, marked};

    #[test]
    fn thousands_are_set_apart() {
        let numbers = [0, 999, 1_000, 24_576, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "999", "1,000", "24,576", "1,234,567"]);
    }

    #[test]
    fn the_place_lies_between_the_markers() {
        let text = "before\n<!-- gas -->\ntable\n<!-- /gas -->\nafter";
        assert_eq!(
            marked(text, "gas").map(|place| &text[place]),
            Some("table\n")
        );
        assert_eq!(marked(text, "sizes"), None);
        assert_eq!(marked("<!-- /gas -->\n<!-- gas -->\n", "gas"), None);
    }
}
