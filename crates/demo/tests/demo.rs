//! The demo as its users run it.

use std::process::{Command, Output};

use serde_json::Value;

fn demo(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diem-demo"));
    command.args(arguments).output().expect("the demo starts")
}

/// What the demo printed, if it went well.
fn printed(arguments: &[&str]) -> String {
    let output = demo(arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("the demo prints UTF-8")
}

#[test]
fn the_text_fits_two_screens_and_has_no_colours_in_a_pipe() {
    let text = printed(&[]);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() <= 100, "{} lines", lines.len());
    for line in &lines {
        assert!(line.chars().count() <= 100, "{line}");
        assert!(!line.contains('\u{1b}'), "{line}");
    }
    let last = lines.last().expect("the demo prints something");
    assert!(last.starts_with("All 15 steps went as specified"), "{last}");
}

#[test]
fn the_json_is_one_document_with_every_step_and_exact_figures() {
    let report: Value = serde_json::from_str(&printed(&["--json"])).expect("one JSON document");
    assert_eq!(report["chain_id"], 412_346);
    assert_eq!(report["failure"], Value::Null);
    let steps = report["steps"].as_array().expect("a list of steps");
    assert_eq!(steps.len(), 15);
    for (number, step) in (1..).zip(steps) {
        assert_eq!(step["number"], number);
        assert!(step["checks"].as_u64() > Some(0), "{step}");
        assert!(
            !step["figures"]
                .as_array()
                .expect("a list of figures")
                .is_empty(),
            "{step}"
        );
    }
    // 5,000 VVV at 100 VVV per DIEM, minted at noon.
    let mint = steps[2]["figures"].as_array().expect("a list of figures");
    let figure = |label: &str| {
        let found = mint.iter().find(|figure| figure["label"] == label);
        found.unwrap_or_else(|| panic!("no {label} in {mint:#?}"))
    };
    assert_eq!(figure("alice, DIEM")["value"], "50000000000000000000");
    assert_eq!(figure("alice, DIEM")["unit"], "diem");
    assert_eq!(
        figure("alice, capacity today")["value"],
        "25000000000000000000"
    );
}

#[test]
fn two_runs_say_the_same() {
    assert_eq!(printed(&["--json"]), printed(&["--json"]));
}

#[test]
fn an_unknown_option_is_refused() {
    let output = demo(&["--fast"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--fast"));
}
