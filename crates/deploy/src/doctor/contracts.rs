//! The contracts, one by one, and who operates them.

use alloy::primitives::{Address, B256, keccak256};
use diem_sdk::{
    abi::{IComputeCredits, IDiem, IVvvStaking},
    manifest::{Manifest, Vvv},
};

use super::{DoctorReport, Snapshot};
use crate::{cache, compare, contract::Contract, error::DeployError, preflight::ChainFacts};

const DAY: u64 = 86_400;
/// Days to live below which something should be done.
const FEW_DAYS: u64 = 60;

/// Looks at each contract's code, expiry and cache. Returns whether all of them can be called.
pub(super) async fn examine(
    at: &Snapshot<'_>,
    manifest: &Manifest,
    chain: &ChainFacts,
    report: &mut DoctorReport,
) -> Result<bool, DeployError> {
    let mut callable = true;
    for contract in Contract::ALL {
        let address = contract.address(&manifest.addresses());
        let expected = code_hash(manifest, contract);
        let code = at.link.code(address).await?;
        let name = format!("{contract}: code");
        if code.is_empty() {
            report.fail(
                name,
                format!("there is no contract at {address}"),
                "the chain was reset, or the manifest is wrong: deploy again, or get the right manifest",
            );
            callable = false;
            continue;
        }
        if keccak256(&code) == expected {
            report.ok(name, format!("{address} has the code of the manifest"));
        } else {
            report.fail(
                name,
                format!("{address} has other code than the manifest says"),
                "the chain was reset, or the manifest is wrong: do not use it before you know why",
            );
        }
        let is_program =
            contract != Contract::Vvv || matches!(manifest.contracts.vvv, Vvv::Test(_));
        if is_program {
            callable &= program(at, chain, report, contract, address).await?;
        }
    }
    Ok(callable)
}

fn code_hash(manifest: &Manifest, contract: Contract) -> B256 {
    let contracts = &manifest.contracts;
    match (contract, &contracts.vvv) {
        (Contract::Vvv, Vvv::Test(vvv)) => vvv.code_hash,
        (Contract::Vvv, Vvv::Given(token)) => token.code_hash,
        (Contract::Staking, _) => contracts.staking.code_hash,
        (Contract::Diem, _) => contracts.diem.code_hash,
        (Contract::Credits, _) => contracts.credits.code_hash,
    }
}

/// Looks at what only programs have. Returns whether it can be called.
async fn program(
    at: &Snapshot<'_>,
    chain: &ChainFacts,
    report: &mut DoctorReport,
    contract: Contract,
    address: Address,
) -> Result<bool, DeployError> {
    let name = format!("{contract}: expiry");
    let left = match compare::seconds_awake(at.link, at.block, address).await? {
        Ok(left) => left,
        Err(asleep) => {
            report.fail(
                name,
                asleep.to_string(),
                "wake it up: `diem keepalive` (anyone can)",
            );
            return Ok(false);
        }
    };
    let summary = format!("{} days until it falls asleep", left / DAY);
    if left < FEW_DAYS * DAY {
        report.warn(
            name,
            summary,
            "extend its life: `diem keepalive` (anyone can)",
        );
    } else {
        report.ok(name, summary);
    }
    let name = format!("{contract}: cache");
    let status = cache::one_status(at.link, chain.cache_manager, contract, address).await?;
    let summary = |state| {
        format!(
            "{state}: each call starts at {} gas ({} in the cache)",
            status.start_gas, status.cached_start_gas
        )
    };
    match status {
        _ if status.cached => report.ok(name, summary("in the cache")),
        _ if status.least_bid.is_some() => report.warn(
            name,
            summary("not in the cache"),
            "bid for a place: `diem cache`",
        ),
        _ => report.ok(name, summary("not in the cache, where no bids are taken")),
    }
    Ok(true)
}

/// Looks at owner, pause, and what the contracts know of each other.
pub(super) async fn operation(
    at: &Snapshot<'_>,
    manifest: &Manifest,
    report: &mut DoctorReport,
) -> Result<(), DeployError> {
    let addresses = manifest.addresses();
    let staking = addresses.staking;
    let owner = at.read(staking, IVvvStaking::ownerCall {}).await?;
    let pending = at.read(staking, IVvvStaking::pendingOwnerCall {}).await?;
    match (owner.is_zero(), pending.is_zero()) {
        (true, _) => report.ok("owner", "renounced: nobody can pause or fund rewards"),
        (_, true) => report.ok("owner", owner.to_string()),
        _ => report.warn(
            "owner",
            format!("{owner}, who has offered the ownership to {pending}"),
            "have it accepted, or offered to the owner itself to end the offer",
        ),
    }
    if at.read(staking, IVvvStaking::pausedCall {}).await? {
        report.warn(
            "pause",
            "staking and minting are stopped; exits go on",
            "the owner can end it: `unpause`",
        );
    } else {
        report.ok("pause", "not paused");
    }
    let diem = at.read(staking, IVvvStaking::diemCall {}).await?;
    let vvv = at.read(staking, IVvvStaking::vvvCall {}).await?;
    let minter = at.read(addresses.diem, IDiem::minterCall {}).await?;
    let credits_diem = at
        .read(addresses.credits, IComputeCredits::diemCall {})
        .await?;
    let known = [
        ("staking's VVV", vvv, addresses.vvv),
        ("Diem's minter", minter, staking),
        ("the credits' Diem", credits_diem, addresses.diem),
    ];
    let wrong = known.iter().find(|(_, found, expected)| found != expected);
    if diem.is_zero() {
        report.fail(
            "binding",
            "Diem is not bound: nothing can be minted",
            "the owner binds it: `diem deploy` with the owner's key, or bindDiem by the owner's wallet",
        );
    } else if diem != addresses.diem {
        report.fail(
            "binding",
            format!("staking mints {diem}, not the manifest's Diem"),
            "this suite is unusable: do not use it, deploy another",
        );
    } else if let Some((what, found, expected)) = wrong {
        report.fail(
            "binding",
            format!("{what} is {found}, not {expected}"),
            "the manifest mixes two deployments: get the right one",
        );
    } else {
        report.ok(
            "binding",
            "the contracts know each other as the manifest says",
        );
    }
    Ok(())
}
