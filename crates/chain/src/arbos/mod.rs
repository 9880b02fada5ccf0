//! The parts of ArbOS that programs need: their records, and the precompiled contracts through which they are managed.

pub(crate) mod data_fee;
pub(crate) mod l1_price;
pub(crate) mod parameters;
pub(crate) mod precompiles;
pub(crate) mod programs;

use alloy_primitives::{Address, U256, address};
use revm::context_interface::JournalTr;

use crate::evm::ChainContext;

/// The account whose storage holds ArbOS's state. Source: go-ethereum `core/types/arbitrum_signer.go` and Nitro `arbos/storage`.
pub(crate) const ARBOS_STATE: Address = address!("a4b05fffffffffffffffffffffffffffffffffff");

/// Slots of [`ARBOS_STATE`]. Programs' records lie at their code hashes. Nitro's layout is another, which nobody can see.
mod slot {
    use alloy_primitives::U256;

    pub(super) const DEMAND: U256 = U256::from_limbs([1, 0, 0, 0]);
    pub(super) const LAST_UPDATE: U256 = U256::from_limbs([2, 0, 0, 0]);
}

fn read(ctx: &mut ChainContext, slot: U256) -> U256 {
    let journal = &mut ctx.journaled_state;
    ok(journal.load_account(ARBOS_STATE));
    ok(journal.sload(ARBOS_STATE, slot)).data
}

fn write(ctx: &mut ChainContext, slot: U256, value: U256) {
    let journal = &mut ctx.journaled_state;
    ok(journal.load_account(ARBOS_STATE));
    journal.touch_account(ARBOS_STATE);
    ok(journal.sstore(ARBOS_STATE, slot, value));
}

/// The state is in memory: reading it cannot fail.
pub(crate) fn ok<T>(result: Result<T, core::convert::Infallible>) -> T {
    match result {
        Ok(value) => value,
        Err(never) => match never {},
    }
}
