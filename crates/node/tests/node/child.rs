//! The command `stylus-node` as a process of its own.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, ExitStatus, Stdio},
};

use crate::client::Http;

/// A node that runs until it is stopped, killed or dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) http: Http,
    /// What it said until it listened.
    pub(crate) said: Vec<String>,
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stylus-node"));
    command.env_remove("STYLUS_NODE_MNEMONIC").args(arguments);
    command
}

impl Process {
    /// Starts a node on a free port.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_in(arguments, &[])
    }

    /// Starts a node with more in its environment.
    pub(crate) fn start_in(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = command(arguments);
        command
            .args(["--port", "0"])
            .envs(environment.iter().copied());
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .expect("the node starts");
        let mut said = Vec::new();
        let output = child.stdout.take().expect("its output is piped");
        for line in BufReader::new(output).lines() {
            let line = line.expect("it says text");
            let address = line
                .strip_prefix("Listening on http://")
                .and_then(|rest| rest.split(' ').next()?.parse().ok());
            said.push(line);
            if let Some(address) = address {
                return Self {
                    child,
                    address,
                    http: Http::new(address),
                    said,
                };
            }
        }
        let status = child.wait().expect("it ends");
        panic!("the node ended without listening, with {status}: {said:?}");
    }

    /// Ends it at once, whatever it is doing (SIGKILL).
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn stop(mut self, signal: &str) -> ExitStatus {
        let id = self.child.id().to_string();
        let asked = Command::new("kill")
            .args(["-s", signal, &id])
            .status()
            .expect("there is a kill");
        assert!(asked.success());
        self.child.wait().expect("it ends")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It can only have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a node that has to fail, and returns what it says about it.
pub(crate) fn failure(arguments: &[&str]) -> String {
    let output = command(arguments).output().expect("the node starts");
    let said = String::from_utf8(output.stderr).expect("it says text");
    assert!(!output.status.success(), "{arguments:?} succeeded: {said}");
    assert!(
        !said.contains("panicked") && !said.contains("backtrace"),
        "{said}"
    );
    said
}

/// What a node says that only answers a question about itself.
pub(crate) fn says(arguments: &[&str]) -> String {
    let output = command(arguments).output().expect("the node starts");
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).expect("it says text")
}
