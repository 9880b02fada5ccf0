#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod checks;
pub mod code;
mod error;
mod features;
pub mod figures;
mod frame;
mod hooks;
mod info;
mod instrument;
mod module;
mod pages;
mod rules;
mod sections;

pub use code::{
    CODE_PREFIX, CodeError, compress, compressed_len, decompress, init_code, is_program,
};
pub use error::{Excess, Feature, FunctionExcess, InvalidModule};
pub use hooks::{GROW_HOOK, HOOKS_MODULE, Hook, VM_HOOKS, hook_named};
pub use info::{Counts, ModuleInfo};
pub use instrument::{INK_LEFT, INK_STATUS, STACK_LEFT, instrument};
pub use module::{ENTRYPOINT, MEMORY, Module};
pub use pages::memory_gas;
pub use rules::Rules;
/// The value types in [`VM_HOOKS`].
pub use wasmparser::ValType;
