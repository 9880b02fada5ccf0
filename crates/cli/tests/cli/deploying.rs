//! `deploy`, also interrupted, `verify`, `doctor`, `keepalive`, `cache`: the real binary against a bare node.

use std::{
    fs,
    process::Stdio,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use stylus_node::{NodeConfig, RunningNode};
use tokio::runtime::Runtime;

use crate::{
    rpc,
    scene::{ACCOUNTS, Place, Ran, assert_same_shape},
};

/// A node without the suite, and a place to deploy from.
struct Bare {
    place: Place,
    runtime: Runtime,
    node: Option<RunningNode>,
    url: String,
}

impl Bare {
    fn new() -> Self {
        let runtime = Runtime::new().expect("threads");
        let config = NodeConfig {
            address: ([127, 0, 0, 1], 0).into(),
            accounts: 3,
            ..NodeConfig::default()
        };
        let node = runtime
            .block_on(stylus_node::start(config))
            .expect("the node starts");
        Self {
            url: format!("http://{}", node.address()),
            node: Some(node),
            place: Place::new(),
            runtime,
        }
    }

    fn diem(&self, line: &str) -> Ran {
        self.place.diem(&format!("{line} --network {}", self.url))
    }

    fn json(&self, line: &str) -> Value {
        self.diem(&format!("{line} --json")).document()
    }

    fn nonce(&self, account: usize) -> u64 {
        let nonce = rpc::request(
            &self.url,
            "eth_getTransactionCount",
            json!([ACCOUNTS[account], "latest"]),
        );
        u64::from_str_radix(&nonce.as_str().unwrap()[2..], 16).unwrap()
    }

    fn manifest(&self) -> Option<Value> {
        let text = fs::read_to_string(self.place.path().join("deployments/412346.json")).ok()?;
        Some(serde_json::from_str(&text).expect("a manifest"))
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        if let Some(node) = self.node.take() {
            let _ = self.runtime.block_on(node.stop());
        }
    }
}

const DEPLOY: &str = "deploy --dev-account 0 --cache-bid 0";

#[test]
fn the_plan_is_shown_with_its_cost_and_nothing_is_sent() {
    let bare = Bare::new();
    let text = bare.diem(&format!("{DEPLOY} --dry-run")).ok();
    for expected in [
        "deploy vvv",
        "deploy staking",
        "deploy diem",
        "deploy credits",
        "bind diem",
        "cost about 0.00",
        "VVV per DIEM, for ever",
        ACCOUNTS[0],
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let document = bare.json(&format!("{DEPLOY} --dry-run"));
    assert_eq!(
        (&document["sent"], &document["manifest"]),
        (&json!(0), &Value::Null)
    );
    assert_eq!(document["steps"].as_array().unwrap().len(), 5);
    // Without a key as well.
    let watched = bare.json(&format!(
        "deploy --dry-run --cache-bid 0 --from {}",
        ACCOUNTS[0]
    ));
    assert_eq!(watched["contracts"], document["contracts"]);

    let no_key = bare
        .diem(&format!(
            "deploy --yes --cache-bid 0 --from {}",
            ACCOUNTS[0]
        ))
        .error(2);
    assert!(
        no_key.contains("is needed: give --keystore FILE"),
        "{no_key}"
    );

    let unasked = bare.diem(DEPLOY).error(4);
    assert!(
        unasked.contains("cost about") && unasked.contains("add --yes"),
        "{unasked}"
    );
    assert_eq!((bare.nonce(0), bare.manifest()), (0, None));
}

#[test]
fn a_suite_is_deployed_verified_and_used() {
    let bare = Bare::new();
    let plan = bare.json(&format!("{DEPLOY} --dry-run"));
    let deployed = bare.json(&format!("{DEPLOY} --yes"));
    assert_same_shape(&plan, &deployed);
    assert_eq!(deployed["contracts"], plan["contracts"]);
    assert_eq!(deployed["manifest"], "deployments/412346.json");
    let manifest = bare.manifest().expect("a manifest");
    let written = manifest["contracts"]["diem"]["address"].as_str().unwrap();
    assert!(written.eq_ignore_ascii_case(deployed["contracts"]["diem"].as_str().unwrap()));

    let nonce = bare.nonce(0);
    let again = bare.json(&format!("{DEPLOY} --yes"));
    assert_eq!(
        (&again["sent"], bare.nonce(0)),
        (&json!(0), nonce),
        "nothing is deployed twice"
    );

    assert!(bare.diem("verify").ok().contains("matches"));
    assert_eq!(bare.json("verify")["matches"], true);
    assert!(bare.diem("doctor").ok().contains("ok"));
    let checks = bare.json("doctor");
    assert_ne!(checks["status"], "fail");
    assert!(
        checks["checks"].as_array().unwrap().len() > 10,
        "{checks:#}"
    );
    bare.diem("drip --dev-account 1 --send --yes").ok();
    bare.diem("stake 5 --dev-account 1 --send --yes").ok();
}

#[test]
fn another_deployment_does_not_replace_the_manifest_unasked() {
    let bare = Bare::new();
    bare.diem(&format!("{DEPLOY} --yes")).ok();
    let refused = bare.diem(&format!("{DEPLOY} --salt second --yes")).error(3);
    assert!(refused.contains("--replace-manifest"), "{refused}");
    bare.diem(&format!("{DEPLOY} --salt second --yes --replace-manifest"))
        .ok();
    assert!(bare.place.path().join("deployments/412346.json.1").exists());
    let text = bare
        .diem(&format!(
            "{DEPLOY} --owner {} --salt third --replace-manifest --yes",
            ACCOUNTS[1]
        ))
        .ok();
    assert!(
        text.contains(&format!("{} has yet to bind Diem", ACCOUNTS[1])),
        "{text}"
    );
}

#[test]
fn parameters_out_of_range_and_missing_money_are_refused() {
    let bare = Bare::new();
    for (options, code, expected) in [
        ("--cooldown 1h", 2, "cooldown must be 1 to 365 days"),
        (
            "--locked-reward-bps 0",
            2,
            "lockedRewardBps must be 1 to 10000",
        ),
        (
            "--vvv 0x00000000000000000000000000000000DeaDBeef",
            3,
            "the VVV token",
        ),
    ] {
        let error = bare.diem(&format!("{DEPLOY} --yes {options}")).error(code);
        assert!(error.contains(expected), "{options}: {error}");
    }
    rpc::request(&bare.url, "anvil_setBalance", json!([ACCOUNTS[0], "0x1"]));
    let poor = bare.diem(&format!("{DEPLOY} --yes")).error(3);
    assert!(
        poor.contains("should have") && poor.contains("send it at least"),
        "{poor}"
    );
}

#[test]
fn a_changed_contract_is_found() {
    let bare = Bare::new();
    let deployed = bare.json(&format!("{DEPLOY} --yes"));
    let diem = deployed["contracts"]["diem"].as_str().unwrap();
    let code = rpc::request(&bare.url, "eth_getCode", json!([diem, "latest"]));
    let changed = format!("{}00", code.as_str().unwrap());
    rpc::request(&bare.url, "anvil_setCode", json!([diem, changed]));
    let ran = bare.diem("verify");
    assert_eq!(ran.code, Some(5), "{ran:?}");
    assert!(
        ran.stdout.contains("differs") && ran.stdout.contains("the code differs in"),
        "{ran:?}"
    );
    let ran = bare.diem("verify --json");
    let report: Value =
        serde_json::from_str(&ran.stdout).expect("one document, though not in order");
    assert_eq!((ran.code, &report["matches"]), (Some(5), &json!(false)));
    assert_eq!(bare.diem("doctor").code, Some(5));
}

#[test]
fn lives_are_shown_and_extended() {
    let bare = Bare::new();
    bare.diem(&format!("{DEPLOY} --yes")).ok();
    let lives = bare.json("keepalive --dry-run");
    assert_eq!(lives["programs"].as_array().unwrap().len(), 4);
    let days = |life: &Value| life["secondsLeft"].as_u64().unwrap() / 86_400;
    assert!(
        (363..=365).contains(&days(&lives["programs"][0])),
        "{lives:#}"
    );
    assert!(
        bare.diem("keepalive --dev-account 1 --yes")
            .ok()
            .contains("nothing was sent")
    );

    rpc::request(&bare.url, "evm_increaseTime", json!([300 * 86_400]));
    rpc::request(&bare.url, "evm_mine", json!([]));
    let unasked = bare.diem("keepalive --dev-account 1").error(4);
    assert!(
        unasked.contains("64 days left") || unasked.contains("65 days left"),
        "{unasked}"
    );
    let extended = bare.json("keepalive --dev-account 1 --yes");
    assert_same_shape(&lives, &extended);
    for program in extended["programs"].as_array().unwrap() {
        assert!(
            days(program) >= 364 && program["transaction"].is_string(),
            "{program:#}"
        );
    }
    rpc::request(&bare.url, "evm_increaseTime", json!([400 * 86_400]));
    rpc::request(&bare.url, "evm_mine", json!([]));
    assert!(bare.diem("keepalive --dry-run").ok().contains("asleep"));
    assert_eq!(bare.diem("doctor").code, Some(5));
    bare.diem("keepalive --dev-account 1 --yes").ok();
    bare.diem("doctor").ok();
}

#[test]
fn the_cache_is_shown() {
    let bare = Bare::new();
    bare.diem(&format!("{DEPLOY} --yes")).ok();
    let cache = bare.json("cache");
    let programs = cache["programs"].as_array().unwrap();
    assert_eq!(programs.len(), 4);
    for program in programs {
        let gas = |key: &str| program[key].as_u64().unwrap();
        assert!(
            gas("cachedStartGas") > 0 && gas("startGas") > gas("cachedStartGas"),
            "{program:#}"
        );
    }
    assert!(bare.diem("cache").ok().contains("least bid"));
    // The node has no cache manager, as a new chain has none.
    let nobody = bare.diem("cache --bid diem --dev-account 0 --yes").error(3);
    assert!(nobody.contains("no cache manager"), "{nobody}");
}

/// What a deployment that is killed is doing.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// It has signed a transaction, which nobody has got yet.
    BeforeSending,
    /// The transaction is in a block, and it has not heard of it.
    AfterSending,
}

#[test]
fn killed_at_any_transaction_it_goes_on_and_deploys_nothing_twice() {
    for moment in [Moment::BeforeSending, Moment::AfterSending] {
        for nth in 1..=5 {
            killed_then_run_again(moment, nth);
        }
    }
}

/// Kills the deployment (SIGKILL) at its `nth` transaction, runs it again, and looks whether everything is there once.
fn killed_then_run_again(moment: Moment, nth: usize) {
    let bare = Bare::new();
    let victim: Arc<OnceLock<Pid>> = Arc::default();
    let proxy = {
        let (victim, node, sent) = (Arc::clone(&victim), bare.url.clone(), AtomicUsize::new(0));
        rpc::serve(move |request| {
            let is_sending = request["method"] == "eth_sendRawTransaction";
            if !is_sending || sent.fetch_add(1, Ordering::SeqCst) + 1 != nth {
                return Some(rpc::forward(&node, request));
            }
            if let Moment::AfterSending = moment {
                rpc::forward(&node, request);
            }
            kill_process(*victim.wait(), Signal::KILL).expect("it is killed");
            None
        })
    };
    let line = format!("{DEPLOY} --yes --network {proxy}");
    let mut command = bare.place.command(line.split_whitespace());
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    victim.set(Pid::from_child(&child)).expect("one process");
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), None, "killed by a signal, {moment:?} {nth}");

    bare.diem(&format!("{DEPLOY} --yes")).ok();
    assert_eq!(
        bare.nonce(0),
        5,
        "five transactions in all, {moment:?} {nth}"
    );
    assert!(bare.manifest().is_some());
    bare.diem("verify").ok();
    let left: Vec<_> = fs::read_dir(bare.place.path().join("deployments"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("journal"))
        .collect();
    assert_eq!(left, Vec::<String>::new(), "the journal is done with");
}
