//! The node, driven as clients drive it: JSON-RPC over HTTP and WebSocket, and the command itself.

#[path = "../../../chain/tests/chain/assembler.rs"]
mod assembler;
mod bend;
mod blocks;
mod child;
mod client;
mod command;
mod contracts;
mod crash;
mod delegation;
mod estimates;
mod filters;
mod history;
mod impersonation;
mod limits;
mod origins;
mod overrides;
mod robustness;
mod scene;
mod snapshots;
mod state_file;
mod subscriptions;
mod table;
mod traces;
mod typed_data;
