//! `diem node`: a chain with the suite, found by the other commands.

use std::process::Command;

use serde_json::json;

use crate::scene::{ACCOUNTS, Place, Running, Scene, start_node, units};

#[test]
fn the_suite_is_deployed_and_accounts_are_funded() {
    let scene = Scene::new();
    let keys: Vec<&str> = scene
        .ready
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        [
            "accounts",
            "chainId",
            "command",
            "contracts",
            "manifest",
            "rpc",
            "ws"
        ]
    );
    assert_eq!(scene.ready["accounts"], json!(ACCOUNTS));
    for account in ACCOUNTS {
        assert_eq!(
            scene.json(&format!("position {account}"))["vvvHeld"],
            units(10_000)
        );
        assert_ne!(
            scene.rpc("eth_getBalance", json!([account, "latest"])),
            "0x0"
        );
    }
    scene.diem("doctor").ok();
    scene.diem("verify").ok();
    // By its URL, too, its manifest is found.
    let by_url = scene.json(&format!(
        "position {} --network {}",
        ACCOUNTS[1],
        scene.url()
    ));
    assert_eq!(by_url["vvvHeld"], units(10_000));
    let by_socket = scene.json(&format!(
        "position {} --network {}",
        ACCOUNTS[1],
        scene.ready["ws"].as_str().unwrap()
    ));
    assert_eq!(by_socket["vvvHeld"], units(10_000));
}

#[test]
fn one_node_is_found_and_a_second_one_stays_apart() {
    let scene = Scene::new();
    let second = scene.diem("node --port 0").error(1);
    assert!(
        second.contains("a node is running already") && second.contains("--deployments"),
        "{second}"
    );
    let (apart, ready) = start_node(
        scene.place(),
        &[
            "node",
            "--port",
            "0",
            "--accounts",
            "1",
            "--deployments",
            "apart",
            "--json",
        ],
    );
    assert_ne!(ready["rpc"], scene.ready["rpc"]);
    assert_eq!(ready["manifest"], "apart/412346.json");
    let here = scene.json(&format!("position {}", ACCOUNTS[1]));
    assert_eq!(here["vvvHeld"], units(10_000), "still the first one's");
    let there = scene.json(&format!(
        "position {} --network {} --deployments apart",
        ACCOUNTS[1],
        ready["rpc"].as_str().unwrap()
    ));
    assert_eq!(there["vvvHeld"], "0", "the second one has one account");
    drop(apart);
}

#[test]
fn a_node_that_was_killed_leaves_nothing_in_the_way() {
    let place = Place::new();
    let (killed, _) = start_node(
        &place,
        &["node", "--port", "0", "--accounts", "1", "--json"],
    );
    drop(killed);
    let error = place.diem("position").error(1);
    assert!(
        error.contains("no node of this machine is running"),
        "{error}"
    );
    let (next, _) = start_node(
        &place,
        &["node", "--port", "0", "--accounts", "1", "--json"],
    );
    place.diem(&format!("position {}", ACCOUNTS[0])).ok();
    drop(next);
}

#[test]
fn a_chain_that_is_kept_goes_on_where_it_was() {
    let place = Place::new();
    let arguments = [
        "node",
        "--port",
        "0",
        "--accounts",
        "2",
        "--state",
        "chain.json",
        "--json",
    ];
    let (node, first) = start_node(&place, &arguments);
    place.diem("stake 7 --dev-account 1 --send --yes").ok();
    end_well(node);
    let (node, again) = start_node(&place, &arguments);
    assert_eq!(again["contracts"], first["contracts"]);
    let position = place
        .diem(&format!("position {} --json", ACCOUNTS[1]))
        .document();
    assert_eq!(
        (&position["staked"], &position["vvvHeld"]),
        (&json!(units(7)), &json!(units(9_993)))
    );
    end_well(node);
    assert!(
        place
            .path()
            .join("chain.json.deployments/412346.json")
            .exists()
    );
}

#[test]
fn a_node_tells_people_what_there_is_and_ends_when_asked() {
    let place = Place::new();
    let mut child = place
        .command(["node", "--port", "0", "--accounts", "2"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
    let node = Running(child);
    let mut text = String::new();
    while !text.contains("listening on http://127.0.0.1:") {
        text += &lines.next().expect("more to come").expect("text");
        text.push('\n');
    }
    for expected in [
        ACCOUNTS[0],
        ACCOUNTS[1],
        "staking  0x",
        "credits  0x",
        "Manifest: ",
        "--dev-account NUMBER",
        "everybody has them",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    end_well(node);
    assert!(!place.path().join(".local/state/diem/node").exists());
}

#[test]
fn a_port_that_is_taken_is_named() {
    let place = Place::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = place.diem(&format!("node --port {port}")).error(1);
    assert!(
        error.contains("the node does not start") && error.contains(&port.to_string()),
        "{error}"
    );
}

/// Asks a node to end (SIGTERM), which it does well.
fn end_well(mut node: Running) {
    let asked = Command::new("kill")
        .arg(node.0.id().to_string())
        .status()
        .expect("kill runs");
    assert!(asked.success());
    assert!(node.0.wait().expect("it ends").success());
}
