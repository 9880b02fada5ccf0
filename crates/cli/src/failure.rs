//! How a command can end other than well, and the exit code of each way.

use std::fmt::Display;

use diem_sdk::errors::{Explanation, Revert};
use serde_json::{Value, json};

/// Why a command did not do what it was asked to. The text is one sentence that names the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    /// Something that the command needs is not there or does not work: a file, an endpoint, a key.
    #[error("{0}")]
    Failed(String),
    /// The arguments, or what they name, say something that cannot be meant.
    #[error("{0}")]
    Usage(String),
    /// A contract or the chain does not let it happen.
    #[error("{0}")]
    Refused(String),
    /// A contract reverted, and why.
    #[error("{}", in_words(.0))]
    Reverted(Box<Explanation>),
    /// Nobody said yes; nothing was sent.
    #[error("{0}")]
    NotConfirmed(String),
    /// A check found something that is not in order.
    #[error("{0}")]
    NotInOrder(String),
    /// The same, and a report that says what was printed.
    #[error("{0}")]
    Reported(&'static str),
}

/// The exit codes, for `--help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done; or shown, where nothing was to be sent
  1  failed: an endpoint, a file or a key is missing or does not work
  2  the arguments, or the content of a file they name, are wrong
  3  refused by a contract or by the chain; or the chain is not fit for the suite
  4  not confirmed: nothing was sent
  5  checked and not in order (verify, doctor, receipts verify, demo)";

impl Failure {
    pub(crate) fn failed(text: impl Display) -> Self {
        Self::Failed(text.to_string())
    }

    pub(crate) fn usage(text: impl Display) -> Self {
        Self::Usage(text.to_string())
    }

    pub(crate) fn refused(text: impl Display) -> Self {
        Self::Refused(text.to_string())
    }

    /// The refusal that revert data says.
    pub(crate) fn reverted(data: &[u8]) -> Self {
        Self::Reverted(Box::new(Revert::decode(data).explain()))
    }

    /// What the process ends with.
    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::Failed(_) => 1,
            Self::Usage(_) => 2,
            Self::Refused(_) | Self::Reverted(_) => 3,
            Self::NotConfirmed(_) => 4,
            Self::NotInOrder(_) | Self::Reported(_) => 5,
        }
    }

    /// The kind in one word, for programs.
    const fn kind(&self) -> &'static str {
        match self {
            Self::Failed(_) => "failed",
            Self::Usage(_) => "usage",
            Self::Refused(_) | Self::Reverted(_) => "refused",
            Self::NotConfirmed(_) => "not-confirmed",
            Self::NotInOrder(_) | Self::Reported(_) => "not-in-order",
        }
    }

    /// The same failure, with something put before its text.
    pub(crate) fn during(self, what: impl Display) -> Self {
        let text = format!("{what}: {self}");
        match self {
            Self::Failed(_) => Self::Failed(text),
            Self::Usage(_) => Self::Usage(text),
            Self::Refused(_) | Self::Reverted(_) => Self::Refused(text),
            Self::NotConfirmed(_) => Self::NotConfirmed(text),
            Self::NotInOrder(_) | Self::Reported(_) => Self::NotInOrder(text),
        }
    }

    /// What `--json` prints of it.
    pub(crate) fn json(&self) -> Value {
        let revert = match self {
            Self::Reverted(explanation) => json!(explanation),
            _ => Value::Null,
        };
        json!({ "error": {
            "kind": self.kind(),
            "exitCode": self.exit_code(),
            "message": self.to_string(),
            "revert": revert,
        } })
    }
}

/// An explanation in one line.
fn in_words(explanation: &Explanation) -> String {
    let arguments: Vec<String> = explanation
        .arguments
        .iter()
        .map(|argument| format!("{} {}", argument.name, argument.text))
        .collect();
    let arguments = match &arguments[..] {
        [] => String::new(),
        some => format!(" ({})", some.join(", ")),
    };
    format!(
        "refused with {}{arguments}. {} {}",
        explanation.error, explanation.meaning, explanation.remedy
    )
}

#[cfg(test)]
mod tests {
    use alloy::sol_types::SolError as _;
    use diem_sdk::{
        abi::{IComputeCredits, IDiem},
        amount,
    };

    use super::*;

    #[test]
    fn a_revert_says_its_arguments_its_meaning_and_what_to_do() {
        let data = IDiem::CapExceeded {
            supply: amount::units(2),
            cap: amount::units(1),
        }
        .abi_encode();
        let failure = Failure::reverted(&data);
        let text = failure.to_string();
        assert!(
            text.starts_with(
                "refused with CapExceeded (supply 2 DIEM, cap 1 DIEM). The supply would become"
            ),
            "{text}"
        );
        assert!(text.ends_with(" Mint less."), "{text}");
        assert_eq!(failure.exit_code(), 3);
        assert_eq!(failure.json()["error"]["revert"]["error"], "CapExceeded");
    }

    #[test]
    fn every_failure_has_an_exit_code_that_the_help_explains() {
        let text = || "text".to_owned();
        for failure in [
            Failure::Failed(text()),
            Failure::Usage(text()),
            Failure::Refused(text()),
            Failure::reverted(&IComputeCredits::ZeroAmount {}.abi_encode()),
            Failure::NotConfirmed(text()),
            Failure::NotInOrder(text()),
            Failure::Reported("text"),
        ] {
            let code = failure.exit_code();
            assert!(EXIT_CODES.contains(&format!("\n  {code}  ")), "{failure:?}");
            let during = failure.clone().during("doing");
            assert_eq!(
                (during.exit_code(), during.to_string()),
                (code, format!("doing: {failure}"))
            );
        }
    }
}
