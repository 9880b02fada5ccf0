//! The host functions a program may import.

use wasmparser::ValType::{self, I32, I64};

/// The only module programs import from.
pub const HOOKS_MODULE: &str = "vm_hooks";

/// One host function: name and signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Name of the import.
    pub name: &'static str,
    /// Parameter types. Pointers, lengths and small integers are `i32`, gas is `i64`.
    pub params: &'static [ValType],
    /// Result types, none or one.
    pub results: &'static [ValType],
}

const fn hook(name: &'static str, params: &'static [ValType], results: &'static [ValType]) -> Hook {
    Hook {
        name,
        params,
        results,
    }
}

/// All host functions of a chain without debug mode, in the order of the names (Nitro `crates/stylus/src/native.rs`).
pub const VM_HOOKS: [Hook; 42] = [
    hook("account_balance", &[I32, I32], &[]),
    hook("account_code", &[I32, I32, I32, I32], &[I32]),
    hook("account_code_size", &[I32], &[I32]),
    hook("account_codehash", &[I32, I32], &[]),
    hook("block_basefee", &[I32], &[]),
    hook("block_coinbase", &[I32], &[]),
    hook("block_gas_limit", &[], &[I64]),
    hook("block_number", &[], &[I64]),
    hook("block_timestamp", &[], &[I64]),
    hook("call_contract", &[I32, I32, I32, I32, I64, I32], &[I32]),
    hook("chainid", &[], &[I64]),
    hook("contract_address", &[I32], &[]),
    hook("create1", &[I32, I32, I32, I32, I32], &[]),
    hook("create2", &[I32, I32, I32, I32, I32, I32], &[]),
    hook("delegate_call_contract", &[I32, I32, I32, I64, I32], &[I32]),
    hook("emit_log", &[I32, I32, I32], &[]),
    hook("evm_gas_left", &[], &[I64]),
    hook("evm_ink_left", &[], &[I64]),
    hook("exit_early", &[I32], &[]),
    hook("math_add_mod", &[I32, I32, I32], &[]),
    hook("math_div", &[I32, I32], &[]),
    hook("math_mod", &[I32, I32], &[]),
    hook("math_mul_mod", &[I32, I32, I32], &[]),
    hook("math_pow", &[I32, I32], &[]),
    hook("msg_reentrant", &[], &[I32]),
    hook("msg_sender", &[I32], &[]),
    hook("msg_value", &[I32], &[]),
    hook("native_keccak256", &[I32, I32, I32], &[]),
    hook("pay_for_memory_grow", &[I32], &[]),
    hook("read_args", &[I32], &[]),
    hook("read_return_data", &[I32, I32, I32], &[I32]),
    hook("return_data_size", &[], &[I32]),
    hook("static_call_contract", &[I32, I32, I32, I64, I32], &[I32]),
    hook("storage_cache_bytes32", &[I32, I32], &[]),
    hook("storage_flush_cache", &[I32], &[]),
    hook("storage_load_bytes32", &[I32, I32], &[]),
    hook("transient_load_bytes32", &[I32, I32], &[]),
    hook("transient_store_bytes32", &[I32, I32], &[]),
    hook("tx_gas_price", &[I32], &[]),
    hook("tx_ink_price", &[], &[I32]),
    hook("tx_origin", &[I32], &[]),
    hook("write_result", &[I32, I32], &[]),
];

/// The host function that a module whose memory can grow has to import: it is called before every `memory.grow`.
pub const GROW_HOOK: &str = "pay_for_memory_grow";

/// Looks a host function up.
pub fn hook_named(name: &str) -> Option<&'static Hook> {
    VM_HOOKS
        .binary_search_by(|hook| hook.name.cmp(name))
        .ok()
        .map(|index| &VM_HOOKS[index])
}
