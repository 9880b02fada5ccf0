//! The rules of Solidity's decoder for functions' arguments, word by word: what the generated code of `abi_decode_tuple_*` checks.
//!
//! A head shorter than the types need is refused; so is an offset or a length that points past the end. Upper bits of values must be
//! zero. Trailing bytes, the padding behind bytes, and where offsets point among the words do not matter.

use alloy_primitives::U256;

/// What an argument is to the decoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One word of which the low bits, so many, are used.
    Word(usize),
    /// Bytes.
    Bytes,
    /// An array of such words.
    Array(usize),
}

impl Kind {
    /// Whether the head holds an offset instead of the value.
    pub(crate) fn is_dynamic(self) -> bool {
        !matches!(self, Self::Word(_))
    }
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A word.
    Word(U256),
    /// Bytes.
    Bytes(Vec<u8>),
    /// An array's words.
    Array(Vec<U256>),
}

/// Why arguments are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The arguments need so many bytes, the selector included.
    TooShort {
        /// Bytes, at most what a machine word can say.
        needed: U256,
    },
    /// This argument has bits beyond its width.
    OutOfRange {
        /// From 0.
        index: usize,
    },
}

/// Reads arguments of these kinds, in order; the first reason to refuse counts.
pub(crate) fn decode(kinds: &[Kind], arguments: &[u8]) -> Result<Vec<Value>, Refusal> {
    bytes_at(arguments, U256::ZERO, U256::from(32 * kinds.len()))?;
    let read = |(index, kind): (usize, &Kind)| argument(arguments, index, *kind);
    kinds.iter().enumerate().map(read).collect()
}

fn argument(arguments: &[u8], index: usize, kind: Kind) -> Result<Value, Refusal> {
    let head = word_at(arguments, U256::from(32 * index))?;
    let in_range = |word: U256, bits| {
        if word.bit_len() > bits {
            Err(Refusal::OutOfRange { index })
        } else {
            Ok(word)
        }
    };
    match kind {
        Kind::Word(bits) => in_range(head, bits).map(Value::Word),
        Kind::Bytes => {
            let length = word_at(arguments, head)?;
            let start = head.saturating_add(U256::from(32));
            bytes_at(arguments, start, length).map(|bytes| Value::Bytes(bytes.to_vec()))
        }
        Kind::Array(bits) => {
            let length = word_at(arguments, head)?;
            let start = head.saturating_add(U256::from(32));
            let bytes = bytes_at(arguments, start, length.saturating_mul(U256::from(32)))?;
            bytes
                .chunks(32)
                .map(|word| in_range(U256::from_be_slice(word), bits))
                .collect::<Result<_, _>>()
                .map(Value::Array)
        }
    }
}

fn word_at(arguments: &[u8], start: U256) -> Result<U256, Refusal> {
    bytes_at(arguments, start, U256::from(32)).map(U256::from_be_slice)
}

fn bytes_at(arguments: &[u8], start: U256, length: U256) -> Result<&[u8], Refusal> {
    let end = start.saturating_add(length);
    if end > U256::from(arguments.len()) {
        let needed = end.saturating_add(U256::from(4));
        return Err(Refusal::TooShort {
            needed: needed.min(U256::from(usize::MAX)),
        });
    }
    Ok(&arguments[start.to()..end.to()])
}
