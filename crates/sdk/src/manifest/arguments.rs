//! The arguments of the contracts' constructors, named as in `interfaces/*.sol`.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolValue;
use serde::{Deserialize, Serialize};

#[cfg(feature = "schema")]
use super::text::address_schema;
use super::text::decimal;

/// Arguments of a constructor.
pub trait ConstructorArguments {
    /// Their ABI encoding, without a selector.
    fn abi_encode(&self) -> Vec<u8>;
}

/// No arguments: Test VVV has no constructor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NoArguments {}

/// What VvvStaking is constructed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StakingArguments {
    /// The first owner.
    #[cfg_attr(feature = "schema", schemars(schema_with = "address_schema"))]
    pub owner: Address,
    /// The VVV token.
    #[cfg_attr(feature = "schema", schemars(schema_with = "address_schema"))]
    pub vvv: Address,
    /// Wei of VVV locked per DIEM (1e18 wei).
    #[serde(with = "decimal")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "decimal::schema"))]
    pub vvv_per_diem: U256,
    /// Seconds between a request to unstake and its payment.
    pub cooldown: u64,
    /// Reward weight of locked VVV, in basis points of that of free VVV.
    pub locked_reward_bps: u16,
}

/// What Diem is constructed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DiemArguments {
    /// The only account that mints and burns: VvvStaking.
    #[cfg_attr(feature = "schema", schemars(schema_with = "address_schema"))]
    pub minter: Address,
    /// The most DIEM that may exist, in wei.
    #[serde(with = "decimal")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "decimal::schema"))]
    pub cap: U256,
}

/// What ComputeCredits is constructed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CreditsArguments {
    /// The Diem token.
    #[cfg_attr(feature = "schema", schemars(schema_with = "address_schema"))]
    pub diem: Address,
}

impl ConstructorArguments for NoArguments {
    fn abi_encode(&self) -> Vec<u8> {
        Vec::new()
    }
}

impl ConstructorArguments for StakingArguments {
    fn abi_encode(&self) -> Vec<u8> {
        (
            self.owner,
            self.vvv,
            self.vvv_per_diem,
            self.cooldown,
            self.locked_reward_bps,
        )
            .abi_encode_params()
    }
}

impl ConstructorArguments for DiemArguments {
    fn abi_encode(&self) -> Vec<u8> {
        (self.minter, self.cap).abi_encode_params()
    }
}

impl ConstructorArguments for CreditsArguments {
    fn abi_encode(&self) -> Vec<u8> {
        self.diem.abi_encode()
    }
}
