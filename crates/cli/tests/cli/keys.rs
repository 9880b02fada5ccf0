//! Keys: files, the environment, development accounts. No output shows one; `scene` looks at every run.

use std::{fs, os::unix::fs::PermissionsExt as _};

use serde_json::json;

use crate::scene::{ACCOUNTS, KEYS, PASSWORD, Place, Scene, ran, ran_with_input, units};

/// A place with a file `password` and, in `key.json`, the key of account 1.
fn with_key_file(place: &Place) {
    place.write("password", format!("{PASSWORD}\n"));
    let line = "key import key.json --password-file password";
    let address = ran(place
        .command(line.split_whitespace())
        .env("DIEM_PRIVATE_KEY", KEYS[1]))
    .ok();
    assert_eq!(address.trim(), ACCOUNTS[1]);
}

#[test]
fn a_key_file_signs() {
    let scene = Scene::new();
    with_key_file(scene.place());
    let sent = scene.json("stake 5 --keystore key.json --password-file password --send --yes");
    assert_eq!(
        (&sent["account"], &sent["changes"]["staked"]["after"]),
        (&json!(ACCOUNTS[1]), &json!(units(5)))
    );
    // The same by the environment.
    let line = "stake 5 --send --yes --json";
    let by_environment = ran(scene
        .place()
        .command(line.split_whitespace())
        .env("DIEM_KEYSTORE", "key.json")
        .env("DIEM_PASSWORD_FILE", "password"));
    assert_eq!(
        by_environment.document()["changes"]["staked"]["after"],
        units(10)
    );
}

#[test]
fn a_key_in_the_environment_signs() {
    let scene = Scene::new();
    for key in [KEYS[1].to_owned(), format!("0x{}", KEYS[1])] {
        let sent = ran(scene
            .place()
            .command("stake 5 --send --yes --json".split_whitespace())
            .env("DIEM_PRIVATE_KEY", key));
        assert_eq!(sent.document()["account"], ACCOUNTS[1]);
    }
}

#[test]
fn an_address_is_enough_to_see_what_would_happen() {
    let scene = Scene::new();
    let line = format!("stake 5 --from {}", ACCOUNTS[1]);
    let dry = scene.json(&line);
    assert_eq!(
        (&dry["sent"], &dry["account"]),
        (&json!(false), &json!(ACCOUNTS[1]))
    );
    assert_eq!(
        dry["transactions"].as_array().unwrap().len(),
        2,
        "no key, no permit: {dry:#}"
    );
    let error = scene.diem(&format!("{line} --send --yes")).error(2);
    assert!(
        error.contains("the key of 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 is needed"),
        "{error}"
    );
    let other = scene.diem(&format!("{line} --dev-account 2")).error(2);
    assert!(
        other.contains(&format!("the key is that of {}", ACCOUNTS[2])),
        "{other}"
    );
}

#[test]
fn wrong_keys_and_passwords_are_told_apart() {
    let scene = Scene::new();
    let place = scene.place();
    with_key_file(place);
    place.write("wrong", "not it");
    place.write("no-key.json", "{\"a\": 1}");
    for (line, code, expected) in [
        (
            "stake 5 --keystore key.json --password-file wrong",
            1,
            "wrong password for the key file key.json",
        ),
        (
            "stake 5 --keystore key.json --password-file gone",
            1,
            "cannot read the password file gone",
        ),
        (
            "stake 5 --keystore key.json",
            1,
            "give --password-file FILE",
        ),
        (
            "stake 5 --keystore gone.json --password-file password",
            1,
            "cannot read the key file gone.json",
        ),
        (
            "stake 5 --keystore no-key.json --password-file password",
            1,
            "no-key.json is no key file",
        ),
        ("stake 5", 2, "no account to act for"),
        ("position", 2, "no account to act for"),
        (
            "stake 5 --keystore key.json --dev-account 1",
            2,
            "cannot be used with",
        ),
    ] {
        let error = scene.diem(line).error(code);
        assert!(error.contains(expected), "{line}: {error}");
    }
    for key in [
        "",
        "0x12",
        "not a key",
        &format!("{}ff", KEYS[1]),
        &"zz".repeat(32),
        &"00".repeat(32),
    ] {
        let error = ran(place.command(["stake", "5"]).env("DIEM_PRIVATE_KEY", key)).error(1);
        assert!(
            error.contains("DIEM_PRIVATE_KEY holds no private key"),
            "{error}"
        );
    }
    let two = ran(place
        .command(["stake", "5"])
        .env("DIEM_PRIVATE_KEY", KEYS[1])
        .env("DIEM_KEYSTORE", "key.json"))
    .error(2);
    assert!(two.contains("two keys are given"), "{two}");
}

#[test]
fn development_accounts_serve_on_this_machine_only() {
    let place = Place::new();
    // The name is looked up by nobody: the network is refused before.
    let error = place
        .diem("stake 5 --dev-account 1 --network base-sepolia")
        .error(3);
    assert!(error.contains("no Stylus VM"), "{error}");
    let url = crate::rpc::serve(|request| Some(crate::rpc::result(request, json!("0x66eee"))));
    let elsewhere = url.replace("127.0.0.1", "127.0.0.2");
    let ran = place.diem(&format!("deploy --dev-account 1 --network {elsewhere}"));
    assert!(ran.code == Some(1) || ran.code == Some(2), "{ran:?}");
}

#[test]
fn key_files_are_made_for_their_user_alone_and_never_replaced() {
    let place = Place::new();
    place.write("password", PASSWORD);
    let made = place
        .diem("key new key.json --password-file password --json")
        .document();
    let mode = fs::metadata(place.path().join("key.json"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let shown = place
        .diem("key address key.json --password-file password")
        .ok();
    assert_eq!(shown.trim(), made["address"].as_str().unwrap());
    let before = fs::read(place.path().join("key.json")).unwrap();
    let again = place
        .diem("key new key.json --password-file password")
        .error(1);
    assert!(again.contains("key.json exists"), "{again}");
    assert_eq!(fs::read(place.path().join("key.json")).unwrap(), before);
    let left: Vec<_> = fs::read_dir(place.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
    place.write("empty", "\n");
    let empty = place
        .diem("key new other.json --password-file empty")
        .error(2);
    assert!(empty.contains("not empty"), "{empty}");
    let nowhere = place
        .diem("key new no/where.json --password-file password")
        .error(1);
    assert!(nowhere.contains("cannot be written"), "{nowhere}");
}

#[test]
fn a_key_is_imported_from_the_standard_input() {
    let place = Place::new();
    place.write("password", PASSWORD);
    let line = "key import key.json --password-file password";
    let imported = ran_with_input(
        &mut place.command(line.split_whitespace()),
        &format!("{}\n", KEYS[2]),
    )
    .ok();
    assert_eq!(imported.trim(), ACCOUNTS[2]);
    let no_key = ran_with_input(
        &mut place.command("key import b.json --password-file password".split_whitespace()),
        "hello\n",
    )
    .error(1);
    assert!(
        no_key.contains("the standard input holds no private key"),
        "{no_key}"
    );
}
