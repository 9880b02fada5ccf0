//! The contracts.

use core::fmt;

use alloy::primitives::Address;
use diem_sdk::manifest::Addresses;
use serde::{Deserialize, Serialize};

/// One contract of the suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Contract {
    /// Test VVV.
    Vvv,
    /// VvvStaking.
    Staking,
    /// Diem.
    Diem,
    /// ComputeCredits.
    Credits,
}

impl Contract {
    /// All of them, in the order of deployment: each is constructed with addresses of those before.
    pub const ALL: [Self; 4] = [Self::Vvv, Self::Staking, Self::Diem, Self::Credits];

    /// Its name among the artifacts and in manifests: `vvv`, `staking`, `diem` or `credits`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vvv => "vvv",
            Self::Staking => "staking",
            Self::Diem => "diem",
            Self::Credits => "credits",
        }
    }

    /// Where it is.
    pub const fn address(self, addresses: &Addresses) -> Address {
        match self {
            Self::Vvv => addresses.vvv,
            Self::Staking => addresses.staking,
            Self::Diem => addresses.diem,
            Self::Credits => addresses.credits,
        }
    }

    pub(crate) const fn address_mut(self, addresses: &mut Addresses) -> &mut Address {
        match self {
            Self::Vvv => &mut addresses.vvv,
            Self::Staking => &mut addresses.staking,
            Self::Diem => &mut addresses.diem,
            Self::Credits => &mut addresses.credits,
        }
    }
}

impl fmt::Display for Contract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
