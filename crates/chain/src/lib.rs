//! An exact, in-process Arbitrum Stylus chain.
