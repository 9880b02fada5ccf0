//! The whole build: what is out of date is made again, the rest is left alone.

mod evm;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use thiserror::Error;

use crate::compile::{self, CompileError};
use crate::contract::{self, Contract, DiscoverError, Program};
use crate::inputs::{Inputs, InputsError, sha256_hex};
use crate::layout::Layout;
use crate::manifest::{ContractEntry, Manifest, ModuleEntry, Toolchain};
use crate::package::{self, PackageError};
use crate::solidity::{self, SolcError};
use crate::tool::{self, ToolError};

/// Takes a line on what the build is doing.
pub type Progress<'a> = &'a mut dyn FnMut(&str);

/// What a build did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The artifacts as they are now.
    pub manifest: Manifest,
    /// The files that were written, from the artifacts' folder, in order.
    pub written: Vec<String>,
}

/// Why the artifacts were not made.
#[derive(Debug, Error)]
pub enum BuildError {
    /// The contracts could not be listed.
    #[error(transparent)]
    Discover(#[from] DiscoverError),
    /// A source could not be read.
    #[error(transparent)]
    Inputs(#[from] InputsError),
    /// A contract does not compile.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// A tool failed.
    #[error(transparent)]
    Tool(#[from] ToolError),
    /// A contract is refused.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// Solidity sources do not compile.
    #[error(transparent)]
    Solc(#[from] SolcError),
    /// A file of the artifacts could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
}

/// Makes what is missing or out of date among the artifacts of a repository: of all its contracts, or of those in `only`
/// if that names any. Contracts left out are then not among the artifacts, nor are the examples.
///
/// Several builds of one repository wait for each other. A failed build leaves a manifest that counts as stale.
///
/// # Errors
/// [`BuildError`] names the step that failed.
pub fn build(
    layout: &Layout,
    only: &[String],
    progress: Progress<'_>,
) -> Result<Report, BuildError> {
    let mut build = Build::start(layout, progress)?;
    let _lock = build.lock()?;
    let inputs = Inputs::read(layout)?;
    let confined_otherwise = build.manifest.only != only;
    // The manifest is saved after each step, so that a failure in one does not undo those before it.
    if build.manifest.inputs.contracts != inputs.contracts
        || confined_otherwise
        || !build.contracts_intact()
    {
        build.contracts(only)?;
        build.manifest.inputs.contracts = inputs.contracts;
        build.save()?;
    }
    if build.manifest.inputs.examples != inputs.examples
        || confined_otherwise
        || !build.examples_intact()
    {
        build.examples(only)?;
        build.manifest.inputs.examples = inputs.examples;
        build.save()?;
    }
    if build.manifest.inputs.interfaces != inputs.interfaces || !build.abis_intact() {
        build.abis()?;
        build.manifest.inputs.interfaces = inputs.interfaces;
        build.save()?;
    }
    if build.manifest.inputs.solidity != inputs.solidity || !build.test_contracts_intact() {
        build.test_contracts()?;
        build.manifest.inputs.solidity = inputs.solidity;
        build.save()?;
    }
    if build.manifest.inputs.peers != inputs.peers || !build.peers_intact() {
        build.peers()?;
        build.manifest.inputs.peers = inputs.peers;
        build.save()?;
    }
    Ok(Report {
        manifest: build.manifest,
        written: build.written,
    })
}

struct Build<'a> {
    layout: &'a Layout,
    folder: PathBuf,
    manifest: Manifest,
    written: Vec<String>,
    progress: Progress<'a>,
}

impl<'a> Build<'a> {
    fn start(layout: &'a Layout, progress: Progress<'a>) -> Result<Self, BuildError> {
        let folder = layout.artifacts();
        for part in ["examples", "solidity", "peers"] {
            let path = folder.join(part);
            fs::create_dir_all(&path).map_err(|source| BuildError::File { path, source })?;
        }
        Ok(Self {
            layout,
            folder,
            manifest: Manifest::empty(),
            written: Vec::new(),
            progress,
        })
    }

    /// Waits for other builds to end, then takes up what they left. The lock ends with the file returned.
    fn lock(&mut self) -> Result<File, BuildError> {
        let path = self.folder.join(".lock");
        let lock = File::create(&path).and_then(|file| file.lock().map(|()| file));
        let lock = lock.map_err(|source| BuildError::File { path, source })?;
        if let Ok(manifest) = Manifest::load(&self.layout.manifest()) {
            self.manifest = manifest;
        }
        Ok(lock)
    }

    /// Compiles, optimises, checks and compresses the contracts.
    fn contracts(&mut self, only: &[String]) -> Result<(), BuildError> {
        self.manifest.toolchain = self.toolchain()?;
        let mut entries = BTreeMap::new();
        for contract in contract::select(contract::discover(self.layout)?, only)? {
            let name = contract.program.name.clone();
            entries.insert(name, self.contract(&contract)?);
        }
        self.remove_others(&entries)?;
        self.manifest.contracts = entries;
        self.manifest.only = only.to_vec();
        Ok(())
    }

    /// Makes one contract's files, but for its ABI.
    fn contract(&mut self, contract: &Contract) -> Result<ContractEntry, BuildError> {
        let name = &contract.program.name;
        let previous = self.manifest.contracts.get(name).cloned();
        let previous = previous.unwrap_or_default();
        let module = self.program(&contract.program, name, &previous.module)?;
        // Without a digest the ABI counts as missing, and is written again.
        let abi_sha256 = if previous.interface == contract.interface {
            previous.abi_sha256
        } else {
            String::new()
        };
        Ok(ContractEntry {
            interface: contract.interface.to_owned(),
            module,
            abi_sha256,
        })
    }

    /// Compiles, optimises, checks and compresses the examples; none, if the build is confined to some contracts.
    fn examples(&mut self, only: &[String]) -> Result<(), BuildError> {
        let mut entries = BTreeMap::new();
        if only.is_empty() {
            for example in contract::discover_examples(self.layout)? {
                let previous = self.manifest.examples.get(&example.name).cloned();
                let file = format!("examples/{}", example.name);
                let entry = self.program(&example, &file, &previous.unwrap_or_default())?;
                entries.insert(example.name, entry);
            }
        }
        for name in self
            .manifest
            .examples
            .keys()
            .filter(|name| !entries.contains_key(*name))
        {
            for kind in ["wasm", "code"] {
                self.remove(&format!("examples/{name}.{kind}"))?;
            }
        }
        self.manifest.examples = entries;
        Ok(())
    }

    /// Makes one program's files, `file` with the extensions `wasm` and `code`, of what the compiler makes, unless they are there.
    fn program(
        &mut self,
        program: &Program,
        file: &str,
        previous: &ModuleEntry,
    ) -> Result<ModuleEntry, BuildError> {
        (self.progress)(&format!("compiling {}", program.name));
        let module = compile::compile(self.layout, program, None)?;
        let compiled = fs::read(&module).map_err(|source| BuildError::File {
            path: module,
            source,
        })?;
        // What the module becomes depends on it and on what is done to it.
        let compiled_sha256 = sha256_hex(&[package::recipe().as_bytes(), &compiled].concat());
        if previous.compiled_sha256 == compiled_sha256 && self.module_intact(file, previous) {
            return Ok(previous.clone());
        }
        (self.progress)(&format!("optimising and checking {}", program.name));
        let optimized = package::optimize(self.layout, &compiled)?;
        let packaged = package::package(&program.name, optimized)?;
        Ok(ModuleEntry {
            raw_size: packaged.wasm.len(),
            compressed_size: packaged.code.len(),
            sha256: self.write(&format!("{file}.wasm"), &packaged.wasm)?,
            code_sha256: self.write(&format!("{file}.code"), &packaged.code)?,
            compiled_sha256,
        })
    }

    /// Writes the ABI of every contract.
    fn abis(&mut self) -> Result<(), BuildError> {
        (self.progress)("compiling the interfaces");
        let sources = solidity::sources_in(self.layout, &self.layout.interfaces())?;
        let interfaces = solidity::compile_solidity(self.layout, &sources)?;
        let mut contracts = std::mem::take(&mut self.manifest.contracts);
        for (name, entry) in &mut contracts {
            let interface = interfaces
                .get(&entry.interface)
                .ok_or_else(|| SolcError::NoInterface(entry.interface.clone()))?;
            let abi = format!("{:#}\n", interface.abi);
            entry.abi_sha256 = self.write(&format!("{name}.abi.json"), abi.as_bytes())?;
        }
        self.manifest.contracts = contracts;
        Ok(())
    }

    fn toolchain(&self) -> Result<Toolchain, BuildError> {
        let rustc = tool::first_line(
            "rustc",
            Command::new("rustc")
                .arg("--version")
                .current_dir(self.layout.root()),
        )?;
        let wasm_opt = package::wasm_opt_version(self.layout)?;
        let solc = solidity::solc_version(self.layout)?;
        Ok(Toolchain {
            rustc,
            wasm_opt,
            solc: format!("solc {solc}"),
        })
    }

    fn contracts_intact(&self) -> bool {
        self.manifest
            .contracts
            .iter()
            .all(|(name, entry)| self.module_intact(name, &entry.module))
    }

    fn examples_intact(&self) -> bool {
        self.manifest
            .examples
            .iter()
            .all(|(name, entry)| self.module_intact(&format!("examples/{name}"), entry))
    }

    fn module_intact(&self, file: &str, entry: &ModuleEntry) -> bool {
        self.intact(&format!("{file}.wasm"), &entry.sha256)
            && self.intact(&format!("{file}.code"), &entry.code_sha256)
    }

    fn abis_intact(&self) -> bool {
        self.manifest
            .contracts
            .iter()
            .all(|(name, entry)| self.intact(&format!("{name}.abi.json"), &entry.abi_sha256))
    }

    fn intact(&self, file: &str, sha256: &str) -> bool {
        fs::read(self.folder.join(file)).is_ok_and(|content| sha256_hex(&content) == sha256)
    }

    /// Removes the files of contracts that no longer exist.
    fn remove_others(&self, entries: &BTreeMap<String, ContractEntry>) -> Result<(), BuildError> {
        for name in self
            .manifest
            .contracts
            .keys()
            .filter(|name| !entries.contains_key(*name))
        {
            for kind in ["wasm", "code", "abi.json"] {
                self.remove(&format!("{name}.{kind}"))?;
            }
        }
        Ok(())
    }

    fn remove(&self, file: &str) -> Result<(), BuildError> {
        let path = self.folder.join(file);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(BuildError::File { path, source })
            }
            _ => Ok(()),
        }
    }

    fn save(&mut self) -> Result<(), BuildError> {
        replace(&self.layout.manifest(), self.manifest.to_json().as_bytes())
    }

    /// Writes a file of the artifacts, unless it is there, and returns its digest.
    fn write(&mut self, file: &str, content: &[u8]) -> Result<String, BuildError> {
        let sha256 = sha256_hex(content);
        if !self.intact(file, &sha256) {
            replace(&self.folder.join(file), content)?;
            self.written.push(file.to_owned());
        }
        Ok(sha256)
    }
}

/// Writes a file so that a reader sees the old content or the new, never a part.
fn replace(path: &Path, content: &[u8]) -> Result<(), BuildError> {
    let partial = path.with_extension("partial");
    fs::write(&partial, content)
        .and_then(|()| fs::rename(&partial, path))
        .map_err(|source| BuildError::File {
            path: path.to_owned(),
            source,
        })
}
