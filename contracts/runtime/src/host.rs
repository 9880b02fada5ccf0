//! The host: what the SDK offers of it, dispatched statically.

use stylus_sdk::host::{WasmVM, VM};

/// The SDK's access to the host.
///
/// Its storage types offer it as `dyn Host`, whose table alone links every host call there is into the contract.
#[inline(always)]
pub fn vm() -> VM {
    VM(WasmVM {})
}
