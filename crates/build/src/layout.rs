//! Where things are in the repository.

use std::path::{Path, PathBuf};

use crate::contract::EXAMPLES;

/// The repository's folders, from its root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    root: PathBuf,
}

impl Layout {
    /// The layout of the repository at `root`, an absolute path: the tools run in folders of their own.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The layout of the repository that this crate was compiled in.
    pub fn of_this_repository() -> Self {
        let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = crate_folder
            .ancestors()
            .nth(2)
            .expect("the crate lies two folders below the root");
        Self::new(root)
    }

    /// The repository's root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The contracts' workspace.
    pub fn contracts(&self) -> PathBuf {
        self.root.join("contracts")
    }

    /// The examples among the contracts' packages: built for tests and readers, deployed by nobody. May not exist.
    pub fn examples(&self) -> PathBuf {
        self.contracts().join(EXAMPLES)
    }

    /// Cargo's target folder for the contracts.
    pub fn contracts_target(&self) -> PathBuf {
        self.contracts().join("target")
    }

    /// The Solidity interfaces of the contracts.
    pub fn interfaces(&self) -> PathBuf {
        self.root.join("interfaces")
    }

    /// The committed ABI of an interface, for whoever has no Solidity compiler.
    pub fn committed_abi(&self, interface: &str) -> PathBuf {
        self.interfaces().join(format!("abi/{interface}.json"))
    }

    /// The Solidity contracts that tests deploy beside ours. May not exist.
    pub fn test_contracts(&self) -> PathBuf {
        self.root.join("tests/solidity")
    }

    /// The Solidity contracts that ours are compared with. May not exist.
    pub fn peers(&self) -> PathBuf {
        self.root.join("crates/bench/peers")
    }

    /// The tools from npm: `package.json`, its lock file, and `node_modules` once `scripts/setup` has run.
    pub fn npm(&self) -> PathBuf {
        self.root.join("scripts/node")
    }

    /// What the build leaves behind.
    pub fn artifacts(&self) -> PathBuf {
        self.root.join("target/artifacts")
    }

    /// The manifest of [`Layout::artifacts`].
    pub fn manifest(&self) -> PathBuf {
        self.artifacts().join("manifest.json")
    }

    /// The committed sizes and digests of the contracts. May not exist.
    pub fn snapshot(&self) -> PathBuf {
        self.root.join("snapshots/artifacts.txt")
    }

    /// The README, which shows the contracts' sizes. May not exist.
    pub fn readme(&self) -> PathBuf {
        self.root.join("README.md")
    }

    /// Scratch space of [`crate::reproduce`].
    pub fn reproduction(&self) -> PathBuf {
        self.root.join("target/reproduction")
    }
}
