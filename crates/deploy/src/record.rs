//! The manifest of what was deployed.

use std::path::PathBuf;

use alloy::{
    eips::BlockId,
    primitives::{B256, U256, hex},
};
use diem_sdk::{
    manifest::{
        Activation, Addresses, Chain, Contract as Deployed, Contracts, CreditsArguments,
        DiemArguments, GivenToken, Manifest, NoArguments, ParentChain, Purpose, Replaced, SCHEMA,
        StakingArguments, Tools, Transaction, Vvv as DeployedVvv, Wasm,
    },
    network::Networks,
};

use crate::{
    Project, compare, contract::Contract, error::DeployError, event::Event, journal::Journal,
    parameters::Vvv, plan::Plan, programs, site::Site, step::Step,
    stylus_deployer::STYLUS_DEPLOYER,
};

/// What a manifest is made from.
pub(crate) struct Record<'a> {
    pub(crate) project: &'a Project,
    pub(crate) plan: &'a Plan,
    pub(crate) site: &'a Site<'a>,
    pub(crate) journal: &'a Journal,
    /// The manifest of this deployment that is there already.
    pub(crate) before: Option<&'a Manifest>,
}

/// The manifest of this deployment, if it is on record already.
///
/// # Errors
///
/// If another deployment is, and may not be replaced.
pub(crate) fn existing(
    project: &Project,
    chain_id: u64,
    addresses: &Addresses,
) -> Result<Option<Manifest>, DeployError> {
    let path = project.deployments.join(format!("{chain_id}.json"));
    if !path.exists() {
        return Ok(None);
    }
    if project.replace_manifest {
        // Whatever it is, it is kept.
        return Ok(Manifest::load(&path)
            .ok()
            .filter(|found| found.addresses() == *addresses));
    }
    match Manifest::load(&path)? {
        found if found.addresses() == *addresses => Ok(Some(found)),
        _ => Err(DeployError::ManifestExists(path)),
    }
}

impl Record<'_> {
    /// Writes the manifest, unless it would say nothing new. Returns where it is, and where the one is kept that it replaced.
    pub(crate) async fn save(&self) -> Result<(PathBuf, Option<PathBuf>), DeployError> {
        let folder = &self.project.deployments;
        let path = folder.join(format!("{}.json", self.plan.chain.chain_id));
        if self.before.is_some() && !self.journal.has_successes() {
            return Ok((path, None));
        }
        let manifest = self.manifest().await?;
        if self.before == Some(&manifest) {
            return Ok((path, None));
        }
        // One that has appeared since the beginning is nobody's to replace.
        let (path, backup) = if self.before.is_some() || self.project.replace_manifest {
            let Replaced { path, backup } = manifest.replace(folder)?;
            (path, backup)
        } else {
            (manifest.save_new(folder)?, None)
        };
        let saved = Event::Saved { path: path.clone() };
        self.site.link.observer.observe(saved);
        Ok((path, backup))
    }

    async fn manifest(&self) -> Result<Manifest, DeployError> {
        let Plan {
            chain,
            parameters,
            addresses,
            ..
        } = self.plan;
        let tools = &self.project.artifacts.manifest().toolchain;
        let vvv = match parameters.vvv {
            Vvv::Test => {
                DeployedVvv::Test(self.contract(Contract::Vvv, "IVvv", NoArguments {}).await?)
            }
            Vvv::At(address) => DeployedVvv::Given(GivenToken {
                address,
                code_hash: alloy::primitives::keccak256(self.site.link.code(address).await?),
            }),
        };
        let staking = StakingArguments {
            owner: parameters.owner,
            vvv: addresses.vvv,
            vvv_per_diem: parameters.vvv_per_diem,
            cooldown: parameters.cooldown,
            locked_reward_bps: parameters.locked_reward_bps,
        };
        let diem = DiemArguments {
            minter: addresses.staking,
            cap: parameters.diem_cap,
        };
        let credits = CreditsArguments {
            diem: addresses.diem,
        };
        Ok(Manifest {
            schema: SCHEMA,
            suite_version: env!("CARGO_PKG_VERSION").to_owned(),
            chain: Chain {
                id: chain.chain_id,
                network: self.project.network.clone(),
                parent: parent(&self.project.network, chain.chain_id),
                arbos_version: chain.arbos_version,
                stylus_version: chain.stylus_version,
            },
            deployer: self
                .before
                .map_or(self.plan.sender, |before| before.deployer),
            salt: parameters.salt,
            stylus_deployer: STYLUS_DEPLOYER,
            tools: Tools {
                rustc: tools.rustc.clone(),
                solc: tools.solc.clone(),
                wasm_opt: tools.wasm_opt.clone(),
                diem: self.project.tool.clone(),
            },
            contracts: Contracts {
                vvv,
                staking: self
                    .contract(Contract::Staking, "IVvvStaking", staking)
                    .await?,
                diem: self.contract(Contract::Diem, "IDiem", diem).await?,
                credits: self
                    .contract(Contract::Credits, "IComputeCredits", credits)
                    .await?,
            },
        })
    }

    async fn contract<A>(
        &self,
        contract: Contract,
        interface: &str,
        constructor: A,
    ) -> Result<Deployed<A>, DeployError> {
        let program = self.site.blueprint.program(contract);
        let artifact = self.project.artifacts.contract(contract.name())?;
        let sha256: B256 = hex::FromHex::from_hex(&artifact.sha256)
            .map_err(|_| diem_build::ArtifactError::Corrupt(format!("{contract}.wasm")))?;
        Ok(Deployed {
            address: program.address,
            abi: format!("interfaces/abi/{interface}.json"),
            constructor,
            code_hash: program.code_hash,
            wasm: Wasm {
                sha256,
                module_bytes: artifact.wasm.len() as u64,
                code_bytes: artifact.code.len() as u64,
            },
            activation: self.activation(contract).await?,
            transactions: self.transactions(contract),
            cached: programs::is_cached(&self.site.link, program.code_hash).await?,
        })
    }

    async fn activation(&self, contract: Contract) -> Result<Activation, DeployError> {
        let link = &self.site.link;
        let block = link.latest_block().await?;
        let at = BlockId::number(block.header.number);
        let address = self.site.address(Step::Deploy(contract));
        let seconds = compare::seconds_awake(link, at, address).await?;
        let expires_at = block.header.timestamp + seconds.unwrap_or_default();
        let ours = [Step::Activate(contract), Step::Deploy(contract)]
            .into_iter()
            .filter_map(|step| self.journal.success(step))
            .find_map(|mined| Some((mined.hash, mined.data_fee?)));
        let before = self
            .before
            .and_then(|before| activation_of(before, contract));
        let (transaction, data_fee) = match (ours, before) {
            (Some((hash, fee)), _) => (Some(hash), fee),
            (None, Some(before)) => (before.transaction, before.data_fee),
            (None, None) => (None, U256::ZERO),
        };
        Ok(Activation {
            stylus_version: self.plan.chain.stylus_version,
            transaction,
            expires_at,
            data_fee,
        })
    }

    /// The transactions on record, and those of this deployment that are new.
    fn transactions(&self, contract: Contract) -> Vec<Transaction> {
        let mut steps = vec![
            (Purpose::Deploy, Step::Deploy(contract)),
            (Purpose::Activate, Step::Activate(contract)),
            (Purpose::Cache, Step::Cache(contract)),
        ];
        if contract == Contract::Staking {
            steps.insert(2, (Purpose::Bind, Step::Bind));
        }
        let before = self.before.map(|before| transactions_of(before, contract));
        let mut transactions = before.unwrap_or_default().to_vec();
        for (purpose, step) in steps {
            let Some(mined) = self.journal.success(step) else {
                continue;
            };
            let transaction = Transaction {
                purpose,
                hash: mined.hash,
                block: mined.block,
            };
            if !transactions.contains(&transaction) {
                transactions.push(transaction);
            }
        }
        transactions
    }
}

/// The chain that the network settles on, if the list of networks has it.
fn parent(network: &str, chain_id: u64) -> Option<ParentChain> {
    let known = Networks::builtin().by_name(network)?;
    let parent = known
        .parent
        .as_ref()
        .filter(|_| known.chain_id == chain_id)?;
    Some(ParentChain {
        id: parent.chain_id,
        name: parent.name.clone(),
    })
}

fn activation_of(manifest: &Manifest, contract: Contract) -> Option<&Activation> {
    let contracts = &manifest.contracts;
    match (contract, &contracts.vvv) {
        (Contract::Vvv, DeployedVvv::Test(vvv)) => Some(&vvv.activation),
        (Contract::Vvv, DeployedVvv::Given(_)) => None,
        (Contract::Staking, _) => Some(&contracts.staking.activation),
        (Contract::Diem, _) => Some(&contracts.diem.activation),
        (Contract::Credits, _) => Some(&contracts.credits.activation),
    }
}

fn transactions_of(manifest: &Manifest, contract: Contract) -> &[Transaction] {
    let contracts = &manifest.contracts;
    match (contract, &contracts.vvv) {
        (Contract::Vvv, DeployedVvv::Test(vvv)) => &vvv.transactions,
        (Contract::Vvv, DeployedVvv::Given(_)) => &[],
        (Contract::Staking, _) => &contracts.staking.transactions,
        (Contract::Diem, _) => &contracts.diem.transactions,
        (Contract::Credits, _) => &contracts.credits.transactions,
    }
}
