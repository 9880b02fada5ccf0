//! Blocks and receipts, checked against what they are the hashes of.

use alloy_consensus::{
    Header, ReceiptEnvelope, TxEnvelope,
    proofs::{calculate_receipt_root, calculate_transaction_root},
};
use alloy_eips::eip2718::Decodable2718;
use alloy_primitives::Bloom;
use alloy_rpc_types_eth::{Block, TransactionReceipt};
use serde_json::{Value, json};

use crate::{
    contracts::COUNTER,
    scene::{STRANGER, Scene, account, bytes},
};

async fn block(scene: &Scene, number: u64) -> Block {
    let block = scene
        .http
        .ok(
            "eth_getBlockByNumber",
            json!([format!("{number:#x}"), true]),
        )
        .await;
    serde_json::from_value(block).expect("alloy reads the block")
}

/// A chain with a transaction of each kind, a failed one and an empty block.
async fn chain() -> Scene {
    let scene = Scene::new().await;
    let counter = scene.deploy(COUNTER).await;
    scene.poke(counter, []).await;
    scene
        .send(json!({"from": account(0), "to": counter, "gasPrice": "0xbebc200"}))
        .await;
    scene.send(json!({"from": account(0), "to": counter, "gasPrice": "0xbebc200", "accessList": [{"address": counter, "storageKeys": []}]})).await;
    scene.mine(1).await;
    let failing = json!({"from": account(0), "input": "0xfe", "gas": "0x186a0"});
    scene.http.ok("eth_sendTransaction", json!([failing])).await;
    scene
        .http
        .ok("anvil_impersonateAccount", json!([STRANGER]))
        .await;
    scene.send(json!({"from": STRANGER, "to": counter})).await;
    scene
}

#[tokio::test]
async fn a_blocks_hash_is_that_of_what_it_says() {
    let scene = chain().await;
    let mut parent = None;
    for number in 0..=7 {
        let block = block(&scene, number).await;
        let header: &Header = &block.header.inner;
        assert_eq!(header.hash_slow(), block.header.hash, "block {number}");
        assert_eq!(header.number, number);
        assert!(
            parent.is_none_or(|parent| parent == header.parent_hash),
            "block {number}"
        );
        parent = Some(block.header.hash);
    }
}

#[tokio::test]
async fn roots_blooms_and_sizes_are_those_of_the_contents() {
    let scene = chain().await;
    for number in 0..=7 {
        let block = block(&scene, number).await;
        let receipts = scene
            .http
            .ok("eth_getBlockReceipts", json!([format!("{number:#x}")]))
            .await;
        let receipts: Vec<TransactionReceipt> =
            serde_json::from_value(receipts).expect("alloy reads the receipts");
        let receipts: Vec<ReceiptEnvelope<_>> = receipts
            .into_iter()
            .map(|receipt| receipt.inner.map_logs(|log| log.inner))
            .collect();
        assert_eq!(
            calculate_receipt_root(&receipts),
            block.header.receipts_root,
            "block {number}"
        );
        let bloom = receipts
            .iter()
            .fold(Bloom::ZERO, |all, receipt| all | *receipt.logs_bloom());
        assert_eq!(bloom, block.header.logs_bloom, "block {number}");
        let used: u64 = receipts
            .iter()
            .map(ReceiptEnvelope::cumulative_gas_used)
            .sum();
        assert_eq!(used, block.header.gas_used, "block {number}");
        let transactions: Vec<TxEnvelope> = block
            .transactions
            .txns()
            .map(|tx| tx.inner.inner().clone())
            .collect();
        assert_eq!(
            calculate_transaction_root(&transactions),
            block.header.transactions_root,
            "block {number}"
        );
        let whole = alloy_consensus::Block {
            header: block.header.inner.clone(),
            body: alloy_consensus::BlockBody {
                transactions,
                ommers: Vec::<Header>::new(),
                withdrawals: None,
            },
        };
        let size = alloy_rlp::encode(whole).len();
        assert_eq!(
            block.header.size.map(|size| size.to::<usize>()),
            Some(size),
            "block {number}"
        );
    }
}

#[tokio::test]
async fn the_bytes_of_a_transaction_are_the_transaction() {
    let scene = chain().await;
    for number in 1..=4 {
        let block = block(&scene, number).await;
        let shown = block.transactions.txns().next().expect("a transaction");
        let hash = shown.inner.tx_hash();
        let raw = bytes(
            &scene
                .http
                .ok("eth_getRawTransactionByHash", json!([hash]))
                .await,
        );
        let decoded = TxEnvelope::decode_2718(&mut raw.as_ref()).expect("a transaction");
        assert_eq!(&decoded, shown.inner.inner());
        assert_eq!(decoded.tx_hash(), hash);
    }
}

#[tokio::test]
async fn both_ways_to_a_block_and_all_ways_to_a_transaction_lead_to_the_same() {
    let scene = chain().await;
    for number in 0..=7 {
        let number = json!(format!("{number:#x}"));
        let block = scene
            .http
            .ok("eth_getBlockByNumber", json!([number, true]))
            .await;
        let hash = &block["hash"];
        assert_eq!(
            scene
                .http
                .ok("eth_getBlockByHash", json!([hash, true]))
                .await,
            block
        );
        let Some(transaction) = block["transactions"].get(0) else {
            continue;
        };
        for (method, params) in [
            ("eth_getTransactionByHash", json!([transaction["hash"]])),
            (
                "eth_getTransactionByBlockHashAndIndex",
                json!([hash, "0x0"]),
            ),
            (
                "eth_getTransactionByBlockNumberAndIndex",
                json!([number, "0x0"]),
            ),
        ] {
            assert_eq!(
                scene.http.ok(method, params).await,
                *transaction,
                "{method}"
            );
        }
        let receipt = scene
            .http
            .ok("eth_getTransactionReceipt", json!([transaction["hash"]]))
            .await;
        for at in [hash, &number] {
            let receipts: Vec<Value> =
                serde_json::from_value(scene.http.ok("eth_getBlockReceipts", json!([at])).await)
                    .expect("a list");
            assert_eq!(receipts, std::slice::from_ref(&receipt));
        }
    }
}
