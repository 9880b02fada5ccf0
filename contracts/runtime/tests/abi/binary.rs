//! What `cargo stylus` asks a contract's native binary for. Shared by the contracts' `tests/export.rs`.

use std::process::{Command, Output};

/// A contract's binary, and the interface that the contract is written from.
pub(crate) struct Binary {
    pub(crate) path: &'static str,
    pub(crate) interface: &'static str,
}

impl Binary {
    /// Runs the binary as `cargo stylus` does: with its name of the question.
    fn asked(&self, questions: &[&str]) -> Output {
        Command::new(self.path)
            .args(questions)
            .output()
            .expect("the binary runs")
    }

    /// What the binary answers, and nothing else.
    fn answered(&self, questions: &[&str]) -> String {
        let output = self.asked(questions);
        assert!(output.status.success() && output.stderr.is_empty());
        String::from_utf8(output.stdout).expect("the answer is text")
    }

    pub(crate) fn prints_its_interface(&self) {
        assert_eq!(self.answered(&[]), self.interface);
        assert_eq!(self.answered(&["abi"]), self.interface);
    }

    /// Prints this constructor's signature, nothing where there is none.
    pub(crate) fn prints_the_constructor(&self, signature: &str) {
        assert_eq!(self.answered(&["constructor"]), signature);
        let documentation = format!("/// {signature}");
        let documented = self
            .interface
            .lines()
            .any(|line| line.starts_with(&documentation));
        assert!(
            documented || signature.is_empty(),
            "the interface has another constructor"
        );
    }

    pub(crate) fn refuses_other_questions(&self) {
        let output = self.asked(&["ABI"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        let reason = String::from_utf8(output.stderr).expect("the reason is text");
        assert!(reason.starts_with("unknown command `ABI`"));
    }
}
