#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod app;
mod render;
mod report;
mod story;
mod world;

use std::io::{self, Write};

use report::Report;

/// Plays the story and prints it: text as it goes, or one JSON document. Returns whether all went as specified; what did not is said on
/// the standard error.
pub fn run(json: bool) -> bool {
    let played = if json { play_json() } else { play_text() };
    match played {
        Ok(report) => {
            if let Some(failure) = &report.failure {
                // Nothing is left to tell if this cannot be written either: the answer says it.
                let _ = render::failure(&mut anstream::stderr().lock(), failure);
            }
            report.went_well()
        }
        // The reader went away (a closed pipe): nobody is left to tell.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => false,
        Err(error) => {
            eprintln!("the output cannot be written: {error}");
            false
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
