//! Somebody else deploys the same, earlier or in between: that is as good. What is different is never taken for it.

use alloy::{
    consensus::{SignableTransaction as _, Transaction as _, TxEip1559, TxEnvelope},
    eips::eip2718::{Decodable2718 as _, Encodable2718 as _},
    network::TxSignerSync as _,
    primitives::{Bytes, U256},
    providers::{Provider as _, ext::AnvilApi as _},
};
use diem_deploy::{Contract, DeployError, Event, Step, deploy, plan};

use crate::{
    ledger::{TRANSACTIONS, Transactions, assert_deployed_once, transactions},
    scene::{Events, Scene, signer},
    wire::{Fate, Passing, raw_of},
};

/// The same call, by somebody else.
fn copied(raw: &Bytes) -> Bytes {
    let original = TxEnvelope::decode_2718(&mut &raw[..]).expect("a transaction");
    let mut transaction = TxEip1559 {
        chain_id: 412_346,
        nonce: 0,
        gas_limit: original.gas_limit(),
        max_fee_per_gas: original.max_fee_per_gas(),
        max_priority_fee_per_gas: 0,
        to: original.kind(),
        value: original.value(),
        input: original.input().clone(),
        ..TxEip1559::default()
    };
    let signature = signer(1).sign_transaction_sync(&mut transaction).unwrap();
    let envelope = TxEnvelope::from(transaction.into_signed(signature));
    envelope.encoded_2718().into()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_is_faster_by_a_moment_saves_nothing_but_spoils_nothing() {
    let scene = Scene::new().await;
    let mut start = scene.provider.anvil_snapshot().await.unwrap();
    // All but the binding, which is the owner's.
    for step in (0..TRANSACTIONS as usize).filter(|step| *step != 4) {
        let wire = scene.wire(move |passing: &Passing| match passing.sending {
            Some(sending) if sending == step => {
                Fate::after_transaction(&copied(&raw_of(passing)), Fate::Passes)
            }
            _ => Fate::Passes,
        });
        let events = Events::default();
        scene
            .deploy_over(wire.provider(), &events)
            .await
            .expect("deployed");
        assert_eq!(
            scene.nonce(signer(1).address()).await,
            1,
            "the stranger was faster"
        );
        assert_eq!(
            events.count(|event| matches!(event, Event::Found { .. })),
            1,
            "{step}"
        );
        assert_deployed_once(&scene).await;
        // Ours failed, and no second was sent.
        let expected = Transactions {
            succeeded: TRANSACTIONS - 1,
            failed: 1,
        };
        assert_eq!(transactions(&scene).await, expected, "{step}");
        scene.provider.anvil_revert(start).await.unwrap();
        start = scene.provider.anvil_snapshot().await.unwrap();
        std::fs::remove_dir_all(&scene.project.deployments).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stranger_deployed_for_us_is_ours() {
    let mut scene = Scene::new().await;
    let stranger = signer(1);
    let endpoint = scene.endpoint(scene.provider.clone());
    let events = Events::default();
    let mut project = scene.project.clone();
    project.deployments = project.deployments.join("of the stranger");
    let theirs = plan(
        &endpoint,
        stranger.address(),
        &project,
        &scene.parameters,
        &events,
    )
    .await;
    let theirs = theirs.expect("a plan");
    let wallet = stranger.clone().into();
    let outcome = deploy(&endpoint, &wallet, &project, &theirs, &events)
        .await
        .expect("deployed");
    assert!(outcome.bind_left_to_owner, "the stranger cannot bind");
    assert_eq!(
        scene.deploy().await.expect("found").sent,
        1,
        "only the binding"
    );
    assert_eq!(scene.manifest().addresses(), theirs.addresses);
    assert_deployed_once(&scene).await;

    // Under other parameters, say with itself as the owner, the stranger gets other addresses.
    let ours = scene.plan().await.expect("a plan").addresses;
    scene.parameters.owner = stranger.address();
    std::fs::remove_file(scene.manifest_path()).unwrap();
    let hostile = scene.plan().await.expect("a plan").addresses;
    assert_eq!(hostile.vvv, ours.vvv);
    for contract in [Contract::Staking, Contract::Diem, Contract::Credits] {
        assert_ne!(contract.address(&hostile), contract.address(&ours));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_code_at_a_planned_address_is_refused() {
    let scene = Scene::new().await;
    let plan = scene.plan().await.expect("a plan");
    let mut code = scene
        .project
        .artifacts
        .contract("diem")
        .unwrap()
        .code
        .clone();
    code[100] ^= 0x01;
    scene
        .provider
        .anvil_set_code(plan.addresses.diem, code.into())
        .await
        .unwrap();
    let refused = scene.plan().await.expect_err("refused");
    let DeployError::Unexpected { step, .. } = &refused else {
        panic!("{refused}");
    };
    assert_eq!(*step, Step::Deploy(Contract::Diem));
    assert!(
        refused
            .to_string()
            .contains("differs in 1 bytes, first at offset 100"),
        "{refused}"
    );
    // Also if it comes between the plan and its execution.
    let endpoint = scene.endpoint(scene.provider.clone());
    let (wallet, events) = (scene.wallet(), Events::default());
    let outcome = deploy(&endpoint, &wallet, &scene.project, &plan, &events).await;
    assert!(matches!(outcome, Err(DeployError::Unexpected { .. })));
    assert!(scene.has_journal());
    assert!(!scene.manifest_path().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn value_goes_to_no_address_without_code() {
    let scene = Scene::new().await;
    let plan = scene.plan().await.expect("a plan");
    let endpoint = scene.endpoint(scene.provider.clone());
    // The cache manager is gone by the time of the bid; the bid is not sent.
    let gone = scene.wire(|passing: &Passing| match passing.sending {
        Some(5) => Fate::After(
            "anvil_setCode",
            serde_json::json!([crate::manager::MANAGER, "0x"]),
            Box::new(Fate::Passes),
        ),
        _ => Fate::Passes,
    });
    let endpoint = diem_deploy::Endpoint {
        provider: gone.provider(),
        ..endpoint
    };
    let events = Events::default();
    deploy(&endpoint, &scene.wallet(), &scene.project, &plan, &events)
        .await
        .expect("deployed");
    let skipped = |event: &Event| {
        matches!(
            event,
            Event::Skipped {
                step: Step::Cache(_),
                ..
            }
        )
    };
    assert_eq!(events.count(skipped), 4);
    let held = scene
        .provider
        .get_balance(crate::manager::MANAGER)
        .await
        .unwrap();
    assert_eq!(held, U256::ZERO);
    assert!(!scene.manifest().contracts.diem.cached);
}
