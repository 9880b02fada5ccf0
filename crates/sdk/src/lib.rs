#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod abi;
pub mod amount;
pub mod day;
pub mod errors;
pub mod manifest;
pub mod network;
pub mod readings;
pub mod receipts;
#[cfg(feature = "rpc")]
pub mod suite;
pub mod tokenlist;
pub mod typed_data;
