//! Processes that are killed (SIGKILL) while they deploy.

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{
    ledger::{TRANSACTIONS, Transactions, assert_deployed_once, transactions},
    scene::Scene,
};

/// The example `deploy`, which cargo builds with the tests.
fn example() -> PathBuf {
    let tests = std::env::current_exe().expect("a path");
    let binary = tests
        .ancestors()
        .nth(2)
        .expect("target/debug")
        .join("examples/deploy");
    assert!(
        binary.exists(),
        "build all of the crate's targets: cargo test -p diem-deploy"
    );
    binary
}

/// Deploys by another process, and kills it at the event `kill_at` of a step. Returns whether it was killed.
fn deploy(scene: &Scene, kill_at: &str, step: &Value) -> bool {
    let mut process = Command::new(example())
        .arg(scene.url())
        .arg(&scene.project.deployments)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the example runs");
    let output = BufReader::new(process.stdout.take().expect("its output"));
    let mut killed = false;
    for line in output.lines().map_while(Result::ok) {
        let event: Value = serde_json::from_str(&line).expect("an event");
        let is_step = ["step", "contract"]
            .iter()
            .all(|key| event[key] == step[key]);
        if event["event"] == kill_at && is_step && !killed {
            // SIGKILL, on Unix.
            process.kill().expect("it is a child of ours");
            killed = true;
        }
    }
    let status = process.wait().expect("it ends");
    // It may have come to its end just before.
    assert!(killed || status.success());
    killed
}

#[tokio::test(flavor = "multi_thread")]
async fn at_every_step_and_it_goes_on() {
    let scene = Scene::new().await;
    let plan = scene.plan().await.expect("a plan");
    // Each run goes on from where the one before was killed.
    for planned in &plan.steps {
        let step = serde_json::to_value(planned.step).expect("JSON");
        assert!(deploy(&scene, "begun", &step), "{step}");
        // A process runs on for a moment before it dies: the transaction may be unsent, on its way, or in a block, and then the step is
        // found without being sent again.
        deploy(&scene, "sending", &step);
        deploy(&scene, "mined", &step);
        deploy(&scene, "verified", &step);
    }
    deploy(&scene, "none", &Value::Null);
    assert_deployed_once(&scene).await;
    let expected = Transactions {
        succeeded: TRANSACTIONS,
        failed: 0,
    };
    assert_eq!(transactions(&scene).await, expected);
}
