//! `stake`, `mint`, `burn`, `unstake`, `claim`, `position`, `drip`, and what the owner does.

use serde_json::{Value, json};

use crate::scene::{ACCOUNTS, DAY, Scene, units};

#[test]
fn stake_goes_with_a_permit_and_needs_no_approval() {
    let scene = Scene::new();
    let sent = scene.dry_then_sent(1, "stake 300");
    assert_eq!(sent["command"], "stake");
    assert_eq!(sent["account"], ACCOUNTS[1]);
    let [transaction] = &sent["transactions"].as_array().expect("transactions")[..] else {
        panic!("one transaction: {sent:#}");
    };
    assert_eq!(transaction["function"], "stakeWithPermit");
    assert_eq!(transaction["contract"], "staking");
    assert_eq!(transaction["to"], scene.contract("staking"));
    assert_eq!(
        sent["changes"]["vvvHeld"],
        json!({ "unit": "VVV", "before": units(10_000), "after": units(9_700) })
    );
    assert_eq!(sent["changes"]["staked"]["after"], units(300));
    assert_eq!(
        sent["changes"]["mintable"],
        json!({ "unit": "DIEM", "before": "0", "after": units(3) })
    );

    let receipt = scene.rpc("eth_getTransactionReceipt", json!([transaction["hash"]]));
    assert_eq!(receipt["status"], "0x1");
    let used = u64::from_str_radix(&receipt["gasUsed"].as_str().unwrap()[2..], 16).unwrap();
    assert_eq!(transaction["gasUsed"], used);
    let estimated = transaction["gas"].as_u64().unwrap();
    assert!(
        (used..used * 115 / 100).contains(&estimated),
        "{estimated} for {used}"
    );
}

#[test]
fn stake_can_approve_instead_and_uses_an_approval_that_is_there() {
    let scene = Scene::new();
    let sent = scene.dry_then_sent(1, "stake 300 --approve");
    assert_eq!(functions(&sent), ["approve", "stake"]);
    assert!(
        sent["notes"][0]
            .as_str()
            .unwrap()
            .contains("approves 300 VVV")
    );
    let gas = |i: usize, key: &str| sent["transactions"][i][key].as_u64().unwrap();
    for i in [0, 1] {
        let (estimated, used) = (gas(i, "gas"), gas(i, "gasUsed"));
        assert!(
            (used * 85 / 100..used * 115 / 100).contains(&estimated),
            "{estimated} for {used}"
        );
    }
    scene.send(1, "stake 100 --approve");
    assert_eq!(
        functions(&scene.send(1, "stake 5000 --mint")),
        ["approve", "stakeAndMint"]
    );
}

#[test]
fn stake_and_mint_in_one_command() {
    let scene = Scene::new();
    let sent = scene.dry_then_sent(1, &format!("stake 1000 --mint --to {}", ACCOUNTS[2]));
    assert_eq!(functions(&sent), ["approve", "stakeAndMint"]);
    let changes = &sent["changes"];
    assert_eq!(changes["locked"]["after"], units(1_000));
    assert_eq!(changes["diemHeld"]["after"], units(10));
    // Minted at noon: half of the day is left, less the seconds since.
    let capacity = changes["capacityToday"]["after"]
        .as_str()
        .unwrap()
        .parse::<u128>()
        .unwrap();
    assert!(
        (4_990_000_000_000_000_000..=5_000_000_000_000_000_000).contains(&capacity),
        "{capacity}"
    );
    let receiver = scene.json(&format!("capacity {}", ACCOUNTS[2]));
    assert_eq!(receiver["accounts"][0]["tomorrow"], units(10));
}

#[test]
fn stake_for_another_account() {
    let scene = Scene::new();
    let sent = scene.dry_then_sent(1, &format!("stake 50 --for {}", ACCOUNTS[2]));
    assert_eq!(functions(&sent), ["approve", "stakeFor"]);
    assert_eq!(
        scene.json(&format!("position {}", ACCOUNTS[2]))["staked"],
        units(50)
    );
    assert_eq!(
        scene.json(&format!("position {}", ACCOUNTS[1]))["staked"],
        "0"
    );
}

#[test]
fn mint_by_diem_by_vvv_and_all() {
    let scene = Scene::new();
    scene.send(1, "stake 1000");
    assert_eq!(
        scene.dry_then_sent(1, "mint --diem 2.5")["changes"]["locked"]["after"],
        units(250)
    );
    assert_eq!(
        scene.dry_then_sent(1, "mint --vvv 150")["changes"]["minted"]["after"],
        units(4)
    );
    let all = scene.dry_then_sent(1, "mint --max");
    assert_eq!(
        all["changes"]["mintable"],
        json!({ "unit": "DIEM", "before": units(6), "after": "0" })
    );
    let refused = scene.diem("mint --max --dev-account 1").error(3);
    assert!(refused.contains("backs no DIEM"), "{refused}");
    let refused = scene.diem("mint --diem 1 --dev-account 1").error(3);
    assert!(
        refused.contains("InsufficientStake (needed 1100 VVV, staked 1000 VVV)"),
        "{refused}"
    );
}

#[test]
fn burn_frees_the_stake_after_midnight() {
    let scene = Scene::new();
    scene.send(1, "stake 1000 --mint");
    let sent = scene.dry_then_sent(1, "burn 4");
    assert_eq!(sent["changes"]["minted"]["after"], units(6));
    assert_eq!(sent["changes"]["burnedToday"]["after"], units(4));
    assert_eq!(sent["changes"]["free"]["after"], "0");
    scene.pass(DAY);
    let position = scene.json(&format!("position {}", ACCOUNTS[1]));
    assert_eq!(
        (&position["free"], &position["locked"]),
        (&json!(units(400)), &json!(units(600)))
    );
    let refused = scene.diem("burn 7 --dev-account 1").error(3);
    assert!(refused.contains("BurnExceedsMinted"), "{refused}");
}

#[test]
fn tickets_are_requested_cancelled_and_withdrawn() {
    let scene = Scene::new();
    scene.send(1, "stake 1000");
    let first = scene.dry_then_sent(1, "unstake request 100");
    assert_eq!(first["changes"]["inTheTicket"]["after"], units(100));
    assert!(
        first["notes"][0]
            .as_str()
            .unwrap()
            .contains("diem unstake withdraw 0"),
        "{first:#}"
    );
    scene.send(1, "unstake request 200");
    let position = scene.json(&format!("position {}", ACCOUNTS[1]));
    let tickets: Vec<_> = position["tickets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| (&t["ticket"], &t["amount"]))
        .collect();
    assert_eq!(
        tickets,
        [
            (&json!(0), &json!(units(100))),
            (&json!(1), &json!(units(200)))
        ]
    );

    let early = scene.diem("unstake withdraw 0 --dev-account 1").error(3);
    assert!(
        early.contains("CooldownNotOver") && early.contains("UTC"),
        "{early}"
    );
    let cancelled = scene.dry_then_sent(1, "unstake cancel 0");
    assert_eq!(cancelled["changes"]["staked"]["after"], units(800));
    scene.pass(7 * DAY);
    let paid = scene.dry_then_sent(1, &format!("unstake withdraw 1 --to {}", ACCOUNTS[2]));
    assert_eq!(paid["changes"]["vvvHeld"]["after"], units(10_200));
    let unknown = scene.diem("unstake cancel 1 --dev-account 1").error(3);
    assert!(unknown.contains("UnknownTicket"), "{unknown}");
}

#[test]
fn rewards_are_funded_claimed_and_staked() {
    let scene = Scene::new();
    scene.send(1, "stake 1000");
    let funded = scene.dry_then_sent(0, "fund-rewards 700 --days 70");
    assert_eq!(functions(&funded), ["approve", "fundRewards"]);
    assert_eq!(funded["changes"]["unstreamed"]["after"], units(700));
    let not_owner = scene
        .diem("fund-rewards 10 --days 70 --dev-account 1")
        .error(3);
    assert!(
        not_owner.contains("OwnableUnauthorizedAccount"),
        "{not_owner}"
    );

    scene.pass(DAY);
    let claimed = scene.dry_then_sent(1, "claim");
    let held: u128 = claimed["changes"]["vvvHeld"]["after"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!(
        held > 9_009_900_000_000_000_000_000,
        "a day's share of 10 VVV a day: {held}"
    );
    scene.pass(DAY);
    let staked = scene.dry_then_sent(1, "claim --stake");
    let staked: u128 = staked["changes"]["staked"]["after"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!(staked > 1_009_900_000_000_000_000_000, "{staked}");
}

#[test]
fn the_owner_pauses_and_unpauses() {
    let scene = Scene::new();
    assert_eq!(
        scene.dry_then_sent(0, "pause")["changes"]["paused"]["after"],
        true
    );
    let paused = scene.diem("stake 5 --dev-account 1").error(3);
    assert!(paused.contains("EnforcedPause"), "{paused}");
    assert_eq!(
        scene.dry_then_sent(0, "unpause")["changes"]["paused"]["after"],
        false
    );
    scene.send(1, "stake 5");
}

#[test]
fn surplus_goes_to_the_stakers() {
    let scene = Scene::new();
    scene.send(1, "stake 1000");
    let transfer = format!(
        "0xa9059cbb{:0>64}{:064x}",
        &scene.contract("staking")[2..],
        5 * 10_u128.pow(18)
    );
    scene.rpc(
        "eth_sendTransaction",
        json!([{ "from": ACCOUNTS[2], "to": scene.contract("vvv"), "data": transfer }]),
    );
    let funded = scene.dry_then_sent(0, "fund-rewards --surplus --days 5");
    assert_eq!(functions(&funded), ["fundRewardsFromSurplus"]);
    assert_eq!(funded["changes"]["unstreamed"]["after"], units(5));
}

#[test]
fn the_faucet_gives_once_a_day() {
    let scene = Scene::new();
    let sent = scene.dry_then_sent(1, "drip");
    assert_eq!(sent["changes"]["vvvHeld"]["after"], units(20_000));
    let again = scene.diem("drip --dev-account 1").error(3);
    assert!(again.contains("DripAlreadyTaken"), "{again}");
}

#[test]
fn a_position_is_shown_to_people_and_programs() {
    let scene = Scene::new();
    scene.send(1, "stake 1000 --mint");
    let text = scene.diem("position --dev-account 1").ok();
    for expected in [
        "staked",
        "1,000 VVV",
        "DIEM held",
        "10 DIEM",
        "no tickets",
        "on node (chain 412346)",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let document = scene.json("position --dev-account 1");
    let keys: Vec<&str> = document
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        [
            "account",
            "availableToday",
            "burnedToday",
            "capacityToday",
            "claimable",
            "command",
            "diemHeld",
            "free",
            "locked",
            "mintable",
            "minted",
            "network",
            "staked",
            "tickets",
            "vvvHeld",
        ]
    );
    assert_eq!(document["network"]["chainId"], 412_346);
}

fn functions(sent: &Value) -> Vec<&str> {
    let transactions = sent["transactions"].as_array().expect("transactions");
    transactions
        .iter()
        .map(|transaction| transaction["function"].as_str().expect("a name"))
        .collect()
}
