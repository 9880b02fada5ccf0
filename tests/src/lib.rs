//! The contracts' tests: the shipped WASM on the embedded chain.
//!
//! Each folder of this package is a test binary. What they share is here: one contract alone on a chain, where the whole
//! [`Suite`](diem_suite::Suite) would hide whose refusal is tested.

#![forbid(unsafe_code)]

mod stage;

pub use stage::{CONSTRUCTOR, DAY, DEPLOYER, START, Stage, construct, program};
