//! Whether the same sources give the same bytes elsewhere.

use std::env;
use std::fmt;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::artifacts::{ArtifactError, Artifacts};
use crate::build::Progress;
use crate::compile::{self, CompileError};
use crate::contract::{self, DiscoverError};
use crate::layout::Layout;
use crate::package;
use crate::tool::ToolError;

/// The copy's folder: of another length and depth than any checkout's.
const ELSEWHERE: &str = "a-longer-path/to-the-same-tree";

/// Where two modules part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Offset of the first byte that differs.
    pub offset: usize,
    /// That byte of the first module; none if it ends there.
    pub first: Option<u8>,
    /// That byte of the second.
    pub second: Option<u8>,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let byte = |byte: Option<u8>| {
            byte.map_or_else(|| "the end".to_owned(), |byte| format!("{byte:#04x}"))
        };
        write!(
            formatter,
            "at byte {}: {} and {}",
            self.offset,
            byte(self.first),
            byte(self.second)
        )
    }
}

/// Why the contracts could not be reproduced.
#[derive(Debug, Error)]
pub enum ReproduceError {
    /// There is nothing to compare with.
    #[error(transparent)]
    Artifacts(#[from] ArtifactError),
    /// The copy's contracts could not be listed.
    #[error(transparent)]
    Discover(#[from] DiscoverError),
    /// The copy does not compile.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// The copy could not be optimised.
    #[error(transparent)]
    Tool(#[from] ToolError),
    /// The same sources gave other bytes.
    #[error("contract {contract} is not reproducible: built here and at {} it differs {difference}", path.display())]
    Differs {
        /// The contract.
        contract: String,
        /// Where the second build took place.
        path: PathBuf,
        /// Where the modules part.
        difference: Difference,
    },
    /// The copy could not be made or read.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
}

/// Builds the contracts a second time, from a copy in another folder with a target folder and a cargo home of its own, and
/// compares them with the artifacts. Returns the names of the contracts, all found equal.
///
/// # Errors
/// [`ReproduceError::Differs`] names the first contract that differs, and where.
pub fn reproduce(layout: &Layout, progress: Progress<'_>) -> Result<Vec<String>, ReproduceError> {
    let artifacts = Artifacts::load(layout)?;
    let copy = Layout::new(layout.reproduction().join(ELSEWHERE));
    progress(&format!("copying the sources to {}", copy.root().display()));
    copy_sources(layout, &copy)?;
    let cargo_home = second_cargo_home(&layout.reproduction())?;

    let mut equal = Vec::new();
    for contract in contract::select(contract::discover(&copy)?, &artifacts.manifest().only)? {
        progress(&format!("compiling {} again", contract.program.name));
        let module = compile::compile(&copy, &contract.program, Some(&cargo_home))?;
        let compiled = fs::read(&module).map_err(at(&module))?;
        let again = package::optimize(layout, &compiled)?;
        let original = artifacts.contract(&contract.program.name)?;
        if let Some(difference) = first_difference(&original.wasm, &again) {
            return Err(ReproduceError::Differs {
                contract: contract.program.name,
                path: copy.root().to_owned(),
                difference,
            });
        }
        equal.push(contract.program.name);
    }
    Ok(equal)
}

/// Where two byte strings first differ; none if they are equal.
pub fn first_difference(first: &[u8], second: &[u8]) -> Option<Difference> {
    let common = first.iter().zip(second).take_while(|(a, b)| a == b).count();
    let (a, b) = (first.get(common).copied(), second.get(common).copied());
    (a != b).then_some(Difference {
        offset: common,
        first: a,
        second: b,
    })
}

/// Copies what the contracts are made from, and nothing that a build left.
fn copy_sources(layout: &Layout, copy: &Layout) -> Result<(), ReproduceError> {
    for folder in [copy.contracts(), copy.interfaces()] {
        remove_all_but_target(&folder)?;
    }
    copy_tree(&layout.contracts(), &copy.contracts())?;
    copy_tree(&layout.interfaces(), &copy.interfaces())?;
    let toolchain = "rust-toolchain.toml";
    copy_tree(&layout.root().join(toolchain), &copy.root().join(toolchain))
}

/// Clears a former copy. Its target folder stays: cargo decides what of it still holds.
fn remove_all_but_target(folder: &Path) -> Result<(), ReproduceError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(at(folder)(source)),
    };
    for entry in entries {
        let path = entry.map_err(at(folder))?.path();
        if path.is_dir() && path.ends_with("target") {
            continue;
        }
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.map_err(at(&path))?;
    }
    Ok(())
}

fn copy_tree(from: &Path, to: &Path) -> Result<(), ReproduceError> {
    if !from.is_dir() {
        return fs::copy(from, to).map(|_| ()).map_err(at(from));
    }
    fs::create_dir_all(to).map_err(at(to))?;
    for entry in fs::read_dir(from).map_err(at(from))? {
        let entry = entry.map_err(at(from))?;
        if entry.file_name() != "target" {
            copy_tree(&entry.path(), &to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// A cargo home at another path, with the packages and settings of the usual one: nothing is downloaded for it.
fn second_cargo_home(parent: &Path) -> Result<PathBuf, ReproduceError> {
    let home = parent.join("cargo-home");
    fs::create_dir_all(&home).map_err(at(&home))?;
    let usual = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    for part in ["registry", "git", "config.toml", "credentials.toml"] {
        let original = usual
            .as_deref()
            .map(|usual| usual.join(part))
            .filter(|original| original.exists());
        let link = home.join(part);
        if let Some(original) = original
            && !link.exists()
        {
            symlink(&original, &link).map_err(at(&link))?;
        }
    }
    Ok(home)
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> ReproduceError {
    let path = path.to_owned();
    move |source| ReproduceError::File { path, source }
}
