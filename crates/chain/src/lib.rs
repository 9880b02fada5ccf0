#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod arbos;
mod chain;
mod config;
mod deploy;
mod evm;
mod hostio;
mod outcome;
mod profile;
mod program;
mod state;
mod trace;
mod transaction;

use stylus_program::figures::host as prices;

pub use alloy_primitives::{Address, B256, Bytes, Log, U256};
pub use chain::{Account, Chain, SnapshotId};
pub use config::{BlockOverrides, ChainConfig};
pub use deploy::{CREATE2_FACTORY, DeployError, Deployment, STYLUS_DEPLOYER};
pub use outcome::{EvmHalt, HaltReason, Outcome, Receipt, Status};
pub use profile::{Item, Profile, Use};
pub use trace::{CallKind, CallTrace};
pub use transaction::{SignedTx, Tx, TxError};
