//! The Solidity contracts among the artifacts: those that tests deploy, and those that ours are compared with.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Build, BuildError};
use crate::manifest::SolidityEntry;
use crate::solidity::{self, Compiled, Optimizer};

/// The folder of the artifacts that holds the test contracts.
const TEST_CONTRACTS: &str = "solidity";
/// The folder of the artifacts that holds the peers.
const PEERS: &str = "peers";

type Entries = BTreeMap<String, SolidityEntry>;

impl Build<'_> {
    /// Compiles the test contracts, which may import our interfaces.
    pub(super) fn test_contracts(&mut self) -> Result<(), BuildError> {
        let interfaces = self.layout.interfaces();
        let folder = self.layout.test_contracts();
        let compiled = self.compile(
            "the Solidity test contracts",
            &folder,
            &[&interfaces],
            Optimizer::default(),
        )?;
        let mut entries = Entries::new();
        for contract in compiled {
            let (name, entry) = self.keep(TEST_CONTRACTS, contract, "")?;
            entries.insert(name, entry);
        }
        let previous = std::mem::replace(&mut self.manifest.solidity, entries);
        self.remove_solidity(TEST_CONTRACTS, previous)
    }

    /// Compiles the peers, once for each of the optimiser's settings.
    pub(super) fn peers(&mut self) -> Result<(), BuildError> {
        let folder = self.layout.peers();
        let mut entries = Entries::new();
        for optimizer in Optimizer::PEERS {
            let runs = optimizer.runs;
            let what = format!("the peers for {runs} runs");
            for contract in self.compile(&what, &folder, &[], optimizer)? {
                let (name, entry) = self.keep(PEERS, contract, &format!("-{runs}"))?;
                entries.insert(name, entry);
            }
        }
        let previous = std::mem::replace(&mut self.manifest.peers, entries);
        self.remove_solidity(PEERS, previous)
    }

    pub(super) fn test_contracts_intact(&self) -> bool {
        self.solidity_intact(TEST_CONTRACTS, &self.manifest.solidity)
    }

    pub(super) fn peers_intact(&self) -> bool {
        self.solidity_intact(PEERS, &self.manifest.peers)
    }

    /// The deployable contracts that a folder's own sources define, by name.
    fn compile(
        &mut self,
        what: &str,
        folder: &Path,
        imported: &[&Path],
        optimizer: Optimizer,
    ) -> Result<Vec<(String, Compiled)>, BuildError> {
        let mut sources = solidity::sources_in(self.layout, folder)?;
        if sources.is_empty() {
            return Ok(Vec::new());
        }
        (self.progress)(&format!("compiling {what}"));
        let own: Vec<String> = sources.iter().map(|source| source.name.clone()).collect();
        for folder in imported {
            sources.extend(solidity::sources_in(self.layout, folder)?);
        }
        let compiled = solidity::compile_solidity_with(self.layout, &sources, optimizer)?;
        Ok(compiled
            .into_iter()
            .filter(|(_, contract)| own.contains(&contract.source) && contract.is_deployable())
            .collect())
    }

    /// Writes a contract's file.
    fn keep(
        &mut self,
        folder: &str,
        (name, contract): (String, Compiled),
        suffix: &str,
    ) -> Result<(String, SolidityEntry), BuildError> {
        let name = name + suffix;
        let json = format!("{:#}\n", serde_json::json!(contract));
        let sha256 = self.write(&format!("{folder}/{name}.json"), json.as_bytes())?;
        let source = contract.source;
        Ok((name, SolidityEntry { source, sha256 }))
    }

    /// Removes the files of contracts that no longer exist.
    fn remove_solidity(&self, folder: &str, previous: Entries) -> Result<(), BuildError> {
        let entries = match folder {
            PEERS => &self.manifest.peers,
            _ => &self.manifest.solidity,
        };
        previous
            .keys()
            .filter(|name| !entries.contains_key(*name))
            .try_for_each(|name| self.remove(&format!("{folder}/{name}.json")))
    }

    fn solidity_intact(&self, folder: &str, entries: &Entries) -> bool {
        entries
            .iter()
            .all(|(name, entry)| self.intact(&format!("{folder}/{name}.json"), &entry.sha256))
    }
}
