//! The program cache.

use alloy::{
    primitives::{Address, U256},
    providers::{Provider as _, ext::AnvilApi as _},
};
use diem_deploy::{CacheBids, Contract, DeployError, bid, cache_status};

use crate::{
    manager::{self, MANAGER},
    scene::{Events, LEAST_BID, Scene},
};

/// A suite that is in no cache yet.
async fn uncached() -> (Scene, Address) {
    let mut scene = Scene::new().await;
    scene.parameters.cache = CacheBids::None;
    scene.deploy().await.expect("deployed");
    let diem = scene.manifest().addresses().diem;
    (scene, diem)
}

async fn bid_for_diem(scene: &Scene, diem: Address, wei: Option<u64>) -> Result<bool, DeployError> {
    let endpoint = scene.endpoint(scene.provider.clone());
    let (wallet, wei) = (scene.wallet(), wei.map(U256::from));
    let events = Events::default();
    let transaction = bid(&endpoint, &wallet, Contract::Diem, diem, wei, &events).await?;
    Ok(transaction.is_some())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bid_makes_calls_cheaper() {
    let (scene, diem) = uncached().await;
    let status = async || {
        let status = cache_status(&scene.provider, &[(Contract::Diem, diem)]).await;
        status.expect("the chain can be read").remove(0)
    };
    let before = status().await;
    assert!(!before.cached);
    assert_eq!(before.least_bid, Some(U256::from(LEAST_BID)));
    // Diem, not in the cache: more than 10,000 gas for each call; in it about 360.
    assert!(
        before.start_gas > 10_000 && before.cached_start_gas < 500,
        "{before:?}"
    );
    assert!(bid_for_diem(&scene, diem, None).await.unwrap());
    let after = status().await;
    assert!(after.cached);
    assert_eq!(after.start_gas, before.cached_start_gas);
    let paid = scene.provider.get_balance(MANAGER).await.unwrap();
    assert_eq!(paid, U256::from(LEAST_BID));
    // There is nothing to bid for any more.
    assert!(!bid_for_diem(&scene, diem, None).await.unwrap());
    assert_eq!(scene.provider.get_balance(MANAGER).await.unwrap(), paid);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bid_is_what_was_asked_for() {
    let (scene, diem) = uncached().await;
    let refused = bid_for_diem(&scene, diem, Some(LEAST_BID - 1))
        .await
        .expect_err("too low");
    assert!(
        refused.to_string().contains("takes 1000000 wei or more"),
        "{refused}"
    );
    assert!(
        bid_for_diem(&scene, diem, Some(LEAST_BID + 5))
            .await
            .unwrap()
    );
    let paid = scene.provider.get_balance(MANAGER).await.unwrap();
    assert_eq!(paid, U256::from(LEAST_BID + 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_that_takes_no_bids() {
    let (scene, diem) = uncached().await;
    let paused = manager::code(U256::from(LEAST_BID), true);
    scene
        .provider
        .anvil_set_code(MANAGER, paused.into())
        .await
        .unwrap();
    let refused = bid_for_diem(&scene, diem, None).await.expect_err("paused");
    assert!(refused.to_string().contains("paused"), "{refused}");
    let status = cache_status(&scene.provider, &[(Contract::Diem, diem)])
        .await
        .unwrap();
    assert_eq!(status[0].least_bid, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_without_a_manager() {
    let scene = Scene::with(stylus_node::NodeConfig::default()).await;
    let outcome = scene.deploy().await.expect("deployed");
    assert_eq!(outcome.sent, 5, "no bids");
    let diem = scene.manifest().addresses().diem;
    let refused = bid_for_diem(&scene, diem, None).await;
    assert!(matches!(refused, Err(DeployError::NoCacheManager)));
    let status = cache_status(&scene.provider, &[(Contract::Diem, diem)])
        .await
        .unwrap();
    assert_eq!((status[0].cached, status[0].least_bid), (false, None));
}
