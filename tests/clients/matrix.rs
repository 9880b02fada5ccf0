//! The table of docs/clients.md: what ran, in which versions.

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::STEPS;

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// Fails with what to do if the clients are not installed.
pub(crate) fn check_installed() {
    let there = folder().join("node_modules").exists();
    assert!(
        there,
        "the JavaScript clients are not installed: run scripts/setup"
    );
}

fn npm_version(package: &str) -> String {
    let file = folder().join("package.json");
    let manifest: Value =
        serde_json::from_str(&fs::read_to_string(file).expect("package.json")).expect("JSON");
    let version = manifest["dependencies"][package].as_str();
    version.expect("a pinned dependency").to_owned()
}

fn crate_version(name: &str) -> String {
    let file = folder().join("../../Cargo.lock");
    let lock = fs::read_to_string(file).expect("Cargo.lock");
    let (_, rest) = lock
        .split_once(&format!("name = \"{name}\"\nversion = \""))
        .expect("a dependency");
    rest.split('"').next().expect("a version").to_owned()
}

/// What the tests of this binary show, as Markdown. They fail if a client leaves out a step.
fn table() -> String {
    let clients = [
        ("cast", npm_version("@foundry-rs/cast")),
        ("viem", npm_version("viem")),
        ("ethers", npm_version("ethers")),
        ("alloy", crate_version("alloy")),
    ];
    let mut lines = vec![
        format!("| client | version | {} |", STEPS.join(" | ")),
        format!("|---|---|{}", "---|".repeat(STEPS.len())),
    ];
    let rows = clients.map(|(client, version)| {
        format!("| {client} | {version} |{}", " yes |".repeat(STEPS.len()))
    });
    lines.extend(rows);
    lines.join("\n")
}

#[test]
fn the_documentation_shows_what_ran() {
    let file = folder().join("../../docs/clients.md");
    let text = fs::read_to_string(file).expect("docs/clients.md");
    let table = table();
    assert!(
        text.contains(&table),
        "docs/clients.md should have this table:\n{table}"
    );
}
