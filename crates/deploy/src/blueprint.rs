//! What follows from parameters and artifacts alone: code, constructor calldata, and with them the addresses.

use alloy::primitives::{Address, B256, Bytes, keccak256};
use diem_build::{Artifacts, CODE_LIMIT, ContractArtifact};
use diem_sdk::manifest::{
    Addresses, ConstructorArguments as _, CreditsArguments, DiemArguments, StakingArguments,
};

use stylus_program::{Module, Rules};

use crate::{
    contract::Contract,
    error::DeployError,
    parameters::{Parameters, Vvv},
    stylus_deployer,
};

/// The suite as it is to be.
#[derive(Clone, Debug)]
pub(crate) struct Blueprint {
    pub(crate) parameters: Parameters,
    pub(crate) addresses: Addresses,
    /// The contracts to deploy, in order. Without Test VVV if the token was there before.
    pub(crate) programs: Vec<Program>,
}

/// One contract as it is to be.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) contract: Contract,
    pub(crate) address: Address,
    /// What it has on chain.
    pub(crate) code: Bytes,
    pub(crate) code_hash: B256,
    /// Bytes of machine code that chains reckon with, in whole kilobytes: fees and cache bids go by them.
    pub(crate) asm_bytes: u64,
    pub(crate) init_data: Bytes,
}

impl Program {
    fn new(
        artifact: &ContractArtifact,
        contract: Contract,
        init_data: Bytes,
        salt: B256,
    ) -> Result<Self, DeployError> {
        let size = artifact.code.len();
        if size > CODE_LIMIT {
            return Err(DeployError::CodeTooLarge { contract, size });
        }
        let module = Module::parse(&artifact.wasm, &Rules::strict())
            .map_err(|error| DeployError::Unfit { contract, error })?;
        let init_code = stylus_program::init_code(&artifact.code);
        Ok(Self {
            contract,
            address: stylus_deployer::address_of(&init_code, &init_data, salt),
            code_hash: keccak256(&artifact.code),
            code: artifact.code.clone().into(),
            asm_bytes: u64::from(module.info().asm_estimate).next_multiple_of(1_024),
            init_data,
        })
    }

    /// The calldata that makes the StylusDeployer create it.
    pub(crate) fn deployment(&self, salt: B256) -> Bytes {
        let init_code = stylus_program::init_code(&self.code);
        stylus_deployer::deployment(init_code.into(), self.init_data.clone(), salt)
    }
}

impl Blueprint {
    /// Draws it up.
    ///
    /// # Errors
    ///
    /// If a parameter is out of range, or there is no artifact to deploy.
    pub(crate) fn new(parameters: &Parameters, artifacts: &Artifacts) -> Result<Self, DeployError> {
        parameters.check()?;
        let mut addresses = Addresses {
            vvv: Address::ZERO,
            staking: Address::ZERO,
            diem: Address::ZERO,
            credits: Address::ZERO,
        };
        let mut programs = Vec::with_capacity(Contract::ALL.len());
        for contract in Contract::ALL {
            let address = match (contract, parameters.vvv) {
                (Contract::Vvv, Vvv::At(address)) => address,
                _ => {
                    // Each is constructed with addresses of those before.
                    let init_data = init_data(contract, parameters, &addresses);
                    let artifact = artifacts.contract(contract.name())?;
                    let program = Program::new(artifact, contract, init_data, parameters.salt)?;
                    let address = program.address;
                    programs.push(program);
                    address
                }
            };
            *contract.address_mut(&mut addresses) = address;
        }
        Ok(Self {
            parameters: parameters.clone(),
            addresses,
            programs,
        })
    }

    /// A contract that is deployed. Steps are about no other.
    pub(crate) fn program(&self, contract: Contract) -> &Program {
        let program = self.programs.iter().find(|p| p.contract == contract);
        program.expect("a token that was there before has no steps")
    }

    /// Identifies what is deployed, and by whom: a journal continues only that. Cache bids are no part of it.
    pub(crate) fn fingerprint(&self, sender: Address) -> B256 {
        let mut text = sender.to_vec();
        for program in &self.programs {
            // Code, arguments and salt are all in the address.
            text.extend(program.address);
        }
        keccak256(text)
    }
}

/// What the StylusDeployer calls a new contract with. Test VVV has no constructor, so nothing is called.
pub(crate) fn init_data(
    contract: Contract,
    parameters: &Parameters,
    addresses: &Addresses,
) -> Bytes {
    let arguments = match contract {
        Contract::Vvv => return Bytes::new(),
        Contract::Staking => StakingArguments {
            owner: parameters.owner,
            vvv: addresses.vvv,
            vvv_per_diem: parameters.vvv_per_diem,
            cooldown: parameters.cooldown,
            locked_reward_bps: parameters.locked_reward_bps,
        }
        .abi_encode(),
        Contract::Diem => DiemArguments {
            minter: addresses.staking,
            cap: parameters.diem_cap,
        }
        .abi_encode(),
        Contract::Credits => CreditsArguments {
            diem: addresses.diem,
        }
        .abi_encode(),
    };
    stylus_deployer::init_data(&arguments)
}
