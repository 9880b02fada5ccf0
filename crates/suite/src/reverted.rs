//! A call or transaction that failed.

use core::fmt;

use alloy_primitives::Bytes;
use alloy_sol_types::SolError;
use diem_sdk::errors::describe_error;
use stylus_chain::{Receipt, Status};

/// A call or transaction that ran and failed. `Debug` and `Display` name the error and its arguments.
#[derive(Clone, PartialEq, Eq)]
pub struct Reverted {
    /// The revert data; empty after a halt.
    pub data: Bytes,
    /// How execution ended: a revert, or a halt with its reason.
    pub status: Status,
    /// The receipt; `None` for an `eth_call`.
    pub receipt: Option<Box<Receipt>>,
}

impl Reverted {
    /// Whether the revert data is exactly `expected`: its selector and its arguments, nothing after them.
    pub fn is_error<E: SolError>(&self, expected: &E) -> bool {
        self.status == Status::Revert && self.data[..] == expected.abi_encode()[..]
    }

    /// The revert data as an error of type `E`, if it is one.
    pub fn decode<E: SolError>(&self) -> Option<E> {
        E::abi_decode_validate(&self.data).ok()
    }

    /// The error in words.
    pub fn reason(&self) -> String {
        match &self.status {
            Status::Halt(reason) => format!("halted: {reason:?}"),
            Status::Revert | Status::Success => describe_error(&self.data),
        }
    }
}

impl From<Receipt> for Reverted {
    /// The failure that `receipt` records.
    fn from(receipt: Receipt) -> Self {
        Self {
            data: receipt.output.clone(),
            status: receipt.status.clone(),
            receipt: Some(Box::new(receipt)),
        }
    }
}

impl fmt::Display for Reverted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "reverted: {}", self.reason())
    }
}

impl fmt::Debug for Reverted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reverted({})", self.reason())
    }
}

impl core::error::Error for Reverted {}
