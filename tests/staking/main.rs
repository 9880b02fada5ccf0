//! VvvStaking: stake, mint, burn, unstake, rewards.
