//! The chain, driven through its public API: programs written as WAT, EVM contracts as bytecode.

mod deploying;
mod programs;
