//! `watch`.

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use serde_json::{Value, json};

use crate::scene::{ACCOUNTS, Running, Scene, units};

#[test]
fn past_events_are_listed_and_chosen_by_name_and_account() {
    let scene = Scene::new();
    scene.send(1, "stake 300 --mint");
    scene.send(2, "stake 5");
    let end = block(&scene);
    let listed = |options: &str| -> Vec<Value> {
        let text = scene
            .diem(&format!(
                "watch --from-block 0 --to-block {end} --json {options}"
            ))
            .ok();
        text.lines()
            .map(|line| serde_json::from_str(line).expect("a document per line"))
            .collect()
    };
    let staked = listed("--event Staked");
    assert_eq!(staked.len(), 2);
    assert_eq!(staked[0]["contract"], "staking");
    assert_eq!(staked[0]["address"], scene.contract("staking"));
    assert_eq!(staked[0]["event"], "Staked");
    assert_eq!(
        staked[0]["arguments"],
        json!({ "payer": ACCOUNTS[1], "account": ACCOUNTS[1], "amount": units(300) })
    );
    let keys: Vec<&str> = staked[0]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        [
            "address",
            "arguments",
            "block",
            "contract",
            "event",
            "logIndex",
            "time",
            "transaction"
        ]
    );

    let of_two = listed(&format!(
        "--event Staked --event DiemMinted --account {}",
        ACCOUNTS[2]
    ));
    assert_eq!(of_two.len(), 1);
    let all: Vec<String> = listed("")
        .iter()
        .map(|e| {
            format!(
                "{}.{}",
                e["contract"].as_str().unwrap(),
                e["event"].as_str().unwrap()
            )
        })
        .collect();
    for expected in [
        "vvv.Dripped",
        "staking.Initialized",
        "diem.Initialized",
        "staking.DiemBound",
        "credits.Initialized",
        "diem.Transfer",
    ] {
        assert!(
            all.iter().any(|event| event == expected),
            "{expected} in {all:?}"
        );
    }
    let text = scene
        .diem(&format!(
            "watch --from-block 0 --to-block {end} --event Staked"
        ))
        .ok();
    assert!(
        text.contains("staking.Staked  payer ") && text.contains("amount 300"),
        "{text}"
    );
}

#[test]
fn events_come_as_they_happen_by_polling_and_by_websocket() {
    let scene = Scene::new();
    let manifest = scene.ready["manifest"].as_str().unwrap();
    for url in [scene.url(), scene.ready["ws"].as_str().unwrap()] {
        let line = format!(
            "watch --network {url} --manifest {manifest} --json --event Staked --from-block {}",
            block(&scene) + 1
        );
        let mut watch = Running(
            scene
                .place()
                .command(line.split_whitespace())
                .stdout(Stdio::piped())
                .spawn()
                .expect("it starts"),
        );
        let mut lines = BufReader::new(watch.0.stdout.take().expect("its output")).lines();
        for amount in [3, 4] {
            scene.send(1, &format!("stake {amount}"));
            let event: Value = serde_json::from_str(&lines.next().expect("a line").expect("text"))
                .expect("a document");
            assert_eq!(event["arguments"]["amount"], units(amount));
        }
        drop(watch);
    }
}

#[test]
fn an_unknown_event_is_refused_with_the_names_there_are() {
    let scene = Scene::new();
    let error = scene.diem("watch --event Stake").error(2);
    assert!(
        error.contains("there is no event `Stake`") && error.contains("Staked"),
        "{error}"
    );
}

fn block(scene: &Scene) -> u64 {
    let number = scene.rpc("eth_blockNumber", json!([]));
    u64::from_str_radix(&number.as_str().unwrap()[2..], 16).unwrap()
}
