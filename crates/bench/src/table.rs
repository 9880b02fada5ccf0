//! Tables, for a terminal and for documents.

use std::fmt::Write as _;

/// A table: the first columns hold words, the others numbers.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// How many columns hold words.
    words: usize,
    head: Vec<String>,
    lines: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<T: Into<String>>(words: usize, head: impl IntoIterator<Item = T>) -> Self {
        Self {
            words,
            head: head.into_iter().map(Into::into).collect(),
            lines: Vec::new(),
        }
    }

    pub(crate) fn line<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.lines.push(cells.into_iter().map(Into::into).collect());
    }

    /// Columns set off by spaces.
    pub(crate) fn text(&self) -> String {
        let all = || std::iter::once(&self.head).chain(&self.lines);
        let widths: Vec<usize> = (0..self.head.len())
            .map(|column| {
                let width = |line: &Vec<String>| line[column].chars().count();
                all().map(width).max().unwrap_or(0)
            })
            .collect();
        let mut text = String::new();
        for line in all() {
            for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
                let written = if column < self.words {
                    write!(text, "{cell:<width$}  ")
                } else {
                    write!(text, "{cell:>width$}  ")
                };
                written.expect("a string takes all text");
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
        text
    }

    /// Markdown.
    pub(crate) fn markdown(&self) -> String {
        let rule =
            (0..self.head.len()).map(|column| if column < self.words { "---" } else { "--:" });
        let mut text = format!(
            "| {} |\n|{}|\n",
            self.head.join(" | "),
            rule.collect::<Vec<_>>().join("|")
        );
        for line in &self.lines {
            writeln!(text, "| {} |", line.join(" | ")).expect("a string takes all text");
        }
        text
    }
}

/// A ratio with three decimals, rounded up: what looks within a bound is.
pub(crate) fn ratio(ours: u64, theirs: u64) -> String {
    let thousandths = (ours * 1_000).div_ceil(theirs);
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_rounded_up() {
        assert_eq!(ratio(985, 1_000), "0.985");
        assert_eq!(ratio(9_851, 10_000), "0.986");
        assert_eq!(ratio(3, 2), "1.500");
    }

    #[test]
    fn both_forms_have_every_cell() {
        let mut table = Table::new(1, ["row", "gas"]);
        table.line(["transfer", "1"]);
        table.line(["a", "12,345"]);
        assert_eq!(
            table.text(),
            "row          gas\ntransfer       1\na         12,345\n"
        );
        assert_eq!(
            table.markdown(),
            "| row | gas |\n|---|--:|\n| transfer | 1 |\n| a | 12,345 |\n"
        );
    }
}
