//! A node, an account with a key, and a folder for manifests.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use alloy::{
    network::EthereumWallet,
    primitives::{Address, Bytes, U256},
    providers::{DynProvider, Provider as _, ext::AnvilApi as _},
    rpc::types::TransactionRequest,
    signers::local::PrivateKeySigner,
};
use diem_build::Artifacts;
use diem_deploy::{
    DeployError, Endpoint, Event, FeePolicy, Observer, Outcome, Parameters, Plan, Project,
    STYLUS_DEPLOYER, deploy, plan,
};
use diem_sdk::manifest::Manifest;
use stylus_node::{NodeConfig, RunningNode};
use tempfile::TempDir;

use crate::{
    manager::{self, MANAGER},
    wire::{Fate, Passing, Wire},
};

/// Keys of the well-known test mnemonic: the deployer, and somebody else.
const KEYS: [&str; 2] = [
    "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
];

/// What the cache manager takes for a place.
pub(crate) const LEAST_BID: u64 = 1_000_000;

pub(crate) fn signer(index: usize) -> PrivateKeySigner {
    KEYS[index].parse().expect("a key")
}

/// The build's artifacts, read once.
pub(crate) fn artifacts() -> &'static Artifacts {
    static ARTIFACTS: OnceLock<Artifacts> = OnceLock::new();
    ARTIFACTS.get_or_init(|| {
        diem_build::artifacts().expect("the contracts are built: run scripts/build")
    })
}

/// A node, an account with a key, and a folder for manifests.
pub(crate) struct Scene {
    pub(crate) node: RunningNode,
    /// Reaches the node undisturbed.
    pub(crate) provider: DynProvider,
    pub(crate) project: Project,
    pub(crate) parameters: Parameters,
    pub(crate) fees: FeePolicy,
    _folder: TempDir,
}

impl Scene {
    /// A chain with the CREATE2 factory but without the StylusDeployer, and with a cache manager: a deployment has as many steps as can be.
    pub(crate) async fn new() -> Self {
        let mut config = NodeConfig::default();
        config.chain.cache_managers = vec![MANAGER];
        let scene = Self::with(config).await;
        let manager = manager::code(U256::from(LEAST_BID), false);
        let provider = &scene.provider;
        provider
            .anvil_set_code(MANAGER, manager.into())
            .await
            .expect("set");
        provider
            .anvil_set_code(STYLUS_DEPLOYER, Default::default())
            .await
            .expect("set");
        // A contract's account has a nonce, by which nothing could be created there again.
        provider
            .anvil_set_nonce(STYLUS_DEPLOYER, 0)
            .await
            .expect("set");
        scene
    }

    pub(crate) async fn with(config: NodeConfig) -> Self {
        let config = NodeConfig {
            address: ([127, 0, 0, 1], 0).into(),
            ..config
        };
        let node = stylus_node::start(config).await.expect("the node starts");
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("http://{}", node.address());
        Self {
            provider: Wire::new(&url, |_: &Passing| Fate::Passes).provider(),
            project: Project {
                artifacts: artifacts().clone(),
                deployments: folder.path().join("deployments"),
                network: "local".to_owned(),
                tool: "diem-deploy's tests".to_owned(),
                replace_manifest: false,
            },
            parameters: Parameters::new(signer(0).address()),
            fees: FeePolicy {
                max_fee_per_gas: None,
                resend_after: Duration::from_millis(20),
                give_up_after: Duration::from_millis(200),
            },
            node,
            _folder: folder,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.node.address())
    }

    /// A wire to the node.
    pub(crate) fn wire(&self, rule: impl Fn(&Passing) -> Fate + Send + Sync + 'static) -> Wire {
        Wire::new(&self.url(), rule)
    }

    pub(crate) fn endpoint(&self, provider: DynProvider) -> Endpoint {
        Endpoint {
            provider,
            chain_id: Some(412_346),
            fees: self.fees.clone(),
        }
    }

    pub(crate) fn wallet(&self) -> EthereumWallet {
        EthereumWallet::from(signer(0))
    }

    pub(crate) async fn plan(&self) -> Result<Plan, DeployError> {
        let endpoint = self.endpoint(self.provider.clone());
        let sender = signer(0).address();
        plan(
            &endpoint,
            sender,
            &self.project,
            &self.parameters,
            &Events::default(),
        )
        .await
    }

    /// Plans and deploys, undisturbed.
    pub(crate) async fn deploy(&self) -> Result<Outcome, DeployError> {
        self.deploy_over(self.provider.clone(), &Events::default())
            .await
    }

    /// Plans and deploys over another provider.
    pub(crate) async fn deploy_over(
        &self,
        provider: DynProvider,
        observer: &dyn Observer,
    ) -> Result<Outcome, DeployError> {
        let endpoint = self.endpoint(provider);
        let wallet = self.wallet();
        let sender = signer(0).address();
        let plan = plan(&endpoint, sender, &self.project, &self.parameters, observer).await?;
        deploy(&endpoint, &wallet, &self.project, &plan, observer).await
    }

    /// Sends a transaction of the deployer's, one that the node signs, and asserts that it succeeds.
    pub(crate) async fn send(&self, to: Address, input: Vec<u8>) {
        self.send_from(signer(0).address(), to, input).await;
    }

    /// Sends a transaction of an account whose key the node has, and asserts that it succeeds.
    pub(crate) async fn send_from(&self, from: Address, to: Address, input: Vec<u8>) {
        let request = TransactionRequest::default()
            .from(from)
            .to(to)
            .input(Bytes::from(input).into());
        let sent = self.provider.send_transaction(request).await.expect("sent");
        let receipt = sent.get_receipt().await.expect("mined");
        assert!(receipt.status(), "the transaction succeeds");
    }

    pub(crate) fn manifest_path(&self) -> PathBuf {
        self.project.deployments.join("412346.json")
    }

    pub(crate) fn manifest(&self) -> Manifest {
        Manifest::load(&self.manifest_path()).expect("a valid manifest")
    }

    pub(crate) fn has_journal(&self) -> bool {
        self.project
            .deployments
            .join("412346.journal.jsonl")
            .exists()
    }

    pub(crate) async fn nonce(&self, account: Address) -> u64 {
        self.provider
            .get_transaction_count(account)
            .await
            .expect("a nonce")
    }
}

/// The events that were heard.
#[derive(Clone, Default)]
pub(crate) struct Events(Arc<Mutex<Vec<Event>>>);

impl Events {
    pub(crate) fn all(&self) -> Vec<Event> {
        self.0.lock().expect("no panic").clone()
    }

    pub(crate) fn count(&self, wanted: impl Fn(&Event) -> bool) -> usize {
        self.all().iter().filter(|event| wanted(event)).count()
    }
}

impl Observer for Events {
    fn observe(&self, event: Event) {
        self.0.lock().expect("no panic").push(event);
    }
}
