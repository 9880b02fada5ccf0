#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod args;
mod batch;
mod commands;
mod connection;
mod engine;
mod events;
mod failure;
mod figures;
mod files;
mod keys;
mod parse;
mod plan;
mod progress;
mod report;
mod running;
mod send;
mod session;
mod show;

use std::process::ExitCode;

use clap::Parser as _;

use crate::{args::Cli, failure::Failure, show::Output};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = Output {
        json: cli.global.json,
    };
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed(format!("no threads: {error}")))
        .and_then(|runtime| runtime.block_on(cli.command.run(&cli.global, output)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}
