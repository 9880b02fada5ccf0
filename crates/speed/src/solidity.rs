//! The peer's contract: OpenZeppelin's ERC-20, compiled for cheap calls.

use std::sync::OnceLock;

use alloy_primitives::{Bytes, hex};
use anyhow::{Context as _, Result};
use diem_build::{Layout, Optimizer, Source, compile_solidity_with};

/// By way of Yul, a million runs: what those choose who want cheap calls.
const OPTIMIZER: Optimizer = Optimizer {
    runs: 1_000_000,
    via_ir: true,
};

/// The token's init code, compiled once per process. Its deployer gets the supply.
pub(crate) fn token() -> Result<Bytes> {
    static TOKEN: OnceLock<Bytes> = OnceLock::new();
    if let Some(token) = TOKEN.get() {
        return Ok(token.clone());
    }
    let compiled = compile()?;
    Ok(TOKEN.get_or_init(|| compiled).clone())
}

fn compile() -> Result<Bytes> {
    let source = Source {
        name: "crates/speed/solidity/Token.sol".to_owned(),
        content: include_str!("../solidity/Token.sol").to_owned(),
    };
    let layout = Layout::of_this_repository();
    let compiled = compile_solidity_with(&layout, &[source], OPTIMIZER)?;
    let token = compiled.get("Token").context("solc made no Token")?;
    Ok(hex::decode(&token.bytecode)?.into())
}
