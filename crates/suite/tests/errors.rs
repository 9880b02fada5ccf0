//! docs/errors.md against the ABIs: every error of every contract has its row, and no row is of an error that there is not.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use alloy_json_abi::{Error, JsonAbi};
use diem_build::{Layout, artifacts};

/// An error as a row has it: declaration and selector.
type Entry = (String, String);

/// The cells of a table's row.
struct Row {
    entry: Entry,
    contracts: BTreeSet<String>,
    meaning: String,
    remedy: String,
}

/// The rows of all tables: those that begin with code.
fn rows() -> Vec<Row> {
    let path = Layout::of_this_repository().root().join("docs/errors.md");
    let text = fs::read_to_string(&path).expect("docs/errors.md is there");
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(row).collect()
}

fn row(line: &str) -> Row {
    let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
    let cells: Vec<&str> = inner.split('|').map(str::trim).collect();
    let [error, selector, contracts, meaning, remedy] = cells[..] else {
        panic!("not five cells: {line}");
    };
    let code = |cell: &str| cell.trim_matches('`').to_owned();
    Row {
        entry: (code(error), code(selector)),
        contracts: contracts.split(", ").map(str::to_owned).collect(),
        meaning: meaning.to_owned(),
        remedy: remedy.to_owned(),
    }
}

fn declaration(error: &Error) -> String {
    let arguments = error
        .inputs
        .iter()
        .map(|input| format!("{} {}", input.ty, input.name));
    format!(
        "{}({})",
        error.name,
        arguments.collect::<Vec<_>>().join(", ")
    )
}

/// The errors of the ABIs, and the contracts that have them.
fn errors() -> BTreeMap<Entry, BTreeSet<String>> {
    let artifacts = artifacts().expect("the contracts are built");
    let mut errors: BTreeMap<Entry, BTreeSet<String>> = BTreeMap::new();
    for contract in artifacts.contracts() {
        let abi: JsonAbi = serde_json::from_str(&contract.abi).expect("an ABI is JSON");
        for error in abi.errors() {
            let entry = (declaration(error), error.selector().to_string());
            errors
                .entry(entry)
                .or_default()
                .insert(contract.name.clone());
        }
    }
    errors
}

#[test]
fn the_tables_are_the_abis_errors() {
    let rows = rows();
    let documented: BTreeMap<_, _> = rows
        .iter()
        .map(|row| (row.entry.clone(), row.contracts.clone()))
        .collect();
    assert_eq!(documented, errors());
    assert_eq!(documented.len(), rows.len(), "no error has two rows");
}

#[test]
fn every_error_has_a_meaning_and_a_remedy() {
    for row in rows() {
        for text in [&row.meaning, &row.remedy] {
            assert!(text.ends_with('.'), "{} has no sentence", row.entry.0);
        }
    }
}

/// A selector means one error, whatever contract it comes from: a client need not know which contract failed.
#[test]
fn selectors_are_of_one_error_each() {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (declaration, selector) in errors().into_keys() {
        let name = declaration.split('(').next().unwrap_or_default().to_owned();
        let first = names.entry(selector).or_insert_with(|| name.clone());
        assert_eq!(*first, name);
    }
}
