//! What nodes say to transactions.

/// What an endpoint says to a transaction.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reception {
    /// It has it, or had it before. Perhaps: the answer may be lost.
    Taken,
    /// It pays too little.
    Underpriced,
    /// Transactions before it are missing.
    NonceTooHigh,
    /// Not for the reasons above, in the endpoint's words.
    Refused(String),
}

impl Reception {
    /// Understands an error.
    pub(crate) fn of(words: &str) -> Self {
        // There are no codes for it, but the words of go-ethereum and Nitro are the customary ones.
        let lower = words.to_lowercase();
        let says = |phrases: &[&str]| phrases.iter().any(|phrase| lower.contains(phrase));
        // A nonce that is too low has been used: by this very transaction, or by another, which looking tells.
        if says(&[
            "already known",
            "known transaction",
            "already imported",
            "already exists",
            "nonce too low",
        ]) {
            Self::Taken
        } else if says(&["nonce too high", "nonce gap"]) {
            Self::NonceTooHigh
        } else if says(&[
            "underpriced",
            "less than block base fee",
            "fee too low",
            "lower than the base fee",
        ]) {
            Self::Underpriced
        } else if says(&[
            "timeout",
            "timed out",
            "deadline exceeded",
            "too many requests",
            "try again",
            "overloaded",
        ]) {
            // Perhaps it has it. If not, it gets it again.
            Self::Taken
        } else {
            Self::Refused(words.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nodes_say_is_understood() {
        for (words, expected) in [
            ("already known", Reception::Taken),
            (
                "nonce too low: address 0x01, tx: 1 state: 2",
                Reception::Taken,
            ),
            (
                "nonce too high: address 0x01, tx: 3 state: 2",
                Reception::NonceTooHigh,
            ),
            (
                "max fee per gas less than block base fee: address 0x01",
                Reception::Underpriced,
            ),
            (
                "replacement transaction underpriced",
                Reception::Underpriced,
            ),
            ("context deadline exceeded", Reception::Taken),
            (
                "exceeds block gas limit",
                Reception::Refused("exceeds block gas limit".to_owned()),
            ),
        ] {
            assert_eq!(Reception::of(words), expected, "{words}");
        }
    }
}
