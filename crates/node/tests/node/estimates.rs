//! `eth_estimateGas`: enough, and not much more.

use alloy_primitives::{Address, Bytes};
use serde_json::{Value, json};

use crate::{
    assembler::{assemble, deploying},
    client::quantity,
    contracts::{COUNTER, PROGRAM_RELAY, RELAY, route},
    scene::{Scene, account, slot},
};

/// Sends with the estimated gas, which has to suffice, and with a bit less than was used and not refunded, which does not.
async fn check(scene: &Scene, what: &str, mut request: Value, kept_back: u128) {
    let estimate = scene
        .http
        .quantity("eth_estimateGas", json!([request]))
        .await;
    let snapshot = scene.http.ok("evm_snapshot", json!([])).await;
    request["gas"] = json!(format!("{estimate:#x}"));
    let receipt = scene.send(request).await;
    let used = quantity(&receipt["gasUsed"]);
    scene.http.ok("evm_revert", json!([snapshot])).await;
    let most = (used + kept_back) * 1_015 / 1_000 + 1;
    assert!(
        (used..=most).contains(&estimate),
        "{what}: {estimate} for {used}"
    );
}

fn request(to: Address, input: Vec<u8>) -> Value {
    json!({"from": account(0), "to": to, "input": Bytes::from(input)})
}

#[tokio::test]
async fn an_estimate_suffices_and_is_close() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    let relay = scene.deploy(RELAY).await;
    let program = scene.deploy_program(PROGRAM_RELAY).await;
    let init_code = deploying(&assemble(COUNTER));
    check(
        &scene,
        "a transfer",
        json!({"from": account(0), "to": account(1), "value": "0x1"}),
        0,
    )
    .await;
    check(&scene, "data", request(account(1), vec![1; 100]), 0).await;
    check(
        &scene,
        "a creation",
        json!({"from": account(0), "input": init_code}),
        0,
    )
    .await;
    check(&scene, "a call", request(counter, Vec::new()), 0).await;
    // Each call keeps back a 64th of the gas.
    check(
        &scene,
        "a nested call",
        request(relay, route(&[counter], &[])),
        1_500,
    )
    .await;
    check(
        &scene,
        "a program",
        request(program, route(&[counter], &[])),
        1_500,
    )
    .await;
    check(
        &scene,
        "nested calls",
        request(relay, route(&[program, relay, counter], &[])),
        5_000,
    )
    .await;
}

#[tokio::test]
async fn what_is_refunded_has_to_be_there_first() {
    let scene = Scene::new().await;
    let clears = scene.deploy("PUSH1 0x00 PUSH1 0x00 SSTORE STOP").await;
    scene
        .http
        .ok("anvil_setStorageAt", json!([clears, slot(0), slot(1)]))
        .await;
    check(
        &scene,
        "a slot that is cleared",
        request(clears, Vec::new()),
        4_800,
    )
    .await;
}

/// Code may ask how much gas there is, and do nothing with less.
#[tokio::test]
async fn a_contract_that_wants_more_than_it_uses_gets_it() {
    let scene = Scene::new().await;
    let greedy = scene
        .deploy("PUSH3 0x030d40 GAS GT @fine JUMPI PUSH1 0x00 PUSH1 0x00 REVERT fine: STOP")
        .await;
    check(
        &scene,
        "a greedy contract",
        request(greedy, Vec::new()),
        200_000,
    )
    .await;
}
