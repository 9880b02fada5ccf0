//! Uniswap v2: DIEM in pools with VVV and with WETH, by the router and the pairs of public chains.
//!
//! The arithmetic is the whitepaper's, written anew in `formula`; every amount is checked to the wei.

mod abi;
mod formula;
mod market;

mod add_liquidity;
mod capacity;
mod ether;
mod pair;
mod protocol_fee;
mod remove_liquidity;
mod swap;
