//! What a deployment will do, where, and at what cost.

use alloy::{
    network::TransactionBuilder as _,
    primitives::{Address, U256},
    rpc::types::{TransactionRequest, state::StateOverride},
};
use diem_sdk::manifest::Addresses;
use serde::Serialize;

use crate::{
    Endpoint, Project,
    blueprint::Blueprint,
    contract::Contract,
    error::DeployError,
    event::Observer,
    fees::gas_limit,
    link::Link,
    parameters::{CacheBids, Parameters, Vvv},
    preflight::{self, ChainFacts, preflight},
    programs, record,
    site::Site,
    step::Step,
    stylus_deployer::{self, STYLUS_DEPLOYER},
};

/// What a deployment will do, where, and at what cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The chain, as preflight found it.
    pub chain: ChainFacts,
    /// The account that sends the transactions.
    pub sender: Address,
    /// The parameters.
    pub parameters: Parameters,
    /// Where the contracts are, or will be.
    pub addresses: Addresses,
    /// The steps, in order.
    pub steps: Vec<PlannedStep>,
    /// What is left to pay.
    pub cost: Cost,
    /// The sender's wei.
    pub balance: U256,
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedStep {
    /// The step.
    #[serde(flatten)]
    pub step: Step,
    /// The contract that it is about.
    pub address: Address,
    /// Whether there is something left to do.
    pub state: StepState,
    /// What else there is to say: why it is skipped, or left to whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Gas, estimated; 0 if nothing is left to do.
    pub gas: u64,
    /// Wei that the step costs besides gas: the fee for the program's data, or the cache bid.
    pub fee: U256,
}

/// Whether a step is left to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum StepState {
    /// A transaction has to be sent.
    Todo,
    /// Its result is on the chain.
    Done,
    /// The owner has to do it, who is not the sender.
    LeftToOwner,
    /// The suite works without it, and it cannot be done.
    Skipped,
}

/// What a plan costs, in wei.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// Units of gas, estimated.
    pub gas: u64,
    /// Wei per unit of gas now.
    pub gas_price: u128,
    /// Gas at that price, fees for programs' data, and cache bids.
    pub expected: U256,
    /// What the sender has to have: room for fees that rise is included. What is not charged stays, or comes back.
    pub needed: U256,
}

/// Gas of `bindDiem`, which cannot be estimated before the contracts are there. It took 89,000 outside the program cache.
const BIND_GAS: u64 = 100_000;
/// Gas reckoned for a cache bid, which cannot be estimated before the program is active. Making room in a full cache takes more than finding some.
const BID_GAS: u64 = 250_000;

impl Plan {
    /// Whether the sender can pay for it.
    ///
    /// # Errors
    ///
    /// [`DeployError::BalanceTooLow`]
    pub fn check_balance(&self) -> Result<(), DeployError> {
        match self.balance >= self.cost.needed {
            true => Ok(()),
            false => Err(DeployError::BalanceTooLow {
                sender: self.sender,
                balance: self.balance,
                needed: self.cost.needed,
            }),
        }
    }

    /// Whether nothing is left to send.
    pub fn is_complete(&self) -> bool {
        self.steps.iter().all(|step| step.state != StepState::Todo)
    }
}

/// Looks at the chain and works out what a deployment from `sender` will do. Sends nothing and needs no key. The balance is not judged,
/// see [`Plan::check_balance`].
///
/// # Errors
///
/// A [`DeployError`], if the chain or the parameters do not allow the deployment, or another one is on record.
pub async fn plan(
    endpoint: &Endpoint,
    sender: Address,
    project: &Project,
    parameters: &Parameters,
    observer: &dyn Observer,
) -> Result<Plan, DeployError> {
    let blueprint = Blueprint::new(parameters, &project.artifacts)?;
    let chain = preflight(&endpoint.provider, endpoint.chain_id).await?;
    record::existing(project, chain.chain_id, &blueprint.addresses)?;
    let link = Link::new(&endpoint.provider, observer, endpoint.fees.give_up_after);
    if let Vvv::At(address) = parameters.vvv {
        preflight::vvv(&link, address).await?;
    }
    let site = Site {
        link,
        blueprint: &blueprint,
        sender,
        cache_manager: chain.cache_manager,
    };
    let steps = Draft::of(&site, chain.has_deployer).await?.steps;
    Ok(Plan {
        cost: cost(endpoint, &link, &steps).await?,
        balance: link.balance(sender).await?,
        addresses: blueprint.addresses,
        parameters: parameters.clone(),
        chain,
        sender,
        steps,
    })
}

async fn cost(
    endpoint: &Endpoint,
    link: &Link<'_>,
    steps: &[PlannedStep],
) -> Result<Cost, DeployError> {
    let gas_price = link.base_fee().await?;
    // Fees above the limit are waited for, so the limit is what has to be there.
    let most = endpoint.fees.max_fee_per_gas.unwrap_or(u128::MAX);
    let max_fee = gas_price.saturating_mul(2).min(most);
    let mut cost = Cost {
        gas: 0,
        gas_price,
        expected: U256::ZERO,
        needed: U256::ZERO,
    };
    for step in steps {
        cost.gas += step.gas;
        cost.expected += U256::from(step.gas) * U256::from(gas_price) + step.fee;
        let value = match step.step {
            Step::Cache(_) => step.fee,
            _ => programs::with_room(step.fee),
        };
        cost.needed += U256::from(gas_limit(step.gas)) * U256::from(max_fee) + value;
    }
    Ok(cost)
}

/// A plan's steps, as they are being worked out.
struct Draft<'a> {
    site: &'a Site<'a>,
    /// Stands in for what is not on the chain yet, so that gas can be estimated.
    scenery: StateOverride,
    steps: Vec<PlannedStep>,
}

impl<'a> Draft<'a> {
    async fn of(site: &'a Site<'a>, has_deployer: bool) -> Result<Self, DeployError> {
        let mut draft = Self {
            site,
            scenery: programs::rich(site.sender),
            steps: Vec::new(),
        };
        if !has_deployer {
            draft.step(Step::Deployer).await?;
            draft.stand_in(STYLUS_DEPLOYER, stylus_deployer::code());
        }
        for program in &site.blueprint.programs {
            draft.step(Step::Deploy(program.contract)).await?;
            if site.sleeps(program).await? {
                draft.step(Step::Activate(program.contract)).await?;
            } else if draft.has(Step::Deploy(program.contract), StepState::Todo) {
                // Answers every call with a zero, which is what constructors want of those before them.
                draft.stand_in(program.address, programs::ZERO_CODE);
            }
            if program.contract == Contract::Diem {
                draft.bind().await?;
            }
        }
        if site.blueprint.parameters.cache != CacheBids::None {
            for program in &site.blueprint.programs {
                draft.cache(program.contract).await?;
            }
        }
        Ok(draft)
    }

    fn stand_in(&mut self, address: Address, code: impl Into<alloy::primitives::Bytes>) {
        self.scenery.insert(address, programs::coded(code));
    }

    /// Whether a step is among those before, in this state.
    fn has(&self, step: Step, state: StepState) -> bool {
        let is = |planned: &PlannedStep| planned.step == step && planned.state == state;
        self.steps.iter().any(is)
    }

    fn push(&mut self, step: Step, state: StepState, reason: Option<String>, gas: u64, fee: U256) {
        self.steps.push(PlannedStep {
            step,
            address: self.site.address(step),
            state,
            reason,
            gas,
            fee,
        });
    }

    fn push_idle(&mut self, step: Step, state: StepState, reason: Option<String>) {
        self.push(step, state, reason, 0, U256::ZERO);
    }

    /// Adds a step whose gas can be estimated.
    async fn step(&mut self, step: Step) -> Result<(), DeployError> {
        let Some(request) = self.site.request(step).await? else {
            self.push_idle(step, StepState::Done, None);
            return Ok(());
        };
        let transaction = TransactionRequest::default()
            .with_from(self.site.sender)
            .with_to(request.to)
            .with_value(request.value)
            .with_input(request.data);
        let gas = self
            .site
            .link
            .gas(transaction, self.scenery.clone())
            .await?;
        let gas = gas.map_err(|refusal| DeployError::WouldFail {
            step,
            reason: refusal.to_string(),
        })?;
        self.push(step, StepState::Todo, None, gas, request.fee);
        Ok(())
    }

    async fn bind(&mut self) -> Result<(), DeployError> {
        let site = self.site;
        if self.has(Step::Activate(Contract::Staking), StepState::Todo) {
            let reason =
                "whether it is left to do shows when the staking contract is awake".to_owned();
            self.push(
                Step::Bind,
                StepState::Todo,
                Some(reason),
                BIND_GAS,
                U256::ZERO,
            );
        } else if self.has(Step::Deploy(Contract::Staking), StepState::Done)
            && site.is_done(Step::Bind).await?
        {
            self.push_idle(Step::Bind, StepState::Done, None);
        } else if let Some(owner) = site.other_owner().await? {
            let reason = format!("{owner} owns the staking contract");
            self.push_idle(Step::Bind, StepState::LeftToOwner, Some(reason));
        } else {
            self.push(Step::Bind, StepState::Todo, None, BIND_GAS, U256::ZERO);
        }
        Ok(())
    }

    async fn cache(&mut self, contract: Contract) -> Result<(), DeployError> {
        let (site, step) = (self.site, Step::Cache(contract));
        let Blueprint { parameters, .. } = site.blueprint;
        if site.is_done(step).await? {
            self.push_idle(step, StepState::Done, None);
            return Ok(());
        }
        let size = site.blueprint.program(contract).asm_bytes;
        let bid = programs::bid_within(&site.link, site.cache_manager, parameters.cache, size);
        match bid.await? {
            Ok(wei) => self.push(step, StepState::Todo, None, BID_GAS, wei),
            Err(reason) => self.push_idle(step, StepState::Skipped, Some(reason)),
        }
        Ok(())
    }
}
