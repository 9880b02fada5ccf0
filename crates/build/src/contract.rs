//! Which contracts there are.

use std::path::PathBuf;

use cargo_metadata::{CrateType, MetadataCommand, Package};
use thiserror::Error;

use crate::layout::Layout;

/// The file whose presence beside `Cargo.toml` makes a package a Stylus contract, as cargo-stylus has it.
const CONTRACT_MARK: &str = "Stylus.toml";

/// Each contract and the Solidity interface that specifies it.
const INTERFACES: [(&str, &str); 4] = [
    ("vvv", "IVvv"),
    ("diem", "IDiem"),
    ("staking", "IVvvStaking"),
    ("credits", "IComputeCredits"),
];

/// A deployable contract of the contracts' workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Its name: that of its folder.
    pub name: String,
    /// Its cargo package.
    pub package: String,
    /// Its library, which names cargo's WASM file.
    pub library: String,
    /// The Solidity interface that is its ABI.
    pub interface: &'static str,
}

impl Contract {
    /// Where cargo leaves the contract's module, before optimisation.
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
    /// A contract does not compile to a WASM module.
    #[error("contracts/{0} builds no WASM module: its [lib] needs crate-type \"cdylib\"")]
    NoModule(String),
}

/// The contracts of the workspace, by name.
///
/// # Errors
/// [`DiscoverError`], if the workspace cannot be read or a package with the contracts' mark is not one.
pub fn discover(layout: &Layout) -> Result<Vec<Contract>, DiscoverError> {
    let metadata = MetadataCommand::new()
        .manifest_path(layout.contracts().join("Cargo.toml"))
        .no_deps()
        .exec()?;
    let mut contracts = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| package.manifest_path.with_file_name(CONTRACT_MARK).exists())
        .map(contract)
        .collect::<Result<Vec<_>, _>>()?;
    if contracts.is_empty() {
        return Err(DiscoverError::None);
    }
    contracts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(contracts)
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
        let found = contracts.iter().find(|contract| contract.name == *name);
        found
            .cloned()
            .ok_or_else(|| DiscoverError::Unknown(name.clone()))
    };
    names.iter().map(find).collect()
}

fn contract(package: &Package) -> Result<Contract, DiscoverError> {
    let folder = package
        .manifest_path
        .parent()
        .and_then(|folder| folder.file_name());
    let name = folder.unwrap_or(package.name.as_str()).to_owned();
    let interface = INTERFACES.iter().find(|(contract, _)| *contract == name);
    let Some((_, interface)) = interface else {
        return Err(DiscoverError::NoInterface(name));
    };
    let module = package
        .targets
        .iter()
        .find(|target| target.crate_types.contains(&CrateType::CDyLib));
    let Some(module) = module else {
        return Err(DiscoverError::NoModule(name));
    };
    Ok(Contract {
        name,
        package: package.name.to_string(),
        library: module.name.replace('-', "_"),
        interface,
    })
}
