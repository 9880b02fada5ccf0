//! Manifests are never overwritten silently, and journals belong to one deployment.

use std::fs;

use alloy::primitives::B256;
use diem_deploy::DeployError;
use diem_sdk::manifest::Manifest;

use crate::{
    scene::{Events, Scene, signer},
    wire::{Fate, Passing},
};

#[tokio::test(flavor = "multi_thread")]
async fn another_deployment_on_record_is_replaced_only_if_asked_for() {
    let mut scene = Scene::new().await;
    scene.deploy().await.expect("deployed");
    let first = fs::read(scene.manifest_path()).unwrap();
    let nonce = scene.nonce(signer(0).address()).await;
    scene.parameters.salt = B256::with_last_byte(2);
    let refused = scene.deploy().await.expect_err("refused");
    assert!(
        matches!(refused, DeployError::ManifestExists(_)),
        "{refused}"
    );
    assert_eq!(scene.nonce(signer(0).address()).await, nonce);
    assert_eq!(fs::read(scene.manifest_path()).unwrap(), first);
    scene.project.replace_manifest = true;
    let backup = scene
        .deploy()
        .await
        .expect("deployed")
        .backup
        .expect("it is kept");
    assert_eq!(fs::read(backup).unwrap(), first);
    assert_eq!(scene.manifest().salt, B256::with_last_byte(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_manifest_is_not_overwritten() {
    let scene = Scene::new().await;
    fs::create_dir_all(&scene.project.deployments).unwrap();
    fs::write(scene.manifest_path(), "{}").unwrap();
    let refused = scene.deploy().await.expect_err("refused");
    assert!(matches!(refused, DeployError::Manifest(_)), "{refused}");
    assert_eq!(scene.nonce(signer(0).address()).await, 0);
    assert_eq!(fs::read_to_string(scene.manifest_path()).unwrap(), "{}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_appears_meanwhile_is_not_overwritten() {
    let scene = Scene::new().await;
    let path = scene.manifest_path();
    let wire = scene.wire(move |passing: &Passing| {
        if passing.sending == Some(9) {
            fs::write(&path, "somebody else's").unwrap();
        }
        Fate::Passes
    });
    let refused = scene
        .deploy_over(wire.provider(), &Events::default())
        .await
        .expect_err("refused");
    assert!(matches!(refused, DeployError::Manifest(_)), "{refused}");
    assert_eq!(
        fs::read_to_string(scene.manifest_path()).unwrap(),
        "somebody else's"
    );
    // What was deployed is not lost: without that file, the next run writes the manifest.
    fs::remove_file(scene.manifest_path()).unwrap();
    assert_eq!(scene.deploy().await.expect("found").sent, 0);
    assert_eq!(scene.manifest().contracts.diem.transactions.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_under_way_is_ended_before_another() {
    let mut scene = Scene::new().await;
    let wire = scene.wire(|passing: &Passing| match passing.sending {
        Some(3) => Fate::IsLost,
        _ => Fate::Passes,
    });
    scene.fees.give_up_after = std::time::Duration::ZERO;
    scene
        .deploy_over(wire.provider(), &Events::default())
        .await
        .expect_err("cut off");
    let nonce = scene.nonce(signer(0).address()).await;
    let salt = scene.parameters.salt;
    scene.parameters.salt = B256::with_last_byte(2);
    let refused = scene.deploy().await.expect_err("refused");
    assert!(
        matches!(refused, DeployError::OtherDeployment { .. }),
        "{refused}"
    );
    assert_eq!(scene.nonce(signer(0).address()).await, nonce);
    scene.parameters.salt = salt;
    scene.deploy().await.expect("deployed");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_at_once() {
    let scene = Scene::new().await;
    // The second begins while the first waits for its first transaction.
    let (first, second) = tokio::join!(scene.deploy(), scene.deploy());
    let outcomes = [first, second];
    let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let busy = |outcome: &&Result<_, _>| matches!(outcome, Err(DeployError::Busy(_)));
    assert_eq!(
        (done, outcomes.iter().filter(busy).count()),
        (1, 1),
        "{outcomes:?}"
    );
    crate::ledger::assert_deployed_once(&scene).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_network_is_named() {
    let mut scene = Scene::new().await;
    scene.project.network = "my own chain".to_owned();
    scene.deploy().await.expect("deployed");
    let manifest: Manifest = scene.manifest();
    assert_eq!(manifest.chain.network, "my own chain");
    assert_eq!(manifest.tools.diem, scene.project.tool);
    assert_eq!(
        manifest.tools.rustc,
        scene.project.artifacts.manifest().toolchain.rustc
    );
}
