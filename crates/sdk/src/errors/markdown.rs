//! The tables of `docs/errors.md`.

use core::fmt::Write as _;

use alloy_primitives::hex;

use super::{Contract, ERRORS, Group};

/// The groups and the names of their tables' markers.
const TABLES: [(Group, &str); 7] = [
    (Group::AnyCall, "any call"),
    (Group::Tokens, "tokens"),
    (Group::Signatures, "signatures"),
    (Group::MintingAndCapacity, "minting and capacity"),
    (Group::Staking, "staking"),
    (Group::Ownership, "ownership"),
    (Group::Credits, "credits"),
];

/// `text` with the table of each group between its markers, such as `<!-- errors: tokens -->` and `<!-- /errors: tokens -->`.
///
/// # Errors
///
/// The marker that is missing.
pub fn fill_tables(text: &str) -> Result<String, String> {
    let mut filled = text.to_owned();
    for (group, name) in TABLES {
        let (begin, end) = (
            format!("<!-- errors: {name} -->\n"),
            format!("<!-- /errors: {name} -->\n"),
        );
        let start = filled.find(&begin).ok_or_else(|| begin.clone())? + begin.len();
        let length = filled[start..].find(&end).ok_or(end)?;
        filled.replace_range(start..start + length, &table(group));
    }
    Ok(filled)
}

fn table(group: Group) -> String {
    let mut table =
        "| error | selector | contracts | meaning | remedy |\n|---|---|---|---|---|\n".to_owned();
    for info in ERRORS.iter().filter(|info| info.group == group) {
        let contracts: Vec<&str> = info.contracts.iter().copied().map(Contract::name).collect();
        writeln!(
            table,
            "| `{}` | `{}` | {} | {} | {} |",
            info.declaration(),
            hex::encode_prefixed(info.selector),
            contracts.join(", "),
            info.meaning,
            info.remedy
        )
        .expect("a string takes all text");
    }
    table
}
