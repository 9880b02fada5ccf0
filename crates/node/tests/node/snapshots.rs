//! `evm_snapshot` and `evm_revert`: everything goes back, and nothing else.

use alloy_primitives::U256;
use serde_json::{Value, json};

use crate::{
    client::quantity,
    contracts::COUNTER,
    scene::{STRANGER, Scene, account, slot},
};

async fn snapshot(scene: &Scene) -> Value {
    scene.http.ok("evm_snapshot", json!([])).await
}

async fn revert(scene: &Scene, snapshot: &Value) -> Value {
    scene.http.ok("evm_revert", json!([snapshot])).await
}

#[tokio::test]
async fn state_blocks_transactions_and_logs_go_back() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    let before = scene
        .http
        .ok("eth_getBlockByNumber", json!(["latest", true]))
        .await;
    let balance = scene.balance(account(0)).await;
    let saved = snapshot(&scene).await;
    let receipt = scene.poke(counter, []).await;
    scene.pay(STRANGER, 5).await;
    scene
        .http
        .ok("anvil_setBalance", json!([STRANGER, "0x64"]))
        .await;
    let later = scene.deploy(COUNTER).await;
    assert_eq!(revert(&scene, &saved).await, true);
    assert_eq!(
        scene
            .http
            .ok("eth_getBlockByNumber", json!(["latest", true]))
            .await,
        before
    );
    assert_eq!(scene.balance(account(0)).await, balance);
    assert_eq!(scene.balance(STRANGER).await, U256::ZERO);
    assert_eq!(
        scene.http.ok("eth_getCode", json!([later, "latest"])).await,
        "0x"
    );
    assert_eq!(
        scene
            .http
            .ok("eth_getStorageAt", json!([counter, "0x0"]))
            .await,
        json!(slot(0))
    );
    assert_eq!(
        scene
            .http
            .quantity("eth_getTransactionCount", json!([account(0), "latest"]))
            .await,
        1
    );
    let hash = &receipt["transactionHash"];
    for method in [
        "eth_getTransactionByHash",
        "eth_getTransactionReceipt",
        "eth_getRawTransactionByHash",
    ] {
        assert_eq!(
            scene.http.ok(method, json!([hash])).await,
            Value::Null,
            "{method}"
        );
    }
    assert_eq!(
        scene
            .http
            .ok("eth_getBlockByHash", json!([receipt["blockHash"], false]))
            .await,
        Value::Null
    );
    assert_eq!(
        scene
            .http
            .ok("eth_getLogs", json!([{"fromBlock": "earliest"}]))
            .await,
        json!([])
    );
    let failure = scene
        .http
        .failure(
            "debug_traceTransaction",
            json!([hash, {"tracer": "callTracer"}]),
        )
        .await;
    assert_eq!(failure.message, "transaction not found");
}

#[tokio::test]
async fn the_settings_of_the_next_block_go_back() {
    let scene = Scene::new().await;
    scene
        .http
        .ok("anvil_setNextBlockBaseFeePerGas", json!(["0x5"]))
        .await;
    scene.http.ok("anvil_setCoinbase", json!([STRANGER])).await;
    let saved = snapshot(&scene).await;
    scene
        .http
        .ok("anvil_setNextBlockBaseFeePerGas", json!(["0x6"]))
        .await;
    scene
        .http
        .ok("anvil_setCoinbase", json!([account(1)]))
        .await;
    scene
        .http
        .ok("anvil_increaseTime", json!([1_000_000]))
        .await;
    scene.mine(2).await;
    assert_eq!(revert(&scene, &saved).await, true);
    let genesis = scene
        .http
        .ok("eth_getBlockByNumber", json!(["0x0", false]))
        .await;
    scene.mine(1).await;
    let block = scene
        .http
        .ok("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    assert_eq!(
        (&block["number"], &block["baseFeePerGas"], &block["miner"]),
        (&json!("0x1"), &json!("0x5"), &json!(STRANGER))
    );
    let [first, second] = [&genesis, &block].map(|block| quantity(&block["timestamp"]));
    assert!(second - first < 1_000_000, "the time went back too");
}

#[tokio::test]
async fn a_time_that_was_set_for_the_next_block_survives() {
    let scene = Scene::new().await;
    let genesis = scene
        .http
        .ok("eth_getBlockByNumber", json!(["0x0", false]))
        .await;
    let time = quantity(&genesis["timestamp"]) + 5_000;
    scene
        .http
        .ok("evm_setNextBlockTimestamp", json!([time as u64]))
        .await;
    let saved = snapshot(&scene).await;
    scene.mine(1).await;
    revert(&scene, &saved).await;
    scene.mine(1).await;
    let block = scene
        .http
        .ok("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    assert_eq!(quantity(&block["timestamp"]), time);
}

#[tokio::test]
async fn an_older_snapshot_ends_the_younger_ones() {
    let scene = Scene::new().await;
    let outer = snapshot(&scene).await;
    scene.mine(1).await;
    let middle = snapshot(&scene).await;
    scene.mine(1).await;
    let inner = snapshot(&scene).await;
    scene.mine(1).await;
    assert_eq!(revert(&scene, &middle).await, true);
    assert_eq!(scene.block_number().await, 1);
    assert_eq!(revert(&scene, &inner).await, false);
    assert_eq!(revert(&scene, &middle).await, false);
    assert_eq!(scene.block_number().await, 1);
    assert_eq!(revert(&scene, &outer).await, true);
    assert_eq!(scene.block_number().await, 0);
}

#[tokio::test]
async fn the_past_stays_within_reach_after_going_back() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    scene.poke(counter, []).await;
    scene
        .http
        .ok("anvil_setBalance", json!([STRANGER, "0x1"]))
        .await;
    let saved = snapshot(&scene).await;
    scene
        .http
        .ok("anvil_setBalance", json!([STRANGER, "0x2"]))
        .await;
    scene.poke(counter, []).await;
    scene.poke(counter, []).await;
    revert(&scene, &saved).await;
    let traced = scene.poke(counter, []).await;
    for (block, count, balance) in [
        ("0x1", 0, 0),
        ("0x2", 1, 1),
        ("0x3", 2, 1),
        ("latest", 2, 1),
    ] {
        let stored = scene
            .http
            .ok("eth_getStorageAt", json!([counter, "0x0", block]))
            .await;
        assert_eq!(stored, json!(slot(count)), "block {block}");
        assert_eq!(
            scene
                .http
                .quantity("eth_getBalance", json!([STRANGER, block]))
                .await,
            balance,
            "block {block}"
        );
    }
    let trace = scene
        .http
        .ok(
            "debug_traceTransaction",
            json!([traced["transactionHash"], {"tracer": "callTracer"}]),
        )
        .await;
    assert_eq!(
        (&trace["output"], &trace["gasUsed"]),
        (&json!(slot(2)), &traced["gasUsed"])
    );
}

#[tokio::test]
async fn what_was_refused_leaves_the_time_alone() {
    let scene = Scene::new().await;
    let genesis = scene
        .http
        .ok("eth_getBlockByNumber", json!(["0x0", false]))
        .await;
    let start = quantity(&genesis["timestamp"]) as u64;
    scene
        .http
        .ok("evm_setNextBlockTimestamp", json!([start + 9_000]))
        .await;
    let request = json!({"from": account(0), "to": STRANGER, "nonce": "0x9", "gas": "0x5208"});
    scene
        .http
        .failure("eth_sendTransaction", json!([request]))
        .await;
    scene
        .http
        .ok("evm_setNextBlockTimestamp", json!([start + 1_000]))
        .await;
    scene.mine(1).await;
    let block = scene
        .http
        .ok("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    assert_eq!(quantity(&block["timestamp"]), u128::from(start + 1_000));
}
