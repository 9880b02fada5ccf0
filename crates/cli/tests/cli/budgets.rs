//! `allowance` and `meter`: `set`, `sign`, `submit`, `show`.

use serde_json::{Value, json};

use crate::scene::{ACCOUNTS, DAY, Scene, units};

#[test]
fn budgets_are_set_shown_and_revoked() {
    let scene = Scene::new();
    for kind in ["allowance", "meter"] {
        let sent = scene.dry_then_sent(1, &format!("{kind} set {} 5 --expires 30d", ACCOUNTS[2]));
        assert_eq!(
            sent["changes"]["dailyLimit"],
            json!({ "unit": "credits", "before": "0", "after": units(5) })
        );
        assert_eq!(sent["changes"]["nonce"]["after"], 1);
        let shown = scene.json(&format!(
            "{kind} show {} {} --owner {}",
            ACCOUNTS[2], ACCOUNTS[3], ACCOUNTS[1]
        ));
        let budget = &shown["budgets"][0];
        assert_eq!(budget["dailyLimit"], units(5));
        assert_eq!(budget["leftToday"], units(5));
        let expires = budget["expires"].as_u64().unwrap();
        assert!(
            (29 * DAY..=30 * DAY + 60).contains(&(expires - scene.now())),
            "{expires}"
        );
        assert_eq!(shown["budgets"][1]["dailyLimit"], "0");

        let revoked = scene.dry_then_sent(1, &format!("{kind} set {} 0", ACCOUNTS[2]));
        assert_eq!(revoked["changes"]["dailyLimit"]["after"], "0");
        scene.send(1, &format!("{kind} set {} unlimited", ACCOUNTS[2]));
        let text = scene
            .diem(&format!("{kind} show {} --dev-account 1", ACCOUNTS[2]))
            .ok();
        assert!(
            text.contains("unlimited") && text.contains("never"),
            "{text}"
        );
    }
}

#[test]
fn a_signed_budget_is_submitted_by_somebody_else() {
    let scene = Scene::new();
    for kind in ["allowance", "meter"] {
        let signed = scene.json(&format!(
            "{kind} sign {} 5 --expires never --valid-for 1h --dev-account 1",
            ACCOUNTS[2]
        ));
        let keys: Vec<&str> = signed
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            keys,
            [
                "chainId",
                "contract",
                "dailyLimit",
                "deadline",
                "expiry",
                "kind",
                "nonce",
                "owner",
                "signature",
                "spender"
            ]
        );
        assert_eq!(signed["dailyLimit"], units(5));
        let file = format!("{kind}.json");
        scene.place().write(&file, signed.to_string());
        let sent = scene.dry_then_sent(3, &format!("{kind} submit {file}"));
        assert_eq!(sent["account"], ACCOUNTS[3]);
        assert_eq!(sent["changes"]["dailyLimit"]["after"], units(5));
        assert_eq!(sent["changes"]["expires"]["after"], u32::MAX);

        let again = scene
            .diem(&format!("{kind} submit {file} --dev-account 3"))
            .error(3);
        assert!(again.contains("made the signature void"), "{again}");
        let other = if kind == "meter" {
            "allowance"
        } else {
            "meter"
        };
        let wrong = scene
            .diem(&format!("{other} submit {file} --dev-account 3"))
            .error(2);
        assert!(wrong.contains(&format!("`diem {kind} submit`")), "{wrong}");
    }
}

#[test]
fn a_signed_budget_that_was_changed_or_is_late_or_of_elsewhere_is_refused() {
    let scene = Scene::new();
    let signed = scene.json(&format!(
        "allowance sign {} 5 --valid-for 1h --dev-account 1",
        ACCOUNTS[2]
    ));
    let submit = |change: &dyn Fn(&mut Value)| {
        let mut changed = signed.clone();
        change(&mut changed);
        scene.place().write("changed.json", changed.to_string());
        scene.diem("allowance submit changed.json --dev-account 3")
    };
    let more = submit(&|budget| budget["dailyLimit"] = json!(units(500))).error(3);
    assert!(more.contains("InvalidSigner"), "{more}");
    let elsewhere = submit(&|budget| budget["chainId"] = json!(1)).error(3);
    assert!(elsewhere.contains("signed for the contract"), "{elsewhere}");
    let broken = submit(&|budget| budget["signature"] = json!("0x1234")).error(3);
    assert!(broken.contains("ECDSAInvalidSignature"), "{broken}");
    let unknown = submit(&|budget| budget["limit"] = json!("7")).error(2);
    assert!(unknown.contains("unknown field `limit`"), "{unknown}");
    let no_amount = submit(&|budget| budget["dailyLimit"] = json!("5.5")).error(2);
    assert!(no_amount.contains("no amount in wei"), "{no_amount}");
    scene.pass(3_700);
    let late = submit(&|_| {}).error(3);
    assert!(late.contains("could be submitted until"), "{late}");
}

#[test]
fn signing_tells_people_what_they_sign_and_prints_only_the_budget() {
    let scene = Scene::new();
    let ran = scene.diem(&format!("meter sign {} 5 --dev-account 1", ACCOUNTS[2]));
    assert!(ran.stderr.contains("use up to 5 credits a day"), "{ran:?}");
    let document = ran.document();
    assert_eq!(document["kind"], "meter");
}

#[test]
fn budgets_that_make_no_sense_are_refused() {
    let scene = Scene::new();
    let own = scene
        .diem(&format!("allowance set {} 5 --dev-account 1", ACCOUNTS[1]))
        .error(2);
    assert!(own.contains("needs no budget on its own credits"), "{own}");
    let past = scene
        .diem(&format!(
            "allowance set {} 5 --expires 2020-01-01 --dev-account 1",
            ACCOUNTS[2]
        ))
        .error(2);
    assert!(past.contains("has passed already"), "{past}");
}
