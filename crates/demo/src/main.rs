#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod app;
mod render;
mod report;
mod story;
mod world;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;

use report::Report;

/// Plays the suite's main job on an embedded chain and shows what the chain says after each step.
#[derive(Debug, Parser)]
#[command(name = "diem-demo", version)]
struct Options {
    /// Print one JSON document with the steps and figures instead of text.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let played = if options.json {
        play_json()
    } else {
        play_text()
    };
    match played {
        Ok(report) => {
            if let Some(failure) = &report.failure {
                // Nothing is left to tell if this cannot be written either: the exit code says it.
                let _ = render::failure(&mut anstream::stderr().lock(), failure);
            }
            report.exit_code()
        }
        // The reader went away (a closed pipe): nobody is left to tell.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the output cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}

fn play_text() -> io::Result<Report> {
    let mut out = anstream::stdout().lock();
    render::headline(&mut out)?;
    let report = story::play(|step| render::step(&mut out, step))?;
    if report.failure.is_none() {
        render::success(&mut out, &report)?;
    }
    Ok(report)
}

fn play_json() -> io::Result<Report> {
    let report = story::play(|_| Ok(()))?;
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &report)?;
    writeln!(out)?;
    Ok(report)
}
