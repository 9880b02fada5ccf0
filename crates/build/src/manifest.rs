//! `manifest.json`: what the artifacts are, and what they were made from.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::inputs::Inputs;

/// Changes when a manifest of an older build means something else.
const FORMAT: u32 = 1;

/// The artifacts of one build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    format: u32,
    /// What the artifacts were made from. A digest is empty until its artifacts are complete.
    pub inputs: Inputs,
    /// The versions that made them.
    pub toolchain: Toolchain,
    /// The contracts that the build was confined to; none if it was of all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// The contracts, by name.
    pub contracts: BTreeMap<String, ContractEntry>,
    /// The examples, by name. Their files are `examples/<name>.wasm` and `examples/<name>.code`.
    pub examples: BTreeMap<String, ModuleEntry>,
    /// The Solidity test contracts, by name. Their files are `solidity/<name>.json`.
    pub solidity: BTreeMap<String, SolidityEntry>,
    /// The contracts that ours are compared with, by name and the number of runs they are optimised for, as in `SoladyToken-200`. Their
    /// files are `peers/<name>.json`.
    pub peers: BTreeMap<String, SolidityEntry>,
}

/// The tools whose versions decide the artifacts' bytes, as they name themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Toolchain {
    /// The Rust compiler.
    pub rustc: String,
    /// Binaryen's optimiser.
    pub wasm_opt: String,
    /// The Solidity compiler.
    pub solc: String,
}

/// One contract. Its files are `<name>.wasm` (the module), `<name>.code` (what goes on chain) and `<name>.abi.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContractEntry {
    /// The Solidity interface that is its ABI.
    pub interface: String,
    /// Its module, whose fields stand beside these.
    #[serde(flatten)]
    pub module: ModuleEntry,
    /// SHA-256 of the ABI's file.
    pub abi_sha256: String,
}

/// One program's module and what goes on chain of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModuleEntry {
    /// Bytes of the module.
    pub raw_size: usize,
    /// Bytes on chain: the prefix and the compressed module.
    pub compressed_size: usize,
    /// SHA-256 of the module.
    pub sha256: String,
    /// SHA-256 of what goes on chain.
    pub code_sha256: String,
    /// SHA-256 of how modules are optimised and of the module as the Rust compiler made it.
    pub compiled_sha256: String,
}

/// One Solidity contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SolidityEntry {
    /// The source file, from the repository's root.
    pub source: String,
    /// SHA-256 of the artifact's file.
    pub sha256: String,
}

/// Why there is no manifest to read.
#[derive(Debug, Error)]
pub enum ManifestError {
    /// There is none.
    #[error("{} does not exist", .0.display())]
    Missing(PathBuf),
    /// It is not one of this build tool's.
    #[error("{} is not a manifest of this version of the build: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl Manifest {
    /// A manifest of no artifacts.
    pub(crate) fn empty() -> Self {
        Self {
            format: FORMAT,
            inputs: Inputs::default(),
            toolchain: Toolchain::default(),
            only: Vec::new(),
            contracts: BTreeMap::new(),
            examples: BTreeMap::new(),
            solidity: BTreeMap::new(),
            peers: BTreeMap::new(),
        }
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// [`ManifestError`], if there is none or it is of another version.
    pub fn load(path: &Path) -> Result<Self, ManifestError> {
        let unreadable = |reason: String| ManifestError::Unreadable {
            path: path.to_owned(),
            reason,
        };
        let text = fs::read(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => ManifestError::Missing(path.to_owned()),
            _ => unreadable(error.to_string()),
        })?;
        let manifest: Self =
            serde_json::from_slice(&text).map_err(|error| unreadable(error.to_string()))?;
        if manifest.format != FORMAT {
            return Err(unreadable(format!(
                "format {}, not {FORMAT}",
                manifest.format
            )));
        }
        Ok(manifest)
    }

    /// The manifest as it is written: indented, keys in a fixed order.
    pub fn to_json(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("a manifest has only strings and numbers");
        text.push('\n');
        text
    }
}
