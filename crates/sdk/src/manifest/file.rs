//! Manifests on disk.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use tempfile::NamedTempFile;

use super::{Manifest, Problem, SCHEMA};

/// Why there is no manifest, or why it was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// The file could not be read.
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// The file is not named after a chain id.
    #[error("{} is not named as a manifest is, `<chain id>.json`", .0.display())]
    Name(PathBuf),
    /// It is not of this version of the form.
    #[error(
        "the manifest is of schema {0}; this program reads schema {SCHEMA}: use the version of the program that the manifest was made with, or a later one"
    )]
    Schema(u64),
    /// It has not the form of a manifest.
    #[error("not a manifest: {at}: {reason}")]
    Form {
        /// The field, from the top.
        at: String,
        /// What is wrong there, with line and column where known.
        reason: String,
    },
    /// It has the form, but says what cannot be.
    #[error("the manifest is wrong: {}", list(.0))]
    Invalid(Vec<Problem>),
    /// It is wrong, in this file.
    #[error("{}: {source}", path.display())]
    In {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: Box<ManifestError>,
    },
    /// There is a manifest of this chain already.
    #[error("{} exists: replacing the record of a deployment has to be asked for", .0.display())]
    Exists(PathBuf),
    /// The file could not be written.
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
}

/// What [`Manifest::replace`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The manifest's file.
    pub path: PathBuf,
    /// Where the manifest that was there before is kept; `None` if there was none.
    pub backup: Option<PathBuf>,
}

fn list(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
    lines.join("; ")
}

impl Manifest {
    /// Reads a manifest from JSON and validates it.
    ///
    /// # Errors
    ///
    /// [`ManifestError::Schema`], [`ManifestError::Form`] or [`ManifestError::Invalid`].
    pub fn from_json(text: &str) -> Result<Self, ManifestError> {
        check_schema(text)?;
        let reader = &mut serde_json::Deserializer::from_str(text);
        let manifest: Self =
            serde_path_to_error::deserialize(reader).map_err(|error| ManifestError::Form {
                at: error.path().to_string(),
                reason: error.into_inner().to_string(),
            })?;
        manifest.validated()
    }

    /// The manifest as it is written: indented, in a fixed order.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self)
            .expect("a manifest has only strings, numbers and lists");
        text.push('\n');
        text
    }

    /// Reads and validates `<chain id>.json`.
    ///
    /// # Errors
    ///
    /// A [`ManifestError`] that names the file and the field; also if the chain is another than the file's name says.
    pub fn load(path: &Path) -> Result<Self, ManifestError> {
        let named = chain_id_of(path).ok_or_else(|| ManifestError::Name(path.to_owned()))?;
        let text = fs::read_to_string(path).map_err(|source| ManifestError::Read {
            path: path.to_owned(),
            source,
        })?;
        let loaded = Self::from_json(&text).and_then(|manifest| {
            if manifest.chain.id == named {
                return Ok(manifest);
            }
            Err(ManifestError::Invalid(vec![Problem {
                at: "chain.id".to_owned(),
                what: format!("is {}, but the file is named {named}", manifest.chain.id),
            }]))
        });
        loaded.map_err(|source| ManifestError::In {
            path: path.to_owned(),
            source: Box::new(source),
        })
    }

    /// The name of its file: `<chain id>.json`.
    pub fn file_name(&self) -> String {
        format!("{}.json", self.chain.id)
    }

    /// Writes the manifest to `folder` in one step: a reader sees all of it or nothing.
    ///
    /// # Errors
    ///
    /// [`ManifestError::Exists`] if there is one of this chain, which stays as it is; [`ManifestError::Invalid`] if this one is wrong.
    pub fn save_new(&self, folder: &Path) -> Result<PathBuf, ManifestError> {
        let path = folder.join(self.file_name());
        let partial = self.write_partial(folder)?;
        match partial.persist_noclobber(&path) {
            Ok(_) => Ok(path),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(ManifestError::Exists(path))
            }
            Err(error) => Err(ManifestError::Write {
                path,
                source: error.error,
            }),
        }
    }

    /// Writes the manifest to `folder` in one step, in place of the one that is there, which is kept beside it as
    /// `<chain id>.json.1` (or the next number that is free).
    ///
    /// # Errors
    ///
    /// [`ManifestError::Write`] if a file cannot be written, [`ManifestError::Invalid`] if this manifest is wrong; the old one then stays.
    pub fn replace(&self, folder: &Path) -> Result<Replaced, ManifestError> {
        let path = folder.join(self.file_name());
        let partial = self.write_partial(folder)?;
        let backup = back_up(&path)?;
        match partial.persist(&path) {
            Ok(_) => Ok(Replaced { path, backup }),
            Err(error) => Err(ManifestError::Write {
                path,
                source: error.error,
            }),
        }
    }

    fn validated(self) -> Result<Self, ManifestError> {
        match self.problems() {
            problems if problems.is_empty() => Ok(self),
            problems => Err(ManifestError::Invalid(problems)),
        }
    }

    /// Writes to a file of no name yet, on the same file system.
    fn write_partial(&self, folder: &Path) -> Result<NamedTempFile, ManifestError> {
        let manifest = self.clone().validated()?;
        let write = || {
            let mut builder = tempfile::Builder::new();
            builder.prefix(".manifest-");
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                builder.permissions(fs::Permissions::from_mode(0o644));
            }
            let mut file = builder.tempfile_in(folder)?;
            file.write_all(manifest.to_json().as_bytes())?;
            file.as_file().sync_all()?;
            Ok(file)
        };
        write().map_err(|source| ManifestError::Write {
            path: folder.join(self.file_name()),
            source,
        })
    }
}

/// All manifests of a folder, by chain id. Other files are left alone; a folder that is not there has none.
///
/// # Errors
///
/// A [`ManifestError`] if the folder or one of them cannot be read.
pub fn load_all(folder: &Path) -> Result<Vec<Manifest>, ManifestError> {
    let read = |source| ManifestError::Read {
        path: folder.to_owned(),
        source,
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(read(source)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(read)?.path();
        paths.extend(chain_id_of(&path).map(|id| (id, path)));
    }
    paths.sort();
    paths.iter().map(|(_, path)| Manifest::load(path)).collect()
}

/// The chain id in a manifest's file name.
fn chain_id_of(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_str()?.strip_suffix(".json")?;
    let id: u64 = name.parse().ok()?;
    (id.to_string() == name).then_some(id)
}

/// Looks at the version first: a later one may have any form.
fn check_schema(text: &str) -> Result<(), ManifestError> {
    #[derive(Deserialize)]
    struct Version {
        schema: Option<u64>,
    }
    match serde_json::from_str(text) {
        Ok(Version {
            schema: Some(schema),
        }) if schema != u64::from(SCHEMA) => Err(ManifestError::Schema(schema)),
        _ => Ok(()), // what is wrong, if anything, the whole form tells better
    }
}

/// Keeps the file under the next free name.
fn back_up(path: &Path) -> Result<Option<PathBuf>, ManifestError> {
    let mut number = 1_u32;
    loop {
        let mut backup = path.as_os_str().to_owned();
        backup.push(format!(".{number}"));
        // A second name for the same file: nothing is copied, and a name that is taken is not touched.
        match fs::hard_link(path, &backup) {
            Ok(()) => return Ok(Some(backup.into())),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => {
                return Err(ManifestError::Write {
                    path: backup.into(),
                    source,
                });
            }
        }
    }
}
