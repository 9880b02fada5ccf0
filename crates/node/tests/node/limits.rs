//! Each limit, at the limit and beyond.

use std::time::Duration;

use serde_json::{Value, json};
use stylus_node::{Limits, NodeConfig};
use tokio::{io::AsyncReadExt, net::TcpStream};

use crate::{
    client::Socket,
    contracts::CHATTERBOX,
    scene::{STRANGER, Scene, config, slot},
};

async fn limited(limits: Limits) -> Scene {
    Scene::with(NodeConfig { limits, ..config() }).await
}

/// A request of so many bytes.
fn request_of(bytes: usize) -> String {
    let request =
        json!({"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}).to_string();
    request.clone() + &" ".repeat(bytes - request.len())
}

#[tokio::test]
async fn requests_have_so_many_bytes() {
    let scene = limited(Limits {
        request_bytes: 1_000,
        ..Limits::default()
    })
    .await;
    assert_eq!(scene.http.send(request_of(1_000)).await.0, 200);
    assert_eq!(scene.http.send(request_of(1_001)).await.0, 413);
    // Without a length in advance: it is read until it is too long.
    let unannounced = futures_util::stream::iter(
        [500, 500, 500].map(|part| Ok::<_, std::io::Error>(request_of(part))),
    );
    let response = scene
        .http
        .post(reqwest::Body::wrap_stream(unannounced))
        .send()
        .await
        .expect("an answer");
    assert!(response.status().is_server_error(), "{response:?}");
    let mut socket = scene.socket().await;
    socket.send(request_of(1_000)).await;
    assert_eq!(
        socket.receive().await.expect("an answer")["result"],
        "0x64aba"
    );
    socket.send(request_of(1_001)).await;
    let answer = socket.receive().await.expect("an answer");
    assert_eq!(
        (&answer["id"], &answer["error"]["code"]),
        (&Value::Null, &json!(-32007)),
        "{answer}"
    );
    assert_eq!(
        scene.http.send(request_of(100)).await.0,
        200,
        "all others are served"
    );
}

#[tokio::test]
async fn default_requests_have_five_mebibytes() {
    let scene = Scene::new().await;
    assert_eq!(scene.http.send(request_of(5 << 20)).await.0, 200);
    assert_eq!(scene.http.send(request_of((5 << 20) + 1)).await.0, 413);
}

#[tokio::test]
async fn responses_have_so_many_bytes() {
    let scene = limited(Limits {
        response_bytes: 2_000,
        ..Limits::default()
    })
    .await;
    let long = json!({"jsonrpc": "2.0", "id": 7, "method": "eth_getBlockByNumber", "params": ["0x0", false]});
    let batch = |count| json!(vec![long.clone(); count]).to_string();
    let (_, one) = scene.http.send(batch(1)).await;
    assert_eq!(
        serde_json::from_str::<Value>(&one).expect("JSON")[0]["result"]["number"],
        "0x0"
    );
    let (_, two) = scene.http.send(batch(2)).await;
    let two: Value = serde_json::from_str(&two).expect("JSON");
    assert_eq!(
        two["error"],
        json!({"code": -32003, "message": "response too large"})
    );
    let code = format!("0x{}", "00".repeat(2_000));
    scene
        .http
        .ok("anvil_setCode", json!([STRANGER, code]))
        .await;
    let failure = scene
        .http
        .failure("eth_getCode", json!([STRANGER, "latest"]))
        .await;
    assert_eq!(
        (failure.code, failure.message.as_str()),
        (-32003, "response too large")
    );
}

#[tokio::test]
async fn batches_have_so_many_requests() {
    let scene = limited(Limits {
        batch: 10,
        ..Limits::default()
    })
    .await;
    let mine = json!({"jsonrpc": "2.0", "id": 5, "method": "evm_mine"});
    let batch = |count| json!(vec![mine.clone(); count]).to_string();
    let refusal = json!([{"jsonrpc": "2.0", "id": 5, "error": {"code": -32600, "message": "batch too large"}}]);
    let (status, text) = scene.http.send(batch(11)).await;
    assert_eq!(
        (status, serde_json::from_str::<Value>(&text).expect("JSON")),
        (200, refusal.clone())
    );
    let mut socket = scene.socket().await;
    socket.send(batch(11)).await;
    assert_eq!(socket.receive().await, Some(refusal));
    assert_eq!(scene.block_number().await, 0, "none of it was carried out");
    let (_, text) = scene.http.send(batch(10)).await;
    assert_eq!(
        serde_json::from_str::<Vec<Value>>(&text)
            .expect("JSON")
            .len(),
        10
    );
    assert_eq!(scene.block_number().await, 10);
}

#[tokio::test]
async fn default_batches_have_a_thousand_requests() {
    let scene = Scene::new().await;
    let batch = |count| {
        json!(vec![
            json!({"jsonrpc": "2.0", "id": 1, "method": "net_version"});
            count
        ])
        .to_string()
    };
    let answers = async |count| {
        let (_, text) = scene.http.send(batch(count)).await;
        serde_json::from_str::<Vec<Value>>(&text).expect("a list")
    };
    assert_eq!(answers(1_000).await.len(), 1_000);
    assert_eq!(
        answers(1_001).await[0]["error"]["message"],
        "batch too large"
    );
}

#[tokio::test]
async fn connections_are_so_many_whatever_they_do() {
    let scene = limited(Limits {
        connections: 3,
        ..Limits::default()
    })
    .await;
    // One that serves, one that hears, one that is silent. The first is the client's own, kept alive.
    assert_eq!(scene.http.send(request_of(100)).await.0, 200);
    let mut socket = scene.socket().await;
    let silent = TcpStream::connect(scene.address())
        .await
        .expect("a connection");
    let mut refused = TcpStream::connect(scene.address())
        .await
        .expect("a connection");
    let mut told = String::new();
    refused
        .read_to_string(&mut told)
        .await
        .expect("an answer, and the end");
    assert!(
        told.starts_with("HTTP/1.1 429 ") && told.ends_with("Please try again later"),
        "{told}"
    );
    assert!(Socket::connect_with(scene.address(), &[]).await.is_err());
    // Those who are there are served.
    assert_eq!(scene.http.send(request_of(100)).await.0, 200);
    assert_eq!(socket.ok("eth_chainId", json!([])).await, "0x64aba");
    drop(silent);
    let again = async {
        loop {
            if let Ok(socket) = Socket::connect_with(scene.address(), &[]).await {
                return socket;
            }
        }
    };
    let mut again = tokio::time::timeout(Duration::from_secs(10), again)
        .await
        .expect("a place is free again");
    assert_eq!(again.ok("eth_chainId", json!([])).await, "0x64aba");
}

#[tokio::test]
async fn subscriptions_of_a_connection_are_so_many() {
    let scene = limited(Limits {
        subscriptions: 2,
        ..Limits::default()
    })
    .await;
    let mut socket = scene.socket().await;
    let first = socket.ok("eth_subscribe", json!(["newHeads"])).await;
    socket.ok("eth_subscribe", json!(["logs"])).await;
    let failure = socket
        .call("eth_subscribe", json!(["newHeads"]))
        .await
        .expect_err("there are two");
    assert_eq!(
        (failure.code, failure.message.as_str()),
        (-32005, "at most 2 subscriptions per connection")
    );
    scene
        .socket()
        .await
        .ok("eth_subscribe", json!(["newHeads"]))
        .await;
    socket.ok("eth_unsubscribe", json!([first])).await;
    // The place is free once the subscription's task has seen its end.
    let again = async {
        while socket
            .call("eth_subscribe", json!(["newHeads"]))
            .await
            .is_err()
        {}
    };
    tokio::time::timeout(Duration::from_secs(10), again)
        .await
        .expect("a place is free again");
}

#[tokio::test]
async fn logs_are_looked_for_in_so_many_blocks() {
    let scene = limited(Limits {
        log_blocks: 10,
        ..Limits::default()
    })
    .await;
    scene.mine(20).await;
    let range = |from: u64, to: u64| json!([{"fromBlock": format!("{from:#x}"), "toBlock": format!("{to:#x}")}]);
    assert_eq!(scene.http.ok("eth_getLogs", range(5, 14)).await, json!([]));
    let failure = scene.http.failure("eth_getLogs", range(5, 15)).await;
    assert_eq!(
        (failure.code, failure.message.as_str()),
        (
            -32005,
            "exceed maximum block range: 10; ask for 5 to 14 first"
        )
    );
    // What lies beyond the head does not count.
    assert_eq!(
        scene.http.ok("eth_getLogs", range(15, 1_000)).await,
        json!([])
    );
    let filter = scene.http.ok("eth_newFilter", range(5, 15)).await;
    assert_eq!(
        scene
            .http
            .failure("eth_getFilterLogs", json!([filter]))
            .await
            .code,
        -32005
    );
    assert_eq!(
        scene.http.ok("eth_getFilterChanges", json!([filter])).await,
        json!([])
    );
}

#[tokio::test]
async fn an_answer_holds_so_many_logs() {
    let scene = limited(Limits {
        logs: 5,
        ..Limits::default()
    })
    .await;
    let chatterbox = scene.deploy(CHATTERBOX).await;
    for count in [3_u64, 2, 1] {
        scene.poke(chatterbox, slot(count)).await;
    }
    let logs = scene
        .http
        .ok(
            "eth_getLogs",
            json!([{"fromBlock": "0x0", "toBlock": "0x3"}]),
        )
        .await;
    assert_eq!(logs.as_array().expect("a list").len(), 5);
    let failure = scene
        .http
        .failure("eth_getLogs", json!([{"fromBlock": "0x0"}]))
        .await;
    assert_eq!(
        (failure.code, failure.message.as_str()),
        (
            -32005,
            "query returned more than 5 results: ask for fewer blocks, up to 3"
        )
    );
}

#[tokio::test]
async fn filters_are_so_many() {
    let scene = limited(Limits {
        filters: 2,
        ..Limits::default()
    })
    .await;
    let first = scene.http.ok("eth_newBlockFilter", json!([])).await;
    scene.http.ok("eth_newFilter", json!([{}])).await;
    for (method, params) in [
        ("eth_newFilter", json!([{}])),
        ("eth_newBlockFilter", json!([])),
        ("eth_newPendingTransactionFilter", json!([])),
    ] {
        let failure = scene.http.failure(method, params).await;
        assert_eq!(failure.code, -32005);
        assert!(
            failure.message.contains("uninstall some"),
            "{}",
            failure.message
        );
    }
    scene.http.ok("eth_uninstallFilter", json!([first])).await;
    scene.http.ok("eth_newBlockFilter", json!([])).await;
}

#[tokio::test]
async fn one_request_mines_so_many_blocks() {
    let scene = limited(Limits {
        mined_blocks: 10,
        ..Limits::default()
    })
    .await;
    for (method, params) in [
        ("anvil_mine", json!([11])),
        ("hardhat_mine", json!(["0xb"])),
        ("evm_mine", json!([{"blocks": 11}])),
    ] {
        let failure = scene.http.failure(method, params).await;
        assert_eq!(
            (failure.code, failure.message.as_str()),
            (-32005, "at most 10 blocks can be mined at once")
        );
    }
    assert_eq!(scene.block_number().await, 0);
    scene.mine(10).await;
    assert_eq!(scene.block_number().await, 10);
}
