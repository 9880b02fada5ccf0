#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod figure;
mod rows;
mod table;
mod world;

use std::process::ExitCode;

use clap::Parser;

use world::BenchError;

/// Measures what the contracts cost in gas on an embedded chain.
#[derive(Debug, Parser)]
#[command(name = "diem-bench", version)]
struct Options {
    /// Show only rows whose contract and name contain this, and their host functions.
    #[arg(value_name = "ROW")]
    only: Option<String>,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), BenchError> {
    let mut cached = rows::measure(true)?;
    let mut uncached = rows::measure(false)?;
    if let Some(only) = &options.only {
        for figures in [&mut cached, &mut uncached] {
            figures.retain(|figure| format!("{}, {}", figure.subject, figure.row).contains(only));
        }
    }
    print!("{}", table::profiles(&cached, &uncached));
    if options.only.is_some() {
        for figure in &cached {
            println!("\n{}, {}", figure.subject, figure.row);
            print!("{}", table::host_functions(figure));
        }
    }
    Ok(())
}
