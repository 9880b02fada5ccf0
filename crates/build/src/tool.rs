//! Running the programs the build is made of.

use std::io::{self, Write as _};
use std::process::{Command, Output, Stdio};

use thiserror::Error;

use crate::layout::Layout;

/// Why a program of the toolchain gave no result.
#[derive(Debug, Error)]
pub enum ToolError {
    /// The npm package is not there.
    #[error("the npm package {0} is not installed; run scripts/setup")]
    NotInstalled(String),
    /// The program could not be started.
    #[error("{tool} could not be started ({source}); run scripts/setup")]
    Start {
        /// What was to be run.
        tool: String,
        /// The operating system's answer.
        source: io::Error,
    },
    /// The program ran and failed.
    #[error("{tool} failed ({status})\n{stderr}")]
    Failed {
        /// What was run.
        tool: String,
        /// How it ended.
        status: String,
        /// What it said.
        stderr: String,
    },
    /// The program's answer is not what it is known to give.
    #[error("{tool} gave an unexpected answer: {reason}")]
    Answer {
        /// What was run.
        tool: String,
        /// What is wrong with the answer.
        reason: String,
    },
}

/// Runs a command, feeds it `input`, and returns what it wrote to standard output.
pub(crate) fn run(tool: &str, command: &mut Command, input: &[u8]) -> Result<Vec<u8>, ToolError> {
    let start = |source| ToolError::Start {
        tool: tool.to_owned(),
        source,
    };
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(start)?;
    let mut stdin = child.stdin.take().expect("standard input is piped");
    let output = std::thread::scope(|scope| {
        // A tool that fails early closes its input; its own message says more than the broken pipe.
        scope.spawn(move || stdin.write_all(input).ok());
        child.wait_with_output()
    })
    .map_err(start)?;
    finished(tool, output)
}

/// The standard output of a command that succeeded.
fn finished(tool: &str, output: Output) -> Result<Vec<u8>, ToolError> {
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(ToolError::Failed {
        tool: tool.to_owned(),
        status: output.status.to_string(),
        stderr: String::from_utf8_lossy(&output.stderr)
            .trim_end()
            .to_owned(),
    })
}

/// The first line of a tool's answer, such as its version.
pub(crate) fn first_line(tool: &str, command: &mut Command) -> Result<String, ToolError> {
    let answer = run(tool, command, &[])?;
    let text = String::from_utf8_lossy(&answer);
    text.lines()
        .next()
        .map(str::to_owned)
        .ok_or_else(|| ToolError::Answer {
            tool: tool.to_owned(),
            reason: "it said nothing".to_owned(),
        })
}

/// A command that runs a script below the npm tools' folder, which needs this npm package.
pub(crate) fn node(layout: &Layout, package: &str, script: &str) -> Result<Command, ToolError> {
    if !layout.npm().join("node_modules").join(package).exists() {
        return Err(ToolError::NotInstalled(package.to_owned()));
    }
    let mut command = Command::new("node");
    command.arg(layout.npm().join(script));
    Ok(command)
}
