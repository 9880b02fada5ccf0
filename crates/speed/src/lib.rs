#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod comparison;
pub mod figures;
pub mod in_process;
pub mod machine;
pub mod over_rpc;
pub mod plan;
pub mod report;
pub mod server;
pub mod token;
pub mod transfers;

mod connection;
mod solidity;

pub use connection::Connection;
