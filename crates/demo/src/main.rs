//! The command `diem-demo`.

use std::process::ExitCode;

use clap::Parser;

/// Plays the suite's main job on an embedded chain and shows what the chain says after each step.
#[derive(Debug, Parser)]
#[command(name = "diem-demo", version)]
struct Options {
    /// Print one JSON document with the steps and figures instead of text.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    match diem_demo::run(Options::parse().json) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
