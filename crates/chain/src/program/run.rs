//! One run of a program, from its first instruction to its result.

use alloy_primitives::{Address, Bytes, U256};

use super::{StorageCache, engine::Machine};

/// What the call that started a run fixed.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// Whose storage and balance the program works on.
    pub(crate) address: Address,
    pub(crate) caller: Address,
    pub(crate) value: U256,
    pub(crate) calldata: Bytes,
    pub(crate) is_static: bool,
    /// Whether another frame of the same address was running already.
    pub(crate) reentrant: bool,
}

/// A program that is running, or that waits for a call it made.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) call: Call,
    pub(crate) machine: Machine,
    /// What `write_result` left.
    pub(crate) output: Bytes,
    pub(crate) storage: StorageCache,
    /// Result of the last call or creation.
    pub(crate) return_data: Bytes,
    /// The code that `account_code` loaded last; asking for it again is free.
    pub(crate) last_code: Option<(Address, Bytes)>,
    /// Gas refunds of flushed storage (EIP-3529); counts only if the run succeeds.
    pub(crate) refund: i64,
    /// The call or creation that the program waits for.
    pub(crate) pending: Option<Pending>,
}

/// What is to be done when a nested frame returns. All pointers are into the program's memory.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pending {
    Call {
        /// Gas of the call itself.
        base_gas: u64,
        /// Gas given to the callee.
        callee_gas: u64,
        return_len_ptr: u32,
    },
    Create {
        /// Gas before the creation.
        start_gas: u64,
        /// Gas of the creation itself.
        own_gas: u64,
        /// Gas held back by the 63/64 rule.
        held_back: u64,
        address_ptr: u32,
        revert_len_ptr: u32,
    },
}

impl Run {
    pub(crate) fn new(call: Call, machine: Machine) -> Self {
        Self {
            call,
            machine,
            output: Bytes::new(),
            storage: StorageCache::default(),
            return_data: Bytes::new(),
            last_code: None,
            refund: 0,
            pending: None,
        }
    }
}
