//! Chains that cannot carry the suite, and endpoints that are none.

use alloy::{
    primitives::U256,
    providers::ext::AnvilApi as _,
    sol,
    sol_types::{SolCall, SolValue as _},
};
use diem_deploy::{CREATE2_FACTORY, DeployError, STYLUS_DEPLOYER, preflight};
use serde_json::{Value, json};
use stylus_node::NodeConfig;

use crate::{
    manager::MANAGER,
    scene::{Scene, signer},
    wire::{Fate, Passing, Wire},
};

sol! {
    function arbOSVersion() external view returns (uint256);
    function stylusVersion() external view returns (uint16);
    function activationGas() external view returns (uint64);
}

/// A rule that answers calls of one function.
fn answering<C: SolCall>(
    answer: impl Into<Vec<u8>>,
) -> impl Fn(&Passing) -> Fate + Send + Sync + 'static {
    let answer = alloy::primitives::hex::encode_prefixed(answer.into());
    move |passing: &Passing| {
        let input = &passing.params[0]["input"];
        let selector = alloy::primitives::hex::encode_prefixed(C::SELECTOR);
        match passing.method == "eth_call"
            && input
                .as_str()
                .is_some_and(|data| data.starts_with(&selector))
        {
            true => Fate::Answered(Value::from(answer.clone())),
            false => Fate::Passes,
        }
    }
}

/// Asserts that a chain is refused, with these words, and that nothing is sent to it.
async fn assert_refused(scene: &Scene, wire: Wire, words: &[&str]) {
    let refused = preflight(&wire.provider(), None)
        .await
        .expect_err("refused")
        .to_string();
    for word in words {
        assert!(refused.contains(word), "{refused}");
    }
    let silent = |_| {};
    let again = scene
        .deploy_over(wire.provider(), &silent)
        .await
        .expect_err("refused");
    assert_eq!(again.to_string(), refused);
    assert_eq!(scene.nonce(signer(0).address()).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_are_as_configured() {
    let scene = Scene::new().await;
    let facts = preflight(&scene.provider, Some(412_346))
        .await
        .expect("it fits");
    assert_eq!(
        (facts.chain_id, facts.arbos_version, facts.stylus_version),
        (412_346, 40, 2)
    );
    assert!(!facts.has_deployer);
    assert_eq!(facts.cache_manager, Some(MANAGER));
    let plain = Scene::with(NodeConfig::default()).await;
    let facts = preflight(&plain.provider, None).await.expect("it fits");
    assert!(facts.has_deployer);
    assert_eq!(facts.cache_manager, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_is_not_there() {
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let wire = Wire::new(&format!("http://{free}/a-secret-key"), |_: &Passing| {
        Fate::Passes
    });
    let refused = preflight(&wire.provider(), None)
        .await
        .expect_err("refused");
    assert!(matches!(refused, DeployError::Unreachable(_)), "{refused}");
    let words = refused.to_string();
    assert!(
        words.contains("does not answer") && words.contains("check its address"),
        "{words}"
    );
    assert!(!words.contains("a-secret-key"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_chain_than_expected() {
    let scene = Scene::new().await;
    let refused = preflight(&scene.provider, Some(421_614))
        .await
        .expect_err("refused");
    let DeployError::WrongChain { expected, found } = refused else {
        panic!("{refused}");
    };
    assert_eq!((expected, found), (421_614, 412_346));
}

#[tokio::test(flavor = "multi_thread")]
async fn arbos_that_is_too_old() {
    let scene = Scene::new().await;
    let version = U256::from(55 + 31).abi_encode();
    let wire = scene.wire(answering::<arbOSVersionCall>(version));
    assert_refused(
        &scene,
        wire,
        &["ArbOS 31", "need 32 or later", "nothing was sent"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nitro_without_stylus() {
    let scene = Scene::new().await;
    for answer in [Vec::new(), U256::ZERO.abi_encode()] {
        let wire = scene.wire(answering::<stylusVersionCall>(answer));
        assert_refused(&scene, wire, &["no Stylus VM", "arbitrum-sepolia"]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn activations_that_are_paused() {
    let mut config = NodeConfig::default();
    config.chain.arbos_version = 60;
    let scene = Scene::with(config).await;
    let wire = scene.wire(answering::<activationGasCall>(30_000_001_u64.abi_encode()));
    assert_refused(
        &scene,
        wire,
        &["activations are paused", "nothing was sent"],
    )
    .await;
    // A charge that is not prohibitive, or none, is no pause.
    let wire = scene.wire(answering::<activationGasCall>(30_000_000_u64.abi_encode()));
    preflight(&wire.provider(), None).await.expect("it fits");
    preflight(&scene.provider, None).await.expect("it fits");
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_deployer_nor_factory() {
    let scene = Scene::new().await;
    let set = |address, code: &'static [u8]| scene.provider.anvil_set_code(address, code.into());
    set(CREATE2_FACTORY, &[]).await.unwrap();
    let wire = scene.wire(|_: &Passing| Fate::Passes);
    assert_refused(
        &scene,
        wire.clone(),
        &["CREATE2 factory", "nothing was sent"],
    )
    .await;
    set(CREATE2_FACTORY, &[0x00]).await.unwrap();
    assert_refused(&scene, wire.clone(), &["not what belongs there"]).await;
    set(STYLUS_DEPLOYER, &[0x00]).await.unwrap();
    assert_refused(&scene, wire, &["not what belongs there"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deployer_alone_suffices() {
    let scene = Scene::with(NodeConfig::default()).await;
    scene
        .provider
        .anvil_set_code(CREATE2_FACTORY, Default::default())
        .await
        .unwrap();
    scene.deploy().await.expect("deployed");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_supported_arbos() {
    for arbos_version in [32, 40, 51, 61] {
        let mut config = NodeConfig::default();
        config.chain.arbos_version = arbos_version;
        let scene = Scene::with(config).await;
        scene.deploy().await.expect("deployed");
        assert_eq!(scene.manifest().chain.arbos_version, arbos_version);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_without_state_overrides() {
    let scene = Scene::new().await;
    // It ignores the overrides: the code is not there.
    let not_wasm = scene.wire(|passing: &Passing| {
        let overridden = passing.method == "eth_call" && passing.params.get(2).is_some();
        match overridden {
            true => Fate::After(
                "eth_chainId",
                json!([]),
                Box::new(Fate::Refused("overrides are not supported")),
            ),
            false => Fate::Passes,
        }
    });
    let silent = |_| {};
    let refused = scene
        .deploy_over(not_wasm.provider(), &silent)
        .await
        .expect_err("refused");
    assert!(matches!(refused, DeployError::NoOverrides(_)), "{refused}");
}
