//! Test VVV: an ERC-20 with permits and a faucet.

#[path = "../tokens/mod.rs"]
mod tokens;

mod boundaries;
mod faucet;
mod fixture;
