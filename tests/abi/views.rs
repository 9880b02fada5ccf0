//! Functions that only read.

use alloy_dyn_abi::{FunctionExt, JsonAbiExt};
use alloy_json_abi::{Function, StateMutability};
use alloy_primitives::{Address, U256, hex};
use diem_tests::DAY;

use crate::{
    arguments::{calldata, head, with_word},
    subject::{ask, deployed},
};

/// An account that hands calldata on to another by static call, and its answer back.
const RELAY: Address = Address::repeat_byte(0x5c);

/// The code of a relay to `target`.
fn relay_to(target: Address) -> Vec<u8> {
    [
        &hex!("365f5f37 5f5f365f 73")[..],
        target.as_slice(),
        &hex!("5afa 3d5f5f3e 6029 57 3d5ffd 5b 3d5ff3"),
    ]
    .concat()
}

fn is_view(function: &Function) -> bool {
    let reads = [StateMutability::View, StateMutability::Pure];
    reads.contains(&function.state_mutability)
}

/// Calldata for a view: sample arguments, but a day that is not past.
fn reading(function: &Function) -> Vec<u8> {
    let mut data = calldata(function);
    let far_day = U256::from(u32::MAX / DAY as u32);
    for (position, input) in function.inputs.iter().enumerate() {
        if input.name == "day" {
            data = with_word(&data, head(position), far_day);
        }
    }
    data
}

#[test]
fn every_view_answers_about_unknown_accounts_in_the_canonical_encoding() {
    let (mut suite, subjects) = deployed();
    let mut tried = 0;
    for subject in &subjects {
        for function in subject.functions.iter().filter(|f| is_view(f)) {
            let name = function.signature();
            let outcome = ask(&mut suite, subject.address, reading(function));
            assert!(outcome.status.is_success(), "{name}: {:?}", outcome.status);
            let values = function.abi_decode_output(&outcome.output);
            let values = values.unwrap_or_else(|error| panic!("{name}: {error}"));
            let canonical = function.abi_encode_output(&values).expect("its own types");
            assert_eq!(outcome.output[..], canonical, "{name}");
            tried += 1;
        }
    }
    assert!(tried > 50, "there are more views than that");
}

#[test]
fn every_view_can_be_called_statically() {
    let (mut suite, subjects) = deployed();
    for subject in &subjects {
        suite
            .chain
            .set_code(RELAY, relay_to(subject.address).into());
        for function in subject.functions.iter().filter(|f| is_view(f)) {
            let name = function.signature();
            let direct = ask(&mut suite, subject.address, reading(function));
            let relayed = ask(&mut suite, RELAY, reading(function));
            assert!(relayed.status.is_success(), "{name}: {:?}", relayed.status);
            assert_eq!(relayed.output, direct.output, "{name}");
        }
    }
}

#[test]
fn samples_decode_as_they_were_encoded() {
    // The other tests of this binary rest on these samples.
    let (_, subjects) = deployed();
    for function in subjects.iter().flat_map(|subject| &subject.functions) {
        let data = calldata(function);
        let values = function.abi_decode_input(&data[4..]).expect("arguments");
        assert_eq!(function.abi_encode_input(&values).expect("calldata"), data);
    }
}
