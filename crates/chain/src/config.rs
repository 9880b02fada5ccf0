//! What a chain is configured with.

use alloy_primitives::{Address, B256, address};
use revm::primitives::hardfork::SpecId;

/// The settings of a [`Chain`](crate::Chain). Start from [`ChainConfig::default`] and change what matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainConfig {
    /// Chain id; default 412346, that of a local Nitro development node.
    pub chain_id: u64,
    /// Timestamp of the first block, in seconds since the Unix epoch.
    pub timestamp: u64,
    /// Seconds that each mined block moves the time forward. Zero, the default: time moves only when told.
    pub block_time: u64,
    /// ArbOS version, 32 or later; default 40.
    pub arbos_version: u64,
    /// Most gas a transaction may use, and what it gets when it names no limit; default 32,000,000, the speed limit of a Nitro block.
    pub tx_gas_limit: u64,
    /// Base fee in wei per gas; default 0. Impersonated transactions never pay it, signed ones do.
    pub base_fee: u64,
    /// Address that `COINBASE` and the `block_coinbase` hostio report; default: the sequencer's batch poster address of Nitro.
    pub coinbase: Address,
    /// Whether [`Chain::deploy_program`](crate::Chain::deploy_program) also puts the program in the chain's program cache, as a
    /// successful cache bid does. Default true.
    pub cache_programs: bool,
    /// Accounts that may put programs in the program cache and take them out through ArbWasmCache; default none.
    pub cache_managers: Vec<Address>,
    /// Accounts that may call ArbOwner; default none. Fees for programs' data go to the first of them.
    pub chain_owners: Vec<Address>,
    /// Whether ArbDebug answers, by which anybody can become a chain owner, as on a Nitro development node. Default false.
    pub debug_precompiles: bool,
    /// Wei that a unit of calldata, 1/16 of a byte, costs on the parent chain; default 0. Charged to signed transactions of chains with a base
    /// fee. ArbOwner can change it.
    pub l1_price: u64,
}

/// What a call sees in place of the next block's figures; see [`Chain::call_in`](crate::Chain::call_in).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlockOverrides {
    /// Block number.
    pub number: Option<u64>,
    /// Timestamp in seconds since the Unix epoch.
    pub timestamp: Option<u64>,
    /// What `COINBASE` reads.
    pub coinbase: Option<Address>,
    /// Base fee in wei per gas.
    pub base_fee: Option<u64>,
    /// What `GASLIMIT` reads.
    pub gas_limit: Option<u64>,
    /// What `PREVRANDAO` reads.
    pub prevrandao: Option<B256>,
}

impl Default for ChainConfig {
    fn default() -> Self {
        Self {
            chain_id: 412_346,
            timestamp: 1_750_000_000,
            block_time: 0,
            arbos_version: 40,
            tx_gas_limit: 32_000_000,
            base_fee: 0,
            coinbase: address!("a4b000000000000000000073657175656e636572"),
            cache_programs: true,
            cache_managers: Vec::new(),
            chain_owners: Vec::new(),
            debug_precompiles: false,
            l1_price: 0,
        }
    }
}

impl ChainConfig {
    /// The Ethereum rules that this ArbOS version follows.
    pub(crate) fn spec(&self) -> SpecId {
        match self.arbos_version {
            ..20 => SpecId::SHANGHAI,
            20..40 => SpecId::CANCUN,
            40..50 => SpecId::PRAGUE,
            50.. => SpecId::OSAKA,
        }
    }
}
