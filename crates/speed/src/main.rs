//! The command `diem-speed`.

use std::{fs, process::ExitCode};

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use diem_build::Layout;
use diem_speed::{
    comparison::Comparison,
    in_process::InProcess,
    machine::Machine,
    plan::Plan,
    report::{self, Report, Row, Unit},
};

/// Where the figures are published.
const DOCUMENT: &str = "docs/speed.md";

/// Measures the embedded chain and its node, beside anvil. Use scripts/speed, which builds and installs what is needed.
#[derive(Debug, Parser)]
#[command(name = "diem-speed", version)]
struct Options {
    /// Small counts, to see that everything works.
    #[arg(long)]
    quick: bool,
    /// Print one JSON document, with the values of every round.
    #[arg(long)]
    json: bool,
    /// Write the tables into docs/speed.md too.
    #[arg(long, conflicts_with = "quick")]
    write: bool,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("diem-speed: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    let fast = !cfg!(debug_assertions) && !cfg!(feature = "portable-dispatch");
    ensure!(
        options.quick || fast,
        "this is not the fast build that figures are taken with: run scripts/speed"
    );
    let plan = if options.quick {
        Plan::quick()
    } else {
        Plan::full()
    };
    let report = measure(&plan)?;
    if options.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", report.tables());
    }
    if options.write {
        write(&report)?;
    }
    Ok(())
}

fn measure(plan: &Plan) -> Result<Report> {
    // Whatever is missing shows before anything is measured.
    let comparison = Comparison::new()?;
    let versions = vec![
        ("stylus-node", comparison.ours.version()?),
        ("anvil", comparison.anvil.version()?),
    ];
    let mut machine = Machine::look()?;
    let progress = |what: String| eprintln!("diem-speed: {what}");
    let rates = InProcess::new()?.measure(plan.rounds, plan.in_process, |round| {
        progress(format!(
            "in process, round {} of {}",
            round + 1,
            plan.rounds
        ));
    })?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let over_rpc = runtime.block_on(comparison.measure(plan, progress))?;
    machine.finish()?;
    let row = |what, pairs| Row::new(what, Unit::TransfersPerSecond, pairs);
    Ok(Report {
        machine,
        versions,
        over_rpc,
        in_process: vec![
            row("impersonated sender", rates.impersonated),
            row("signed, sender recovered", rates.signed),
        ],
    })
}

fn write(report: &Report) -> Result<()> {
    let path = Layout::of_this_repository().root().join(DOCUMENT);
    let document = fs::read_to_string(&path).with_context(|| format!("cannot read {DOCUMENT}"))?;
    let filled = report::fill(&document, &report.tables())
        .with_context(|| format!("{DOCUMENT} has no place for figures"))?;
    fs::write(&path, filled).with_context(|| format!("cannot write {DOCUMENT}"))
}
