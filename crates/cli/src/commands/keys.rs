//! Encrypted key files.

use std::{
    fs::{self, Permissions},
    io::{self, IsTerminal as _, Read as _},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use alloy::signers::local::{LocalSigner, PrivateKeySigner};
use clap::{Args, Subcommand};
use serde_json::json;

use crate::{
    failure::Failure,
    keys::{PRIVATE_KEY, ask_password, password, password_of, private_key, unlock},
    show::{Output, print},
};

/// The commands of `key`.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a key and write it, encrypted, to a new file.
    New(NewArgs),
    /// Write a key that there is, encrypted, to a new file. It is read from the environment variable DIEM_PRIVATE_KEY, else from the terminal
    /// or the standard input.
    Import(NewArgs),
    /// Show the address of a key file.
    Address(AddressArgs),
}

/// Arguments of `key new` and `key import`.
#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// The file to write. It must not exist.
    file: PathBuf,
    /// File with the password; without it the terminal asks.
    #[arg(
        long,
        value_name = "FILE",
        env = "DIEM_PASSWORD_FILE",
        hide_env_values = true
    )]
    password_file: Option<PathBuf>,
}

/// Arguments of `key address`.
#[derive(Debug, Args)]
pub(crate) struct AddressArgs {
    /// The key file.
    file: PathBuf,
    /// File with the password; without it the terminal asks.
    #[arg(
        long,
        value_name = "FILE",
        env = "DIEM_PASSWORD_FILE",
        hide_env_values = true
    )]
    password_file: Option<PathBuf>,
}

impl KeyCommand {
    pub(crate) fn run(self, output: Output) -> Result<(), Failure> {
        let (command, file, signer) = match self {
            Self::New(args) => (
                "key new",
                args.file.clone(),
                args.write(PrivateKeySigner::random())?,
            ),
            Self::Import(args) => (
                "key import",
                args.file.clone(),
                args.write(existing_key()?)?,
            ),
            Self::Address(args) => {
                let password = password(&args.file, args.password_file.as_deref())?;
                (
                    "key address",
                    args.file.clone(),
                    unlock(&args.file, password)?,
                )
            }
        };
        let address = signer.address();
        if output.json {
            output.document(
                &json!({ "command": command, "address": address.to_string(), "file": file }),
            );
        } else {
            print(&format!("{address}\n"));
        }
        Ok(())
    }
}

impl NewArgs {
    fn write(&self, signer: PrivateKeySigner) -> Result<PrivateKeySigner, Failure> {
        let password = match &self.password_file {
            Some(file) => password_of(file)?,
            None => new_password()?,
        };
        if password.is_empty() {
            return Err(Failure::usage(
                "a key file needs a password that is not empty",
            ));
        }
        write_key(&self.file, &signer, &password)?;
        Ok(signer)
    }
}

/// Writes a key file that only its user can read. What is there is never replaced: it may be the only copy of a key.
fn write_key(file: &Path, signer: &PrivateKeySigner, password: &str) -> Result<(), Failure> {
    const NAME: &str = "key";
    let failed = |error: io::Error| {
        Failure::failed(match error.kind() {
            io::ErrorKind::AlreadyExists => {
                format!("{} exists: choose another name", file.display())
            }
            _ => format!("{} cannot be written: {error}", file.display()),
        })
    };
    let folder = match file.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let work = tempfile::tempdir_in(folder).map_err(failed)?;
    LocalSigner::encrypt_keystore(
        work.path(),
        &mut rand::thread_rng(),
        signer.to_bytes(),
        password,
        Some(NAME),
    )
    .map_err(|_| Failure::failed("the key cannot be encrypted"))?;
    let made = work.path().join(NAME);
    fs::set_permissions(&made, Permissions::from_mode(0o600)).map_err(failed)?;
    // A second name for the same file: complete from the first moment on, and refused where the name is taken.
    fs::hard_link(&made, file).map_err(failed)
}

/// The key to import.
fn existing_key() -> Result<PrivateKeySigner, Failure> {
    if let Some(key) = std::env::var_os(PRIVATE_KEY) {
        return private_key(&key.into_string().unwrap_or_default(), PRIVATE_KEY);
    }
    if io::stdin().is_terminal() {
        return private_key(&ask_password("Private key: ")?, "the terminal");
    }
    let mut text = String::new();
    io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Failure::failed(format!("the standard input cannot be read: {error}")))?;
    private_key(&text, "the standard input")
}

fn new_password() -> Result<String, Failure> {
    let password = ask_password("Password of the new file: ")?;
    match ask_password("Once more: ")? == password {
        true => Ok(password),
        false => Err(Failure::usage("the passwords differ")),
    }
}
