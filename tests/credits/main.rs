//! ComputeCredits: credits of the day and budgets on them.
//!
//! One module per action, then one per kind of attack. Every test runs in a [`scene::Scene`], which rebuilds the ledger from the
//! events alone and compares it with the contract when the test ends: state that moved without an event, or an event without its
//! state, fails the test, as does any invariant that does not hold.

mod amounts;
mod app;
mod batch_reads;
mod budget;
mod capacity_twice;
mod constructor;
mod day_boundary;
mod deployed;
mod diem_moved;
mod expiry;
mod hostile_diem;
mod meter;
mod meter_lowered;
mod meter_shortfall;
mod nonces;
mod receipts;
mod replay;
mod scene;
mod set_budget;
mod set_budget_by_sig;
mod signatures;
mod spend;
mod storage;
mod transfer;
mod transfer_from;
mod views;
mod wallet;
