//! The story as text.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::report::{Figure, Report, ReportedFailure, Step, Value, moment};

/// The width of the text, in columns.
const WIDTH: usize = 100;
/// Where values end, so that their digits line up.
const VALUE_END: usize = 74;

const HEAD: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();
const FIGURE: Style = AnsiColor::Cyan.on_default();
const REFUSED: Style = AnsiColor::Yellow.on_default();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Writes the headline.
pub(crate) fn headline(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "{HEAD}DIEM: compute as an asset{HEAD:#}  {QUIET}the contracts' WASM on an embedded Stylus chain; every figure read from it{QUIET:#}"
    )
}

/// Writes one step.
pub(crate) fn step(out: &mut impl Write, step: &Step) -> io::Result<()> {
    let when = moment(step.timestamp);
    let title_width = WIDTH - 4 - when.len();
    writeln!(
        out,
        "{HEAD}{:>2}  {:<title_width$}{HEAD:#}{QUIET}{when}{QUIET:#}",
        step.number, step.title
    )?;
    writeln!(out, "    {}", step.meaning)?;
    step.figures.iter().try_for_each(|shown| figure(out, shown))
}

fn figure(out: &mut impl Write, figure: &Figure) -> io::Result<()> {
    let label = &figure.label;
    let text = figure.value.text();
    if let Value::Refused(_) = figure.value {
        return writeln!(out, "      {label}: {REFUSED}{text}{REFUSED:#}");
    }
    let room = VALUE_END.saturating_sub(6 + label.chars().count());
    writeln!(
        out,
        "      {label}{FIGURE}{text:>room$}{FIGURE:#} {}",
        figure.value.unit()
    )
}

/// Writes how the run ended well.
pub(crate) fn success(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let checks: usize = report.steps.iter().map(|step| step.checks).sum();
    writeln!(
        out,
        "{GOOD}All {} steps went as specified{GOOD:#} ({checks} checks).",
        report.steps.len()
    )
}

/// Writes what failed.
pub(crate) fn failure(out: &mut impl Write, failure: &ReportedFailure) -> io::Result<()> {
    let ReportedFailure {
        step,
        title,
        reason,
    } = failure;
    writeln!(out, "{BAD}Step {step} ({title}) failed{BAD:#}: {reason}")
}
