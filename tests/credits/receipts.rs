//! Receipts: a gateway posts the Merkle root of what it served, and an owner checks its bill against the event.

use alloy_primitives::{Address, B256, U256, keccak256};
use diem_suite::{
    abi::IComputeCredits::{MeterPosted, Metered, meterCall},
    receipts::{ReceiptTree, UsageReceipt, verify},
};

use crate::{
    budget::{FOREVER, Kind},
    scene::{Scene, entries, limit, someone, units},
};

fn receipt(scene: &Scene, owner: Address, index: u64, amount: u64) -> UsageReceipt {
    UsageReceipt {
        owner,
        day: scene.today(),
        index: U256::from(index),
        amount: units(amount),
        request_hash: keccak256(format!("request {index} of {owner}")),
    }
}

/// Posts a reading with the tree of `receipts`, and returns the root as the event has it.
#[track_caller]
fn post(scene: &mut Scene, gateway: Address, receipts: &[UsageReceipt]) -> (B256, ReceiptTree) {
    let tree = ReceiptTree::new(receipts);
    let mut totals: Vec<(Address, U256)> = Vec::new();
    for receipt in receipts {
        match totals.iter_mut().find(|(owner, _)| *owner == receipt.owner) {
            Some((_, total)) => *total += receipt.amount,
            None => totals.push((receipt.owner, receipt.amount)),
        }
    }
    let call = meterCall {
        day: scene.today(),
        entries: entries(&totals),
        receiptsRoot: tree.root(),
    };
    let sent = scene.send(gateway, call).unwrap();
    assert_eq!(sent.value, U256::ZERO);
    let posted = sent.events::<MeterPosted>();
    assert_eq!(posted.len(), 1, "one root per reading");
    assert_eq!((posted[0].gateway, posted[0].day), (gateway, scene.today()));
    (posted[0].receiptsRoot, tree)
}

#[track_caller]
fn two_owners_and_gateway() -> (Scene, [Address; 2], Address) {
    let mut scene = Scene::new();
    let owners = [scene.holder("alice", 100), scene.holder("bob", 100)];
    let gateway = someone("gateway");
    for owner in owners {
        scene.give(Kind::Meter, owner, gateway, limit(50), FOREVER);
    }
    (scene, owners, gateway)
}

#[test]
fn an_owner_checks_its_bill_with_the_posted_root() {
    let (mut scene, [alice, bob], gateway) = two_owners_and_gateway();
    let receipts = [
        receipt(&scene, alice, 0, 3),
        receipt(&scene, bob, 0, 9),
        receipt(&scene, alice, 1, 4),
        receipt(&scene, alice, 2, 5),
        receipt(&scene, bob, 1, 1),
    ];
    let (root, tree) = post(&mut scene, gateway, &receipts);
    for receipt in &receipts {
        let proof = tree.proof(receipt).expect("the receipt is in the tree");
        assert!(verify(root, receipt, &proof));
    }
    // Alice's receipts add up to what was metered.
    let billed: U256 = receipts
        .iter()
        .filter(|receipt| receipt.owner == alice)
        .map(|receipt| receipt.amount)
        .sum();
    assert_eq!(scene.reading(alice, gateway), billed);
    assert_eq!(billed, units(12));
}

#[test]
fn a_receipt_that_was_not_served_has_no_proof() {
    let (mut scene, [alice, bob], gateway) = two_owners_and_gateway();
    let served = [receipt(&scene, alice, 0, 3), receipt(&scene, bob, 0, 9)];
    let (root, tree) = post(&mut scene, gateway, &served);
    let proof = tree.proof(&served[0]).expect("the receipt is in the tree");
    let forged = [
        UsageReceipt {
            owner: bob,
            ..served[0]
        },
        UsageReceipt {
            day: scene.today() + U256::ONE,
            ..served[0]
        },
        UsageReceipt {
            index: U256::ONE,
            ..served[0]
        },
        UsageReceipt {
            amount: units(2),
            ..served[0]
        },
        UsageReceipt {
            request_hash: B256::ZERO,
            ..served[0]
        },
    ];
    for receipt in forged {
        assert_eq!(tree.proof(&receipt), None);
        assert!(!verify(root, &receipt, &proof));
    }
}

#[test]
fn a_later_root_of_the_day_covers_the_earlier_receipts() {
    let (mut scene, [alice, bob], gateway) = two_owners_and_gateway();
    let mut receipts = vec![receipt(&scene, alice, 0, 3)];
    let (first_root, _) = post(&mut scene, gateway, &receipts);
    receipts.push(receipt(&scene, bob, 0, 9));
    receipts.push(receipt(&scene, alice, 1, 4));
    let (second_root, tree) = post(&mut scene, gateway, &receipts);
    assert_ne!(first_root, second_root);
    for receipt in &receipts {
        let proof = tree.proof(receipt).expect("the receipt is in the tree");
        assert!(verify(second_root, receipt, &proof));
    }
}

#[test]
fn a_root_is_the_gateways_word_and_moves_nothing() {
    let mut scene = Scene::new();
    let gateway = someone("gateway");
    for root in [B256::ZERO, B256::repeat_byte(0xff), keccak256("anything")] {
        let call = meterCall {
            day: scene.today(),
            entries: vec![],
            receiptsRoot: root,
        };
        let sent = scene.send(gateway, call).unwrap();
        assert_eq!(sent.events::<MeterPosted>()[0].receiptsRoot, root);
        assert!(sent.events::<Metered>().is_empty());
    }
    assert_eq!(scene.total_used(), U256::ZERO);
}
