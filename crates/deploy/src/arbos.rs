//! What Nitro chains offer to deployments: ArbOS's precompiles and the cache manager.

use alloy::{primitives::Address, sol};

/// ArbSys.
pub(crate) const ARB_SYS: Address = Address::with_last_byte(0x64);
/// ArbWasm.
pub(crate) const ARB_WASM: Address = Address::with_last_byte(0x71);
/// ArbWasmCache.
pub(crate) const ARB_WASM_CACHE: Address = Address::with_last_byte(0x72);

/// Code of a precompile's account: one invalid instruction (Nitro `arbos/arbosState/arbosstate.go`).
pub(crate) const PRECOMPILE_CODE: [u8; 1] = [0xfe];
/// What `ArbSys.arbOSVersion` adds to the ArbOS version (Nitro `precompiles/ArbSys.go`).
pub(crate) const ARBOS_OFFSET: u64 = 55;
/// The first ArbOS version that the contracts run on.
pub(crate) const MIN_ARBOS: u64 = 32;
/// The first ArbOS version whose owner can charge extra gas for activations.
pub(crate) const ARBOS_ACTIVATION_GAS: u64 = 60;
/// Extra activation gas above which nothing can be activated; cargo-stylus 0.10.10 draws the line there, too.
pub(crate) const PAUSED_ACTIVATION_GAS: u64 = 30_000_000;

sol! {
    #![sol(all_derives)]

    interface ArbSys {
        function arbOSVersion() external view returns (uint256 version);
    }

    interface ArbWasm {
        function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
        function codehashKeepalive(bytes32 codehash) external payable;
        function stylusVersion() external view returns (uint16 version);
        function codehashAsmSize(bytes32 codehash) external view returns (uint32 size);
        function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
        function programTimeLeft(address program) external view returns (uint64 secs);
        function keepaliveDays() external view returns (uint16 numDays);
        function expiryDays() external view returns (uint16 numDays);
        function activationGas() external view returns (uint64 gas);

        event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version);
        event ProgramLifetimeExtended(bytes32 indexed codehash, uint256 dataFee);

        error ProgramNotWasm();
        error ProgramNotActivated();
        error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
        error ProgramExpired(uint64 ageInSeconds);
        error ProgramUpToDate();
        error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
        error ProgramInsufficientValue(uint256 have, uint256 want);
    }

    interface ArbWasmCache {
        function allCacheManagers() external view returns (address[] managers);
        function codehashIsCached(bytes32 codehash) external view returns (bool cached);
    }

    interface CacheManager {
        function isPaused() external view returns (bool paused);
        function getMinBid(uint64 size) external view returns (uint192 min);
        function placeBid(address program) external payable;

        error AsmTooLarge(uint256 asm, uint256 queueSize, uint256 cacheSize);
        error AlreadyCached(bytes32 codehash);
        error BidTooLarge(uint256 bid);
        error BidTooSmall(uint192 bid, uint192 min);
        error BidsArePaused();
    }
}
