//! Sizes and digests of the contracts, as a table that is committed and compared.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::layout::Layout;
use crate::manifest::Manifest;
use crate::package::CODE_LIMIT;

/// Why the committed snapshot does not hold.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// The contracts are not those of the snapshot.
    #[error(
        "the contracts are not those of {}; if that is meant, run scripts/build snapshot and commit it\n\
         the snapshot:\n{committed}now:\n{current}",
        path.display()
    )]
    Differs {
        /// The snapshot's file.
        path: PathBuf,
        /// What it says.
        committed: String,
        /// What it should say.
        current: String,
    },
    /// The snapshot cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The snapshot's file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
}

/// The table of the contracts: bytes of the module, bytes on chain, their limit, and the module's SHA-256.
pub fn sizes(manifest: &Manifest) -> String {
    let mut table = format!(
        "{:<10} {:>7} {:>11} {:>7}  {}\n",
        "contract", "raw", "compressed", "limit", "sha256"
    );
    for (name, entry) in &manifest.contracts {
        let (raw, compressed, sha256) = (entry.raw_size, entry.compressed_size, &entry.sha256);
        writeln!(
            table,
            "{name:<10} {raw:>7} {compressed:>11} {CODE_LIMIT:>7}  {sha256}"
        )
        .expect("a string takes all text");
    }
    table
}

/// Compares the contracts with the committed snapshot. Says whether there is one.
///
/// # Errors
/// [`SnapshotError::Differs`], with both tables.
pub fn check_snapshot(layout: &Layout, manifest: &Manifest) -> Result<bool, SnapshotError> {
    let path = layout.snapshot();
    let committed = match fs::read_to_string(&path) {
        Ok(committed) => committed,
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(source) => return Err(SnapshotError::File { path, source }),
    };
    let current = sizes(manifest);
    if committed != current {
        return Err(SnapshotError::Differs {
            path,
            committed,
            current,
        });
    }
    Ok(true)
}

/// Makes the snapshot say what the contracts are now.
///
/// # Errors
/// [`SnapshotError::File`], if it cannot be written.
pub fn write_snapshot(layout: &Layout, manifest: &Manifest) -> Result<(), SnapshotError> {
    let path = layout.snapshot();
    fs::write(&path, sizes(manifest)).map_err(|source| SnapshotError::File { path, source })
}
