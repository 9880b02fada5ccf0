//! Rust bindings of the contracts' interfaces: calls, events and errors, taken from `interfaces/*.sol`. With the feature `rpc` each has
//! an instance for alloy's providers too: `IDiem::new(address, provider)`.
//!
//! The constructors are not part of the ABI (a program's constructor is the deployer's matter): see the head of each interface.
//!
//! `IDiem` has two overloads of `permit`: `permit_0Call` takes `v, r, s`, `permit_1Call` takes bytes.
#![cfg_attr(
    feature = "rpc",
    expect(
        clippy::too_many_arguments,
        reason = "the functions have as many as their interfaces"
    )
)]

use alloy_sol_types::sol;

/// `sol!` takes no condition, so it stands here twice.
macro_rules! bindings {
    ($($path:tt)*) => {$(
        #[cfg(feature = "rpc")]
        sol!(#![sol(all_derives)] #[sol(rpc)] $path);
        #[cfg(not(feature = "rpc"))]
        sol!(#![sol(all_derives)] $path);
    )*};
}

bindings! {
    "interfaces/IVvv.sol"
    "interfaces/IDiem.sol"
    "interfaces/IVvvStaking.sol"
    "interfaces/IComputeCredits.sol"
}
