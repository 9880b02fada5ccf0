//! The chain that is built on: what of the blueprint stands there, and what to call for the rest.

use alloy::{
    eips::BlockId,
    primitives::{Address, U256},
    sol_types::SolCall,
};
use diem_sdk::abi::IVvvStaking;

use crate::{
    blueprint::{Blueprint, Program},
    compare::{self, Mismatch},
    contract::Contract,
    error::DeployError,
    link::Link,
    programs,
    sender::Request,
    step::Step,
    stylus_deployer::{self, CREATE2_FACTORY, STYLUS_DEPLOYER},
};

/// The chain that is built on.
pub(crate) struct Site<'a> {
    pub(crate) link: Link<'a>,
    pub(crate) blueprint: &'a Blueprint,
    /// Who pays.
    pub(crate) sender: Address,
    pub(crate) cache_manager: Option<Address>,
}

impl Site<'_> {
    /// Where the contract is that a step is about.
    pub(crate) fn address(&self, step: Step) -> Address {
        step.contract().map_or(STYLUS_DEPLOYER, |contract| {
            contract.address(&self.blueprint.addresses)
        })
    }

    fn unexpected(&self, step: Step, mismatches: Vec<Mismatch>) -> DeployError {
        DeployError::Unexpected {
            step,
            address: self.address(step),
            mismatches,
        }
    }

    /// Whether a step's result is on the chain.
    ///
    /// # Errors
    ///
    /// Also if something else is in its place.
    pub(crate) async fn is_done(&self, step: Step) -> Result<bool, DeployError> {
        let mismatch = match step {
            Step::Deployer => {
                let found = self.link.code(STYLUS_DEPLOYER).await?;
                compare::code(&stylus_deployer::code(), &found)
            }
            Step::Deploy(contract) => {
                let program = self.blueprint.program(contract);
                let found = self.link.code(program.address).await?;
                compare::code(&program.code, &found)
            }
            Step::Activate(contract) | Step::Keepalive(contract) => {
                let program = self.blueprint.program(contract).address;
                let awake = compare::seconds_awake(&self.link, BlockId::latest(), program).await?;
                return Ok(awake.is_ok());
            }
            Step::Bind => {
                let staking = self.blueprint.addresses.staking;
                let diem = self.link.read(staking, IVvvStaking::diemCall {}).await?;
                if diem.is_zero() {
                    return Ok(false);
                }
                compare::binding(&self.link, &self.blueprint.addresses).await?
            }
            Step::Cache(contract) => {
                let program = self.blueprint.program(contract);
                return programs::is_cached(&self.link, program.code_hash).await;
            }
        };
        match mismatch {
            None => Ok(true),
            Some(Mismatch::NoCode) => Ok(false),
            Some(mismatch) => Err(self.unexpected(step, vec![mismatch])),
        }
    }

    /// Compares what a step should have left with the chain. `is_new`: nobody can have changed anything since.
    pub(crate) async fn check(&self, step: Step, is_new: bool) -> Result<(), DeployError> {
        if !self.is_done(step).await? {
            return Err(self.unexpected(step, vec![Mismatch::NoCode]));
        }
        let (Step::Deploy(contract) | Step::Activate(contract)) = step else {
            return Ok(());
        };
        let address = self.address(step);
        let awake = compare::seconds_awake(&self.link, BlockId::latest(), address).await?;
        match awake {
            Ok(_) => {}
            // Found asleep: it is woken up in a step of its own, and tells nothing until then.
            Err(_) if matches!(step, Step::Deploy(_)) && !is_new => return Ok(()),
            Err(asleep) => return Err(self.unexpected(step, vec![asleep])),
        }
        let Blueprint {
            parameters,
            addresses,
            ..
        } = self.blueprint;
        let mut mismatches = compare::values(&self.link, contract, parameters, addresses).await?;
        if is_new && contract == Contract::Staking {
            mismatches.extend(compare::first_owner(&self.link, parameters, addresses).await?);
        }
        match mismatches.is_empty() {
            true => Ok(()),
            false => Err(self.unexpected(step, mismatches)),
        }
    }

    /// Whether a program is on the chain and asleep.
    pub(crate) async fn sleeps(&self, program: &Program) -> Result<bool, DeployError> {
        let step = Step::Deploy(program.contract);
        Ok(self.is_done(step).await? && !self.is_done(Step::Activate(program.contract)).await?)
    }

    /// The owner who has to bind Diem, if that is not the sender.
    pub(crate) async fn other_owner(&self) -> Result<Option<Address>, DeployError> {
        let staking = self.blueprint.addresses.staking;
        let owner = match self.link.code(staking).await?.is_empty() {
            true => self.blueprint.parameters.owner,
            false => self.link.read(staking, IVvvStaking::ownerCall {}).await?,
        };
        Ok(Some(owner).filter(|owner| *owner != self.sender))
    }

    /// The call by which the owner binds Diem.
    pub(crate) fn binding(&self) -> Request {
        let addresses = &self.blueprint.addresses;
        let call = IVvvStaking::bindDiemCall {
            diem: addresses.diem,
        };
        Request {
            to: addresses.staking,
            value: U256::ZERO,
            fee: U256::ZERO,
            data: call.abi_encode().into(),
        }
    }

    /// What to call for a step; nothing if its result is on the chain.
    pub(crate) async fn request(&self, step: Step) -> Result<Option<Request>, DeployError> {
        if self.is_done(step).await? {
            return Ok(None);
        }
        Ok(Some(match step {
            Step::Deployer => Request {
                to: CREATE2_FACTORY,
                value: U256::ZERO,
                fee: U256::ZERO,
                data: stylus_deployer::creation(),
            },
            Step::Deploy(contract) => {
                let program = self.blueprint.program(contract);
                let fee = programs::data_fee(&self.link, step, self.sender, &program.code).await?;
                Request {
                    to: STYLUS_DEPLOYER,
                    value: programs::with_room(fee),
                    fee,
                    data: program.deployment(self.blueprint.parameters.salt),
                }
            }
            Step::Activate(contract) | Step::Keepalive(contract) => {
                let Program { address, code, .. } = self.blueprint.program(contract);
                programs::activation(&self.link, step, self.sender, *address, code).await?
            }
            Step::Bind => self.binding(),
            Step::Cache(contract) => {
                let program = self.blueprint.program(contract);
                let (manager, bids) = (self.cache_manager, self.blueprint.parameters.cache);
                let bid =
                    programs::bid_within(&self.link, manager, bids, program.asm_bytes).await?;
                let no_bid = |reason| DeployError::NoBid { contract, reason };
                let manager = manager.ok_or(DeployError::NoCacheManager)?;
                programs::placement(manager, program.address, bid.map_err(no_bid)?)
            }
        }))
    }
}
