//! Calls in circumstances that are not the chain's: other accounts, other blocks.

use alloy_primitives::{Address, U256};
use serde_json::{Value, json};

use crate::{
    contracts::{COUNTER, MIRROR, PROGRAM_SLOT, SLOTS, Surroundings as See},
    scene::{STRANGER, Scene, account, address_word, bytes, ether, slot, word},
};

/// Calls with state overrides and returns the output's words.
async fn words(scene: &Scene, to: Address, state: Value) -> Vec<U256> {
    let output = scene
        .http
        .ok("eth_call", json!([{"to": to}, "latest", state]))
        .await;
    bytes(&output).chunks(32).map(U256::from_be_slice).collect()
}

fn numbers<const N: usize>(numbers: [u64; N]) -> Vec<U256> {
    numbers.map(U256::from).to_vec()
}

#[tokio::test]
async fn state_replaces_all_slots_and_state_diff_some() {
    let scene = Scene::new().await;
    let slots = scene.deploy(SLOTS).await;
    for (number, value) in [(0, 10), (1, 11)] {
        let params = json!([slots, slot(number), slot(value)]);
        scene.http.ok("anvil_setStorageAt", params).await;
    }
    assert_eq!(words(&scene, slots, json!({})).await, numbers([10, 11]));
    let state = json!({slots.to_string(): {"state": {slot(1).to_string(): slot(21)}}});
    assert_eq!(words(&scene, slots, state).await, numbers([0, 21]));
    let diff = json!({slots.to_string(): {"stateDiff": {slot(1).to_string(): slot(21)}}});
    assert_eq!(words(&scene, slots, diff).await, numbers([10, 21]));
    let none = json!({slots.to_string(): {"state": {}}});
    assert_eq!(words(&scene, slots, none).await, numbers([0, 0]));
    assert_eq!(
        words(&scene, slots, json!({})).await,
        numbers([10, 11]),
        "nothing of that stays"
    );
}

#[tokio::test]
async fn a_nonce_decides_where_a_contract_is_created() {
    let scene = Scene::new().await;
    let creates =
        "PUSH1 0x00 PUSH1 0x00 PUSH1 0x00 CREATE PUSH1 0x00 MSTORE PUSH1 0x20 PUSH1 0x00 RETURN";
    let creator = scene.deploy(creates).await;
    for nonce in [1, 5, 1_000] {
        let state = json!({creator.to_string(): {"nonce": format!("{nonce:#x}")}});
        let created = words(&scene, creator, state).await[0];
        assert_eq!(
            created,
            address_word(creator.create(nonce)),
            "nonce {nonce}"
        );
    }
}

#[tokio::test]
async fn code_in_place_of_other_code_runs_on_the_accounts_slots() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    scene.poke(counter, []).await;
    let code = scene
        .http
        .ok("eth_getCode", json!([scene.deploy(SLOTS).await, "latest"]))
        .await;
    let state = json!({counter.to_string(): {"code": code}});
    assert_eq!(words(&scene, counter, state).await, numbers([1, 0]));
}

#[tokio::test]
async fn a_program_runs_wherever_an_override_puts_it() {
    let scene = Scene::new().await;
    let program = scene.deploy_program(PROGRAM_SLOT).await;
    let diff = json!({program.to_string(): {"stateDiff": {slot(0).to_string(): slot(7)}}});
    assert_eq!(words(&scene, program, diff).await, numbers([7]));
    // It was activated by its code, wherever that lies.
    let code = scene
        .http
        .ok("eth_getCode", json!([program, "latest"]))
        .await;
    let elsewhere =
        json!({STRANGER.to_string(): {"code": code, "state": {slot(0).to_string(): slot(8)}}});
    assert_eq!(words(&scene, STRANGER, elsewhere).await, numbers([8]));
    assert_eq!(words(&scene, program, json!({})).await, numbers([0]));
}

#[tokio::test]
async fn several_accounts_are_overridden_in_the_past_too() {
    let scene = Scene::new().await;
    let mirror = scene.deploy(MIRROR).await;
    let before = scene.block_number().await;
    scene.pay(mirror, 5).await;
    let state = json!({
        STRANGER.to_string(): {"balance": ether(1)},
        mirror.to_string(): {"balance": "0x64"},
    });
    let request = json!({"from": STRANGER, "to": mirror, "value": "0x3"});
    let output = scene
        .http
        .ok("eth_call", json!([request, format!("{before:#x}"), state]))
        .await;
    let output = bytes(&output);
    assert_eq!(word(&output, See::OwnBalance as usize), U256::from(103));
    assert_eq!(word(&output, See::Number as usize), U256::from(before));
    assert_eq!(word(&output, See::Caller as usize), address_word(STRANGER));
    assert_eq!(scene.balance(mirror).await, U256::from(5));
    assert_eq!(scene.balance(STRANGER).await, U256::ZERO);
}

#[tokio::test]
async fn a_block_is_overridden_in_all_it_says() {
    let scene = Scene::new().await;
    let mirror = scene.deploy(MIRROR).await;
    let block = json!({
        "number": "0x1234", "time": "0xffffffff", "gasLimit": "0x77", "feeRecipient": STRANGER,
        "prevRandao": slot(99), "baseFeePerGas": "0x3",
    });
    let output = scene
        .http
        .ok("eth_call", json!([{"to": mirror}, "latest", {}, block]))
        .await;
    let output = bytes(&output);
    let seen = |what: See| word(&output, what as usize);
    assert_eq!(seen(See::Number), U256::from(0x1234));
    assert_eq!(seen(See::Timestamp), U256::from(0xffff_ffff_u64));
    assert_eq!(seen(See::GasLimit), U256::from(0x77));
    assert_eq!(seen(See::Coinbase), address_word(STRANGER));
    assert_eq!(seen(See::PrevRandao), U256::from(99));
    assert_eq!(seen(See::BaseFee), U256::from(3));
    assert_eq!(seen(See::ChainId), U256::from(412_346));
    assert_eq!(seen(See::Address), address_word(mirror));
    let after = scene.call(mirror, []).await;
    assert_eq!(
        word(&after, See::Number as usize),
        U256::from(1),
        "nothing of that stays"
    );
}

#[tokio::test]
async fn an_estimate_follows_overrides() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    let request = json!({"from": account(0), "to": counter});
    let fresh = scene
        .http
        .quantity("eth_estimateGas", json!([request]))
        .await;
    let state = json!({counter.to_string(): {"stateDiff": {slot(0).to_string(): slot(4)}}});
    let used = scene
        .http
        .quantity("eth_estimateGas", json!([request, "latest", state]))
        .await;
    // A slot that was not zero costs 17,100 gas less to write.
    assert!(
        (16_500..17_700).contains(&(fresh - used)),
        "{fresh} and {used}"
    );
}
