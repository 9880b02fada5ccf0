//! Where and when the figures were taken.

use std::{fs, process::Command};

use anyhow::{Context as _, Result, ensure};
use serde::Serialize;

/// The machine and the day.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    /// The day, UTC.
    pub date: String,
    /// The processor's name.
    pub processor: String,
    /// Cores that this process may use.
    pub cores: usize,
    /// Bytes of memory.
    pub memory: u64,
    /// The operating system's kernel, without what a build of it adds to its version.
    pub system: String,
    /// The compiler of our programs.
    pub rustc: String,
    /// Processes that wanted to run, on average of the last minute: before the first measurement and after the last.
    pub load: [f64; 2],
}

impl Machine {
    /// Looks around. [`Machine::finish`] completes it.
    ///
    /// # Errors
    ///
    /// Where the system has no `/proc`.
    pub fn look() -> Result<Self> {
        Ok(Self {
            date: said("date", &["-u", "+%Y-%m-%d"])?,
            processor: field("/proc/cpuinfo", "model name")?,
            cores: std::thread::available_parallelism()?.get(),
            memory: kilobytes(&field("/proc/meminfo", "MemTotal")?)? << 10,
            system: said("uname", &["-sr"])?
                .split('-')
                .next()
                .unwrap_or_default()
                .to_owned(),
            rustc: said("rustc", &["--version"])?,
            load: [load()?; 2],
        })
    }

    /// Notes the load again.
    ///
    /// # Errors
    ///
    /// As [`Machine::look`].
    pub fn finish(&mut self) -> Result<()> {
        self.load[1] = load()?;
        Ok(())
    }
}

fn load() -> Result<f64> {
    let text = fs::read_to_string("/proc/loadavg").context("the load is read from /proc")?;
    let minute = text.split_whitespace().next().context("no load")?;
    Ok(minute.parse()?)
}

/// The value of the first line of a file that is `name: value`.
fn field(file: &str, name: &str) -> Result<String> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
    let mut lines = text.lines().filter_map(|line| line.split_once(':'));
    let value = lines.find_map(|(key, value)| (key.trim() == name).then_some(value.trim()));
    Ok(value
        .with_context(|| format!("{file} has no {name}"))?
        .to_owned())
}

fn kilobytes(value: &str) -> Result<u64> {
    let number = value.split_whitespace().next().unwrap_or_default();
    number
        .parse()
        .with_context(|| format!("{value} is no size"))
}

/// What a command says.
fn said(command: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(command).args(arguments).output();
    let output = output.with_context(|| format!("cannot run {command}"))?;
    ensure!(output.status.success(), "{command} failed");
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
