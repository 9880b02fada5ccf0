//! `eth_subscribe`: what comes, in which order, and when it ends.

use std::time::Duration;

use serde_json::json;
use stylus_node::NodeConfig;

use crate::{
    client::quantity,
    contracts::COUNTER,
    scene::{STRANGER, Scene, account, config, slot},
};

#[tokio::test]
async fn heads_are_the_headers_of_the_blocks() {
    let scene = Scene::new().await;
    let mut socket = scene.socket().await;
    let heads = socket.ok("eth_subscribe", json!(["newHeads"])).await;
    scene.pay(STRANGER, 1).await;
    scene.mine(2).await;
    for number in 1..=3 {
        let number = format!("{number:#x}");
        let mut block = scene
            .http
            .ok("eth_getBlockByNumber", json!([number, false]))
            .await;
        let fields = block.as_object_mut().expect("a block is an object");
        fields.remove("transactions");
        fields.remove("uncles");
        assert_eq!(socket.news(&heads).await, block);
    }
}

#[tokio::test]
async fn logs_come_by_address_and_topic() {
    let scene = Scene::new().await;
    let (one, other) = (scene.deploy(COUNTER).await, scene.deploy(COUNTER).await);
    let mut socket = scene.socket().await;
    let all = socket.ok("eth_subscribe", json!(["logs"])).await;
    let of_one = socket
        .ok("eth_subscribe", json!(["logs", {"address": one}]))
        .await;
    let of_other = socket
        .ok(
            "eth_subscribe",
            json!(["logs", {"address": [STRANGER, other], "topics": [[slot(7), slot(8)]]}]),
        )
        .await;
    let with_another_topic = socket
        .ok("eth_subscribe", json!(["logs", {"topics": [slot(8)]}]))
        .await;
    scene.poke(one, []).await;
    scene.poke(other, []).await;
    scene.poke(one, []).await;
    let mut told = Vec::new();
    for _ in 0..3 {
        told.push(socket.news(&all).await);
    }
    let stored = scene
        .http
        .ok("eth_getLogs", json!([{"fromBlock": "earliest"}]))
        .await;
    assert_eq!(json!(told), stored);
    assert_eq!(socket.news(&of_one).await, told[0]);
    assert_eq!(socket.news(&of_one).await, told[2]);
    assert_eq!(socket.news(&of_other).await, told[1]);
    // The next that it hears of is the first that concerns it.
    let chatter = scene
        .deploy("PUSH1 0x08 PUSH1 0x00 PUSH1 0x00 LOG1 STOP")
        .await;
    scene.poke(chatter, []).await;
    assert_eq!(
        socket.news(&with_another_topic).await["address"],
        json!(chatter)
    );
}

#[tokio::test]
async fn transactions_come_as_hashes_or_whole() {
    let scene = Scene::new().await;
    let mut socket = scene.socket().await;
    let hashes = socket
        .ok("eth_subscribe", json!(["newPendingTransactions"]))
        .await;
    let whole = socket
        .ok("eth_subscribe", json!(["newPendingTransactions", true]))
        .await;
    scene.mine(1).await;
    let receipt = scene.pay(STRANGER, 3).await;
    let hash = &receipt["transactionHash"];
    assert_eq!(socket.news(&hashes).await, *hash);
    let transaction = scene
        .http
        .ok("eth_getTransactionByHash", json!([hash]))
        .await;
    assert_eq!(socket.news(&whole).await, transaction);
}

#[tokio::test]
async fn what_was_ended_tells_no_more() {
    let scene = Scene::new().await;
    let mut socket = scene.socket().await;
    let ended = socket.ok("eth_subscribe", json!(["newHeads"])).await;
    let lasting = socket.ok("eth_subscribe", json!(["newHeads"])).await;
    assert_ne!(ended, lasting);
    assert_eq!(socket.ok("eth_unsubscribe", json!([ended])).await, true);
    scene.mine(3).await;
    for _ in 0..3 {
        socket.news(&lasting).await;
    }
    assert_eq!(socket.told(), 0, "nothing else came");
}

#[tokio::test]
async fn a_subscription_belongs_to_its_connection() {
    let scene = Scene::new().await;
    let (mut one, mut other) = (scene.socket().await, scene.socket().await);
    let heads = one.ok("eth_subscribe", json!(["newHeads"])).await;
    let others = other.ok("eth_subscribe", json!(["newHeads"])).await;
    assert_eq!(other.ok("eth_unsubscribe", json!([heads])).await, false);
    drop(other);
    scene.mine(1).await;
    assert_eq!(quantity(&one.news(&heads).await["number"]), 1);
    assert_eq!(one.ok("eth_unsubscribe", json!([others])).await, false);
}

#[tokio::test]
async fn blocks_that_take_the_place_of_others_are_told_of() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    let mut socket = scene.socket().await;
    let heads = socket.ok("eth_subscribe", json!(["newHeads"])).await;
    let logs = socket.ok("eth_subscribe", json!(["logs"])).await;
    let snapshot = scene.http.ok("evm_snapshot", json!([])).await;
    scene.poke(counter, []).await;
    let (first, first_log) = (socket.news(&heads).await, socket.news(&logs).await);
    scene.http.ok("evm_revert", json!([snapshot])).await;
    scene.http.ok("anvil_increaseTime", json!([50])).await;
    scene.poke(counter, []).await;
    let (second, second_log) = (socket.news(&heads).await, socket.news(&logs).await);
    assert_eq!(first["number"], second["number"]);
    assert_eq!(first["parentHash"], second["parentHash"]);
    assert_ne!(first["hash"], second["hash"]);
    assert_eq!(first_log["data"], second_log["data"]);
    assert_eq!(second_log["blockHash"], second["hash"]);
}

#[tokio::test]
async fn blocks_come_by_themselves_if_asked_for() {
    let block_time = Some(Duration::from_millis(20));
    let scene = Scene::with(NodeConfig {
        block_time,
        ..config()
    })
    .await;
    let mut socket = scene.socket().await;
    let heads = socket.ok("eth_subscribe", json!(["newHeads"])).await;
    let mut numbers = Vec::new();
    for _ in 0..3 {
        numbers.push(quantity(&socket.news(&heads).await["number"]));
    }
    assert_eq!(numbers, [numbers[0], numbers[0] + 1, numbers[0] + 2]);
    assert!(scene.block_number().await >= numbers[2]);
}

/// Requests of one connection need not wait for each other's answers.
#[tokio::test]
async fn requests_can_be_sent_without_waiting() {
    let scene = Scene::new().await;
    let mut socket = scene.socket().await;
    for id in 1..=50 {
        let request = json!({"jsonrpc": "2.0", "id": id, "method": "eth_getBalance", "params": [account(0), "latest"]});
        socket.send(request.to_string()).await;
    }
    let mut answered = Vec::new();
    for _ in 0..50 {
        let answer = socket.receive().await.expect("an answer");
        assert_eq!(answer["result"], "0x21e19e0c9bab2400000");
        answered.push(answer["id"].as_u64().expect("a number"));
    }
    answered.sort_unstable();
    assert!(answered.into_iter().eq(1..=50));
}

/// jsonrpsee answers a subscription by itself as soon as it is there; the batch holds that answer too.
#[tokio::test]
async fn subscriptions_can_come_in_a_batch() {
    let scene = Scene::new().await;
    let mut socket = scene.socket().await;
    let request =
        |id, what| json!({"jsonrpc": "2.0", "id": id, "method": "eth_subscribe", "params": [what]});
    socket
        .send(json!([request(1, "newHeads"), request(2, "dreams")]).to_string())
        .await;
    let mut alone = Vec::new();
    let together = loop {
        let answer = socket.receive().await.expect("an answer");
        if answer.is_array() {
            break answer;
        }
        alone.push(answer);
    };
    assert_eq!(json!(alone), together);
    assert_eq!(together[1]["error"]["code"], -32601, "{together}");
    scene.mine(1).await;
    assert_eq!(socket.news(&together[0]["result"]).await["number"], "0x1");
}

/// It would have to be told of more blocks than are kept for it.
#[tokio::test]
async fn a_subscriber_that_does_not_read_keeps_nobody_waiting() {
    let scene = Scene::new().await;
    let mut socket = scene.socket().await;
    socket.ok("eth_subscribe", json!(["newHeads"])).await;
    for _ in 0..3 {
        scene.mine(5_000).await;
    }
    assert_eq!(scene.block_number().await, 15_000);
    let mut other = scene.socket().await;
    let heads = other.ok("eth_subscribe", json!(["newHeads"])).await;
    scene.mine(1).await;
    assert_eq!(quantity(&other.news(&heads).await["number"]), 15_001);
}
