//! A contract: its entry and its dispatch table.

use alloc::vec::Vec;
use alloy_primitives::{FixedBytes, B256, U256};
use alloy_sol_types::sol;
use stylus_sdk::{
    abi::{internal::CONSTRUCTOR_EXECUTED_SLOT, CONSTRUCTOR_SELECTOR},
    hostio, ArbResult,
};

use crate::{
    calldata,
    reply::size,
    revert::{revert, revert_with},
    storage::Slot,
    word::integer,
};

sol! {
    /// No function of the interface has `selector`.
    #[derive(Debug)]
    error UnknownSelector(bytes4 selector);

    /// No function takes native currency; `value` wei came with the call.
    #[derive(Debug)]
    error NotPayable(uint256 value);
}

/// A contract: what its interface's functions do with its storage.
pub trait Contract {
    /// Sets the initial state up from the constructor's arguments.
    fn construct(&mut self, arguments: &[u8]);

    /// Runs the function with `selector`; see [`dispatch!`](crate::dispatch).
    fn call(&mut self, selector: u32, arguments: &[u8]) -> Vec<u8>;
}

/// The slot that the SDK marks when a constructor has run.
const CONSTRUCTED: Slot = Slot::at(B256::new(CONSTRUCTOR_EXECUTED_SLOT.to_be_bytes()));

/// Makes a contract the program: the SDK's entrypoint, around [`run`]. In a module of its own, since the SDK exports its function
/// without documentation.
#[macro_export]
macro_rules! entry {
    ($contract:expr) => {
        mod entry {
            #![allow(unreachable_pub)]
            use super::*;
            use ::stylus_sdk::{host::VM, prelude::*, ArbResult};

            #[entrypoint]
            fn entry(input: ::alloc::vec::Vec<u8>, _vm: VM) -> ArbResult {
                $crate::contract::run($contract, &input)
            }
        }
    };
}

/// Runs one call of a contract: what the SDK's entrypoint hands over, to what it returns. A revert does not return.
pub fn run(mut contract: impl Contract, input: &[u8]) -> ArbResult {
    refuse_value();
    let Some((selector, arguments)) = input.split_first_chunk() else {
        revert(calldata::CalldataTooShort {
            length: U256::from(input.len()),
            needed: U256::from(4),
        });
    };
    match u32::from_be_bytes(*selector) {
        CONSTRUCTOR_SELECTOR => {
            construct_once(CONSTRUCTED);
            contract.construct(arguments);
            Ok(Vec::new())
        }
        selector => Ok(contract.call(selector, arguments)),
    }
}

/// Refuses native currency.
fn refuse_value() {
    let mut value = B256::ZERO;
    // SAFETY: the host writes 32 bytes at the pointer, a live word.
    unsafe { hostio::msg_value(value.as_mut_ptr()) };
    if value != B256::ZERO {
        revert(NotPayable {
            value: integer(&value),
        });
    }
}

/// Refuses a second constructor call, without a reason, as the SDK does.
fn construct_once(mut constructed: Slot) {
    if !constructed.load().is_zero() {
        revert_with(&[]);
    }
    constructed.store(&size(1));
}

/// The revert for a selector that the table lacks.
#[cold]
pub fn unknown_selector(selector: u32) -> ! {
    revert(UnknownSelector {
        selector: FixedBytes(selector.to_be_bytes()),
    })
}

/// The dispatch table of an interface: one line per function, `nameCall(arguments) => result`.
///
/// The names are those of alloy's call types, so the compiler holds each line's arguments and result against the interface, and a clash of
/// selectors is an unreachable pattern. Frequent functions come first.
#[macro_export]
macro_rules! dispatch {
    ($interface:ident, $selector:expr, $arguments:expr, { $($call:ident($($argument:ident),*) => $result:expr,)* }) => {{
        $(
            #[allow(non_upper_case_globals)]
            const $call: u32 = u32::from_be_bytes(<$interface::$call as ::alloy_sol_types::SolCall>::SELECTOR);
        )*
        #[allow(non_upper_case_globals)]
        #[deny(unreachable_patterns)]
        let reply = match $selector {
            $($call => {
                $crate::read_arguments!(
                    <$interface::$call as ::alloy_sol_types::SolCall>::Parameters<'static>, $arguments; $($argument),*
                );
                $crate::reply::reply::<$interface::$call>($result)
            })*
            selector => $crate::contract::unknown_selector(selector),
        };
        reply
    }};
}
