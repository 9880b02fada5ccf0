//! Solidity: what the compiler says reaches the caller.

use diem_build::{Layout, Optimizer, SolcError, Source, compile_solidity, compile_solidity_with};

fn compile(
    sources: &[(&str, &str)],
) -> Result<std::collections::BTreeMap<String, diem_build::Compiled>, SolcError> {
    let header = "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n";
    let sources: Vec<Source> = sources
        .iter()
        .map(|(name, text)| Source {
            name: (*name).to_owned(),
            content: format!("{header}{text}"),
        })
        .collect();
    compile_solidity(&Layout::of_this_repository(), &sources)
}

fn rejected(text: &str) -> String {
    match compile(&[("tests/solidity/A.sol", text)]) {
        Err(SolcError::Rejected(message)) => message,
        other => panic!("not rejected: {other:?}"),
    }
}

#[test]
fn sources_import_each_other_by_relative_path() {
    let compiled = compile(&[
        ("interfaces/IA.sol", "interface IA { function f(uint96 limit) external; event E(address indexed a); error Bad(); }"),
        ("tests/solidity/A.sol", "import {IA} from \"../../interfaces/IA.sol\";\nabstract contract A is IA {}\ncontract B { function f(IA a) external { a.f(1); } }"),
    ])
    .expect("the sources are right");
    assert!(!compiled["IA"].is_deployable());
    assert!(!compiled["A"].is_deployable());
    assert!(compiled["B"].is_deployable());
    assert_eq!(compiled["B"].source, "tests/solidity/A.sol");
    let kinds: Vec<&str> = compiled["IA"]
        .abi
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| item["type"].as_str().expect("a string"))
        .collect();
    assert_eq!(kinds, ["error", "event", "function"]);
}

#[test]
fn bytecode_does_not_depend_on_comments() {
    let plain = compile(&[(
        "tests/solidity/A.sol",
        "contract A { uint256 public a = 1; }",
    )])
    .expect("right");
    let commented = compile(&[(
        "tests/solidity/B.sol",
        "// a remark\ncontract A { uint256 public a = 1; }",
    )])
    .expect("right");
    assert_eq!(plain["A"].bytecode, commented["A"].bytecode);
}

#[test]
fn errors_and_warnings_are_shown_with_their_place() {
    let syntax = rejected("contract A { function f( }");
    assert!(
        syntax.contains("ParserError") && syntax.contains("tests/solidity/A.sol:3:"),
        "{syntax}"
    );
    let missing = rejected("import \"./Missing.sol\";");
    assert!(
        missing.contains("neither a source of this build nor in an npm package"),
        "{missing}"
    );
    let warning = rejected(
        "contract A { function f() external returns (uint256 a) {} function g() external { uint256 b; } }",
    );
    assert!(warning.contains("Warning"), "{warning}");
}

/// OpenZeppelin's checkpoints have a function `at`, which the compiler warns will be a keyword.
#[test]
fn warnings_about_npm_packages_are_nobodys_here() {
    let import = "import {Checkpoints} from \"@openzeppelin/contracts/utils/structs/Checkpoints.sol\";\ncontract A { Checkpoints.Trace208 private _a; }";
    let compiled = compile(&[("tests/solidity/A.sol", import)]).expect("the source is right");
    assert_eq!(compiled.keys().collect::<Vec<_>>(), ["A"]);
    let ours = rejected("contract A { function at() external {} }");
    assert!(ours.contains("Warning"), "{ours}");
}

#[test]
fn names_must_be_unique_and_libraries_internal() {
    let error = compile(&[
        ("a/A.sol", "contract Same {}"),
        ("b/B.sol", "contract Same {}"),
    ])
    .expect_err("two of one name");
    assert_eq!(
        error.to_string(),
        "Same is defined in both a/A.sol and b/B.sol"
    );
    let library = "library L { function f() external pure returns (uint256) { return 1; } }\ncontract A { function g() external pure returns (uint256) { return L.f(); } }";
    let error = compile(&[("a/A.sol", library)]).expect_err("a library to link");
    assert!(
        matches!(&error, SolcError::Unlinked(name) if name == "A"),
        "{error}"
    );
}

#[test]
fn missing_tools_are_named_with_the_remedy() {
    let elsewhere = Layout::new(std::env::temp_dir().join("no-repository-here"));
    let error = compile_solidity(&elsewhere, &[]).expect_err("there is no compiler");
    assert!(matches!(error, SolcError::Tool(_)));
    assert!(error.to_string().contains("scripts/setup"), "{error}");
}

#[test]
fn the_optimizer_can_be_told_what_to_favour() {
    let source = Source {
        name: "tests/solidity/A.sol".to_owned(),
        content: "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\ncontract A { uint256 public a; function f(uint256 b) external { a += b; } }".to_owned(),
    };
    let compile = |optimizer| {
        let layout = Layout::of_this_repository();
        compile_solidity_with(&layout, core::slice::from_ref(&source), optimizer).expect("right")
    };
    let usual = compile(Optimizer::default());
    let by_way_of_yul = compile(Optimizer {
        via_ir: true,
        ..Optimizer::default()
    });
    let often = compile(Optimizer {
        runs: 1_000_000,
        ..Optimizer::default()
    });
    assert_ne!(usual["A"].bytecode, by_way_of_yul["A"].bytecode);
    assert_ne!(usual["A"].bytecode, often["A"].bytecode);
}
