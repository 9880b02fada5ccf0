#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod figure;
mod peers;
mod report;
mod rows;
mod snapshot;
mod table;
mod targets;
mod world;

use std::process::ExitCode;

use clap::Parser;
use diem_build::{Artifacts, Layout, check_snapshot, write_snapshot};

use figure::{Figure, Figures};
use world::BenchError;

/// Measures what the contracts cost in gas on an embedded chain, beside contracts of others.
#[derive(Debug, Parser)]
#[command(name = "diem-bench", version)]
struct Options {
    /// Show only rows whose contract and name contain this, with their host functions.
    #[arg(value_name = "ROW")]
    only: Option<String>,
    /// Print the figures as JSON.
    #[arg(long, conflicts_with_all = ["write", "check"])]
    json: bool,
    /// Write the figures, sizes and digests to snapshots/, and the tables of README.md and docs/gas.md.
    #[arg(long, conflicts_with_all = ["only", "check"])]
    write: bool,
    /// Fail if the figures, sizes or digests are not those that are committed, and say which.
    #[arg(long, conflicts_with = "only")]
    check: bool,
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
    let layout = Layout::of_this_repository();
    let artifacts = Artifacts::load(&layout)?;
    let figures = rows::measure(&artifacts)?;
    if options.write || options.check {
        return committed(options, &layout, &artifacts, &figures);
    }
    let shown = |figure: &&Figure| {
        let name = format!("{}, {}", figure.subject, figure.row);
        options.only.as_ref().is_none_or(|only| name.contains(only))
    };
    if options.json {
        println!("{:#}", report::to_json(figures.iter().filter(shown)));
    } else if options.only.is_some() {
        print!("{}", report::profiles(figures.iter().filter(shown)).text());
        for figure in figures.iter().filter(shown) {
            print!("\n{}", report::host_functions(figure));
        }
    } else {
        println!("{}", peers::versions(&layout, &artifacts)?);
        for (name, table) in report::tables(&figures, artifacts.manifest()) {
            print!("\n{}\n\n{}", report::heading(name), table.text());
        }
    }
    Ok(())
}

/// Writes what is committed, or compares with it.
fn committed(
    options: &Options,
    layout: &Layout,
    artifacts: &Artifacts,
    figures: &Figures,
) -> Result<(), BenchError> {
    let manifest = artifacts.manifest();
    let tables = report::tables(figures, manifest);
    if options.write {
        write_snapshot(layout, manifest)?;
        return snapshot::write(layout, figures, &tables);
    }
    check_snapshot(layout, manifest)?;
    snapshot::check(layout, figures, &tables)?;
    eprintln!("bench: figures, sizes and digests are those that are committed");
    Ok(())
}
