//! The command `diem` as its users run it: the real binary against a node.

mod budgets;
mod chain;
mod credits;
mod deploying;
mod help;
mod inputs;
mod keys;
mod metering;
mod node;
mod operations;
mod receipts;
mod rpc;
mod scene;
mod staking;
mod terminal;
mod watching;
