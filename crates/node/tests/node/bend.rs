//! How valid requests are bent into ones that nobody should send.

use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};

/// One way to bend a text. Positions are parts of its length.
#[derive(Clone, Debug)]
pub(crate) enum Bend {
    Flip(f64, u8),
    Cut(f64),
    Insert(f64, Vec<u8>),
    Repeat(f64, f64),
}

impl Bend {
    pub(crate) fn apply(&self, text: &mut Vec<u8>) {
        let at = |part: f64| (text.len() as f64 * part) as usize;
        match self {
            Self::Flip(part, bit) => {
                let at = at(*part);
                if let Some(byte) = text.get_mut(at) {
                    *byte ^= 1 << bit;
                }
            }
            Self::Cut(part) => text.truncate(at(*part)),
            Self::Insert(part, bytes) => {
                let at = at(*part);
                text.splice(at..at, bytes.iter().copied());
            }
            Self::Repeat(from, to) => {
                let (from, to) = (at(from.min(*to)), at(from.max(*to)));
                let piece = text[from..to].to_vec();
                text.splice(to..to, piece);
            }
        }
    }
}

pub(crate) fn bend() -> impl Strategy<Value = Bend> {
    let part = 0.0..1.0;
    let odd = prop_oneof![
        vec(any::<u8>(), 1..8),
        // Half a character, a byte that no text has, a zero.
        Just(vec![0xe2, 0x82]),
        Just(vec![0xff]),
        Just(vec![0]),
        Just(b"\\ud800".to_vec()),
        Just(b"99999999999999999999999999999999999999999999999999".to_vec()),
        Just(b"-1".to_vec()),
        Just(b"1e400".to_vec()),
        Just(b"null".to_vec()),
        Just(b"[".repeat(300)),
        Just(b"{\"a\":".repeat(300)),
    ];
    prop_oneof![
        (part.clone(), 0..8_u8).prop_map(|(part, bit)| Bend::Flip(part, bit)),
        part.clone().prop_map(Bend::Cut),
        (part.clone(), odd).prop_map(|(part, bytes)| Bend::Insert(part, bytes)),
        (part.clone(), part).prop_map(|(from, to)| Bend::Repeat(from, to)),
    ]
}

/// A value that stands where another is expected.
pub(crate) fn misfit() -> impl Strategy<Value = Value> {
    let nested = |depth: usize| (0..depth).fold(json!(1), |inner, _| json!([inner]));
    prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|b| json!(b)),
        any::<i64>().prop_map(|n| json!(n)),
        any::<f64>().prop_map(|n| json!(n)),
        Just(json!(u64::MAX)),
        Just(json!({})),
        Just(json!([])),
        Just(json!("")),
        Just(json!("0x")),
        Just(json!("0x0")),
        Just(json!("latest")),
        Just(json!(format!("0x{}", "f".repeat(64)))),
        Just(json!(format!("0x{}", "f".repeat(65)))),
        Just(json!("0xffffffffffffffff")),
        Just(json!("0x".to_owned() + &"00".repeat(50_000))),
        Just(json!("x".repeat(10_000))),
        "\\PC{0,20}".prop_map(|text| json!(text)),
        (1..100_usize).prop_map(nested),
        vec(any::<u8>(), 0..200)
            .prop_map(|bytes| json!(alloy_primitives::hex::encode_prefixed(bytes))),
    ]
}

/// The places in a request where a value can be put, parameters and what they consist of.
pub(crate) fn places(value: &Value, path: String, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(i, item)| places(item, format!("{path}/{i}"), found)),
        Value::Object(fields) => {
            for (key, item) in fields {
                places(
                    item,
                    format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        _ => {}
    }
    found.push(path);
}
