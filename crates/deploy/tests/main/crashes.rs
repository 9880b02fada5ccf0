//! Runs that end at every point at which they can, and the run after that.

use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use alloy::providers::ext::AnvilApi as _;
use diem_deploy::{DeployError, Endpoint, deploy};

use crate::{
    ledger::{TRANSACTIONS, Transactions, assert_deployed_once, blank, transactions},
    scene::{Events, Scene},
    wire::{Fate, Passing, Wire},
};

/// Deploys over a wire, without patience.
async fn deploy_over(scene: &Scene, wire: &Wire) -> Result<(), DeployError> {
    let plan = scene.plan().await.expect("a plan");
    let mut endpoint: Endpoint = scene.endpoint(wire.provider());
    endpoint.fees.give_up_after = Duration::ZERO;
    let wallet = scene.wallet();
    deploy(
        &endpoint,
        &wallet,
        &scene.project,
        &plan,
        &Events::default(),
    )
    .await?;
    Ok(())
}

/// The run after a crash: it ends well, and nothing was done twice.
async fn assert_continues(scene: &Scene) {
    scene.deploy().await.expect("the next run ends well");
    assert_deployed_once(scene).await;
    let expected = Transactions {
        succeeded: TRANSACTIONS,
        failed: 0,
    };
    assert_eq!(transactions(scene).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn at_every_request() {
    let scene = Scene::new().await;
    let mut start = scene.provider.anvil_snapshot().await.unwrap();
    let whole = scene.wire(|_: &Passing| Fate::Passes);
    deploy_over(&scene, &whole).await.expect("deployed");
    let reference = blank(scene.manifest());
    for cut in 0..whole.requests() {
        scene.provider.anvil_revert(start).await.unwrap();
        start = scene.provider.anvil_snapshot().await.unwrap();
        fs::remove_dir_all(&scene.project.deployments).unwrap();
        let wire = scene.wire(move |passing: &Passing| match passing.index < cut {
            true => Fate::Passes,
            false => Fate::IsLost,
        });
        let crash = deploy_over(&scene, &wire).await;
        assert!(
            matches!(crash, Err(DeployError::Unreachable(_))),
            "{cut}: {crash:?}"
        );
        assert_continues(&scene).await;
        assert_eq!(blank(scene.manifest()), reference, "{cut}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn between_each_transaction_and_its_receipt() {
    let scene = Scene::new().await;
    let mut start = scene.provider.anvil_snapshot().await.unwrap();
    for cut in 0..TRANSACTIONS as usize {
        let cut_off = AtomicBool::new(false);
        let wire = scene.wire(move |passing: &Passing| {
            if cut_off.load(Ordering::SeqCst) {
                return Fate::IsLost;
            }
            if passing.sending == Some(cut) {
                cut_off.store(true, Ordering::SeqCst);
                return Fate::IsUnanswered;
            }
            Fate::Passes
        });
        let crash = deploy_over(&scene, &wire).await;
        assert!(
            matches!(crash, Err(DeployError::Unreachable(_))),
            "{cut}: {crash:?}"
        );
        assert!(scene.has_journal());
        assert_continues(&scene).await;
        scene.provider.anvil_revert(start).await.unwrap();
        start = scene.provider.anvil_snapshot().await.unwrap();
        fs::remove_dir_all(&scene.project.deployments).unwrap();
    }
}
