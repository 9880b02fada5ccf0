//! The ABI layer against alloy's codec, in both directions, and against Solidity's rules where the two differ.
//!
//! - [`arguments`]: what alloy encodes is read back; mutated calldata is read, or refused, as Solidity's decoder would ([`decoder`]).
//! - [`results`]: return data are alloy's, byte for byte.
//! - [`errors`]: so are all errors and outgoing calls.
//! - [`event`]: and events, here OpenZeppelin's; each contract has a test of its own with this module, as it lists its events' fields.
//!
//! Each list is held against the interface's own, so a function, event or error that is added there is missed here.
//! `DIEM_TEST_CASES` sets how many cases each function, event and error gets, `DIEM_TEST_SEED` which (by default always the same).

mod arguments;
mod cases;
mod decoder;
mod differences;
mod errors;
mod event;
mod interfaces;
mod mutation;
mod outcome;
mod results;
mod sample;

use cases::check;
