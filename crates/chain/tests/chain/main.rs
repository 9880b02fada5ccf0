//! The chain, driven through its public API: programs written as WAT, EVM contracts as bytecode.

mod activation;
mod arbos;
mod assembler;
mod deploying;
mod forwarders;
mod history;
mod hostio;
mod metering;
mod nesting;
mod parameters;
mod precompiles;
mod profile;
mod programs;
mod refused;
mod transactions;
