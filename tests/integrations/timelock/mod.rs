//! OpenZeppelin's TimelockController owns the staking contract: what its owner may do comes announced, and what nobody may do stays so.

mod governed;

mod actions;
mod delays;
mod exits;
mod ownership;
