//! Manifests: their form, what they must say, and that nothing is lost on disk.

use std::{fs, path::Path};

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolValue;
use diem_sdk::manifest::{
    ConstructorArguments, Manifest, ManifestError, Problem, Purpose, Vvv, json_schema, load_all,
};
use serde_json::{Value, json};

const TEXT: &str = include_str!("data/412346.json");

fn manifest() -> Manifest {
    Manifest::from_json(TEXT).expect("the test's manifest is right")
}

fn json() -> Value {
    serde_json::from_str(TEXT).expect("JSON")
}

/// The manifest with one place changed: `at` is a JSON pointer.
fn changed(at: &str, to: Value) -> Value {
    let mut json = json();
    *json.pointer_mut(at).unwrap_or_else(|| panic!("no {at}")) = to;
    json
}

fn read(json: &Value) -> Result<Manifest, ManifestError> {
    Manifest::from_json(&json.to_string())
}

#[track_caller]
fn problems(json: &Value) -> Vec<String> {
    match read(json) {
        Err(ManifestError::Invalid(problems)) => problems.iter().map(Problem::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_written_is_read() {
    let manifest = manifest();
    assert_eq!(Manifest::from_json(&manifest.to_json()).unwrap(), manifest);
    // Nothing is written otherwise than the test's file has it, but for the checksums in addresses.
    assert_eq!(
        manifest.to_json().to_lowercase(),
        TEXT.to_lowercase(),
        "a form of its own"
    );
    assert_eq!(manifest.addresses().diem, Address::repeat_byte(0xa3));
    let transactions = &manifest.contracts.staking.transactions;
    assert_eq!(transactions[1].purpose, Purpose::Bind);
}

#[test]
fn vvv_may_have_been_there_before() {
    let given = json!({ "kind": "given", "address": Address::repeat_byte(0xa1), "codeHash": B256::repeat_byte(1) });
    let manifest = read(&changed("/contracts/vvv", given)).expect("a manifest");
    assert!(matches!(manifest.contracts.vvv, Vvv::Given(_)));
    assert_eq!(manifest.contracts.vvv.address(), Address::repeat_byte(0xa1));
    assert_eq!(Manifest::from_json(&manifest.to_json()).unwrap(), manifest);
}

#[test]
fn the_constructors_arguments_are_encoded_as_the_deployer_takes_them() {
    let contracts = manifest().contracts;
    let staking = &contracts.staking.constructor;
    assert_eq!(staking.abi_encode().len(), 5 * 32);
    let decoded =
        <(Address, Address, U256, u64, u16)>::abi_decode_params(&staking.abi_encode()).unwrap();
    let expected = (
        Address::repeat_byte(0x0e),
        Address::repeat_byte(0xa1),
        U256::from(100_000_000_000_000_000_000_u128),
        604_800,
        8_000,
    );
    assert_eq!(decoded, expected);
    let minter_and_cap = contracts.diem.constructor.abi_encode();
    assert_eq!(minter_and_cap[12..32], [0xa2; 20]);
    let cap: U256 = U256::MAX >> 160;
    assert_eq!(minter_and_cap[32..], cap.to_be_bytes::<32>());
    let diem = contracts.credits.constructor.abi_encode();
    assert_eq!(diem, Address::repeat_byte(0xa3).into_word().to_vec());
    let Vvv::Test(vvv) = contracts.vvv else {
        panic!("Test VVV")
    };
    assert_eq!(vvv.constructor.abi_encode(), [0_u8; 0]);
}

/// Each field below is one that somebody might get wrong by hand.
#[test]
fn what_cannot_be_is_refused_where_it_is() {
    let zero = json!(Address::ZERO);
    let no_hash = json!(B256::ZERO);
    for (at, to, problem) in [
        ("/suiteVersion", json!(" "), "suiteVersion is empty"),
        ("/chain/id", json!(0), "chain.id is 0"),
        ("/chain/network", json!(""), "chain.network is empty"),
        (
            "/chain/arbosVersion",
            json!(31),
            "chain.arbosVersion is 31; the contracts need ArbOS 32 or later",
        ),
        ("/chain/stylusVersion", json!(0), "chain.stylusVersion is 0"),
        ("/deployer", zero.clone(), "deployer is the zero address"),
        (
            "/stylusDeployer",
            zero.clone(),
            "stylusDeployer is the zero address",
        ),
        ("/tools/wasmOpt", json!(""), "tools.wasmOpt is empty"),
        (
            "/contracts/diem/codeHash",
            no_hash.clone(),
            "contracts.diem.codeHash is zero",
        ),
        (
            "/contracts/vvv/wasm/sha256",
            json!("0".repeat(64)),
            "contracts.vvv.wasm.sha256 is zero",
        ),
        (
            "/contracts/staking/wasm/codeBytes",
            json!(24_577),
            "contracts.staking.wasm.codeBytes is 24577, not 1 to 24576",
        ),
        (
            "/contracts/credits/wasm/moduleBytes",
            json!(0),
            "contracts.credits.wasm.moduleBytes is 0, not 1 to 131072",
        ),
        (
            "/contracts/credits/abi",
            json!("/abi/IDiem.json"),
            "contracts.credits.abi is `/abi/IDiem.json`, not a .json file below the repository's root",
        ),
        (
            "/contracts/credits/abi",
            json!("a/../../b.json"),
            "contracts.credits.abi is `a/../../b.json`, not a .json file below the repository's root",
        ),
        (
            "/contracts/diem/activation/stylusVersion",
            json!(0),
            "contracts.diem.activation.stylusVersion is 0",
        ),
        (
            "/contracts/diem/activation/expiresAt",
            json!(0),
            "contracts.diem.activation.expiresAt is 0",
        ),
        (
            "/contracts/diem/activation/transaction",
            no_hash.clone(),
            "contracts.diem.activation.transaction is zero",
        ),
        (
            "/contracts/staking/transactions/1/hash",
            no_hash,
            "contracts.staking.transactions[1].hash is zero",
        ),
        (
            "/contracts/staking/constructor/owner",
            zero,
            "contracts.staking.constructor.owner is the zero address",
        ),
        (
            "/contracts/staking/constructor/vvvPerDiem",
            json!("0"),
            "contracts.staking.constructor.vvvPerDiem is 0, not 1 to 2^96 - 1",
        ),
        (
            "/contracts/staking/constructor/cooldown",
            json!(86_399),
            "contracts.staking.constructor.cooldown is 86399 seconds, not 1 to 365 days",
        ),
        (
            "/contracts/staking/constructor/lockedRewardBps",
            json!(10_001),
            "contracts.staking.constructor.lockedRewardBps is 10001 basis points, not 1 to 10000",
        ),
        (
            "/contracts/diem/constructor/cap",
            json!("79228162514264337593543950336"),
            "contracts.diem.constructor.cap is 79228162514264337593543950336, not 1 to 2^96 - 1",
        ),
    ] {
        assert_eq!(problems(&changed(at, to)), [problem], "{at}");
    }
}

#[test]
fn the_contracts_must_be_each_others() {
    let other = Address::repeat_byte(0xbb);
    for (at, to, name, address) in [
        ("staking.constructor.vvv", other, "vvv", 0xa1),
        ("diem.constructor.minter", other, "staking", 0xa2),
        ("credits.constructor.diem", other, "diem", 0xa3),
    ] {
        let pointer = format!("/contracts/{}", at.replace('.', "/"));
        let address = Address::repeat_byte(address);
        let problem = format!("contracts.{at} is {to}, but contracts.{name}.address is {address}");
        assert_eq!(problems(&changed(&pointer, json!(to))), [problem]);
    }
    let twice = changed(
        "/contracts/credits/address",
        json!(Address::repeat_byte(0xa1)),
    );
    assert_eq!(
        problems(&twice),
        ["contracts.credits.address is that of vvv, too"]
    );
    let transaction = json()["contracts"]["staking"]["transactions"][0].clone();
    let repeated = changed("/contracts/staking/transactions/1", transaction);
    assert_eq!(
        problems(&repeated),
        ["contracts.staking.transactions[1] is there twice"]
    );
    let parent = json!({ "id": 412_346, "name": "itself" });
    let mut own_parent = json();
    own_parent["chain"]["parent"] = parent;
    assert_eq!(
        problems(&own_parent),
        ["chain.parent.id is the chain's own id"]
    );
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let mut json = changed("/chain/id", json!(0));
    json["deployer"] = json!(Address::ZERO);
    assert_eq!(problems(&json).len(), 2);
    let message = read(&json).unwrap_err().to_string();
    assert_eq!(
        message,
        "the manifest is wrong: chain.id is 0; deployer is the zero address"
    );
}

/// A field that is missing, unknown, or of another form is named with its place.
#[test]
fn the_form_is_strict() {
    let mut unknown = json();
    unknown["contracts"]["diem"]["adress"] = json!("0x");
    let mut missing = json();
    missing["contracts"]["staking"]["constructor"]
        .as_object_mut()
        .unwrap()
        .remove("cooldown");
    let dec = "/contracts/staking/constructor/vvvPerDiem";
    for (json, at, reason) in [
        (unknown, "contracts.diem.adress", "unknown field `adress`"),
        (
            missing,
            "contracts.staking.constructor",
            "missing field `cooldown`",
        ),
        (
            changed(dec, json!(100)),
            "contracts.staking.constructor.vvvPerDiem",
            "expected a string",
        ),
        (
            changed(dec, json!("1e18")),
            "contracts.staking.constructor.vvvPerDiem",
            "`1e18` is no amount of wei",
        ),
        (
            changed(dec, json!("0x10")),
            "contracts.staking.constructor.vvvPerDiem",
            "`0x10` is no amount of wei",
        ),
        (
            changed(dec, json!("007")),
            "contracts.staking.constructor.vvvPerDiem",
            "`007` is no amount of wei",
        ),
        (
            changed("/deployer", json!("0x12")),
            "deployer",
            "invalid string length",
        ),
        (
            changed("/contracts/diem/wasm/sha256", json!("0x00")),
            "contracts.diem.wasm.sha256",
            "`0x00` is no SHA-256 digest",
        ),
        (
            changed("/contracts/diem/cached", json!("yes")),
            "contracts.diem.cached",
            "expected a boolean",
        ),
        (
            changed("/contracts/diem/transactions/0/purpose", json!("fun")),
            "contracts.diem.transactions[0].purpose",
            "unknown variant `fun`",
        ),
    ] {
        match read(&json) {
            Err(ManifestError::Form {
                at: place,
                reason: said,
            }) => {
                assert_eq!(place, at);
                assert!(said.contains(reason), "{said}");
            }
            other => panic!("{at}: {other:?}"),
        }
    }
    let unknown_vvv = changed("/contracts/vvv/kind", json!("other"));
    let message = read(&unknown_vvv).unwrap_err().to_string();
    assert!(
        message.contains("contracts.vvv") && message.contains("unknown variant `other`"),
        "{message}"
    );
    let message = Manifest::from_json("{").unwrap_err().to_string();
    assert!(message.contains("line 1 column 1"), "{message}");
}

#[test]
fn a_later_form_is_named_before_all_else() {
    let later = json!({ "schema": 2, "whatever": true });
    let message = read(&later).unwrap_err().to_string();
    assert!(message.starts_with("the manifest is of schema 2; this program reads schema 1"));
    let early = changed("/schema", json!(0));
    assert!(matches!(read(&early), Err(ManifestError::Schema(0))));
}

#[test]
fn a_manifest_is_loaded_from_the_file_of_its_chain() {
    let folder = tempfile::tempdir().unwrap();
    let load = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        Manifest::load(&path)
    };
    assert_eq!(load("412346.json", TEXT).unwrap(), manifest());
    let message = load("1.json", TEXT).unwrap_err().to_string();
    assert!(
        message.ends_with(
            "1.json: the manifest is wrong: chain.id is 412346, but the file is named 1"
        ),
        "{message}"
    );
    for name in ["manifest.json", "0412346.json", "412346.toml", "412346"] {
        assert!(
            matches!(load(name, TEXT), Err(ManifestError::Name(_))),
            "{name}"
        );
    }
    let absent = folder.path().join("5.json");
    let message = Manifest::load(&absent).unwrap_err().to_string();
    assert!(message.contains("5.json cannot be read"), "{message}");
}

#[test]
fn a_folders_manifests_are_found_in_the_order_of_their_chains() {
    let folder = tempfile::tempdir().unwrap();
    for id in [421_614, 7] {
        let mut manifest = manifest();
        manifest.chain.id = id;
        manifest.save_new(folder.path()).unwrap();
        manifest.replace(folder.path()).unwrap();
    }
    fs::write(folder.path().join("networks.toml"), "").unwrap();
    fs::write(folder.path().join("tokenlist.json"), "{}").unwrap();
    let found = load_all(folder.path()).unwrap();
    let ids: Vec<u64> = found.iter().map(|manifest| manifest.chain.id).collect();
    assert_eq!(ids, [7, 421_614]);
    assert_eq!(load_all(&folder.path().join("none")).unwrap(), []);
    fs::write(folder.path().join("9.json"), "{}").unwrap();
    let message = load_all(folder.path()).unwrap_err().to_string();
    assert!(message.contains("9.json"), "{message}");
}

/// The files of a folder, by name.
fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_new_manifest_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let first = manifest();
    let path = first.save_new(folder.path()).unwrap();
    assert_eq!(path, folder.path().join("412346.json"));
    let mut second = first.clone();
    second.suite_version = "0.2.0".to_owned();
    let error = second.save_new(folder.path()).unwrap_err();
    assert!(matches!(error, ManifestError::Exists(_)), "{error}");
    assert_eq!(Manifest::load(&path).unwrap(), first);
    assert_eq!(
        files(folder.path()),
        ["412346.json"],
        "nothing is left over"
    );
}

#[test]
fn a_replaced_manifest_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let versions = ["0.1.0", "0.2.0", "0.3.0"].map(|version| {
        let mut manifest = manifest();
        manifest.suite_version = version.to_owned();
        manifest
    });
    let replaced = versions
        .each_ref()
        .map(|manifest| manifest.replace(folder.path()).unwrap());
    let backup = |name: &str| Some(folder.path().join(name));
    assert_eq!(
        replaced.map(|replaced| replaced.backup),
        [None, backup("412346.json.1"), backup("412346.json.2")]
    );
    let read = |name: &str| {
        Manifest::from_json(&fs::read_to_string(folder.path().join(name)).unwrap()).unwrap()
    };
    assert_eq!(
        ["412346.json.1", "412346.json.2", "412346.json"].map(read),
        versions
    );
    assert_eq!(files(folder.path()).len(), 3, "nothing is left over");
}

#[test]
fn a_wrong_manifest_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = manifest();
    wrong.deployer = Address::ZERO;
    for result in [
        wrong.save_new(folder.path()).map(drop),
        wrong.replace(folder.path()).map(drop),
    ] {
        assert!(matches!(result, Err(ManifestError::Invalid(_))));
    }
    assert_eq!(files(folder.path()), [""; 0]);
    let error = manifest()
        .save_new(&folder.path().join("none"))
        .unwrap_err();
    assert!(
        error.to_string().contains("412346.json cannot be written"),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn everybody_may_read_a_manifest() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = manifest().save_new(folder.path()).unwrap();
    let mode = fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o444, 0o444, "{mode:o}");
}

#[test]
fn the_committed_schema_is_that_of_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deployments/manifest.schema.json");
    let current = json_schema();
    if std::env::var_os("DIEM_UPDATE").is_some() {
        fs::write(&path, &current).unwrap();
    } else {
        assert!(
            fs::read_to_string(&path).is_ok_and(|committed| committed == current),
            "deployments/manifest.schema.json is not that of the types; run DIEM_UPDATE=1 cargo test -p diem-sdk --test manifest"
        );
    }
}

/// The schema takes what the types take, and refuses what they refuse by form.
#[test]
fn the_schema_agrees_with_the_types() {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let given = json!({ "kind": "given", "address": Address::repeat_byte(0xa1), "codeHash": B256::repeat_byte(1) });
    for right in [
        json(),
        changed("/contracts/vvv", given),
        serde_json::from_str(&manifest().to_json()).unwrap(),
    ] {
        let errors: Vec<String> = validator
            .iter_errors(&right)
            .map(|e| e.to_string())
            .collect();
        assert_eq!(errors, [""; 0]);
    }
    let mut unknown = json();
    unknown["contracts"]["vvv"]["owner"] = json!(Address::ZERO);
    let mut missing = json();
    missing.as_object_mut().unwrap().remove("salt");
    for wrong in [
        unknown,
        missing,
        changed("/schema", json!(2)),
        changed("/deployer", json!("0x12")),
        changed("/contracts/vvv/kind", json!("other")),
        changed("/contracts/diem/constructor/cap", json!(5)),
        changed("/contracts/diem/constructor/cap", json!("0x5")),
        changed("/contracts/diem/wasm/sha256", json!("A".repeat(64))),
        changed("/contracts/diem/activation/expiresAt", json!(-1)),
        changed("/contracts/diem/transactions/0/purpose", json!("fun")),
    ] {
        assert!(!validator.is_valid(&wrong), "{wrong}");
        assert!(read(&wrong).is_err(), "{wrong}");
    }
}
