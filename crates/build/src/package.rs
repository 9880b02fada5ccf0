//! A compiled module to what goes on chain: optimised, checked, compressed.

use std::process::Command;

use stylus_program::{InvalidModule, Module, Rules};
use thiserror::Error;
use wasm_encoder::RawSection;
use wasmparser::{BinaryReaderError, Parser, Payload};

use crate::data;
use crate::layout::Layout;
use crate::tool::{self, ToolError};

/// Most bytes of code a contract may have on chain, prefix included (EIP-170; Stylus chains before ArbOS 60 keep it).
pub const CODE_LIMIT: usize = stylus_program::figures::limit::CODE_BYTES;

/// Only what Stylus chains accept may come out of the optimiser. `--enable-bulk-memory-opt` allows `memory.copy` and
/// `memory.fill` but not the rest of the bulk-memory proposal, whose DataCount section Nitro refuses.
const WASM_OPT_FLAGS: [&str; 9] = [
    "-O3",
    // A function that is barely larger than its call costs more to start with than what it saves in bytes.
    "--always-inline-max-function-size=10",
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

/// Runs Binaryen's optimiser over a module, and turns its data segments into code.
///
/// Custom sections are taken out first. One of them lists the features that the Rust compiler was allowed, and the
/// optimiser would take that list for its own; the names in another would have a say in the order of functions.
pub(crate) fn optimize(layout: &Layout, module: &[u8]) -> Result<Vec<u8>, ToolError> {
    let bare = without_custom_sections(module).map_err(|error| ToolError::Answer {
        tool: "cargo".to_owned(),
        reason: error.to_string(),
    })?;
    let optimized = tool::run(
        "wasm-opt",
        wasm_opt(layout)?
            .args(WASM_OPT_FLAGS)
            .args(["-", "-o", "-"]),
        &bare,
    )?;
    data::into_code(&optimized).map_err(|error| ToolError::Answer {
        tool: "wasm-opt".to_owned(),
        reason: error.to_string(),
    })
}

/// The same module, with only those sections that decide what it does.
fn without_custom_sections(module: &[u8]) -> Result<Vec<u8>, BinaryReaderError> {
    let mut bare = wasm_encoder::Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let Payload::CustomSection(_) = payload {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            let data = &module[range.start as usize..range.end as usize];
            bare.section(&RawSection { id, data });
        }
    }
    Ok(bare.finish())
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
    format!("{} data-into-code", WASM_OPT_FLAGS.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The compiler's list of features, as `strip = false` leaves it, must not reach the optimiser: full bulk-memory would
    /// make it write a DataCount section, which chains refuse.
    #[test]
    fn the_compilers_features_do_not_reach_the_optimizer() {
        let text = r#"(module
            (@custom "target_features" "\01+\0bbulk-memory")
            (memory (export "memory") 1 1)
            (data (i32.const 0) "some data that stays")
            (func (export "user_entrypoint") (param i32) (result i32)
                (memory.copy (i32.const 64) (i32.const 0) (local.get 0))
                (i32.load (i32.const 64))))"#;
        let marked = wat::parse_str(text).expect("the module is well-formed");
        let plain = without_custom_sections(&marked).expect("the module can be read");
        assert_eq!(
            without_custom_sections(&plain).expect("the module can be read"),
            plain
        );
        assert!(plain.len() + "target_features".len() < marked.len());

        let layout = Layout::of_this_repository();
        let optimized = optimize(&layout, &marked).expect("wasm-opt runs");
        assert_eq!(optimized, optimize(&layout, &plain).expect("wasm-opt runs"));
        package("diem", optimized).expect("a chain accepts it");
        assert!(optimize(&layout, b"no module").is_err());
    }
}
