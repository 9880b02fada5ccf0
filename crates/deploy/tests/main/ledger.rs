//! What is on the chain in the end: the contracts, each deployed once, and the transactions that it took.

use alloy::{
    consensus::Transaction as _,
    primitives::{Address, B256, TxKind},
    providers::{DynProvider, Provider as _},
    rpc::types::Filter,
    sol,
    sol_types::SolEvent as _,
};
use diem_deploy::{CREATE2_FACTORY, STYLUS_DEPLOYER};
use diem_sdk::{
    abi::IVvvStaking,
    manifest::{Activation, Contract, Manifest, Transaction, Vvv},
};

use crate::{
    manager::MANAGER,
    scene::{Scene, signer},
};

sol! {
    event ContractDeployed(address deployedContract);
    event UpdateProgramCache(address indexed manager, bytes32 indexed codehash, bool cached);
}

/// How many transactions a deployment takes: the StylusDeployer, four contracts, the binding, four bids.
pub(crate) const TRANSACTIONS: u64 = 10;

/// What the deployer's transactions came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Transactions {
    pub(crate) succeeded: u64,
    pub(crate) failed: u64,
}

/// The deployer's transactions to the contracts of a deployment.
pub(crate) async fn transactions(scene: &Scene) -> Transactions {
    let manifest = scene.manifest();
    let receivers = [
        CREATE2_FACTORY,
        STYLUS_DEPLOYER,
        MANAGER,
        manifest.addresses().staking,
    ];
    let provider = &scene.provider;
    let mut found = Transactions::default();
    for number in 0..=provider.get_block_number().await.expect("a number") {
        let block = provider
            .get_block(number.into())
            .full()
            .await
            .expect("an answer");
        for transaction in block.expect("a block").transactions.into_transactions() {
            let ours = transaction.inner.signer() == signer(0).address();
            let TxKind::Call(to) = transaction.kind() else {
                continue;
            };
            if !ours || !receivers.contains(&to) {
                continue;
            }
            let hash = *transaction.inner.tx_hash();
            let receipt = provider
                .get_transaction_receipt(hash)
                .await
                .expect("an answer");
            match receipt.expect("it is mined").status() {
                true => found.succeeded += 1,
                false => found.failed += 1,
            }
        }
    }
    found
}

async fn events(provider: &DynProvider, at: Address, topic: B256) -> Vec<alloy::rpc::types::Log> {
    let filter = Filter::new()
        .address(at)
        .event_signature(topic)
        .from_block(0);
    provider.get_logs(&filter).await.expect("logs")
}

/// Asserts that exactly the manifest's suite was deployed, bound and cached, each once.
pub(crate) async fn assert_deployed_once(scene: &Scene) {
    let manifest = scene.manifest();
    let addresses = manifest.addresses();
    let provider = &scene.provider;
    let deployed = events(provider, STYLUS_DEPLOYER, ContractDeployed::SIGNATURE_HASH).await;
    let mut deployed: Vec<Address> = deployed
        .iter()
        .map(|log| {
            let event = ContractDeployed::decode_log_data(log.data()).expect("the event");
            event.deployedContract
        })
        .collect();
    deployed.sort();
    let mut expected = [
        addresses.vvv,
        addresses.staking,
        addresses.diem,
        addresses.credits,
    ];
    expected.sort();
    assert_eq!(deployed, expected);
    let bound = events(
        provider,
        addresses.staking,
        IVvvStaking::DiemBound::SIGNATURE_HASH,
    )
    .await;
    assert_eq!(bound.len(), 1);
    let cache = Address::with_last_byte(0x72);
    let cached = events(provider, cache, UpdateProgramCache::SIGNATURE_HASH).await;
    assert_eq!(cached.len(), 4);
    assert!(!scene.has_journal(), "the journal has ended");
}

/// A manifest without what differs from one run to another: hashes and blocks.
pub(crate) fn blank(mut manifest: Manifest) -> Manifest {
    fn clear<A>(contract: &mut Contract<A>) {
        let Contract {
            transactions,
            activation,
            ..
        } = contract;
        for (index, Transaction { hash, block, .. }) in transactions.iter_mut().enumerate() {
            *hash = B256::with_last_byte(u8::try_from(index + 1).expect("few"));
            *block = 0;
        }
        let Activation {
            transaction,
            expires_at,
            data_fee,
            ..
        } = activation;
        *transaction = transaction.map(|_| B256::with_last_byte(1));
        // By the hour of the activation, and by demand.
        *expires_at = u64::from(*expires_at > 0);
        *data_fee = (*data_fee).min(alloy::primitives::U256::ONE);
    }
    let contracts = &mut manifest.contracts;
    if let Vvv::Test(vvv) = &mut contracts.vvv {
        clear(vvv);
    }
    clear(&mut contracts.staking);
    clear(&mut contracts.diem);
    clear(&mut contracts.credits);
    manifest
}
