//! A node to talk to, and who is on it.

use std::net::SocketAddr;

use alloy_primitives::{Address, B256, Bytes, U256, hex};
use alloy_signer_local::PrivateKeySigner;
use serde_json::{Value, json};
use stylus_node::{NodeConfig, RunningNode};

use crate::{
    assembler::{assemble, deploying},
    client::{Http, Socket},
};

/// The first three accounts of the well-known mnemonic, with their keys.
pub(crate) const KEYS: [&str; 3] = [
    "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
];

/// An account that nobody has the key of.
pub(crate) const STRANGER: Address = Address::repeat_byte(0x57);

const ARB_WASM: Address = Address::with_last_byte(0x71);

pub(crate) fn signer(index: usize) -> PrivateKeySigner {
    KEYS[index].parse().expect("a key")
}

pub(crate) fn account(index: usize) -> Address {
    signer(index).address()
}

pub(crate) const fn ether(count: u64) -> U256 {
    U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0])
        .wrapping_mul(U256::from_limbs([count, 0, 0, 0]))
}

/// A node in this process, with one client for it.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) node: RunningNode,
    pub(crate) http: Http,
}

/// The default configuration, on a free port.
pub(crate) fn config() -> NodeConfig {
    NodeConfig {
        address: ([127, 0, 0, 1], 0).into(),
        ..NodeConfig::default()
    }
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::with(config()).await
    }

    pub(crate) async fn with(config: NodeConfig) -> Self {
        let node = stylus_node::start(config).await.expect("the node starts");
        let http = Http::new(node.address());
        Self { node, http }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.node.address()
    }

    pub(crate) async fn socket(&self) -> Socket {
        Socket::connect(self.address()).await
    }

    /// Sends from a development account and returns the receipt, which has to say success.
    pub(crate) async fn send(&self, request: Value) -> Value {
        let hash = self.http.ok("eth_sendTransaction", json!([request])).await;
        let receipt = self
            .http
            .ok("eth_getTransactionReceipt", json!([hash]))
            .await;
        assert_eq!(receipt["status"], "0x1", "{request}: {receipt}");
        receipt
    }

    /// Sends wei from the first account.
    pub(crate) async fn pay(&self, to: Address, wei: u64) -> Value {
        self.send(json!({"from": account(0), "to": to, "value": U256::from(wei)}))
            .await
    }

    /// Calls a contract from the first account, in a transaction.
    pub(crate) async fn poke(&self, to: Address, data: impl Into<Bytes>) -> Value {
        self.send(json!({"from": account(0), "to": to, "input": data.into()}))
            .await
    }

    /// Calls a contract, committing nothing.
    pub(crate) async fn call(&self, to: Address, data: impl Into<Bytes>) -> Bytes {
        let output = self
            .http
            .ok("eth_call", json!([{"to": to, "input": data.into()}]))
            .await;
        bytes(&output)
    }

    /// Deploys EVM code given as mnemonics.
    pub(crate) async fn deploy(&self, mnemonics: &str) -> Address {
        let receipt = self
            .send(json!({"from": account(0), "input": deploying(&assemble(mnemonics))}))
            .await;
        address(&receipt["contractAddress"])
    }

    /// Deploys and activates a program given as WAT.
    pub(crate) async fn deploy_program(&self, wat: &str) -> Address {
        let wasm = wat::parse_str(wat).unwrap_or_else(|e| panic!("{e}"));
        let init_code = Bytes::from(stylus_program::init_code(&stylus_program::compress(&wasm)));
        let receipt = self
            .send(json!({"from": account(0), "input": init_code}))
            .await;
        let program = address(&receipt["contractAddress"]);
        let mut activate = hex!("58c780c2").to_vec();
        activate.extend_from_slice(program.into_word().as_slice());
        let request = json!({"from": account(0), "to": ARB_WASM, "input": Bytes::from(activate), "value": ether(1)});
        self.send(request).await;
        program
    }

    pub(crate) async fn balance(&self, account: Address) -> U256 {
        let balance = self
            .http
            .ok("eth_getBalance", json!([account, "latest"]))
            .await;
        serde_json::from_value(balance).expect("a balance is a quantity")
    }

    pub(crate) async fn block_number(&self) -> u128 {
        self.http.quantity("eth_blockNumber", json!([])).await
    }

    /// Mines empty blocks.
    pub(crate) async fn mine(&self, blocks: u64) {
        self.http.ok("anvil_mine", json!([blocks])).await;
    }
}

pub(crate) fn bytes(value: &Value) -> Bytes {
    serde_json::from_value(value.clone()).unwrap_or_else(|e| panic!("{e}: {value}"))
}

pub(crate) fn address(value: &Value) -> Address {
    serde_json::from_value(value.clone()).unwrap_or_else(|e| panic!("{e}: {value}"))
}

/// One word of a contract's output.
pub(crate) fn word(output: &[u8], index: usize) -> U256 {
    U256::from_be_slice(&output[32 * index..32 * (index + 1)])
}

/// A slot or a value, as JSON-RPC writes it.
pub(crate) fn slot(number: u64) -> B256 {
    U256::from(number).into()
}

/// An address as contracts return it.
pub(crate) fn address_word(address: Address) -> U256 {
    address.into_word().into()
}
