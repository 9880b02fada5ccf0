//! Deployment of the suite: four contracts and the binding of Diem.

use std::sync::OnceLock;

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::{SolCall, SolValue};
use diem_build::{ArtifactError, Artifacts};
use diem_sdk::errors::ContractInitializationError;
use stylus_chain::{Chain, ChainConfig, DeployError, Receipt, Tx};

use crate::{Params, Reverted, Vvv, abi::IVvvStaking};

/// The selector of a program's constructor, `stylus_constructor()`, as the Stylus SDK and its deployer have it. The arguments follow
/// it like those of any function.
const CONSTRUCTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];

/// Why the suite could not be deployed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SuiteError {
    /// The contracts are not built, or not from the present sources.
    #[error(transparent)]
    Artifacts(#[from] ArtifactError),
    /// The chain refused a program.
    #[error("{contract} cannot be deployed: {source}")]
    Program {
        /// The contract.
        contract: &'static str,
        /// What the chain said.
        source: DeployError,
    },
    /// A program's deployment failed: its constructor refused the parameters.
    #[error("the deployment of {contract} {reverted}")]
    Constructor {
        /// The contract.
        contract: &'static str,
        /// What the constructor said.
        reverted: Reverted,
    },
    /// An EVM contract was not created.
    #[error("the EVM contract cannot be created: {0}")]
    Create(String),
    /// The staking contract refused to bind Diem.
    #[error("bindDiem {0}")]
    Bind(Reverted),
}

/// How one contract of the suite came to the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deployment {
    /// The contract: `vvv`, `diem`, `staking` or `credits`.
    pub contract: &'static str,
    /// Where it is.
    pub address: Address,
    /// Bytes of its code on chain: for a program, the prefix and the compressed module.
    pub code_size: usize,
    /// Gas of deploying, activating and constructing it.
    pub gas_used: u64,
}

/// What a deployment leaves, in order: VVV, staking, Diem, credits.
pub(crate) struct Deployed {
    pub(crate) chain: Chain,
    pub(crate) contracts: [Deployment; 4],
}

/// Deploys the four contracts from `owner` and binds Diem.
pub(crate) fn deploy(owner: Address, params: Params) -> Result<Deployed, SuiteError> {
    let mut chain = Chain::new(ChainConfig {
        timestamp: params.timestamp,
        cache_programs: params.cache_programs,
        ..ChainConfig::default()
    });
    let vvv = match params.vvv {
        Vvv::Test => program(&mut chain, owner, "vvv", None)?,
        Vvv::Evm(init_code) => {
            let (address, gas_used) = create(&mut chain, owner, init_code)?;
            let code_size = chain.code(address).len();
            Deployment {
                contract: "vvv",
                address,
                code_size,
                gas_used,
            }
        }
    };
    let arguments = (
        owner,
        vvv.address,
        params.vvv_per_diem,
        params.cooldown,
        params.locked_reward_bps,
    );
    let staking = program(
        &mut chain,
        owner,
        "staking",
        Some(arguments.abi_encode_params()),
    )?;
    let arguments = (staking.address, params.diem_cap).abi_encode_params();
    let diem = program(&mut chain, owner, "diem", Some(arguments))?;
    let credits = program(
        &mut chain,
        owner,
        "credits",
        Some(diem.address.abi_encode()),
    )?;
    bind(&mut chain, owner, staking.address, diem.address)?;
    Ok(Deployed {
        chain,
        contracts: [vvv, staking, diem, credits],
    })
}

/// The build's artifacts, read once per process.
pub(crate) fn artifacts() -> Result<&'static Artifacts, ArtifactError> {
    static ARTIFACTS: OnceLock<Artifacts> = OnceLock::new();
    if let Some(artifacts) = ARTIFACTS.get() {
        return Ok(artifacts);
    }
    let read = diem_build::artifacts()?;
    Ok(ARTIFACTS.get_or_init(|| read))
}

/// The init code of a contract of `tests/solidity`, its encoded constructor arguments appended.
///
/// # Errors
///
/// [`SuiteError::Artifacts`] if the build has no such contract.
pub fn solidity(name: &str, arguments: &[u8]) -> Result<Bytes, SuiteError> {
    let contract = artifacts()?.solidity(name)?;
    Ok([&contract.bytecode[..], arguments].concat().into())
}

/// Deploys, activates and constructs one program. `arguments` are the encoded arguments of its constructor, if it has one.
fn program(
    chain: &mut Chain,
    owner: Address,
    contract: &'static str,
    arguments: Option<Vec<u8>>,
) -> Result<Deployment, SuiteError> {
    let artifact = artifacts()?.contract(contract)?;
    let constructor =
        arguments.map(|arguments| Bytes::from([&CONSTRUCTOR[..], &arguments].concat()));
    let deployed = chain
        .deploy_program(owner, &artifact.wasm, constructor)
        .map_err(|error| match error {
            DeployError::Failed(receipt) => SuiteError::Constructor {
                contract,
                reverted: of_constructor(*receipt),
            },
            source => SuiteError::Program { contract, source },
        })?;
    let activation = deployed.activation.map_or(0, |receipt| receipt.gas_used);
    Ok(Deployment {
        contract,
        address: deployed.address,
        code_size: deployed.code_len,
        gas_used: deployed.receipt.gas_used + activation,
    })
}

/// The constructor's own failure, out of what the deployer wraps around it.
fn of_constructor(receipt: Receipt) -> Reverted {
    let reverted = Reverted::from(receipt);
    match reverted.decode::<ContractInitializationError>() {
        Some(wrapped) => Reverted {
            data: wrapped.data,
            ..reverted
        },
        None => reverted,
    }
}

/// Creates an EVM contract; returns its address and the gas used.
pub(crate) fn create(
    chain: &mut Chain,
    from: Address,
    init_code: Bytes,
) -> Result<(Address, u64), SuiteError> {
    let receipt = chain
        .deploy(from, init_code)
        .map_err(|error| SuiteError::Create(error.to_string()))?;
    match receipt.contract_address {
        Some(address) => Ok((address, receipt.gas_used)),
        None => Err(SuiteError::Create(Reverted::from(receipt).to_string())),
    }
}

fn bind(
    chain: &mut Chain,
    owner: Address,
    staking: Address,
    diem: Address,
) -> Result<(), SuiteError> {
    let call = IVvvStaking::bindDiemCall { diem };
    let receipt = chain.transact(Tx::call(owner, staking, call.abi_encode()));
    let receipt = receipt.expect("an impersonated call within the gas limit is executed");
    if receipt.is_success() {
        Ok(())
    } else {
        Err(SuiteError::Bind(receipt.into()))
    }
}
