//! `spend`, `send`, `credits`, `capacity`, and the day that they name.

use std::sync::atomic::{AtomicUsize, Ordering};

use alloy::primitives::keccak256;
use serde_json::json;

use crate::{
    rpc,
    scene::{ACCOUNTS, DAY, Scene, units},
};

/// A scene in which account 1 has 10 credits today.
fn with_credits() -> Scene {
    let scene = Scene::new();
    scene.send(1, "stake 1000 --mint");
    scene.pass(DAY);
    scene
}

#[test]
fn credits_are_spent_for_a_payee() {
    let scene = with_credits();
    let sent = scene.dry_then_sent(
        1,
        &format!("spend 2.5 --payee {} --ref order-7", ACCOUNTS[2]),
    );
    assert_eq!(sent["day"], scene.today());
    assert_eq!(
        sent["changes"]["availableToday"]["after"],
        "7500000000000000000"
    );
    assert_eq!(sent["changes"]["usedToday"]["after"], "2500000000000000000");
    let note = |sent: &serde_json::Value| sent["notes"][0].as_str().expect("a note").to_owned();
    let hashed = keccak256("order-7").to_string();
    assert!(note(&sent).contains(&hashed), "{sent:#}");
    let sent = scene.send(
        1,
        &format!("spend 1 --payee {} --ref {hashed}", ACCOUNTS[2]),
    );
    assert!(
        note(&sent).contains(&hashed),
        "a hash is sent as it is: {sent:#}"
    );
    let poor = scene
        .diem(&format!(
            "spend 6.6 --payee {} --ref x --dev-account 1",
            ACCOUNTS[2]
        ))
        .error(3);
    assert!(
        poor.contains("InsufficientCredits")
            && poor.contains("available 6.5 credits, needed 6.6 credits"),
        "{poor}"
    );
}

#[test]
fn credits_are_sent_and_drawn() {
    let scene = with_credits();
    let sent = scene.dry_then_sent(1, &format!("send 3 --to {}", ACCOUNTS[2]));
    assert_eq!(
        sent["changes"]["receivedToday"]["after"],
        format!("-{}", units(3))
    );
    assert_eq!(
        sent["changes"]["receiversAvailableToday"]["after"],
        units(3)
    );

    let refused = scene
        .diem(&format!(
            "send 1 --to {} --owner {} --dev-account 2",
            ACCOUNTS[3], ACCOUNTS[1]
        ))
        .error(3);
    assert!(refused.contains("InsufficientAllowance"), "{refused}");
    scene.send(1, &format!("allowance set {} 2", ACCOUNTS[2]));
    let drawn = scene.dry_then_sent(
        2,
        &format!("send 1 --to {} --owner {}", ACCOUNTS[3], ACCOUNTS[1]),
    );
    assert_eq!(drawn["transactions"][0]["function"], "transferFrom");
    assert_eq!(drawn["changes"]["allowanceUsedToday"]["after"], units(1));
    assert_eq!(drawn["changes"]["ownersAvailableToday"]["after"], units(6));
}

#[test]
fn credits_of_several_accounts_are_listed() {
    let scene = with_credits();
    scene.send(1, &format!("send 3 --to {}", ACCOUNTS[2]));
    let listed = scene.json(&format!("credits {} {}", ACCOUNTS[1], ACCOUNTS[2]));
    assert_eq!(listed["day"], scene.today());
    assert_eq!(listed["nextReset"], (scene.today() + 1) * DAY);
    assert_eq!(
        listed["accounts"],
        json!([
            { "account": ACCOUNTS[1], "available": units(7), "capacity": units(10), "received": format!("-{}", units(3)), "used": "0" },
            { "account": ACCOUNTS[2], "available": units(3), "capacity": "0", "received": units(3), "used": "0" },
        ])
    );
    let text = scene.diem(&format!("credits {}", ACCOUNTS[1])).ok();
    assert!(
        text.contains("-3 credits") && text.contains("7 credits"),
        "{text}"
    );
    let ahead = scene.json(&format!(
        "capacity {} --day {}",
        ACCOUNTS[1],
        scene.today() + 30
    ));
    assert_eq!(ahead["accounts"][0]["capacity"], units(10));
    let past = scene
        .diem(&format!("capacity {} --day 2020-01-01", ACCOUNTS[1]))
        .error(3);
    assert!(past.contains("DayInThePast"), "{past}");
}

#[test]
fn another_day_is_refused_before_anything_is_sent() {
    let scene = with_credits();
    let tomorrow = scene.today() + 1;
    let line = format!(
        "spend 1 --payee {} --ref x --dev-account 1 --send --yes",
        ACCOUNTS[2]
    );
    let refused = scene.diem(&format!("{line} --day {tomorrow}")).error(3);
    assert!(refused.contains("only today's can be moved"), "{refused}");
    scene.diem(&format!("{line} --day {}", scene.today())).ok();
}

#[test]
fn a_plan_says_when_midnight_is_near() {
    let scene = with_credits();
    scene.set_time((scene.today() + 1) * DAY - 100);
    let plan = scene.json(&format!("send 1 --to {} --dev-account 1", ACCOUNTS[2]));
    let notes = plan["notes"].to_string();
    assert!(notes.contains("The day ends in"), "{notes}");
}

#[test]
fn midnight_between_showing_and_sending_stops_it() {
    let scene = with_credits();
    let node = scene.url().to_owned();
    // The first call asks for the time, the second tries the plan, the third, before sending, asks for the time again: the day ends then.
    let calls = AtomicUsize::new(0);
    let late = rpc::serve(move |request| {
        if request["method"] == "eth_call" && calls.fetch_add(1, Ordering::SeqCst) == 2 {
            rpc::request(&node, "evm_increaseTime", json!([DAY]));
            rpc::request(&node, "evm_mine", json!([]));
        }
        Some(rpc::forward(&node, request))
    });
    let manifest = scene.ready["manifest"].as_str().unwrap();
    let line = format!(
        "send 1 --to {} --dev-account 1 --send --yes --network {late} --manifest {manifest}",
        ACCOUNTS[2]
    );
    let sent = |scene: &Scene| scene.rpc("eth_getTransactionCount", json!([ACCOUNTS[1], "latest"]));
    let before = sent(&scene);
    let refused = scene.diem(&line).error(3);
    assert!(refused.contains("midnight (UTC) has passed"), "{refused}");
    assert_eq!(sent(&scene), before, "nothing was sent");
}
