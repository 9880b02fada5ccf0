//! A server that is measured, in a process of its own.

use std::{
    ffi::OsString,
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use diem_build::Layout;
use serde_json::json;
use tempfile::TempDir;

use crate::{Connection, transfers::CHAIN_ID};

/// Pause between attempts to reach a server that is starting: there is nothing that both servers would tell of themselves.
const PAUSE: Duration = Duration::from_micros(200);

/// After this time without an answer a start has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `stylus-node`.
    Ours,
    /// anvil.
    Anvil,
}

/// A program that serves, and with which options.
#[derive(Clone, Debug)]
pub struct Program {
    /// Which server it is.
    pub kind: Kind,
    path: PathBuf,
}

/// A running server; it ends with this.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From the start of its process to the first answered `eth_chainId`.
    pub start_up: Duration,
    /// Removed once the process has ended.
    _states: TempDir,
}

/// Memory of a process, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// What it has now (`VmRSS`).
    pub resident: u64,
    /// The most it ever had (`VmHWM`).
    pub peak: u64,
}

impl Program {
    /// Our node, which is built beside this program.
    ///
    /// # Errors
    ///
    /// If it is not there.
    pub fn ours() -> Result<Self> {
        let this = std::env::current_exe()?;
        let path = this.with_file_name("stylus-node");
        ensure!(
            path.is_file(),
            "{} is not built: run scripts/speed, which builds it",
            path.display()
        );
        Ok(Self {
            kind: Kind::Ours,
            path,
        })
    }

    /// anvil's own binary, not npm's wrapper around it, which takes time and memory of its own.
    ///
    /// # Errors
    ///
    /// If it is not installed.
    pub fn anvil() -> Result<Self> {
        let arch = match std::env::consts::ARCH {
            "x86_64" => "amd64",
            "aarch64" => "arm64",
            other => other,
        };
        let package = format!("@foundry-rs/anvil-{}-{arch}", std::env::consts::OS);
        let folder = Layout::of_this_repository()
            .root()
            .join("crates/speed/node_modules");
        let path = folder.join(package).join("bin/anvil");
        ensure!(
            path.is_file(),
            "anvil is not installed ({} is missing): run scripts/speed, which installs it",
            path.display()
        );
        Ok(Self {
            kind: Kind::Anvil,
            path,
        })
    }

    /// The options that it is started with, besides those that say where.
    pub fn options(&self) -> Vec<String> {
        match self.kind {
            Kind::Ours => vec!["--quiet".to_owned()],
            // Without it, anvil writes several lines about each transaction.
            Kind::Anvil => vec![
                "--silent".to_owned(),
                "--chain-id".to_owned(),
                CHAIN_ID.to_string(),
            ],
        }
    }

    /// anvil leaves the states that it puts on disk there, gigabytes of them; otherwise in the home folder.
    fn keeping_states_in(&self, folder: &Path) -> Vec<OsString> {
        match self.kind {
            Kind::Ours => Vec::new(),
            Kind::Anvil => vec!["--cache-path".into(), folder.into()],
        }
    }

    /// The version that it says it has.
    ///
    /// # Errors
    ///
    /// If it cannot be run.
    pub fn version(&self) -> Result<String> {
        let output = Command::new(&self.path).arg("--version").output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let version = text
            .lines()
            .next()
            .and_then(|line| line.split_whitespace().last());
        Ok(version.context("no version")?.to_owned())
    }

    /// Starts it and waits until it answers.
    ///
    /// # Errors
    ///
    /// If it ends at once, or does not answer.
    pub async fn start(&self) -> Result<Server> {
        let address = free_address()?;
        let states = TempDir::new()?;
        let started = Instant::now();
        let child = Command::new(&self.path)
            .args(self.options())
            .args(["--port", &address.port().to_string()])
            .args(self.keeping_states_in(states.path()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}", self.path.display()))?;
        let mut server = Server {
            child,
            address,
            start_up: Duration::ZERO,
            _states: states,
        };
        let mut connection = server.reach(started).await?;
        let id: String = connection.call("eth_chainId", json!([])).await?;
        server.start_up = started.elapsed();
        ensure!(
            id == format!("{CHAIN_ID:#x}"),
            "{} is of chain {id}",
            self.path.display()
        );
        Ok(server)
    }
}

/// A port that nobody listens on now.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

impl Server {
    async fn reach(&mut self, started: Instant) -> Result<Connection> {
        loop {
            if let Ok(connection) = Connection::open(self.address).await {
                return Ok(connection);
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended before it answered: {status}");
            }
            ensure!(
                started.elapsed() < PATIENCE,
                "the server does not answer within {} s",
                PATIENCE.as_secs()
            );
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The memory that it has.
    ///
    /// # Errors
    ///
    /// Where the system has no `/proc`, or the server has ended.
    pub fn memory(&self) -> Result<Memory> {
        memory_of(&Path::new("/proc").join(self.child.id().to_string()))
    }
}

fn memory_of(process: &Path) -> Result<Memory> {
    let status = fs::read_to_string(process.join("status")).context("memory is read from /proc")?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
        kilobytes
            .map(|kilobytes| kilobytes << 10)
            .with_context(|| format!("/proc has no {name}"))
    };
    Ok(Memory {
        resident: field("VmRSS:")?,
        peak: field("VmHWM:")?,
    })
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_memory() {
        let memory = memory_of(Path::new("/proc/self")).expect("a system with /proc");
        assert!(memory.resident > 100_000 && memory.peak >= memory.resident);
    }
}
