//! The TypeScript package of packages/diem: its types, its generated files, and its tests against a node.

use std::{path::PathBuf, process::Command};

use diem_suite::{
    Address, B256, U256,
    receipts::{ReceiptTree, UsageReceipt},
};
use serde_json::{Value, json};

use crate::scene::Scene;

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../packages/diem")
}

/// Runs one of the package's scripts; it has to succeed.
pub(crate) fn npm(script: &str, scene: Option<&Scene>) {
    let there = folder().join("node_modules").exists();
    assert!(
        there,
        "what packages/diem needs is not installed: run scripts/setup"
    );
    let mut command = Command::new("npm");
    command
        .args(["run", "--silent", script])
        .current_dir(folder());
    if let Some(scene) = scene {
        command.env("DIEM_SCENE", with_receipts(scene.json()).to_string());
    }
    let output = command
        .output()
        .expect("npm runs: scripts/setup says how to install it");
    assert!(
        output.status.success(),
        "npm run {script}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Adds receipts and what the Rust crate makes of them, for the package to compare with.
fn with_receipts(mut scene: Value) -> Value {
    let receipts: Vec<UsageReceipt> = (0..11)
        .map(|i| UsageReceipt {
            owner: Address::repeat_byte(0x11 * (i % 4 + 1)),
            day: U256::from(20_454),
            index: U256::from(i / 4),
            amount: U256::from(1_000_000_000_000_007_u64) * U256::from(i + 1),
            request_hash: B256::repeat_byte(0xa0 + i),
        })
        .collect();
    let tree = ReceiptTree::new(&receipts);
    let fields = |receipt: &UsageReceipt| {
        json!({
            "owner": receipt.owner,
            "day": receipt.day,
            "index": receipt.index,
            "amount": receipt.amount,
            "requestHash": receipt.request_hash,
        })
    };
    scene["receipts"] = json!({
        "receipts": receipts.iter().map(fields).collect::<Vec<_>>(),
        "root": tree.root(),
        "proofs": receipts.iter().map(|receipt| tree.proof(receipt)).collect::<Vec<_>>(),
    });
    scene
}
