//! Solidity to ABIs and bytecode.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use thiserror::Error;

use crate::layout::Layout;
use crate::tool::{self, ToolError};

const SOLC: &str = "solc";

/// A Solidity source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its path from the repository's root, by which other sources import it.
    pub name: String,
    /// Its text.
    pub content: String,
}

/// What the compiler makes of one Solidity contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Compiled {
    /// The source that defines it.
    #[serde(skip)]
    pub source: String,
    /// Its ABI, as JSON.
    pub abi: Value,
    /// Its documentation for users, as JSON: the notices.
    #[serde(skip)]
    pub userdoc: Value,
    /// Its documentation for developers, as JSON: remarks, parameters, results.
    #[serde(skip)]
    pub devdoc: Value,
    /// Its init code in hexadecimal with `0x`; only that prefix if it cannot be deployed (interfaces, abstract contracts).
    pub bytecode: String,
}

impl Compiled {
    /// Whether there is code to deploy.
    pub fn is_deployable(&self) -> bool {
        self.bytecode != "0x"
    }
}

/// Why Solidity sources did not compile.
#[derive(Debug, Error)]
pub enum SolcError {
    /// The compiler could not be run.
    #[error(transparent)]
    Tool(#[from] ToolError),
    /// A source could not be read.
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// The compiler's errors and warnings: both are refused.
    #[error("solc refuses the sources\n{0}")]
    Rejected(String),
    /// Two sources define contracts of one name, so their artifacts would have one name.
    #[error("{name} is defined in both {first} and {second}")]
    Duplicate {
        /// The contracts' name.
        name: String,
        /// One source.
        first: String,
        /// The other.
        second: String,
    },
    /// A contract needs a library to be deployed and linked first.
    #[error(
        "{0} needs an external library, which the build does not link: make the library's functions internal"
    )]
    Unlinked(String),
    /// No source defines the interface of a contract.
    #[error("interfaces/ does not define {0}")]
    NoInterface(String),
}

#[derive(Deserialize)]
struct Output {
    #[serde(default)]
    errors: Vec<Diagnostic>,
    #[serde(default)]
    contracts: BTreeMap<String, BTreeMap<String, OutputContract>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Diagnostic {
    severity: String,
    formatted_message: String,
}

#[derive(Deserialize)]
struct OutputContract {
    abi: Value,
    userdoc: Value,
    devdoc: Value,
    evm: OutputEvm,
}

#[derive(Deserialize)]
struct OutputEvm {
    bytecode: OutputBytecode,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OutputBytecode {
    object: String,
    #[serde(default)]
    link_references: BTreeMap<String, Value>,
}

/// The compiler's settings: what the chains run, and no digest of comments in the bytecode.
fn settings() -> Value {
    json!({
        "evmVersion": "cancun",
        "optimizer": { "enabled": true, "runs": 200 },
        "metadata": { "bytecodeHash": "none", "appendCBOR": false },
        "outputSelection": { "*": { "*": ["abi", "userdoc", "devdoc", "evm.bytecode.object", "evm.bytecode.linkReferences"] } },
    })
}

/// The settings, as part of the inputs' digest.
pub(crate) fn recipe() -> String {
    settings().to_string()
}

/// Compiles sources together. The result holds every contract they and their imports define, by name.
///
/// # Errors
/// [`SolcError`]; a warning counts as an error.
pub fn compile_solidity(
    layout: &Layout,
    sources: &[Source],
) -> Result<BTreeMap<String, Compiled>, SolcError> {
    let texts: BTreeMap<&str, Value> = sources
        .iter()
        .map(|source| (source.name.as_str(), json!({ "content": source.content })))
        .collect();
    let input = json!({ "language": "Solidity", "sources": texts, "settings": settings() });
    let answer = tool::run(SOLC, &mut solc(layout)?, input.to_string().as_bytes())?;
    let output: Output = serde_json::from_slice(&answer).map_err(|error| ToolError::Answer {
        tool: SOLC.to_owned(),
        reason: error.to_string(),
    })?;

    let complaints: Vec<&str> = output
        .errors
        .iter()
        .filter(|diagnostic| diagnostic.severity != "info")
        .map(|diagnostic| diagnostic.formatted_message.trim_end())
        .collect();
    if !complaints.is_empty() {
        return Err(SolcError::Rejected(complaints.join("\n")));
    }
    collect(output)
}

/// Flattens the compiler's output to one list of contracts.
fn collect(output: Output) -> Result<BTreeMap<String, Compiled>, SolcError> {
    let mut compiled: BTreeMap<String, Compiled> = BTreeMap::new();
    for (source, contracts) in output.contracts {
        for (name, contract) in contracts {
            if !contract.evm.bytecode.link_references.is_empty() {
                return Err(SolcError::Unlinked(name));
            }
            if let Some(other) = compiled.get(&name) {
                return Err(SolcError::Duplicate {
                    name,
                    first: other.source.clone(),
                    second: source,
                });
            }
            let bytecode = format!("0x{}", contract.evm.bytecode.object);
            compiled.insert(
                name,
                Compiled {
                    source: source.clone(),
                    abi: contract.abi,
                    userdoc: contract.userdoc,
                    devdoc: contract.devdoc,
                    bytecode,
                },
            );
        }
    }
    Ok(compiled)
}

/// The Solidity sources directly in a folder, in order of their names; none if the folder does not exist.
pub(crate) fn sources_in(layout: &Layout, folder: &Path) -> Result<Vec<Source>, SolcError> {
    let error = |path: &Path, source| SolcError::Read {
        path: path.to_owned(),
        source,
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(error(folder, source)),
    };
    let mut sources = Vec::new();
    for entry in entries {
        let path = entry.map_err(|source| error(folder, source))?.path();
        if path.extension().is_some_and(|extension| extension == "sol") {
            let content = fs::read_to_string(&path).map_err(|source| error(&path, source))?;
            let name = path
                .strip_prefix(layout.root())
                .unwrap_or(&path)
                .to_string_lossy()
                .into_owned();
            sources.push(Source { name, content });
        }
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sources)
}

/// The compiler's version.
pub(crate) fn solc_version(layout: &Layout) -> Result<String, ToolError> {
    tool::first_line(SOLC, solc(layout)?.arg("--version"))
}

fn solc(layout: &Layout) -> Result<Command, ToolError> {
    tool::node(layout, SOLC, "solc.cjs")
}
