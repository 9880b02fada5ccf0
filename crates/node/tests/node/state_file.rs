//! The state file: what it brings back, what it does not, and what happens to one that is damaged.

use std::{fs, path::Path, time::Duration};

use alloy_primitives::Address;
use serde_json::{Value, json};
use stylus_node::NodeConfig;

use crate::{
    contracts::{COUNTER, PROGRAM_SLOT},
    scene::{STRANGER, Scene, account, config, slot},
};

fn kept(state: &Path) -> NodeConfig {
    NodeConfig {
        state: Some(state.to_owned()),
        ..config()
    }
}

async fn refused(config: NodeConfig) -> String {
    let error = stylus_node::start(config)
        .await
        .expect_err("the node does not start");
    format!("{error:#}")
}

/// All that can be asked about a chain without changing it.
async fn picture(scene: &Scene, contracts: &[Address]) -> Vec<Value> {
    let mut answers = Vec::new();
    let mut ask =
        async |method: &str, params: Value| answers.push(scene.http.ok(method, params).await);
    let last = scene.block_number().await;
    for number in 0..=last {
        let number = format!("{number:#x}");
        ask("eth_getBlockByNumber", json!([number, true])).await;
        ask("eth_getBlockReceipts", json!([number])).await;
    }
    for account in contracts
        .iter()
        .copied()
        .chain([account(0), account(1), STRANGER])
    {
        for method in ["eth_getBalance", "eth_getTransactionCount", "eth_getCode"] {
            ask(method, json!([account, "latest"])).await;
        }
        ask("eth_getStorageAt", json!([account, "0x0", "latest"])).await;
        ask(
            "eth_call",
            json!([{"from": account, "to": contracts[0]}, "latest"]),
        )
        .await;
    }
    ask("eth_getLogs", json!([{"fromBlock": "earliest"}])).await;
    ask("eth_gasPrice", json!([])).await;
    ask("eth_feeHistory", json!(["0x10", "latest", []])).await;
    answers
}

#[tokio::test]
async fn everything_comes_back_after_a_stop() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state.json");
    let scene = Scene::with(kept(&state)).await;
    assert_eq!(scene.node.resumed_at(), None);
    let counter = scene.deploy(COUNTER).await;
    let program = scene.deploy_program(PROGRAM_SLOT).await;
    let hashes = scene
        .deploy("PUSH1 0x01 NUMBER SUB BLOCKHASH PUSH1 0x00 MSTORE PUSH1 0x20 PUSH1 0x00 RETURN")
        .await;
    scene
        .http
        .ok("anvil_setStorageAt", json!([program, slot(0), slot(77)]))
        .await;
    scene
        .http
        .ok("anvil_setBalance", json!([STRANGER, "0x123"]))
        .await;
    scene
        .http
        .ok("anvil_setNextBlockBaseFeePerGas", json!(["0x9"]))
        .await;
    scene.http.ok("anvil_setCoinbase", json!([STRANGER])).await;
    scene.http.ok("anvil_increaseTime", json!([100_000])).await;
    let receipt = scene.poke(counter, []).await;
    scene
        .http
        .ok("anvil_impersonateAccount", json!([STRANGER]))
        .await;
    scene.send(json!({"from": STRANGER, "to": counter})).await;
    scene.mine(2).await;
    let contracts = [counter, program, hashes];
    let (last, before) = (
        scene.block_number().await,
        picture(&scene, &contracts).await,
    );
    scene.node.stop().await.expect("saved");

    let scene = Scene::with(kept(&state)).await;
    assert_eq!(scene.node.resumed_at().map(u128::from), Some(last));
    assert_eq!(picture(&scene, &contracts).await, before);
    let output = scene.call(program, []).await;
    assert_eq!(
        output.as_ref(),
        slot(77).as_slice(),
        "the program is still active"
    );
    // What is not kept is said so.
    let params = json!([receipt["transactionHash"], {"tracer": "callTracer"}]);
    let untraced = scene.http.failure("debug_traceTransaction", params).await;
    assert_eq!(
        untraced.message,
        "historical state is not available: the node was restarted since"
    );
    let past = scene
        .http
        .failure("eth_getBalance", json!([STRANGER, "0x1"]))
        .await;
    assert_eq!(
        past.message,
        "historical state of block 1 is not available: the node was restarted since"
    );
    // And it goes on from there.
    let block = scene
        .http
        .ok("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    let next = scene.poke(counter, []).await;
    assert_eq!(next["logs"][0]["data"], json!(slot(3)));
    let following = scene
        .http
        .ok("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    assert_eq!(following["parentHash"], block["hash"]);
    assert_eq!(
        (&following["baseFeePerGas"], &following["miner"]),
        (&json!("0x9"), &json!(STRANGER))
    );
    assert!(
        crate::client::quantity(&following["timestamp"])
            >= crate::client::quantity(&block["timestamp"])
    );
    let seen = scene
        .http
        .ok("eth_call", json!([{"to": hashes}, "latest"]))
        .await;
    assert_eq!(
        seen, block["hash"],
        "contracts see the hash of the block before"
    );
    let frame = scene
        .http
        .ok(
            "debug_traceTransaction",
            json!([next["transactionHash"], {"tracer": "callTracer"}]),
        )
        .await;
    assert_eq!(
        frame["output"],
        json!(slot(3)),
        "what was sent since can be traced"
    );
}

#[tokio::test]
async fn a_state_moves_from_one_node_to_another() {
    let (one, other) = (Scene::new().await, Scene::new().await);
    let counter = one.deploy(COUNTER).await;
    one.poke(counter, []).await;
    other.mine(7).await;
    let filter = other.http.ok("eth_newBlockFilter", json!([])).await;
    let state = one.http.ok("anvil_dumpState", json!([])).await;
    assert_eq!(other.http.ok("anvil_loadState", json!([state])).await, true);
    assert_eq!(
        picture(&other, &[counter]).await,
        picture(&one, &[counter]).await
    );
    assert_eq!(
        other
            .http
            .failure("eth_getFilterChanges", json!([filter]))
            .await
            .message,
        "filter not found"
    );
    other.poke(counter, []).await;
    assert_eq!(one.block_number().await, 2);
    assert_eq!(other.block_number().await, 3);
}

/// The time between saves is no time between changes: a stop, too, saves what came since, however busy the node is saving.
#[tokio::test]
async fn a_stop_while_it_saves_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state.json");
    let busy = || NodeConfig {
        save_interval: Duration::from_millis(1),
        ..kept(&state)
    };
    // Enough for a save to take a while.
    let scene = Scene::with(busy()).await;
    let code = format!("0x{}", "5b".repeat(1_000_000));
    for byte in 1..=4 {
        scene
            .http
            .ok("anvil_setCode", json!([Address::repeat_byte(byte), code]))
            .await;
    }
    scene.node.stop().await.expect("saved");
    for round in 0..6_u64 {
        let scene = Scene::with(busy()).await;
        assert_eq!(
            scene.block_number().await,
            u128::from(round * 3),
            "round {round}"
        );
        for _ in 0..3 {
            scene.pay(STRANGER, 1).await;
        }
        scene.node.stop().await.expect("saved");
        let text = fs::read(&state).expect("the file is there");
        serde_json::from_slice::<Value>(&text).expect("the file is complete");
    }
    let files: Vec<_> = fs::read_dir(folder.path())
        .expect("the folder")
        .map(|file| file.expect("a file").file_name())
        .collect();
    assert_eq!(files, ["state.json"], "nothing is left beside it");
}

#[tokio::test]
async fn what_did_not_change_is_not_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state.json");
    Scene::with(kept(&state))
        .await
        .node
        .stop()
        .await
        .expect("saved");
    let written = fs::metadata(&state)
        .and_then(|data| data.modified())
        .expect("a time");
    let scene = Scene::with(kept(&state)).await;
    scene.http.ok("eth_call", json!([{"to": STRANGER}])).await;
    scene.node.stop().await.expect("nothing to save");
    assert_eq!(
        fs::metadata(&state)
            .and_then(|data| data.modified())
            .expect("a time"),
        written
    );
    let scene = Scene::with(kept(&state)).await;
    scene
        .http
        .ok("anvil_setNonce", json!([STRANGER, "0x5"]))
        .await;
    scene.node.stop().await.expect("saved");
    let scene = Scene::with(kept(&state)).await;
    assert_eq!(
        scene
            .http
            .quantity("eth_getTransactionCount", json!([STRANGER, "latest"]))
            .await,
        5
    );
}

#[tokio::test]
async fn a_damaged_file_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state.json");
    let scene = Scene::with(kept(&state)).await;
    scene.pay(STRANGER, 1).await;
    scene.node.stop().await.expect("saved");
    let whole = fs::read(&state).expect("the file is there");
    let changed = |change: fn(&mut Value)| {
        let mut state: Value = serde_json::from_slice(&whole).expect("JSON");
        change(&mut state);
        state.to_string().into_bytes()
    };
    let length = whole.len();
    for (what, text) in [
        ("empty", Vec::new()),
        ("cut off early", whole[..10].to_vec()),
        ("cut off in the middle", whole[..length / 2].to_vec()),
        ("cut off at the last byte", whole[..length - 1].to_vec()),
        ("with more at the end", [&whole[..], b"}"].concat()),
        ("no JSON", vec![0; length]),
        ("of another kind", b"[]".to_vec()),
        (
            "with a field that nobody knows",
            changed(|state| state["more"] = json!(1)),
        ),
        (
            "without accounts",
            changed(|state| drop(state.as_object_mut().expect("fields").remove("accounts"))),
        ),
        (
            "without blocks",
            changed(|state| state["blocks"] = json!([])),
        ),
        (
            "with a block missing",
            changed(|state| drop(state["blocks"].as_array_mut().expect("blocks").remove(0))),
        ),
        (
            "with a balance that is none",
            changed(|state| {
                state["accounts"][STRANGER.to_string().to_lowercase()]["balance"] = json!("much")
            }),
        ),
        (
            "of another version",
            changed(|state| state["version"] = json!(99)),
        ),
        (
            "of another chain",
            changed(|state| state["chainId"] = json!(1)),
        ),
        (
            "of another ArbOS",
            changed(|state| state["arbosVersion"] = json!(32)),
        ),
    ] {
        fs::write(&state, &text).expect("written");
        let said = refused(kept(&state)).await;
        assert!(
            said.contains(state.to_str().expect("text")),
            "{what}: {said}"
        );
        assert!(said.contains("it was left as it is"), "{what}: {said}");
        assert_eq!(fs::read(&state).expect("the file is there"), text, "{what}");
        assert_eq!(
            fs::read_dir(folder.path()).expect("the folder").count(),
            1,
            "{what}"
        );
    }
    fs::write(&state, changed(|state| state["chainId"] = json!(1))).expect("written");
    assert!(
        refused(kept(&state))
            .await
            .contains("start it with --chain-id 1")
    );
    fs::write(&state, &whole).expect("written");
    assert_eq!(Scene::with(kept(&state)).await.block_number().await, 1);
}

#[tokio::test]
async fn a_place_that_cannot_be_written_to_is_named_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("missing/state.json");
    let said = refused(kept(&missing)).await;
    assert!(said.contains("choose a folder that exists"), "{said}");
    assert!(
        refused(kept(folder.path()))
            .await
            .contains(folder.path().to_str().expect("text"))
    );
}
