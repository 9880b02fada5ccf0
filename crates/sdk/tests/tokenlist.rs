//! The token list: its form, and how its version moves. And what is committed in deployments/.

use std::{
    fs,
    path::{Path, PathBuf},
};

use alloy_primitives::{Address, B256};
use diem_build::Layout;
use diem_sdk::{
    manifest::{GivenToken, Manifest, Vvv, load_all},
    tokenlist::{Token, TokenList, Version},
};
use serde_json::{Value, json};

const MADE: u64 = 1_767_225_600;

fn manifest(chain_id: u64) -> Manifest {
    let mut manifest = Manifest::from_json(include_str!("data/412346.json")).expect("a manifest");
    manifest.chain.id = chain_id;
    manifest
}

fn version(major: u32, minor: u32, patch: u32) -> Version {
    Version {
        major,
        minor,
        patch,
    }
}

#[test]
fn the_list_has_the_form_of_token_lists() {
    let list = TokenList::new(&[manifest(421_614)], MADE);
    let token = |byte: u8, name: &str, symbol: &str| {
        json!({
            "chainId": 421_614,
            "address": Address::repeat_byte(byte),
            "name": name,
            "symbol": symbol,
            "decimals": 18,
        })
    };
    let expected = json!({
        "name": "DIEM",
        "timestamp": "2026-01-01T00:00:00Z",
        "version": { "major": 1, "minor": 0, "patch": 0 },
        "tokens": [token(0xa3, "Diem", "DIEM"), token(0xa1, "Test VVV", "VVV")],
    });
    let written: Value = serde_json::from_str(&list.to_json()).unwrap();
    assert_eq!(written, expected);
    assert_eq!(serde_json::from_value::<TokenList>(written).unwrap(), list);
}

#[test]
fn a_vvv_that_was_there_before_is_not_listed() {
    let mut manifest = manifest(8_453);
    manifest.contracts.vvv = Vvv::Given(GivenToken {
        address: Address::repeat_byte(0xa1),
        code_hash: B256::repeat_byte(1),
    });
    let list = TokenList::new(std::slice::from_ref(&manifest), MADE);
    assert_eq!(list.tokens, [Token::diem(&manifest)]);
    assert_eq!(Token::test_vvv(&manifest), None);
}

#[test]
fn tokens_stand_in_the_order_of_chains() {
    let list = TokenList::new(&[manifest(2), manifest(1)], MADE);
    let places: Vec<(u64, &str)> = list
        .tokens
        .iter()
        .map(|token| (token.chain_id, token.symbol.as_str()))
        .collect();
    assert_eq!(places, [(1, "DIEM"), (1, "VVV"), (2, "DIEM"), (2, "VVV")]);
}

#[test]
fn the_version_says_what_changed() {
    let mut list = TokenList::new(&[manifest(1)], MADE);
    list.version = version(1, 2, 3);
    assert_eq!(list.next(&[manifest(1)], MADE + 1), list, "nothing");

    let more = list.next(&[manifest(1), manifest(2)], MADE + 1);
    assert_eq!(more.version, version(1, 3, 0), "tokens came");
    assert_eq!(more.timestamp, "2026-01-01T00:00:01Z");

    let fewer = more.next(&[manifest(2)], MADE + 2);
    assert_eq!(fewer.version, version(2, 0, 0), "tokens went");

    let mut moved = manifest(1);
    moved.contracts.diem.address = Address::repeat_byte(0xdd);
    let moved = list.next(&[moved], MADE + 1);
    assert_eq!(moved.version, version(2, 0, 0), "a token moved");

    let mut renamed = list.clone();
    renamed.tokens[0].name = "Daily".to_owned();
    let corrected = renamed.next(&[manifest(1)], MADE + 1);
    assert_eq!(corrected.version, version(1, 2, 4), "another description");
}

#[test]
fn a_wallet_gets_address_symbol_and_decimals() {
    let asset = Token::diem(&manifest(1)).watch_asset();
    let expected = json!({
        "type": "ERC20",
        "options": { "address": Address::repeat_byte(0xa3), "symbol": "DIEM", "decimals": 18 },
    });
    assert_eq!(asset, expected);
}

/// Uniswap's schema, from its npm package.
fn schema() -> Value {
    let path = Layout::of_this_repository()
        .root()
        .join("tests/clients/node_modules/@uniswap/token-lists/src/tokenlist.schema.json");
    let text = fs::read_to_string(path).expect("it is installed: run scripts/setup");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn uniswaps_schema_takes_the_list() {
    let schema = schema();
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("a schema");
    let list = TokenList::new(&[manifest(421_614), manifest(888_991)], MADE);
    let list = serde_json::to_value(list).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&list)
        .map(|e| e.to_string())
        .collect();
    assert_eq!(errors, [""; 0]);
    for (at, wrong) in [
        ("/timestamp", json!("today")),
        ("/name", json!("a name of more than thirty letters")),
        ("/tokens/0/address", json!("0x12")),
        ("/tokens/0/decimals", json!("18")),
        ("/version/major", json!(-1)),
    ] {
        let mut list = list.clone();
        *list.pointer_mut(at).unwrap() = wrong;
        assert!(!validator.is_valid(&list), "{at}");
    }
}

fn deployments() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deployments")
}

/// Every committed manifest is right, and the committed list has their tokens; without manifests there is no list.
#[test]
fn what_is_committed_agrees() {
    let manifests = load_all(&deployments()).expect("the committed manifests are right");
    let committed = fs::read_to_string(deployments().join("tokenlist.json")).ok();
    let listed = committed.map_or_else(Vec::new, |text| {
        serde_json::from_str::<TokenList>(&text).unwrap().tokens
    });
    assert_eq!(listed, TokenList::new(&manifests, MADE).tokens);
}
