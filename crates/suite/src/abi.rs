//! Rust bindings of the contracts' interfaces: calls, events and errors, taken from `interfaces/*.sol`.
//!
//! The constructors are not part of the ABI (a program's constructor is the deployer's matter): see the head of each interface.
//!
//! `IDiem` has two overloads of `permit`: `permit_0Call` takes `v, r, s`, `permit_1Call` takes bytes.

use alloy_sol_types::{Panic, Revert, SolError, SolInterface, sol};

sol!(
    #![sol(all_derives)]
    "../../interfaces/IVvv.sol"
);
sol!(
    #![sol(all_derives)]
    "../../interfaces/IDiem.sol"
);
sol!(
    #![sol(all_derives)]
    "../../interfaces/IVvvStaking.sol"
);
sol!(
    #![sol(all_derives)]
    "../../interfaces/IComputeCredits.sol"
);

/// Describes revert data in words: the error's name and arguments if one of the interfaces has it, else the reason string, the
/// panic code, or the bytes.
pub fn describe_error(data: &[u8]) -> String {
    if data.is_empty() {
        return "empty revert data".to_owned();
    }
    let known = [
        decode::<IDiem::IDiemErrors>,
        decode::<IVvvStaking::IVvvStakingErrors>,
        decode::<IComputeCredits::IComputeCreditsErrors>,
        decode::<IVvv::IVvvErrors>,
    ];
    known
        .iter()
        .find_map(|decode| decode(data))
        .or_else(|| Revert::abi_decode(data).ok().map(|revert| revert.reason))
        .or_else(|| Panic::abi_decode(data).ok().map(|panic| panic.to_string()))
        .unwrap_or_else(|| format!("unknown error 0x{}", alloy_primitives::hex::encode(data)))
}

fn decode<E: SolInterface + core::fmt::Debug>(data: &[u8]) -> Option<String> {
    let printed = format!("{:?}", E::abi_decode_validate(data).ok()?);
    // The enum's variant is named as the error that it holds: `Name(Name { .. })` reads better as `Name { .. }`.
    let inner = printed
        .split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'));
    Some(inner.map(str::to_owned).unwrap_or(printed))
}
