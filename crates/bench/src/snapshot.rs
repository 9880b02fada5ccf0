//! The committed figures: a file with a line for each row, and the tables in documents.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
    fs,
    path::PathBuf,
};

use diem_build::{Layout, marked};
use thiserror::Error;

use crate::{figure::Figures, table::Table, world::BenchError};

/// The documents that show tables.
const DOCUMENTS: [&str; 2] = ["README.md", "docs/gas.md"];

/// The file of figures, from the repository's root.
const FIGURES: &str = "snapshots/gas.txt";

/// Columns of a row's name in the file of figures.
const NAME: usize = 64;

/// Committed figures are not those of the contracts.
#[derive(Debug, Error)]
#[error(
    "{} {}; if that is meant, run scripts/bench --write and commit it{}",
    path,
    what,
    Rows(rows)
)]
pub(crate) struct Drift {
    path: String,
    what: String,
    rows: Vec<Difference>,
}

/// A row that is not what it was.
#[derive(Debug, PartialEq, Eq)]
struct Difference {
    row: String,
    committed: Option<String>,
    now: Option<String>,
}

struct Rows<'a>(&'a [Difference]);

impl fmt::Display for Rows<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Difference {
            row,
            committed,
            now,
        } in self.0
        {
            let of =
                |side: &Option<String>| side.clone().unwrap_or_else(|| "no such row".to_owned());
            write!(
                f,
                "\n  {row}\n    committed  {}\n    now        {}",
                of(committed),
                of(now)
            )?;
        }
        Ok(())
    }
}

/// Makes the committed figures, and the tables of the documents, what they are now.
pub(crate) fn write(
    layout: &Layout,
    figures: &Figures,
    tables: &[(&str, Table)],
) -> Result<(), BenchError> {
    let path = layout.root().join(FIGURES);
    save(path, &render(figures))?;
    for (name, mut text) in documents(layout, tables)? {
        for (table, content) in tables {
            if let Some(place) = marked(&text, table) {
                text.replace_range(place, &content.markdown());
            }
        }
        save(layout.root().join(name), &text)?;
    }
    Ok(())
}

/// Compares the committed figures and the tables of the documents with what they are now.
pub(crate) fn check(
    layout: &Layout,
    figures: &Figures,
    tables: &[(&str, Table)],
) -> Result<(), BenchError> {
    let committed = read(layout.root().join(FIGURES))?;
    compare(&committed, &render(figures))?;
    for (name, text) in documents(layout, tables)? {
        let stale = tables.iter().find(|(table, content)| {
            marked(&text, table).is_some_and(|place| text[place] != content.markdown())
        });
        if let Some((table, _)) = stale {
            return Err(Drift {
                path: name.to_owned(),
                what: format!("does not show the present figures at <!-- {table} -->"),
                rows: Vec::new(),
            }
            .into());
        }
    }
    Ok(())
}

/// The documents' texts, once it is sure that each table has a place in one of them.
fn documents(
    layout: &Layout,
    tables: &[(&str, Table)],
) -> Result<Vec<(&'static str, String)>, BenchError> {
    let read = |name| Ok((name, read(layout.root().join(name))?));
    let documents = DOCUMENTS
        .into_iter()
        .map(read)
        .collect::<Result<Vec<_>, BenchError>>()?;
    let is_homeless = |table: &&(&str, Table)| {
        documents
            .iter()
            .all(|(_, text)| marked(text, table.0).is_none())
    };
    match tables.iter().find(is_homeless) {
        None => Ok(documents),
        Some((table, _)) => Err(BenchError::NoPlace {
            table: (*table).to_owned(),
            documents: DOCUMENTS.join(" nor "),
        }),
    }
}

/// The file of figures. Its columns have fixed widths, so that a change of one row shows as one.
fn render(figures: &Figures) -> String {
    let mut text = format!(
        "{:<NAME$} {:>9} {:>9} {:>7} {:>5} {:>6}\n",
        "contract, row", "execution", "tx", "more", "reads", "writes"
    );
    for figure in figures.iter() {
        let name = format!("{}, {}", figure.subject, figure.row);
        let more = figure
            .uncached
            .map(|more| more.to_string())
            .unwrap_or_default();
        writeln!(
            text,
            "{name:<NAME$} {:>9} {:>9} {more:>7} {:>5} {:>6}",
            figure.execution,
            figure.transaction,
            figure.profile.storage_reads,
            figure.profile.storage_writes,
        )
        .expect("a string takes all text");
    }
    text
}

/// Says which rows differ.
fn compare(committed: &str, now: &str) -> Result<(), Drift> {
    if committed == now {
        return Ok(());
    }
    let [before, after] = [committed, now].map(rows);
    let names = before
        .keys()
        .chain(after.keys().filter(|name| !before.contains_key(*name)));
    let rows: Vec<Difference> = names
        .filter(|name| before.get(*name) != after.get(*name))
        .map(|name| Difference {
            row: (*name).to_owned(),
            committed: before.get(name).map(|row| (*row).to_owned()),
            now: after.get(name).map(|row| (*row).to_owned()),
        })
        .collect();
    let what = match rows.len() {
        0 => "has its rows in another order".to_owned(),
        1 => "differs from the contracts in 1 row".to_owned(),
        number => format!("differs from the contracts in {number} rows"),
    };
    Err(Drift {
        path: FIGURES.to_owned(),
        what,
        rows,
    })
}

/// The rows of a file of figures by their names.
fn rows(text: &str) -> BTreeMap<&str, &str> {
    let split = |line| {
        let (name, figures) = str::split_at_checked(line, NAME).unwrap_or((line, ""));
        (name.trim(), figures.trim())
    };
    text.lines().map(split).collect()
}

fn read(path: PathBuf) -> Result<String, BenchError> {
    fs::read_to_string(&path).map_err(|source| BenchError::File { path, source })
}

fn save(path: PathBuf, text: &str) -> Result<(), BenchError> {
    fs::write(&path, text).map_err(|source| BenchError::File { path, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn committed() -> String {
        read(Layout::of_this_repository().root().join(FIGURES)).expect("it is committed")
    }

    #[test]
    fn one_altered_figure_is_named_with_both_values() {
        let committed = committed();
        let line = committed
            .lines()
            .find(|line| line.starts_with("diem, transfer, later"))
            .expect("a row");
        let execution = line[NAME..].split_whitespace().next().expect("a figure");
        let seeded = line.replacen(execution, "12345", 1);
        assert_ne!(line, seeded);
        let drift =
            compare(&committed.replace(line, &seeded), &committed).expect_err("a figure differs");
        let text = drift.to_string();
        assert!(
            text.starts_with("snapshots/gas.txt differs from the contracts in 1 row; if that is meant, run scripts/bench --write"),
            "{text}"
        );
        for part in [
            "\n  diem, transfer, later that day\n    committed  12345 ",
            &format!("\n    now        {execution} "),
        ] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn rows_that_come_and_go_are_named() {
        let committed = committed();
        compare(&committed, &committed).expect("the same");
        let fewer: String = committed
            .lines()
            .filter(|line| !line.starts_with("vvv, balanceOf "))
            .map(|line| format!("{line}\n"))
            .collect();
        let gone = compare(&committed, &fewer)
            .expect_err("a row is gone")
            .to_string();
        assert!(
            gone.contains("\n  vvv, balanceOf\n") && gone.ends_with("now        no such row"),
            "{gone}"
        );
        let come = compare(&fewer, &committed)
            .expect_err("a row has come")
            .to_string();
        assert!(come.contains("committed  no such row"), "{come}");
    }
}
