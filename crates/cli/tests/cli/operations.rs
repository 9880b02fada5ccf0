//! docs/operations.md against the command: each of its lines `diem ...` names a command and options that there are.

use std::{fs, path::PathBuf};

use crate::scene::Place;

/// The command lines of the page's blocks, without their comments.
fn command_lines(page: &str) -> Vec<Vec<&str>> {
    let lines = page.lines().filter(|line| line.starts_with("diem "));
    let words = lines.map(|line| {
        let line = line.split(" #").next().unwrap_or_default();
        line.split_whitespace().skip(1).collect()
    });
    words.collect()
}

#[test]
fn the_commands_of_the_operations_page_are_there() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/operations.md");
    let page = fs::read_to_string(file).expect("docs/operations.md");
    let lines = command_lines(&page);
    assert!(lines.len() > 10, "the page has commands: {lines:?}");
    let place = Place::new();
    for words in lines {
        let mut command = words[0].to_owned();
        let help = place.diem(&format!("{command} --help")).ok();
        // The word after it is a command of its own (`key new`), or an argument.
        if help.contains("Usage: diem key ") {
            command = format!("{command} {}", words[1]);
        }
        let help = place.diem(&format!("{command} --help")).ok();
        for option in words.iter().filter(|word| word.starts_with("--")) {
            let described = help.split_whitespace().any(|word| word == *option);
            assert!(described, "diem {command} has no option {option}: {help}");
        }
    }
}
