//! Which selectors a contract knows.

use alloy_primitives::{FixedBytes, U256};
use diem_suite::{
    Suite,
    abi::IDiem::{CalldataTooShort, NotPayable, UnknownSelector},
    assert_reverts,
};
use diem_tests::CONSTRUCTOR;

use crate::{
    arguments::calldata,
    subject::{CALLER, Subject, ask, call, deployed, in_words, noise, refused_by_the_abi, result},
};

#[test]
fn every_function_of_the_interface_is_dispatched() {
    let (mut suite, subjects) = deployed();
    for subject in &subjects {
        for function in &subject.functions {
            let outcome = ask(&mut suite, subject.address, calldata(function));
            let name = (subject.name, function.signature());
            assert!(
                !refused_by_the_abi(&outcome),
                "{name:?}: {}",
                in_words(&outcome)
            );
        }
    }
}

#[test]
fn functions_have_selectors_of_their_own() {
    let (_, subjects) = deployed();
    for subject in &subjects {
        let mut selectors: Vec<_> = subject.functions.iter().map(|f| f.selector()).collect();
        selectors.push(CONSTRUCTOR.into());
        let count = selectors.len();
        selectors.sort();
        selectors.dedup();
        assert_eq!(selectors.len(), count, "{}", subject.name);
    }
}

/// Asserts that `subject` knows none of `selectors` but its own.
#[track_caller]
fn knows_none(suite: &mut Suite, subject: &Subject, selectors: impl Iterator<Item = [u8; 4]>) {
    for selector in selectors {
        let known = subject.functions.iter().any(|f| f.selector() == selector);
        if known || selector == CONSTRUCTOR {
            continue;
        }
        // With and without something that could be arguments.
        for length in [4, 4 + 8 * 32] {
            let mut data = selector.to_vec();
            data.resize(length, 0);
            let outcome = ask(suite, subject.address, data);
            let selector = FixedBytes(selector);
            assert_reverts(result(outcome), UnknownSelector { selector });
        }
    }
}

#[test]
fn random_selectors_are_refused() {
    let (mut suite, subjects) = deployed();
    for subject in &subjects {
        let random = noise(subject.name).map(|bytes| [bytes[0], bytes[1], bytes[2], bytes[3]]);
        let ends = [[0; 4], [0xff; 4], [0, 0, 0, 1]];
        knows_none(
            &mut suite,
            subject,
            ends.into_iter().chain(random.take(1_000)),
        );
    }
}

#[test]
fn selectors_one_bit_off_are_refused() {
    let (mut suite, subjects) = deployed();
    for subject in &subjects {
        let neighbours = subject.functions.iter().flat_map(|function| {
            let selector = u32::from_be_bytes(function.selector().0);
            (0..32).map(move |bit| (selector ^ 1 << bit).to_be_bytes())
        });
        knows_none(&mut suite, subject, neighbours);
    }
}

#[test]
fn functions_of_the_other_contracts_are_refused() {
    let (mut suite, subjects) = deployed();
    for subject in &subjects {
        let others = subjects
            .iter()
            .flat_map(|other| &other.functions)
            .map(|function| function.selector().0);
        knows_none(&mut suite, subject, others);
    }
}

#[test]
fn calldata_without_a_whole_selector_is_too_short() {
    let (mut suite, subjects) = deployed();
    for subject in &subjects {
        for length in 0..4 {
            let outcome = ask(&mut suite, subject.address, vec![0x70; length]);
            let error = CalldataTooShort {
                length: U256::from(length),
                needed: U256::from(4),
            };
            assert_reverts(result(outcome), error);
        }
    }
}

#[test]
fn native_currency_is_refused_before_anything_else() {
    let (mut suite, subjects) = deployed();
    let value = U256::from(9);
    suite.chain.fund(CALLER, value);
    for subject in &subjects {
        // A plain payment, half a selector, an unknown one, and the constructor's.
        for data in [&[][..], &[0x70; 2], &[0x70; 4], &CONSTRUCTOR] {
            let outcome = call(&mut suite, subject.address, data.to_vec(), value);
            assert_reverts(result(outcome), NotPayable { value });
        }
    }
}
