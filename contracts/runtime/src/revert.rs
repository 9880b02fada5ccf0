//! Reverts: an error's selector and its arguments.
//!
//! As in Solidity, a revert ends the call where it stands: no function hands errors upwards, none can be ignored, and the paths that
//! succeed stay short. The host undoes what the call has done.

use alloc::{vec, vec::Vec};
use alloy_primitives::B256;
use alloy_sol_types::{SolError, SolType};

use crate::word::{bytes_of, Statics};

/// Reverts with an error of an interface.
///
/// In line, so that the error's values become words where they lie, instead of being copied into a function for each error.
#[inline(always)]
pub fn revert<E>(error: E) -> !
where
    E: SolError + Into<<E::Parameters<'static> as SolType>::RustType>,
    <E::Parameters<'static> as SolType>::RustType: Statics,
{
    error
        .into()
        .with_words(|words| revert_with_words(E::SELECTOR, words))
}

#[cold]
#[inline(never)]
fn revert_with_words(selector: [u8; 4], words: &[B256]) -> ! {
    revert_with(&selector_and_words(selector, words))
}

/// The value of a result of OpenZeppelin's, whose errors encode themselves.
pub fn or_revert<T, E: Into<Vec<u8>>>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| revert_with(&error.into()))
}

/// Reverts with these bytes.
#[cold]
#[inline(never)]
pub fn revert_with(data: &[u8]) -> ! {
    #[cfg(target_arch = "wasm32")]
    {
        #[link(wasm_import_module = "vm_hooks")]
        extern "C" {
            fn exit_early(status: u32) -> !;
        }
        // SAFETY: the host reads `len` bytes at the pointer, a live buffer.
        unsafe { stylus_sdk::hostio::write_result(data.as_ptr(), data.len()) };
        // SAFETY: takes no memory; the host ends the program with the result written above, as for a status that the entrypoint returns.
        unsafe { exit_early(1) }
    }
    #[cfg(not(target_arch = "wasm32"))]
    panic!("revert: {data:02x?}")
}

/// A selector and its static arguments.
#[inline(never)]
pub fn selector_and_words(selector: [u8; 4], words: &[B256]) -> Vec<u8> {
    let mut data = vec![0; 4 + 32 * words.len()];
    data[..4].copy_from_slice(&selector);
    data[4..].copy_from_slice(bytes_of(words));
    data
}
