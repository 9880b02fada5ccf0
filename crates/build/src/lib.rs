#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod artifacts;
mod build;
mod compile;
mod contract;
mod data;
mod inputs;
mod layout;
mod manifest;
mod package;
mod readme;
mod reproduce;
mod snapshot;
mod solidity;
mod tool;

pub use artifacts::{
    ArtifactError, Artifacts, ContractArtifact, ExampleArtifact, SolidityArtifact, artifacts,
};
pub use build::{BuildError, Progress, Report, build};
pub use compile::CompileError;
pub use contract::{Contract, DiscoverError, Program, discover, discover_examples};
pub use inputs::{Inputs, InputsError};
pub use layout::Layout;
pub use manifest::{ContractEntry, Manifest, ManifestError, ModuleEntry, SolidityEntry, Toolchain};
pub use package::{CODE_LIMIT, PackageError, Packaged, package};
pub use readme::{grouped, marked};
pub use reproduce::{Difference, ReproduceError, first_difference, reproduce};
pub use snapshot::{SnapshotError, check_snapshot, sizes, write_snapshot};
pub use solidity::{
    Compiled, Optimizer, SolcError, Source, compile_solidity, compile_solidity_with,
};
pub use tool::ToolError;

/// What a person runs to make the artifacts.
pub const BUILD_COMMAND: &str = "scripts/build";
