//! VvvStaking: stake, mint, burn, unstake, rewards. One module per action of the interface, then the scenarios that span several.

mod amounts;
mod calls;
mod deployment;
mod hostile;
mod scenario;
mod solvency;

mod bind;
mod burn_diem;
mod cancel_unstake;
mod claim;
mod claim_and_stake;
mod constructor;
mod fund_rewards;
mod mint_diem;
mod ownership;
mod pause;
mod recover;
mod request_unstake;
mod stake;
mod stake_and_mint;
mod stake_for;
mod stake_with_permit;
mod storage;
mod surplus;
mod views;
mod withdraw;

mod calldata;
mod capacity_in_one_transaction;
mod capacity_once;
mod day_boundary;
mod gas_limits;
mod hostile_amounts;
mod hostile_answers;
mod limits;
mod owner_power;
mod reentrancy;
mod reward_rounding;
mod reward_stream;
mod reward_weights;
mod rounding_of_locks;
mod sleep;
