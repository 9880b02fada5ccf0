//! Arguments that do not fit their types.

use alloy_dyn_abi::DynSolType;
use alloy_primitives::U256;
use diem_suite::{abi::IDiem::ArgumentOutOfRange, assert_reverts};

use crate::{
    arguments::{calldata, head, largest, tail, types, width, with_word, word},
    subject::{ask, deployed, in_words, refused_by_the_abi, result},
};

/// The words that are too wide for `width` bits, though their low bits are those of `valid`.
fn too_wide(valid: U256, width: usize) -> Vec<U256> {
    let lowest = U256::ONE << width;
    let highest = U256::ONE << 255;
    let all = U256::MAX << width;
    [lowest, highest, all].map(|dirt| valid | dirt).to_vec()
}

#[test]
fn every_argument_with_dirty_upper_bits_is_refused_by_its_index() {
    let (mut suite, subjects) = deployed();
    let mut tried = 0;
    for subject in &subjects {
        for function in &subject.functions {
            let data = calldata(function);
            for (position, argument) in types(function).iter().enumerate() {
                let Some(width @ ..=255) = width(argument) else {
                    continue;
                };
                let valid = word(&data, head(position));
                for dirty in too_wide(valid, width) {
                    let data = with_word(&data, head(position), dirty);
                    let outcome = ask(&mut suite, subject.address, data);
                    let index = U256::from(position);
                    assert_reverts(result(outcome), ArgumentOutOfRange { index });
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 150, "there are more narrow arguments than that");
}

#[test]
fn every_element_with_dirty_upper_bits_is_refused_by_its_arrays_index() {
    let (mut suite, subjects) = deployed();
    let mut tried = 0;
    for subject in &subjects {
        for function in &subject.functions {
            let data = calldata(function);
            for (position, argument) in types(function).iter().enumerate() {
                let DynSolType::Array(element) = argument else {
                    continue;
                };
                let Some(width @ ..=255) = width(element) else {
                    continue;
                };
                let start = tail(&data, position);
                let count = word(&data, start).to::<usize>();
                for slot in (1..=count).map(|i| start + 32 * i) {
                    for dirty in too_wide(word(&data, slot), width) {
                        let data = with_word(&data, slot, dirty);
                        let outcome = ask(&mut suite, subject.address, data);
                        let index = U256::from(position);
                        assert_reverts(result(outcome), ArgumentOutOfRange { index });
                        tried += 1;
                    }
                }
            }
        }
    }
    assert!(
        tried >= 4 * 3 * 3,
        "four functions take arrays of addresses"
    );
}

#[test]
fn the_largest_arguments_are_not_out_of_range() {
    let (mut suite, subjects) = deployed();
    for subject in &subjects {
        for function in &subject.functions {
            let outcome = ask(&mut suite, subject.address, largest(function));
            let name = function.signature();
            assert!(
                !refused_by_the_abi(&outcome),
                "{name}: {}",
                in_words(&outcome)
            );
        }
    }
}
