//! What a run reports: steps, figures, and what went wrong.

use diem_suite::{
    Address, B256, Reverted, SuiteError, U256,
    amount::{group, in_units},
};
use serde::{Serialize, Serializer};

/// One figure's value. JSON has it exactly, with its unit; text has it readable.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "unit", content = "value", rename_all = "snake_case")]
pub(crate) enum Value {
    /// VVV, in wei.
    Vvv(#[serde(serialize_with = "display")] U256),
    /// DIEM, in wei.
    Diem(#[serde(serialize_with = "display")] U256),
    /// Compute credits or capacity, in wei of DIEM.
    Credits(#[serde(serialize_with = "display")] U256),
    /// Gas of a transaction, or per entry of one.
    Gas(u64),
    /// Bytes of compressed code.
    Bytes(usize),
    /// A number of things.
    Count(u64),
    /// A moment, in seconds since the Unix epoch.
    Time(u64),
    /// A contract or account.
    Address(#[serde(serialize_with = "display")] Address),
    /// A hash.
    Hash(#[serde(serialize_with = "display")] B256),
    /// What a contract refused a call with.
    Refused {
        /// The error and its arguments, exactly.
        error: String,
        /// The same for people: amounts in units, times as dates.
        in_words: String,
    },
}

impl Value {
    /// The value as text, without its unit.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Vvv(wei) | Self::Diem(wei) | Self::Credits(wei) => in_units(*wei),
            Self::Gas(n) | Self::Count(n) => group(n),
            Self::Bytes(n) => group(n),
            Self::Time(seconds) => moment(*seconds),
            Self::Address(address) => short(address.as_slice()),
            Self::Hash(hash) => short(hash.as_slice()),
            Self::Refused { in_words, .. } => in_words.clone(),
        }
    }

    /// The unit to print after the text.
    pub(crate) const fn unit(&self) -> &'static str {
        match self {
            Self::Vvv(_) => "VVV",
            Self::Diem(_) => "DIEM",
            Self::Credits(_) => "credits",
            Self::Gas(_) => "gas",
            Self::Bytes(_) => "bytes",
            Self::Count(_)
            | Self::Time(_)
            | Self::Address(_)
            | Self::Hash(_)
            | Self::Refused { .. } => "",
        }
    }
}

/// A labelled value.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    /// What it is, such as "alice, capacity today".
    pub(crate) label: String,
    /// The value, read from the chain.
    #[serde(flatten)]
    pub(crate) value: Value,
}

/// One step of the story, played.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Step {
    /// Counts from 1.
    pub(crate) number: usize,
    /// A few words.
    pub(crate) title: &'static str,
    /// One sentence: what the step shows.
    pub(crate) meaning: &'static str,
    /// The chain's time at its end, in seconds since the Unix epoch.
    pub(crate) timestamp: u64,
    /// What was read back, in order.
    pub(crate) figures: Vec<Figure>,
    /// How many expectations were checked.
    pub(crate) checks: usize,
}

impl Step {
    /// A step with nothing shown yet.
    pub(crate) const fn new(number: usize, title: &'static str, meaning: &'static str) -> Self {
        Self {
            number,
            title,
            meaning,
            timestamp: 0,
            figures: Vec::new(),
            checks: 0,
        }
    }

    /// Shows a figure.
    pub(crate) fn show(&mut self, label: impl Into<String>, value: Value) {
        self.figures.push(Figure {
            label: label.into(),
            value,
        });
    }

    /// Checks that what the chain says is what the specification says.
    pub(crate) fn expect<T: PartialEq + core::fmt::Debug>(
        &mut self,
        what: &str,
        got: T,
        want: T,
    ) -> Result<(), Failure> {
        self.checks += 1;
        if got == want {
            return Ok(());
        }
        Err(Failure::Unexpected {
            what: what.to_owned(),
            got: format!("{got:?}"),
            want: format!("{want:?}"),
        })
    }

    /// Checks a relation that is not an equality.
    pub(crate) fn expect_that(
        &mut self,
        what: &str,
        holds: bool,
        figures: impl core::fmt::Debug,
    ) -> Result<(), Failure> {
        self.checks += 1;
        if holds {
            return Ok(());
        }
        Err(Failure::Broken {
            what: what.to_owned(),
            figures: format!("{figures:?}"),
        })
    }
}

/// Why a step failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The suite could not be deployed.
    #[error(transparent)]
    Deploy(#[from] SuiteError),
    /// A contract refused what it should have done.
    #[error("{call} {reverted}")]
    Reverted {
        /// The function's signature.
        call: &'static str,
        /// What came back.
        reverted: Box<Reverted>,
    },
    /// A contract did what it should have refused.
    #[error("{call} went through, but should have been refused with {error}")]
    NotRefused {
        /// The function's signature.
        call: &'static str,
        /// The error expected: its signature.
        error: &'static str,
    },
    /// A figure is not what the specification says.
    #[error("{what} is {got}, but should be {want}")]
    Unexpected {
        /// The figure.
        what: String,
        /// What the chain says.
        got: String,
        /// What the specification says.
        want: String,
    },
    /// An invariant does not hold.
    #[error("{what} does not hold: {figures}")]
    Broken {
        /// The invariant.
        what: String,
        /// The figures in it.
        figures: String,
    },
}

/// A whole run, as `--json` prints it.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// The embedded chain's id; none if the suite could not be deployed.
    pub(crate) chain_id: Option<u64>,
    /// The steps played, in order.
    pub(crate) steps: Vec<Step>,
    /// What failed, if a step did.
    pub(crate) failure: Option<ReportedFailure>,
}

impl Report {
    /// Whether every step went as specified.
    pub(crate) const fn went_well(&self) -> bool {
        self.failure.is_none()
    }
}

/// The failure that ended a run.
#[derive(Debug, Serialize)]
pub(crate) struct ReportedFailure {
    /// The step's number.
    pub(crate) step: usize,
    /// The step's title.
    pub(crate) title: &'static str,
    /// What failed.
    pub(crate) reason: String,
}

/// A moment in UTC, to the second.
pub(crate) fn moment(seconds: u64) -> String {
    let timestamp = i64::try_from(seconds)
        .ok()
        .and_then(|s| jiff::Timestamp::from_second(s).ok());
    match timestamp {
        Some(timestamp) => timestamp.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        None => format!("second {seconds}"),
    }
}

/// The first and last bytes of an address or hash.
fn short(bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("0x{}…{}", &hex[..6], &hex[hex.len() - 4..])
}

/// Amounts go into JSON as decimal strings: they exceed what JSON numbers hold exactly. Addresses and hashes go in full.
fn display<T: core::fmt::Display, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_figure_fails_the_step_and_says_what_differs() {
        let mut step = Step::new(1, "Title", "Meaning.");
        step.expect("alice's capacity", U256::from(2), U256::from(2))
            .unwrap();
        let failure = step
            .expect("alice's capacity", U256::from(1), U256::from(2))
            .unwrap_err();
        assert_eq!(
            failure.to_string(),
            "alice's capacity is 1, but should be 2"
        );
        assert_eq!(step.checks, 2);
    }

    #[test]
    fn a_broken_invariant_fails_the_step_with_its_figures() {
        let mut step = Step::new(1, "Title", "Meaning.");
        step.expect_that("used <= capacity", true, (1, 2)).unwrap();
        let failure = step
            .expect_that("used <= capacity", false, (3, 2))
            .unwrap_err();
        assert_eq!(
            failure.to_string(),
            "used <= capacity does not hold: (3, 2)"
        );
    }

    #[test]
    fn a_run_with_a_failure_did_not_go_well() {
        let reason = "alice's capacity is 1, but should be 2".to_owned();
        let failure = Some(ReportedFailure {
            step: 1,
            title: "Title",
            reason,
        });
        let report = Report {
            chain_id: None,
            steps: Vec::new(),
            failure,
        };
        assert!(!report.went_well());
        let failure = None;
        assert!(Report { failure, ..report }.went_well());
    }

    #[test]
    fn addresses_and_amounts_are_exact_in_json() {
        let address = serde_json::to_value(Value::Address(Address::repeat_byte(0xab))).unwrap();
        assert_eq!(
            address["value"],
            "0xABaBaBaBABabABabAbAbABAbABabababaBaBABaB"
        );
        let hash = serde_json::to_value(Value::Hash(B256::repeat_byte(0xab))).unwrap();
        assert_eq!(hash["value"], format!("0x{}", "ab".repeat(32)));
        let amount = serde_json::to_value(Value::Vvv(U256::MAX)).unwrap();
        assert_eq!(amount["value"], U256::MAX.to_string());
    }

    #[test]
    fn moments_are_utc() {
        assert_eq!(moment(1_767_225_600), "2026-01-01 00:00:00 UTC");
    }
}
