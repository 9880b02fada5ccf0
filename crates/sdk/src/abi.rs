//! Rust bindings of the contracts' interfaces: calls, events and errors, taken from `interfaces/*.sol`. With the feature `rpc` each has
//! an instance for alloy's providers too: `IDiem::new(address, provider)`.
//!
//! The constructors are not part of the ABI (a program's constructor is the deployer's matter): see the head of each interface.
//!
//! `IDiem` has two overloads of `permit`: `permit_0Call` takes `v, r, s`, `permit_1Call` takes bytes.
//!
//! ```
//! use alloy_primitives::{U256, address, hex};
//! use alloy_sol_types::{SolCall, SolEvent};
//! use diem_sdk::abi::IDiem;
//!
//! let account = address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
//! let calldata = IDiem::capacityOfCall { account }.abi_encode();
//! let answer = hex!("0000000000000000000000000000000000000000000000000de0b6b3a7640000");
//! assert_eq!(IDiem::capacityOfCall::abi_decode_returns(&answer)?, U256::from(10).pow(U256::from(18)));
//!
//! let event = IDiem::Transfer { from: account, to: account, value: U256::ONE };
//! assert_eq!(IDiem::Transfer::decode_log_data(&event.encode_log_data())?, event);
//! # assert_eq!(calldata.len(), 36);
//! # Ok::<(), alloy_sol_types::Error>(())
//! ```
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
