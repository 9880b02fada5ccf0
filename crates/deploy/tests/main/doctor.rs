//! The health of a deployed suite.

use alloy::{
    primitives::{Address, B256, U256, keccak256},
    providers::ext::AnvilApi as _,
    sol_types::{SolCall as _, SolValue as _},
};
use diem_deploy::{Check, CheckStatus, DoctorReport, doctor};
use diem_sdk::abi::{IVvv, IVvvStaking};

use crate::{
    manager,
    scene::{LEAST_BID, Scene, signer},
    wire::{Fate, Passing, Wire},
};

async fn examined(scene: &Scene) -> DoctorReport {
    doctor(&scene.provider, &scene.manifest()).await
}

async fn deployed() -> Scene {
    let scene = Scene::new().await;
    scene.deploy().await.expect("deployed");
    scene
}

/// The checks that are not well.
fn unwell(report: &DoctorReport) -> Vec<(&str, CheckStatus)> {
    let unwell = report
        .checks
        .iter()
        .filter(|check| check.status != CheckStatus::Ok);
    unwell
        .map(|check| (check.name.as_str(), check.status))
        .collect()
}

fn check<'a>(report: &'a DoctorReport, name: &str) -> &'a Check {
    let check = report.checks.iter().find(|check| check.name == name);
    check.unwrap_or_else(|| panic!("{name} among {:?}", report.checks))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_suite_is_well() {
    let scene = deployed().await;
    let report = examined(&scene).await;
    assert_eq!(unwell(&report), []);
    assert_eq!(report.status(), CheckStatus::Ok);
    assert!(report.checks.iter().all(|check| check.remedy.is_none()));
    let expiry = check(&report, "credits: expiry");
    assert!(expiry.summary.starts_with("364 days") || expiry.summary.starts_with("365 days"));
    assert!(
        check(&report, "owner")
            .summary
            .contains(&signer(0).address().to_string())
    );
    let names: Vec<&str> = report
        .checks
        .iter()
        .map(|check| check.name.as_str())
        .collect();
    for name in [
        "chain",
        "versions",
        "vvv: code",
        "pause",
        "binding",
        "solvency",
        "credits",
    ] {
        assert!(names.contains(&name), "{name} among {names:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn old_age_is_told_in_time() {
    let scene = deployed().await;
    scene
        .provider
        .anvil_increase_time(310 * 86_400)
        .await
        .unwrap();
    scene.provider.evm_mine(None).await.unwrap();
    let report = examined(&scene).await;
    let expected = [
        "vvv: expiry",
        "staking: expiry",
        "diem: expiry",
        "credits: expiry",
    ];
    assert_eq!(
        unwell(&report),
        expected.map(|name| (name, CheckStatus::Warn))
    );
    assert!(
        check(&report, "diem: expiry")
            .remedy
            .as_ref()
            .unwrap()
            .contains("keepalive")
    );
    scene
        .provider
        .anvil_increase_time(56 * 86_400)
        .await
        .unwrap();
    scene.provider.evm_mine(None).await.unwrap();
    let report = examined(&scene).await;
    assert_eq!(
        unwell(&report),
        expected.map(|name| (name, CheckStatus::Fail))
    );
    // Programs that sleep tell nothing else.
    assert!(!report.checks.iter().any(|check| check.name == "solvency"));
}

#[tokio::test(flavor = "multi_thread")]
async fn operation_is_told() {
    let scene = deployed().await;
    let staking = scene.manifest().addresses().staking;
    scene
        .send(staking, IVvvStaking::pauseCall {}.abi_encode())
        .await;
    let offer = IVvvStaking::transferOwnershipCall {
        newOwner: signer(1).address(),
    };
    scene.send(staking, offer.abi_encode()).await;
    let report = examined(&scene).await;
    let warned = [("owner", CheckStatus::Warn), ("pause", CheckStatus::Warn)];
    assert_eq!(unwell(&report), warned);
    assert!(
        check(&report, "owner")
            .summary
            .contains(&signer(1).address().to_string())
    );
    scene
        .send(staking, IVvvStaking::unpauseCall {}.abi_encode())
        .await;
    scene
        .send(staking, IVvvStaking::renounceOwnershipCall {}.abi_encode())
        .await;
    let report = examined(&scene).await;
    assert_eq!(unwell(&report), []);
    assert!(check(&report, "owner").summary.contains("renounced"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unbound_suite_fails() {
    let mut scene = Scene::new().await;
    scene.parameters.owner = signer(1).address();
    scene.deploy().await.expect("deployed");
    assert_eq!(
        unwell(&examined(&scene).await),
        [("binding", CheckStatus::Fail)]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn places_in_the_cache_that_were_lost_are_told() {
    let mut scene = Scene::new().await;
    scene.parameters.cache = diem_deploy::CacheBids::None;
    scene.deploy().await.expect("deployed");
    let report = examined(&scene).await;
    let expected = [
        "vvv: cache",
        "staking: cache",
        "diem: cache",
        "credits: cache",
    ];
    assert_eq!(
        unwell(&report),
        expected.map(|name| (name, CheckStatus::Warn))
    );
    // Where no bids are taken, there is nothing to do about it.
    let paused = manager::code(U256::from(LEAST_BID), true);
    scene
        .provider
        .anvil_set_code(manager::MANAGER, paused.into())
        .await
        .unwrap();
    assert_eq!(unwell(&examined(&scene).await), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn insolvency_fails() {
    let scene = deployed().await;
    let (user, addresses) = (signer(0).address(), scene.manifest().addresses());
    scene
        .send(addresses.vvv, IVvv::dripCall { to: user }.abi_encode())
        .await;
    let approval = IVvv::approveCall {
        spender: addresses.staking,
        value: U256::MAX,
    };
    scene.send(addresses.vvv, approval.abi_encode()).await;
    let amount = U256::from(10).pow(U256::from(20));
    let stake = IVvvStaking::stakeAndMintCall {
        vvvAmount: amount,
        to: user,
    };
    scene.send(addresses.staking, stake.abi_encode()).await;
    let report = examined(&scene).await;
    assert_eq!(unwell(&report), []);
    assert_eq!(
        check(&report, "solvency").summary,
        "VVV owed 100 <= VVV held 100"
    );
    // The token loses a wei of the staking contract's: its balances are at slot 0 of OpenZeppelin's storage.
    let slot = keccak256((addresses.staking, vvv_balances_slot()).abi_encode());
    let value = B256::from(amount - U256::ONE);
    scene
        .provider
        .anvil_set_storage_at(addresses.vvv, slot.into(), value)
        .await
        .unwrap();
    let report = examined(&scene).await;
    assert_eq!(unwell(&report), [("solvency", CheckStatus::Fail)]);
    assert!(check(&report, "solvency").summary.contains("exceeds"));
}

/// See docs/storage.md.
const fn vvv_balances_slot() -> U256 {
    U256::ZERO
}

#[tokio::test(flavor = "multi_thread")]
async fn chains_that_are_not_the_suites() {
    let scene = deployed().await;
    let mut manifest = scene.manifest();
    manifest.chain.id = 1;
    assert_eq!(
        unwell(&doctor(&scene.provider, &manifest).await),
        [("chain", CheckStatus::Fail)]
    );
    // The chain was reset: nothing is there.
    let fresh = Scene::new().await;
    let report = doctor(&fresh.provider, &scene.manifest()).await;
    let expected = ["vvv: code", "staking: code", "diem: code", "credits: code"];
    assert_eq!(
        unwell(&report),
        expected.map(|name| (name, CheckStatus::Fail))
    );
    // Something else is there.
    let manifest = scene.manifest();
    let other = manager::code(U256::ZERO, false);
    scene
        .provider
        .anvil_set_code(manifest.addresses().vvv, other.into())
        .await
        .unwrap();
    let report = doctor(&scene.provider, &manifest).await;
    assert!(unwell(&report).contains(&("vvv: code", CheckStatus::Fail)));
    assert_ne!(manifest.addresses().vvv, Address::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_endpoint_is_one_failed_check() {
    let scene = deployed().await;
    let dead = Wire::new(&scene.url(), |_: &Passing| Fate::Refused("no such method"));
    let report = doctor(&dead.provider(), &scene.manifest()).await;
    assert_eq!(report.checks.len(), 1);
    assert_eq!(report.status(), CheckStatus::Fail);
}
