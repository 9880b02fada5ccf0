//! `meter post`: readings from files, roots of receipts, shortfalls.

use diem_sdk::receipts::{ReceiptTree, UsageReceipt};
use serde_json::{Value, json};

use crate::scene::{ACCOUNTS, DAY, Scene, units};

/// A scene in which accounts 1 and 2 have 10 credits each today, and gave account 3 meters of 8 and of any amount.
fn with_meters() -> Scene {
    let scene = Scene::new();
    for account in [1, 2] {
        scene.send(account, "stake 1000 --mint");
    }
    scene.send(1, &format!("meter set {} 8", ACCOUNTS[3]));
    scene.send(2, &format!("meter set {} unlimited", ACCOUNTS[3]));
    scene.pass(DAY);
    scene
}

fn root() -> String {
    format!("0x{}", "07".repeat(32))
}

#[test]
fn readings_are_posted_from_lines_and_from_json() {
    let scene = with_meters();
    scene.place().write(
        "readings.csv",
        format!("owner,total\n{},2.5\n{},1\n", ACCOUNTS[1], ACCOUNTS[2]),
    );
    let sent = scene.dry_then_sent(3, &format!("meter post readings.csv --root {}", root()));
    assert_eq!(sent["command"], "meter post");
    assert_eq!(sent["changes"].as_object().unwrap().len(), 2);
    assert_eq!(
        change_of(&sent, ACCOUNTS[1])["after"],
        "2500000000000000000"
    );
    assert_eq!(sent["shortfalls"], json!([]));

    let readings = json!([{ "owner": ACCOUNTS[1], "total": "2" }]);
    scene.place().write("readings.json", readings.to_string());
    let lowered = scene.dry_then_sent(3, &format!("meter post readings.json --root {}", root()));
    assert_eq!(
        change_of(&lowered, ACCOUNTS[1])["before"],
        "2500000000000000000"
    );
    assert_eq!(change_of(&lowered, ACCOUNTS[1])["after"], units(2));
    // The same once more changes nothing.
    let again = scene.dry_then_sent(3, &format!("meter post readings.json --root {}", root()));
    assert_eq!(change_of(&again, ACCOUNTS[1])["before"], units(2));
    assert_eq!(
        scene.json(&format!("credits {}", ACCOUNTS[1]))["accounts"][0]["used"],
        units(2)
    );
}

#[test]
fn shortfalls_are_reported_with_their_reasons() {
    let scene = with_meters();
    scene.place().write(
        "readings.csv",
        format!("{},9\n{},12\n{},1\n", ACCOUNTS[1], ACCOUNTS[2], ACCOUNTS[0]),
    );
    let line = format!("meter post readings.csv --root {}", root());
    let text = scene.diem(&format!("{line} --dev-account 3")).ok();
    assert!(text.contains("Shortfall of 1 credits"), "{text}");
    let sent = scene.dry_then_sent(3, &line);
    let shortfalls = sent["shortfalls"].as_array().unwrap();
    let told: Vec<_> = shortfalls
        .iter()
        .map(|s| {
            (
                s["owner"].as_str().unwrap(),
                s["reached"].as_str().unwrap(),
                s["reason"].as_str().unwrap(),
            )
        })
        .collect();
    let (eight, ten) = (units(8), units(10));
    assert_eq!(
        told,
        [
            (
                ACCOUNTS[1],
                eight.as_str(),
                "the meter's daily limit is reached"
            ),
            (ACCOUNTS[2], ten.as_str(), "the owner has no more credits"),
            (ACCOUNTS[0], "0", "the meter has expired"),
        ]
    );
}

#[test]
fn the_root_is_that_of_the_receipts() {
    let scene = with_meters();
    let today = scene.today();
    let receipt = |index: u64, amount: &str| json!({ "owner": ACCOUNTS[1], "day": today, "index": index, "amount": amount, "requestHash": root() });
    scene.place().write(
        "receipts.json",
        json!([
            receipt(0, "500000000000000000"),
            receipt(1, "1500000000000000000")
        ])
        .to_string(),
    );
    scene
        .place()
        .write("readings.csv", format!("{},2\n", ACCOUNTS[1]));
    let line = "meter post readings.csv --receipts receipts.json";
    let sent = scene.dry_then_sent(3, line);
    let usage = |index: u64, amount: u64| UsageReceipt {
        owner: ACCOUNTS[1].parse().unwrap(),
        day: today.try_into().unwrap(),
        index: index.try_into().unwrap(),
        amount: amount.try_into().unwrap(),
        request_hash: root().parse().unwrap(),
    };
    let expected = ReceiptTree::new(&[
        usage(0, 500_000_000_000_000_000),
        usage(1, 1_500_000_000_000_000_000),
    ])
    .root();
    let notes = sent["notes"].as_array().unwrap();
    assert_eq!(notes, &[json!(format!("Root of the receipts: {expected}"))]);
    let receipt_on_chain = scene.rpc(
        "eth_getTransactionReceipt",
        json!([sent["transactions"][0]["hash"]]),
    );
    assert!(
        receipt_on_chain["logs"]
            .to_string()
            .contains(&expected.to_string()[2..]),
        "{receipt_on_chain:#}"
    );

    scene
        .place()
        .write("readings.csv", format!("{},3\n", ACCOUNTS[1]));
    let differing = scene.json(&format!("{line} --dev-account 3"));
    assert!(
        differing["notes"]
            .to_string()
            .contains("add up to 2 credits; the reading says 3"),
        "{differing:#}"
    );
}

#[test]
fn bad_files_are_refused_with_the_line() {
    let scene = with_meters();
    let post = |name: &str, text: &str| {
        scene.place().write(name, text);
        scene
            .diem(&format!(
                "meter post {name} --root {} --dev-account 3",
                root()
            ))
            .error(2)
    };
    let owner = ACCOUNTS[1];
    assert!(post("a.csv", &format!("{owner},1\n{owner},2\n")).contains("a.csv: line 2:"));
    assert!(post("b.csv", &format!("{owner},1\n0x12,2\n")).contains("b.csv: line 2: `0x12`"));
    assert!(
        post("c.csv", &format!("{owner},1.5x\n")).contains("c.csv: line 1: `1.5x` is no amount")
    );
    assert!(
        post(
            "d.json",
            &format!("[\n{{\"owner\": \"{owner}\", \"total\": 1}}\n]")
        )
        .contains("at line 2")
    );
    let missing = scene
        .diem(&format!(
            "meter post e.csv --root {} --dev-account 3",
            root()
        ))
        .error(1);
    assert!(missing.contains("e.csv cannot be read"), "{missing}");
    scene.place().write("f.csv", format!("{owner},1\n"));
    let other_day =
        json!([{ "owner": owner, "day": 1, "index": 0, "amount": "1", "requestHash": root() }]);
    scene.place().write("f.json", other_day.to_string());
    let refused = scene
        .diem("meter post f.csv --receipts f.json --dev-account 3")
        .error(2);
    assert!(
        refused.contains("a root is of one day's receipts"),
        "{refused}"
    );
    scene.diem("meter post f.csv --dev-account 3").error(2);
}

fn change_of<'a>(sent: &'a Value, owner: &str) -> &'a Value {
    let changes = sent["changes"].as_object().expect("changes");
    let found = changes
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(owner));
    found.expect("the owner's reading").1
}
