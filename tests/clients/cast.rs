//! cast, as one uses it in a shell.

use std::{path::PathBuf, process::Command};

use alloy::primitives::{Address, U256};
use serde_json::{Value, json};

use crate::{
    STEPS, matrix,
    scene::{KEYS, Scene, signer},
};

/// cast against one node.
struct Cast<'a> {
    scene: &'a Scene,
    binary: PathBuf,
}

impl Cast<'_> {
    /// What cast answers, or what it complains of.
    fn try_run(&self, arguments: &[&str]) -> Result<String, String> {
        let output = Command::new(&self.binary)
            .args(arguments)
            .env(
                "ETH_RPC_URL",
                format!("http://{}", self.scene.node.address()),
            )
            .env("NO_COLOR", "1")
            .output()
            .expect("cast runs");
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    fn run(&self, arguments: &[&str]) -> String {
        self.try_run(arguments)
            .unwrap_or_else(|e| panic!("cast {arguments:?}: {e}"))
    }

    fn call(&self, to: Address, signature: &str, arguments: &[&str]) -> String {
        let to = to.to_string();
        let answer = self.run(&[&["call", &to, signature], arguments].concat());
        // cast shows large numbers twice: `50000000000000000000 [5e19]`.
        answer.split(" [").next().unwrap_or_default().to_owned()
    }

    /// Sends from a development account, which signs on the node's side, or here with its key.
    fn send(
        &self,
        from: usize,
        by_key: bool,
        to: Address,
        signature: &str,
        arguments: &[&str],
    ) -> Value {
        let (from_address, to) = (signer(from).address().to_string(), to.to_string());
        let who = if by_key {
            vec!["--private-key", KEYS[from]]
        } else {
            vec!["--unlocked", "--from", &from_address]
        };
        let answer =
            self.run(&[&["send", "--json"], &who[..], &[&to, signature], arguments].concat());
        let receipt: Value = serde_json::from_str(&answer).expect("a receipt");
        assert_eq!(receipt["status"], "0x1", "{signature}");
        receipt
    }

    fn sign(&self, typed_data: &Value) -> String {
        self.run(&[
            "wallet",
            "sign",
            "--private-key",
            KEYS[1],
            "--data",
            &typed_data.to_string(),
        ])
    }
}

fn ether(count: u64) -> String {
    format!("{count}000000000000000000")
}

fn typed_data(
    name: &str,
    contract: Address,
    kind: &str,
    fields: &[(&str, &str)],
    message: &Value,
) -> Value {
    let field = |(name, of): &(&str, &str)| json!({ "name": name, "type": of });
    let domain = [
        ("name", "string"),
        ("version", "string"),
        ("chainId", "uint256"),
        ("verifyingContract", "address"),
    ];
    json!({
        "types": {
            "EIP712Domain": domain.iter().map(field).collect::<Vec<_>>(),
            kind: fields.iter().map(field).collect::<Vec<_>>(),
        },
        "primaryType": kind,
        "domain": { "name": name, "version": "1", "chainId": 412_346, "verifyingContract": contract },
        "message": message,
    })
}

/// Goes through all [`STEPS`].
pub(crate) fn run(scene: &Scene) {
    matrix::check_installed();
    let cast = Cast {
        scene,
        binary: binary(),
    };
    let [alice, agent] = [signer(1).address(), signer(2).address()];
    let (a, b) = (alice.to_string(), agent.to_string());
    let (max, expiry) = (U256::MAX.to_string(), u32::MAX.to_string());
    let mut done = Vec::new();

    assert_eq!(cast.run(&["chain-id"]), "412346");
    assert!(cast.run(&["client"]).starts_with("stylus-node/"));
    assert_ne!(cast.run(&["block-number"]), "0");
    done.push("connect");

    assert_eq!(cast.call(scene.diem, "name()(string)", &[]), "\"Diem\"");
    assert_eq!(
        cast.call(scene.diem, "capacityOf(address)(uint256)", &[&a]),
        "0"
    );
    assert!(
        cast.run(&["code", &scene.diem.to_string()])
            .starts_with("0xeff00000")
    );
    assert_ne!(
        cast.run(&["storage", &scene.diem.to_string(), "4"]),
        format!("0x{}", "0".repeat(64))
    );
    done.push("read");

    cast.send(1, true, scene.vvv, "drip(address)", &[&a]);
    cast.send(
        1,
        false,
        scene.vvv,
        "approve(address,uint256)",
        &[&scene.staking.to_string(), &max],
    );
    cast.send(
        1,
        true,
        scene.staking,
        "stakeAndMint(uint256,address)",
        &[&ether(5_000), &a],
    );
    assert_eq!(
        cast.call(scene.diem, "balanceOf(address)(uint256)", &[&a]),
        ether(50)
    );
    done.push("send");

    let receipt = cast.send(
        1,
        true,
        scene.diem,
        "transfer(address,uint256)",
        &[&b, &ether(1), "--legacy"],
    );
    assert_eq!(receipt["type"], "0x0");
    let hash = receipt["transactionHash"].as_str().expect("a hash");
    assert_eq!(cast.run(&["receipt", hash, "status"]), "true");
    done.push("legacy");

    let fields = [
        ("owner", "address"),
        ("spender", "address"),
        ("value", "uint256"),
        ("nonce", "uint256"),
        ("deadline", "uint256"),
    ];
    let message =
        json!({ "owner": a, "spender": b, "value": ether(2), "nonce": "0", "deadline": max });
    let signature = cast.sign(&typed_data("Diem", scene.diem, "Permit", &fields, &message));
    cast.send(
        3,
        true,
        scene.diem,
        "permit(address,address,uint256,uint256,bytes)",
        &[&a, &b, &ether(2), &max, &signature],
    );
    cast.send(
        2,
        true,
        scene.diem,
        "transferFrom(address,address,uint256)",
        &[&a, &b, &ether(2)],
    );
    assert_eq!(
        cast.call(scene.diem, "balanceOf(address)(uint256)", &[&b]),
        ether(3)
    );
    done.push("permit");

    let day = cast.call(scene.diem, "currentDay()(uint256)", &[]);
    let budget = |kind: &str, peer: &str| {
        let fields = [
            ("owner", "address"),
            (peer, "address"),
            ("dailyLimit", "uint96"),
            ("expiry", "uint32"),
            ("nonce", "uint256"),
            ("deadline", "uint256"),
        ];
        let message = json!({ "owner": a, peer: b, "dailyLimit": ether(5), "expiry": expiry, "nonce": "0", "deadline": max });
        cast.sign(&typed_data(
            "ComputeCredits",
            scene.credits,
            kind,
            &fields,
            &message,
        ))
    };
    let arguments = "(address,address,uint96,uint32,uint256,bytes)";
    let signature = budget("Allowance", "spender");
    cast.send(
        3,
        true,
        scene.credits,
        &format!("setAllowanceBySig{arguments}"),
        &[&a, &b, &ether(5), &expiry, &max, &signature],
    );
    cast.send(
        2,
        true,
        scene.credits,
        "transferFrom(address,address,uint256,uint256)",
        &[&a, &b, &day, &ether(1)],
    );
    done.push("allowance");

    let signature = budget("Meter", "gateway");
    cast.send(
        3,
        true,
        scene.credits,
        &format!("setMeterBySig{arguments}"),
        &[&a, &b, &ether(5), &expiry, &max, &signature],
    );
    let reading = U256::from(2) * U256::from(10).pow(U256::from(18));
    let entry = (U256::from_be_slice(alice.as_slice()) << 96) | reading;
    let root = format!("0x{}", "07".repeat(32));
    cast.send(
        2,
        true,
        scene.credits,
        "meter(uint256,uint256[],bytes32)",
        &[&day, &format!("[{entry}]"), &root],
    );
    done.push("meter");

    let logs = cast.run(&[
        "logs",
        "--json",
        "--from-block",
        "0",
        "--address",
        &scene.credits.to_string(),
        "MeterPosted(address indexed,uint256 indexed,bytes32)",
        &b,
    ]);
    let logs: Value = serde_json::from_str(&logs).expect("logs");
    assert_eq!(logs.as_array().map(Vec::len), Some(1), "{logs}");
    assert_eq!(logs[0]["data"], root);
    done.push("events");

    // cast subscribes for as long as it runs; one block number over WebSocket shows the connection.
    let socket = format!("ws://{}", scene.node.address());
    assert_eq!(
        cast.run(&["block-number", "--rpc-url", &socket]),
        cast.run(&["block-number"])
    );
    done.push("subscribe");

    let refusal = cast
        .try_run(&[
            "call",
            &scene.credits.to_string(),
            "--from",
            &a,
            "spend(uint256,address,uint256,bytes32)",
            &day,
            &b,
            &ether(1_000),
            &root,
        ])
        .expect_err("the credits do not suffice");
    let data = refusal
        .split('"')
        .find(|part| part.starts_with("0x"))
        .unwrap_or_else(|| panic!("no data in {refusal}"));
    let error = cast.run(&[
        "decode-error",
        "--sig",
        "InsufficientCredits(address,uint256,uint256)",
        data,
    ]);
    assert!(
        error.contains(&a) && error.contains(&ether(1_000)),
        "{error}"
    );
    cast.try_run(&[
        "estimate",
        &scene.credits.to_string(),
        "--from",
        &a,
        "spend(uint256,address,uint256,bytes32)",
        &day,
        &b,
        &ether(1_000),
        &root,
    ])
    .expect_err("neither for an estimate");
    done.push("revert");

    let snapshot = cast.run(&["rpc", "evm_snapshot"]);
    cast.send(1, true, scene.diem, "transfer(address,uint256)", &[&b, "1"]);
    cast.run(&["rpc", "evm_increaseTime", "86400"]);
    cast.run(&["rpc", "evm_mine"]);
    assert_eq!(
        cast.run(&["rpc", "evm_revert", snapshot.trim_matches('"')]),
        "true"
    );
    assert_eq!(
        cast.call(scene.diem, "balanceOf(address)(uint256)", &[&b]),
        ether(3)
    );
    done.push("control");
    assert_eq!(done, STEPS);
}

/// The binary itself, not npm's wrapper, which forgets exit codes.
pub(crate) fn binary() -> PathBuf {
    let scope = matrix::folder().join("node_modules/@foundry-rs");
    let packages = std::fs::read_dir(&scope).expect("cast is installed: run scripts/setup");
    packages
        .flatten()
        .map(|package| package.path().join("bin/cast"))
        .find(|binary| binary.exists())
        .expect("npm installed cast for this platform")
}
