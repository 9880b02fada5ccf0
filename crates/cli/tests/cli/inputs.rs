//! Bad input: one clear error that names the remedy, and the exit code.

use serde_json::{Value, json};

use crate::scene::{ACCOUNTS, Place, Scene};

#[test]
fn arguments_that_cannot_be_meant() {
    let place = Place::new();
    let to = ACCOUNTS[1];
    for (line, expected) in [
        ("stake 1,000", "`1,000` is no amount"),
        ("stake -5", "unexpected argument '-5'"),
        ("stake 1e18", "`1e18` is no amount"),
        ("stake 0", "no amount of zero"),
        (
            "stake 0.0000000000000000001",
            "more than 18 digits after the point",
        ),
        ("stake", "<AMOUNT>"),
        ("stake 5 --yes", "--send"),
        ("mint", "--diem <AMOUNT>|--vvv <AMOUNT>|--max"),
        ("mint --diem 5 --vvv 5", "cannot be used with"),
        (
            "send 5 --to 0x1234",
            "an address is 0x and 40 hexadecimal digits",
        ),
        (
            "send 5 --to 0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
            "checksum (EIP-55) does not match",
        ),
        (
            "send 5 --to 0x0000000000000000000000000000000000000000",
            "zero address",
        ),
        (
            "spend 5 --payee 0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
            "--ref <REFERENCE>",
        ),
        (
            "spend 5 --payee 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --ref 0x12",
            "a reference in hexadecimal is 0x and 64 digits",
        ),
        (
            "allowance set 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 5 --expires soon",
            "an expiry is `never`",
        ),
        ("capacity --day someday", "a day is a date such as"),
        ("unstake withdraw first", "invalid value 'first'"),
        ("fund-rewards 5 --days 400", "400 is not in 1..=365"),
        ("fund-rewards --days 4", "<AMOUNT|--surplus>"),
        (
            "deploy --cooldown soon",
            "a duration is a number with s, m, h, d or w",
        ),
        ("deploy --dry-run --yes", "cannot be used with"),
        ("stakes 5", "unrecognized subcommand 'stakes'"),
        (
            "stake 5 --private-key 0x1234",
            "unexpected argument '--private-key'",
        ),
        ("completions tcsh", "invalid value 'tcsh'"),
    ] {
        let error = place.diem(line).error(2);
        assert!(error.contains(expected), "{line}: {error}");
    }
    let help = place.diem(&format!("send 5 --to {to} --nothing")).error(2);
    assert!(help.contains("--help"), "{help}");
}

#[test]
fn networks_and_manifests_that_are_not_there() {
    let place = Place::new();
    let unknown = place.diem("position --network arbitrum-sepolya").error(2);
    assert!(
        unknown.contains("there is no network `arbitrum-sepolya`")
            && unknown.contains("arbitrum-sepolia"),
        "{unknown}"
    );
    let no_node = place.diem("position").error(1);
    assert!(no_node.contains("start one with `diem node`"), "{no_node}");
    let nobody = place.diem("position --network http://127.0.0.1:1").error(1);
    assert!(
        nobody.contains("http://127.0.0.1:1 cannot be reached (Connection refused")
            && nobody.contains("`diem node`"),
        "{nobody}"
    );
    let nobody = place.diem("position --network ws://127.0.0.1:1").error(1);
    assert!(
        nobody.contains("ws://127.0.0.1:1 cannot be reached"),
        "{nobody}"
    );

    let scene = Scene::new();
    let account = ACCOUNTS[1];
    let missing = scene
        .diem(&format!(
            "position {account} --network {} --deployments nowhere",
            scene.url()
        ))
        .error(1);
    assert!(
        missing.contains("there is no manifest nowhere/412346.json")
            && missing.contains("`diem deploy`"),
        "{missing}"
    );
    let missing = scene
        .diem(&format!("position {account} --manifest nothing.json"))
        .error(1);
    assert!(
        missing.contains("there is no manifest nothing.json"),
        "{missing}"
    );

    let text = std::fs::read_to_string(scene.ready["manifest"].as_str().unwrap()).unwrap();
    scene.place().write("broken.json", &text[..100]);
    let broken = scene
        .diem(&format!("position {account} --manifest broken.json"))
        .error(2);
    assert!(broken.contains("broken.json: not a manifest"), "{broken}");
    scene
        .place()
        .write("other.json", text.replace("412346", "412347"));
    let other = scene
        .diem(&format!("position {account} --manifest other.json"))
        .error(3);
    assert!(
        other.contains("other.json is of chain 412347 (node), but http://127.0.0.1"),
        "{other}"
    );
    let mut moved: Value = serde_json::from_str(&text).unwrap();
    let diem = moved["contracts"]["diem"]["address"]
        .as_str()
        .unwrap()
        .to_owned();
    moved =
        serde_json::from_str(&text.replace(&diem, "0x00000000000000000000000000000000DeaDBeef"))
            .unwrap();
    scene.place().write("moved.json", moved.to_string());
    let moved = scene
        .diem(&format!("position {account} --manifest moved.json"))
        .error(1);
    assert!(
        moved.contains("no contract of the suite at 0x00000000000000000000000000000000DeaDBeef"),
        "{moved}"
    );
}

#[test]
fn addresses_of_endpoints_may_hold_keys_and_are_not_shown() {
    let place = Place::new();
    for url in [
        "http://127.0.0.1:1/v2/s3cr3t",
        "http://user:s3cr3t@127.0.0.1:1",
        "ws://127.0.0.1:1/?key=s3cr3t",
    ] {
        let ran = place.diem(&format!("position --network {url}"));
        let error = ran.error(1);
        assert!(!error.contains("s3cr3t"), "{error}");
    }
    let scene = Scene::new();
    let manifest = scene.ready["manifest"].as_str().unwrap();
    let url = format!("{}/s3cr3t", scene.url());
    let ran = scene.diem(&format!(
        "position {} --network {url} --manifest {manifest} --json",
        ACCOUNTS[1]
    ));
    let document = ran.document().to_string();
    assert!(
        document.contains("/…") && !document.contains("s3cr3t"),
        "{document}"
    );
}

#[test]
fn nothing_is_sent_without_a_yes() {
    let scene = Scene::new();
    let before = scene.rpc("eth_blockNumber", json!([]));
    let ran = scene.diem("stake 5 --dev-account 1 --send");
    assert!(ran.stderr.contains("staked"), "the plan is shown: {ran:?}");
    let error = ran.error(4);
    assert!(
        error.contains("add --yes to send without a question"),
        "{error}"
    );
    let ran = scene.diem("stake 5 --dev-account 1 --send --json");
    assert_eq!(ran.code, Some(4));
    let document: Value = serde_json::from_str(&ran.stdout).expect("one document");
    assert_eq!(
        (&document["error"]["kind"], &document["error"]["exitCode"]),
        (&json!("not-confirmed"), &json!(4))
    );
    assert_eq!(scene.rpc("eth_blockNumber", json!([])), before);
}

#[test]
fn a_question_on_a_terminal_is_answered_with_yes_or_no() {
    let scene = Scene::new();
    let line = "stake 5 --dev-account 1 --send";
    for (answer, code) in [("n\n", 4), ("\n", 4), ("yes\n", 0)] {
        let ran = crate::terminal::ran(&mut scene.place().command(line.split_whitespace()), answer);
        assert_eq!(ran.code, Some(code), "{answer:?}: {ran:?}");
        assert!(
            ran.stderr.contains("Send 1 transaction for about 0.0000"),
            "{ran:?}"
        );
    }
    assert_eq!(
        scene.json(&format!("position {}", ACCOUNTS[1]))["staked"],
        crate::scene::units(5)
    );
}

#[test]
fn refusals_are_documents_for_programs() {
    let scene = Scene::new();
    let ran = scene.diem("unstake request 5 --dev-account 1 --json");
    assert_eq!(ran.code, Some(3));
    assert_eq!(ran.stderr, "");
    let document: Value = serde_json::from_str(&ran.stdout).expect("one document");
    let error = &document["error"];
    assert_eq!(
        (&error["kind"], &error["exitCode"]),
        (&json!("refused"), &json!(3))
    );
    assert_eq!(error["revert"]["error"], "InsufficientFree");
    assert_eq!(
        error["revert"]["arguments"][0],
        json!({ "name": "amount", "value": crate::scene::units(5), "text": "5 VVV" })
    );
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("InsufficientFree (amount 5 VVV, free 0 VVV)"),
        "{error}"
    );
}

#[test]
fn an_account_without_gas_money_is_told_so() {
    let scene = Scene::new();
    let poor = format!("0x{}", "11".repeat(32));
    let line = "drip --send --yes";
    let ran = crate::scene::ran(
        scene
            .place()
            .command(line.split_whitespace())
            .env("DIEM_PRIVATE_KEY", poor),
    );
    let error = ran.error(3);
    assert!(error.contains("has 0 ETH for gas"), "{error}");
}
