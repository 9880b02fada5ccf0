//! Comparing what is on the chain with what was built.

use alloy::{
    primitives::{Address, B256, U256},
    providers::{DynProvider, Provider as _, ext::AnvilApi as _},
};
use diem_deploy::{CacheBids, Contract, Event, Mismatch, VerifyReport, Vvv, verify};

use crate::{
    manager,
    scene::{Events, Scene, signer},
};

async fn deployed() -> Scene {
    let scene = Scene::new().await;
    scene.deploy().await.expect("deployed");
    scene
}

async fn report(scene: &Scene) -> VerifyReport {
    let (artifacts, manifest) = (&scene.project.artifacts, scene.manifest());
    let report = verify(&scene.provider, artifacts, &manifest, &Events::default()).await;
    report.expect("the chain can be read")
}

/// The differences, with the contracts that have them.
fn mismatches(report: &VerifyReport) -> Vec<(Contract, Mismatch)> {
    let of = |report: &diem_deploy::ContractReport| {
        let contract = report.contract;
        let with = move |mismatch: &Mismatch| (contract, mismatch.clone());
        report.mismatches.iter().map(with).collect::<Vec<_>>()
    };
    report.contracts.iter().flat_map(of).collect()
}

async fn set_code(provider: &DynProvider, address: Address, code: Vec<u8>) {
    provider
        .anvil_set_code(address, code.into())
        .await
        .expect("set");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_deployment_is_what_was_built() {
    let scene = deployed().await;
    let events = Events::default();
    let manifest = scene.manifest();
    let report = verify(
        &scene.provider,
        &scene.project.artifacts,
        &manifest,
        &events,
    )
    .await;
    let report = report.expect("the chain can be read");
    assert!(report.is_match(), "{:?}", mismatches(&report));
    assert_eq!(report.contracts.len(), 4);
    assert_eq!(
        events.count(|event| matches!(event, Event::Comparing { .. })),
        4
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_byte_that_differs_is_named() {
    let scene = deployed().await;
    let credits = scene.manifest().addresses().credits;
    let code = scene.provider.get_code_at(credits).await.unwrap().to_vec();
    for offset in [0, 777, code.len() - 1] {
        let mut other = code.clone();
        other[offset] ^= 0xff;
        set_code(&scene.provider, credits, other.clone()).await;
        let found = mismatches(&report(&scene).await);
        assert_eq!(
            found[0],
            (
                Contract::Credits,
                Mismatch::Code {
                    first: offset,
                    expected: Some(code[offset]),
                    found: Some(other[offset]),
                    count: 1,
                    expected_len: code.len(),
                    found_len: code.len(),
                }
            )
        );
    }
    set_code(&scene.provider, credits, code[..code.len() - 10].to_vec()).await;
    let found = mismatches(&report(&scene).await);
    let Mismatch::Code {
        first,
        expected,
        found,
        count,
        ..
    } = found[0].1
    else {
        panic!("{found:?}");
    };
    assert_eq!((first, found, count), (code.len() - 10, None, 10));
    assert_eq!(expected, Some(code[first]));
    set_code(&scene.provider, credits, Vec::new()).await;
    let found = mismatches(&report(&scene).await);
    assert_eq!(found, [(Contract::Credits, Mismatch::NoCode)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn values_that_differ_are_named() {
    let scene = deployed().await;
    let mut manifest = scene.manifest();
    manifest.contracts.staking.constructor.cooldown += 1;
    manifest.contracts.diem.constructor.cap -= U256::ONE;
    let artifacts = &scene.project.artifacts;
    let report = verify(&scene.provider, artifacts, &manifest, &Events::default())
        .await
        .unwrap();
    let found = mismatches(&report);
    let values: Vec<_> = found
        .iter()
        .filter_map(|(contract, mismatch)| match mismatch {
            Mismatch::Value {
                name,
                expected,
                found,
            } => Some((*contract, *name, expected.as_str(), found.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(
        values,
        [
            (Contract::Staking, "cooldown", "604801", "604800"),
            (
                Contract::Diem,
                "cap",
                "79228162514264337593543950334",
                "79228162514264337593543950335"
            )
        ]
    );
    // Such arguments would have led to other addresses.
    let elsewhere =
        |(_, mismatch): &&(Contract, Mismatch)| matches!(mismatch, Mismatch::Address { .. });
    assert_eq!(found.iter().filter(elsewhere).count(), 2);
    // The owner is in the address as well, whoever owns it by now.
    let mut manifest = scene.manifest();
    manifest.contracts.staking.constructor.owner = signer(1).address();
    let report = verify(&scene.provider, artifacts, &manifest, &Events::default())
        .await
        .unwrap();
    assert!(matches!(
        mismatches(&report)[..],
        [(Contract::Staking, Mismatch::Address { .. })]
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_that_sleep_are_told() {
    let scene = deployed().await;
    scene
        .provider
        .anvil_increase_time(366 * 86_400)
        .await
        .unwrap();
    scene.provider.evm_mine(None).await.unwrap();
    let found = mismatches(&report(&scene).await);
    assert_eq!(found.len(), 4);
    for (_, mismatch) in found {
        let Mismatch::Asleep { reason } = mismatch else {
            panic!("{mismatch}");
        };
        assert!(reason.contains("ProgramExpired"), "{reason}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unbound_diem_is_told() {
    let mut scene = Scene::new().await;
    scene.parameters.owner = signer(1).address();
    scene.deploy().await.expect("deployed");
    let found = mismatches(&report(&scene).await);
    let [
        (
            Contract::Staking,
            Mismatch::Value {
                name: "diem",
                found,
                ..
            },
        ),
    ] = &found[..]
    else {
        panic!("{found:?}");
    };
    assert_eq!(*found, Address::ZERO.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_was_given_must_keep_its_code() {
    let mut scene = deployed().await;
    let vvv = scene.manifest().addresses().vvv;
    std::fs::remove_file(scene.manifest_path()).unwrap();
    scene.parameters.vvv = Vvv::At(vvv);
    scene.parameters.salt = B256::with_last_byte(9);
    scene.parameters.cache = CacheBids::None;
    scene.deploy().await.expect("deployed");
    assert!(report(&scene).await.is_match());
    set_code(&scene.provider, vvv, manager::code(U256::ZERO, false)).await;
    let found = mismatches(&report(&scene).await);
    assert!(
        matches!(found[..], [(Contract::Vvv, Mismatch::CodeHash { .. })]),
        "{found:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_chain_is_not_compared() {
    let scene = deployed().await;
    let mut manifest = scene.manifest();
    manifest.chain.id = 1;
    let artifacts = &scene.project.artifacts;
    let refused = verify(&scene.provider, artifacts, &manifest, &Events::default()).await;
    assert!(matches!(
        refused,
        Err(diem_deploy::DeployError::WrongChain { .. })
    ));
}
