//! Rust to WASM.

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use thiserror::Error;

use crate::contract::Program;
use crate::layout::Layout;

/// Variables of the caller's environment that would change what the compiler makes.
const FOREIGN_SETTINGS: [&str; 9] = [
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_BUILD_TARGET",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_INCREMENTAL",
    "CARGO_TARGET_DIR",
    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
    "RUSTC_WRAPPER",
    "RUSTFLAGS",
];

/// The same, by how they start.
const FOREIGN_PREFIXES: [&str; 2] = ["CARGO_PROFILE_", "CARGO_UNSTABLE_"];

/// Why a contract did not compile.
#[derive(Debug, Error)]
pub enum CompileError {
    /// Cargo could not be started.
    #[error("cargo could not be started: {0}")]
    Start(#[from] io::Error),
    /// The compiler's own messages, on standard error, say more.
    #[error("contracts/{0} does not compile")]
    Rejected(String),
    /// Cargo succeeded and left no module.
    #[error("cargo left no module at {}", .0.display())]
    NoModule(PathBuf),
}

/// Compiles one program with cargo, whose messages go to standard error. The flags are those of `contracts/.cargo/config.toml`.
///
/// Programs are compiled one by one: together they would share the features of their dependencies, and a change to one
/// contract could change the bytes of another.
pub(crate) fn compile(
    layout: &Layout,
    program: &Program,
    cargo_home: Option<&Path>,
) -> Result<PathBuf, CompileError> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(layout.contracts())
        .args([
            "build",
            "--quiet",
            "--release",
            "--locked",
            "--lib",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .args(["--package", &program.package])
        .arg("--target-dir")
        .arg(layout.contracts_target())
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if FOREIGN_SETTINGS.contains(&text.as_ref())
            || FOREIGN_PREFIXES
                .iter()
                .any(|prefix| text.starts_with(prefix))
        {
            cargo.env_remove(&name);
        }
    }
    cargo.env("RUSTC_BOOTSTRAP", "1");
    if let Some(home) = cargo_home {
        cargo.env("CARGO_HOME", home);
    }
    if !cargo.status()?.success() {
        return Err(CompileError::Rejected(program.folder.clone()));
    }
    let module = program.compiled(layout);
    if !module.exists() {
        return Err(CompileError::NoModule(module));
    }
    Ok(module)
}
