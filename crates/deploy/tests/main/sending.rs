//! Transactions that are lost, held back, replaced or too cheap, at each step of a deployment.

use std::{
    fs,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use alloy::{
    consensus::{SignableTransaction as _, Transaction as _, TxEip1559, TxEnvelope},
    eips::eip2718::{Decodable2718 as _, Encodable2718 as _},
    network::TxSignerSync as _,
    primitives::{Bytes, TxKind, U256},
    providers::{DynProvider, Provider as _, ext::AnvilApi as _},
};
use diem_deploy::{DeployError, Event};
use serde_json::{Value, json};

use crate::{
    ledger::{TRANSACTIONS, Transactions, assert_deployed_once, blank, transactions},
    scene::{Events, Scene, signer},
    wire::{Fate, Passing, raw_of},
};

const STEPS: usize = TRANSACTIONS as usize;
/// The node's base fee, in wei.
const BASE_FEE: u64 = 100_000_000;
const SET_BASE_FEE: &str = "anvil_setNextBlockBaseFeePerGas";

/// One chain for all steps of a test, taken back to its beginning before each.
struct Steps {
    scene: Scene,
    start: U256,
}

impl Steps {
    async fn new() -> Self {
        let scene = Scene::new().await;
        let start = scene.provider.anvil_snapshot().await.unwrap();
        Self { scene, start }
    }

    async fn again(&mut self) {
        let provider = &self.scene.provider;
        assert!(provider.anvil_revert(self.start).await.unwrap());
        self.start = provider.anvil_snapshot().await.unwrap();
        provider
            .anvil_set_next_block_base_fee_per_gas(BASE_FEE.into())
            .await
            .unwrap();
        let _ = fs::remove_dir_all(&self.scene.project.deployments);
    }

    /// Asserts that the deployment is as if nothing had been in its way.
    async fn assert_whole(&self, step: usize) {
        assert_deployed_once(&self.scene).await;
        let expected = Transactions {
            succeeded: TRANSACTIONS,
            failed: 0,
        };
        assert_eq!(transactions(&self.scene).await, expected, "{step}");
        let manifest = blank(self.scene.manifest());
        let transactions = &manifest.contracts.staking.transactions;
        assert_eq!(transactions.len(), 3, "deployed, bound and cached");
    }
}

/// A transaction of the deployer's to itself, with this nonce.
fn unrelated(nonce: u64) -> Bytes {
    let mut transaction = TxEip1559 {
        chain_id: 412_346,
        nonce,
        gas_limit: 100_000,
        max_fee_per_gas: 1_000_000_000_000,
        max_priority_fee_per_gas: 0,
        to: TxKind::Call(signer(0).address()),
        ..TxEip1559::default()
    };
    let signature = signer(0).sign_transaction_sync(&mut transaction).unwrap();
    let envelope = TxEnvelope::from(transaction.into_signed(signature));
    envelope.encoded_2718().into()
}

fn decoded(raw: &Bytes) -> TxEnvelope {
    TxEnvelope::decode_2718(&mut &raw[..]).expect("a transaction")
}

async fn set_base_fee(provider: &DynProvider, wei: u64) {
    provider
        .anvil_set_next_block_base_fee_per_gas(wei.into())
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn dropped_ones_are_sent_again() {
    let mut steps = Steps::new().await;
    for step in 0..STEPS {
        steps.again().await;
        let wire = steps
            .scene
            .wire(move |passing: &Passing| match passing.sending {
                Some(sending) if sending == step => Fate::swallowed(passing),
                _ => Fate::Passes,
            });
        let events = Events::default();
        steps
            .scene
            .deploy_over(wire.provider(), &events)
            .await
            .expect("deployed");
        assert_eq!(
            events.count(|event| matches!(event, Event::Resent { .. })),
            1,
            "{step}"
        );
        steps.assert_whole(step).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_that_never_arrive_are_sent_by_the_next_run() {
    let mut steps = Steps::new().await;
    for step in 0..STEPS {
        steps.again().await;
        let wire = steps
            .scene
            .wire(move |passing: &Passing| match passing.sending {
                Some(sending) if sending >= step => Fate::swallowed(passing),
                _ => Fate::Passes,
            });
        let stuck = steps
            .scene
            .deploy_over(wire.provider(), &Events::default())
            .await;
        let Err(DeployError::Stuck { hash, nonce, .. }) = stuck else {
            panic!("{step}: {stuck:?}");
        };
        assert_eq!(nonce, step as u64);
        assert!(
            steps
                .scene
                .provider
                .get_transaction_by_hash(hash)
                .await
                .unwrap()
                .is_none()
        );
        let events = Events::default();
        steps
            .scene
            .deploy_over(steps.scene.provider.clone(), &events)
            .await
            .expect("deployed");
        assert_eq!(
            events.count(|event| matches!(event, Event::Resumed { .. })),
            1,
            "{step}"
        );
        steps.assert_whole(step).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_comes_back_is_waited_for() {
    let mut steps = Steps::new().await;
    for step in 0..STEPS {
        steps.again().await;
        let lost = AtomicUsize::new(0);
        let wire = steps
            .scene
            .wire(move |passing: &Passing| match passing.sending {
                // The transaction arrives, its answer does not, and neither do the next five requests.
                Some(sending) if sending == step => {
                    lost.store(5, Ordering::SeqCst);
                    Fate::IsUnanswered
                }
                _ => {
                    let left = lost.load(Ordering::SeqCst);
                    lost.store(left.saturating_sub(1), Ordering::SeqCst);
                    if left > 0 { Fate::IsLost } else { Fate::Passes }
                }
            });
        let events = Events::default();
        steps
            .scene
            .deploy_over(wire.provider(), &events)
            .await
            .expect("deployed");
        let told = events.count(|event| matches!(event, Event::ConnectionLost { .. }));
        assert!((1..=2).contains(&told), "{step}: {told}");
        steps.assert_whole(step).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn replaced_ones_are_made_anew() {
    let mut steps = Steps::new().await;
    for step in 0..STEPS {
        steps.again().await;
        let wire = steps
            .scene
            .wire(move |passing: &Passing| match passing.sending {
                Some(sending) if sending == step => {
                    let nonce = decoded(&raw_of(passing)).nonce();
                    Fate::after_transaction(&unrelated(nonce), Fate::swallowed(passing))
                }
                _ => Fate::Passes,
            });
        let events = Events::default();
        steps
            .scene
            .deploy_over(wire.provider(), &events)
            .await
            .expect("deployed");
        let taken = events.count(
            |event| matches!(event, Event::NonceTaken { nonce, .. } if *nonce == step as u64),
        );
        assert_eq!(taken, 1, "{step}");
        steps.assert_whole(step).await;
        assert_eq!(
            steps.scene.nonce(signer(0).address()).await,
            TRANSACTIONS + 1
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nonces_used_elsewhere_between_runs_do_not_matter() {
    let mut steps = Steps::new().await;
    for step in 0..STEPS {
        steps.again().await;
        let wire = steps
            .scene
            .wire(move |passing: &Passing| match passing.sending {
                Some(sending) if sending >= step => Fate::IsLost,
                _ => Fate::Passes,
            });
        let crash = steps
            .scene
            .deploy_over(wire.provider(), &Events::default())
            .await;
        assert!(
            matches!(crash, Err(DeployError::Unreachable(_))),
            "{step}: {crash:?}"
        );
        for nonce in [step as u64, step as u64 + 1] {
            let sent = steps
                .scene
                .provider
                .send_raw_transaction(&unrelated(nonce))
                .await;
            assert!(sent.unwrap().get_receipt().await.unwrap().status());
        }
        let events = Events::default();
        steps
            .scene
            .deploy_over(steps.scene.provider.clone(), &events)
            .await
            .expect("deployed");
        assert_eq!(
            events.count(|event| matches!(event, Event::NonceTaken { .. })),
            1,
            "{step}"
        );
        steps.assert_whole(step).await;
        assert_eq!(
            steps.scene.nonce(signer(0).address()).await,
            TRANSACTIONS + 2
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_keeps_taking_nonces_is_not_outrun_for_ever() {
    let steps = Steps::new().await;
    let wire = steps.scene.wire(|passing: &Passing| match passing.sending {
        Some(_) => {
            let nonce = decoded(&raw_of(passing)).nonce();
            Fate::after_transaction(&unrelated(nonce), Fate::Passes)
        }
        _ => Fate::Passes,
    });
    let outcome = steps
        .scene
        .deploy_over(wire.provider(), &Events::default())
        .await;
    assert!(
        matches!(outcome, Err(DeployError::NoncesTaken { .. })),
        "{outcome:?}"
    );
    steps.scene.deploy().await.expect("deployed");
    steps.assert_whole(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fees_that_rise_are_paid() {
    let mut steps = Steps::new().await;
    for step in 0..STEPS {
        steps.again().await;
        let wire = steps
            .scene
            .wire(move |passing: &Passing| match passing.sending {
                // Twice the base fee is offered.
                Some(sending) if sending == step => {
                    Fate::After(SET_BASE_FEE, json!([3 * BASE_FEE]), Box::new(Fate::Passes))
                }
                _ => Fate::Passes,
            });
        let events = Events::default();
        steps
            .scene
            .deploy_over(wire.provider(), &events)
            .await
            .expect("deployed");
        assert_eq!(
            events.count(|event| matches!(event, Event::Repriced { .. })),
            1,
            "{step}"
        );
        steps.assert_whole(step).await;
        assert_eq!(steps.scene.nonce(signer(0).address()).await, TRANSACTIONS);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fees_above_the_limit_are_not_paid() {
    let mut steps = Steps::new().await;
    steps.scene.fees.max_fee_per_gas = Some(u128::from(2 * BASE_FEE));
    for step in 0..STEPS {
        steps.again().await;
        let wire = steps
            .scene
            .wire(move |passing: &Passing| match passing.sending {
                Some(sending) if sending == step => {
                    Fate::After(SET_BASE_FEE, json!([3 * BASE_FEE]), Box::new(Fate::Passes))
                }
                _ => Fate::Passes,
            });
        let outcome = steps
            .scene
            .deploy_over(wire.provider(), &Events::default())
            .await;
        let Err(DeployError::FeesTooHigh { needed, most }) = outcome else {
            panic!("{step}: {outcome:?}");
        };
        assert_eq!(
            (needed, most),
            (u128::from(3 * BASE_FEE), u128::from(2 * BASE_FEE))
        );
        set_base_fee(&steps.scene.provider, BASE_FEE).await;
        steps.scene.deploy().await.expect("deployed");
        steps.assert_whole(step).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fees_that_fall_again_are_waited_for() {
    let steps = Steps::new().await;
    let mut scene = steps.scene;
    scene.fees.max_fee_per_gas = Some(u128::from(2 * BASE_FEE));
    scene.fees.give_up_after = Duration::from_secs(60);
    set_base_fee(&scene.provider, 3 * BASE_FEE).await;
    let provider = scene.provider.clone();
    let fall = AtomicBool::new(false);
    let events = Events::default();
    let heard = events.clone();
    let (told, telling) = tokio::sync::oneshot::channel();
    let told = Mutex::new(Some(told));
    let observer = move |event: Event| {
        if matches!(event, Event::FeesTooHigh { .. }) && !fall.swap(true, Ordering::SeqCst) {
            let told = told.lock().unwrap().take().expect("told once");
            told.send(()).expect("it is waited for");
        }
        diem_deploy::Observer::observe(&heard, event);
    };
    let falling = tokio::spawn(async move {
        // If it is never told, the deployment fails by itself.
        if telling.await.is_ok() {
            set_base_fee(&provider, BASE_FEE).await;
        }
    });
    let outcome = scene.deploy_over(scene.provider.clone(), &observer).await;
    drop(observer);
    falling.await.expect("no panic");
    outcome.expect("deployed");
    assert_deployed_once(&scene).await;
    assert_eq!(
        events.count(|event| matches!(event, Event::FeesTooHigh { .. })),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_mined_although_it_was_replaced_counts() {
    let mut steps = Steps::new().await;
    for step in 0..STEPS {
        steps.again().await;
        let held: Mutex<Option<Bytes>> = Mutex::new(None);
        let released = AtomicBool::new(false);
        let wire = steps.scene.wire(move |passing: &Passing| {
            let Some(sending) = passing.sending else {
                return Fate::Passes;
            };
            if sending < step || released.load(Ordering::SeqCst) {
                return Fate::Passes;
            }
            let raw = raw_of(passing);
            let mut held = held.lock().unwrap();
            let first = held.get_or_insert(raw.clone()).clone();
            if raw == first {
                // It waits in a pool.
                return Fate::swallowed(passing);
            }
            released.store(true, Ordering::SeqCst);
            Fate::after_transaction(&first, Fate::swallowed(passing))
        });
        let events = Events::default();
        steps
            .scene
            .deploy_over(wire.provider(), &events)
            .await
            .expect("deployed");
        assert_eq!(
            events.count(|event| matches!(event, Event::Repriced { .. })),
            1,
            "{step}"
        );
        steps.assert_whole(step).await;
        assert_eq!(steps.scene.nonce(signer(0).address()).await, TRANSACTIONS);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_endpoint_refuses_for_good_is_told_and_does_not_stay() {
    let steps = Steps::new().await;
    let wire = steps.scene.wire(|passing: &Passing| match passing.sending {
        Some(3) => Fate::Refused("exceeds block gas limit"),
        _ => Fate::Passes,
    });
    let outcome = steps
        .scene
        .deploy_over(wire.provider(), &Events::default())
        .await;
    let error = outcome.expect_err("refused").to_string();
    assert!(
        error.contains("deploy diem") && error.contains("exceeds block gas limit"),
        "{error}"
    );
    let events = Events::default();
    steps
        .scene
        .deploy_over(steps.scene.provider.clone(), &events)
        .await
        .expect("deployed");
    // The refused one is not tried again; one is made anew.
    assert_eq!(
        events.count(|event| matches!(event, Event::Resumed { .. })),
        0
    );
    steps.assert_whole(3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_before_the_nonce_is_not_waited_for() {
    let steps = Steps::new().await;
    // The account seems to have transactions on their way, which never come.
    let lied = AtomicBool::new(false);
    let wire = steps.scene.wire(move |passing: &Passing| {
        let pending =
            passing.method == "eth_getTransactionCount" && passing.params[1] == json!("pending");
        match pending && !lied.swap(true, Ordering::SeqCst) {
            true => Fate::Answered(Value::from("0x5")),
            false => Fate::Passes,
        }
    });
    steps
        .scene
        .deploy_over(wire.provider(), &Events::default())
        .await
        .expect("deployed");
    steps.assert_whole(0).await;
    assert_eq!(steps.scene.nonce(signer(0).address()).await, TRANSACTIONS);
}
