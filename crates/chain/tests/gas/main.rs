//! What programs pay, unit by unit: small programs whose ink is added up by hand, from the published prices, beside each of them.
//!
//! A case's program reads `evm_ink_left` before and after the instructions in question. Between the two readings, besides them, lie
//! the rest of the block after the first (its header 2,450, a `local.set` 210) and the second (its call 3,800, the host function 8,400): 14,860.

mod control;
mod hostios;
mod limits;
mod memory;
mod nested;
mod opcodes;
mod program;
mod storage;

use program::{Case, Scene};

/// Every case, by what it is about.
fn cases() -> Vec<(&'static str, Vec<Case>)> {
    vec![
        ("opcodes", opcodes::cases()),
        ("control flow", control::cases()),
        ("host functions", hostios::cases()),
        ("storage", storage::cases()),
        ("memory", memory::cases()),
        ("calls and creations", nested::cases()),
    ]
}

/// The cases, and what a failure of any of them says.
#[test]
fn every_case_costs_what_was_added_up() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (about, cases) in cases() {
        for case in cases {
            count += 1;
            let found = Scene::new(&case).ink(&case);
            if found != case.ink {
                wrong.push(format!(
                    "{about}, {}: {} ink by hand, {found} found",
                    case.name, case.ink
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count} cases:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    println!("{count} cases");
    assert!(
        count >= 150,
        "the README speaks of more than 150 cases, these are {count}"
    );
}

/// A case that nobody looked at twice would prove little: no two have one name.
#[test]
fn cases_have_names_of_their_own() {
    let mut names: Vec<String> = cases()
        .into_iter()
        .flat_map(|(_, cases)| cases)
        .map(|c| c.name)
        .collect();
    names.sort();
    let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
