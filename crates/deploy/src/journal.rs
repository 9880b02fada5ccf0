//! The journal of a deployment under way, `deployments/<chain id>.journal.jsonl`: each transaction is written down, signed, before it is
//! sent. So after a crash it is known what may be on its way, and the same transaction can be sent again.
//!
//! One JSON object a line, each written and flushed to disk at once. A crash can leave the last line incomplete; what it was to say has not
//! happened then. One run at a time holds the file's lock, which the operating system takes back when the process ends, however it ends.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{Read as _, Write as _},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use alloy::primitives::{Address, B256, Bytes, U256};
use serde::{Deserialize, Serialize};

use crate::{error::DeployError, step::Step};

/// Changes when the entries of an older version mean something else.
const FORMAT: u32 = 1;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "entry",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(crate) enum Entry {
    /// The first: which deployment this is.
    Begun {
        format: u32,
        chain_id: u64,
        sender: Address,
        fingerprint: B256,
    },
    /// A transaction that is about to be sent.
    Sending(Attempt),
    /// A transaction is in a block.
    Mined(Mined),
    /// What used this nonce is no transaction of ours, or what had it will never be in a block.
    Abandoned { step: Step, nonce: u64 },
}

/// A transaction that was about to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attempt {
    #[serde(flatten)]
    pub(crate) step: Step,
    pub(crate) nonce: u64,
    pub(crate) hash: B256,
    /// The signed transaction, as it goes over the wire.
    pub(crate) raw: Bytes,
}

/// A transaction in a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Mined {
    #[serde(flatten)]
    pub(crate) step: Step,
    pub(crate) nonce: u64,
    pub(crate) hash: B256,
    pub(crate) block: u64,
    /// Whether it did what it was for.
    pub(crate) success: bool,
    /// The fee for the program's data, if it activated one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) data_fee: Option<U256>,
}

/// The journal.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    /// Where it is kept. What can simply be done again, once its effect is not there, needs no file.
    file: Option<(PathBuf, File)>,
    entries: Vec<Entry>,
}

/// Where the journal of a chain is.
pub(crate) fn path(deployments: &Path, chain_id: u64) -> PathBuf {
    deployments.join(format!("{chain_id}.journal.jsonl"))
}

impl Journal {
    /// Opens the journal of the deployment `fingerprint`, or begins it.
    ///
    /// # Errors
    ///
    /// If another run holds it, it is of another deployment, or it cannot be read.
    pub(crate) fn open(
        deployments: &Path,
        chain_id: u64,
        sender: Address,
        fingerprint: B256,
    ) -> Result<Self, DeployError> {
        let path = path(deployments, chain_id);
        fs::create_dir_all(deployments).map_err(DeployError::file(deployments))?;
        let mut file = lock(&path)?;
        let mut text = String::new();
        file.read_to_string(&mut text)
            .map_err(DeployError::file(&path))?;
        // What follows the last line's end was cut off by a crash.
        let complete = text.rfind('\n').map_or(0, |end| end + 1);
        file.set_len(complete as u64)
            .map_err(DeployError::file(&path))?;
        let entries = parse(&path, &text[..complete])?;
        let begun = Entry::Begun {
            format: FORMAT,
            chain_id,
            sender,
            fingerprint,
        };
        match entries.first() {
            Some(first) => check(&path, first, &begun)?,
            None => sync_folder(deployments)?,
        }
        let is_new = entries.is_empty();
        let mut journal = Self {
            file: Some((path, file)),
            entries,
        };
        if is_new {
            journal.write(begun)?;
        }
        Ok(journal)
    }

    /// Adds an entry. It is on disk when this returns.
    pub(crate) fn write(&mut self, entry: Entry) -> Result<(), DeployError> {
        if let Some((path, file)) = &mut self.file {
            let mut line = serde_json::to_string(&entry)
                .expect("an entry has only strings, numbers and flags");
            line.push('\n');
            file.write_all(line.as_bytes())
                .and_then(|()| file.sync_data())
                .map_err(DeployError::file(path))?;
        }
        self.entries.push(entry);
        Ok(())
    }

    /// The transactions of a step that may be on their way, in order: sent, perhaps, and neither in a block nor given up. All have one nonce.
    pub(crate) fn open_attempts(&self, step: Step) -> Vec<Attempt> {
        let mut open = Vec::new();
        for entry in &self.entries {
            match entry {
                Entry::Sending(attempt) if attempt.step == step => open.push(attempt.clone()),
                Entry::Mined(Mined {
                    step: of, nonce, ..
                })
                | Entry::Abandoned { step: of, nonce }
                    if *of == step =>
                {
                    open.retain(|attempt: &Attempt| attempt.nonce != *nonce);
                }
                _ => {}
            }
        }
        open
    }

    /// The transaction by which a step was done, if it is on record.
    pub(crate) fn success(&self, step: Step) -> Option<&Mined> {
        self.entries.iter().rev().find_map(|entry| match entry {
            Entry::Mined(mined) if mined.step == step && mined.success => Some(mined),
            _ => None,
        })
    }

    /// Whether any transaction on record did what it was for.
    pub(crate) fn has_successes(&self) -> bool {
        let success = |entry: &Entry| matches!(entry, Entry::Mined(mined) if mined.success);
        self.entries.iter().any(success)
    }

    /// Ends the journal: the deployment is complete and on record elsewhere.
    pub(crate) fn end(self) -> Result<(), DeployError> {
        match self.file {
            // Deleted under its lock: whoever waits for it finds out that its file is not the one at the path any more.
            Some((path, _file)) => fs::remove_file(&path).map_err(DeployError::file(&path)),
            None => Ok(()),
        }
    }
}

/// Opens the file and takes its lock.
fn lock(path: &Path) -> Result<File, DeployError> {
    loop {
        let file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(path)
            .map_err(DeployError::file(path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(DeployError::Busy(path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(DeployError::file(path)(error)),
        }
        // Between opening and locking, the run before may have ended and deleted the file.
        let locked = file.metadata().map_err(DeployError::file(path))?;
        if fs::metadata(path).is_ok_and(|at_path| at_path.ino() == locked.ino()) {
            return Ok(file);
        }
    }
}

/// A new file is safe only when its folder is on disk, too.
fn sync_folder(folder: &Path) -> Result<(), DeployError> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(DeployError::file(folder))
}

fn parse(path: &Path, text: &str) -> Result<Vec<Entry>, DeployError> {
    let lines = text.lines().enumerate();
    lines
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|_| DeployError::Journal {
                path: path.to_owned(),
                line: index + 1,
            })
        })
        .collect()
}

/// Compares the first entry with what it should be.
fn check(path: &Path, found: &Entry, expected: &Entry) -> Result<(), DeployError> {
    let other = match (found, expected) {
        (found, expected) if found == expected => return Ok(()),
        (
            Entry::Begun {
                format: FORMAT,
                sender: found,
                ..
            },
            Entry::Begun { sender, .. },
        ) if found != sender => format!("by {found}"),
        (Entry::Begun { format: FORMAT, .. }, _) => "with other parameters or contracts".to_owned(),
        _ => {
            return Err(DeployError::Journal {
                path: path.to_owned(),
                line: 1,
            });
        }
    };
    Err(DeployError::OtherDeployment {
        path: path.to_owned(),
        other,
    })
}

#[cfg(test)]
mod tests;
