//! `receipts prove` and `receipts verify`.

use serde_json::{Value, json};

use crate::scene::{ACCOUNTS, DAY, Place, Scene};

fn receipt(owner: &str, day: u64, index: u64, amount: u64) -> Value {
    let hash = format!("0x{index:064x}");
    json!({ "owner": owner, "day": day, "index": index, "amount": amount.to_string(), "requestHash": hash })
}

/// A scene in which account 3 posted the root of three receipts of today.
fn with_receipts() -> Scene {
    let scene = Scene::new();
    let today = scene.today();
    let receipts = json!([
        receipt(ACCOUNTS[1], today, 0, 100),
        receipt(ACCOUNTS[1], today, 1, 200),
        receipt(ACCOUNTS[2], today, 0, 300),
    ]);
    scene.place().write("receipts.json", receipts.to_string());
    scene
        .place()
        .write("readings.csv", format!("{},0\n", ACCOUNTS[1]));
    scene.send(3, "meter post readings.csv --receipts receipts.json");
    scene
}

#[test]
fn a_receipt_is_proved_and_the_proof_is_checked_against_the_chain() {
    let scene = with_receipts();
    let proved = scene
        .diem("receipts prove receipts.json --index 1")
        .document();
    assert_eq!(proved["receipt"]["amount"], "200");
    assert_eq!(proved["proof"].as_array().unwrap().len(), 2);
    scene.place().write("proof.json", proved.to_string());
    let line = format!("receipts verify proof.json --gateway {}", ACCOUNTS[3]);
    let verified = scene.json(&line);
    assert_eq!(verified["root"], proved["root"]);
    assert_eq!(verified["lastOfTheDay"], true);
    assert!(scene.diem(&line).ok().contains("the last of the day"));

    // On another day, after other postings, it is still found.
    scene.send(
        3,
        &format!("meter post readings.csv --root 0x{}", "09".repeat(32)),
    );
    assert_eq!(scene.json(&line)["lastOfTheDay"], false);
    scene.pass(3 * DAY);
    scene.send(
        3,
        &format!("meter post readings.csv --root 0x{}", "0a".repeat(32)),
    );
    assert_eq!(scene.json(&line)["lastOfTheDay"], false);
}

#[test]
fn what_was_changed_or_never_posted_is_not_in_order() {
    let scene = with_receipts();
    let proved = scene
        .diem("receipts prove receipts.json --index 1")
        .document();
    let verify = |changed: &Value, gateway: usize| {
        scene.place().write("proof.json", changed.to_string());
        scene
            .diem(&format!(
                "receipts verify proof.json --gateway {}",
                ACCOUNTS[gateway]
            ))
            .error(5)
    };
    let mut more = proved.clone();
    more["receipt"]["amount"] = json!("201");
    assert!(verify(&more, 3).contains("receipt or proof were changed"));
    assert!(verify(&proved, 2).contains("posted no root on"));
    scene.place().write(
        "others.json",
        json!([receipt(ACCOUNTS[1], scene.today(), 0, 5)]).to_string(),
    );
    let other = scene
        .diem("receipts prove others.json --index 0")
        .document();
    assert!(verify(&other, 3).contains("which is none of the 1 roots"));
}

#[test]
fn proving_needs_no_network_and_says_which_receipt_is_meant() {
    let place = Place::new();
    let receipts = json!([receipt(ACCOUNTS[1], 7, 0, 1), receipt(ACCOUNTS[2], 7, 0, 2)]);
    place.write("receipts.json", receipts.to_string());
    let unclear = place
        .diem("receipts prove receipts.json --index 0")
        .error(2);
    assert!(unclear.contains("say whose with --owner"), "{unclear}");
    let clear = place
        .diem(&format!(
            "receipts prove receipts.json --index 0 --owner {}",
            ACCOUNTS[2]
        ))
        .document();
    assert_eq!(clear["receipt"]["owner"], ACCOUNTS[2]);
    let none = place
        .diem("receipts prove receipts.json --index 5")
        .error(2);
    assert!(
        none.contains("no receipt of that owner with the index 5"),
        "{none}"
    );
    place.write(
        "mixed.json",
        json!([receipt(ACCOUNTS[1], 7, 0, 1), receipt(ACCOUNTS[1], 8, 1, 2)]).to_string(),
    );
    let mixed = place.diem("receipts prove mixed.json --index 1").error(2);
    assert!(mixed.contains("one file per day"), "{mixed}");
    place.write("bad.json", "{}");
    assert!(
        place
            .diem("receipts prove bad.json --index 1")
            .error(2)
            .contains("bad.json: invalid type")
    );
}
