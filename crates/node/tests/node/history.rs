//! The state of old blocks.

use alloy_primitives::U256;
use serde_json::json;

use crate::{
    client::quantity,
    contracts::{COUNTER, MIRROR, SLOTS, Surroundings as See},
    scene::{STRANGER, Scene, account, bytes, slot, word},
};

#[tokio::test]
async fn every_block_keeps_its_state() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    let first = scene.block_number().await;
    for _ in 0..5 {
        scene.poke(counter, []).await;
        scene.pay(STRANGER, 10).await;
    }
    for round in 0..=5 {
        let number = format!("{:#x}", first + 2 * round);
        let block = scene
            .http
            .ok("eth_getBlockByNumber", json!([number, false]))
            .await;
        for at in [json!(number), json!({"blockHash": block["hash"]})] {
            let count = scene
                .http
                .ok("eth_getStorageAt", json!([counter, "0x0", at]))
                .await;
            assert_eq!(count, json!(slot(round as u64)), "block {number}");
            assert_eq!(
                scene
                    .http
                    .quantity("eth_getBalance", json!([STRANGER, at]))
                    .await,
                10 * round
            );
            let nonce = scene
                .http
                .quantity("eth_getTransactionCount", json!([account(0), at]))
                .await;
            assert_eq!(nonce, 1 + 2 * round);
            let next = scene
                .http
                .ok("eth_call", json!([{"to": counter}, at]))
                .await;
            assert_eq!(next, json!(slot(round as u64 + 1)));
        }
    }
    assert_eq!(
        scene.http.ok("eth_getCode", json!([counter, "0x0"])).await,
        "0x"
    );
    assert_ne!(
        scene
            .http
            .ok("eth_getCode", json!([counter, "latest"]))
            .await,
        "0x"
    );
}

#[tokio::test]
async fn a_call_sees_the_block_that_it_is_made_in() {
    let scene = Scene::new().await;
    let mirror = scene.deploy(MIRROR).await;
    scene.http.ok("anvil_setCoinbase", json!([STRANGER])).await;
    scene
        .http
        .ok("anvil_setNextBlockBaseFeePerGas", json!(["0x7"]))
        .await;
    scene.mine(1).await;
    scene
        .http
        .ok("anvil_setCoinbase", json!([account(3 - 1)]))
        .await;
    scene
        .http
        .ok("anvil_setNextBlockBaseFeePerGas", json!(["0x8"]))
        .await;
    scene.http.ok("anvil_increaseTime", json!([1_000])).await;
    scene.mine(1).await;
    for number in 1..=3 {
        let number = format!("{number:#x}");
        let block = scene
            .http
            .ok("eth_getBlockByNumber", json!([number, false]))
            .await;
        let output = scene
            .http
            .ok("eth_call", json!([{"to": mirror}, number]))
            .await;
        let output = bytes(&output);
        for (what, field) in [
            (See::Number, "number"),
            (See::Timestamp, "timestamp"),
            (See::BaseFee, "baseFeePerGas"),
            (See::Coinbase, "miner"),
        ] {
            let said: U256 = block[field]
                .as_str()
                .expect("a field")
                .parse()
                .expect("a number");
            assert_eq!(
                word(&output, what as usize),
                said,
                "{field} of block {number}"
            );
        }
    }
}

#[tokio::test]
async fn a_transaction_sees_the_block_that_it_is_mined_in() {
    let scene = Scene::new().await;
    // Writes number and time into the slots 0 and 1, returns them to calls.
    let notes = format!(
        "CALLDATASIZE ISZERO @ask JUMPI NUMBER PUSH1 0x00 SSTORE TIMESTAMP PUSH1 0x01 SSTORE STOP ask: {SLOTS}"
    );
    let notes = scene.deploy(&notes).await;
    scene.http.ok("anvil_increaseTime", json!([500])).await;
    let receipt = scene.poke(notes, [1]).await;
    let block = scene
        .http
        .ok(
            "eth_getBlockByNumber",
            json!([receipt["blockNumber"], false]),
        )
        .await;
    let noted = scene.call(notes, []).await;
    assert_eq!(word(&noted, 0), U256::from(quantity(&block["number"])));
    assert_eq!(word(&noted, 1), U256::from(quantity(&block["timestamp"])));
    let pending = scene
        .http
        .ok("eth_call", json!([{"to": notes}, "pending"]))
        .await;
    assert_eq!(bytes(&pending), noted);
}

#[tokio::test]
async fn contracts_see_the_hashes_of_the_last_256_blocks() {
    let scene = Scene::new().await;
    let hashes = scene
        .deploy("PUSH1 0x00 CALLDATALOAD NUMBER SUB BLOCKHASH PUSH1 0x00 MSTORE PUSH1 0x20 PUSH1 0x00 RETURN")
        .await;
    scene.mine(300).await;
    let head = scene.block_number().await;
    for at in [head, head - 20] {
        for (back, known) in [(1, true), (2, true), (256, true), (257, false), (0, false)] {
            let request = json!({"to": hashes, "input": slot(back)});
            let seen = scene
                .http
                .ok("eth_call", json!([request, format!("{at:#x}")]))
                .await;
            let number = format!("{:#x}", at - u128::from(back));
            let block = scene
                .http
                .ok("eth_getBlockByNumber", json!([number, false]))
                .await;
            let expected = if known {
                block["hash"].clone()
            } else {
                json!(slot(0))
            };
            assert_eq!(seen, expected, "{back} blocks before {at}");
        }
    }
}

/// What is changed by hand counts from the last block on: whoever asks for that block, by whatever name, sees it.
#[tokio::test]
async fn changes_by_hand_belong_to_the_last_block() {
    let scene = Scene::new().await;
    scene.mine(2).await;
    scene
        .http
        .ok("anvil_setBalance", json!([STRANGER, "0x9"]))
        .await;
    let balance = async |at: &str| {
        scene
            .http
            .quantity("eth_getBalance", json!([STRANGER, at]))
            .await
    };
    assert_eq!(
        (
            balance("0x1").await,
            balance("0x2").await,
            balance("latest").await
        ),
        (0, 9, 9)
    );
    scene.mine(1).await;
    assert_eq!(
        (
            balance("0x1").await,
            balance("0x2").await,
            balance("0x3").await
        ),
        (0, 9, 9)
    );
}

/// Looking at the past must not disturb the present, however it is mixed with changes.
#[tokio::test]
async fn the_past_can_be_looked_at_while_the_present_moves_on() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    let count = async |at: String| {
        let count = scene
            .http
            .ok("eth_getStorageAt", json!([counter, "0x0", at]))
            .await;
        serde_json::from_value::<U256>(count).expect("a word")
    };
    for round in 1..=20_u64 {
        scene.poke(counter, []).await;
        for back in 0..round {
            let number = format!("{:#x}", 1 + back);
            assert_eq!(count(number).await, U256::from(back));
        }
        assert_eq!(count("latest".into()).await, U256::from(round));
    }
}
