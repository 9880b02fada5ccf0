//! Positional arguments, with go-ethereum's complaints about bad ones.

use jsonrpsee::types::Params;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{RpcError, RpcResult};

/// The arguments of a request, taken one after the other.
#[derive(Debug)]
pub(crate) struct Args {
    values: std::vec::IntoIter<Value>,
    taken: usize,
}

impl Args {
    pub(crate) fn parse(params: &Params<'_>) -> RpcResult<Self> {
        let values: Vec<Value> = match params.as_str() {
            None => Vec::new(),
            Some(text) if text.starts_with('[') => serde_json::from_str(text)
                .map_err(|e| RpcError::params(format!("invalid params: {e}")))?,
            Some(_) => return Err(RpcError::params("non-array args")),
        };
        Ok(Self {
            values: values.into_iter(),
            taken: 0,
        })
    }

    /// The next argument, which must be there.
    pub(crate) fn next<T: DeserializeOwned>(&mut self) -> RpcResult<T> {
        let position = self.taken;
        self.optional()?.ok_or_else(|| {
            RpcError::params(format!("missing value for required argument {position}"))
        })
    }

    /// The next argument, if it is there and not null.
    pub(crate) fn optional<T: DeserializeOwned>(&mut self) -> RpcResult<Option<T>> {
        let position = self.taken;
        self.taken += 1;
        match self.values.next() {
            None | Some(Value::Null) => Ok(None),
            Some(value) => serde_json::from_value(value)
                .map(Some)
                .map_err(|e| RpcError::params(format!("invalid argument {position}: {e}"))),
        }
    }

    /// Refuses arguments that nobody asked for.
    pub(crate) fn end(self) -> RpcResult<()> {
        if self.values.len() == 0 {
            return Ok(());
        }
        let most = self.taken;
        Err(RpcError::params(format!(
            "too many arguments, want at most {most}"
        )))
    }
}
