//! A plain EVM chain with Base Sepolia's chain id is refused before anything is sent.

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use alloy::{
    primitives::Address,
    providers::{DynProvider, Provider as _},
};
use diem_deploy::{DeployError, Endpoint, FeePolicy, doctor, plan, preflight};

use crate::{
    scene::{Events, Scene, signer},
    wire::{Fate, Passing, Wire},
};

const BASE_SEPOLIA: u64 = 84_532;

/// anvil, ended with the value.
struct Anvil {
    process: Child,
    provider: DynProvider,
}

impl Anvil {
    fn start() -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../tests/clients/node_modules/@foundry-rs");
        let platform = format!(
            "anvil-linux-{}/bin/anvil",
            match std::env::consts::ARCH {
                "aarch64" => "arm64",
                _ => "amd64",
            }
        );
        let binary = folder.join(platform);
        assert!(binary.exists(), "anvil is not installed: run scripts/setup");
        let mut process = Command::new(binary)
            .args(["--port", "0", "--chain-id", &BASE_SEPOLIA.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .expect("anvil starts");
        let output = BufReader::new(process.stdout.take().expect("its output"));
        let address = output
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("Listening on ").map(str::to_owned))
            .expect("anvil says where it listens");
        let wire = Wire::new(&format!("http://{address}"), |_: &Passing| Fate::Passes);
        Self {
            process,
            provider: wire.provider(),
        }
    }
}

impl Drop for Anvil {
    fn drop(&mut self) {
        // It can only have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn base_sepolia_is_refused_with_what_to_use_instead() {
    let anvil = Anvil::start();
    let refused = preflight(&anvil.provider, Some(BASE_SEPOLIA))
        .await
        .expect_err("refused");
    assert!(matches!(refused, DeployError::NoStylus { .. }), "{refused}");
    let words = refused.to_string();
    for word in [
        "Base Sepolia",
        "no Stylus VM",
        "nothing was sent",
        "settles on it",
        "arbitrum-sepolia",
    ] {
        assert!(words.contains(word), "{words}");
    }
    let scene = Scene::new().await;
    let endpoint = Endpoint {
        provider: anvil.provider.clone(),
        chain_id: Some(BASE_SEPOLIA),
        fees: FeePolicy::default(),
    };
    let sender = signer(0).address();
    let planned = plan(
        &endpoint,
        sender,
        &scene.project,
        &scene.parameters,
        &Events::default(),
    )
    .await;
    assert_eq!(planned.expect_err("refused").to_string(), words);
    assert_eq!(
        anvil.provider.get_transaction_count(sender).await.unwrap(),
        0
    );
    assert_eq!(anvil.provider.get_block_number().await.unwrap(), 0);
    assert!(!scene.project.deployments.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_says_the_same() {
    let scene = Scene::new().await;
    scene.deploy().await.expect("deployed");
    let mut manifest = scene.manifest();
    manifest.chain.id = BASE_SEPOLIA;
    let anvil = Anvil::start();
    let report = doctor(&anvil.provider, &manifest).await;
    assert_eq!(report.checks.len(), 1);
    assert!(report.checks[0].summary.contains("no Stylus VM"));
    assert_ne!(manifest.deployer, Address::ZERO);
}
