//! Diem: an ERC-20 whose balances give daily capacity. Alone, with an account as its minter.

#[path = "../tokens/mod.rs"]
mod tokens;

mod boundaries;
mod burn;
mod capacity_at;
mod capacity_batch;
mod capacity_day;
mod capacity_model;
mod constructor;
mod fixture;
mod layout;
mod mint;
mod permit_bytes;
mod permit_wallet;
mod receivers;
