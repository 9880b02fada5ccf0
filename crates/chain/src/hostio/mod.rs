//! The 42 host functions, one handler each. Prices are charged in the order in which Nitro charges them, since a program that runs
//! out of ink half-way shows it.

mod account;
mod calls;
mod info;
mod io;
mod math;
mod storage;

use std::sync::LazyLock;

use alloy_primitives::{Address, B256, U256};
use revm::interpreter::FrameInput;
use stylus_program::{VM_HOOKS, figures::ink::PER_GAS};

pub(crate) use calls::{Nested, finish_nested};

use crate::{
    evm::ChainContext,
    prices::ink,
    profile::Item,
    program::{
        Run,
        engine::{Answer, Request},
    },
};

/// What a host function comes to.
#[derive(Debug)]
pub(crate) enum Reply {
    /// The program goes on with this result.
    Answer(Option<Answer>),
    /// A call or creation has to run first.
    Frame(FrameInput),
}

/// Why a program ends inside a host function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// A price could not be paid.
    OutOfInk,
    /// The program asked to end, with this status.
    Exit(u32),
    /// The program did what it must not: it reverts without data.
    Failure,
}

type Outcome = Result<Reply, Escape>;
type Handler = fn(&mut Host<'_>, &Request) -> Outcome;

const NOTHING: Reply = Reply::Answer(None);

const fn u32_answer(value: u32) -> Outcome {
    Ok(Reply::Answer(Some(Answer::I32(value))))
}

const fn u64_answer(value: u64) -> Outcome {
    Ok(Reply::Answer(Some(Answer::I64(value))))
}

/// Handles the host function that a program stopped at.
pub(crate) fn handle(ctx: &mut ChainContext, run: &mut Run, request: &Request) -> Outcome {
    let mut host = Host::new(ctx, run);
    let outcome = HANDLERS[request.hook](&mut host, request);
    host.settle();
    let own = host.own_ink();
    if let Some(profile) = &mut host.ctx.chain.profile {
        profile.host_function(VM_HOOKS[request.hook].name, own);
    }
    outcome
}

/// In the order of [`VM_HOOKS`].
static HANDLERS: LazyLock<[Handler; VM_HOOKS.len()]> =
    LazyLock::new(|| VM_HOOKS.map(|hook| handler(hook.name)));

fn handler(name: &str) -> Handler {
    match name {
        "account_balance" => account::balance,
        "account_code" => account::code,
        "account_code_size" => account::code_size,
        "account_codehash" => account::codehash,
        "block_basefee" => info::block_basefee,
        "block_coinbase" => info::block_coinbase,
        "block_gas_limit" => info::block_gas_limit,
        "block_number" => info::block_number,
        "block_timestamp" => info::block_timestamp,
        "call_contract" => calls::call_contract,
        "chainid" => info::chainid,
        "contract_address" => info::contract_address,
        "create1" => calls::create1,
        "create2" => calls::create2,
        "delegate_call_contract" => calls::delegate_call_contract,
        "emit_log" => io::emit_log,
        "evm_gas_left" => info::evm_gas_left,
        "evm_ink_left" => info::evm_ink_left,
        "exit_early" => io::exit_early,
        "math_add_mod" => math::add_mod,
        "math_div" => math::div,
        "math_mod" => math::rem,
        "math_mul_mod" => math::mul_mod,
        "math_pow" => math::pow,
        "msg_reentrant" => info::msg_reentrant,
        "msg_sender" => info::msg_sender,
        "msg_value" => info::msg_value,
        "native_keccak256" => math::keccak256,
        "pay_for_memory_grow" => io::pay_for_memory_grow,
        "read_args" => io::read_args,
        "read_return_data" => io::read_return_data,
        "return_data_size" => io::return_data_size,
        "static_call_contract" => calls::static_call_contract,
        "storage_cache_bytes32" => storage::cache,
        "storage_flush_cache" => storage::flush,
        "storage_load_bytes32" => storage::load,
        "transient_load_bytes32" => storage::transient_load,
        "transient_store_bytes32" => storage::transient_store,
        "tx_gas_price" => info::tx_gas_price,
        "tx_ink_price" => info::tx_ink_price,
        "tx_origin" => info::tx_origin,
        "write_result" => io::write_result,
        other => unreachable!("the table of host functions has no {other}"),
    }
}

/// The chain and the program, as a host function sees them.
pub(crate) struct Host<'a> {
    pub(crate) ctx: &'a mut ChainContext,
    pub(crate) run: &'a mut Run,
    ink: u64,
    ink_before: u64,
    /// Ink that went elsewhere than into the host function itself.
    ink_elsewhere: u64,
}

impl<'a> Host<'a> {
    pub(crate) fn new(ctx: &'a mut ChainContext, run: &'a mut Run) -> Self {
        let ink = run.machine.ink();
        Self {
            ctx,
            run,
            ink,
            ink_before: ink,
            ink_elsewhere: 0,
        }
    }

    /// Gives the ink left back to the program.
    fn settle(&mut self) {
        self.run.machine.set_ink(self.ink);
    }

    const fn ink(&self) -> u64 {
        self.ink
    }

    /// Ink that the host function took for itself.
    const fn own_ink(&self) -> u64 {
        self.ink_before - self.ink - self.ink_elsewhere
    }

    /// Gas left, rounded down.
    const fn gas_left(&self) -> u64 {
        self.ink / PER_GAS
    }

    const fn out_of_ink<T>(&mut self) -> Result<T, Escape> {
        self.ink = 0;
        Err(Escape::OutOfInk)
    }

    const fn buy_ink(&mut self, ink: u64) -> Result<(), Escape> {
        match self.ink.checked_sub(ink) {
            Some(left) => {
                self.ink = left;
                Ok(())
            }
            None => self.out_of_ink(),
        }
    }

    /// Charges for what the host function causes in the EVM.
    fn buy_gas(&mut self, item: Item, gas: u64) -> Result<(), Escape> {
        let ink = gas.saturating_mul(PER_GAS);
        self.buy_elsewhere(ink)?;
        if let Some(profile) = &mut self.ctx.chain.profile {
            profile.spend(item, ink);
        }
        Ok(())
    }

    /// Charges for what is accounted for elsewhere: by the frame that a call ran.
    fn buy_elsewhere(&mut self, ink: u64) -> Result<(), Escape> {
        self.buy_ink(ink)?;
        self.ink_elsewhere += ink;
        Ok(())
    }

    /// Demands gas without charging it.
    const fn require_gas(&mut self, gas: u64) -> Result<(), Escape> {
        if self.ink < gas.saturating_mul(PER_GAS) {
            self.out_of_ink()
        } else {
            Ok(())
        }
    }

    /// The base price of a host function that takes so many pointers.
    const fn charge(&mut self, pointers: u64) -> Result<(), Escape> {
        self.buy_ink(ink::HOSTIO + pointers * ink::POINTER)
    }

    /// The base price of a host function that takes so many pointers and asks the EVM.
    const fn charge_api(&mut self, pointers: u64) -> Result<(), Escape> {
        self.buy_ink(ink::HOSTIO + pointers * ink::POINTER + ink::EVM_API)
    }

    fn read(&self, ptr: u32, len: u32) -> Result<&[u8], Escape> {
        let start = ptr as usize;
        self.run
            .machine
            .memory()
            .get(start..start + len as usize)
            .ok_or(Escape::Failure)
    }

    fn read_array<const N: usize>(&self, ptr: u32) -> Result<[u8; N], Escape> {
        let bytes = self.read(ptr, N as u32)?;
        bytes.try_into().map_err(|_| Escape::Failure)
    }

    fn read_address(&self, ptr: u32) -> Result<Address, Escape> {
        self.read_array(ptr).map(Address::new)
    }

    fn read_u256(&self, ptr: u32) -> Result<U256, Escape> {
        self.read_array(ptr).map(U256::from_be_bytes::<32>)
    }

    fn write(&mut self, ptr: u32, bytes: &[u8]) -> Result<(), Escape> {
        let start = ptr as usize;
        self.run
            .machine
            .memory_mut()
            .get_mut(start..start + bytes.len())
            .ok_or(Escape::Failure)?
            .copy_from_slice(bytes);
        Ok(())
    }

    fn write_u256(&mut self, ptr: u32, value: U256) -> Result<(), Escape> {
        self.write(ptr, &value.to_be_bytes::<32>())
    }

    fn write_b256(&mut self, ptr: u32, value: B256) -> Result<(), Escape> {
        self.write(ptr, value.as_slice())
    }

    fn write_u32(&mut self, ptr: u32, value: u32) -> Result<(), Escape> {
        self.write(ptr, &value.to_le_bytes())
    }
}

/// The overlap of `bytes` with the `size` bytes from `offset` on.
fn overlap(bytes: &[u8], offset: u32, size: u32) -> &[u8] {
    let start = (offset as usize).min(bytes.len());
    let end = (offset.saturating_add(size) as usize).min(bytes.len());
    &bytes[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_host_function_has_its_own_handler() {
        let mut handlers: Vec<usize> = HANDLERS.iter().map(|handler| *handler as usize).collect();
        handlers.sort_unstable();
        handlers.dedup();
        assert_eq!(handlers.len(), VM_HOOKS.len());
    }

    #[test]
    fn overlaps_stop_at_the_end() {
        assert_eq!(overlap(b"abcd", 1, 2), b"bc");
        assert_eq!(overlap(b"abcd", 3, 9), b"d");
        assert_eq!(overlap(b"abcd", 4, 1), b"");
        assert_eq!(overlap(b"abcd", u32::MAX, u32::MAX), b"");
    }
}
