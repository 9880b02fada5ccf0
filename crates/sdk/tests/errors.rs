//! The table of errors against the ABIs, and docs/errors.md against the table.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use alloy_json_abi::{Error, JsonAbi};
use diem_build::{Layout, artifacts};
use diem_sdk::errors::{ERRORS, ErrorInfo, fill_tables};

/// An error of the ABIs: its declarations, and the contracts that have it.
#[derive(Debug, Default)]
struct Declared {
    declarations: BTreeSet<String>,
    contracts: BTreeSet<String>,
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

/// The errors of the ABIs, by selector.
fn declared() -> BTreeMap<[u8; 4], Declared> {
    let artifacts = artifacts().expect("the contracts are built");
    let mut errors: BTreeMap<_, Declared> = BTreeMap::new();
    for contract in artifacts.contracts() {
        let abi: JsonAbi = serde_json::from_str(&contract.abi).expect("an ABI is JSON");
        for error in abi.errors() {
            let declared = errors.entry(error.selector().0).or_default();
            declared.declarations.insert(declaration(error));
            declared.contracts.insert(contract.name.clone());
        }
    }
    errors
}

fn name(declaration: &str) -> &str {
    declaration.split('(').next().unwrap_or_default()
}

#[test]
fn the_table_has_the_abis_errors() {
    let mut declared = declared();
    for info in ERRORS {
        let Some(found) = declared.remove(&info.selector) else {
            panic!("no ABI has {}, or it is there twice", info.declaration());
        };
        let contracts = info.contracts.iter().map(|contract| contract.name());
        assert_eq!(
            found.contracts,
            contracts.map(str::to_owned).collect(),
            "{}",
            info.name
        );
        assert!(
            found.declarations.contains(&info.declaration()),
            "{} is declared as {:?}",
            info.declaration(),
            found.declarations
        );
    }
    assert!(declared.is_empty(), "not in the table: {declared:?}");
}

/// A selector means one error, whatever contract it comes from: a client need not know which contract failed.
#[test]
fn selectors_are_of_one_error_each() {
    for declared in declared().values() {
        let names: BTreeSet<&str> = declared.declarations.iter().map(|d| name(d)).collect();
        assert_eq!(names.len(), 1, "{names:?}");
    }
}

#[test]
fn every_error_has_a_meaning_and_a_remedy() {
    for ErrorInfo {
        name,
        meaning,
        remedy,
        ..
    } in ERRORS
    {
        for text in [meaning, remedy] {
            let is_sentence = text.ends_with('.') && !text.ends_with("..") && !text.contains('|');
            assert!(is_sentence, "{name}: {text}");
        }
    }
}

#[test]
fn the_document_is_made_of_the_table() {
    let path = Layout::of_this_repository().root().join("docs/errors.md");
    let committed = fs::read_to_string(&path).expect("docs/errors.md is there");
    let current = fill_tables(&committed).expect("docs/errors.md has all markers");
    if std::env::var_os("DIEM_UPDATE").is_some() {
        fs::write(&path, &current).expect("docs/errors.md can be written");
    } else {
        assert!(
            committed == current,
            "docs/errors.md is not what the table says; run DIEM_UPDATE=1 cargo test -p diem-sdk --test errors"
        );
    }
}
