//! A compiled module to what goes on chain: optimised, checked, compressed.

use std::process::Command;

use stylus_program::{InvalidModule, Module, Rules};
use thiserror::Error;

use crate::layout::Layout;
use crate::tool::{self, ToolError};

/// Most bytes of code a contract may have on chain, prefix included (EIP-170; Stylus chains before ArbOS 60 keep it).
pub const CODE_LIMIT: usize = stylus_program::figures::limit::CODE_BYTES;

/// Only what Stylus chains accept may come out of the optimiser. `--enable-bulk-memory-opt` allows `memory.copy` and
/// `memory.fill` but not the rest of the bulk-memory proposal, whose DataCount section Nitro refuses.
const WASM_OPT_FLAGS: [&str; 8] = [
    "-O3",
    "--mvp-features",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// A contract ready to deploy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packaged {
    /// The module.
    pub wasm: Vec<u8>,
    /// What goes on chain: the prefix and the compressed module.
    pub code: Vec<u8>,
}

/// Why a module is refused.
#[derive(Debug, Error)]
pub enum PackageError {
    /// A Stylus chain would not activate it.
    #[error("contract {contract} would not activate: {source}")]
    Invalid {
        /// The contract.
        contract: String,
        /// The first rule it breaks.
        source: InvalidModule,
    },
    /// It is too large to deploy.
    #[error("contract {contract} is too large: {size} bytes compressed, {} over the limit of {CODE_LIMIT}", size - CODE_LIMIT)]
    TooLarge {
        /// The contract.
        contract: String,
        /// Bytes of its code, prefix included.
        size: usize,
    },
}

/// Checks a module against the rules of every chain from ArbOS 32 on, and compresses it.
///
/// # Errors
/// [`PackageError`], if the module could not be activated or deployed.
pub fn package(contract: &str, wasm: Vec<u8>) -> Result<Packaged, PackageError> {
    Module::parse(&wasm, &Rules::strict()).map_err(|source| PackageError::Invalid {
        contract: contract.to_owned(),
        source,
    })?;
    let code = stylus_program::compress(&wasm);
    if code.len() > CODE_LIMIT {
        return Err(PackageError::TooLarge {
            contract: contract.to_owned(),
            size: code.len(),
        });
    }
    Ok(Packaged { wasm, code })
}

/// Runs Binaryen's optimiser over a module.
pub(crate) fn optimize(layout: &Layout, module: &[u8]) -> Result<Vec<u8>, ToolError> {
    tool::run(
        "wasm-opt",
        wasm_opt(layout)?
            .args(WASM_OPT_FLAGS)
            .args(["-", "-o", "-"]),
        module,
    )
}

/// The optimiser's version.
pub(crate) fn wasm_opt_version(layout: &Layout) -> Result<String, ToolError> {
    tool::first_line("wasm-opt", wasm_opt(layout)?.arg("--version"))
}

fn wasm_opt(layout: &Layout) -> Result<Command, ToolError> {
    tool::node(layout, "binaryen", "node_modules/binaryen/bin/wasm-opt")
}

/// The settings that decide what comes out, as part of the inputs' digest.
pub(crate) fn recipe() -> String {
    WASM_OPT_FLAGS.join(" ")
}
