//! The chain, driven through its public API: programs written as WAT, EVM contracts as bytecode.

mod assembler;
mod deploying;
mod forwarders;
mod hostio;
mod nesting;
mod programs;
