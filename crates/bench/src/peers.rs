//! Contracts of others, or written as others write them, on the same chain.

use std::fs;

use alloy_sol_types::{SolCall, SolValue, sol};
use diem_build::{Artifacts, Layout, Optimizer};
use diem_suite::{Address, U256};

use crate::{
    rows::{Pool, Token},
    world::{BenchError, World},
};

/// OpenZeppelin's ERC-20 with permits, in Solidity.
pub(crate) const OPENZEPPELIN: &str = "OpenZeppelin";
/// Solady's ERC-20.
pub(crate) const SOLADY: &str = "Solady";
/// DIEM with its packed record, in Solidity.
pub(crate) const PACKED: &str = "packed in Solidity";
/// OpenZeppelin's ERC-20 with votes, both sides of a transfer delegated.
pub(crate) const VOTES: &str = "ERC20Votes";
/// OpenZeppelin's ERC-20 with permits, in Rust.
pub(crate) const STYLUS: &str = "OpenZeppelin Stylus";
/// The well-known staking contract.
pub(crate) const REWARDS: &str = "StakingRewards";

/// The packages that peers come from: the file that pins them, relative to the root, and their name there.
const PACKAGES: [(&str, &str); 3] = [
    ("scripts/node/package.json", "@openzeppelin/contracts"),
    ("scripts/node/package.json", "solady"),
    ("contracts/Cargo.toml", "openzeppelin-stylus"),
];

sol! {
    /// What every program's constructor is called by, whatever its arguments, which follow.
    function stylus_constructor();
}

/// The versions of everything that decides what the peers cost, on one line.
pub(crate) fn versions(layout: &Layout, artifacts: &Artifacts) -> Result<String, BenchError> {
    let toolchain = &artifacts.manifest().toolchain;
    let mut versions = vec![toolchain.solc.clone()];
    for (file, name) in PACKAGES {
        let path = layout.root().join(file);
        let text = fs::read_to_string(&path).map_err(|source| BenchError::File { path, source })?;
        let version = pinned(&text, name).unwrap_or("of an unknown version");
        versions.push(format!("{name} {version}"));
    }
    versions.push(toolchain.rustc.clone());
    versions.push(toolchain.wasm_opt.clone());
    Ok(versions.join(", "))
}

/// The version on the line of a manifest that begins with a package's name.
fn pinned<'a>(manifest: &'a str, name: &str) -> Option<&'a str> {
    let line = manifest
        .lines()
        .map(|line| line.trim().trim_start_matches('"'))
        .find(|line| {
            line.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(['"', ' ']))
        })?;
    let version = line.rsplit('"').nth(1)?;
    Some(version.trim_start_matches('='))
}

/// The tokens in Solidity, as the optimiser makes them with these settings.
pub(crate) fn tokens(
    world: &mut World<'_>,
    optimizer: Optimizer,
) -> Result<Vec<Token>, BenchError> {
    let minter = world.suite.staking.abi_encode();
    let with_cap = (world.suite.staking, (U256::ONE << 96) - U256::ONE).abi_encode_params();
    let contracts = [
        (OPENZEPPELIN, "OpenZeppelinToken", &minter),
        (SOLADY, "SoladyToken", &minter),
        (PACKED, "PackedDiem", &with_cap),
        (VOTES, "OpenZeppelinVotesToken", &minter),
    ];
    let deploy = |(name, contract, arguments): (&'static str, _, &Vec<u8>)| {
        let address = solidity(world, contract, optimizer, arguments)?;
        Ok(Token {
            delegated: name == VOTES,
            ..Token::minted(world, name, address)
        })
    };
    contracts.into_iter().map(deploy).collect()
}

/// The token in Rust.
pub(crate) fn stylus_token(world: &mut World<'_>) -> Result<Token, BenchError> {
    let wasm = &world.artifacts.example("erc20")?.wasm;
    let minter = world.suite.staking.abi_encode();
    let constructor = [&stylus_constructorCall::SELECTOR[..], &minter].concat();
    let deployed = world
        .suite
        .chain
        .deploy_program(world.suite.owner, wasm, Some(constructor.into()))
        .map_err(|error| BenchError::Deploy(STYLUS, error.to_string()))?;
    Ok(Token::minted(world, STYLUS, deployed.address))
}

/// The staking contract in Solidity, for the suite's VVV.
pub(crate) fn rewards(world: &mut World<'_>, optimizer: Optimizer) -> Result<Pool, BenchError> {
    let (owner, vvv) = (world.suite.owner, world.suite.vvv);
    let arguments = (owner, vvv, vvv).abi_encode_params();
    let address = solidity(world, "StakingRewards", optimizer, &arguments)?;
    Ok(Pool::Rewards(address))
}

fn solidity(
    world: &mut World<'_>,
    name: &'static str,
    optimizer: Optimizer,
    arguments: &[u8],
) -> Result<Address, BenchError> {
    let contract = world.artifacts.peer(name, optimizer.runs)?;
    let init_code = [&contract.bytecode[..], arguments].concat();
    let receipt = world
        .suite
        .chain
        .deploy(world.suite.owner, init_code.into())
        .map_err(|error| BenchError::Deploy(name, error.to_string()))?;
    let failed = || BenchError::Deploy(name, format!("{:?}", receipt.status));
    receipt.contract_address.ok_or_else(failed)
}

#[cfg(test)]
mod tests {
    use diem_suite::abi::IDiem;

    use super::*;
    use crate::world::units;

    /// Both tokens go through a mint at noon, transfers on two days and a burn.
    #[test]
    fn the_packed_token_counts_as_diem_does() {
        let artifacts = diem_build::artifacts().expect("the contracts are built");
        for optimizer in Optimizer::PEERS {
            let mut world = World::new(&artifacts, true).expect("it deploys");
            let peers = tokens(&mut world, optimizer).expect("they deploy");
            let packed = peers.iter().find(|token| token.name == PACKED);
            let packed = packed.expect("it is a peer").address;
            let seen = [world.suite.diem, packed].map(|token| story(&mut world, token));
            assert_eq!(seen[0], seen[1]);
            assert!(
                seen[0]
                    .iter()
                    .any(|(balance, capacity)| balance != capacity)
            );
        }
    }

    /// Balance and capacity of two accounts after each step.
    fn story(world: &mut World<'_>, token: Address) -> Vec<(U256, U256)> {
        let before = world.suite.chain.snapshot();
        let (alice, bob) = (world.alice.address, world.bob.address);
        let mut seen = Vec::new();
        let steps: [(u64, Address, Vec<u8>); 6] = [
            (0, world.suite.staking, mint(alice, 10)),
            (0, alice, transfer(bob, 3)),
            (1, bob, transfer(alice, 1)),
            (1, alice, transfer(alice, 2)),
            (1, world.suite.staking, mint(bob, 5)),
            (
                2,
                world.suite.staking,
                IDiem::burnCall {
                    from: alice,
                    value: units(4),
                }
                .abi_encode(),
            ),
        ];
        for (day, from, data) in steps {
            world.noon(day);
            let sent = world.suite.send_raw_calldata(from, token, data.into());
            sent.expect("the step succeeds");
            for account in [alice, bob] {
                let balance = world.suite.read(token, IDiem::balanceOfCall { account });
                let capacity = world.suite.read(token, IDiem::capacityOfCall { account });
                seen.push((balance.expect("a view"), capacity.expect("a view")));
            }
        }
        world.suite.chain.revert(before);
        seen
    }

    fn mint(to: Address, value: u64) -> Vec<u8> {
        let value = units(value);
        IDiem::mintCall { to, value }.abi_encode()
    }

    fn transfer(to: Address, value: u64) -> Vec<u8> {
        let value = units(value);
        IDiem::transferCall { to, value }.abi_encode()
    }

    #[test]
    fn versions_are_read_from_both_kinds_of_manifest() {
        let npm = "  \"dependencies\": {\n    \"solady\": \"0.1.26\",\n    \"@openzeppelin/contracts\": \"5.7.0\"\n";
        assert_eq!(pinned(npm, "solady"), Some("0.1.26"));
        assert_eq!(pinned(npm, "@openzeppelin/contracts"), Some("5.7.0"));
        assert_eq!(pinned(npm, "sola"), None);
        let cargo = "openzeppelin-stylus-proc = \"=1\"\nopenzeppelin-stylus = \"=0.3.0\"\n";
        assert_eq!(pinned(cargo, "openzeppelin-stylus"), Some("0.3.0"));
    }
}
