//! Ways in which calldata goes wrong, or just unusual.

use alloy_primitives::U256;
use proptest::{collection::vec, prelude::*};

use crate::{decoder::Kind, sample::integers};

/// One change of the arguments' bytes. Places count modulo what there is.
#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    /// Flips a bit.
    Flip { bit: usize },
    /// Overwrites a word.
    Set { word: usize, value: Target },
    /// Adds to a word.
    Add { word: usize, value: i64 },
    /// Copies a word over another.
    Copy { from: usize, to: usize },
    /// Keeps so many bytes.
    Truncate { length: usize },
    /// Drops so many bytes at the end.
    Shorten { by: usize },
    /// Adds bytes at the end.
    Extend { bytes: Vec<u8> },
    /// Puts bytes in, anywhere.
    Insert { at: usize, bytes: Vec<u8> },
    /// Moves the tails backwards and their offsets along.
    Gap { bytes: Vec<u8> },
    /// Lets an argument point where another does.
    Alias { from: usize, to: usize },
}

/// What a word is overwritten with.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// This.
    Value(U256),
    /// The arguments' length, and so much more.
    Length(i64),
}

/// Some mutations, one after the other.
pub(crate) fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    vec(mutation(), 1..4)
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let place = || any::<u16>().prop_map(usize::from);
    let bytes = || vec(any::<u8>(), 1..70);
    // Where 32 times a length, or an offset and 32, leave the machine word.
    let edges = prop::sample::select(vec![31u8, 32, 58, 59, 60, 63, 64, 127, 128, 255]);
    let edge = (edges, -40i64..40).prop_map(|(bit, by)| moved(U256::ONE << usize::from(bit), by));
    let target = prop_oneof![
        (0u64..400).prop_map(|value| Target::Value(U256::from(value))),
        edge.prop_map(Target::Value),
        integers(256).prop_map(Target::Value),
        (-70i64..70).prop_map(Target::Length),
    ];
    prop_oneof![
        any::<usize>().prop_map(|bit| Mutation::Flip { bit }),
        (place(), target).prop_map(|(word, value)| Mutation::Set { word, value }),
        (place(), -70i64..70).prop_map(|(word, value)| Mutation::Add { word, value }),
        (place(), place()).prop_map(|(from, to)| Mutation::Copy { from, to }),
        place().prop_map(|length| Mutation::Truncate { length }),
        (1usize..40).prop_map(|by| Mutation::Shorten { by }),
        bytes().prop_map(|bytes| Mutation::Extend { bytes }),
        (place(), bytes()).prop_map(|(at, bytes)| Mutation::Insert { at, bytes }),
        bytes().prop_map(|bytes| Mutation::Gap { bytes }),
        (place(), place()).prop_map(|(from, to)| Mutation::Alias { from, to }),
    ]
}

fn moved(value: U256, by: i64) -> U256 {
    let distance = U256::from(by.unsigned_abs());
    if by < 0 {
        value.wrapping_sub(distance)
    } else {
        value.wrapping_add(distance)
    }
}

impl Mutation {
    /// Changes the arguments, which began as these kinds.
    pub(crate) fn apply(&self, kinds: &[Kind], arguments: &mut Vec<u8>) {
        let (length, words) = (arguments.len(), arguments.len() / 32);
        match self {
            Self::Extend { bytes } => arguments.extend(bytes),
            Self::Shorten { by } => arguments.truncate(length.saturating_sub(*by)),
            Self::Truncate { length: kept } => arguments.truncate(kept % (length + 1)),
            Self::Insert { at, bytes } => {
                let at = at % (length + 1);
                arguments.splice(at..at, bytes.iter().copied());
            }
            Self::Gap { bytes } => gap(kinds, arguments, bytes),
            Self::Alias { from, to } => alias(kinds, arguments, *from, *to),
            _ if words == 0 => {}
            Self::Flip { bit } => arguments[bit / 8 % length] ^= 1 << (bit % 8),
            Self::Set { word, value } => {
                let value = match value {
                    Target::Value(value) => *value,
                    Target::Length(by) => moved(U256::from(length), *by),
                };
                set(arguments, word % words, value);
            }
            Self::Add { word, value } => {
                let word = word % words;
                let sum = moved(get(arguments, word), *value);
                set(arguments, word, sum);
            }
            Self::Copy { from, to } => {
                let value = get(arguments, from % words);
                set(arguments, to % words, value);
            }
        }
    }
}

/// The words of the head that are offsets, as far as they are there.
fn offsets(kinds: &[Kind], arguments: &[u8]) -> Vec<usize> {
    (0..kinds.len())
        .filter(|word| kinds[*word].is_dynamic() && 32 * (word + 1) <= arguments.len())
        .collect()
}

fn gap(kinds: &[Kind], arguments: &mut Vec<u8>, bytes: &[u8]) {
    let head = 32 * kinds.len();
    if arguments.len() < head {
        return;
    }
    arguments.splice(head..head, bytes.iter().copied());
    for word in offsets(kinds, arguments) {
        let offset = get(arguments, word).wrapping_add(U256::from(bytes.len()));
        set(arguments, word, offset);
    }
}

fn alias(kinds: &[Kind], arguments: &mut [u8], from: usize, to: usize) {
    let offsets = offsets(kinds, arguments);
    if !offsets.is_empty() {
        let offset = get(arguments, offsets[from % offsets.len()]);
        set(arguments, offsets[to % offsets.len()], offset);
    }
}

fn get(arguments: &[u8], word: usize) -> U256 {
    U256::from_be_slice(&arguments[32 * word..32 * (word + 1)])
}

fn set(arguments: &mut [u8], word: usize, value: U256) {
    arguments[32 * word..32 * (word + 1)].copy_from_slice(&value.to_be_bytes::<32>());
}
