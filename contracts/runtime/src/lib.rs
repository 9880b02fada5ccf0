//! What the four contracts stand on.
//!
//! - [`calldata`], [`reply`], [`revert`], [`event`]: the ABI layer. Arguments, results, errors and events are typed by the Solidity
//!   interfaces (alloy's `sol!`), so the compiler checks each contract's dispatch table against its specification.
//! - [`host`], [`storage`], [`call`]: the chain.
//! - [`day`], [`ratio`], [`word`]: UTC days, parts of amounts, packed words.
//! - [`signature`], [`allowance`]: ECDSA, ERC-1271 and EIP-2612.
//!
//! Nothing here keeps state but [`allowance::Allowances`], and nothing panics on input.
#![cfg_attr(not(any(test, feature = "export-abi")), no_std)]

extern crate alloc;

pub mod allowance;
pub mod call;
pub mod calldata;
pub mod contract;
pub mod day;
pub mod event;
#[cfg(feature = "export-abi")]
pub mod export;
pub mod host;
pub mod ratio;
pub mod reply;
pub mod revert;
pub mod signature;
pub mod storage;
pub mod word;
