//! The receipts' Merkle tree against OpenZeppelin's.
//!
//! The expected roots, leaf and proof were computed once with npm `@openzeppelin/merkle-tree` 1.0.8:
//! `StandardMerkleTree.of(values, ['address', 'uint256', 'uint256', 'uint256', 'bytes32'])` over the receipts of [`receipts`].

use alloy_primitives::{Address, B256, U256, b256};
use diem_sdk::receipts::{ReceiptTree, UsageReceipt, verify};

/// The first `count` receipts of the vectors.
fn receipts(count: u8) -> Vec<UsageReceipt> {
    (0..count)
        .map(|i| UsageReceipt {
            owner: Address::repeat_byte(i + 1),
            day: U256::from(20_454),
            index: U256::from(i),
            amount: U256::from(u64::from(i + 1) * 1_000_000_000_000_000),
            request_hash: B256::repeat_byte(0xa0 + i),
        })
        .collect()
}

#[test]
fn roots_are_openzeppelins() {
    let expected = [
        (
            1,
            b256!("2e2f56353fc6111914972aa1f73a4fc9767790521e74e35872b94bd488d5bcf8"),
        ),
        (
            2,
            b256!("33d63239dc22cb8faf8a34f64015ea924882a4885238adbb189e4698d5d0c31e"),
        ),
        (
            5,
            b256!("784bc7bee80ef297a4c86f0eac5e1b30fe7a38bea6500e269f61f735b7ef7e36"),
        ),
    ];
    for (count, root) in expected {
        assert_eq!(
            ReceiptTree::new(&receipts(count)).root(),
            root,
            "{count} receipts"
        );
    }
}

#[test]
fn leaf_and_proof_are_openzeppelins() {
    let receipts = receipts(5);
    assert_eq!(
        receipts[3].leaf(),
        b256!("408ee91e739513994ff77c47531c3c13389e26841db3a59dd6a15990238fa24d")
    );
    assert_eq!(
        ReceiptTree::new(&receipts).proof(&receipts[3]).unwrap(),
        [
            b256!("2e2f56353fc6111914972aa1f73a4fc9767790521e74e35872b94bd488d5bcf8"),
            b256!("0cdeafd488e4b1c3569319243986cf624caf3ce37e8297f0a1be36e1fd66931d"),
        ]
    );
}

#[test]
fn every_receipt_has_a_proof_that_proves_only_it() {
    for count in 1..=17 {
        let receipts = receipts(count);
        let tree = ReceiptTree::new(&receipts);
        for receipt in &receipts {
            let proof = tree.proof(receipt).unwrap();
            assert!(verify(tree.root(), receipt, &proof));
            let dearer = UsageReceipt {
                amount: receipt.amount + U256::ONE,
                ..*receipt
            };
            assert!(!verify(tree.root(), &dearer, &proof));
            assert_eq!(tree.proof(&dearer), None);
        }
    }
}

#[test]
fn the_order_of_receipts_does_not_matter() {
    let mut reversed = receipts(5);
    reversed.reverse();
    assert_eq!(
        ReceiptTree::new(&reversed).root(),
        ReceiptTree::new(&receipts(5)).root()
    );
}

#[test]
fn no_receipts_have_the_root_zero() {
    let tree = ReceiptTree::new(&[]);
    assert_eq!(tree.root(), B256::ZERO);
    assert_eq!(tree.proof(&receipts(1)[0]), None);
}
