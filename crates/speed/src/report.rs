//! The figures, for people and for programs.

use std::fmt::Write as _;

use serde::Serialize;

use crate::{
    figures::{Pairs, Spread},
    machine::Machine,
};

/// Everything that was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Where and when.
    pub machine: Machine,
    /// What was measured, by name, and its version.
    pub versions: Vec<(&'static str, String)>,
    /// Ours beside anvil, in processes of their own.
    pub over_rpc: Vec<Row>,
    /// DIEM beside OpenZeppelin's ERC-20, both on our chain in one process.
    pub in_process: Vec<Row>,
}

/// One thing that was measured of both.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What.
    pub what: String,
    /// In which unit.
    pub unit: Unit,
    /// Ours.
    pub ours: Spread,
    /// The peer's.
    pub peer: Spread,
    /// Ours divided by the peer's, round by round.
    pub ratio: Spread,
    /// All values.
    pub rounds: Pairs,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Transfers per second: the more the better.
    TransfersPerSecond,
    /// Milliseconds: the fewer the better.
    Milliseconds,
    /// Mebibytes: the fewer the better.
    Mebibytes,
}

impl Row {
    /// A row of what was measured.
    pub fn new(what: impl Into<String>, unit: Unit, rounds: Pairs) -> Self {
        Self {
            what: what.into(),
            unit,
            ours: Spread::of(&rounds.ours),
            peer: Spread::of(&rounds.peer),
            ratio: Spread::of(&rounds.ratios()),
            rounds,
        }
    }
}

impl Unit {
    const fn name(self) -> &'static str {
        match self {
            Self::TransfersPerSecond => "per second",
            Self::Milliseconds => "ms",
            Self::Mebibytes => "MiB",
        }
    }

    const fn digits(self) -> usize {
        match self {
            Self::TransfersPerSecond | Self::Mebibytes => 0,
            Self::Milliseconds => 1,
        }
    }
}

impl Report {
    /// The tables, in Markdown.
    pub fn tables(&self) -> String {
        let mut text = String::new();
        let machine = &self.machine;
        let versions: Vec<String> = self
            .versions
            .iter()
            .map(|(name, version)| format!("{name} {version}"))
            .collect();
        let gibibytes = (machine.memory as f64 / f64::from(1 << 30)).round();
        lines(
            &mut text,
            &[
                format!(
                    "{}; {}, {} cores, {gibibytes} GiB, {}; {}. Load before the first measurement {}, after the last {}.",
                    machine.date,
                    machine.processor,
                    machine.cores,
                    machine.system,
                    versions.join(", "),
                    machine.load[0],
                    machine.load[1],
                ),
                String::new(),
            ],
        );
        table(
            &mut text,
            ["over JSON-RPC", "ours", "anvil", "ours / anvil"],
            &self.over_rpc,
        );
        lines(&mut text, &[String::new()]);
        table(
            &mut text,
            [
                "in process",
                "DIEM, Stylus",
                "OpenZeppelin, EVM",
                "DIEM / OpenZeppelin",
            ],
            &self.in_process,
        );
        text
    }
}

fn table(text: &mut String, head: [&str; 4], rows: &[Row]) {
    let head = format!("| {} |", head.join(" | "));
    lines(text, &[head, "|---|---|---|---|".to_owned()]);
    for row in rows {
        let (unit, digits) = (row.unit.name(), row.unit.digits());
        let line = format!(
            "| {}, {unit} | {} | {} | {} |",
            row.what,
            spread(row.ours, digits),
            spread(row.peer, digits),
            spread(row.ratio, 2)
        );
        lines(text, &[line]);
    }
}

fn lines(text: &mut String, lines: &[String]) {
    for line in lines {
        writeln!(text, "{line}").expect("a string takes all text");
    }
}

/// The median, and in brackets the least and the greatest, if there are several.
fn spread(spread: Spread, digits: usize) -> String {
    let number = |value: f64| grouped(&format!("{value:.digits$}"));
    let Spread { median, min, max } = spread;
    if min == max {
        return number(median);
    }
    format!("{} ({} to {})", number(median), number(min), number(max))
}

/// Commas between the thousands.
fn grouped(number: &str) -> String {
    let whole = number.find('.').unwrap_or(number.len());
    let mut text = String::new();
    for (index, digit) in number.char_indices() {
        if index > 0 && index < whole && (whole - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

const BEGIN: &str = "<!-- figures -->\n";
const END: &str = "<!-- /figures -->";

/// A document with what is between its markers replaced; `None` if it has none.
pub fn fill(document: &str, content: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{content}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_show_their_spread() {
        let rounds = Pairs {
            ours: vec![1_000.4, 3_000.0, 2_000.0],
            peer: vec![1_000.4, 1_000.0, 1_000.0],
        };
        let row = Row::new("transfers", Unit::TransfersPerSecond, rounds);
        let mut text = String::new();
        table(&mut text, ["a", "b", "c", "d"], &[row]);
        assert_eq!(
            text.lines().nth(2),
            Some(
                "| transfers, per second | 2,000 (1,000 to 3,000) | 1,000 (1,000 to 1,000) | 2.00 (1.00 to 3.00) |"
            )
        );
        assert_eq!(grouped("1234567.25"), "1,234,567.25");
        assert_eq!(grouped("999"), "999");
    }

    #[test]
    fn a_document_is_filled_between_its_markers() {
        let filled = fill(&format!("a\n{BEGIN}old\n{END}\nb"), "new\n");
        assert_eq!(
            filled.as_deref(),
            Some("a\n<!-- figures -->\nnew\n<!-- /figures -->\nb")
        );
        assert_eq!(fill("nothing", "new"), None);
    }
}
