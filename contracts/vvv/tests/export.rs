//! What `cargo stylus` asks the contract's native binary for.

use std::process::{Command, Output};

/// Runs the binary as `cargo stylus` does: with its name of the question.
fn asked(questions: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vvv"))
        .args(questions)
        .output()
        .expect("the binary runs")
}

/// What the binary answers, and nothing else.
fn answered(questions: &[&str]) -> String {
    let output = asked(questions);
    assert!(output.status.success() && output.stderr.is_empty());
    String::from_utf8(output.stdout).expect("the answer is text")
}

#[test]
fn the_interface_is_the_one_the_contract_is_written_from() {
    let interface = include_str!("../../../interfaces/IVvv.sol");
    assert_eq!(answered(&[]), interface);
    assert_eq!(answered(&["abi"]), interface);
}

#[test]
fn there_is_no_constructor() {
    assert_eq!(answered(&["constructor"]), "");
}

#[test]
fn other_questions_are_refused() {
    let output = asked(&["ABI"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let reason = String::from_utf8(output.stderr).expect("the reason is text");
    assert!(reason.starts_with("unknown command `ABI`"));
}
