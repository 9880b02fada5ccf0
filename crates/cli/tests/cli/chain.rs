//! Chains that are not fit, and endpoints that fail.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::{Value, json};

use crate::{
    rpc::{forward, result, serve},
    scene::{ACCOUNTS, KEYS, Place, Ran, Scene, ran},
};

/// A plain EVM chain as far as anybody asks: nothing where Nitro has its precompiles. Counts what is sent.
fn plain_evm(chain_id: u64) -> (String, Arc<AtomicUsize>) {
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    let url = serve(move |request| {
        let answer = match request["method"].as_str().unwrap_or_default() {
            "eth_chainId" => json!(format!("0x{chain_id:x}")),
            "eth_getCode" | "eth_call" => json!("0x"),
            "eth_sendRawTransaction" | "eth_sendTransaction" => {
                count.fetch_add(1, Ordering::SeqCst);
                json!(format!("0x{}", "11".repeat(32)))
            }
            _ => json!("0x1"),
        };
        Some(result(request, answer))
    });
    (url, sent)
}

#[test]
fn a_plain_evm_chain_is_refused_before_anything_is_sent() {
    let place = Place::new();
    let key = KEYS[0];
    // Base Sepolia, by its chain id under another URL, and a chain that nobody knows.
    for (chain_id, expected) in [
        (84_532, "Base Sepolia has no Stylus VM"),
        (31_337, "has no Stylus VM"),
    ] {
        let (url, sent) = plain_evm(chain_id);
        for line in [
            "deploy --yes",
            "stake 5 --send --yes",
            "doctor",
            "verify",
            "keepalive --yes",
            "cache",
            "position",
        ] {
            let line = format!("{line} --network {url}");
            let error = ran(place
                .command(line.split_whitespace())
                .env("DIEM_PRIVATE_KEY", key))
            .error(3);
            assert!(
                error.contains(expected) && error.contains("nothing was sent"),
                "{line}: {error}"
            );
            assert!(
                error.contains("arbitrum-sepolia") || error.contains("Arbitrum Sepolia"),
                "what to use: {error}"
            );
        }
        assert_eq!(sent.load(Ordering::SeqCst), 0);
    }
}

#[test]
fn base_is_refused_by_its_name_without_a_connection() {
    let place = Place::new();
    for network in ["base", "base-sepolia", "84532"] {
        let error = place
            .diem(&format!(
                "deploy --network {network} --from {}",
                ACCOUNTS[0]
            ))
            .error(3);
        assert!(
            error.contains("no Stylus VM") && error.contains("a Nitro chain that settles on it"),
            "{error}"
        );
    }
    let error = place.diem("deploy --network base-sepolia").error(3);
    assert!(error.contains("--network unite-testnet"), "{error}");
}

#[test]
fn a_known_name_must_have_its_chain_id() {
    let place = Place::new();
    let (url, _) = plain_evm(5);
    std::fs::create_dir(place.path().join("deployments")).unwrap();
    place.write(
        "deployments/networks.toml",
        format!("[[network]]\nname = \"mine\"\ntitle = \"Mine\"\nchain-id = 7\nrpc = \"{url}\"\ngas-token = \"ETH\"\nstylus = \"yes\"\ntestnet = true\n"),
    );
    let error = place.diem("position --network mine").error(3);
    assert!(
        error.contains("is on chain 5, but Mine has the chain id 7"),
        "{error}"
    );
}

/// Stakes through an endpoint that answers some requests itself and passes the others on to the node.
fn stake_through(
    scene: &Scene,
    answer: impl Fn(&Value) -> Option<Value> + Send + Sync + 'static,
) -> Ran {
    let (manifest, node) = (
        scene.ready["manifest"].as_str().unwrap(),
        scene.url().to_owned(),
    );
    let url = serve(move |request| answer(request).or_else(|| Some(forward(&node, request))));
    scene.diem(&format!(
        "stake 5 --network {url} --manifest {manifest} --dev-account 1 --send --yes"
    ))
}

fn refusal(request: &Value, code: i32, message: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": request["id"], "error": { "code": code, "message": message } })
}

#[test]
fn endpoints_that_fail_are_told_apart() {
    let scene = Scene::new();
    let no_overrides = stake_through(&scene, |request| {
        (request["method"] == "eth_call").then(|| result(request, json!("0x")))
    });
    let error = no_overrides.error(1);
    assert!(
        error.contains("ignores state overrides in eth_call"),
        "{error}"
    );
    let limited = stake_through(&scene, |request| {
        (request["method"] == "eth_gasPrice")
            .then(|| refusal(request, -32_005, "too many requests"))
    });
    assert!(limited.error(1).contains("answers: too many requests"));
    let nonsense = stake_through(&scene, |request| {
        (request["method"] == "eth_gasPrice").then(|| json!("what?"))
    });
    let error = nonsense.error(1);
    assert!(error.contains("cannot be reached"), "{error}");
    let refused = stake_through(&scene, |request| {
        (request["method"] == "eth_sendRawTransaction")
            .then(|| refusal(request, -32_000, "nonce too low"))
    });
    assert!(refused.error(1).contains("answers: nonce too low"));
}

#[test]
fn a_transaction_that_fails_in_its_block_is_reported_with_its_hash() {
    let scene = Scene::new();
    let (node, staking) = (scene.url().to_owned(), scene.contract("staking").to_owned());
    let failed = stake_through(&scene, move |request| {
        if request["method"] == "eth_sendRawTransaction" {
            // Between estimate and block, the owner pauses.
            let pause = json!([{ "from": ACCOUNTS[0], "to": staking, "data": "0x8456cb59" }]);
            crate::rpc::request(&node, "eth_sendTransaction", pause);
        }
        None
    });
    let error = failed.error(3);
    assert!(
        error.contains("is in a block and failed") && error.contains("EnforcedPause"),
        "{error}"
    );
}
