//! The npm package of interfaces/, as its users get it: packed, unpacked, imported by its name.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use diem_build::{Layout, Source, compile_solidity};
use serde_json::Value;

const NAME: &str = "@diem-protocol/interfaces";

fn run(command: &mut Command) -> Vec<u8> {
    let output = command.output().expect("the program can be run");
    assert!(
        output.status.success(),
        "{command:?}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// Packs and unpacks the package. The folder returned has its files.
fn unpacked(folder: &Path) -> PathBuf {
    let mut pack = Command::new("npm");
    pack.args(["pack", "--json", "--offline", "--pack-destination"])
        .arg(folder)
        .current_dir(Layout::of_this_repository().interfaces());
    let answer: Value = serde_json::from_slice(&run(&mut pack)).expect("npm answers in JSON");
    let file = answer[0]["filename"].as_str().expect("the file's name");
    run(Command::new("tar")
        .arg("-xzf")
        .arg(folder.join(file))
        .arg("-C")
        .arg(folder));
    folder.join("package")
}

fn files(folder: &Path, prefix: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let entries = entries.map(|entry| entry.expect("an entry"));
    entries
        .flat_map(|entry| {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                files(&entry.path(), &format!("{name}/"))
            } else {
                BTreeSet::from([name])
            }
        })
        .collect()
}

/// The Solidity of a README's first block.
fn example(readme: &str) -> String {
    let (_, rest) = readme.split_once("```solidity\n").expect("an example");
    let (code, _) = rest.split_once("```").expect("its end");
    code.to_owned()
}

fn source(name: &str, content: String) -> Source {
    Source {
        name: name.to_owned(),
        content,
    }
}

#[test]
fn the_package_has_interfaces_and_abis_and_its_example_compiles() {
    let folder = tempfile::tempdir().expect("a folder");
    let package = unpacked(folder.path());
    let interfaces = ["IComputeCredits", "IDiem", "IVvv", "IVvvStaking"];
    let expected: BTreeSet<String> = interfaces
        .iter()
        .flat_map(|name| [format!("{name}.sol"), format!("abi/{name}.json")])
        .chain(["README.md", "package.json"].map(str::to_owned))
        .collect();
    assert_eq!(files(&package, ""), expected);

    let read = |file: &str| fs::read_to_string(package.join(file)).expect("a file of the package");
    let mut sources: Vec<Source> = interfaces
        .iter()
        .map(|name| source(&format!("{NAME}/{name}.sol"), read(&format!("{name}.sol"))))
        .collect();
    sources.push(source("Paywall.sol", example(&read("README.md"))));
    let imports: String = interfaces
        .iter()
        .map(|name| format!("import {{{name}}} from \"{NAME}/{name}.sol\";\n"))
        .collect();
    let all = format!(
        "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n{imports}contract All {{ {} }}",
        interfaces
            .map(|name| format!("{name} public a{name};"))
            .join(" ")
    );
    sources.push(source("All.sol", all));
    let layout = Layout::of_this_repository();
    let compiled = compile_solidity(&layout, &sources).expect("it compiles as it is imported");
    assert!(compiled["Paywall"].is_deployable() && compiled["All"].is_deployable());

    for name in interfaces {
        let abi: Value =
            serde_json::from_str(&read(&format!("abi/{name}.json"))).expect("an ABI is JSON");
        assert_eq!(abi, compiled[name].abi, "{name}");
    }
}

#[test]
fn the_package_has_the_suites_version() {
    let path = Layout::of_this_repository()
        .interfaces()
        .join("package.json");
    let text = fs::read_to_string(path).expect("it is there");
    let package: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(package["name"], NAME);
    assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
}
