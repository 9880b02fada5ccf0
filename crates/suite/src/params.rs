//! What a suite is deployed with.

use alloy_primitives::{Bytes, U256};

/// Which VVV token the suite stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Vvv {
    /// Test VVV, the program with a faucet.
    #[default]
    Test,
    /// An EVM contract, from its init code with the constructor's arguments appended: a Solidity ERC-20, sound or hostile.
    Evm(Bytes),
}

/// The parameters of a deployment. The default is what the demo and most tests use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Params {
    /// When the chain starts, in seconds since the Unix epoch. Default: 2026-01-01 00:00:00 UTC, the start of a day.
    pub timestamp: u64,
    /// Wei of VVV locked per DIEM (1e18 wei). Default: 100 VVV.
    pub vvv_per_diem: U256,
    /// Seconds between a request to unstake and its payment. Default: 7 days.
    pub cooldown: u64,
    /// Reward weight of locked VVV, in basis points of that of free VVV. Default: 8000.
    pub locked_reward_bps: u16,
    /// The most DIEM that may exist, in wei. Default: 2^96 - 1, the most that Diem allows.
    pub diem_cap: U256,
    /// The VVV token. Default: Test VVV.
    pub vvv: Vvv,
    /// Whether the programs are in the chain's program cache, as after a successful cache bid. Default: true.
    pub cache_programs: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            timestamp: 1_767_225_600,
            vvv_per_diem: U256::from(100_000_000_000_000_000_000_u128),
            cooldown: 7 * 86_400,
            locked_reward_bps: 8_000,
            diem_cap: (U256::ONE << 96) - U256::ONE,
            vvv: Vvv::Test,
            cache_programs: true,
        }
    }
}
