//! The story as text: at most [`WIDTH`] columns, two figures to a line where they fit.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::report::{Figure, Report, ReportedFailure, Step, Value, moment};

/// The width of the text, in columns.
const WIDTH: usize = 100;
/// Spaces before a step's sentence and figures.
const INDENT: usize = 4;
/// Spaces between two figures on a line.
const GAP: usize = 4;
/// The width of a figure that shares its line.
const HALF: usize = (WIDTH - INDENT - GAP) / 2;
/// Columns for the unit and the space before it, so that digits line up.
const UNIT_WIDTH: usize = 8;

const HEAD: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();
const FIGURE: Style = AnsiColor::Cyan.on_default();
const REFUSED: Style = AnsiColor::Yellow.on_default();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Writes the headline.
pub(crate) fn headline(out: &mut impl Write) -> io::Result<()> {
    let what = "the contracts' WASM on an embedded Stylus chain";
    writeln!(
        out,
        "{HEAD}DIEM: compute as an asset{HEAD:#} {QUIET}({what}){QUIET:#}"
    )
}

/// Writes one step, after an empty line.
pub(crate) fn step(out: &mut impl Write, step: &Step) -> io::Result<()> {
    let when = moment(step.timestamp);
    let title_width = WIDTH - INDENT - when.len();
    let (number, title, meaning) = (step.number, step.title, step.meaning);
    writeln!(out)?;
    writeln!(
        out,
        "{HEAD}{number:>2}  {title:<title_width$}{HEAD:#}{QUIET}{when}{QUIET:#}"
    )?;
    writeln!(out, "{:INDENT$}{meaning}", "")?;
    rows(&step.figures).into_iter().try_for_each(|row| {
        write!(out, "{:INDENT$}", "")?;
        match row {
            Row::One(only) => one(out, only)?,
            Row::Two(left, right) => {
                cell(out, left, HALF)?;
                let padding = unit_width(&left.value) - unit_length(&left.value) + GAP;
                write!(out, "{:padding$}", "")?;
                cell(out, right, HALF)?;
            }
        }
        writeln!(out)
    })
}

/// Writes how the run ended well.
pub(crate) fn success(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let checks: usize = report.steps.iter().map(|step| step.checks).sum();
    let steps = report.steps.len();
    writeln!(out)?;
    writeln!(
        out,
        "{GOOD}All {steps} steps went as specified{GOOD:#} ({checks} checks)."
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

/// The figures of one line.
enum Row<'a> {
    One(&'a Figure),
    Two(&'a Figure, &'a Figure),
}

/// Figures in their order, two to a row where both fit.
fn rows(figures: &[Figure]) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let mut rest = figures;
    loop {
        rest = match rest {
            [] => return rows,
            [left, right, rest @ ..] if fits(left) && fits(right) => {
                rows.push(Row::Two(left, right));
                rest
            }
            [only, rest @ ..] => {
                rows.push(Row::One(only));
                rest
            }
        };
    }
}

/// Whether a figure can share its line.
fn fits(figure: &Figure) -> bool {
    let needed = figure.label.chars().count() + 1 + figure.value.text().chars().count();
    !matches!(figure.value, Value::Refused { .. }) && needed <= HALF - unit_width(&figure.value)
}

/// A figure on a line of its own.
fn one(out: &mut impl Write, figure: &Figure) -> io::Result<()> {
    match &figure.value {
        Value::Refused { in_words, .. } => {
            write!(out, "{}: {REFUSED}{in_words}{REFUSED:#}", figure.label)
        }
        _ if fits(figure) => cell(out, figure, HALF),
        _ => cell(out, figure, WIDTH - INDENT),
    }
}

/// A figure `width` columns wide. The digits of amounts end where those of their neighbours above and below do.
fn cell(out: &mut impl Write, figure: &Figure, width: usize) -> io::Result<()> {
    let (label, text) = (&figure.label, figure.value.text());
    let unit_width = unit_width(&figure.value);
    let room = (width - unit_width).saturating_sub(label.chars().count());
    write!(out, "{label}{FIGURE}{text:>room$}{FIGURE:#}")?;
    match figure.value.unit() {
        "" => Ok(()),
        unit => write!(out, " {unit}"),
    }
}

/// Columns after the value. What is no amount has no unit and takes that room itself.
const fn unit_width(value: &Value) -> usize {
    match value {
        Value::Time(_) | Value::Address(_) | Value::Hash(_) => 0,
        _ => UNIT_WIDTH,
    }
}

/// Of those, the columns that the unit takes.
fn unit_length(value: &Value) -> usize {
    match value.unit() {
        "" => 0,
        unit => unit.len() + 1,
    }
}

#[cfg(test)]
mod tests {
    use diem_suite::U256;

    use super::*;

    fn figure(label: &str) -> Figure {
        Figure {
            label: label.to_owned(),
            value: Value::Vvv(U256::from(10).pow(U256::from(21))),
        }
    }

    fn plain(step: &Step) -> Vec<String> {
        let mut out = anstream::StripStream::new(Vec::new());
        super::step(&mut out, step).unwrap();
        String::from_utf8(out.into_inner())
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn short_figures_share_a_line_and_their_digits_line_up() {
        let mut step = Step::new(3, "Title", "Meaning.");
        step.figures = vec![
            figure("a"),
            figure("bb"),
            figure("ccc"),
            figure(&"d".repeat(60)),
        ];
        let lines = plain(&step);
        assert_eq!(lines.len(), 6);
        assert_eq!(lines[3].matches("1,000 VVV").count(), 2);
        assert_eq!(lines[3].find("1,000"), lines[4].find("1,000"));
        assert_eq!(lines[3].rfind("1,000"), lines[5].find("1,000"));
    }

    #[test]
    fn lines_end_at_the_width() {
        let mut step = Step::new(12, "Title", "Meaning.");
        step.figures = vec![figure("a"), figure("b"), figure(&"d".repeat(60))];
        let lines = plain(&step);
        assert!(
            lines.iter().all(|line| line.chars().count() <= WIDTH),
            "{lines:#?}"
        );
        assert_eq!(lines[1].chars().count(), WIDTH);
    }

    #[test]
    fn an_error_stands_alone() {
        let mut step = Step::new(1, "Title", "Meaning.");
        let error = "CooldownNotOver { id: 0, readyAt: 1 }".to_owned();
        let in_words = "CooldownNotOver: later".to_owned();
        step.show("withdraw", Value::Refused { error, in_words });
        assert_eq!(plain(&step)[3], "    withdraw: CooldownNotOver: later");
    }
}
