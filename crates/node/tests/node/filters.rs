//! Filters, and what becomes of them when the chain goes back.

use alloy_primitives::U256;
use serde_json::{Value, json};
use stylus_node::{Limits, NodeConfig};

use crate::{
    contracts::{CHATTERBOX, COUNTER},
    scene::{STRANGER, Scene, config, slot},
};

async fn changes(scene: &Scene, filter: &Value) -> Vec<Value> {
    let changes = scene.http.ok("eth_getFilterChanges", json!([filter])).await;
    serde_json::from_value(changes).expect("changes are a list")
}

fn data(logs: &[Value]) -> Vec<&str> {
    logs.iter()
        .map(|log| log["data"].as_str().expect("data is text"))
        .collect()
}

#[tokio::test]
async fn each_filter_tells_of_its_own_range() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    let mut filters = Vec::new();
    for filter in [
        json!({}),
        json!({"fromBlock": "latest"}),
        json!({"fromBlock": "0x0", "toBlock": "latest"}),
        json!({"fromBlock": "0x3"}),
        json!({"toBlock": "0x3"}),
        json!({"fromBlock": "0x3", "toBlock": "0x3"}),
        json!({"toBlock": "earliest", "fromBlock": "earliest"}),
    ] {
        filters.push(scene.http.ok("eth_newFilter", json!([filter])).await);
    }
    for _ in 0..3 {
        scene.poke(counter, []).await;
    }
    let expected: [&[u64]; 7] = [
        &[1, 2, 3],
        &[1, 2, 3],
        &[1, 2, 3],
        &[2, 3],
        &[1, 2],
        &[2],
        &[],
    ];
    for (filter, expected) in filters.iter().zip(expected) {
        let expected: Vec<String> = expected
            .iter()
            .map(|count| slot(*count).to_string())
            .collect();
        assert_eq!(
            data(&changes(&scene, filter).await),
            expected,
            "filter {filter}"
        );
    }
}

#[tokio::test]
async fn an_answer_holds_as_many_blocks_as_fit_and_the_next_one_the_rest() {
    let limits = Limits {
        logs: 5,
        ..Limits::default()
    };
    let scene = Scene::with(NodeConfig { limits, ..config() }).await;
    let chatterbox = scene.deploy(CHATTERBOX).await;
    let filter = scene
        .http
        .ok("eth_newFilter", json!([{"address": chatterbox}]))
        .await;
    for count in [2_u64, 2, 2, 7, 1] {
        scene.poke(chatterbox, slot(count)).await;
    }
    let mut told = Vec::new();
    loop {
        let logs = changes(&scene, &filter).await.len();
        if logs == 0 {
            break;
        }
        told.push(logs);
    }
    assert_eq!(told, [4, 2, 7, 1], "whole blocks, and none is lost");
}

#[tokio::test]
async fn a_filter_tells_anew_what_comes_after_going_back() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    let logs = scene
        .http
        .ok("eth_newFilter", json!([{"address": counter}]))
        .await;
    let blocks = scene.http.ok("eth_newBlockFilter", json!([])).await;
    let transactions = scene
        .http
        .ok("eth_newPendingTransactionFilter", json!([]))
        .await;
    scene.poke(counter, []).await;
    let snapshot = scene.http.ok("evm_snapshot", json!([])).await;
    scene.poke(counter, []).await;
    scene.poke(counter, []).await;
    assert_eq!(changes(&scene, &logs).await.len(), 3);
    let abandoned = changes(&scene, &blocks).await;
    assert_eq!(abandoned.len(), 3);
    changes(&scene, &transactions).await;
    assert_eq!(scene.http.ok("evm_revert", json!([snapshot])).await, true);
    for filter in [&logs, &blocks, &transactions] {
        assert!(
            changes(&scene, filter).await.is_empty(),
            "going back is no news"
        );
    }
    scene.http.ok("anvil_increaseTime", json!([77])).await;
    let receipt = scene.poke(counter, []).await;
    assert_eq!(data(&changes(&scene, &logs).await), [slot(2).to_string()]);
    let new = changes(&scene, &blocks).await;
    assert_eq!(new, [receipt["blockHash"].clone()]);
    assert!(!abandoned.contains(&new[0]));
    assert_eq!(
        changes(&scene, &transactions).await,
        [receipt["transactionHash"].clone()]
    );
}

/// It had told of blocks with these numbers, and nobody asked while there were none.
#[tokio::test]
async fn a_filter_tells_of_blocks_that_took_the_place_of_told_ones() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    let logs = scene
        .http
        .ok("eth_newFilter", json!([{"address": counter}]))
        .await;
    let snapshot = scene.http.ok("evm_snapshot", json!([])).await;
    scene.poke(counter, []).await;
    scene.poke(counter, []).await;
    assert_eq!(changes(&scene, &logs).await.len(), 2);
    scene.http.ok("evm_revert", json!([snapshot])).await;
    scene.poke(counter, []).await;
    assert_eq!(data(&changes(&scene, &logs).await), [slot(1).to_string()]);
}

#[tokio::test]
async fn a_filter_that_was_not_asked_for_long_tells_only_what_is_still_there() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    let snapshot = scene.http.ok("evm_snapshot", json!([])).await;
    scene.mine(10).await;
    let filter = scene
        .http
        .ok("eth_newFilter", json!([{"address": counter}]))
        .await;
    scene.poke(counter, []).await;
    scene.http.ok("evm_revert", json!([snapshot])).await;
    assert!(changes(&scene, &filter).await.is_empty());
    scene.poke(counter, []).await;
    assert_eq!(data(&changes(&scene, &filter).await), [slot(1).to_string()]);
}

#[tokio::test]
async fn logs_are_found_by_address_and_topics_among_many() {
    let scene = Scene::new().await;
    let (one, other) = (scene.deploy(COUNTER).await, scene.deploy(COUNTER).await);
    for round in 0..30_u64 {
        let counter = if round % 3 == 0 { one } else { other };
        scene.poke(counter, []).await;
        scene.pay(STRANGER, round).await;
    }
    let logs = async |filter: Value| {
        let logs = scene.http.ok("eth_getLogs", json!([filter])).await;
        serde_json::from_value::<Vec<Value>>(logs).expect("logs are a list")
    };
    let of_one = logs(json!({"fromBlock": "earliest", "address": one})).await;
    let expected: Vec<String> = (1..=10).map(|count| slot(count).to_string()).collect();
    assert_eq!(data(&of_one), expected);
    let both =
        logs(json!({"fromBlock": "earliest", "address": [one, other], "topics": [slot(7)]})).await;
    assert_eq!(both.len(), 30);
    let numbers: Vec<U256> = both
        .iter()
        .map(|log| serde_json::from_value(log["blockNumber"].clone()).expect("a number"))
        .collect();
    assert!(numbers.is_sorted(), "in the order of the blocks");
    for log in &both {
        let block = logs(json!({"blockHash": log["blockHash"]})).await;
        assert_eq!(block, std::slice::from_ref(log));
    }
}
