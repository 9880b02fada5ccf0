//! A node that is killed: the file stays whole, and only what was not yet saved is lost.

use std::{fs, path::Path};

use alloy_primitives::Address;
use serde_json::{Value, json};

use crate::{
    child::{Process, failure},
    scene::{STRANGER, account},
};

/// Rounds of starting, writing and killing.
const ROUNDS: u32 = 3;

fn start(state: &Path) -> Process {
    Process::start(&[
        "--quiet",
        "--save-interval",
        "1",
        "--state",
        state.to_str().expect("text"),
    ])
}

async fn pay(node: &Process) {
    let request = json!({"from": account(0), "to": STRANGER, "value": "0x1", "gas": "0x5208"});
    node.http.ok("eth_sendTransaction", json!([request])).await;
}

/// Each block pays one wei to the stranger and takes one nonce: all that can be asked has to agree on how many there are.
async fn payments(node: &Process) -> u128 {
    let blocks = node.http.quantity("eth_blockNumber", json!([])).await;
    assert_eq!(
        node.http
            .quantity("eth_getBalance", json!([STRANGER, "latest"]))
            .await,
        blocks
    );
    assert_eq!(
        node.http
            .quantity("eth_getTransactionCount", json!([account(0), "latest"]))
            .await,
        blocks
    );
    for number in [1, blocks / 2, blocks]
        .into_iter()
        .filter(|number| (1..=blocks).contains(number))
    {
        let block = node
            .http
            .ok(
                "eth_getBlockByNumber",
                json!([format!("{number:#x}"), true]),
            )
            .await;
        assert_eq!(
            block["transactions"][0]["nonce"],
            format!("{:#x}", number - 1)
        );
        let parent = node
            .http
            .ok(
                "eth_getBlockByNumber",
                json!([format!("{:#x}", number - 1), false]),
            )
            .await;
        assert_eq!(block["parentHash"], parent["hash"]);
    }
    blocks
}

/// The last block in the file, which has to be whole at all times.
fn saved(state: &Path) -> u128 {
    let text = fs::read(state).expect("the file is there");
    let state: Value = serde_json::from_slice(&text).expect("the file is whole");
    let blocks = state["blocks"].as_array().expect("blocks");
    blocks.len() as u128 - 1
}

#[tokio::test]
async fn a_node_that_is_killed_while_it_saves_loses_only_what_was_not_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state.json");
    let beside = folder.path().join("state.json.new");
    let node = start(&state);
    // Enough for a save to take a while.
    let code = format!("0x{}", "5b".repeat(1_000_000));
    for byte in 1..=4 {
        node.http
            .ok("anvil_setCode", json!([Address::repeat_byte(byte), code]))
            .await;
    }
    assert!(node.stop("TERM").success());
    let (mut caught, mut least) = (0, saved(&state));
    for round in 0..ROUNDS {
        let node = start(&state);
        let mut sent = payments(&node).await;
        assert!(sent >= least, "round {round}: block {least} had been saved");
        // The first save of the round may end, the next one does not.
        while !beside.exists() {
            pay(&node).await;
            sent += 1;
        }
        node.kill();
        caught += u32::from(beside.exists());
        least = saved(&state);
        assert!(least <= sent, "round {round}");
    }
    assert!(caught > 0, "no kill came while the node was saving");
    let node = start(&state);
    assert_eq!(payments(&node).await, least);
    assert!(
        !beside.exists(),
        "what was left half-written is cleared away"
    );
    pay(&node).await;
    assert!(node.stop("TERM").success());
    assert_eq!(
        saved(&state),
        least + 1,
        "a node that is asked to end saves first"
    );
}

#[test]
fn a_damaged_file_ends_the_command_with_one_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state.json");
    fs::write(&state, r#"{"version":1,"chainId":412346,"#).expect("written");
    let said = failure(&["--port", "0", "--state", state.to_str().expect("text")]);
    assert!(
        said.starts_with("stylus-node: cannot load the state file "),
        "{said}"
    );
    assert!(said.contains("move it away to start anew"), "{said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    assert_eq!(
        fs::read_to_string(&state).expect("text"),
        r#"{"version":1,"chainId":412346,"#
    );
}
