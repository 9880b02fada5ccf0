//! EIP-7702: accounts that lend themselves a contract's code.

use alloy_eips::eip7702::{Authorization, SignedAuthorization};
use alloy_primitives::{Address, U256};
use alloy_signer::SignerSync;
use serde_json::{Value, json};

use crate::{
    client::quantity,
    contracts::{COUNTER, MIRROR, Surroundings as See},
    scene::{STRANGER, Scene, account, address_word, bytes, signer, slot, word},
};

fn authorization(of: usize, to: Address, nonce: u64, chain_id: u64) -> SignedAuthorization {
    let authorization = Authorization {
        chain_id: U256::from(chain_id),
        address: to,
        nonce,
    };
    let signature = signer(of)
        .sign_hash_sync(&authorization.signature_hash())
        .expect("signed");
    authorization.into_signed(signature)
}

async fn delegate(scene: &Scene, list: &[SignedAuthorization]) -> Value {
    scene
        .send(json!({"from": account(0), "to": STRANGER, "authorizationList": list}))
        .await
}

async fn code(scene: &Scene, of: usize) -> String {
    let code = scene
        .http
        .ok("eth_getCode", json!([account(of), "latest"]))
        .await;
    code.as_str().expect("code is text").to_owned()
}

fn designator(to: Address) -> String {
    format!(
        "0xef0100{}",
        to.to_string().trim_start_matches("0x").to_lowercase()
    )
}

#[tokio::test]
async fn a_delegated_account_runs_the_code_as_itself() {
    let scene = Scene::new().await;
    let mirror = scene.deploy(MIRROR).await;
    let receipt = delegate(&scene, &[authorization(1, mirror, 0, 412_346)]).await;
    assert_eq!(receipt["type"], "0x4");
    assert_eq!(code(&scene, 1).await, designator(mirror));
    let output = scene.call(account(1), []).await;
    assert_eq!(
        word(&output, See::Address as usize),
        address_word(account(1))
    );
    assert_eq!(
        word(&output, See::OwnBalance as usize),
        scene.balance(account(1)).await
    );
    assert_eq!(
        scene
            .http
            .quantity("eth_getTransactionCount", json!([account(1), "latest"]))
            .await,
        1
    );
    // The delegation is part of the block's state and of no earlier one's.
    let before = format!("{:#x}", quantity(&receipt["blockNumber"]) - 1);
    assert_eq!(
        scene
            .http
            .ok("eth_getCode", json!([account(1), before]))
            .await,
        "0x"
    );
}

#[tokio::test]
async fn an_account_may_delegate_itself_and_end_it() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    // Its own transaction takes the nonce before.
    let itself = authorization(1, counter, 1, 412_346);
    let request = json!({"from": account(1), "to": account(1), "authorizationList": [itself]});
    let receipt = scene.send(request).await;
    assert_eq!(
        receipt["logs"][0]["address"],
        json!(account(1)),
        "the code ran in the same transaction"
    );
    assert_eq!(
        scene
            .http
            .quantity("eth_getTransactionCount", json!([account(1), "latest"]))
            .await,
        2
    );
    delegate(&scene, &[authorization(1, Address::ZERO, 2, 412_346)]).await;
    assert_eq!(code(&scene, 1).await, "0x");
    let kept = scene
        .http
        .ok("eth_getStorageAt", json!([account(1), "0x0"]))
        .await;
    assert_eq!(kept, json!(slot(1)), "what the code wrote stays");
}

#[tokio::test]
async fn authorizations_that_do_not_hold_are_passed_over() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    let list = [
        authorization(1, counter, 5, 412_346),
        authorization(1, counter, 0, 1),
        authorization(2, counter, 0, 0),
    ];
    delegate(&scene, &list).await;
    assert_eq!(
        code(&scene, 1).await,
        "0x",
        "neither another nonce nor another chain"
    );
    assert_eq!(
        code(&scene, 2).await,
        designator(counter),
        "chain 0 is every chain"
    );
}

#[tokio::test]
async fn calls_and_estimates_take_authorizations() {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    let list = [authorization(1, counter, 0, 412_346)];
    let request = json!({"from": account(0), "to": account(1), "authorizationList": list});
    let output = scene.http.ok("eth_call", json!([request])).await;
    assert_eq!(word(&bytes(&output), 0), U256::from(1));
    assert_eq!(code(&scene, 1).await, "0x", "a call changes nothing");
    let estimate = scene
        .http
        .quantity("eth_estimateGas", json!([request]))
        .await;
    let receipt = scene.send(request).await;
    let used = quantity(&receipt["gasUsed"]);
    // Half of what an authorization costs comes back at the end if the account was there before, but has to be there first.
    let needed = used + 12_500;
    assert!(
        (needed..needed * 106 / 100).contains(&estimate),
        "{estimate} for {needed}"
    );
}
