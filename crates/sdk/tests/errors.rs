//! The table of errors against the ABIs, and docs/errors.md against the table.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use alloy_json_abi::{Error, JsonAbi};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use diem_build::{Layout, artifacts};
use diem_sdk::{
    abi::{IComputeCredits, IDiem, IVvvStaking},
    amount,
    errors::{ContractError, ContractInitializationError, ERRORS, ErrorInfo, Revert, fill_tables},
};

/// An error of the ABIs: its declarations, and the contracts that have it.
#[derive(Debug, Default)]
struct Declared {
    declarations: BTreeSet<String>,
    contracts: BTreeSet<String>,
}

fn declaration(error: &Error) -> String {
    let arguments = error
        .inputs
        .iter()
        .map(|input| format!("{} {}", input.ty, input.name));
    format!(
        "{}({})",
        error.name,
        arguments.collect::<Vec<_>>().join(", ")
    )
}

/// The errors of the ABIs, by selector.
fn declared() -> BTreeMap<[u8; 4], Declared> {
    let artifacts = artifacts().expect("the contracts are built");
    let mut errors: BTreeMap<_, Declared> = BTreeMap::new();
    for contract in artifacts.contracts() {
        let abi: JsonAbi = serde_json::from_str(&contract.abi).expect("an ABI is JSON");
        for error in abi.errors() {
            let declared = errors.entry(error.selector().0).or_default();
            declared.declarations.insert(declaration(error));
            declared.contracts.insert(contract.name.clone());
        }
    }
    errors
}

fn name(declaration: &str) -> &str {
    declaration.split('(').next().unwrap_or_default()
}

#[test]
fn the_table_has_the_abis_errors() {
    let mut declared = declared();
    for info in ERRORS {
        let Some(found) = declared.remove(&info.selector) else {
            panic!("no ABI has {}, or it is there twice", info.declaration());
        };
        let contracts = info.contracts.iter().map(|contract| contract.name());
        assert_eq!(
            found.contracts,
            contracts.map(str::to_owned).collect(),
            "{}",
            info.name
        );
        assert!(
            found.declarations.contains(&info.declaration()),
            "{} is declared as {:?}",
            info.declaration(),
            found.declarations
        );
    }
    assert!(declared.is_empty(), "not in the table: {declared:?}");
}

/// A selector means one error, whatever contract it comes from: a client need not know which contract failed.
#[test]
fn selectors_are_of_one_error_each() {
    for declared in declared().values() {
        let names: BTreeSet<&str> = declared.declarations.iter().map(|d| name(d)).collect();
        assert_eq!(names.len(), 1, "{names:?}");
    }
}

#[test]
fn every_error_has_a_meaning_and_a_remedy() {
    for ErrorInfo {
        name,
        meaning,
        remedy,
        ..
    } in ERRORS
    {
        for text in [meaning, remedy] {
            let is_sentence = text.ends_with('.') && !text.ends_with("..") && !text.contains('|');
            assert!(is_sentence, "{name}: {text}");
        }
    }
}

#[test]
fn the_document_is_made_of_the_table() {
    let path = Layout::of_this_repository().root().join("docs/errors.md");
    let committed = fs::read_to_string(&path).expect("docs/errors.md is there");
    let current = fill_tables(&committed).expect("docs/errors.md has all markers");
    if std::env::var_os("DIEM_UPDATE").is_some() {
        fs::write(&path, &current).expect("docs/errors.md can be written");
    } else {
        assert!(
            committed == current,
            "docs/errors.md is not what the table says; run DIEM_UPDATE=1 cargo test -p diem-sdk --test errors"
        );
    }
}

/// Revert data of an error with each word of its arguments set to `word`.
fn data(info: &ErrorInfo, word: U256) -> Vec<u8> {
    let word = word.to_be_bytes::<32>();
    let words = info.parameters.iter().map(|parameter| match parameter.ty {
        // What stands in the low bytes of an address or of a number stands in the high bytes of `bytes4`.
        "bytes4" => U256::from_be_bytes(word) << 224,
        _ => U256::from_be_bytes(word),
    });
    let words: Vec<[u8; 32]> = words.map(|word| word.to_be_bytes()).collect();
    [&info.selector[..], &words.concat()].concat()
}

#[test]
fn every_error_is_decoded_and_explained() {
    for info in ERRORS {
        let data = data(info, U256::from(86_400));
        let error = ContractError::decode(&data).unwrap_or_else(|| panic!("{}", info.name));
        assert_eq!(error.info(), info);
        assert!(format!("{error:?}").starts_with(info.name));
        let revert = Revert::decode(&data);
        assert_eq!(revert, Revert::Contract(error));
        let explanation = revert.explain();
        assert_eq!(
            (explanation.error.as_str(), explanation.selector),
            (info.name, Some(info.selector))
        );
        let named: Vec<&str> = explanation.arguments.iter().map(|a| a.name).collect();
        let declared: Vec<&str> = info.parameters.iter().map(|p| p.name).collect();
        assert_eq!(named, declared);
        for argument in &explanation.arguments {
            assert!(!argument.text.is_empty() && !argument.value.is_empty());
        }
    }
}

/// One byte more or less is another's error, or none.
#[test]
fn only_exact_data_is_an_error_of_the_contracts() {
    for info in ERRORS {
        let exact = data(info, U256::ONE);
        assert_eq!(ContractError::decode(&[&exact[..], &[0]].concat()), None);
        assert_eq!(ContractError::decode(&exact[..exact.len() - 1]), None);
    }
    assert_eq!(ContractError::decode(&[]), None);
    assert_eq!(ContractError::decode(&[1, 2, 3]), None);
}

#[track_caller]
fn texts(error: impl SolError) -> Vec<String> {
    let explanation = Revert::decode(&error.abi_encode()).explain();
    explanation.arguments.into_iter().map(|a| a.text).collect()
}

#[test]
fn arguments_are_in_units_people_use() {
    let owner = Address::repeat_byte(0xa1);
    let [small, unit] = [U256::ONE, amount::UNIT];
    assert_eq!(
        texts(IComputeCredits::InsufficientCredits {
            owner,
            available: unit - small,
            needed: unit
        }),
        [
            &owner.to_string(),
            "0.999999999999999999 credits",
            "1 credits"
        ]
    );
    let stake = IVvvStaking::InsufficientStake {
        needed: amount::units(100),
        staked: U256::ZERO,
    };
    assert_eq!(texts(stake), ["100 VVV", "0 VVV"]);
    let burn = IVvvStaking::BurnExceedsMinted {
        amount: unit,
        minted: small,
    };
    assert_eq!(texts(burn), ["1 DIEM", "0.000000000000000001 DIEM"]);
    let day = IComputeCredits::WrongDay {
        given: U256::from(20_454),
        today: U256::MAX,
    };
    assert_eq!(
        texts(day),
        ["20454 (2026-01-01)", &U256::MAX.to_string()],
        "a day beyond the calendar has no date"
    );
    let ready = IVvvStaking::CooldownNotOver {
        id: U256::from(3),
        readyAt: U256::from(1_767_268_800),
    };
    assert_eq!(texts(ready), ["3", "2026-01-01 12:00:00 UTC"]);
    let short = IVvvStaking::InvalidDuration { duration: 5 };
    assert_eq!(texts(short), ["5 seconds"]);
    let paid = IDiem::NotPayable { value: unit };
    assert_eq!(texts(paid), ["1 of the native currency"]);
    let poor = IDiem::ERC20InsufficientBalance {
        sender: owner,
        balance: small,
        needed: unit,
    };
    assert_eq!(texts(poor)[2], "1 tokens");
}

#[test]
fn programs_get_the_values_as_the_contract_gave_them() {
    let error = IComputeCredits::WrongDay {
        given: U256::from(1),
        today: U256::from(20_454),
    };
    let json = serde_json::to_value(Revert::decode(&error.abi_encode()).explain()).unwrap();
    assert_eq!(json["error"], "WrongDay");
    assert_eq!(json["selector"], "0x6c2e65df");
    let today =
        serde_json::json!({ "name": "today", "value": "20454", "text": "20454 (2026-01-01)" });
    assert_eq!(json["arguments"][1], today);
    assert!(json["meaning"].is_string() && json["remedy"].is_string());
}

#[test]
fn people_get_lines() {
    let error = IVvvStaking::InsufficientFree {
        amount: amount::units(2),
        free: amount::units(1),
    };
    let printed = Revert::decode(&error.abi_encode()).explain().to_string();
    assert_eq!(
        printed,
        "InsufficientFree\n  amount: 2 VVV\n  free: 1 VVV\n\
         `amount` is more than the account's free VVV.\n\
         What to do: Burn DIEM and wait for the next UTC day, or ask for at most `free`."
    );
}

#[test]
fn what_is_no_error_of_the_contracts_is_explained_too() {
    let refused = IDiem::InvalidCap { cap: U256::ZERO };
    let wrapped = ContractInitializationError {
        newContract: Address::repeat_byte(1),
        data: refused.abi_encode().into(),
    };
    let revert = Revert::decode(&wrapped.abi_encode());
    assert_eq!(
        revert.to_string(),
        "the constructor reverted: InvalidCap { cap: 0 }"
    );
    let explanation = revert.explain();
    assert_eq!(explanation.error, "InvalidCap");
    assert!(explanation.meaning.starts_with("The constructor refuses"));
    let reason = alloy_sol_types::Revert::from("not today").abi_encode();
    let panic = alloy_sol_types::Panic {
        code: U256::from(0x11),
    };
    for (data, line, error) in [
        (Vec::new(), "empty revert data", "no revert data"),
        (reason, "not today", "Error(string)"),
        (
            vec![1, 2, 3, 4, 5],
            "unknown error 0x0102030405",
            "unknown error",
        ),
    ] {
        let revert = Revert::decode(&data);
        assert_eq!(revert.to_string(), line);
        let explanation = revert.explain();
        assert_eq!(explanation.error, error);
        assert_eq!(explanation.selector, None);
    }
    let revert = Revert::decode(&panic.abi_encode());
    assert!(
        matches!(&revert, Revert::Panic(text) if text.contains("overflow")),
        "{revert}"
    );
}

#[test]
fn a_document_without_a_marker_is_refused() {
    let missing = fill_tables("# Errors\n").unwrap_err();
    assert_eq!(missing, "<!-- errors: any call -->\n");
    let unclosed = fill_tables("<!-- errors: any call -->\n").unwrap_err();
    assert_eq!(unclosed, "<!-- /errors: any call -->\n");
}
