//! The interfaces are the specification: every function, event and error says what it is, and what each of its parameters and results is.

use std::fs;

use diem_build::{Compiled, Layout, Source, compile_solidity};
use serde_json::Value;

/// The parts of an ABI's item that have a name, or none.
fn names(item: &Value, list: &str) -> Vec<String> {
    let items = item[list].as_array().into_iter().flatten();
    items
        .map(|item| item["name"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn signature(item: &Value) -> String {
    let inputs = item["inputs"].as_array().into_iter().flatten();
    let types: Vec<&str> = inputs.filter_map(|input| input["type"].as_str()).collect();
    format!(
        "{}({})",
        item["name"].as_str().expect("a name"),
        types.join(",")
    )
}

/// What is not documented of one item.
fn gaps(interface: &Compiled, item: &Value) -> Vec<String> {
    let signature = signature(item);
    let (list, each) = match item["type"].as_str() {
        Some("function") => ("methods", false),
        Some("event") => ("events", false),
        Some("error") => ("errors", true),
        other => panic!("an interface has no {other:?}"),
    };
    // Errors of one signature can be declared more than once, so solc has a list for each.
    let of = |docs: &Value| {
        let docs = docs[list][&signature].clone();
        if each { docs[0].clone() } else { docs }
    };
    let (user, dev) = (of(&interface.userdoc), of(&interface.devdoc));
    let mut gaps = Vec::new();
    if user["notice"].as_str().is_none_or(str::is_empty) {
        gaps.push(format!("{signature}: @notice"));
    }
    for name in names(item, "inputs") {
        if dev["params"][&name].as_str().is_none_or(str::is_empty) {
            gaps.push(format!("{signature}: @param {name}"));
        }
    }
    for (i, name) in names(item, "outputs").into_iter().enumerate() {
        let name = if name.is_empty() {
            format!("_{i}")
        } else {
            name
        };
        if dev["returns"][&name].as_str().is_none_or(str::is_empty) {
            gaps.push(format!("{signature}: @return {name}"));
        }
    }
    gaps
}

fn gaps_of(interface: &Compiled) -> Vec<String> {
    let items = interface.abi.as_array().expect("an ABI is a list");
    items
        .iter()
        .flat_map(|item| gaps(interface, item))
        .collect()
}

#[test]
fn everything_is_documented() {
    let layout = Layout::of_this_repository();
    let names = ["IVvv", "IDiem", "IVvvStaking", "IComputeCredits"];
    let sources = names.map(|name| {
        let name = format!("interfaces/{name}.sol");
        let content = fs::read_to_string(layout.root().join(&name)).expect("it is there");
        Source { name, content }
    });
    let compiled = compile_solidity(&layout, &sources).expect("the interfaces compile");
    for name in names {
        assert_eq!(gaps_of(&compiled[name]), [""; 0], "{name}");
    }
}

#[test]
fn gaps_are_found() {
    let source = |documentation: &str| Source {
        name: "interfaces/IA.sol".to_owned(),
        content: format!(
            "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\ninterface IA {{\n{documentation}\nfunction f(uint256 a) external returns (bool);\n/// @notice Bad.\nerror Bad(uint256 b);\n/// @notice Seen.\nevent Seen(uint256 c);\n}}"
        ),
    };
    let layout = Layout::of_this_repository();
    let bare = compile_solidity(&layout, &[source("")]).expect("it compiles");
    let mut found = gaps_of(&bare["IA"]);
    found.sort();
    assert_eq!(
        found,
        [
            "Bad(uint256): @param b",
            "Seen(uint256): @param c",
            "f(uint256): @notice",
            "f(uint256): @param a",
            "f(uint256): @return _0",
        ]
    );
    let full = "/// @notice F.\n/// @param a A.\n/// @return Whether.";
    let documented = compile_solidity(&layout, &[source(full)]).expect("it compiles");
    assert_eq!(gaps_of(&documented["IA"]).len(), 2);
}
