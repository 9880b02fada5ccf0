//! What the host functions and ArbOS charge by.

/// Prices in ink (Nitro `crates/arbutil/src/pricing.rs`).
pub mod ink {
    /// Any call of a host function.
    pub const HOSTIO: u64 = 8_400;
    /// Each pointer that a host function reads or writes through.
    pub const POINTER: u64 = 5_040;
    /// Any question to the EVM.
    pub const EVM_API: u64 = 59_673;
    /// A division or remainder of 256 bits.
    pub const DIVISION: u64 = 20_000;
    /// A modular addition.
    pub const ADD_MOD: u64 = 21_000;
    /// A modular multiplication.
    pub const MUL_MOD: u64 = 24_100;

    /// Writing `bytes` to the program's memory.
    pub const fn write(bytes: u32) -> u64 {
        5_040 + 30 * bytes.saturating_sub(32) as u64
    }

    /// Reading `bytes` from the program's memory.
    pub const fn read(bytes: u32) -> u64 {
        16_381 + 55 * bytes.saturating_sub(32) as u64
    }

    /// Hashing `bytes`: two words are in the base price.
    pub const fn keccak(bytes: u32) -> u64 {
        121_800 + 21_000 * (bytes as u64).div_ceil(32).saturating_sub(2)
    }

    /// Raising to the power of a big-endian exponent with this many leading zero bytes.
    pub const fn power(leading_zero_bytes: u64) -> u64 {
        3_000 + 17_500 * (33 - leading_zero_bytes)
    }
}

/// Prices in gas (Nitro `crates/arbutil/src/evm/mod.rs` and go-ethereum `params/protocol_params.go`).
pub mod gas {
    /// Cold storage slot (EIP-2929).
    pub const COLD_SLOAD: u64 = 2_100;
    /// Warm access of a slot or account (EIP-2929).
    pub const WARM: u64 = 100;
    /// Cold account (EIP-2929).
    pub const COLD_ACCOUNT: u64 = 2_600;
    /// Gas that has to be there for a storage write (EIP-2200).
    pub const SSTORE_SENTRY: u64 = 2_300;
    /// Access of transient storage (EIP-1153).
    pub const TRANSIENT: u64 = 100;
    /// Per log, and again per topic.
    pub const LOG_TOPIC: u64 = 375;
    /// Per byte of a log's data.
    pub const LOG_BYTE: u64 = 8;
    /// A call that moves value.
    pub const CALL_VALUE: u64 = 9_000;
    /// A call that moves value to an account that does not exist.
    pub const NEW_ACCOUNT: u64 = 25_000;
    /// Balance of an account, to ArbInfo (EIP-1884).
    pub const BALANCE: u64 = 700;
    /// What a call that moves value gives its callee.
    pub const STIPEND: u64 = 2_300;
    /// Topics that a log may have.
    pub const MAX_TOPICS: u32 = 4;
    /// A creation.
    pub const CREATE: u64 = 32_000;
    /// Hashing one word of init code for CREATE2.
    pub const KECCAK_WORD: u64 = 6;
    /// Loading code, per 24,576 bytes that code may have (go-ethereum `core/vm/operations_acl_arbitrum.go`).
    pub const CODE_LOAD: u64 = 700;
    /// One word of calldata or return data of an ArbOS precompile (`params.CopyGas`).
    pub const COPY_WORD: u64 = 3;

    /// Memory of an EVM frame of this many bytes: what a program's return data costs at least.
    pub const fn evm_memory(bytes: u64) -> u64 {
        let words = bytes.div_ceil(32);
        words * 3 + words * words / 512
    }
}

/// Access of the storage cache in gas, by how often the program did so before (Nitro `crates/arbutil/src/evm/storage.rs`).
pub mod storage_cache {
    /// Gas that has to be there for any access.
    pub const REQUIRED: u64 = 10;

    /// The `nth` read, counted from one.
    pub const fn read(nth: u32) -> u64 {
        match nth {
            0..=32 => 0,
            33..=128 => 2,
            _ => 10,
        }
    }

    /// The `nth` write, counted from one.
    pub const fn write(nth: u32) -> u64 {
        match nth {
            0..=8 => 0,
            9..=64 => 7,
            _ => 10,
        }
    }
}

/// What ArbOS charges for its own state, in gas (Nitro `arbos/storage/storage.go`).
pub mod arbos {
    /// Reading a slot.
    pub const READ: u64 = 800;
    /// Writing a slot.
    pub const WRITE: u64 = 20_000;
    /// Writing a zero to a slot.
    pub const WRITE_ZERO: u64 = 5_000;
    /// Reading an account's code hash.
    pub const CODE_HASH: u64 = 2_600;
    /// Reading the Stylus parameters, which are taken to be warm (Nitro `arbos/programs/params.go`).
    pub const PARAMS: u64 = 100;
}

/// The fee for the size of an activated program (Nitro `arbos/programs/data_pricer.go`).
pub mod data_fee {
    /// When Arbitrum began, in seconds since the Unix epoch: activation times count hours from here.
    pub const ARBITRUM_START: u64 = 1_421_388_000;
    /// Bytes that demand falls by each second: 1 TiB per year.
    pub const BYTES_PER_SECOND: u32 = ((1u64 << 40) / (365 * 24) / 3600) as u32;
    /// Wei per byte when there is no demand.
    pub const MIN_PRICE: u64 = 82_928_201;
    /// Bytes of demand that multiply the price by e.
    pub const INERTIA: u64 = 21_360_419;
}

/// ArbOS versions from which on something is otherwise (Nitro `precompiles/precompile.go`, go-ethereum `params/config_arbitrum.go`, unless
/// another source is named). What came before 32 is always there.
pub mod version {
    /// Raising the price of calldata as in EIP-7623.
    pub const CALLDATA_PRICE: u64 = 40;
    /// Empty code is not remembered as the code loaded last (Nitro `crates/arbutil/src/evm/mod.rs`).
    pub const LAST_CODE_FIX: u64 = 40;
    /// A flush that cannot be paid is out of gas; before, it makes the program fail (Nitro `arbos/programs/api.go`).
    pub const FLUSH_OUT_OF_GAS: u64 = 50;
    /// Activation has a price that the chain's owner sets.
    pub const ACTIVATION_GAS: u64 = 60;
    /// Owners of the native token.
    pub const NATIVE_TOKEN: u64 = 41;
    /// A limit of a transaction's gas apart from the block's.
    pub const MAX_TX_GAS: u64 = 50;
}

/// What ArbWasm tells of the parameters, beside those that have an effect here (Nitro `arbos/programs/params.go`).
pub mod stylus {
    /// What drives the exponential price of memory (`initialPageRamp`).
    pub const PAGE_RAMP: u64 = 620_674_314;
    /// Programs that a block remembers as started (`initialRecentCacheSize`).
    pub const BLOCK_CACHE_SIZE: u16 = 32;
}

/// What ArbSys answers by.
pub mod arb_sys {
    /// What `arbOSVersion` adds to the version: the versions before Nitro (Nitro `precompiles/ArbSys.go`).
    pub const CLASSIC_VERSIONS: u64 = 55;
    /// What is added to the address of a parent chain's contract, in limbs of 64 bits, the lowest first (Nitro `arbos/util`).
    pub const ALIAS: [u64; 4] = [0x1111, 0, 0x1111_0000, 0];
    /// Blocks whose hashes are known.
    pub const BLOCK_HASHES: u64 = 256;
}

/// The price of posting to the parent chain (Nitro `arbos/l1pricing/l1pricing.go`).
pub mod l1_pricing {
    /// Units of a byte: what calldata that is not zero costs there.
    pub const UNITS_PER_BYTE: u64 = 16;
    /// Units that estimates add.
    pub const ESTIMATION_UNITS: u64 = 16 * UNITS_PER_BYTE;
    /// Per cent that estimates add to that.
    pub const ESTIMATION_PER_CENT: u64 = 1;
    /// Bytes of a transaction without calldata.
    pub const TX_BYTES: u64 = 140;
    /// How slowly the price follows the parent chain's.
    pub const INERTIA: u64 = 10;
    /// Wei per unit that go to who pays for posting.
    pub const REWARD_RATE: u64 = 10;
    /// Gas that a batch costs there beyond its calldata.
    pub const PER_BATCH_GAS: i64 = 210_000;
    /// Units over which a surplus is given back.
    pub const EQUILIBRATION_UNITS: u64 = 16 * 10_000_000;
    /// Strength of compression by which sizes are estimated (`arbos/arbosState/arbosstate.go`).
    pub const BROTLI_LEVEL: u64 = 1;
}

/// The price of execution (Nitro `arbos/l2pricing/l2pricing.go`).
pub mod l2_pricing {
    /// Gas per second that the price aims at.
    pub const SPEED_LIMIT: u64 = 7_000_000;
    /// Gas of a block.
    pub const BLOCK_GAS_LIMIT: u64 = 32_000_000;
    /// What a block's header and `GASLIMIT` say instead, so that no single block's limit binds (`GethBlockGasLimit`).
    pub const HEADER_GAS_LIMIT: u64 = 1 << 50;
    /// How slowly the price follows the backlog.
    pub const INERTIA: u64 = 102;
    /// Seconds of backlog that do not raise the price.
    pub const BACKLOG_TOLERANCE: u64 = 10;
}

/// Programs' lifetime in seconds (Nitro `arbos/programs/params.go`).
pub mod lifetime {
    /// Days after which a program has to be activated anew.
    pub const EXPIRY_DAYS: u16 = 365;
    /// Days after which its life may be extended.
    pub const KEEPALIVE_DAYS: u16 = 31;
    /// Seconds of a day.
    pub const DAY: u64 = 86_400;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sums of the published table of host function prices.
    #[test]
    fn base_prices_add_up() {
        assert_eq!(ink::HOSTIO + ink::POINTER, 13_440);
        assert_eq!(ink::HOSTIO + 2 * ink::POINTER, 18_480);
        assert_eq!(ink::HOSTIO + ink::EVM_API, 68_073);
        assert_eq!(ink::HOSTIO + 2 * ink::POINTER + ink::EVM_API, 78_153);
        assert_eq!(ink::HOSTIO + 3 * ink::POINTER + ink::EVM_API, 83_193);
        assert_eq!(ink::HOSTIO + 4 * ink::POINTER + ink::EVM_API, 88_233);
        assert_eq!(ink::HOSTIO + 3 * ink::POINTER + ink::DIVISION, 43_520);
        assert_eq!(ink::HOSTIO + 4 * ink::POINTER + ink::ADD_MOD, 49_560);
        assert_eq!(ink::HOSTIO + 4 * ink::POINTER + ink::MUL_MOD, 52_660);
        assert_eq!(ink::HOSTIO + 3 * ink::POINTER, 23_520);
    }

    #[test]
    fn dynamic_prices_start_after_the_free_part() {
        assert_eq!(ink::write(0), 5_040);
        assert_eq!(ink::write(32), 5_040);
        assert_eq!(ink::write(33), 5_070);
        assert_eq!(ink::read(132), 16_381 + 5_500);
        assert_eq!(ink::keccak(64), 121_800);
        assert_eq!(ink::keccak(65), 142_800);
        assert_eq!(ink::power(32), 20_500);
        assert_eq!(gas::evm_memory(1_024), 98);
        assert_eq!(data_fee::BYTES_PER_SECOND, 34_865);
    }
}
