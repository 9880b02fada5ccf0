//! Transactions of accounts that the node has no key of.

use alloy_primitives::{Address, U256};
use serde_json::{Value, json};

use crate::{
    client::quantity,
    contracts::{COUNTER, MIRROR, Surroundings as See},
    scene::{STRANGER, Scene, account, ether, slot, word},
};

async fn impersonate(scene: &Scene, account: Address) {
    scene
        .http
        .ok("anvil_impersonateAccount", json!([account]))
        .await;
}

async fn trace(scene: &Scene, receipt: &Value) -> Value {
    let params = json!([receipt["transactionHash"], {"tracer": "callTracer"}]);
    scene.http.ok("debug_traceTransaction", params).await
}

#[tokio::test]
async fn a_contract_spends_what_it_has() {
    let scene = Scene::new().await;
    let contract = scene.deploy(MIRROR).await;
    scene.pay(contract, 1_000).await;
    impersonate(&scene, contract).await;
    let receipt = scene
        .send(json!({"from": contract, "to": STRANGER, "value": "0x190"}))
        .await;
    assert_eq!(receipt["effectiveGasPrice"], "0x0");
    assert_eq!(
        scene.balance(contract).await,
        U256::from(600),
        "and pays no fee"
    );
    assert_eq!(scene.balance(STRANGER).await, U256::from(400));
    // Contracts begin with nonce 1.
    assert_eq!(
        scene
            .http
            .quantity("eth_getTransactionCount", json!([contract, "latest"]))
            .await,
        2
    );
}

#[tokio::test]
async fn the_callee_sees_the_impersonated_sender() {
    let scene = Scene::new().await;
    let notes = scene.deploy("CALLER PUSH1 0x00 SSTORE STOP").await;
    impersonate(&scene, STRANGER).await;
    scene.send(json!({"from": STRANGER, "to": notes})).await;
    let noted = scene
        .http
        .ok("eth_getStorageAt", json!([notes, "0x0"]))
        .await;
    assert_eq!(noted, json!(STRANGER.into_word()));
}

#[tokio::test]
async fn its_transactions_are_found_like_all_others() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    impersonate(&scene, STRANGER).await;
    let receipt = scene.send(json!({"from": STRANGER, "to": counter})).await;
    assert_eq!(receipt["logs"][0]["address"], json!(counter));
    let block = scene
        .http
        .ok("eth_getBlockByHash", json!([receipt["blockHash"], true]))
        .await;
    assert_eq!(block["transactions"][0]["hash"], receipt["transactionHash"]);
    assert_eq!(block["transactions"][0]["from"], json!(STRANGER));
    let again = scene.send(json!({"from": STRANGER, "to": counter})).await;
    assert_ne!(
        again["transactionHash"], receipt["transactionHash"],
        "the same content twice is two transactions"
    );
}

/// What a refund brings back has to be there first: the trace must run with the gas that the transaction had.
#[tokio::test]
async fn a_trace_has_the_gas_that_the_transaction_had() {
    let scene = Scene::new().await;
    let clears = scene
        .deploy("PUSH1 0x00 PUSH1 0x00 SSTORE PUSH1 0x00 PUSH1 0x01 SSTORE STOP")
        .await;
    for number in [0, 1] {
        scene
            .http
            .ok("anvil_setStorageAt", json!([clears, slot(number), slot(1)]))
            .await;
    }
    impersonate(&scene, STRANGER).await;
    let receipt = scene.send(json!({"from": STRANGER, "to": clears})).await;
    let trace = trace(&scene, &receipt).await;
    assert_eq!(trace["error"], Value::Null);
    assert_eq!(trace["gasUsed"], receipt["gasUsed"]);
}

#[tokio::test]
async fn access_lists_and_delegations_are_kept() {
    let scene = Scene::new().await;
    let mirror = scene.deploy(MIRROR).await;
    impersonate(&scene, STRANGER).await;
    let access_list = json!([{"address": mirror, "storageKeys": [slot(1), slot(2)]}]);
    let receipt = scene
        .send(json!({"from": STRANGER, "to": mirror, "accessList": access_list}))
        .await;
    assert_eq!(receipt["type"], "0x1");
    let sent = scene
        .http
        .ok(
            "eth_getTransactionByHash",
            json!([receipt["transactionHash"]]),
        )
        .await;
    assert_eq!(sent["accessList"], access_list);
    assert_eq!(trace(&scene, &receipt).await["gasUsed"], receipt["gasUsed"]);
    let plain = scene.send(json!({"from": STRANGER, "to": mirror})).await;
    assert_eq!(
        quantity(&receipt["gasUsed"]) - quantity(&plain["gasUsed"]),
        2_400 + 2 * 1_900
    );
}

#[tokio::test]
async fn everybody_can_be_impersonated_at_once() {
    let scene = Scene::new().await;
    scene
        .http
        .ok("anvil_autoImpersonateAccount", json!([true]))
        .await;
    let mirror = scene.deploy(MIRROR).await;
    for byte in 1..=5 {
        let sender = Address::repeat_byte(byte);
        scene.send(json!({"from": sender, "to": mirror})).await;
    }
    // The node's own accounts go on signing, and paying.
    let before = scene.balance(account(1)).await;
    let receipt = scene.send(json!({"from": account(1), "to": mirror})).await;
    let fee = U256::from(quantity(&receipt["gasUsed"]) * quantity(&receipt["effectiveGasPrice"]));
    assert!(!fee.is_zero());
    assert_eq!(scene.balance(account(1)).await, before - fee);
    scene
        .http
        .ok("anvil_autoImpersonateAccount", json!([false]))
        .await;
    scene
        .http
        .failure(
            "eth_sendTransaction",
            json!([{"from": STRANGER, "to": mirror}]),
        )
        .await;
}

#[tokio::test]
async fn what_it_sends_may_fail_or_be_refused() {
    let scene = Scene::new().await;
    impersonate(&scene, STRANGER).await;
    let poor = scene
        .http
        .failure(
            "eth_sendTransaction",
            json!([{"from": STRANGER, "to": account(0), "value": ether(1)}]),
        )
        .await;
    assert!(
        poor.message.starts_with("insufficient funds"),
        "{}",
        poor.message
    );
    let small = scene
        .http
        .failure(
            "eth_sendTransaction",
            json!([{"from": STRANGER, "to": account(0), "gas": "0x1"}]),
        )
        .await;
    assert_eq!(small.message, "intrinsic gas too low: have 1, want 21000");
    let hash = scene
        .http
        .ok(
            "eth_sendTransaction",
            json!([{"from": STRANGER, "input": "0xfe", "gas": "0x186a0"}]),
        )
        .await;
    let receipt = scene
        .http
        .ok("eth_getTransactionReceipt", json!([hash]))
        .await;
    assert_eq!(
        (&receipt["status"], &receipt["gasUsed"]),
        (&json!("0x0"), &json!("0x186a0"))
    );
    let mirror = scene.deploy(MIRROR).await;
    let output = scene.call(mirror, []).await;
    assert_eq!(word(&output, See::Caller as usize), U256::ZERO);
}
