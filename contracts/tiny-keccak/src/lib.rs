//! The part of `tiny-keccak`'s API that alloy uses, hashing on the Stylus host.
//!
//! openzeppelin-stylus switches alloy's `tiny-keccak` feature on, which outranks its `native-keccak`: without this stand-in (see
//! `[patch.crates-io]`) every storage slot and every digest is hashed in WASM. On other targets, where alloy's macros and native
//! tests run, the RustCrypto implementation does the work.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

use alloc::vec::Vec;

/// A hash function that takes its input in pieces.
pub trait Hasher {
    /// Takes a piece of the input.
    fn update(&mut self, input: &[u8]);

    /// Writes the digest of all input to `output`, 32 bytes long.
    fn finalize(self, output: &mut [u8]);
}

/// Keccak-256, as Ethereum uses it.
#[derive(Clone)]
pub struct Keccak {
    input: Vec<u8>,
}

impl Keccak {
    /// Keccak with a digest of 256 bits.
    pub fn v256() -> Self {
        Self { input: Vec::new() }
    }
}

impl Hasher for Keccak {
    fn update(&mut self, input: &[u8]) {
        self.input.extend_from_slice(input);
    }

    fn finalize(self, output: &mut [u8]) {
        output.copy_from_slice(&keccak256(&self.input));
    }
}

#[cfg(target_arch = "wasm32")]
fn keccak256(input: &[u8]) -> [u8; 32] {
    #[link(wasm_import_module = "vm_hooks")]
    extern "C" {
        fn native_keccak256(bytes: *const u8, len: usize, output: *mut u8);
    }
    let mut digest = [0; 32];
    // SAFETY: the host reads `len` bytes at `bytes` and writes 32 at `output`; both buffers are live and that long.
    unsafe { native_keccak256(input.as_ptr(), input.len(), digest.as_mut_ptr()) };
    digest
}

#[cfg(not(target_arch = "wasm32"))]
fn keccak256(input: &[u8]) -> [u8; 32] {
    use sha3::Digest;
    sha3::Keccak256::digest(input).into()
}

#[cfg(test)]
mod tests {
    use super::{Hasher, Keccak};

    /// The digest of the empty string, from the Yellow Paper (EXTCODEHASH of an account without code).
    const EMPTY: &str = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";

    fn digest(pieces: &[&[u8]]) -> String {
        let mut hasher = Keccak::v256();
        for piece in pieces {
            hasher.update(piece);
        }
        let mut digest = [0; 32];
        hasher.finalize(&mut digest);
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn hashes_the_empty_string() {
        assert_eq!(digest(&[]), EMPTY);
    }

    #[test]
    fn pieces_hash_like_the_whole() {
        assert_eq!(
            digest(&[b"transfer(", b"address,uint256)"]),
            digest(&[b"transfer(address,uint256)"])
        );
        assert!(digest(&[b"transfer(address,uint256)"]).starts_with("a9059cbb"));
    }
}
