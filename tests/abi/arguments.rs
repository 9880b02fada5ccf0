//! Arguments for any function: valid ones, told apart by position.

use alloy_dyn_abi::{DynSolType, DynSolValue, JsonAbiExt};
use alloy_json_abi::Function;
use alloy_primitives::{Address, B256, U256};

/// The types of the arguments.
pub(crate) fn types(function: &Function) -> Vec<DynSolType> {
    let parse = |name: &str| DynSolType::parse(name).expect("a type of Solidity");
    function
        .inputs
        .iter()
        .map(|input| parse(&input.selector_type()))
        .collect()
}

/// Whether an argument's head word is an offset.
pub(crate) const fn is_dynamic(argument: &DynSolType) -> bool {
    matches!(argument, DynSolType::Bytes | DynSolType::Array(_))
}

/// Calldata that calls `function` with valid arguments.
pub(crate) fn calldata(function: &Function) -> Vec<u8> {
    encode(function, sample)
}

/// Calldata that calls `function` with the largest arguments of their types.
pub(crate) fn largest(function: &Function) -> Vec<u8> {
    encode(function, |_, argument| widest(argument))
}

fn encode(function: &Function, value: impl Fn(usize, &DynSolType) -> DynSolValue) -> Vec<u8> {
    let values: Vec<DynSolValue> = types(function)
        .iter()
        .enumerate()
        .map(|(position, argument)| value(position, argument))
        .collect();
    function
        .abi_encode_input(&values)
        .expect("values of the arguments' types")
}

/// A small value of type `argument`.
fn sample(position: usize, argument: &DynSolType) -> DynSolValue {
    let number = U256::from(position + 1);
    match argument {
        DynSolType::Address => DynSolValue::Address(Address::with_last_byte(0xa0 + position as u8)),
        DynSolType::Uint(bits) => DynSolValue::Uint(number, *bits),
        DynSolType::FixedBytes(32) => DynSolValue::FixedBytes(B256::from(number), 32),
        // No whole word, so that its end is padded.
        DynSolType::Bytes => DynSolValue::Bytes(vec![0xb7; 65]),
        DynSolType::Array(element) => {
            DynSolValue::Array((0..3).map(|i| sample(position + i, element)).collect())
        }
        other => panic!("no contract takes {other}"),
    }
}

/// The largest value of type `argument`; arrays of one.
fn widest(argument: &DynSolType) -> DynSolValue {
    match argument {
        DynSolType::Address => DynSolValue::Address(Address::repeat_byte(0xff)),
        DynSolType::Uint(bits) => DynSolValue::Uint(U256::MAX >> (256 - bits), *bits),
        DynSolType::FixedBytes(32) => DynSolValue::FixedBytes(B256::repeat_byte(0xff), 32),
        DynSolType::Bytes => DynSolValue::Bytes(vec![0xff; 32]),
        DynSolType::Array(element) => DynSolValue::Array(vec![widest(element)]),
        other => panic!("no contract takes {other}"),
    }
}

/// How many bits of its word a value of type `argument` can use, if it is a number or an address.
pub(crate) const fn width(argument: &DynSolType) -> Option<usize> {
    match argument {
        DynSolType::Address => Some(160),
        DynSolType::Uint(bits) => Some(*bits),
        _ => None,
    }
}

/// Where in the calldata the head word of the argument at `position` begins.
pub(crate) const fn head(position: usize) -> usize {
    4 + 32 * position
}

/// The bytes that selector and head words take.
pub(crate) fn heads(function: &Function) -> usize {
    head(function.inputs.len())
}

/// The word of the calldata at `start`.
pub(crate) fn word(data: &[u8], start: usize) -> U256 {
    U256::from_be_slice(&data[start..start + 32])
}

/// The calldata with another word at `start`.
pub(crate) fn with_word(data: &[u8], start: usize, word: U256) -> Vec<u8> {
    let mut changed = data.to_vec();
    changed[start..start + 32].copy_from_slice(&word.to_be_bytes::<32>());
    changed
}

/// Where in the calldata the tail (its length word) of the dynamic argument at `position` begins.
pub(crate) fn tail(data: &[u8], position: usize) -> usize {
    4 + word(data, head(position)).to::<usize>()
}
