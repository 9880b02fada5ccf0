//! Offsets and lengths that lead astray.

use alloy_dyn_abi::DynSolType;
use alloy_json_abi::Function;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use diem_suite::{
    Suite,
    abi::IDiem::{ArgumentOutOfRange, CalldataTooShort},
};

use crate::{
    arguments::{calldata, head, is_dynamic, tail, types, with_word, word},
    subject::{ask, deployed, in_words},
};

/// Asserts that `data` is refused for what its argument at `position` is.
#[track_caller]
fn is_refused(suite: &mut Suite, to: Address, data: Vec<u8>, position: usize) {
    let outcome = ask(suite, to, data);
    let index = U256::from(position);
    let out_of_range = outcome.output[..] == ArgumentOutOfRange { index }.abi_encode();
    let too_short = CalldataTooShort::abi_decode_validate(&outcome.output).is_ok();
    let refused = outcome.status.is_revert() && (out_of_range || too_short);
    assert!(refused, "{}", in_words(&outcome));
}

/// Runs `check` on every argument that is an array or bytes: function, calldata, position.
fn for_every_dynamic(mut check: impl FnMut(&mut Suite, Address, &Function, &[u8], usize)) {
    let (mut suite, subjects) = deployed();
    let mut tried = 0;
    for subject in &subjects {
        for function in &subject.functions {
            let data = calldata(function);
            let arguments = types(function);
            let dynamic = arguments.iter().enumerate().filter(|(_, a)| is_dynamic(a));
            for (position, _) in dynamic {
                check(&mut suite, subject.address, function, &data, position);
                tried += 1;
            }
        }
    }
    assert!(tried >= 8, "eight arguments are arrays or bytes");
}

/// What, added to a number, is lost where the number is cut to 32 or 64 bits.
fn beyond_the_machine() -> impl Iterator<Item = U256> {
    [32, 33, 63, 64, 65, 128, 255]
        .map(|bits| U256::ONE << bits)
        .into_iter()
}

#[test]
fn offsets_beyond_the_calldata_are_refused() {
    for_every_dynamic(|suite, to, _, data, position| {
        let end = U256::from(data.len());
        let near = [
            end - U256::from(35),
            end - U256::from(4),
            end,
            end + U256::from(28),
        ];
        let far = [31, 32, 64].map(|bits| (U256::ONE << bits) - U256::from(4));
        let offsets = near.into_iter().chain(far).chain(beyond_the_machine());
        for offset in offsets.chain([U256::MAX, U256::MAX - U256::from(3)]) {
            let data = with_word(data, head(position), offset);
            is_refused(suite, to, data, position);
        }
    });
}

#[test]
fn offsets_are_not_cut_to_the_machines_width() {
    for_every_dynamic(|suite, to, _, data, position| {
        let valid = word(data, head(position));
        for more in beyond_the_machine() {
            let data = with_word(data, head(position), valid + more);
            is_refused(suite, to, data, position);
        }
    });
}

#[test]
fn lengths_beyond_the_calldata_are_refused() {
    for_every_dynamic(|suite, to, function, data, position| {
        let start = tail(data, position);
        let valid = word(data, start);
        // For bytes the padding is there; one more than that is not.
        let one_more = match types(function)[position] {
            DynSolType::Bytes => (valid + U256::from(31)) / U256::from(32) * U256::from(32),
            _ => valid,
        } + U256::ONE;
        // Times 32, these come to zero, or to little, in 32 or 64 bits.
        let products = [26, 27, 28, 58, 59, 60].map(|bits| U256::ONE << bits);
        let sums = beyond_the_machine().map(|more| valid + more);
        let lengths = products.iter().map(|length| *length + U256::ONE);
        let lengths = lengths.chain(products).chain(sums);
        for length in lengths.chain([U256::MAX, U256::MAX - U256::from(31)]) {
            let data = with_word(data, start, length);
            is_refused(suite, to, data, position);
        }
        let is_last = types(function)[position + 1..]
            .iter()
            .all(|a| !is_dynamic(a));
        if is_last {
            is_refused(suite, to, with_word(data, start, one_more), position);
        }
    });
}

#[test]
fn a_tail_is_found_wherever_its_offset_says() {
    // Encoders may leave room between the tails.
    for_every_dynamic(|suite, to, function, data, position| {
        let start = tail(data, position);
        let mut moved = with_word(data, head(position), U256::from(data.len() - 4));
        moved.extend_from_slice(&data[start..]);
        let plain = ask(suite, to, data.to_vec());
        let other = ask(suite, to, moved);
        assert_eq!(other.status, plain.status, "{}", function.signature());
        assert_eq!(other.output, plain.output, "{}", function.signature());
    });
}
