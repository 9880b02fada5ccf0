//! A node with the suite on it, run by `diem node`, and the command against it.

use std::{
    ffi::OsStr,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::rpc;

/// Keys of the development accounts. They are public, but serve as secrets here: no output may show them.
pub(crate) const KEYS: [&str; 4] = [
    "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
    "7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
];

/// Addresses of the development accounts.
pub(crate) const ACCOUNTS: [&str; 4] = [
    "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
    "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
    "0x90F79bf6EB2c4f870365E785982E1f101E93b906",
];

/// A password that no output may show.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// A day, in seconds.
pub(crate) const DAY: u64 = 86_400;

/// A place of its own for the command to run in: home, state, working folder.
pub(crate) struct Place {
    folder: TempDir,
}

/// A place in which `diem node` runs, at noon of tomorrow, so that no test crosses midnight unless it wants to.
pub(crate) struct Scene {
    place: Place,
    _node: Running,
    /// What the node said when it was ready.
    pub(crate) ready: Value,
}

/// What a run of the command came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file here.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, text).expect("the file is written");
        path
    }

    /// The command, not run yet.
    pub(crate) fn command<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_diem"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.path())
            .current_dir(self.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs the command; `line` is its command line, separated by spaces.
    pub(crate) fn diem(&self, line: &str) -> Ran {
        ran(&mut self.command(line.split_whitespace()))
    }
}

impl Scene {
    pub(crate) fn new() -> Self {
        let scene = Self::at_this_moment(&["node", "--port", "0", "--accounts", "4", "--json"]);
        scene.noon();
        scene
    }

    /// Starts `diem node`, whose clock is the machine's.
    pub(crate) fn at_this_moment(arguments: &[&str]) -> Self {
        let place = Place::new();
        let (node, ready) = start_node(&place, arguments);
        Self {
            place,
            _node: node,
            ready,
        }
    }

    /// The middle of the next day.
    fn noon(&self) {
        let now = self.now();
        self.set_time((now / DAY + 1) * DAY + DAY / 2);
    }

    pub(crate) fn now(&self) -> u64 {
        let block = self.rpc("eth_getBlockByNumber", json!(["latest", false]));
        let text = block["timestamp"].as_str().expect("a time");
        u64::from_str_radix(&text[2..], 16).expect("a number")
    }

    pub(crate) fn today(&self) -> u64 {
        self.now() / DAY
    }

    pub(crate) fn set_time(&self, second: u64) {
        self.rpc("evm_setTime", json!([second]));
        self.rpc("evm_mine", json!([]));
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, seconds: u64) {
        self.rpc("evm_increaseTime", json!([seconds]));
        self.rpc("evm_mine", json!([]));
    }

    pub(crate) fn rpc(&self, method: &str, params: Value) -> Value {
        rpc::request(self.url(), method, params)
    }

    pub(crate) fn url(&self) -> &str {
        self.ready["rpc"].as_str().expect("a URL")
    }

    pub(crate) fn contract(&self, name: &str) -> &str {
        self.ready["contracts"][name].as_str().expect("an address")
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// Runs the command; `line` is its command line, separated by spaces.
    pub(crate) fn diem(&self, line: &str) -> Ran {
        self.place.diem(line)
    }

    /// Runs the command, which must succeed, and returns its document.
    #[track_caller]
    pub(crate) fn json(&self, line: &str) -> Value {
        self.diem(&format!("{line} --json")).document()
    }

    /// Runs the command as a development account, dry and then sent. What the dry run said would change is what changes; the document of
    /// what was sent is returned.
    #[track_caller]
    pub(crate) fn dry_then_sent(&self, account: usize, line: &str) -> Value {
        let line = format!("{line} --dev-account {account}");
        let before = self.rpc("eth_blockNumber", json!([]));
        let dry = self.json(&line);
        assert_eq!(dry["sent"], false, "{dry:#}");
        assert_eq!(
            self.rpc("eth_blockNumber", json!([])),
            before,
            "a dry run sends nothing"
        );
        let text = self.diem(&line).ok();
        assert!(text.contains("Nothing was sent: add --send"), "{text}");
        let sent = self.json(&format!("{line} --send --yes"));
        assert_eq!(sent["sent"], true, "{sent:#}");
        assert_same_shape(&dry, &sent);
        for (name, change) in sent["changes"].as_object().expect("changes") {
            // Rewards, the rest of the day and ends counted from now change from second to second.
            if !["claimable", "capacityToday", "expires"].contains(&name.as_str())
                && dry["command"] != "claim"
            {
                assert_eq!(change, &dry["changes"][name], "{name}");
            }
        }
        sent
    }

    /// Sends a command as a development account.
    #[track_caller]
    pub(crate) fn send(&self, account: usize, line: &str) -> Value {
        self.json(&format!("{line} --dev-account {account} --send --yes"))
    }
}

/// A process that this test started. It ends with the test, however that ends.
#[derive(Debug)]
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts `diem node` and waits for the document that it prints when it is ready.
pub(crate) fn start_node(place: &Place, arguments: &[&str]) -> (Running, Value) {
    let mut node = place
        .command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the node starts");
    let mut document = String::new();
    for line in BufReader::new(node.stdout.take().expect("its output")).lines() {
        document += &line.expect("text");
        if let Ok(ready) = serde_json::from_str::<Value>(&document) {
            assert_eq!(ready["error"], Value::Null, "{ready:#}");
            return (Running(node), ready);
        }
    }
    let output = node.wait_with_output().expect("it ends");
    panic!(
        "the node ends: {document} {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Runs a command to its end and looks for secrets in what it says.
pub(crate) fn ran(command: &mut Command) -> Ran {
    finish(command.output().expect("the command runs"))
}

/// Runs a command with this standard input.
pub(crate) fn ran_with_input(command: &mut Command, input: &str) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    child
        .stdin
        .take()
        .expect("its input")
        .write_all(input.as_bytes())
        .expect("it reads");
    finish(child.wait_with_output().expect("it ends"))
}

fn finish(output: Output) -> Ran {
    let ran = Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    };
    let said = format!("{}{}", ran.stdout, ran.stderr).to_lowercase();
    for secret in KEYS.iter().chain([&PASSWORD]) {
        assert!(
            !said.contains(secret),
            "a secret in the output of {output:?}",
            output = ran
        );
    }
    ran
}

impl Ran {
    /// What it printed, if it succeeded.
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.stdout
    }

    /// The one document that it printed, if it succeeded.
    #[track_caller]
    pub(crate) fn document(self) -> Value {
        let text = self.ok();
        serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("not one JSON document ({error}): {text}"))
    }

    /// The one error that it ended with, with this exit code.
    #[track_caller]
    pub(crate) fn error(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.stdout, "", "{self:?}");
        let errors = self
            .stderr
            .lines()
            .filter(|line| line.starts_with("error:"))
            .count();
        assert_eq!(errors, 1, "{self:?}");
        self.stderr
    }
}

/// Both documents have the same keys, and values of the same kinds where neither is null.
#[track_caller]
pub(crate) fn assert_same_shape(one: &Value, other: &Value) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let keys = |object: &serde_json::Map<String, Value>| {
                object.keys().cloned().collect::<Vec<_>>()
            };
            assert_eq!(keys(one), keys(other));
            one.iter()
                .for_each(|(key, value)| assert_same_shape(value, &other[key]));
        }
        (Value::Array(one), Value::Array(other)) => {
            one.iter()
                .zip(other)
                .for_each(|(one, other)| assert_same_shape(one, other));
        }
        (Value::Null, _) | (_, Value::Null) => {}
        (one, other) => assert_eq!(
            std::mem::discriminant(one),
            std::mem::discriminant(other),
            "{one} and {other}"
        ),
    }
}

/// `n` units in wei, as documents say it.
pub(crate) fn units(n: u64) -> String {
    format!("{n}{}", "0".repeat(18))
}
