//! Generated requests that nobody should send: the node answers, and goes on answering.
//!
//! They grow from the rows of the table: valid requests that are bent. The seed is fixed, so that every run sends the same.

use std::{fs, path::Path};

use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};
use stylus_node::{Limits, NodeConfig};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime::Runtime,
};

use crate::{
    bend::{bend, misfit, places},
    client::Http,
    scene::{Scene, account, config},
};

/// The table's requests, with accounts and blocks for what the rows before would have left.
fn requests() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node/table");
    let mut requests = Vec::new();
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the table")
        .map(|file| file.expect("a file").path())
        .collect();
    files.sort();
    for file in files {
        let rows: Vec<Value> =
            serde_json::from_str(&fs::read_to_string(file).expect("text")).expect("JSON");
        for row in rows.into_iter().filter(|row| row.get("method").is_some()) {
            requests.push(json!({"jsonrpc": "2.0", "id": 1, "method": row["method"], "params": row["params"]}));
        }
    }
    requests
}

/// A node whose single requests take no time worth mentioning.
fn brisk() -> NodeConfig {
    let mut config = NodeConfig {
        limits: Limits {
            mined_blocks: 20,
            filters: 50,
            ..Limits::default()
        },
        ..config()
    };
    config.chain.tx_gas_limit = 1_000_000;
    config
}

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// Sends one of these after the other, then looks whether the node is as well as ever.
fn send_all<T: core::fmt::Debug>(
    cases: u32,
    strategy: impl Strategy<Value = T>,
    send: impl AsyncFn(&Scene, T) -> Result<(), TestCaseError>,
) {
    let runtime = Runtime::new().expect("a runtime");
    let scene = runtime.block_on(Scene::with(brisk()));
    runner(cases)
        .run(&strategy, |case| {
            runtime.block_on(async {
                send(&scene, case).await?;
                well(&scene.http).await
            })
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    runtime.block_on(works(&scene));
}

async fn well(http: &Http) -> Result<(), TestCaseError> {
    prop_assert_eq!(
        http.call("eth_chainId", json!([])).await,
        Ok(json!("0x64aba"))
    );
    Ok(())
}

/// Whatever happened to accounts and time, a transaction can be sent and found.
async fn works(scene: &Scene) {
    scene
        .http
        .ok("anvil_setNextBlockBaseFeePerGas", json!(["0x1"]))
        .await;
    scene
        .http
        .ok(
            "anvil_setBalance",
            json!([account(0), "0xffffffffffffffff"]),
        )
        .await;
    scene
        .http
        .ok("anvil_setCode", json!([account(0), "0x"]))
        .await;
    scene
        .http
        .ok("anvil_setNonce", json!([account(0), "0x0"]))
        .await;
    let sink = alloy_primitives::Address::repeat_byte(0xE7);
    scene.http.ok("anvil_setCode", json!([sink, "0x"])).await;
    let before = scene.block_number().await;
    let receipt = scene.pay(sink, 7).await;
    assert_eq!(scene.block_number().await, before + 1);
    let block = scene
        .http
        .ok("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    assert_eq!(block["transactions"], json!([receipt["transactionHash"]]));
}

/// What was answered is JSON-RPC, and no accident.
fn check(status: u16, text: &str) -> Result<(), TestCaseError> {
    prop_assert!(matches!(status, 200 | 400 | 413), "{} {}", status, text);
    let answer: Value =
        serde_json::from_str(text).map_err(|e| TestCaseError::fail(format!("{e}: {text}")))?;
    let answers = match answer {
        Value::Array(answers) => answers,
        answer => vec![answer],
    };
    for answer in answers.iter().filter(|answer| !answer.is_null()) {
        let (result, error) = (answer.get("result"), answer.get("error"));
        prop_assert!(result.is_some() != error.is_some(), "{}", text);
        prop_assert_eq!(&answer["jsonrpc"], "2.0");
        let said = error.map_or("", |error| error["message"].as_str().unwrap_or("nothing"));
        prop_assert!(!said.to_lowercase().contains("internal error"), "{}", text);
    }
    Ok(())
}

#[test]
fn values_of_another_kind() {
    let requests = requests();
    let count = requests.len();
    let case = (0..count, any::<prop::sample::Index>(), misfit());
    send_all(2_500, case, async |scene, (index, place, value)| {
        let mut request = requests[index].clone();
        let mut found = Vec::new();
        places(&request["params"], "/params".into(), &mut found);
        let place = place.get(&found);
        *request.pointer_mut(place).expect("a place that was found") = value;
        let (status, text) = scene.http.send(request.to_string()).await;
        check(status, &text)
    });
}

#[test]
fn texts_that_are_bent() {
    let requests: Vec<String> = requests().iter().map(Value::to_string).collect();
    let count = requests.len();
    let case = (vec(0..count, 1..4), vec(bend(), 1..4));
    send_all(1_500, case, async |scene, (indices, bends)| {
        let mut text: Vec<u8> = match indices[..] {
            [index] => requests[index].clone().into_bytes(),
            _ => format!(
                "[{}]",
                indices
                    .iter()
                    .map(|index| requests[*index].as_str())
                    .collect::<Vec<_>>()
                    .join(",")
            )
            .into_bytes(),
        };
        bends.iter().for_each(|bend| bend.apply(&mut text));
        let (status, text) = scene.http.send(text).await;
        check(status, &text)
    });
}

#[test]
fn messages_of_a_web_socket_that_are_bent() {
    let requests: Vec<String> = requests().iter().map(Value::to_string).collect();
    let count = requests.len();
    let case = (vec((0..count, vec(bend(), 0..3)), 1..6), any::<bool>());
    send_all(150, case, async |scene, (messages, binary)| {
        let mut socket = scene.socket().await;
        for (index, bends) in messages {
            let mut text = requests[index].clone().into_bytes();
            bends.iter().for_each(|bend| bend.apply(&mut text));
            socket.send_bytes(text, binary).await;
        }
        // Answers come in any order; this one's comes.
        socket
            .send(json!({"jsonrpc": "2.0", "id": "last", "method": "eth_chainId"}).to_string())
            .await;
        loop {
            let answer = socket.receive().await.expect("the connection lasts");
            if answer["id"] == "last" {
                prop_assert_eq!(&answer["result"], "0x64aba");
                return Ok(());
            }
        }
    });
}

#[test]
fn bytes_that_are_no_http() {
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}"#;
    let request = format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let upgrade = "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\x01\x05hello";
    let chunked = "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"jso\r\nffffffffffffffff\r\n";
    let http2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00";
    let seeds = [request.as_str(), upgrade, chunked, http2].map(|text| text.as_bytes().to_vec());
    let bent =
        (prop::sample::select(seeds.to_vec()), vec(bend(), 0..5)).prop_map(|(mut text, bends)| {
            bends.iter().for_each(|bend| bend.apply(&mut text));
            text
        });
    let case = prop_oneof![3 => bent, 1 => vec(any::<u8>(), 0..2_000)];
    send_all(400, case, async |scene, bytes| {
        let mut stream = TcpStream::connect(scene.address())
            .await
            .expect("a connection");
        // The node may have heard enough before all is sent.
        let _ = stream.write_all(&bytes).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        Ok(())
    });
}

/// A state that was damaged is refused, or is a state: in both cases the node goes on.
#[test]
fn states_that_are_bent() {
    let runtime = Runtime::new().expect("a runtime");
    let state = runtime.block_on(async {
        let scene = Scene::with(brisk()).await;
        scene.pay(account(1), 5).await;
        scene.http.ok("anvil_dumpState", json!([])).await
    });
    let state = crate::scene::bytes(&state).to_vec();
    let places = {
        let mut found = Vec::new();
        places(
            &serde_json::from_slice(&state).expect("JSON"),
            String::new(),
            &mut found,
        );
        found
    };
    let bent = vec(bend(), 1..3).prop_map({
        let state = state.clone();
        move |bends| {
            let mut text = state.clone();
            bends.iter().for_each(|bend| bend.apply(&mut text));
            text
        }
    });
    let misfit = (any::<prop::sample::Index>(), misfit()).prop_map(move |(place, value)| {
        let mut state: Value = serde_json::from_slice(&state).expect("JSON");
        *state
            .pointer_mut(place.get(&places).as_str())
            .expect("a place that was found") = value;
        state.to_string().into_bytes()
    });
    send_all(120, prop_oneof![bent, misfit], async |scene, text| {
        let state = alloy_primitives::hex::encode_prefixed(text);
        let answer = scene.http.call("anvil_loadState", json!([state])).await;
        prop_assert!(
            answer
                .as_ref()
                .map_or_else(|failure| failure.code == -32602, |loaded| *loaded == true),
            "{:?}",
            answer
        );
        for (method, params) in [
            ("eth_getBlockByNumber", json!(["latest", true])),
            ("eth_getBalance", json!([account(0), "latest"])),
            ("eth_call", json!([{"to": account(0)}])),
            ("evm_mine", json!([])),
            ("eth_feeHistory", json!(["0x5", "latest", [50]])),
        ] {
            if let Err(failure) = scene.http.call(method, params).await {
                prop_assert!(
                    !failure.message.contains("internal error"),
                    "{}: {}",
                    method,
                    failure.message
                );
            }
        }
        Ok(())
    });
}
