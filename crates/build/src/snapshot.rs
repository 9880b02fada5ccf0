//! What of the build is committed, and compared with it: a table of sizes and digests, of which the README shows a part, and the ABIs.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::layout::Layout;
use crate::manifest::Manifest;
use crate::package::CODE_LIMIT;
use crate::readme;

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
    /// A committed ABI is not that of its interface.
    #[error("{} is not the ABI of its interface; run scripts/build snapshot and commit it", .0.display())]
    Abi(PathBuf),
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
        let module = &entry.module;
        let (raw, compressed, sha256) = (module.raw_size, module.compressed_size, &module.sha256);
        writeln!(
            table,
            "{name:<10} {raw:>7} {compressed:>11} {CODE_LIMIT:>7}  {sha256}"
        )
        .expect("a string takes all text");
    }
    table
}

/// Compares the contracts with the committed snapshot, with the README's table if there is one, and with the committed ABIs. Says whether
/// there is a snapshot; without one nothing is compared.
///
/// # Errors
/// [`SnapshotError::Differs`], with both tables, or [`SnapshotError::Abi`].
pub fn check_snapshot(layout: &Layout, manifest: &Manifest) -> Result<bool, SnapshotError> {
    let Some(committed) = read(&layout.snapshot())? else {
        return Ok(false);
    };
    compare(layout.snapshot(), &committed, sizes(manifest))?;
    let readme = read(&layout.readme())?.unwrap_or_default();
    if let Some(place) = readme::place(&readme) {
        compare(layout.readme(), &readme[place], readme::table(manifest))?;
    }
    for (committed, built) in abis(layout, manifest) {
        if read(&committed)? != read(&built)? {
            return Err(SnapshotError::Abi(committed));
        }
    }
    Ok(true)
}

/// Makes the snapshot, the README's table if there is one, and the committed ABIs say what the contracts are now.
///
/// # Errors
/// [`SnapshotError::File`], if one cannot be read or written.
pub fn write_snapshot(layout: &Layout, manifest: &Manifest) -> Result<(), SnapshotError> {
    write(layout.snapshot(), &sizes(manifest))?;
    let mut readme = read(&layout.readme())?.unwrap_or_default();
    if let Some(place) = readme::place(&readme) {
        readme.replace_range(place, &readme::table(manifest));
        write(layout.readme(), &readme)?;
    }
    for (committed, built) in abis(layout, manifest) {
        let abi = read(&built)?.unwrap_or_default();
        let folder = committed.parent().expect("a file has a folder");
        fs::create_dir_all(folder).map_err(|source| SnapshotError::File {
            path: folder.to_owned(),
            source,
        })?;
        write(committed, &abi)?;
    }
    Ok(())
}

/// Where each contract's ABI is committed, and where the build has left it.
fn abis(layout: &Layout, manifest: &Manifest) -> Vec<(PathBuf, PathBuf)> {
    let contracts = manifest.contracts.iter();
    let paths = contracts.map(|(name, entry)| {
        let built = layout.artifacts().join(format!("{name}.abi.json"));
        (layout.committed_abi(&entry.interface), built)
    });
    paths.collect()
}

fn compare(path: PathBuf, committed: &str, current: String) -> Result<(), SnapshotError> {
    if committed == current {
        return Ok(());
    }
    Err(SnapshotError::Differs {
        path,
        committed: committed.to_owned(),
        current,
    })
}

/// A file's content, if there is such a file.
fn read(path: &Path) -> Result<Option<String>, SnapshotError> {
    match fs::read_to_string(path) {
        Ok(content) => Ok(Some(content)),
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(SnapshotError::File {
            path: path.to_owned(),
            source,
        }),
    }
}

fn write(path: PathBuf, content: &str) -> Result<(), SnapshotError> {
    fs::write(&path, content).map_err(|source| SnapshotError::File { path, source })
}
