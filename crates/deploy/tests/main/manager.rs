//! A cache manager as small as can be: it takes bids from a price on, for whatever program is not in the cache, and caches
//! that.

use alloy::{
    primitives::{Address, U256, address},
    sol,
    sol_types::SolCall,
};

sol! {
    function isPaused() external view returns (bool);
    function getMinBid(uint64 size) external view returns (uint192);
    function cacheProgram(address program) external;
    function codehashIsCached(bytes32 codehash) external view returns (bool);
}

/// Where tests put it.
pub(crate) const MANAGER: Address = address!("cac4e00000000000000000000000000000000001");
/// The last byte of ArbWasmCache's address.
const ARB_WASM_CACHE: u8 = 0x72;

/// Its EVM code.
pub(crate) fn code(least_bid: U256, paused: bool) -> Vec<u8> {
    let (answer_paused, answer_bid, fail) = (136, 147, 189);
    let mut code = Vec::new();
    // The selector.
    code.extend([0x60, 0x00, 0x35, 0x60, 0xe0, 0x1c]);
    // isPaused()
    code.extend([0x80, 0x63]);
    code.extend(isPausedCall::SELECTOR);
    code.extend([0x14, 0x60, answer_paused, 0x57]);
    // getMinBid(uint64)
    code.push(0x63);
    code.extend(getMinBidCall::SELECTOR);
    code.extend([0x14, 0x60, answer_bid, 0x57]);
    // Everything else is a bid: refused if the value is below the least.
    code.push(0x7f);
    code.extend(least_bid.to_be_bytes::<32>());
    code.extend([0x34, 0x10, 0x60, fail, 0x57]);
    // Refused if ArbWasmCache.codehashIsCached(the code hash of the first argument)
    code.push(0x63);
    code.extend(codehashIsCachedCall::SELECTOR);
    code.extend([0x60, 0xe0, 0x1b, 0x60, 0x00, 0x52]);
    code.extend([0x60, 0x04, 0x35, 0x3f, 0x60, 0x04, 0x52]);
    code.extend([
        0x60,
        32,
        0x60,
        64,
        0x60,
        36,
        0x60,
        0,
        0x60,
        ARB_WASM_CACHE,
        0x5a,
        0xfa,
        0x50,
    ]);
    code.extend([0x60, 64, 0x51, 0x60, fail, 0x57]);
    // ArbWasmCache.cacheProgram(the first argument)
    code.push(0x63);
    code.extend(cacheProgramCall::SELECTOR);
    code.extend([
        0x60, 0xe0, 0x1b, 0x60, 0x00, 0x52, 0x60, 0x04, 0x35, 0x60, 0x04, 0x52,
    ]);
    code.extend([
        0x60,
        0,
        0x60,
        0,
        0x60,
        36,
        0x60,
        0,
        0x60,
        0,
        0x60,
        ARB_WASM_CACHE,
        0x5a,
        0xf1,
    ]);
    code.extend([0x15, 0x60, fail, 0x57, 0x00]);
    let at = |code: &Vec<u8>| u8::try_from(code.len()).expect("short code");
    assert_eq!(at(&code), answer_paused);
    code.extend([
        0x5b,
        0x60,
        u8::from(paused),
        0x60,
        0x00,
        0x52,
        0x60,
        0x20,
        0x60,
        0x00,
        0xf3,
    ]);
    assert_eq!(at(&code), answer_bid);
    code.extend([0x5b, 0x7f]);
    code.extend(least_bid.to_be_bytes::<32>());
    code.extend([0x60, 0x00, 0x52, 0x60, 0x20, 0x60, 0x00, 0xf3]);
    assert_eq!(at(&code), fail);
    code.extend([0x5b, 0x60, 0x00, 0x60, 0x00, 0xfd]);
    code
}
