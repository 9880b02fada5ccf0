//! Receipts for what a gateway served, and the Merkle tree whose root it posts with its readings.
//!
//! The tree is OpenZeppelin's standard one (`@openzeppelin/merkle-tree`, `MerkleProof.sol`): leaves hashed twice and sorted, pairs
//! sorted, so that an account checks its bill with public tools.
//!
//! ```
//! use alloy_primitives::{U256, address, keccak256};
//! use diem_sdk::{amount, receipts::{ReceiptTree, UsageReceipt, verify}};
//!
//! let receipts: Vec<UsageReceipt> = (0..3_u64)
//!     .map(|index| UsageReceipt {
//!         owner: address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
//!         day: U256::from(20_454),
//!         index: U256::from(index),
//!         amount: amount::milli(250),
//!         request_hash: keccak256(format!("request {index}")),
//!     })
//!     .collect();
//! let tree = ReceiptTree::new(&receipts); // the gateway posts `tree.root()` with its readings
//!
//! // The account has its receipt and a proof from the gateway, and the root from the chain (`MeterPosted`).
//! let proof = tree.proof(&receipts[1]).expect("the tree has it");
//! assert!(verify(tree.root(), &receipts[1], &proof));
//! ```

use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::SolValue;

/// One request that a gateway served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsageReceipt {
    /// Whose credits paid.
    pub owner: Address,
    /// The UTC day, counted from 1970-01-01.
    pub day: U256,
    /// Counts the gateway's receipts for this owner on this day, from 0.
    pub index: U256,
    /// Credits taken, in wei (1e18 is one credit).
    pub amount: U256,
    /// Hash of the request, as agreed between gateway and account.
    pub request_hash: B256,
}

impl UsageReceipt {
    /// The receipt's leaf: `keccak256(keccak256(abi.encode(owner, day, index, amount, requestHash)))`.
    pub fn leaf(&self) -> B256 {
        let encoded = (
            self.owner,
            self.day,
            self.index,
            self.amount,
            self.request_hash,
        )
            .abi_encode();
        keccak256(keccak256(encoded))
    }
}

/// The Merkle tree over a day's receipts.
#[derive(Clone, Debug)]
pub struct ReceiptTree {
    /// A complete binary tree: node `i` has the children `2i + 1` and `2i + 2`; the leaves stand last, in reverse order.
    nodes: Vec<B256>,
}

impl ReceiptTree {
    /// The tree over `receipts`, whose order does not matter.
    pub fn new(receipts: &[UsageReceipt]) -> Self {
        let mut leaves: Vec<B256> = receipts.iter().map(UsageReceipt::leaf).collect();
        leaves.sort_unstable_by(|a, b| b.cmp(a));
        let inner = leaves.len().saturating_sub(1);
        let mut nodes = vec![B256::ZERO; inner];
        nodes.append(&mut leaves);
        for i in (0..inner).rev() {
            nodes[i] = hash_pair(nodes[2 * i + 1], nodes[2 * i + 2]);
        }
        Self { nodes }
    }

    /// The root; zero for no receipts.
    pub fn root(&self) -> B256 {
        self.nodes.first().copied().unwrap_or_default()
    }

    /// The siblings from `receipt`'s leaf up to the root, or `None` if the tree does not hold the receipt.
    pub fn proof(&self, receipt: &UsageReceipt) -> Option<Vec<B256>> {
        let leaf = receipt.leaf();
        let first_leaf = self.nodes.len() / 2;
        let mut at = first_leaf
            + self.nodes[first_leaf..]
                .iter()
                .position(|node| *node == leaf)?;
        let mut siblings = Vec::new();
        while at > 0 {
            let sibling = if at % 2 == 1 { at + 1 } else { at - 1 };
            siblings.push(self.nodes[sibling]);
            at = (at - 1) / 2;
        }
        Some(siblings)
    }
}

/// Whether `proof` leads from `receipt` to `root`.
pub fn verify(root: B256, receipt: &UsageReceipt, proof: &[B256]) -> bool {
    proof
        .iter()
        .fold(receipt.leaf(), |node, sibling| hash_pair(node, *sibling))
        == root
}

fn hash_pair(a: B256, b: B256) -> B256 {
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    keccak256([low, high].concat())
}
