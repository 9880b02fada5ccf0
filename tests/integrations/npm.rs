//! Bytecode out of npm packages, as their authors compiled it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use alloy_primitives::{Bytes, hex};
use diem_build::Layout;

/// Uniswap v2's factory.
pub(crate) const FACTORY: &str = "@uniswap/v2-core/build/UniswapV2Factory";

/// Its pairs, which the factory creates.
pub(crate) const PAIR: &str = "@uniswap/v2-core/build/UniswapV2Pair";

/// Its router.
pub(crate) const ROUTER: &str = "@uniswap/v2-periphery/build/UniswapV2Router02";

/// Wrapped ether. (The one among Uniswap's packages is changed for Uniswap's tests.)
pub(crate) const WETH: &str = "canonical-weth/build/contracts/WETH9";

/// Why there is no bytecode.
#[derive(Debug, thiserror::Error)]
enum NpmError {
    /// The package is not there, or not this version of it.
    #[error("{} is missing; run scripts/setup, which installs the npm packages of scripts/node", .0.display())]
    Missing(PathBuf),
    /// The file is another than its package has.
    #[error("{} holds no bytecode; remove scripts/node/node_modules and run scripts/setup", .0.display())]
    NoBytecode(PathBuf),
}

/// The init code of a contract, with encoded constructor arguments.
#[track_caller]
pub(crate) fn init_code(contract: &str, arguments: &[u8]) -> Bytes {
    match bytecode(&Layout::of_this_repository().npm(), contract) {
        Ok(code) => [&code, arguments].concat().into(),
        Err(error) => panic!("{error}"),
    }
}

fn bytecode(npm: &Path, contract: &str) -> Result<Vec<u8>, NpmError> {
    let file = npm.join("node_modules").join(format!("{contract}.json"));
    let Ok(text) = fs::read(&file) else {
        return Err(NpmError::Missing(file));
    };
    let json: Option<serde_json::Value> = serde_json::from_slice(&text).ok();
    let code = json
        .as_ref()
        .and_then(|json| json.get("bytecode")?.as_str());
    code.and_then(|code| hex::decode(code).ok())
        .filter(|code| !code.is_empty())
        .ok_or(NpmError::NoBytecode(file))
}

#[test]
fn a_missing_package_names_the_set_up() {
    let npm = Layout::of_this_repository().npm();
    let error = bytecode(&npm, "@nobody/nothing/build/None").expect_err("there is none");
    let message = error.to_string();
    assert!(message.contains("@nobody/nothing/build/None.json is missing"));
    assert!(message.contains("run scripts/setup"), "{message}");
}

/// An interface has an ABI and no code.
#[test]
fn a_file_without_bytecode_is_refused() {
    let npm = Layout::of_this_repository().npm();
    let error =
        bytecode(&npm, "@uniswap/v2-core/build/IUniswapV2Pair").expect_err("it is an interface");
    assert!(matches!(error, NpmError::NoBytecode(_)), "{error}");
}
