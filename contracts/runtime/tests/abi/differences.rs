//! How calldata that Solidity's decoder and ours accept differs from the one form that alloy's validating decoder takes.

use std::collections::BTreeSet;

use alloy_primitives::U256;

use crate::decoder::Kind;

/// A difference that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Difference {
    /// An offset points elsewhere than in the canonical form: behind a gap, out of order, unaligned, into another tail, into the head.
    Offset,
    /// Behind bytes the padding to a whole word is missing or not zero.
    Padding,
    /// Bytes follow the last tail.
    Trailing,
}

/// The differences between arguments and their values' canonical form. What is no accepted difference is an error.
pub(crate) fn differences(
    kinds: &[Kind],
    arguments: &[u8],
    canonical: &[u8],
) -> Result<BTreeSet<Difference>, String> {
    let head = kinds.iter().enumerate();
    let mut moved = false;
    for (index, kind) in head {
        let word = 32 * index..32 * (index + 1);
        if arguments[word.clone()] == canonical[word.clone()] {
            continue;
        }
        if !kind.is_dynamic() {
            return Err(format!("argument {index} is not what was read"));
        }
        moved = true;
    }
    if moved {
        // The tails are anywhere; that they hold the values was checked by reading the canonical form.
        return Ok(BTreeSet::from([Difference::Offset]));
    }
    let mut found = BTreeSet::new();
    let mut cleaned = arguments.to_vec();
    if let Some(padding) = cleaned_padding(kinds, &mut cleaned, canonical) {
        found.insert(padding);
    }
    if cleaned.len() > canonical.len() {
        found.insert(Difference::Trailing);
        cleaned.truncate(canonical.len());
    }
    if cleaned == canonical {
        Ok(found)
    } else {
        Err("more differs than offsets, padding and trailing bytes".to_owned())
    }
}

/// Pads the bytes of `arguments`, whose tails lie as in the canonical form.
fn cleaned_padding(
    kinds: &[Kind],
    arguments: &mut Vec<u8>,
    canonical: &[u8],
) -> Option<Difference> {
    let before = arguments.clone();
    let starts = (0..kinds.len()).filter(|index| kinds[*index] == Kind::Bytes);
    for index in starts {
        let start = size_at(canonical, 32 * index);
        let content = start + 32 + size_at(canonical, start);
        let padded = content.next_multiple_of(32);
        if arguments.len() < padded {
            arguments.resize(padded, 0);
        }
        arguments[content..padded].fill(0);
    }
    (*arguments != before).then_some(Difference::Padding)
}

/// A canonical form's offset or length.
fn size_at(canonical: &[u8], at: usize) -> usize {
    U256::from_be_slice(&canonical[at..at + 32]).to()
}
