//! The commands, one file per group. Each turns its arguments into a plan, or reads what it shows.

pub(crate) mod budgets;
pub(crate) mod credits;
pub(crate) mod demo;
pub(crate) mod deploy;
pub(crate) mod keys;
pub(crate) mod metering;
pub(crate) mod networks;
pub(crate) mod node;
pub(crate) mod operate;
pub(crate) mod owner;
pub(crate) mod position;
pub(crate) mod programs;
pub(crate) mod receipts;
pub(crate) mod signed;
pub(crate) mod stake;
pub(crate) mod unstake;
pub(crate) mod watch;
