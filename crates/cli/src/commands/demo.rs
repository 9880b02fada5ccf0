//! The demo.

use crate::{failure::Failure, show::Output};

/// Plays the demo; it shows itself.
pub(crate) fn run(output: Output) -> Result<(), Failure> {
    match diem_demo::run(output.json) {
        true => Ok(()),
        false => Err(Failure::Reported("the demo did not go as specified")),
    }
}
