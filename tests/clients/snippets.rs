//! Code in docs/integrate-contracts.md is quoted from files that are compiled and tested: each block after a line
//! `<!-- from FILE -->` stands in that file, whatever its indentation there.

use std::{fs, path::PathBuf};

/// A quotation: the file, and its lines.
struct Quotation {
    file: String,
    lines: Vec<String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The quotations of a page.
fn quotations(page: &str) -> Vec<Quotation> {
    let mut lines = page.lines();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        let Some(file) = line
            .strip_prefix("<!-- from ")
            .and_then(|rest| rest.strip_suffix(" -->"))
        else {
            continue;
        };
        let fence = lines.next().expect("a block after the marker");
        assert!(
            fence.starts_with("```"),
            "{file}: no block after the marker"
        );
        let block = lines.by_ref().take_while(|line| *line != "```");
        found.push(Quotation {
            file: file.to_owned(),
            lines: block.map(str::to_owned).collect(),
        });
    }
    found
}

/// Whether `lines` stand in `text` one after the other, all of them indented by the same amount more.
fn stands_in(text: &str, lines: &[String]) -> bool {
    let text: Vec<&str> = text.lines().collect();
    let indents = (0..=3).map(|level| "    ".repeat(level));
    let indented = indents.map(|indent| {
        let indent_line = |line: &String| match line.as_str() {
            "" => String::new(),
            line => format!("{indent}{line}"),
        };
        lines.iter().map(indent_line).collect::<Vec<_>>()
    });
    indented
        .into_iter()
        .any(|wanted| text.windows(wanted.len()).any(|window| window == wanted))
}

#[test]
fn the_guide_quotes_what_is_tested() {
    let page = fs::read_to_string(root().join("docs/integrate-contracts.md")).expect("the guide");
    let quotations = quotations(&page);
    let blocks = page
        .lines()
        .filter(|line| line.starts_with("```") && line.len() > 3)
        .count();
    assert_eq!(quotations.len(), blocks, "every block of code is quoted");
    for Quotation { file, lines } in quotations {
        let text = fs::read_to_string(root().join(&file)).unwrap_or_else(|e| panic!("{file}: {e}"));
        assert!(
            !lines.is_empty() && stands_in(&text, &lines),
            "{file} does not have these lines:\n{}",
            lines.join("\n")
        );
    }
}

#[test]
fn a_changed_line_is_no_quotation() {
    let text = "fn a() {\n    one();\n\n    two();\n}\n";
    let lines = |lines: &[&str]| {
        lines
            .iter()
            .map(|line| (*line).to_owned())
            .collect::<Vec<_>>()
    };
    assert!(stands_in(text, &lines(&["one();", "", "two();"])));
    assert!(stands_in(text, &lines(&["fn a() {", "    one();"])));
    assert!(!stands_in(text, &lines(&["one();", "two();"])));
    assert!(!stands_in(text, &lines(&["    one();", "", "two();"])));
    assert!(!stands_in(text, &lines(&["three();"])));
}
