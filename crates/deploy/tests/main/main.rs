//! Deployments on the embedded chain, through JSON-RPC, and everything that can go wrong with them.

mod cache;
mod crashes;
mod doctor;
mod keepalive;
mod killed;
mod ledger;
mod manager;
mod manifest;
mod parameters;
mod plain_evm;
mod plan;
mod preflight;
mod scene;
mod sending;
mod strangers;
mod uninterrupted;
mod verify;
mod wire;
