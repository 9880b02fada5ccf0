//! `diem_sdk::suite` against a node: connecting by a manifest, what is asked most, budgets by signature, a gateway's post.

use alloy::{
    network::EthereumWallet,
    primitives::{Address, B256, U256},
    providers::{DynProvider, Provider, ProviderBuilder},
    signers::Signer,
};
use diem_sdk::{
    amount::units,
    errors::{ContractError, Revert},
    manifest::{Addresses, Manifest, Vvv},
    readings::Reading,
    receipts::{ReceiptTree, UsageReceipt},
    suite::{BATCH, Client, ClientError},
    typed_data::{Eip712Domain, FOREVER, SolStruct, digest},
};

use crate::scene::{Scene, signer};

type Failure = Box<dyn core::error::Error + Send + Sync>;

fn provider(scene: &Scene, account: usize) -> Result<DynProvider, Failure> {
    let url = format!("http://{}", scene.node.address()).parse()?;
    let wallet = EthereumWallet::from(signer(account));
    let provider = ProviderBuilder::new().wallet(wallet).connect_http(url);
    Ok(provider.erased())
}

/// A manifest of the scene's deployment, as far as a client reads one.
fn manifest(scene: &Scene) -> Result<Manifest, Failure> {
    let text = include_str!("../../crates/sdk/tests/data/412346.json");
    let mut manifest = Manifest::from_json(text)?;
    let contracts = &mut manifest.contracts;
    if let Vvv::Test(vvv) = &mut contracts.vvv {
        vvv.address = scene.vvv;
    }
    contracts.staking.address = scene.staking;
    contracts.staking.constructor.vvv = scene.vvv;
    contracts.diem.address = scene.diem;
    contracts.diem.constructor.minter = scene.staking;
    contracts.credits.address = scene.credits;
    contracts.credits.constructor.diem = scene.diem;
    assert_eq!(manifest.problems(), []);
    Ok(manifest)
}

async fn sign(message: &impl SolStruct, domain: &Eip712Domain) -> Result<Vec<u8>, Failure> {
    let signature = signer(1).sign_hash(&digest(message, domain)).await?;
    Ok(signature.as_bytes().to_vec())
}

/// Connects only where the manifest's contracts are.
pub(crate) async fn connect(scene: &Scene) -> Result<(), Failure> {
    let provider = provider(scene, 1)?;
    let manifest = manifest(scene)?;
    let client = Client::connect(provider.clone(), &manifest).await?;
    assert_eq!(client.addresses(), manifest.addresses());
    assert_eq!(client.chain_id(), 412_346);
    assert_eq!(client.provider().get_chain_id().await?, 412_346);

    let mut elsewhere = manifest.clone();
    elsewhere.chain.id = 421_614;
    let refused = Client::connect(provider.clone(), &elsewhere)
        .await
        .map(drop);
    let message = refused.expect_err("another chain").to_string();
    assert!(
        message.starts_with(
            "the manifest is of chain 421614 (local), but the endpoint is on chain 412346"
        ),
        "{message}"
    );

    let mut reset = manifest;
    reset.contracts.credits.address = Address::repeat_byte(0xcc);
    let refused = Client::connect(provider, &reset).await.map(drop);
    let Err(ClientError::NoCode { contract, address }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!((contract, address), ("credits", Address::repeat_byte(0xcc)));
    Ok(())
}

/// From the faucet to a gateway's bill.
pub(crate) async fn flows(scene: &Scene) -> Result<(), Failure> {
    let addresses = Addresses {
        vvv: scene.vvv,
        staking: scene.staking,
        diem: scene.diem,
        credits: scene.credits,
    };
    let [user, gateway, helper] = [1, 2, 3].map(|account| provider(scene, account));
    let [user, gateway, helper] =
        [user?, gateway?, helper?].map(|provider| Client::at(provider, 412_346, addresses));
    let [alice, agent] = [signer(1).address(), signer(2).address()];
    stake(&user, alice).await?;
    permit(&helper, alice, agent).await?;
    allowance(&helper, &gateway, alice, agent).await?;
    meter(&helper, &gateway, alice, agent).await?;
    batches(&user, alice, agent).await
}

async fn stake(user: &Client<DynProvider>, alice: Address) -> Result<(), Failure> {
    assert!(
        user.vvv()
            .drip(alice)
            .send()
            .await?
            .get_receipt()
            .await?
            .status()
    );
    let approve = user.vvv();
    let approve = approve.approve(user.addresses().staking, U256::MAX);
    approve.send().await?.watch().await?;
    let staking = user.staking();
    let stake = staking.stakeAndMint(units(5_000), alice);
    stake.send().await?.watch().await?;

    let account = user.account(alice).await?;
    assert_eq!((account.vvv, account.diem), (units(5_000), units(50)));
    assert_eq!(account.position.staked, units(5_000));
    assert_eq!(account.position.locked, units(5_000));
    assert_eq!(account.position, user.position_of(alice).await?);
    // Minted at noon: half a day of it is left, less the seconds since.
    let capacity = user.capacity_of(alice).await?;
    assert!(capacity > units(24) && capacity <= units(25), "{capacity}");
    assert_eq!(account.credits.available, capacity);
    let block = user.provider().get_block(Default::default()).await?;
    let timestamp = block.ok_or("no block")?.header.timestamp;
    assert_eq!(user.today().await?, diem_sdk::day::of(timestamp));
    Ok(())
}

async fn permit(
    helper: &Client<DynProvider>,
    alice: Address,
    agent: Address,
) -> Result<(), Failure> {
    let diem = helper.diem();
    for (nonce, value) in [2_u64, 3].into_iter().enumerate() {
        let message = helper.permit(alice, agent, units(value), u64::MAX).await?;
        assert_eq!(message.nonce, U256::from(nonce));
        let signature = sign(&message, &helper.diem_domain()).await?;
        let call = helper.set_permit(&message, signature.into());
        call.send().await?.watch().await?;
        assert_eq!(diem.allowance(alice, agent).call().await?, units(value));
    }
    Ok(())
}

async fn allowance(
    helper: &Client<DynProvider>,
    gateway: &Client<DynProvider>,
    alice: Address,
    agent: Address,
) -> Result<(), Failure> {
    let message = helper.allowance(alice, agent, units(5), u64::MAX).await?;
    let signature = sign(&message, &helper.credits_domain()).await?;
    let call = helper.set_allowance(&message, signature.clone().into());
    call.send().await?.watch().await?;
    let day = U256::from(gateway.today().await?);
    let credits = gateway.credits();
    let draw = credits.transferFrom(alice, agent, day, units(1));
    draw.send().await?.watch().await?;
    let budgets = gateway.allowances_of(&[alice, agent], agent).await?;
    assert_eq!(U256::from(budgets[0].dailyLimit), units(5));
    assert_eq!(U256::from(budgets[0].used), units(1));
    assert_eq!((budgets[0].expiry, budgets[0].nonce), (FOREVER, 1));
    assert_eq!(U256::from(budgets[1].dailyLimit), U256::ZERO);

    // The signature is used up; the next message carries the next nonce.
    let again = helper
        .set_allowance(&message, signature.into())
        .call()
        .await;
    let error = ClientError::from(again.map(drop).expect_err("a nonce is used once"));
    assert!(
        matches!(
            &error,
            ClientError::Reverted(Revert::Contract(ContractError::InvalidSigner(_)))
        ),
        "{error}"
    );
    let next = helper.allowance(alice, agent, U256::ZERO, 0).await?;
    assert_eq!(next.nonce, U256::from(1));
    let too_much = helper.allowance(alice, agent, U256::MAX, 0).await;
    assert!(matches!(too_much, Err(ClientError::Limit(_))));
    Ok(())
}

async fn meter(
    helper: &Client<DynProvider>,
    gateway: &Client<DynProvider>,
    alice: Address,
    agent: Address,
) -> Result<(), Failure> {
    let message = helper.meter(alice, agent, units(4), u64::MAX).await?;
    let message = message.expiry(FOREVER - 1);
    let signature = sign(&message, &helper.credits_domain()).await?;
    let call = helper.set_meter(&message, signature.into());
    call.send().await?.watch().await?;

    let day = gateway.today().await?;
    let receipt = UsageReceipt {
        owner: alice,
        day: U256::from(day),
        index: U256::ZERO,
        amount: units(3),
        request_hash: B256::repeat_byte(7),
    };
    let root = ReceiptTree::new(&[receipt]).root();
    let reading = Reading::new(alice, units(3))?;
    let posted = gateway.post(day, &[reading], root)?.send().await?;
    assert!(posted.get_receipt().await?.status());
    let metered = gateway.meters_of(&[alice], agent).await?;
    assert_eq!(U256::from(metered[0].used), units(3));
    assert_eq!(metered[0].expiry, FOREVER - 1);
    assert_eq!(gateway.credits_of(alice).await?.used, units(3));
    let events = gateway.credits();
    let events = events.MeterPosted_filter().topic1(agent).from_block(0);
    let events = events.query().await?;
    assert_eq!(events[0].0.receiptsRoot, root);

    let twice = gateway.post(day, &[reading, reading], root).map(drop);
    assert!(matches!(twice, Err(ClientError::Reading(_))));
    let yesterday = gateway.post(day - 1, &[reading], root)?.call().await;
    let error = ClientError::from(yesterday.map(drop).expect_err("the day is over"));
    assert!(
        matches!(
            &error,
            ClientError::Reverted(Revert::Contract(ContractError::WrongDay(_)))
        ),
        "{error}"
    );
    Ok(())
}

/// More accounts than one call asks about.
async fn batches(
    user: &Client<DynProvider>,
    alice: Address,
    agent: Address,
) -> Result<(), Failure> {
    let mut accounts = vec![Address::repeat_byte(9); BATCH + 2];
    (accounts[0], accounts[BATCH], accounts[BATCH + 1]) = (alice, alice, agent);
    let day = user.today().await?;
    let capacities = user.capacities_of(&accounts).await?;
    let available = user.available_to(&accounts, day).await?;
    let expected = user.credits_of(alice).await?;
    for at in [0, BATCH] {
        assert_eq!(capacities[at], expected.capacity);
        assert_eq!(available[at], expected.available);
    }
    assert_eq!(available[BATCH + 1], units(1));
    assert_eq!((capacities.len(), available.len()), (BATCH + 2, BATCH + 2));
    assert_eq!(capacities[1], U256::ZERO);
    // Tomorrow all the DIEM computes.
    let tomorrow = user.available_to(&[alice], day + 1).await?;
    assert_eq!(tomorrow, [units(50)]);
    assert_eq!(user.meters_of(&[], agent).await?, []);
    Ok(())
}
