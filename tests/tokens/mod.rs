//! What wallets and exchanges expect of an ERC-20 with permits, asked of both tokens alike.
//!
//! The test binaries of Vvv and Diem include this module; their `fixture` says which token it is, and how it comes into being.

pub(crate) mod token;

mod allowance;
mod domain;
mod metadata;
mod permit;
mod permit_refused;
mod transfer;
