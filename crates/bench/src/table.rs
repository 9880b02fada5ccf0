//! Tables for people.

use std::fmt::Write as _;

use stylus_chain::{Item, Profile};

use crate::figure::Figure;

/// The columns of a profile, and what goes into them.
const ITEMS: [(&str, &[Item]); 6] = [
    ("storage", &[Item::Storage]),
    ("log", &[Item::Log]),
    ("calls", &[Item::Account, Item::Creation, Item::Precompile]),
    ("start", &[Item::Start]),
    ("host", &[Item::Host]),
    ("opcodes", &[Item::Opcode]),
];

/// Every figure with its profile; `uncached` has the same rows with programs that are not cached.
pub(crate) fn profiles(cached: &[Figure], uncached: &[Figure]) -> String {
    let mut lines = vec![
        [
            "contract",
            "row",
            "gas",
            "per entry",
            "tx gas",
            "uncached",
            "reads",
            "writes",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    lines[0].extend(ITEMS.map(|(name, _)| name.to_owned()));
    for (figure, other) in cached.iter().zip(uncached) {
        let profile = &figure.profile;
        let mut line = vec![
            figure.subject.to_owned(),
            figure.row.clone(),
            figure.execution.to_string(),
            if figure.entries > 1 {
                figure.execution_per_entry().to_string()
            } else {
                String::new()
            },
            figure.transaction.to_string(),
            format!("+{}", other.execution - figure.execution),
            profile.storage_reads.to_string(),
            profile.storage_writes.to_string(),
        ];
        line.extend(ITEMS.map(|(_, items)| gas(profile, items)));
        lines.push(line);
    }
    aligned(&lines)
}

/// What a call did in host functions.
pub(crate) fn host_functions(figure: &Figure) -> String {
    let mut text = String::new();
    for (name, used) in &figure.profile.host_functions {
        let gas = used.ink as f64 / 10_000.0;
        writeln!(text, "    {name:<24} {:>4} {gas:>10.1}", used.count)
            .expect("a string takes all text");
    }
    text
}

/// Gas of some items, with one decimal.
fn gas(profile: &Profile, items: &[Item]) -> String {
    let ink: u64 = items.iter().map(|item| profile.ink(*item)).sum();
    format!("{:.1}", ink as f64 / 10_000.0)
}

/// Lines of cells in columns: the first two to the left, numbers to the right.
fn aligned(lines: &[Vec<String>]) -> String {
    let widths: Vec<usize> = (0..lines[0].len())
        .map(|column| {
            lines
                .iter()
                .map(|line| line[column].len())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for line in lines {
        for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
            if column < 2 {
                write!(text, "{cell:<width$}  ")
            } else {
                write!(text, "{cell:>width$}  ")
            }
            .expect("a string takes all text");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}
