//! The steps of a deployment, and of looking after it.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::contract::Contract;

/// One step: one transaction, unless its result is on the chain already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "step", content = "contract", rename_all = "camelCase")]
pub enum Step {
    /// Puts the StylusDeployer at its canonical address, on chains that have the CREATE2 factory but not yet the deployer.
    Deployer,
    /// Creates, activates and constructs a contract, in one transaction.
    Deploy(Contract),
    /// Activates a contract that is on the chain but asleep.
    Activate(Contract),
    /// Binds Diem to the staking contract. The owner's.
    Bind,
    /// Bids for a contract's place in the chain's program cache.
    Cache(Contract),
    /// Extends a contract's life.
    Keepalive(Contract),
}

impl Step {
    /// The contract that it is about, if it is one of the suite's.
    pub const fn contract(self) -> Option<Contract> {
        match self {
            Self::Deployer => None,
            Self::Bind => Some(Contract::Staking),
            Self::Deploy(contract)
            | Self::Activate(contract)
            | Self::Cache(contract)
            | Self::Keepalive(contract) => Some(contract),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deployer => f.write_str("deploy StylusDeployer"),
            Self::Deploy(contract) => write!(f, "deploy {contract}"),
            Self::Activate(contract) => write!(f, "activate {contract}"),
            Self::Bind => f.write_str("bind diem"),
            Self::Cache(contract) => write!(f, "cache {contract}"),
            Self::Keepalive(contract) => write!(f, "keep {contract} alive"),
        }
    }
}
