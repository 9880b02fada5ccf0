//! The command line of the build.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use diem_build::{Layout, Manifest, build, check_snapshot, reproduce, sizes, write_snapshot};

/// Builds the contracts into target/artifacts: the modules and code that go on chain, their ABIs, and a manifest.
#[derive(Parser)]
#[command(name = "diem-build", version)]
struct Arguments {
    /// Print the manifest as JSON to standard output.
    #[arg(long, global = true)]
    json: bool,
    /// The repository, if not the one this program was compiled in.
    #[arg(long, global = true, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// Build only this contract, while others do not compile. May be repeated.
    #[arg(long, value_name = "CONTRACT")]
    only: Vec<String>,
    #[command(subcommand)]
    action: Option<Action>,
}

/// What to do beyond building. Every action builds first what is out of date.
#[derive(Subcommand)]
enum Action {
    /// Print the contracts' sizes and digests.
    Sizes,
    /// Build again from a copy in another folder, and compare the bytes.
    Reproduce,
    /// Record the contracts' sizes and digests in the committed snapshot and the README, and their ABIs in interfaces/abi.
    Snapshot {
        /// Compare with them instead, if there is a snapshot.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let layout = match &arguments.root {
        Some(root) => Layout::new(std::path::absolute(root)?),
        None => Layout::of_this_repository(),
    };
    let mut progress = |line: &str| eprintln!("build: {line}");
    let report = build(&layout, &arguments.only, &mut progress)?;
    match arguments.action {
        None => progress(&summary(&report.written)),
        Some(Action::Sizes) if arguments.json => {}
        Some(Action::Sizes) => print!("{}", sizes(&report.manifest)),
        Some(Action::Reproduce) => {
            let equal = reproduce(&layout, &mut progress)?;
            progress(&format!(
                "byte for byte the same elsewhere: {}",
                equal.join(", ")
            ));
        }
        Some(Action::Snapshot { check: false }) => write_snapshot(&layout, &report.manifest)?,
        Some(Action::Snapshot { check: true }) => check(&layout, &report.manifest, &mut progress)?,
    }
    if arguments.json {
        print!("{}", report.manifest.to_json());
    }
    Ok(())
}

fn check(
    layout: &Layout,
    manifest: &Manifest,
    progress: &mut dyn FnMut(&str),
) -> Result<(), Box<dyn Error>> {
    let compared = check_snapshot(layout, manifest)?;
    progress(if compared {
        "sizes, digests and ABIs are those that are committed"
    } else {
        "there is no snapshot to compare with"
    });
    Ok(())
}

fn summary(written: &[String]) -> String {
    match written {
        [] => "target/artifacts is up to date".to_owned(),
        files => format!("wrote {} to target/artifacts", files.join(", ")),
    }
}
