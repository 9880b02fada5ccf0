//! Calldata that ends before its arguments do.

use alloy_primitives::U256;
use diem_suite::{abi::IDiem::CalldataTooShort, assert_reverts};

use crate::{
    arguments::{calldata, heads, is_dynamic, tail, types, word},
    subject::{ask, deployed, result},
};

#[test]
fn calldata_shorter_than_the_head_words_is_refused_at_every_length() {
    let (mut suite, subjects) = deployed();
    for subject in &subjects {
        for function in &subject.functions {
            let data = calldata(function);
            let needed = U256::from(heads(function));
            for length in 4..heads(function) {
                let outcome = ask(&mut suite, subject.address, data[..length].to_vec());
                let length = U256::from(length);
                assert_reverts(result(outcome), CalldataTooShort { length, needed });
            }
        }
    }
}

#[test]
fn calldata_that_cuts_an_array_or_bytes_short_is_refused_at_every_length() {
    let (mut suite, subjects) = deployed();
    let mut tried = 0;
    for subject in &subjects {
        for function in &subject.functions {
            let data = calldata(function);
            let Some(content_end) = content_end(function, &data) else {
                continue;
            };
            for length in heads(function)..content_end {
                let outcome = ask(&mut suite, subject.address, data[..length].to_vec());
                let reverted = result(outcome).expect_err("a refusal");
                let error = reverted.decode::<CalldataTooShort>();
                let error = error.unwrap_or_else(|| panic!("{}: {reverted}", function.signature()));
                assert_eq!(error.length, U256::from(length));
                assert!(error.needed > error.length);
                assert!(error.needed <= U256::from(data.len()));
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "no function with arrays or bytes was tried");
}

#[test]
fn bytes_need_no_padding_at_the_end() {
    // As in Solidity, which reads bytes where they are and asks for no more.
    let (mut suite, subjects) = deployed();
    let mut tried = 0;
    for subject in &subjects {
        for function in &subject.functions {
            let data = calldata(function);
            let end = content_end(function, &data).unwrap_or(data.len());
            if end == data.len() {
                continue;
            }
            let padded = ask(&mut suite, subject.address, data.clone());
            let bare = ask(&mut suite, subject.address, data[..end].to_vec());
            assert_eq!(bare.status, padded.status, "{}", function.signature());
            assert_eq!(bare.output, padded.output, "{}", function.signature());
            tried += 1;
        }
    }
    assert!(
        tried >= 3,
        "Diem's permit and two functions of the credits end in bytes"
    );
}

/// Where the last array or bytes of `data` ends, padding not counted; nothing if there is none.
fn content_end(function: &alloy_json_abi::Function, data: &[u8]) -> Option<usize> {
    let arguments = types(function);
    let ends = arguments.iter().enumerate().filter(|(_, a)| is_dynamic(a));
    ends.map(|(position, argument)| {
        let start = tail(data, position);
        let length = word(data, start).to::<usize>();
        let element = match argument {
            alloy_dyn_abi::DynSolType::Bytes => 1,
            _ => 32,
        };
        start + 32 + length * element
    })
    .max()
}
