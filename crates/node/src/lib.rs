#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod accounts;
mod args;
mod call;
mod config;
mod error;
mod filters;
mod handle;
mod ledger;
mod methods;
mod node;
mod running;
mod server;
mod store;
mod subscriptions;

pub use accounts::TEST_MNEMONIC;
pub use config::{Limits, NodeConfig};
pub use running::{RunningNode, start};
