//! Which contracts there are.

use std::path::PathBuf;

use cargo_metadata::{CrateType, MetadataCommand, Package, camino::Utf8Path};
use thiserror::Error;

use crate::layout::Layout;

/// The file whose presence beside `Cargo.toml` makes a package a Stylus contract, as cargo-stylus has it.
const CONTRACT_MARK: &str = "Stylus.toml";

/// The folder of the examples, in the contracts' workspace.
pub(crate) const EXAMPLES: &str = "examples";

/// Each contract and the Solidity interface that specifies it.
const INTERFACES: [(&str, &str); 4] = [
    ("vvv", "IVvv"),
    ("diem", "IDiem"),
    ("staking", "IVvvStaking"),
    ("credits", "IComputeCredits"),
];

/// A package of the contracts' workspace that becomes a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its name: that of its folder.
    pub name: String,
    /// Its folder, from the contracts' workspace.
    pub folder: String,
    /// Its cargo package.
    pub package: String,
    /// Its library, which names cargo's WASM file.
    pub library: String,
}

/// A deployable contract of the contracts' workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Its program.
    pub program: Program,
    /// The Solidity interface that is its ABI.
    pub interface: &'static str,
}

impl Program {
    /// Where cargo leaves the program's module, before optimisation.
    pub fn compiled(&self, layout: &Layout) -> PathBuf {
        layout.contracts_target().join(format!(
            "wasm32-unknown-unknown/release/{}.wasm",
            self.library
        ))
    }
}

/// Why the contracts could not be listed.
#[derive(Debug, Error)]
pub enum DiscoverError {
    /// Cargo could not describe the contracts' workspace.
    #[error("the contracts' workspace cannot be read: {0}")]
    Workspace(#[from] cargo_metadata::Error),
    /// No package of the workspace is a contract.
    #[error("contracts/ has no contract: no package with a {CONTRACT_MARK}")]
    None,
    /// A contract's folder is none that the build knows an interface for.
    #[error(
        "contracts/{0} is a contract without an interface: add it to INTERFACES in crates/build/src/contract.rs"
    )]
    NoInterface(String),
    /// There is no contract of a name that was asked for.
    #[error("contracts/ has no contract {0}")]
    Unknown(String),
    /// A package, named by its folder, does not compile to a WASM module.
    #[error("contracts/{0} builds no WASM module: its [lib] needs crate-type \"cdylib\"")]
    NoModule(String),
}

/// The contracts of the workspace, by name; its examples are not among them.
///
/// # Errors
/// [`DiscoverError`], if the workspace cannot be read or a package with the contracts' mark is not one.
pub fn discover(layout: &Layout) -> Result<Vec<Contract>, DiscoverError> {
    let contracts = programs(layout, |is_example| !is_example)?
        .into_iter()
        .map(contract)
        .collect::<Result<Vec<_>, _>>()?;
    if contracts.is_empty() {
        return Err(DiscoverError::None);
    }
    Ok(contracts)
}

/// The examples of the workspace, by name: the packages below [`Layout::examples`] that have the contracts' mark.
///
/// # Errors
/// [`DiscoverError`], if the workspace cannot be read or a package with the contracts' mark builds no module.
pub fn discover_examples(layout: &Layout) -> Result<Vec<Program>, DiscoverError> {
    programs(layout, |is_example| is_example)
}

/// The packages with the contracts' mark, by name, of those that are wanted: examples or others.
fn programs(layout: &Layout, wanted: impl Fn(bool) -> bool) -> Result<Vec<Program>, DiscoverError> {
    let metadata = MetadataCommand::new()
        .manifest_path(layout.contracts().join("Cargo.toml"))
        .no_deps()
        .exec()?;
    let examples = metadata.workspace_root.join(EXAMPLES);
    let mut programs = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| package.manifest_path.with_file_name(CONTRACT_MARK).exists())
        .filter(|package| wanted(package.manifest_path.starts_with(&examples)))
        .map(|package| program(package, &metadata.workspace_root))
        .collect::<Result<Vec<_>, _>>()?;
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(programs)
}

/// The contracts with these names; all, if there are no names.
pub(crate) fn select(
    contracts: Vec<Contract>,
    names: &[String],
) -> Result<Vec<Contract>, DiscoverError> {
    if names.is_empty() {
        return Ok(contracts);
    }
    let find = |name: &String| {
        let found = contracts
            .iter()
            .find(|contract| contract.program.name == *name);
        found
            .cloned()
            .ok_or_else(|| DiscoverError::Unknown(name.clone()))
    };
    names.iter().map(find).collect()
}

/// A program that has an interface.
fn contract(program: Program) -> Result<Contract, DiscoverError> {
    let interface = INTERFACES.iter().find(|(name, _)| *name == program.name);
    match interface {
        Some((_, interface)) => Ok(Contract { program, interface }),
        None => Err(DiscoverError::NoInterface(program.name)),
    }
}

fn program(package: &Package, workspace: &Utf8Path) -> Result<Program, DiscoverError> {
    let folder = package.manifest_path.parent().unwrap_or(workspace);
    let name = folder.file_name().unwrap_or(package.name.as_str());
    let folder = folder.strip_prefix(workspace).unwrap_or(folder);
    let module = package
        .targets
        .iter()
        .find(|target| target.crate_types.contains(&CrateType::CDyLib));
    let Some(module) = module else {
        return Err(DiscoverError::NoModule(folder.to_string()));
    };
    Ok(Program {
        name: name.to_owned(),
        folder: folder.to_string(),
        package: package.name.to_string(),
        library: module.name.replace('-', "_"),
    })
}
