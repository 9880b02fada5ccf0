//! Deploying programs, the way it is done on Nitro.

use alloy_primitives::{Address, B256, Bytes, U256, address, keccak256};
use alloy_sol_types::{SolCall, SolEvent, sol};
use stylus_program::{CodeError, InvalidModule, Module, Rules, figures::limit, init_code};

use crate::{
    arbos::{self, ARBOS_STATE, precompiles::ARB_WASM, programs::Record},
    chain::Chain,
    outcome::{Receipt, Status},
    program::{Invalid, compressed, prepare},
    transaction::{Tx, TxError},
};

sol! {
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
    function deploy(bytes bytecode, bytes initData, uint256 initValue, bytes32 salt) external payable returns (address);
    event ContractDeployed(address deployedContract);
}

/// The StylusDeployer at its canonical address: deploys, activates and constructs a program in one transaction.
pub const STYLUS_DEPLOYER: Address = address!("cEcba2F1DC234f70Dd89F2041029807F8D03A990");

/// The deterministic deployment proxy (Nick's factory), which every Nitro development node has too.
pub const CREATE2_FACTORY: Address = address!("4e59b44847b379578588920cA78FbF26c0B4956C");

/// Init code of the StylusDeployer as published in the crate `stylus-tools` 0.10.10 (MIT or Apache-2.0).
const STYLUS_DEPLOYER_INIT: &str = include_str!("../assets/stylus-deployer.hex");
/// Bytes of that init code before the contract's code.
const STYLUS_DEPLOYER_PRELUDE: usize = 32;

/// Code of the deterministic deployment proxy (github.com/Arachnid/deterministic-deployment-proxy).
const CREATE2_FACTORY_CODE: &str = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";

/// A deployed, activated and, if asked for, constructed program.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deployment {
    /// Where the program is.
    pub address: Address,
    /// The transaction that created the program, and with a constructor also activated and constructed it.
    pub receipt: Receipt,
    /// The transaction that activated the program, if that was one of its own: without a constructor, for code new to the chain.
    pub activation: Option<Receipt>,
    /// Hash of the program's code; its activation belongs to that.
    pub code_hash: B256,
    /// Bytes of the code on chain, prefix included.
    pub code_len: usize,
    /// Fee for the program's size in wei; zero if the same code had been activated before.
    pub data_fee: U256,
    /// Gas of a call before the program runs, memory pages not included.
    pub start_gas: u64,
}

/// Why a program could not be deployed. Nothing but the transactions that failed remains of the attempt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeployError {
    /// The module is one that Nitro would not activate.
    #[error("invalid module: {0}")]
    InvalidModule(#[from] InvalidModule),
    /// The code is not a compressed module.
    #[error("invalid code: {0}")]
    InvalidCode(#[from] CodeError),
    /// The engine refuses a module that Nitro would activate: a defect of this chain.
    #[error("the WASM engine refuses the module")]
    Engine,
    /// The compressed code is larger than a contract's code may be.
    #[error("the compressed program has {bytes} bytes, a contract's code at most {limit}")]
    TooLarge {
        /// Bytes of the code, prefix included.
        bytes: usize,
        /// Most bytes allowed.
        limit: usize,
    },
    /// A transaction was not executed.
    #[error(transparent)]
    Transaction(#[from] TxError),
    /// A transaction failed. With a constructor, its revert data is what the StylusDeployer hands on.
    #[error("deployment failed: {:?}, data {}", .0.status, .0.output)]
    Failed(Box<Receipt>),
}

impl From<Invalid> for DeployError {
    fn from(invalid: Invalid) -> Self {
        match invalid {
            Invalid::Code(error) => Self::InvalidCode(error),
            Invalid::Module(error) => Self::InvalidModule(error),
            Invalid::Engine => Self::Engine,
        }
    }
}

impl Chain {
    /// Deploys a program as on Nitro: compresses the module, creates the contract, activates it through ArbWasm and pays the data fee.
    ///
    /// With `constructor`, the calldata of the program's constructor (selector `0x5585258d`, then the arguments), everything happens in
    /// one transaction through the [`STYLUS_DEPLOYER`], which is then the constructor's caller. The program goes into the program cache
    /// unless [`cache_programs`](crate::ChainConfig::cache_programs) is off.
    ///
    /// The sender pays the data fee. If it has less, it is given what is missing.
    ///
    /// # Errors
    ///
    /// [`DeployError`]. An invalid module is refused before anything is sent.
    pub fn deploy_program(
        &mut self,
        from: Address,
        wasm: &[u8],
        constructor: Option<Bytes>,
    ) -> Result<Deployment, DeployError> {
        // A refusal ought to name what is wrong with the module, so this comes before its compression.
        Module::parse(wasm, &self.rules())?;
        self.deploy_code(from, &compressed(wasm), constructor)
    }

    /// Deploys a program from its code, prefix included, instead of from its module; otherwise as [`Chain::deploy_program`].
    ///
    /// # Errors
    ///
    /// [`DeployError`]. Code that is no valid program is refused before anything is sent.
    pub fn deploy_code(
        &mut self,
        from: Address,
        code: &[u8],
        constructor: Option<Bytes>,
    ) -> Result<Deployment, DeployError> {
        if code.len() > limit::CODE_BYTES {
            return Err(DeployError::TooLarge {
                bytes: code.len(),
                limit: limit::CODE_BYTES,
            });
        }
        let code_hash = keccak256(code);
        let info = prepare(code_hash, code, &self.rules())?.info;
        let fee = self.data_fee(code_hash, info.asm_estimate);
        self.lend(from, fee);
        let mut deployment = Deployment {
            code_hash,
            code_len: code.len(),
            data_fee: fee,
            ..match constructor {
                Some(calldata) => self.construct(from, code, calldata, fee)?,
                None => self.create_and_activate(from, code, fee)?,
            }
        };
        let mut record = Record::decode(self.storage(ARBOS_STATE, code_hash.into()));
        if self.config().cache_programs {
            record.cached = true;
            self.set_storage(ARBOS_STATE, code_hash.into(), record.encode());
        }
        deployment.start_gas = record.call_gas(&self.rules());
        Ok(deployment)
    }

    /// The rules that this chain's ArbOS version sets for programs.
    pub const fn rules(&self) -> Rules {
        Rules::arbos(self.config().arbos_version)
    }

    fn create_and_activate(
        &mut self,
        from: Address,
        code: &[u8],
        fee: U256,
    ) -> Result<Deployment, DeployError> {
        let receipt = succeeded(self.deploy(from, init_code(code).into())?)?;
        let address = receipt.contract_address.unwrap_or_default();
        let activation = if fee.is_zero() {
            None
        } else {
            let call = activateProgramCall { program: address }.abi_encode();
            Some(succeeded(
                self.transact(Tx::call(from, ARB_WASM, call).with_value(fee))?,
            )?)
        };
        Ok(Deployment::new(address, receipt, activation))
    }

    fn construct(
        &mut self,
        from: Address,
        code: &[u8],
        calldata: Bytes,
        fee: U256,
    ) -> Result<Deployment, DeployError> {
        let call = deployCall {
            bytecode: init_code(code).into(),
            initData: calldata,
            initValue: U256::ZERO,
            salt: B256::ZERO,
        };
        let receipt = succeeded(
            self.transact(Tx::call(from, STYLUS_DEPLOYER, call.abi_encode()).with_value(fee))?,
        )?;
        let address = receipt
            .logs
            .iter()
            .filter(|log| log.address == STYLUS_DEPLOYER)
            .find_map(|log| ContractDeployed::decode_log_data(&log.data).ok())
            .map(|event| event.deployedContract)
            .unwrap_or_default();
        Ok(Deployment::new(address, receipt, None))
    }

    /// The fee for activating code now; zero if it is active.
    fn data_fee(&self, code_hash: B256, asm_estimate: u32) -> U256 {
        let record = Record::decode(self.storage(ARBOS_STATE, code_hash.into()));
        if record.version == self.rules().stylus_version() && !record.expired(self.timestamp()) {
            return U256::ZERO;
        }
        arbos::data_fee::quote(
            |slot| self.storage(ARBOS_STATE, slot),
            asm_estimate,
            self.timestamp(),
        )
        .fee
    }

    fn lend(&mut self, account: Address, wei: U256) {
        if self.balance(account) < wei {
            self.fund(account, wei);
        }
    }

    /// Puts the contracts there that deployment relies on.
    pub(crate) fn install_deployers(&mut self) {
        let deployer =
            alloy_primitives::hex::decode(STYLUS_DEPLOYER_INIT.trim()).unwrap_or_default();
        self.install(
            STYLUS_DEPLOYER,
            Bytes::copy_from_slice(deployer.get(STYLUS_DEPLOYER_PRELUDE..).unwrap_or_default()),
        );
        self.install(
            CREATE2_FACTORY,
            alloy_primitives::hex::decode(CREATE2_FACTORY_CODE)
                .unwrap_or_default()
                .into(),
        );
    }
}

impl Deployment {
    fn new(address: Address, receipt: Receipt, activation: Option<Receipt>) -> Self {
        Self {
            address,
            receipt,
            activation,
            code_hash: B256::ZERO,
            code_len: 0,
            data_fee: U256::ZERO,
            start_gas: 0,
        }
    }
}

fn succeeded(receipt: Receipt) -> Result<Receipt, DeployError> {
    match receipt.status {
        Status::Success => Ok(receipt),
        _ => Err(DeployError::Failed(Box::new(receipt))),
    }
}
