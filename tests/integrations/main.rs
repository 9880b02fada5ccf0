//! The suite among others: contracts that other people wrote and deployed, and contracts that use ours.
//!
//! Uniswap v2 and WETH9 are the bytecode that their npm packages carry, Uniswap's that of public chains; OpenZeppelin's timelock is compiled from its
//! package by our solc.
//! The integrators are ours, one in Solidity and one in Rust, and pass the same scenarios. All of it runs beside the shipped WASM.

mod amounts;
mod npm;
mod world;

mod integrator;
mod timelock;
mod uniswap;
mod weth;
