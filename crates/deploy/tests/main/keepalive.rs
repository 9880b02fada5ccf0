//! Extending programs' lives, and waking them up.

use alloy::{
    primitives::Address,
    providers::{Provider as _, ext::AnvilApi as _},
};
use diem_deploy::{Contract, DeployError, Lifetime, cache_status, keepalive};
use diem_sdk::abi::IDiem;

use crate::scene::{Events, Scene};

const DAY: u64 = 86_400;

fn contracts(scene: &Scene) -> Vec<(Contract, Address)> {
    let addresses = scene.manifest().addresses();
    Contract::ALL
        .map(|contract| (contract, contract.address(&addresses)))
        .to_vec()
}

async fn keep_alive(scene: &Scene, below_days: u64) -> Result<Vec<Lifetime>, DeployError> {
    let endpoint = scene.endpoint(scene.provider.clone());
    let (wallet, contracts) = (scene.wallet(), contracts(scene));
    keepalive(
        &endpoint,
        &wallet,
        &contracts,
        below_days,
        &Events::default(),
    )
    .await
}

async fn pass(scene: &Scene, days: u64) {
    scene
        .provider
        .anvil_increase_time(days * DAY)
        .await
        .unwrap();
    scene.provider.evm_mine(None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn lives_are_extended_when_they_run_out_and_not_before() {
    let scene = Scene::new().await;
    scene.deploy().await.expect("deployed");
    let untouched = |lives: &[Lifetime]| lives.iter().all(|life| life.transaction.is_none());
    // Too young, whatever is asked for.
    pass(&scene, 30).await;
    assert!(untouched(&keep_alive(&scene, 365).await.unwrap()));
    // Old enough, but with a long life to come.
    pass(&scene, 200).await;
    let lives = keep_alive(&scene, 90).await.unwrap();
    assert!(untouched(&lives));
    assert!(
        lives
            .iter()
            .all(|life| life.seconds_left / DAY == 134 || life.seconds_left / DAY == 135)
    );
    pass(&scene, 100).await;
    let balance = scene
        .provider
        .get_balance(scene.parameters.owner)
        .await
        .unwrap();
    let lives = keep_alive(&scene, 90).await.unwrap();
    assert!(lives.iter().all(|life| life.transaction.is_some()));
    assert!(lives.iter().all(|life| life.seconds_left > 364 * DAY));
    assert!(
        scene
            .provider
            .get_balance(scene.parameters.owner)
            .await
            .unwrap()
            < balance
    );
    assert!(
        untouched(&keep_alive(&scene, 90).await.unwrap()),
        "once is enough"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn those_that_sleep_are_woken_up() {
    let scene = Scene::new().await;
    scene.deploy().await.expect("deployed");
    pass(&scene, 366).await;
    let addresses = scene.manifest().addresses();
    let diem = IDiem::new(addresses.diem, &scene.provider);
    assert!(diem.totalSupply().call().await.is_err(), "it sleeps");
    let status = cache_status(&scene.provider, &contracts(&scene)).await;
    assert!(status.is_err(), "a program that sleeps has no price");
    let lives = keep_alive(&scene, 90).await.unwrap();
    assert!(
        lives
            .iter()
            .all(|life| life.transaction.is_some() && life.seconds_left > 364 * DAY)
    );
    assert!(diem.totalSupply().call().await.unwrap().is_zero());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_wakes_up_what_sleeps() {
    let scene = Scene::new().await;
    scene.deploy().await.expect("deployed");
    pass(&scene, 366).await;
    let events = Events::default();
    let outcome = scene
        .deploy_over(scene.provider.clone(), &events)
        .await
        .expect("deployed");
    assert_eq!(outcome.sent, 4);
    let backup = outcome.backup.expect("the manifest has something new");
    assert!(backup.exists());
    let diem = scene.manifest().contracts.diem;
    let purposes: Vec<_> = diem
        .transactions
        .iter()
        .map(|transaction| transaction.purpose)
        .collect();
    use diem_sdk::manifest::Purpose::{Activate, Cache, Deploy};
    assert_eq!(purposes, [Deploy, Cache, Activate]);
    assert_eq!(diem.activation.transaction, Some(diem.transactions[2].hash));
    let now = scene
        .provider
        .get_block(Default::default())
        .await
        .unwrap()
        .unwrap();
    assert!(diem.activation.expires_at > now.header.timestamp + 364 * DAY);
}
