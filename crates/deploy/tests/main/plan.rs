//! What a plan says, and whether that is so.

use alloy::{
    primitives::U256,
    providers::{Provider as _, ext::AnvilApi as _},
};
use diem_deploy::{CacheBids, Contract, DeployError, Step, StepState, Vvv, deploy};

use crate::scene::{Events, LEAST_BID, Scene, signer};

#[tokio::test(flavor = "multi_thread")]
async fn the_steps_are_in_order_and_cost_what_they_cost() {
    let scene = Scene::new().await;
    let plan = scene.plan().await.expect("a plan");
    let mut steps = vec![Step::Deployer];
    steps.extend([Contract::Vvv, Contract::Staking, Contract::Diem].map(Step::Deploy));
    steps.extend([Step::Bind, Step::Deploy(Contract::Credits)]);
    steps.extend(Contract::ALL.map(Step::Cache));
    let planned: Vec<Step> = plan.steps.iter().map(|planned| planned.step).collect();
    assert_eq!(planned, steps);
    assert!(
        plan.steps
            .iter()
            .all(|planned| planned.state == StepState::Todo)
    );
    assert!(!plan.is_complete());
    let bids = plan
        .steps
        .iter()
        .filter(|planned| matches!(planned.step, Step::Cache(_)));
    assert!(bids.clone().all(|bid| bid.fee == U256::from(LEAST_BID)));

    let sender = signer(0).address();
    let before = scene.provider.get_balance(sender).await.unwrap();
    assert_eq!(plan.balance, before);
    scene.deploy().await.expect("deployed");
    let spent = before - scene.provider.get_balance(sender).await.unwrap();
    let expected = plan.cost.expected;
    assert!(spent <= plan.cost.needed, "{spent} {:?}", plan.cost);
    // Within a tenth.
    let tenth = expected / U256::from(10);
    assert!(spent.abs_diff(expected) <= tenth, "{spent} {expected}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_if_the_balance_does_not_suffice() {
    let scene = Scene::new().await;
    let sender = signer(0).address();
    let needed = scene.plan().await.expect("a plan").cost.needed;
    let set = |wei| scene.provider.anvil_set_balance(sender, wei);
    // A plan can be made without a wei.
    set(U256::ZERO).await.unwrap();
    assert_eq!(scene.plan().await.expect("a plan").cost.needed, needed);
    set(needed - U256::ONE).await.unwrap();
    let refused = scene.deploy().await.expect_err("refused");
    let DeployError::BalanceTooLow { balance, .. } = refused else {
        panic!("{refused}");
    };
    assert_eq!(balance, needed - U256::ONE);
    assert_eq!(scene.nonce(sender).await, 0);
    set(needed).await.unwrap();
    scene.deploy().await.expect("what is needed suffices");
}

#[tokio::test(flavor = "multi_thread")]
async fn bids_that_are_too_high_or_not_wanted_are_left_out() {
    let mut scene = Scene::new().await;
    scene.parameters.cache = CacheBids::UpTo(U256::from(LEAST_BID - 1));
    let plan = scene.plan().await.expect("a plan");
    let bids: Vec<_> = plan
        .steps
        .iter()
        .filter(|planned| matches!(planned.step, Step::Cache(_)))
        .collect();
    assert_eq!(bids.len(), 4);
    for bid in bids {
        assert_eq!(bid.state, StepState::Skipped);
        assert!(
            bid.reason.as_ref().unwrap().contains("1000000 wei"),
            "{:?}",
            bid.reason
        );
    }
    let outcome = scene.deploy().await.expect("deployed");
    assert_eq!(outcome.sent, 6);
    assert!(!scene.manifest().contracts.diem.cached);
    scene.parameters.cache = CacheBids::None;
    let plan = scene.plan().await.expect("a plan");
    assert!(
        !plan
            .steps
            .iter()
            .any(|planned| matches!(planned.step, Step::Cache(_)))
    );
    // They can be made up for.
    scene.parameters.cache = CacheBids::UpTo(U256::from(LEAST_BID));
    assert_eq!(scene.deploy().await.expect("deployed").sent, 4);
    let diem = scene.manifest().contracts.diem;
    assert!(diem.cached && diem.transactions.len() == 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_does_not_fit_is_refused() {
    let mut scene = Scene::new().await;
    scene.deploy().await.expect("deployed");
    let staking = scene.manifest().addresses().staking;
    std::fs::remove_file(scene.manifest_path()).unwrap();
    for (address, problem) in [
        (signer(1).address(), "is no contract"),
        (staking, "does not tell its decimals"),
    ] {
        scene.parameters.vvv = Vvv::At(address);
        let refused = scene.plan().await.expect_err("refused").to_string();
        assert!(refused.contains(problem), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_carried_out_on_its_chain_only() {
    let (scene, other) = (Scene::new().await, {
        let mut config = stylus_node::NodeConfig::default();
        config.chain.chain_id = 7;
        Scene::with(config).await
    });
    let plan = scene.plan().await.expect("a plan");
    let endpoint = other.endpoint(other.provider.clone());
    let outcome = deploy(
        &endpoint,
        &scene.wallet(),
        &scene.project,
        &plan,
        &Events::default(),
    )
    .await;
    let Err(DeployError::WrongChain { expected, found }) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!((expected, found), (412_346, 7));
}

#[test]
fn a_plan_is_json() {
    let step = serde_json::to_value(Step::Cache(Contract::Diem)).unwrap();
    assert_eq!(
        step,
        serde_json::json!({ "step": "cache", "contract": "diem" })
    );
}
