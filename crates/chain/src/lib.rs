#![doc = include_str!("../README.md")]

mod chain;
mod config;
mod evm;
mod outcome;
mod state;
mod transaction;

pub use alloy_primitives::{Address, B256, Bytes, Log, U256};
pub use chain::{Chain, SnapshotId};
pub use config::ChainConfig;
pub use outcome::{EvmHalt, HaltReason, Outcome, Receipt, Status};
pub use transaction::{Tx, TxError};
