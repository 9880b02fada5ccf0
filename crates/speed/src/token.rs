//! Putting the token on a chain, through JSON-RPC alone.

use std::time::{Duration, Instant};

use alloy_primitives::{Address, B256, Bytes, U256, hex};
use alloy_sol_types::{SolValue as _, sol};
use anyhow::{Context as _, Result, bail, ensure};
use diem_build::Artifacts;
use diem_suite::{
    Account, SolCall,
    abi::{IDiem, IVvv, IVvvStaking},
};
use serde::Deserialize;
use serde_json::{Value, json};
use stylus_chain::STYLUS_DEPLOYER;

use crate::{
    Connection,
    server::Kind,
    solidity,
    transfers::{ENDOWMENT, GAS_MONEY},
};

sol! {
    /// Deploys a program, activates it and runs its constructor.
    function deploy(bytes bytecode, bytes initData, uint256 initValue, bytes32 salt) external payable returns (address);
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
}

const ARB_WASM: Address = Address::with_last_byte(0x71);

/// The selector of a program's constructor, `stylus_constructor()`.
const CONSTRUCTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];

/// More wei than the fee for a program's data comes to; the rest comes back.
const DATA_FEE: u64 = 1_000_000_000_000_000;

/// After this time a transaction that is not mined counts as lost.
const PATIENCE: Duration = Duration::from_secs(30);

/// The receipt's fields that matter here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// `0x1` if it succeeded.
    pub status: String,
    contract_address: Option<Address>,
    logs: Vec<Log>,
}

#[derive(Debug, Deserialize)]
struct Log {
    address: Address,
    data: Bytes,
}

/// Someone who deploys: the server's first development account, whose key the server has.
struct Deployer<'a> {
    connection: &'a mut Connection,
    account: Address,
}

/// Deploys the token: on our node the suite, with the shipped WASM, on anvil OpenZeppelin's ERC-20. Each of `senders` then holds
/// [`ENDOWMENT`], and ether for gas.
///
/// # Errors
///
/// If the contracts are not built, or a step fails.
pub async fn deploy(
    kind: Kind,
    connection: &mut Connection,
    senders: &[Account],
) -> Result<Address> {
    let accounts: Vec<Address> = connection.call("eth_accounts", json!([])).await?;
    let account = *accounts.first().context("no development accounts")?;
    let mut deployer = Deployer {
        connection,
        account,
    };
    let token = match kind {
        Kind::Ours => deployer.suite().await?,
        Kind::Anvil => deployer.create(solidity::token()?).await?,
    };
    for sender in senders {
        let (to, value) = (sender.address, ENDOWMENT);
        let transfer = IDiem::transferCall { to, value };
        deployer.send(token, transfer).await?;
        let _: Value = deployer
            .connection
            .call("anvil_setBalance", json!([sender.address, GAS_MONEY]))
            .await?;
    }
    Ok(token)
}

/// The token's balance of an account.
///
/// # Errors
///
/// If the call fails.
pub async fn balance_of(
    connection: &mut Connection,
    token: Address,
    account: Address,
) -> Result<U256> {
    let data = hex::encode_prefixed(IDiem::balanceOfCall { account }.abi_encode());
    let call = json!([{ "to": token, "data": data }, "latest"]);
    Ok(U256::from_be_bytes(
        connection.call::<B256>("eth_call", call).await?.0,
    ))
}

/// The receipt of a transaction, as soon as there is one: asked for again and again, without pause.
///
/// # Errors
///
/// If the server fails, or does not mine the transaction.
pub(crate) async fn receipt(connection: &mut Connection, hash: B256) -> Result<Receipt> {
    let request = crate::connection::request("eth_getTransactionReceipt", &json!([hash]));
    let asked = Instant::now();
    while asked.elapsed() < PATIENCE {
        let answer = connection.post(request.clone()).await?;
        if let Some(receipt) = crate::connection::result::<Option<Receipt>>(&answer)? {
            return Ok(receipt);
        }
    }
    bail!(
        "{hash} was taken and is not mined after {} s",
        PATIENCE.as_secs()
    )
}

impl Deployer<'_> {
    async fn suite(&mut self) -> Result<Address> {
        let artifacts = diem_build::artifacts()?;
        let owner = self.account;
        let vvv = self.create(init_code(&artifacts, "vvv")?).await?;
        let activate = activateProgramCall { program: vvv };
        self.transact(Some(ARB_WASM), activate.abi_encode().into(), DATA_FEE)
            .await?;
        let params = diem_suite::Params::default();
        let arguments = (
            owner,
            vvv,
            params.vvv_per_diem,
            params.cooldown,
            params.locked_reward_bps,
        );
        let arguments = arguments.abi_encode_params();
        let staking = self.construct(&artifacts, "staking", &arguments).await?;
        let arguments = (staking, params.diem_cap).abi_encode_params();
        let diem = self.construct(&artifacts, "diem", &arguments).await?;
        self.send(staking, IVvvStaking::bindDiemCall { diem })
            .await?;
        self.send(vvv, IVvv::dripCall { to: owner }).await?;
        let drip = balance_of(self.connection, vvv, owner).await?;
        let approve = IVvv::approveCall {
            spender: staking,
            value: drip,
        };
        self.send(vvv, approve).await?;
        let mint = IVvvStaking::stakeAndMintCall {
            vvvAmount: drip,
            to: owner,
        };
        self.send(staking, mint).await?;
        Ok(diem)
    }

    /// Creates a contract.
    async fn create(&mut self, init_code: Bytes) -> Result<Address> {
        let receipt = self.transact(None, init_code, 0).await?;
        receipt.contract_address.context("nothing was created")
    }

    /// Deploys, activates and constructs a program.
    async fn construct(
        &mut self,
        artifacts: &Artifacts,
        name: &str,
        arguments: &[u8],
    ) -> Result<Address> {
        let call = deployCall {
            bytecode: init_code(artifacts, name)?,
            initData: [&CONSTRUCTOR, arguments].concat().into(),
            initValue: U256::ZERO,
            salt: B256::ZERO,
        };
        let data = call.abi_encode().into();
        let receipt = self.transact(Some(STYLUS_DEPLOYER), data, DATA_FEE).await?;
        let logs = receipt.logs.iter();
        let mut deployed = logs.filter(|log| log.address == STYLUS_DEPLOYER);
        let log = deployed.next().context("the deployer does not say where")?;
        Ok(Address::abi_decode(&log.data)?)
    }

    async fn send(&mut self, to: Address, call: impl SolCall) -> Result<()> {
        self.transact(Some(to), call.abi_encode().into(), 0)
            .await
            .map(drop)
    }

    async fn transact(&mut self, to: Option<Address>, data: Bytes, wei: u64) -> Result<Receipt> {
        let mut request = json!({ "from": self.account, "data": data, "value": U256::from(wei) });
        if let Some(to) = to {
            request["to"] = json!(to);
        }
        let hash = self
            .connection
            .call("eth_sendTransaction", json!([request]))
            .await?;
        let receipt = receipt(self.connection, hash).await?;
        ensure!(receipt.status == "0x1", "the transaction {hash} failed");
        Ok(receipt)
    }
}

fn init_code(artifacts: &Artifacts, name: &str) -> Result<Bytes> {
    Ok(stylus_program::init_code(&artifacts.contract(name)?.code).into())
}
