#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod accounts;
mod args;
mod call;
mod clock;
mod config;
mod connections;
mod error;
mod filters;
mod guard;
mod handle;
mod ledger;
mod methods;
mod node;
mod running;
mod server;
mod store;
mod subscriptions;
mod words;

pub use accounts::TEST_MNEMONIC;
pub use config::{Limits, NodeConfig};
pub use running::{RunningNode, start};
