//! What tests say about results.

use core::fmt::Debug;

use alloy_primitives::{Address, Log};
use alloy_sol_types::{SolError, SolEvent};
use diem_sdk::errors::describe_error;

use crate::Reverted;

/// Asserts that `result` is a revert with exactly `expected`: selector and arguments.
///
/// # Panics
///
/// If it is not, saying what came instead.
#[track_caller]
pub fn assert_reverts<T: Debug, E: SolError>(result: Result<T, Reverted>, expected: E) {
    let wanted = describe_error(&expected.abi_encode());
    match result {
        Ok(value) => panic!("expected a revert with {wanted}, but the call succeeded: {value:?}"),
        Err(reverted) if reverted.is_error(&expected) => {}
        Err(reverted) => panic!("expected a revert with {wanted}, but it {reverted}"),
    }
}

/// The log that `emitter` leaves when it emits `event`: topics and data. Compare a receipt's `logs` with a list of these.
pub fn emitted<E: SolEvent>(emitter: Address, event: &E) -> Log {
    Log {
        address: emitter,
        data: event.encode_log_data(),
    }
}
