//! A transaction that succeeded.

use alloy_primitives::{Address, Log};
use alloy_sol_types::SolEvent;
use stylus_chain::Receipt;

/// What a successful transaction left: its return value and its receipt.
#[derive(Clone, Debug)]
pub struct Sent<R> {
    /// The function's return value.
    pub value: R,
    /// The receipt: logs, gas, block.
    pub receipt: Receipt,
}

impl<R> Sent<R> {
    /// The events of type `E`, in order, whichever contract emitted them.
    ///
    /// The `Transfer` of VVV and of DIEM is one event type: use [`Sent::events_of`] to tell them apart, or compare the whole list of
    /// logs with what [`emitted`](crate::emitted) makes.
    pub fn events<E: SolEvent>(&self) -> Vec<E> {
        decode(self.receipt.logs.iter())
    }

    /// The events of type `E` that `emitter` emitted, in order.
    pub fn events_of<E: SolEvent>(&self, emitter: Address) -> Vec<E> {
        decode(self.logs_of(emitter))
    }

    /// The logs that `emitter` emitted, in order.
    pub fn logs_of(&self, emitter: Address) -> impl Iterator<Item = &Log> {
        self.receipt
            .logs
            .iter()
            .filter(move |log| log.address == emitter)
    }

    /// The gas charged for the whole transaction.
    pub const fn gas_used(&self) -> u64 {
        self.receipt.gas_used
    }
}

fn decode<'a, E: SolEvent>(logs: impl Iterator<Item = &'a Log>) -> Vec<E> {
    logs.filter_map(|log| E::decode_log_data_validate(&log.data).ok())
        .collect()
}
