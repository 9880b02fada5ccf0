//! What a suite is deployed with.

use alloy::primitives::{Address, B256, U256};
use diem_sdk::manifest::{self, Manifest};
use serde::{Deserialize, Serialize};

use crate::error::DeployError;

/// The parameters of a deployment. They, the contracts' code and nothing else decide the contracts' addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameters {
    /// Owner of the staking contract.
    pub owner: Address,
    /// The VVV token.
    pub vvv: Vvv,
    /// Wei of VVV locked per DIEM (1e18 wei); below 2^96.
    pub vvv_per_diem: U256,
    /// Seconds between a request to unstake and its payment; 1 to 365 days.
    pub cooldown: u64,
    /// Reward weight of locked VVV, in basis points of that of free VVV; 1 to 10000.
    pub locked_reward_bps: u16,
    /// The most DIEM that may exist, in wei; at most 2^96 - 1.
    pub diem_cap: U256,
    /// Tells deployments of the same parameters apart. Not zero: the StylusDeployer's addresses would not be deterministic.
    pub salt: B256,
    /// Bids for places in the program cache.
    pub cache: CacheBids,
}

/// The VVV token of a suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Vvv {
    /// Test VVV, with a faucet, is deployed too. For testnets.
    Test,
    /// The token at this address.
    At(Address),
}

/// Bids for places in the program cache, where the chain has a cache manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CacheBids {
    /// None.
    None,
    /// The least bid that the manager takes for each contract, at most this many wei for one.
    UpTo(U256),
}

const DAY: u64 = 86_400;
/// Bits of the largest amounts.
const AMOUNT_BITS: usize = 96;

impl Parameters {
    /// The usual parameters: Test VVV, 100 VVV per DIEM, 7 days, 80 %, the largest cap, cache bids of 0.01 ether at most.
    pub fn new(owner: Address) -> Self {
        Self {
            owner,
            vvv: Vvv::Test,
            vvv_per_diem: U256::from(100_000_000_000_000_000_000_u128),
            cooldown: 7 * DAY,
            locked_reward_bps: 8_000,
            diem_cap: (U256::ONE << AMOUNT_BITS) - U256::ONE,
            salt: B256::with_last_byte(1),
            cache: CacheBids::UpTo(U256::from(10_000_000_000_000_000_u64)),
        }
    }

    /// The parameters that a deployed suite was deployed with, without cache bids.
    pub fn of(manifest: &Manifest) -> Self {
        let contracts = &manifest.contracts;
        let staking = &contracts.staking.constructor;
        Self {
            owner: staking.owner,
            vvv: match &contracts.vvv {
                manifest::Vvv::Test(_) => Vvv::Test,
                manifest::Vvv::Given(token) => Vvv::At(token.address),
            },
            vvv_per_diem: staking.vvv_per_diem,
            cooldown: staking.cooldown,
            locked_reward_bps: staking.locked_reward_bps,
            diem_cap: contracts.diem.constructor.cap,
            salt: manifest.salt,
            cache: CacheBids::None,
        }
    }

    /// Refuses what the constructors would refuse, before anything is paid for.
    pub(crate) fn check(&self) -> Result<(), DeployError> {
        let amount = |wei: U256| !wei.is_zero() && wei.bit_len() <= AMOUNT_BITS;
        let rules = [
            (
                "owner",
                !self.owner.is_zero(),
                "must not be the zero address",
            ),
            (
                "vvv",
                self.vvv != Vvv::At(Address::ZERO),
                "must not be the zero address",
            ),
            (
                "vvvPerDiem",
                amount(self.vvv_per_diem),
                "must be 1 to 2^96 - 1 wei",
            ),
            (
                "cooldown",
                (DAY..=365 * DAY).contains(&self.cooldown),
                "must be 1 to 365 days, in seconds",
            ),
            (
                "lockedRewardBps",
                (1..=10_000).contains(&self.locked_reward_bps),
                "must be 1 to 10000",
            ),
            (
                "diemCap",
                amount(self.diem_cap),
                "must be 1 to 2^96 - 1 wei",
            ),
            (
                "salt",
                !self.salt.is_zero(),
                "must not be zero: addresses would not be deterministic",
            ),
        ];
        match rules.into_iter().find(|(_, holds, _)| !holds) {
            None => Ok(()),
            Some((name, _, rule)) => Err(DeployError::Parameter { name, rule }),
        }
    }
}
