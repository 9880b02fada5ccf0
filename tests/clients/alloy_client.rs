//! alloy's scenario.

use alloy::{
    network::EthereumWallet,
    primitives::{Address, B256, U256, Uint},
    providers::{DynProvider, Provider, ProviderBuilder, WsConnect, ext::AnvilApi as _},
    rpc::types::{Filter, TransactionRequest},
    signers::Signer,
    sol_types::{SolEvent, SolStruct},
};
use diem_sdk::{
    abi::{IComputeCredits, IDiem, IVvv, IVvvStaking},
    typed_data::{Allowance, Meter, Permit, credits_domain, diem_domain},
};

use crate::{
    STEPS,
    scene::{Scene, signer},
};

type Failure = Box<dyn core::error::Error + Send + Sync>;

fn ether(count: u64) -> U256 {
    U256::from(count) * U256::from(10).pow(U256::from(18))
}

fn connect(scene: &Scene, account: usize) -> Result<DynProvider, Failure> {
    let url = format!("http://{}", scene.node.address()).parse()?;
    let wallet = EthereumWallet::from(signer(account));
    Ok(ProviderBuilder::new()
        .wallet(wallet)
        .connect_http(url)
        .erased())
}

/// Goes through all [`STEPS`].
pub(crate) async fn run(scene: &Scene) -> Result<(), Failure> {
    let mut done = Vec::new();
    let [user, gateway, helper] = [connect(scene, 1)?, connect(scene, 2)?, connect(scene, 3)?];
    let [alice, agent] = [signer(1).address(), signer(2).address()];
    let vvv = IVvv::new(scene.vvv, &user);
    let staking = IVvvStaking::new(scene.staking, &user);
    let diem = IDiem::new(scene.diem, &user);
    let credits = IComputeCredits::new(scene.credits, &user);

    assert_eq!(user.get_chain_id().await?, 412_346);
    assert!(user.get_client_version().await?.starts_with("stylus-node/"));
    assert!(user.get_block_number().await? > 0);
    done.push("connect");

    assert_eq!(diem.name().call().await?, "Diem");
    assert_eq!(diem.decimals().call().await?, 18);
    assert_eq!(diem.capacityOf(alice).call().await?, U256::ZERO);
    assert_eq!(staking.vvv().call().await?, scene.vvv);
    done.push("read");

    let receipt = vvv.drip(alice).send().await?.get_receipt().await?;
    assert!(receipt.status());
    vvv.approve(scene.staking, U256::MAX)
        .send()
        .await?
        .watch()
        .await?;
    staking
        .stakeAndMint(ether(5_000), alice)
        .send()
        .await?
        .watch()
        .await?;
    assert_eq!(diem.balanceOf(alice).call().await?, ether(50));
    // Minted at noon: half a day of it is left, less the seconds since.
    let capacity = credits.balanceOf(alice, today(&diem).await?).call().await?;
    assert!(capacity > ether(24) && capacity <= ether(25), "{capacity}");
    done.push("send");

    let legacy = diem
        .transfer(agent, ether(1))
        .gas_price(200_000_000)
        .into_transaction_request();
    let legacy = TransactionRequest {
        transaction_type: Some(0),
        ..legacy
    };
    let receipt = user.send_transaction(legacy).await?.get_receipt().await?;
    assert_eq!(
        (receipt.status(), receipt.transaction_type() as u8),
        (true, 0)
    );
    assert_eq!(diem.balanceOf(agent).call().await?, ether(1));
    done.push("legacy");

    permit(scene, &helper, alice, agent).await?;
    IDiem::new(scene.diem, &gateway)
        .transferFrom(alice, agent, ether(2))
        .send()
        .await?
        .watch()
        .await?;
    assert_eq!(diem.balanceOf(agent).call().await?, ether(3));
    done.push("permit");

    allowance(scene, &helper, alice, agent).await?;
    let day = today(&diem).await?;
    IComputeCredits::new(scene.credits, &gateway)
        .transferFrom(alice, agent, day, ether(1))
        .send()
        .await?
        .watch()
        .await?;
    assert!(credits.balanceOf(agent, day).call().await? >= ether(1));
    done.push("allowance");

    meter(scene, &helper, alice, agent).await?;
    let entry = (U256::from_be_slice(alice.as_slice()) << 96) | ether(2);
    let metered = IComputeCredits::new(scene.credits, &gateway)
        .meter(day, vec![entry], B256::repeat_byte(7))
        .send()
        .await?
        .get_receipt()
        .await?;
    assert!(metered.status());
    done.push("meter");

    let posted = credits
        .MeterPosted_filter()
        .topic1(agent)
        .from_block(0)
        .query()
        .await?;
    assert_eq!(posted.len(), 1);
    assert_eq!(posted[0].0.receiptsRoot, B256::repeat_byte(7));
    let filter = Filter::new()
        .address(scene.diem)
        .event_signature(IDiem::Transfer::SIGNATURE_HASH)
        .from_block(0);
    assert_eq!(user.get_logs(&filter).await?.len(), 3);
    done.push("events");

    subscribe(scene, &user, agent).await?;
    done.push("subscribe");

    let poor = credits.spend(day, agent, ether(1_000), B256::ZERO);
    let error = poor.call().await.err().ok_or("the credits suffice")?;
    let reason = error
        .as_decoded_error::<IComputeCredits::InsufficientCredits>()
        .ok_or("no such error")?;
    assert_eq!((reason.owner, reason.needed), (alice, ether(1_000)));
    let error = poor
        .estimate_gas()
        .await
        .err()
        .ok_or("the credits suffice")?;
    assert!(
        error
            .as_decoded_error::<IComputeCredits::InsufficientCredits>()
            .is_some()
    );
    done.push("revert");

    control(&user, &diem, alice).await?;
    done.push("control");
    assert_eq!(done, STEPS);
    Ok(())
}

async fn today(diem: &IDiem::IDiemInstance<&DynProvider>) -> Result<U256, Failure> {
    Ok(diem.currentDay().call().await?)
}

async fn sign(
    message: &impl SolStruct,
    domain: &alloy::sol_types::Eip712Domain,
) -> Result<alloy::primitives::Signature, Failure> {
    Ok(signer(1)
        .sign_hash(&message.eip712_signing_hash(domain))
        .await?)
}

async fn permit(
    scene: &Scene,
    helper: &DynProvider,
    owner: Address,
    spender: Address,
) -> Result<(), Failure> {
    let diem = IDiem::new(scene.diem, helper);
    let (value, deadline) = (ether(2), U256::MAX);
    let nonce = diem.nonces(owner).call().await?;
    let message = Permit {
        owner,
        spender,
        value,
        nonce,
        deadline,
    };
    let signature = sign(&message, &diem_domain(412_346, scene.diem)).await?;
    let v = 27 + u8::from(signature.v());
    diem.permit_0(
        owner,
        spender,
        value,
        deadline,
        v,
        signature.r().into(),
        signature.s().into(),
    )
    .send()
    .await?
    .watch()
    .await?;
    assert_eq!(diem.allowance(owner, spender).call().await?, value);
    Ok(())
}

async fn allowance(
    scene: &Scene,
    helper: &DynProvider,
    owner: Address,
    spender: Address,
) -> Result<(), Failure> {
    let credits = IComputeCredits::new(scene.credits, helper);
    let (daily_limit, expiry, deadline) = (Uint::<96, 2>::from(ether(5)), u32::MAX, U256::MAX);
    let nonce = U256::from(credits.allowanceOf(owner, spender).call().await?.nonce);
    let message = Allowance {
        owner,
        spender,
        dailyLimit: daily_limit,
        expiry,
        nonce,
        deadline,
    };
    let signature = sign(&message, &credits_domain(412_346, scene.credits)).await?;
    credits
        .setAllowanceBySig(
            owner,
            spender,
            daily_limit,
            expiry,
            deadline,
            signature.as_bytes().into(),
        )
        .send()
        .await?
        .watch()
        .await?;
    Ok(())
}

async fn meter(
    scene: &Scene,
    helper: &DynProvider,
    owner: Address,
    gateway: Address,
) -> Result<(), Failure> {
    let credits = IComputeCredits::new(scene.credits, helper);
    let (daily_limit, expiry, deadline) = (Uint::<96, 2>::from(ether(5)), u32::MAX, U256::MAX);
    let nonce = U256::from(credits.meterOf(owner, gateway).call().await?.nonce);
    let message = Meter {
        owner,
        gateway,
        dailyLimit: daily_limit,
        expiry,
        nonce,
        deadline,
    };
    let signature = sign(&message, &credits_domain(412_346, scene.credits)).await?;
    credits
        .setMeterBySig(
            owner,
            gateway,
            daily_limit,
            expiry,
            deadline,
            signature.as_bytes().into(),
        )
        .send()
        .await?
        .watch()
        .await?;
    Ok(())
}

async fn subscribe(scene: &Scene, user: &DynProvider, agent: Address) -> Result<(), Failure> {
    let socket = ProviderBuilder::new()
        .connect_ws(WsConnect::new(format!("ws://{}", scene.node.address())))
        .await?;
    let mut heads = socket.subscribe_blocks().await?;
    let mut logs = socket
        .subscribe_logs(&Filter::new().address(scene.diem))
        .await?;
    IDiem::new(scene.diem, user)
        .transfer(agent, U256::ONE)
        .send()
        .await?
        .watch()
        .await?;
    let (head, log) = (heads.recv().await?, logs.recv().await?);
    assert_eq!(log.block_number, Some(head.number));
    assert_eq!(
        IDiem::Transfer::decode_log_data(log.data())?.value,
        U256::ONE
    );
    Ok(())
}

async fn control(
    user: &DynProvider,
    diem: &IDiem::IDiemInstance<&DynProvider>,
    alice: Address,
) -> Result<(), Failure> {
    let before = diem.balanceOf(alice).call().await?;
    let snapshot = user.anvil_snapshot().await?;
    diem.transfer(Address::repeat_byte(9), U256::ONE)
        .send()
        .await?
        .watch()
        .await?;
    user.anvil_increase_time(86_400).await?;
    user.evm_mine(None).await?;
    let capacity = diem.capacityOf(alice).call().await?;
    assert_eq!(
        capacity,
        before - U256::ONE,
        "a day later all of it computes"
    );
    assert!(user.anvil_revert(snapshot).await?);
    assert_eq!(diem.balanceOf(alice).call().await?, before);
    user.anvil_set_balance(alice, ether(7)).await?;
    assert_eq!(user.get_balance(alice).await?, ether(7));
    Ok(())
}
