#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

/// The bindings of [`diem_sdk::abi`], and revert data in words.
pub mod abi {
    pub use diem_sdk::{abi::*, errors::describe_error};
}

mod account;
mod assertions;
mod deploy;
mod funding;
mod params;
mod reverted;
mod sent;
mod suite;

pub use account::Account;
pub use alloy_primitives::{Address, B256, Bytes, I256, Log, U256};
pub use alloy_sol_types::{SolCall, SolError, SolEvent};
pub use assertions::{assert_reverts, emitted};
pub use deploy::{Deployment, SuiteError, solidity};
pub use diem_sdk::{amount, receipts, typed_data};
pub use params::{Params, Vvv};
pub use reverted::Reverted;
pub use sent::Sent;
pub use stylus_chain::{Chain, Receipt, Status, Tx};
pub use suite::Suite;
