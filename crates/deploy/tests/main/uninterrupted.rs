//! Deployments that nothing disturbs.

use alloy::{
    network::EthereumWallet,
    primitives::{Address, B256, U256, keccak256},
    providers::Provider as _,
    sol_types::SolCall as _,
};
use diem_deploy::{
    CacheBids, Contract, DeployError, Event, STYLUS_DEPLOYER, StepState, Vvv, deploy,
};
use diem_sdk::{
    abi::{IComputeCredits, IDiem, IVvv, IVvvStaking},
    manifest,
};

use crate::{
    ledger::{TRANSACTIONS, Transactions, assert_deployed_once, transactions},
    scene::{Events, Scene, signer},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_suite_works_and_is_where_the_plan_says() {
    let scene = Scene::new().await;
    let plan = scene.plan().await.expect("a plan");
    let outcome = scene.deploy().await.expect("deployed");
    assert_eq!(outcome.sent, TRANSACTIONS as usize);
    assert!(!outcome.bind_left_to_owner && outcome.backup.is_none());
    assert_deployed_once(&scene).await;
    let expected = Transactions {
        succeeded: TRANSACTIONS,
        failed: 0,
    };
    assert_eq!(transactions(&scene).await, expected);

    let manifest = scene.manifest();
    let addresses = manifest.addresses();
    assert_eq!(addresses, plan.addresses);
    assert_eq!(manifest.chain.arbos_version, 40);
    assert_eq!(manifest.deployer, signer(0).address());
    assert_eq!(manifest.salt, scene.parameters.salt);
    assert_eq!(manifest.stylus_deployer, STYLUS_DEPLOYER);
    let diem = &manifest.contracts.diem;
    assert!(diem.cached && !diem.activation.data_fee.is_zero());
    assert_eq!(diem.activation.transaction, Some(diem.transactions[0].hash));
    assert_eq!(
        diem.code_hash,
        keccak256(scene.provider.get_code_at(diem.address).await.unwrap())
    );

    // Somebody gets VVV, stakes it, and has credits.
    let user = signer(0).address();
    for (to, call) in [
        (addresses.vvv, IVvv::dripCall { to: user }.abi_encode()),
        (
            addresses.vvv,
            IVvv::approveCall {
                spender: addresses.staking,
                value: U256::MAX,
            }
            .abi_encode(),
        ),
        (
            addresses.staking,
            IVvvStaking::stakeAndMintCall {
                vvvAmount: U256::from(10).pow(U256::from(20)),
                to: user,
            }
            .abi_encode(),
        ),
    ] {
        scene.send(to, call).await;
    }
    let diem = IDiem::new(addresses.diem, &scene.provider);
    let one = U256::from(10).pow(U256::from(18));
    assert_eq!(diem.balanceOf(user).call().await.unwrap(), one);
    let credits = IComputeCredits::new(addresses.credits, &scene.provider);
    let capacity = diem.capacityOf(user).call().await.unwrap();
    let account = credits.accountOf(user).call().await.unwrap();
    assert_eq!(account.available, capacity);
}

#[tokio::test(flavor = "multi_thread")]
async fn again_is_found_and_changes_nothing() {
    let scene = Scene::new().await;
    scene.deploy().await.expect("deployed");
    let before = std::fs::read(scene.manifest_path()).unwrap();
    let nonce = scene.nonce(signer(0).address()).await;
    let plan = scene.plan().await.expect("a plan");
    assert!(plan.is_complete() && plan.cost.needed.is_zero());
    assert!(plan.steps.iter().all(|step| step.state == StepState::Done));
    let events = Events::default();
    let outcome = scene.deploy_over(scene.provider.clone(), &events).await;
    assert_eq!(outcome.expect("found").sent, 0);
    assert_eq!(
        events.count(|event| matches!(event, Event::Found { .. })),
        9
    );
    assert_eq!(
        events.count(|event| matches!(event, Event::Sending { .. })),
        0
    );
    assert_eq!(scene.nonce(signer(0).address()).await, nonce);
    assert_eq!(std::fs::read(scene.manifest_path()).unwrap(), before);
    assert_deployed_once(&scene).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_manifest_is_written_again() {
    let scene = Scene::new().await;
    scene.deploy().await.expect("deployed");
    let before = scene.manifest();
    std::fs::remove_file(scene.manifest_path()).unwrap();
    assert_eq!(scene.deploy().await.expect("found").sent, 0);
    let after = scene.manifest();
    assert_eq!(after.addresses(), before.addresses());
    // What the chain alone tells.
    assert!(after.contracts.diem.transactions.is_empty());
    assert_eq!(
        after.contracts.diem.activation.expires_at,
        before.contracts.diem.activation.expires_at
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_salt_or_parameter_is_another_suite() {
    let mut scene = Scene::new().await;
    let first = scene.plan().await.expect("a plan").addresses;
    assert_eq!(scene.plan().await.expect("a plan").addresses, first);
    scene.parameters.salt = B256::with_last_byte(2);
    let salted = scene.plan().await.expect("a plan").addresses;
    scene.parameters.diem_cap -= U256::ONE;
    let capped = scene.plan().await.expect("a plan").addresses;
    for contract in Contract::ALL {
        assert_ne!(contract.address(&salted), contract.address(&first));
    }
    // Diem's cap concerns Diem, and the credits that are built on it.
    assert_eq!((capped.vvv, capped.staking), (salted.vvv, salted.staking));
    assert_ne!(capped.diem, salted.diem);
    assert_ne!(capped.credits, salted.credits);
    // Nor does it matter who deploys.
    let endpoint = scene.endpoint(scene.provider.clone());
    let other = signer(1).address();
    let events = Events::default();
    let plan = diem_deploy::plan(&endpoint, other, &scene.project, &scene.parameters, &events);
    assert_eq!(plan.await.expect("a plan").addresses, capped);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_there_is_used() {
    let mut scene = Scene::new().await;
    scene.deploy().await.expect("deployed");
    let vvv = scene.manifest().addresses().vvv;
    std::fs::remove_file(scene.manifest_path()).unwrap();
    scene.parameters.vvv = Vvv::At(vvv);
    scene.parameters.salt = B256::with_last_byte(7);
    scene.parameters.cache = CacheBids::None;
    let outcome = scene.deploy().await.expect("deployed");
    assert_eq!(outcome.sent, 4, "staking, Diem, the binding, credits");
    let manifest = scene.manifest();
    let manifest::Vvv::Given(token) = &manifest.contracts.vvv else {
        panic!("the token was given");
    };
    assert_eq!(token.address, vvv);
    let code = scene.provider.get_code_at(vvv).await.unwrap();
    assert_eq!(token.code_hash, keccak256(code));
    // The same code as before: the chain has it activated, so it costs no data fee.
    let diem = &manifest.contracts.diem;
    assert_eq!(diem.activation.transaction, None);
    assert!(diem.activation.data_fee.is_zero() && diem.cached);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_owner_binds_itself() {
    let mut scene = Scene::new().await;
    let owner = signer(1).address();
    scene.parameters.owner = owner;
    let events = Events::default();
    let outcome = scene.deploy_over(scene.provider.clone(), &events).await;
    assert!(outcome.expect("deployed").bind_left_to_owner);
    let staking = scene.manifest().addresses().staking;
    let told = events.all().into_iter().find_map(|event| match event {
        Event::BindLeftToOwner {
            owner,
            staking,
            calldata,
        } => Some((owner, staking, calldata)),
        _ => None,
    });
    let (told_owner, told_staking, calldata) = told.expect("it is told");
    assert_eq!((told_owner, told_staking), (owner, staking));
    scene.send_from(owner, staking, calldata.to_vec()).await;
    let outcome = scene.deploy().await.expect("found");
    assert!(!outcome.bind_left_to_owner && outcome.sent == 0);
    assert_deployed_once(&scene).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_carries_out_its_own_plans_only() {
    let scene = Scene::new().await;
    let plan = scene.plan().await.expect("a plan");
    let endpoint = scene.endpoint(scene.provider.clone());
    let other = EthereumWallet::from(signer(1));
    let outcome = deploy(&endpoint, &other, &scene.project, &plan, &Events::default()).await;
    assert!(matches!(outcome, Err(DeployError::OtherPlan)));
    assert_eq!(scene.nonce(signer(1).address()).await, 0);
    assert_eq!(scene.nonce(Address::ZERO).await, 0);
}
