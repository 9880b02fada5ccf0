//! Deployment of the suite: four contracts and the binding of Diem.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolValue};
use stylus_chain::{Chain, ChainConfig, Tx};

use crate::{Params, Reverted, Vvv, abi::IVvvStaking};

/// The selector of a program's constructor, `stylus_constructor()`, as the Stylus SDK and its deployer have it.
const CONSTRUCTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];

/// Why the suite could not be deployed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SuiteError {
    /// A program was refused, or its constructor reverted.
    #[error("{contract} cannot be deployed: {reason}")]
    Program {
        /// The contract.
        contract: &'static str,
        /// What the chain said.
        reason: String,
    },
    /// The EVM token was not created.
    #[error("the VVV token cannot be created: {0}")]
    Token(String),
    /// The staking contract refused to bind Diem.
    #[error("bindDiem {0}")]
    Bind(Reverted),
}

/// What a deployment leaves.
pub(crate) struct Deployed {
    pub(crate) chain: Chain,
    pub(crate) vvv: Address,
    pub(crate) diem: Address,
    pub(crate) staking: Address,
    pub(crate) credits: Address,
}

/// Deploys the four contracts from `owner` and binds Diem.
pub(crate) fn deploy(owner: Address, params: Params) -> Result<Deployed, SuiteError> {
    let mut config = ChainConfig::default();
    config.timestamp = params.timestamp;
    let mut chain = Chain::new(config);
    // Activations are paid for.
    chain.fund(owner, U256::MAX >> 1);
    let vvv = match params.vvv {
        Vvv::Test => program(&mut chain, owner, "vvv", None)?,
        Vvv::Evm(init_code) => token(&mut chain, owner, init_code)?,
    };
    let staking = (
        owner,
        vvv,
        params.vvv_per_diem,
        params.cooldown,
        params.locked_reward_bps,
    );
    let staking = program(
        &mut chain,
        owner,
        "staking",
        Some(staking.abi_encode_params()),
    )?;
    let diem = program(
        &mut chain,
        owner,
        "diem",
        Some((staking, params.diem_cap).abi_encode_params()),
    )?;
    let credits = program(&mut chain, owner, "credits", Some(diem.abi_encode()))?;
    bind(&mut chain, owner, staking, diem)?;
    Ok(Deployed {
        chain,
        vvv,
        diem,
        staking,
        credits,
    })
}

/// Deploys, activates and constructs one program. `arguments` are the encoded arguments of its constructor, if it has one.
fn program(
    _chain: &mut Chain,
    _owner: Address,
    contract: &'static str,
    arguments: Option<Vec<u8>>,
) -> Result<Address, SuiteError> {
    let _constructor =
        arguments.map(|arguments| Bytes::from([&CONSTRUCTOR[..], &arguments].concat()));
    let reason = "the chain does not deploy programs yet".to_owned();
    Err(SuiteError::Program { contract, reason })
}

/// Creates the EVM token.
fn token(chain: &mut Chain, owner: Address, init_code: Bytes) -> Result<Address, SuiteError> {
    let receipt = chain
        .deploy(owner, init_code)
        .map_err(|error| SuiteError::Token(error.to_string()))?;
    let reason = || SuiteError::Token(crate::abi::describe_error(&receipt.output));
    receipt.contract_address.ok_or_else(reason)
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
        return Ok(());
    }
    Err(SuiteError::Bind(Reverted {
        data: receipt.output.clone(),
        status: receipt.status.clone(),
        receipt: Some(Box::new(receipt)),
    }))
}
