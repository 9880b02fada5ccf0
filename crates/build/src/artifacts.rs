//! The artifacts, for tests and tools.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::BUILD_COMMAND;
use crate::inputs::{Inputs, InputsError, sha256_hex};
use crate::layout::Layout;
use crate::manifest::{Manifest, ManifestError, SolidityEntry};

/// The artifacts of one build, read into memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifacts {
    manifest: Manifest,
    contracts: BTreeMap<String, ContractArtifact>,
    examples: BTreeMap<String, ExampleArtifact>,
    solidity: BTreeMap<String, SolidityArtifact>,
    peers: BTreeMap<String, SolidityArtifact>,
}

/// A Stylus contract, ready to deploy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractArtifact {
    /// Its name, such as `diem`.
    pub name: String,
    /// The module.
    pub wasm: Vec<u8>,
    /// What goes on chain: the prefix and the compressed module.
    pub code: Vec<u8>,
    /// Its ABI: the JSON text.
    pub abi: String,
    /// SHA-256 of the module, in hexadecimal.
    pub sha256: String,
}

/// An example of a Stylus contract that uses ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleArtifact {
    /// Its name, such as `integrator`.
    pub name: String,
    /// The module.
    pub wasm: Vec<u8>,
    /// What goes on chain: the prefix and the compressed module.
    pub code: Vec<u8>,
}

/// A Solidity contract that is deployed beside ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SolidityArtifact {
    /// Its name.
    pub name: String,
    /// Its init code, without constructor arguments.
    pub bytecode: Vec<u8>,
    /// Its ABI: the JSON text.
    pub abi: String,
}

/// Why there are no artifacts to use. Each message ends with what to do.
#[derive(Debug, Error)]
pub enum ArtifactError {
    /// Nothing has been built, or by another version of the build.
    #[error("the contracts are not built ({0}); run {BUILD_COMMAND}")]
    Missing(#[from] ManifestError),
    /// Sources have changed since.
    #[error("the artifacts are older than {0}; run {BUILD_COMMAND}")]
    Stale(&'static str),
    /// A file is not the one that was built.
    #[error("target/artifacts/{0} is missing or is not what was built; run {BUILD_COMMAND}")]
    Corrupt(String),
    /// There is no artifact of this name.
    #[error("there is no contract {name} among the artifacts ({known})")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// The sources could not be read, to compare.
    #[error(transparent)]
    Inputs(#[from] InputsError),
}

/// The artifacts of the repository that this crate was compiled in.
///
/// # Errors
/// [`ArtifactError`], if they are missing, damaged, or older than the sources.
pub fn artifacts() -> Result<Artifacts, ArtifactError> {
    Artifacts::load(&Layout::of_this_repository())
}

impl Artifacts {
    /// The artifacts of the repository at `layout`.
    ///
    /// # Errors
    /// [`ArtifactError`], if they are missing, damaged, or older than the sources.
    pub fn load(layout: &Layout) -> Result<Self, ArtifactError> {
        let manifest = Manifest::load(&layout.manifest())?;
        let inputs = Inputs::read(layout)?;
        let fresh = [
            (manifest.inputs.contracts == inputs.contracts, "contracts/"),
            (
                manifest.inputs.examples == inputs.examples,
                "contracts/examples/",
            ),
            (
                manifest.inputs.interfaces == inputs.interfaces,
                "interfaces/",
            ),
            (
                manifest.inputs.solidity == inputs.solidity,
                "tests/solidity/",
            ),
            (manifest.inputs.peers == inputs.peers, "crates/bench/peers/"),
        ];
        if let Some((_, sources)) = fresh.into_iter().find(|(fresh, _)| !fresh) {
            return Err(ArtifactError::Stale(sources));
        }
        let reader = Reader {
            folder: layout.artifacts(),
        };
        let contracts = manifest.contracts.iter().map(|(name, entry)| {
            let artifact = ContractArtifact {
                name: name.clone(),
                wasm: reader.read(format!("{name}.wasm"), &entry.module.sha256)?,
                code: reader.read(format!("{name}.code"), &entry.module.code_sha256)?,
                abi: reader.read_text(format!("{name}.abi.json"), &entry.abi_sha256)?,
                sha256: entry.module.sha256.clone(),
            };
            Ok((name.clone(), artifact))
        });
        let contracts = contracts.collect::<Result<_, ArtifactError>>()?;
        let examples = manifest.examples.iter().map(|(name, entry)| {
            let artifact = ExampleArtifact {
                name: name.clone(),
                wasm: reader.read(format!("examples/{name}.wasm"), &entry.sha256)?,
                code: reader.read(format!("examples/{name}.code"), &entry.code_sha256)?,
            };
            Ok((name.clone(), artifact))
        });
        let examples = examples.collect::<Result<_, ArtifactError>>()?;
        let solidity = reader.read_all_solidity("solidity", &manifest.solidity)?;
        let peers = reader.read_all_solidity("peers", &manifest.peers)?;
        Ok(Self {
            manifest,
            contracts,
            examples,
            solidity,
            peers,
        })
    }

    /// What the artifacts are, and what they were made from.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The Stylus contracts, by name.
    pub fn contracts(&self) -> impl Iterator<Item = &ContractArtifact> {
        self.contracts.values()
    }

    /// One Stylus contract: `vvv`, `diem`, `staking` or `credits`.
    ///
    /// # Errors
    /// [`ArtifactError::Unknown`], if there is none of this name.
    pub fn contract(&self, name: &str) -> Result<&ContractArtifact, ArtifactError> {
        self.contracts
            .get(name)
            .ok_or_else(|| unknown(name, self.contracts.keys()))
    }

    /// One example, such as `integrator`. None are built while the build is confined to some contracts.
    ///
    /// # Errors
    /// [`ArtifactError::Unknown`], if there is none of this name.
    pub fn example(&self, name: &str) -> Result<&ExampleArtifact, ArtifactError> {
        self.examples
            .get(name)
            .ok_or_else(|| unknown(name, self.examples.keys()))
    }

    /// One Solidity test contract.
    ///
    /// # Errors
    /// [`ArtifactError::Unknown`], if there is none of this name.
    pub fn solidity(&self, name: &str) -> Result<&SolidityArtifact, ArtifactError> {
        self.solidity
            .get(name)
            .ok_or_else(|| unknown(name, self.solidity.keys()))
    }

    /// One contract that ours are compared with, optimised for so many runs.
    ///
    /// # Errors
    /// [`ArtifactError::Unknown`], if there is none of this name.
    pub fn peer(&self, name: &str, runs: u32) -> Result<&SolidityArtifact, ArtifactError> {
        let name = format!("{name}-{runs}");
        self.peers
            .get(&name)
            .ok_or_else(|| unknown(&name, self.peers.keys()))
    }
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a String>) -> ArtifactError {
    let known: Vec<&str> = known.map(String::as_str).collect();
    ArtifactError::Unknown {
        name: name.to_owned(),
        known: known.join(", "),
    }
}

struct Reader {
    folder: PathBuf,
}

/// The file of a Solidity artifact.
#[derive(Deserialize)]
struct SolidityFile {
    abi: Value,
    bytecode: String,
}

impl Reader {
    /// A file's content, if it is the one that was built.
    fn read(&self, file: String, sha256: &str) -> Result<Vec<u8>, ArtifactError> {
        let content: io::Result<Vec<u8>> = fs::read(self.folder.join(&file));
        match content {
            Ok(content) if sha256_hex(&content) == sha256 => Ok(content),
            _ => Err(ArtifactError::Corrupt(file)),
        }
    }

    fn read_text(&self, file: String, sha256: &str) -> Result<String, ArtifactError> {
        let content = self.read(file.clone(), sha256)?;
        String::from_utf8(content).map_err(|_| ArtifactError::Corrupt(file))
    }

    fn read_all_solidity(
        &self,
        folder: &str,
        entries: &BTreeMap<String, SolidityEntry>,
    ) -> Result<BTreeMap<String, SolidityArtifact>, ArtifactError> {
        let read = |(name, entry): (&String, &SolidityEntry)| {
            let artifact = self.read_solidity(folder, name, &entry.sha256)?;
            Ok((name.clone(), artifact))
        };
        entries.iter().map(read).collect()
    }

    fn read_solidity(
        &self,
        folder: &str,
        name: &str,
        sha256: &str,
    ) -> Result<SolidityArtifact, ArtifactError> {
        let path = format!("{folder}/{name}.json");
        let content = self.read(path.clone(), sha256)?;
        let parsed: Option<SolidityFile> = serde_json::from_slice(&content).ok();
        let decoded =
            parsed.and_then(|file| Some((const_hex::decode(&file.bytecode).ok()?, file.abi)));
        let (bytecode, abi) = decoded.ok_or(ArtifactError::Corrupt(path))?;
        Ok(SolidityArtifact {
            name: name.to_owned(),
            bytecode,
            abi: abi.to_string(),
        })
    }
}
