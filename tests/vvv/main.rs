//! Test VVV: an ERC-20 with permits and a faucet.
