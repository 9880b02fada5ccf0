//! The digest of everything the artifacts are made from, which tells whether they are out of date.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::layout::Layout;
use crate::package;
use crate::solidity::{self, Optimizer};

/// Folders below the inputs that no artifact is made from.
const IGNORED_FOLDERS: [&str; 4] = ["target", "tests", "benches", "examples"];

/// SHA-256 digests, in hexadecimal, of what each kind of artifact is made from: names and contents of the source files,
/// pinned tools and their settings. The place of the repository has no part in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// What the contracts' modules are made from.
    pub contracts: String,
    /// What the examples' modules are made from.
    pub examples: String,
    /// What the contracts' ABIs are made from.
    pub interfaces: String,
    /// What the Solidity test contracts are made from.
    pub solidity: String,
    /// What the peers are made from.
    pub peers: String,
}

/// Why the inputs could not be read.
#[derive(Debug, Error)]
#[error("{} cannot be read: {source}", path.display())]
pub struct InputsError {
    /// The file or folder.
    pub path: PathBuf,
    /// The operating system's answer.
    pub source: io::Error,
}

impl Inputs {
    /// The digests of the repository as it is now.
    ///
    /// # Errors
    /// [`InputsError`], if a source file cannot be read.
    pub fn read(layout: &Layout) -> Result<Self, InputsError> {
        let npm_lock = layout.npm().join("package-lock.json");
        let toolchain = layout.root().join("rust-toolchain.toml");
        let digest = |recipe: &str, paths: &[PathBuf]| {
            let mut digest = TreeDigest::new(layout.root());
            digest.add(recipe.as_bytes());
            paths.iter().try_for_each(|path| digest.add_path(path))?;
            Ok(digest.finish())
        };
        let interfaces = sol_files(&layout.interfaces())?;
        let contracts = [
            &[layout.contracts()],
            &interfaces[..],
            &[toolchain, npm_lock.clone()],
        ]
        .concat();
        Ok(Self {
            contracts: digest(&package::recipe(), &contracts)?,
            // They share the contracts' workspace, its lock file and its flags; the contracts do not depend on them.
            examples: digest(
                &package::recipe(),
                &[&contracts[..], &[layout.examples()]].concat(),
            )?,
            interfaces: digest(
                &solidity::recipe(&[Optimizer::default()]),
                &[&interfaces[..], std::slice::from_ref(&npm_lock)].concat(),
            )?,
            solidity: digest(
                &solidity::recipe(&[Optimizer::default()]),
                &[
                    &[layout.test_contracts()],
                    &interfaces[..],
                    std::slice::from_ref(&npm_lock),
                ]
                .concat(),
            )?,
            peers: digest(
                &solidity::recipe(&Optimizer::PEERS),
                &[layout.peers(), npm_lock],
            )?,
        })
    }
}

/// The Solidity files directly in a folder, in order of their names; none if there is no such folder. What else the interfaces' folder
/// has is made from them, or about them.
fn sol_files(folder: &Path) -> Result<Vec<PathBuf>, InputsError> {
    let error = |source| InputsError {
        path: folder.to_owned(),
        source,
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(error(source)),
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = paths.collect::<Result<_, _>>().map_err(error)?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sol"));
    paths.sort();
    Ok(paths)
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    const_hex::encode(Sha256::digest(bytes))
}

/// A digest over files, which neither their order on disk nor the root's place changes.
struct TreeDigest<'a> {
    root: &'a Path,
    state: Sha256,
}

impl<'a> TreeDigest<'a> {
    fn new(root: &'a Path) -> Self {
        Self {
            root,
            state: Sha256::new(),
        }
    }

    /// Adds one item. The length in front keeps neighbours apart.
    fn add(&mut self, bytes: &[u8]) {
        self.state.update((bytes.len() as u64).to_le_bytes());
        self.state.update(bytes);
    }

    /// Adds a file, or the inputs below a folder. What does not exist adds nothing.
    fn add_path(&mut self, path: &Path) -> Result<(), InputsError> {
        let error = |source| InputsError {
            path: path.to_owned(),
            source,
        };
        if path.is_dir() {
            let entries = fs::read_dir(path).map_err(error)?;
            let mut entries = entries.collect::<Result<Vec<_>, _>>().map_err(error)?;
            entries.sort_by_key(fs::DirEntry::file_name);
            return entries
                .iter()
                .filter(|entry| is_input(entry))
                .try_for_each(|entry| self.add_path(&entry.path()));
        }
        match fs::read(path) {
            Ok(content) => {
                let name = path.strip_prefix(self.root).unwrap_or(path);
                self.add(name.to_string_lossy().as_bytes());
                self.add(&content);
                Ok(())
            }
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(source) => Err(error(source)),
        }
    }

    fn finish(self) -> String {
        const_hex::encode(self.state.finalize())
    }
}

/// Whether a folder's entry can change an artifact. Documents, tests and an editor's files cannot; `.cargo` can.
fn is_input(entry: &fs::DirEntry) -> bool {
    let name = entry.file_name();
    let name = name.to_string_lossy();
    if entry.path().is_dir() {
        return name == ".cargo"
            || !(name.starts_with('.') || IGNORED_FOLDERS.contains(&name.as_ref()));
    }
    !(name.starts_with('.') || name.ends_with(".md") || name.ends_with('~'))
}
