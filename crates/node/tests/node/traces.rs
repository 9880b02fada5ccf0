//! `callTracer`: who called whom, in both worlds.

use alloy_primitives::{Address, Bytes};
use serde_json::{Value, json};

use crate::{
    client::quantity,
    contracts::{COUNTER, DELEGATOR, PROGRAM_RELAY, RELAY, REVERTER, route},
    scene::{STRANGER, Scene, account, slot},
};

async fn trace(scene: &Scene, transaction: &Value) -> Value {
    let params = json!([transaction, {"tracer": "callTracer"}]);
    scene.http.ok("debug_traceTransaction", params).await
}

/// Sends a call with a gas limit, so that it is mined whatever comes of it.
async fn send(scene: &Scene, to: Address, input: Vec<u8>) -> Value {
    let request =
        json!({"from": account(0), "to": to, "input": Bytes::from(input), "gas": "0xf4240"});
    scene.http.ok("eth_sendTransaction", json!([request])).await
}

/// A frame's calls are within its gas, and so on downwards.
fn check_gas(frame: &Value) {
    let used = quantity(&frame["gasUsed"]);
    assert!(used <= quantity(&frame["gas"]), "{frame}");
    let calls = frame["calls"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let inside: u128 = calls.iter().map(|call| quantity(&call["gasUsed"])).sum();
    assert!(inside < used, "{frame}");
    calls.iter().for_each(check_gas);
}

#[tokio::test]
async fn calls_nest_through_contracts_and_programs() {
    let scene = Scene::new().await;
    let relay = scene.deploy(RELAY).await;
    let program = scene.deploy_program(PROGRAM_RELAY).await;
    let counter = scene.deploy(COUNTER).await;
    let input = route(&[program, relay, counter], &[]);
    let hash = send(&scene, relay, input.clone()).await;
    let receipt = scene
        .http
        .ok("eth_getTransactionReceipt", json!([hash]))
        .await;
    assert_eq!(receipt["status"], "0x1");
    let frame = trace(&scene, &hash).await;
    check_gas(&frame);
    assert_eq!(frame["gasUsed"], receipt["gasUsed"]);
    assert_eq!(frame["gas"], "0xf4240");
    let path = [
        (account(0), relay, &input[..]),
        (relay, program, &input[20..]),
        (program, relay, &input[40..]),
        (relay, counter, &input[60..]),
    ];
    let mut frame = &frame;
    for (depth, (from, to, input)) in path.into_iter().enumerate() {
        assert_eq!(frame["type"], "CALL", "depth {depth}");
        assert_eq!(
            (&frame["from"], &frame["to"]),
            (&json!(from), &json!(to)),
            "depth {depth}"
        );
        assert_eq!(frame["input"], json!(Bytes::copy_from_slice(input)));
        assert_eq!(frame["output"], json!(slot(1)));
        assert_eq!(
            (&frame["error"], &frame["value"]),
            (&Value::Null, &json!("0x0"))
        );
        if depth < 3 {
            assert_eq!(frame["calls"].as_array().expect("calls").len(), 1);
            frame = &frame["calls"][0];
        }
    }
    assert_eq!(frame["calls"], Value::Null);
}

#[tokio::test]
async fn a_failure_shows_at_every_depth_it_passes() {
    let scene = Scene::new().await;
    let relay = scene.deploy(RELAY).await;
    let program = scene.deploy_program(PROGRAM_RELAY).await;
    let reverter = scene.deploy(REVERTER).await;
    // Error("no")
    let reason = [
        &[0x08, 0xc3, 0x79, 0xa0][..],
        slot(32).as_slice(),
        slot(2).as_slice(),
        b"no",
        &[0; 30],
    ]
    .concat();
    let hash = send(&scene, program, route(&[relay, reverter], &reason)).await;
    let frame = trace(&scene, &hash).await;
    check_gas(&frame);
    for (depth, frame) in [&frame, &frame["calls"][0], &frame["calls"][0]["calls"][0]]
        .into_iter()
        .enumerate()
    {
        assert_eq!(frame["error"], "execution reverted", "depth {depth}");
        assert_eq!(frame["revertReason"], "no", "depth {depth}");
        assert_eq!(
            frame["output"],
            json!(Bytes::from(reason.clone())),
            "depth {depth}"
        );
    }
    let receipt = scene
        .http
        .ok("eth_getTransactionReceipt", json!([hash]))
        .await;
    assert_eq!(
        (&receipt["status"], &receipt["gasUsed"]),
        (&json!("0x0"), &frame["gasUsed"])
    );
}

#[tokio::test]
async fn delegated_and_creating_calls_are_named_so() {
    let scene = Scene::new().await;
    let delegator = scene.deploy(DELEGATOR).await;
    let counter = scene.deploy(COUNTER).await;
    let hash = send(&scene, delegator, route(&[counter], &[])).await;
    let frame = trace(&scene, &hash).await;
    let call = &frame["calls"][0];
    assert_eq!(call["type"], "DELEGATECALL");
    assert_eq!(
        (&call["from"], &call["to"]),
        (&json!(delegator), &json!(counter))
    );
    let stored = scene
        .http
        .ok("eth_getStorageAt", json!([delegator, "0x0"]))
        .await;
    assert_eq!(stored, json!(slot(1)));
    // Creates a contract without code, by CREATE and by CREATE2 with salt 5.
    let creator = scene
        .deploy("PUSH1 0x00 PUSH1 0x00 PUSH1 0x00 CREATE POP PUSH1 0x05 PUSH1 0x00 PUSH1 0x00 PUSH1 0x00 CREATE2 POP STOP")
        .await;
    let hash = send(&scene, creator, Vec::new()).await;
    let frame = trace(&scene, &hash).await;
    let calls = frame["calls"].as_array().expect("calls");
    assert_eq!(calls[0]["type"], "CREATE");
    assert_eq!(calls[0]["to"], json!(creator.create(1)));
    assert_eq!(calls[1]["type"], "CREATE2");
    assert_eq!(
        calls[1]["to"],
        json!(creator.create2_from_code(slot(5), []))
    );
}

#[tokio::test]
async fn static_calls_move_no_value_and_write_nothing() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    let asks = format!(
        "PUSH1 0x00 PUSH1 0x00 PUSH1 0x00 PUSH1 0x00 PUSH20 {counter:#x} GAS STATICCALL STOP"
    );
    let asks = scene.deploy(&asks).await;
    let hash = send(&scene, asks, Vec::new()).await;
    let call = trace(&scene, &hash).await["calls"][0].take();
    assert_eq!(call["type"], "STATICCALL");
    assert_eq!(call["value"], Value::Null);
    assert_eq!(call["error"], "write protection");
    assert_eq!(call["gas"], call["gasUsed"], "it took all gas");
}

/// The state before a transaction is that of the block before, with all that was changed by hand since.
#[tokio::test]
async fn a_trace_starts_from_what_was_changed_by_hand() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    scene
        .http
        .ok("anvil_setStorageAt", json!([counter, slot(0), slot(41)]))
        .await;
    scene
        .http
        .ok("anvil_setNextBlockBaseFeePerGas", json!(["0x9"]))
        .await;
    let first = scene.poke(counter, []).await;
    scene
        .http
        .ok("anvil_impersonateAccount", json!([STRANGER]))
        .await;
    scene
        .http
        .ok("anvil_setBalance", json!([STRANGER, "0x64"]))
        .await;
    scene
        .http
        .ok("anvil_setNonce", json!([STRANGER, "0x7"]))
        .await;
    let second = scene
        .send(json!({"from": STRANGER, "to": account(1), "value": "0x64"}))
        .await;
    scene.mine(3).await;
    let frame = trace(&scene, &first["transactionHash"]).await;
    assert_eq!(
        (&frame["output"], &frame["gasUsed"]),
        (&json!(slot(42)), &first["gasUsed"])
    );
    let frame = trace(&scene, &second["transactionHash"]).await;
    assert_eq!(
        (&frame["value"], &frame["error"], &frame["gasUsed"]),
        (&json!("0x64"), &Value::Null, &second["gasUsed"])
    );
}

#[tokio::test]
async fn tracing_changes_nothing() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    let receipt = scene.poke(counter, []).await;
    scene.poke(counter, []).await;
    let state = async || {
        let block = scene
            .http
            .ok("eth_getBlockByNumber", json!(["latest", true]))
            .await;
        let count = scene
            .http
            .ok("eth_getStorageAt", json!([counter, "0x0"]))
            .await;
        (block, count, scene.balance(account(0)).await)
    };
    let before = state().await;
    for _ in 0..3 {
        let frame = trace(&scene, &receipt["transactionHash"]).await;
        assert_eq!(frame["output"], json!(slot(1)));
    }
    let params = json!([{"from": account(0), "to": counter}, "latest", {"tracer": "callTracer"}]);
    assert_eq!(
        scene.http.ok("debug_traceCall", params).await["output"],
        json!(slot(3))
    );
    assert_eq!(state().await, before);
    scene.poke(counter, []).await;
    assert_eq!(
        scene
            .http
            .ok("eth_getStorageAt", json!([counter, "0x0"]))
            .await,
        json!(slot(3))
    );
}
