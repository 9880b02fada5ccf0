//! What the contracts are meant to cost at most, and whether they do.

use diem_build::{Manifest, grouped};

use crate::{
    figure::{Figure, Figures},
    peers::{OPENZEPPELIN, PACKED, REWARDS, SOLADY, VOTES},
    table::{Table, ratio},
};

/// How far above its floor a call may be whatever its target is, in per cent.
const NEAR_FLOOR: u64 = 3;

/// The fewest slots that a call can read and write, as it is specified, so that its floor is one. docs/gas.md counts the bits.
const FEWEST_SLOTS: [(&str, &str, u64, u64); 11] = [
    // Two balances.
    ("diem", MOVES[0], 2, 2),
    ("diem", MOVES[1], 2, 2),
    // And the allowance.
    ("diem", MOVES[2], 3, 3),
    ("diem", MOVES[3], 3, 2),
    // The nonce and the allowance, which nobody reads before.
    ("diem", MOVES[4], 1, 2),
    ("diem", APPROVALS[0], 0, 1),
    ("diem", APPROVALS[1], 0, 1),
    // Two words of the account's, three of the sums; VVV's address, allowance and balances, the contract's once more.
    ("staking", "stake, later", 11, 7),
    // Three words of the account's, two of the sums, Diem with its price; Diem's record, supply and parameters.
    ("staking", "mintDiem, later", 9, 7),
    // The account, the credits used by all, and to read DIEM's capacity its address.
    ("credits", "spend, later that day", 4, 2),
    // The credits used by all and DIEM's address; for each entry the account, its meter and its capacity.
    ("credits", METER, 2 + 3 * 100, 1 + 2 * 100),
];

const METER: &str = "meter raised, later that day, 100 per call";

/// What DIEM is compared in with every token.
const MOVES: [&str; 5] = [
    "transfer, first of the day",
    "transfer, later that day",
    "transferFrom, finite allowance",
    "transferFrom, infinite allowance",
    "permit, second",
];

const APPROVALS: [&str; 2] = ["approve, new", "approve, changed"];

/// Most gas of a call.
struct Target {
    subject: &'static str,
    row: &'static str,
    bound: Bound,
}

enum Bound {
    /// In thousandths of what the same row of a peer costs.
    Thousandths(u64, &'static str),
    /// Execution gas, per entry.
    Gas(u64),
}

/// Most bytes of a contract's code on chain, and most gas that starting it costs more while it is not cached.
const CONTRACTS: [(&str, u64, Option<u64>); 4] = [
    ("credits", 7_000, Some(12_000)),
    ("diem", 7_000, Some(12_000)),
    ("staking", 10_000, Some(14_000)),
    ("vvv", 13_000, None),
];

fn targets() -> Vec<Target> {
    let mut targets = Vec::new();
    let mut add = |subject, row, bound| {
        targets.push(Target {
            subject,
            row,
            bound,
        })
    };
    for (peer, thousandths) in [(OPENZEPPELIN, 985), (SOLADY, 1_000), (PACKED, 930)] {
        for row in MOVES {
            add("diem", row, Bound::Thousandths(thousandths, peer));
        }
    }
    for peer in [OPENZEPPELIN, SOLADY] {
        for row in APPROVALS {
            add("diem", row, Bound::Thousandths(1_010, peer));
        }
    }
    add("diem", MOVES[1], Bound::Thousandths(350, VOTES));
    add("staking", "stake, later", Bound::Thousandths(800, REWARDS));
    add("staking", "claim", Bound::Thousandths(850, REWARDS));
    add("staking", "withdraw", Bound::Thousandths(750, REWARDS));
    add("staking", "mintDiem, later", Bound::Gas(45_000));
    add("credits", "spend, later that day", Bound::Gas(19_000));
    add("credits", METER, Bound::Gas(14_400));
    targets
}

impl Target {
    fn judge(&self, figures: &Figures) -> [String; 5] {
        let ours = figures.get(self.subject, self.row);
        let gas = ours.per_entry();
        let (bound, found, within) = match self.bound {
            Bound::Thousandths(thousandths, peer) => {
                let theirs = figures.get(peer, self.row).execution;
                let bound = format!("{} of {peer}", ratio(thousandths, 1_000));
                (
                    bound,
                    ratio(gas, theirs),
                    gas * 1_000 <= theirs * thousandths,
                )
            }
            Bound::Gas(most) => (grouped(most), grouped(gas), gas <= most),
        };
        let verdict = match (within, is_near_floor(ours)) {
            (true, _) => "met",
            (false, true) => "near the floor",
            (false, false) => "MISSED",
        };
        let what = format!("{}, {}", self.subject, self.row);
        [what, bound, found, above_floor(ours), verdict.to_owned()]
    }
}

/// By how much a call is above its floor.
pub(crate) fn above_floor(figure: &Figure) -> String {
    let (gas, floor) = (figure.per_entry(), figure.floor());
    let tenths = ((gas - floor) * 1_000).div_ceil(floor);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

fn is_near_floor(figure: &Figure) -> bool {
    let fewest = FEWEST_SLOTS.iter().any(|(subject, row, reads, writes)| {
        (*subject, *row) == (figure.subject, figure.row.as_str())
            && figure.profile.storage_reads <= *reads
            && figure.profile.storage_writes <= *writes
    });
    fewest && figure.per_entry() * 100 <= figure.floor() * (100 + NEAR_FLOOR)
}

/// Every target with what was found.
pub(crate) fn table(figures: &Figures, manifest: &Manifest) -> Table {
    let mut table = Table::new(2, ["", "at most", "found", "above the floor", "verdict"]);
    for target in targets() {
        table.line(target.judge(figures));
    }
    for peer in [OPENZEPPELIN, SOLADY] {
        table.line(accesses(figures, peer));
    }
    for (name, bytes, extra) in CONTRACTS {
        let size = manifest.contracts[name].module.compressed_size as u64;
        table.line(plain(format!("{name}, bytes on chain"), bytes, size));
        if let Some(extra) = extra {
            let found = uncached(figures, name);
            table.line(plain(
                format!("{name}, extra gas when not cached"),
                extra,
                found,
            ));
        }
    }
    table
}

/// Whether DIEM reads and writes no more slots than a peer, in any row that is compared.
fn accesses(figures: &Figures, peer: &str) -> [String; 5] {
    let more = MOVES.iter().chain(&APPROVALS).find(|row| {
        let [ours, theirs] = ["diem", peer].map(|subject| &figures.get(subject, row).profile);
        ours.storage_reads > theirs.storage_reads || ours.storage_writes > theirs.storage_writes
    });
    let (found, verdict) = match more {
        None => ("no more".to_owned(), "met"),
        Some(row) => (format!("more in {row}"), "MISSED"),
    };
    [
        "diem, slots read and written".to_owned(),
        format!("those of {peer}"),
        found,
        String::new(),
        verdict.to_owned(),
    ]
}

fn plain(what: String, most: u64, found: u64) -> [String; 5] {
    let verdict = if found <= most { "met" } else { "MISSED" };
    [
        what,
        grouped(most),
        grouped(found),
        String::new(),
        verdict.to_owned(),
    ]
}

/// What starting one program costs more while it is not cached, by any call that starts only that.
pub(crate) fn uncached(figures: &Figures, subject: &str) -> u64 {
    figures
        .of(subject)
        .filter(|figure| figure.profile.starts == 1)
        .find_map(|figure| figure.uncached)
        .expect("every contract has a row that calls no other")
}
