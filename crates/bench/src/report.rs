//! The tables that people read, each under the name of its place in the documents.

use std::fmt::Write as _;

use diem_build::{Manifest, grouped};
use serde_json::{Value, json};
use stylus_chain::{Item, Profile};
use stylus_program::figures::ink::PER_GAS;

use crate::{
    figure::{Figure, Figures},
    peers::{OPENZEPPELIN, PACKED, REWARDS, SOLADY, STYLUS, VOTES},
    table::{Table, ratio},
    targets,
};

/// Our contracts.
const OURS: [&str; 4] = ["diem", "vvv", "staking", "credits"];

/// The columns of a profile, and what goes into them.
const ITEMS: [(&str, &[Item]); 6] = [
    ("storage", &[Item::Storage]),
    ("log", &[Item::Log]),
    ("calls", &[Item::Account, Item::Creation, Item::Precompile]),
    ("start", &[Item::Start]),
    ("host", &[Item::Host]),
    ("opcodes", &[Item::Opcode]),
];

/// Rows of DIEM beside the other tokens.
const TOKEN_ROWS: [&str; 13] = [
    "transfer, first of the day",
    "transfer, later that day",
    "transfer to a fresh account",
    "transferFrom, finite allowance",
    "transferFrom, infinite allowance",
    "approve, new",
    "approve, changed",
    "permit, first",
    "permit, second",
    "mint to a holder",
    "mint to a fresh account",
    "burn",
    "balanceOf",
];

/// Rows of staking beside the peer, and what the peer calls them.
const STAKING_ROWS: [(&str, &str); 4] = [
    ("stake, first", "stake"),
    ("stake, later", "stake"),
    ("claim", "getReward"),
    ("withdraw", "withdraw"),
];

/// Calls whose floor is worth to be looked at: those that have a target.
const FLOOR_ROWS: [(&str, &str); 12] = [
    ("diem", "transfer, later that day"),
    ("diem", "transferFrom, finite allowance"),
    ("diem", "transferFrom, infinite allowance"),
    ("diem", "approve, changed"),
    ("diem", "permit, second"),
    ("staking", "stake, later"),
    ("staking", "claim"),
    ("staking", "withdraw"),
    ("staking", "mintDiem, later"),
    ("credits", "spend, later that day"),
    ("credits", "meter raised, later that day, 100 per call"),
    ("credits", "meter raised, first ever, 100 per call"),
];

/// All tables by their names.
pub(crate) fn tables(figures: &Figures, manifest: &Manifest) -> [(&'static str, Table); 7] {
    [
        ("gas-tokens", tokens(figures)),
        ("gas-staking", staking(figures)),
        ("gas-credits", credits(figures)),
        ("gas-targets", targets::table(figures, manifest)),
        ("gas-floors", floors(figures)),
        ("gas-contracts", contracts(figures, manifest)),
        (
            "gas-rows",
            profiles(figures.iter().filter(|figure| is_ours(figure))),
        ),
    ]
}

/// The tables' headings on a terminal.
pub(crate) fn heading(name: &str) -> &'static str {
    match name {
        "gas-tokens" => {
            "DIEM beside other tokens: their gas, and in brackets ours divided by theirs"
        }
        "gas-staking" => "Staking beside the peer",
        "gas-credits" => "Credits, per entry where a call has several",
        "gas-targets" => "Targets",
        "gas-floors" => {
            "Floors: storage, logs, calls and host functions as they are, with the least start"
        }
        "gas-contracts" => "Contracts",
        _ => "Every row: gas, storage slots read and written, and what the gas went into",
    }
}

fn is_ours(figure: &Figure) -> bool {
    OURS.contains(&figure.subject)
}

fn tokens(figures: &Figures) -> Table {
    let peers = [OPENZEPPELIN, SOLADY, PACKED, VOTES, STYLUS];
    let mut table = Table::new(1, ["", "DIEM"].into_iter().chain(peers));
    for row in TOKEN_ROWS {
        let ours = figures.get("diem", row).execution;
        let mut line = vec![row.to_owned(), grouped(ours)];
        line.extend(peers.map(|peer| beside(ours, figures.get(peer, row).execution)));
        table.line(line);
    }
    table
}

fn staking(figures: &Figures) -> Table {
    let mut table = Table::new(1, ["", "VvvStaking", REWARDS, "ratio"]);
    for (row, theirs) in STAKING_ROWS {
        let [ours, peers] = ["staking", REWARDS].map(|subject| figures.get(subject, row).execution);
        let name = if row.starts_with(theirs) {
            row.to_owned()
        } else {
            format!("{row}, {theirs}")
        };
        table.line([name, grouped(ours), grouped(peers), ratio(ours, peers)]);
    }
    for figure in figures
        .of("staking")
        .filter(|figure| STAKING_ROWS.iter().all(|(row, _)| *row != figure.row))
    {
        table.line([
            figure.row.clone(),
            grouped(figure.execution),
            String::new(),
            String::new(),
        ]);
    }
    table
}

fn credits(figures: &Figures) -> Table {
    let mut table = Table::new(1, ["", "gas", "slots read", "slots written"]);
    let reads = ["capacityOf", "capacityOfBatch, of 100"].map(|row| figures.get("diem", row));
    for figure in figures.of("credits").chain(reads) {
        let profile = &figure.profile;
        table.line([
            figure.row.clone(),
            grouped(figure.per_entry()),
            profile.storage_reads.to_string(),
            profile.storage_writes.to_string(),
        ]);
    }
    table
}

fn floors(figures: &Figures) -> Table {
    let parts = ["storage", "log", "calls", "host"];
    let rest = ["least start", "refund", "floor", "gas", "above"];
    let mut table = Table::new(1, [""].into_iter().chain(parts).chain(rest));
    for (subject, row) in FLOOR_ROWS {
        let figure = figures.get(subject, row);
        let mut line = vec![format!("{subject}, {row}")];
        line.extend(parts.map(|part| gas(items_ink(&figure.profile, part), figure.entries)));
        line.extend([
            gas(figure.least_start() * PER_GAS, figure.entries),
            gas(figure.refunded * PER_GAS, figure.entries),
            grouped(figure.floor()),
            grouped(figure.per_entry()),
            targets::above_floor(figure),
        ]);
        table.line(line);
    }
    table
}

fn contracts(figures: &Figures, manifest: &Manifest) -> Table {
    let mut table = Table::new(
        1,
        [
            "",
            "module, bytes",
            "on chain, bytes",
            "start, cached",
            "more when not cached",
        ],
    );
    for name in OURS {
        let module = &manifest.contracts[name].module;
        table.line(program(
            figures,
            name,
            module.raw_size,
            module.compressed_size,
        ));
    }
    let peer = &manifest.examples["erc20"];
    table.line(program(
        figures,
        STYLUS,
        peer.raw_size,
        peer.compressed_size,
    ));
    table
}

fn program(figures: &Figures, name: &str, raw: usize, compressed: usize) -> [String; 5] {
    let start = figures
        .of(name)
        .find(|figure| figure.profile.starts == 1)
        .map_or(0, |figure| figure.profile.ink(Item::Start) / PER_GAS);
    [
        name.to_owned(),
        grouped(raw as u64),
        grouped(compressed as u64),
        grouped(start),
        grouped(targets::uncached(figures, name)),
    ]
}

/// Rows with their profiles.
pub(crate) fn profiles<'a>(figures: impl Iterator<Item = &'a Figure>) -> Table {
    let head = [
        "contract",
        "row",
        "gas",
        "per entry",
        "tx gas",
        "not cached",
        "reads",
        "writes",
    ];
    let mut table = Table::new(2, head.into_iter().chain(ITEMS.map(|(name, _)| name)));
    for figure in figures {
        let profile = &figure.profile;
        let per_entry = (figure.entries > 1).then(|| grouped(figure.per_entry()));
        let uncached = figure.uncached.map(|more| format!("+{}", grouped(more)));
        let mut line = vec![
            figure.subject.to_owned(),
            figure.row.clone(),
            grouped(figure.execution),
            per_entry.unwrap_or_default(),
            grouped(figure.transaction),
            uncached.unwrap_or_default(),
            profile.storage_reads.to_string(),
            profile.storage_writes.to_string(),
        ];
        line.extend(ITEMS.map(|(name, _)| gas(items_ink(profile, name), 1)));
        table.line(line);
    }
    table
}

/// What a call did in host functions.
pub(crate) fn host_functions(figure: &Figure) -> String {
    let mut text = format!(
        "{}, {}: host functions, how often, gas\n",
        figure.subject, figure.row
    );
    for (name, used) in &figure.profile.host_functions {
        let gas = used.ink as f64 / PER_GAS as f64;
        writeln!(text, "    {name:<24} {:>4} {gas:>10.1}", used.count)
            .expect("a string takes all text");
    }
    text
}

/// The figures for programs.
pub(crate) fn to_json<'a>(figures: impl Iterator<Item = &'a Figure>) -> Value {
    let figure = |figure: &Figure| {
        let profile = &figure.profile;
        let ink: serde_json::Map<String, Value> = ITEMS
            .iter()
            .map(|(name, _)| ((*name).to_owned(), items_ink(profile, name).into()))
            .collect();
        json!({
            "contract": figure.subject,
            "row": figure.row,
            "executionGas": figure.execution,
            "transactionGas": figure.transaction,
            "entries": figure.entries,
            "moreWhenNotCached": figure.uncached,
            "storageReads": profile.storage_reads,
            "storageWrites": profile.storage_writes,
            "floorPerEntry": figure.floor(),
            "ink": ink,
        })
    };
    figures.map(figure).collect()
}

/// A peer's gas, and ours as a part of it.
fn beside(ours: u64, theirs: u64) -> String {
    format!("{} ({})", grouped(theirs), ratio(ours, theirs))
}

fn items_ink(profile: &Profile, name: &str) -> u64 {
    let (_, items) = ITEMS
        .iter()
        .find(|(item, _)| *item == name)
        .expect("an item's column");
    items.iter().map(|item| profile.ink(*item)).sum()
}

/// Ink in gas per entry, with one decimal.
fn gas(ink: u64, entries: u64) -> String {
    let tenths = ink * 10 / PER_GAS / entries;
    format!("{}.{}", grouped(tenths / 10), tenths % 10)
}
