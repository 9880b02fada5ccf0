//! A node with the suite on it.

use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, B256, Bytes, U256},
    providers::{DynProvider, Provider, ProviderBuilder, ext::AnvilApi as _},
    rpc::types::TransactionRequest,
    signers::local::PrivateKeySigner,
    sol,
    sol_types::{SolCall, SolEvent, SolValue},
};
use diem_build::Artifacts;
use serde_json::{Value, json};
use stylus_node::{NodeConfig, RunningNode};

sol! {
    function deploy(bytes bytecode, bytes initData, uint256 initValue, bytes32 salt) external payable returns (address);
    event ContractDeployed(address deployedContract);
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
    function bindDiem(address diem) external;
}

const STYLUS_DEPLOYER: Address = stylus_chain::STYLUS_DEPLOYER;
const ARB_WASM: Address = Address::with_last_byte(0x71);
const CONSTRUCTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];
const DAY: u64 = 86_400;

/// Keys of the well-known test mnemonic: the deployer, a user, an agent or gateway, and somebody who pays for others' transactions.
pub(crate) const KEYS: [&str; 4] = [
    "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
    "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
];

/// A node, and where the contracts are on it.
pub(crate) struct Scene {
    pub(crate) node: RunningNode,
    pub(crate) vvv: Address,
    pub(crate) staking: Address,
    pub(crate) diem: Address,
    pub(crate) credits: Address,
}

pub(crate) fn signer(index: usize) -> PrivateKeySigner {
    KEYS[index].parse().expect("a key")
}

impl Scene {
    /// Deploys the suite through JSON-RPC, as users do.
    pub(crate) async fn new() -> Self {
        let config = NodeConfig {
            address: ([127, 0, 0, 1], 0).into(),
            ..NodeConfig::default()
        };
        let node = stylus_node::start(config).await.expect("the node starts");
        let url = format!("http://{}", node.address());
        let wallet = EthereumWallet::from(signer(0));
        let provider = ProviderBuilder::new()
            .wallet(wallet)
            .connect_http(url.parse().expect("a URL"))
            .erased();
        noon(&provider).await;
        let artifacts =
            diem_build::artifacts().expect("the contracts are built: run scripts/build");
        let owner = signer(0).address();
        let ether = U256::from(10).pow(U256::from(18));
        let vvv = program(&provider, &artifacts, "vvv", None).await;
        let arguments = (owner, vvv, U256::from(100) * ether, 7 * DAY, 8_000u16);
        let staking = program(
            &provider,
            &artifacts,
            "staking",
            Some(arguments.abi_encode_params()),
        )
        .await;
        let cap = U256::from(u128::MAX >> 32);
        let diem = program(
            &provider,
            &artifacts,
            "diem",
            Some((staking, cap).abi_encode_params()),
        )
        .await;
        let credits = program(&provider, &artifacts, "credits", Some(diem.abi_encode())).await;
        send(
            &provider,
            staking,
            bindDiemCall { diem }.abi_encode(),
            U256::ZERO,
        )
        .await;
        Self {
            node,
            vvv,
            staking,
            diem,
            credits,
        }
    }

    /// The part of the deployment's manifest that says where it is.
    pub(crate) fn manifest(&self) -> Value {
        let contract = |address: Address| json!({ "address": address });
        json!({
            "schema": 1,
            "chain": { "id": 412_346, "network": "node" },
            "contracts": {
                "vvv": contract(self.vvv),
                "staking": contract(self.staking),
                "diem": contract(self.diem),
                "credits": contract(self.credits),
            },
        })
    }

    /// What the clients outside this process need to know.
    pub(crate) fn json(&self) -> Value {
        json!({
            "http": format!("http://{}", self.node.address()),
            "ws": format!("ws://{}", self.node.address()),
            "chainId": 412_346,
            "keys": KEYS,
            "vvv": self.vvv,
            "staking": self.staking,
            "diem": self.diem,
            "credits": self.credits,
        })
    }
}

/// The middle of tomorrow: no scenario crosses midnight, whenever it runs.
async fn noon(provider: &DynProvider) {
    let block = provider
        .get_block(Default::default())
        .await
        .expect("an answer")
        .expect("a block");
    let noon = (block.header.timestamp / DAY + 1) * DAY + DAY / 2;
    provider
        .anvil_set_time(noon)
        .await
        .expect("the time can be set");
    provider.evm_mine(None).await.expect("a block can be mined");
}

/// Deploys a program: with a constructor in one transaction through the StylusDeployer, else in two.
async fn program(
    provider: &DynProvider,
    artifacts: &Artifacts,
    name: &str,
    arguments: Option<Vec<u8>>,
) -> Address {
    let artifact = artifacts.contract(name).expect("an artifact");
    let init_code = Bytes::from(stylus_program::init_code(&artifact.code));
    let fee = U256::from(10).pow(U256::from(15));
    let Some(arguments) = arguments else {
        let request = TransactionRequest::default().with_deploy_code(init_code);
        let receipt = provider
            .send_transaction(request)
            .await
            .expect("sent")
            .get_receipt()
            .await
            .expect("mined");
        let address = receipt.contract_address.expect("created");
        send(
            provider,
            ARB_WASM,
            activateProgramCall { program: address }.abi_encode(),
            fee,
        )
        .await;
        return address;
    };
    let call = deployCall {
        bytecode: init_code,
        initData: [&CONSTRUCTOR[..], &arguments].concat().into(),
        initValue: U256::ZERO,
        salt: B256::ZERO,
    };
    let receipt = send(provider, STYLUS_DEPLOYER, call.abi_encode(), fee).await;
    let logs = receipt
        .inner
        .logs()
        .iter()
        .filter(|log| log.address() == STYLUS_DEPLOYER);
    let mut deployed = logs.filter_map(|log| ContractDeployed::decode_log_data(log.data()).ok());
    deployed
        .next()
        .expect("the deployer says where")
        .deployedContract
}

async fn send(
    provider: &DynProvider,
    to: Address,
    input: Vec<u8>,
    value: U256,
) -> alloy::rpc::types::TransactionReceipt {
    let request = TransactionRequest::default()
        .to(to)
        .input(Bytes::from(input).into())
        .value(value);
    let pending = provider
        .send_transaction(request)
        .await
        .expect("the transaction is sent");
    let receipt = pending
        .get_receipt()
        .await
        .expect("the transaction is mined");
    assert!(receipt.status(), "the transaction succeeds");
    receipt
}
