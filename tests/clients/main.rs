//! Real clients against our node: alloy here, cast, viem and ethers as their users run them.
//!
//! Each gets a node of its own with the suite deployed as users deploy it, through JSON-RPC, and goes through the same [`STEPS`].
//! So does our TypeScript package, with its own tests.

mod alloy_client;
mod cast;
mod guides;
mod javascript;
mod matrix;
mod package;
mod scene;
mod sdk;
mod snippets;

use scene::Scene;

/// What every client has to do, in this order.
const STEPS: [&str; 11] = [
    "connect",
    "read",
    "send",
    "legacy",
    "permit",
    "allowance",
    "meter",
    "events",
    "subscribe",
    "revert",
    "control",
];

#[tokio::test(flavor = "multi_thread")]
async fn alloy() {
    alloy_client::run(&Scene::new().await)
        .await
        .expect("alloy works against the node");
}

#[tokio::test(flavor = "multi_thread")]
async fn viem() {
    javascript::run("viem.mjs", &Scene::new().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn ethers() {
    javascript::run("ethers.mjs", &Scene::new().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn cast() {
    cast::run(&Scene::new().await);
}

#[test]
fn the_typescript_packages_files_are_current_and_its_types_right() {
    package::npm("check", None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_typescript_package() {
    package::npm("test", Some(&Scene::new().await));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gateways_guide() {
    guides::run("integrate-gateways.md", &Scene::new().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_on_base() {
    guides::run("base.md", &Scene::new().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn sdk_connects_by_a_manifest() {
    sdk::connect(&Scene::new().await)
        .await
        .expect("the SDK finds what the manifest says");
}

#[tokio::test(flavor = "multi_thread")]
async fn sdk_flows() {
    sdk::flows(&Scene::new().await)
        .await
        .expect("the SDK's flows go through");
}
