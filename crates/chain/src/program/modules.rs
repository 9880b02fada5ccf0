//! Programs made ready to run, kept for the whole process by the hash of their code.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
};

use alloy_primitives::{B256, Bytes, keccak256};
use stylus_program::{Module, ModuleInfo, Rules};

use super::engine::Compiled;

/// A valid program and what activation finds out about it.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(crate) compiled: Compiled,
    pub(crate) info: ModuleInfo,
}

/// Why code cannot be activated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Invalid {
    /// No compressed module.
    #[error(transparent)]
    Code(#[from] stylus_program::CodeError),
    /// A module that Nitro refuses.
    #[error(transparent)]
    Module(#[from] stylus_program::InvalidModule),
    /// A module that the engine refuses although it is valid.
    #[error("the WASM engine refuses the module")]
    Engine,
}

type Cache = HashMap<(B256, u64), Prepared>;

static CACHE: LazyLock<Mutex<Cache>> = LazyLock::new(Mutex::default);

/// Decompresses, validates, instruments and translates a program, or takes it from the cache.
pub(crate) fn prepare(code_hash: B256, code: &[u8], rules: &Rules) -> Result<Prepared, Invalid> {
    let key = (code_hash, rules.arbos_version);
    if let Some(prepared) = lock().get(&key) {
        return Ok(prepared.clone());
    }
    let wasm = stylus_program::decompress(code, rules.max_wasm_bytes)?;
    let module = Module::parse(&wasm, rules)?;
    let compiled = Compiled::new(&stylus_program::instrument(&module)).ok_or(Invalid::Engine)?;
    let prepared = Prepared {
        compiled,
        info: *module.info(),
    };
    lock().insert(key, prepared.clone());
    Ok(prepared)
}

/// Compressed modules by the hash of the module: compressing well takes long, and tests deploy the same modules over and over.
static COMPRESSED: LazyLock<Mutex<HashMap<B256, Bytes>>> = LazyLock::new(Mutex::default);

/// Compresses a module, or takes the result from the cache.
pub(crate) fn compressed(wasm: &[u8]) -> Bytes {
    let cache = || COMPRESSED.lock().unwrap_or_else(PoisonError::into_inner);
    let key = keccak256(wasm);
    if let Some(code) = cache().get(&key) {
        return code.clone();
    }
    let code = Bytes::from(stylus_program::compress(wasm));
    cache().insert(key, code.clone());
    code
}

fn lock() -> std::sync::MutexGuard<'static, Cache> {
    // The cache holds no half-made entries, so a panic elsewhere does not spoil it.
    CACHE.lock().unwrap_or_else(PoisonError::into_inner)
}
