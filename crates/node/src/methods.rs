//! The methods: what each takes and what it answers.

mod about;
mod control;
mod debug;
mod eth;
mod logs;
mod other;

use jsonrpsee::core::JsonRawValue;
use serde::Serialize;

use crate::{
    args::Args,
    error::{RpcError, RpcResult},
    node::Node,
};

/// An answer, as JSON.
pub(crate) type Answer = RpcResult<Box<JsonRawValue>>;

/// What a method does, on the thread of the node.
pub(crate) type Method = fn(&mut Node, Args) -> Answer;

/// All methods but the subscriptions, each with its name.
pub(crate) fn all() -> impl Iterator<Item = &'static (&'static str, Method)> {
    [
        eth::METHODS,
        logs::METHODS,
        control::METHODS,
        about::METHODS,
        debug::METHODS,
        other::METHODS,
    ]
    .into_iter()
    .flatten()
}

fn json(value: impl Serialize) -> Answer {
    serde_json::value::to_raw_value(&value)
        .map_err(|e| RpcError::server(format!("the answer cannot be encoded: {e}")))
}
