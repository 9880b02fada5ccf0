//! The staking contract before Diem is bound, and contracts that are deployed beside the suite.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolError, SolValue};
use diem_build::Artifacts;
use diem_suite::{Account, Receipt, Reverted, Sent, Suite, abi::IVvv, assert_reverts};
use diem_tests::{CONSTRUCTOR, Stage};
use stylus_chain::{Chain, Tx};

use crate::amounts::{DAY, tokens};

/// The constructor's arguments, each as a whole word so that any value can be given.
#[derive(Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) owner: Address,
    pub(crate) vvv: Address,
    pub(crate) vvv_per_diem: U256,
    pub(crate) cooldown: U256,
    pub(crate) locked_reward_bps: U256,
}

impl Terms {
    /// Sound terms for the token at `vvv`.
    pub(crate) fn sound(vvv: Address) -> Self {
        Self {
            owner: Account::named("owner").address,
            vvv,
            vvv_per_diem: tokens(100),
            cooldown: U256::from(7 * DAY),
            locked_reward_bps: U256::from(8_000),
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let words = (
            self.owner,
            self.vvv,
            self.vvv_per_diem,
            self.cooldown,
            self.locked_reward_bps,
        );
        words.abi_encode_params()
    }
}

/// A staking contract that has no Diem yet, and Test VVV.
pub(crate) struct Unbound {
    pub(crate) stage: Stage,
    pub(crate) owner: Address,
    pub(crate) vvv: Address,
}

impl Unbound {
    pub(crate) fn new() -> Self {
        let mut stage = Stage::deploy("staking", None);
        let vvv = program(&mut stage.chain, "vvv", None);
        let terms = Terms::sound(vvv);
        construct(&mut stage, &terms.encode()).expect("sound terms");
        Self {
            stage,
            owner: terms.owner,
            vvv,
        }
    }

    /// A Diem whose minter is `minter`.
    pub(crate) fn diem_of(&mut self, minter: Address) -> Address {
        let arguments = (minter, tokens(1_000_000)).abi_encode_params();
        program(&mut self.stage.chain, "diem", Some(arguments))
    }

    /// A contract of tests/solidity.
    pub(crate) fn solidity(&mut self, name: &str) -> Address {
        create(&mut self.stage.chain, name)
    }

    /// Gives `account` a drip of 10,000 VVV and lets the staking contract take it.
    pub(crate) fn fund(&mut self, account: Address) {
        let approve = IVvv::approveCall {
            spender: self.stage.contract,
            value: U256::MAX,
        };
        for data in [
            IVvv::dripCall { to: account }.abi_encode(),
            approve.abi_encode(),
        ] {
            let tx = Tx::call(account, self.vvv, data);
            assert!(self.stage.chain.transact(tx).unwrap().is_success());
        }
    }

    #[track_caller]
    pub(crate) fn send<C: SolCall>(&mut self, from: Address, call: C) -> Sent<C::Return> {
        match self.stage.send(from, call) {
            Ok(sent) => sent,
            Err(reverted) => panic!("{} {reverted}", C::SIGNATURE),
        }
    }

    #[track_caller]
    pub(crate) fn refuses<C: SolCall, E: SolError>(&mut self, from: Address, call: C, error: E) {
        let result = self.stage.send(from, call);
        assert_reverts(result.map(|sent| sent.receipt), error);
    }
}

/// Calls the constructor of the staged program with these encoded arguments.
pub(crate) fn construct(stage: &mut Stage, arguments: &[u8]) -> Result<Receipt, Reverted> {
    let deployer = Account::named("deployer").address;
    stage.send_data(deployer, [&CONSTRUCTOR[..], arguments].concat())
}

/// Deploys a program of the build.
fn program(chain: &mut Chain, name: &str, constructor: Option<Vec<u8>>) -> Address {
    let deployer = Account::named("deployer").address;
    let wasm = &artifacts().contract(name).expect("the program").wasm;
    let constructor =
        constructor.map(|arguments| Bytes::from([&CONSTRUCTOR[..], &arguments].concat()));
    let deployment = chain.deploy_program(deployer, wasm, constructor);
    deployment.expect("a sound deployment").address
}

/// Creates a contract of tests/solidity that has no constructor arguments.
pub(crate) fn create(chain: &mut Chain, name: &str) -> Address {
    let deployer = Account::named("deployer").address;
    let receipt = chain.deploy(deployer, init_code(name)).unwrap();
    receipt.contract_address.expect("a created contract")
}

/// Creates a contract of tests/solidity beside the suite.
pub(crate) fn create_beside(suite: &mut Suite, name: &str) -> Address {
    create(&mut suite.chain, name)
}

/// The init code of a contract of tests/solidity.
pub(crate) fn init_code(name: &str) -> Bytes {
    let contract = artifacts().solidity(name);
    contract
        .expect("a contract of tests/solidity")
        .bytecode
        .clone()
        .into()
}

fn artifacts() -> &'static Artifacts {
    static ARTIFACTS: std::sync::OnceLock<Artifacts> = std::sync::OnceLock::new();
    ARTIFACTS.get_or_init(|| match diem_build::artifacts() {
        Ok(artifacts) => artifacts,
        Err(error) => panic!("{error}"),
    })
}
