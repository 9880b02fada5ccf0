//! Whether what is on the chain is what was built.

use core::time::Duration;

use alloy::{
    eips::BlockId,
    primitives::{Address, keccak256},
    providers::DynProvider,
};
use diem_build::Artifacts;
use diem_sdk::manifest::{Manifest, Vvv};
use serde::Serialize;

use crate::{
    blueprint,
    compare::{self, Mismatch},
    contract::Contract,
    error::DeployError,
    event::{Event, Observer},
    link::Link,
    parameters::Parameters,
    preflight, stylus_deployer,
};

/// How long an endpoint may be away while it is only read.
pub(crate) const READING_PATIENCE: Duration = Duration::from_secs(15);

/// How the contracts on the chain compare with the artifacts and the manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifyReport {
    /// The contracts, in order of deployment.
    pub contracts: Vec<ContractReport>,
}

/// How one contract compares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContractReport {
    /// The contract.
    pub contract: Contract,
    /// Where it is.
    pub address: Address,
    /// What differs; nothing if it is what was built, awake, and constructed as the manifest says.
    pub mismatches: Vec<Mismatch>,
}

impl VerifyReport {
    /// Whether everything is as it should be.
    pub fn is_match(&self) -> bool {
        self.contracts
            .iter()
            .all(|report| report.mismatches.is_empty())
    }
}

/// Compares each contract on the chain with its artifact, byte by byte, and what its constructor and the binding have set with the manifest.
/// The artifacts are those of a build of the sources in question; see `diem-build`.
///
/// # Errors
///
/// A [`DeployError`], if the chain cannot be read or is another. A difference is no error: it is in the report.
pub async fn verify(
    provider: &DynProvider,
    artifacts: &Artifacts,
    manifest: &Manifest,
    observer: &dyn Observer,
) -> Result<VerifyReport, DeployError> {
    let link = Link::new(provider, observer, READING_PATIENCE);
    preflight::stylus(&link, Some(manifest.chain.id)).await?;
    let mut contracts = Vec::with_capacity(Contract::ALL.len());
    for contract in Contract::ALL {
        let address = contract.address(&manifest.addresses());
        observer.observe(Event::Comparing { contract, address });
        let mismatches = match (&manifest.contracts.vvv, contract) {
            (Vvv::Given(token), Contract::Vvv) => {
                let found = keccak256(link.code(address).await?);
                let expected = token.code_hash;
                let differs = (found != expected).then_some(Mismatch::CodeHash { expected, found });
                differs.into_iter().collect()
            }
            _ => compare_program(&link, artifacts, manifest, contract).await?,
        };
        contracts.push(ContractReport {
            contract,
            address,
            mismatches,
        });
    }
    Ok(VerifyReport { contracts })
}

async fn compare_program(
    link: &Link<'_>,
    artifacts: &Artifacts,
    manifest: &Manifest,
    contract: Contract,
) -> Result<Vec<Mismatch>, DeployError> {
    let (parameters, addresses) = (Parameters::of(manifest), manifest.addresses());
    let address = contract.address(&addresses);
    let artifact = artifacts.contract(contract.name())?;
    let mut mismatches = Vec::new();
    match compare::code(&artifact.code, &link.code(address).await?) {
        Some(Mismatch::NoCode) => return Ok(vec![Mismatch::NoCode]),
        Some(mismatch) => mismatches.push(mismatch),
        // The address stands for code, constructor arguments and salt: so the manifest's arguments are those that were used.
        None if !manifest.salt.is_zero() => {
            let init_code = stylus_program::init_code(&artifact.code);
            let init_data = blueprint::init_data(contract, &parameters, &addresses);
            let belongs_to = stylus_deployer::address_of(&init_code, &init_data, manifest.salt);
            if belongs_to != address {
                mismatches.push(Mismatch::Address { belongs_to });
            }
        }
        None => {}
    }
    if let Err(asleep) = compare::seconds_awake(link, BlockId::latest(), address).await? {
        mismatches.push(asleep);
        return Ok(mismatches);
    }
    mismatches.extend(compare::values(link, contract, &parameters, &addresses).await?);
    if contract == Contract::Staking {
        mismatches.extend(compare::binding(link, &addresses).await?);
    }
    Ok(mismatches)
}
