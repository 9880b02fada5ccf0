//! What happens, as it happens.

use std::path::PathBuf;

use alloy::primitives::{Address, B256, Bytes, U256};
use serde::Serialize;

use crate::{contract::Contract, step::Step};

/// Hears of everything that happens. Closures are observers.
pub trait Observer: Sync {
    /// Called once per event, in order. It should return soon: the work waits for it.
    fn observe(&self, event: Event);
}

impl<F: Fn(Event) + Sync> Observer for F {
    fn observe(&self, event: Event) {
        self(event);
    }
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(
    tag = "event",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum Event {
    /// A step begins.
    Begun {
        /// The step.
        #[serde(flatten)]
        step: Step,
        /// Its place in the plan, from 0.
        index: usize,
        /// Steps of the plan.
        of: usize,
    },
    /// A step's result is on the chain already; nothing is sent.
    Found {
        /// The step.
        #[serde(flatten)]
        step: Step,
    },
    /// A transaction is signed, written to the journal, and about to be sent.
    Sending {
        /// The step.
        #[serde(flatten)]
        step: Step,
        /// The sender's nonce.
        nonce: u64,
        /// The transaction.
        hash: B256,
        /// Gas limit.
        gas: u64,
        /// The most wei per unit of gas that it pays.
        max_fee_per_gas: u128,
        /// Wei sent along.
        value: U256,
    },
    /// A transaction of an interrupted run is continued with, instead of making another.
    Resumed {
        /// The step.
        #[serde(flatten)]
        step: Step,
        /// The transaction.
        hash: B256,
    },
    /// The same transaction is sent again: it is not in a block yet.
    Resent {
        /// The step.
        #[serde(flatten)]
        step: Step,
        /// The transaction.
        hash: B256,
    },
    /// A transaction is replaced by one of the same nonce that pays more, which the next [`Event::Sending`] tells of.
    Repriced {
        /// The step.
        #[serde(flatten)]
        step: Step,
        /// The transaction that is replaced.
        hash: B256,
    },
    /// The nonce was used by a transaction that is not ours; another nonce is taken.
    NonceTaken {
        /// The step.
        #[serde(flatten)]
        step: Step,
        /// The nonce.
        nonce: u64,
    },
    /// Gas is too expensive; its price is waited for.
    FeesTooHigh {
        /// Wei per unit of gas now.
        needed: u128,
        /// What may be paid.
        most: u128,
    },
    /// The endpoint does not answer; the request is repeated.
    ConnectionLost {
        /// What went wrong.
        error: String,
    },
    /// A step's transaction is in a block.
    Mined {
        /// The step.
        #[serde(flatten)]
        step: Step,
        /// The transaction.
        hash: B256,
        /// The block.
        block: u64,
        /// Whether it succeeded.
        success: bool,
        /// Gas used, the parent chain's share included.
        gas_used: u64,
        /// Wei paid for gas.
        fee: U256,
    },
    /// What the step should have done was read back from the chain, and is so.
    Verified {
        /// The step.
        #[serde(flatten)]
        step: Step,
        /// The contract that it is about.
        address: Address,
    },
    /// A step that can be done without was not done.
    Skipped {
        /// The step.
        #[serde(flatten)]
        step: Step,
        /// Why.
        reason: String,
    },
    /// Binding is the owner's, and the sender is not the owner.
    BindLeftToOwner {
        /// The owner.
        owner: Address,
        /// The staking contract.
        staking: Address,
        /// What the owner has to call it with.
        calldata: Bytes,
    },
    /// A contract is being compared with its artifact.
    Comparing {
        /// The contract.
        contract: Contract,
        /// Where it is.
        address: Address,
    },
    /// A file was written.
    Saved {
        /// The file.
        path: PathBuf,
    },
}
