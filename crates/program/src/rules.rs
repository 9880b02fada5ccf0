//! Which rules a module has to meet: they differ between versions of ArbOS.

use crate::figures::{arbos, limit, stack, start};

/// What one chain accepts, and how it prices a start.
///
/// [`Rules::arbos`] is a chain at one version of ArbOS with default parameters; [`Rules::strict`] is what every chain from
/// ArbOS 32 on accepts, which is what a build should aim at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Version of ArbOS (not the number `ArbSys.arbOSVersion()` answers, which is 55 higher).
    pub arbos_version: u64,
    /// Most bytes a decompressed module may have.
    pub max_wasm_bytes: usize,
    /// Most pages of memory a program may start with and grow to.
    pub page_limit: u16,
    /// Whether functions and blocks may have several results, and blocks parameters.
    pub multi_value: bool,
    /// Words of stack one call may use: the start value of [`STACK_LEFT`](crate::STACK_LEFT).
    pub max_stack_depth: u32,
}

impl Rules {
    /// The rules of a chain at this version of ArbOS.
    pub const fn arbos(version: u64) -> Self {
        let modern = version >= arbos::NO_MULTI_VALUE;
        Self {
            arbos_version: version,
            max_wasm_bytes: if modern {
                limit::WASM_BYTES_ARBOS_60
            } else {
                limit::WASM_BYTES
            },
            page_limit: limit::PAGES,
            multi_value: !modern,
            max_stack_depth: if version >= arbos::STACK_CAP {
                stack::MAX_DEPTH_ARBOS_50
            } else {
                stack::MAX_DEPTH
            },
        }
    }

    /// What all chains from ArbOS 32 on accept: the sizes of ArbOS 32, no multi-value, the small stack.
    pub const fn strict() -> Self {
        Self {
            multi_value: false,
            max_stack_depth: stack::MAX_DEPTH_ARBOS_50,
            ..Self::arbos(arbos::STYLUS_CHARGING_FIXES)
        }
    }

    /// The Stylus version programs are activated with.
    pub const fn stylus_version(&self) -> u16 {
        if self.arbos_version >= arbos::NO_MULTI_VALUE {
            3
        } else if self.arbos_version >= arbos::STYLUS_FIXES {
            2
        } else {
            1
        }
    }

    /// Least start cost of a program that is not in the cache, in units of 128 gas.
    pub const fn min_init(&self) -> u64 {
        if self.stylus_version() >= 2 {
            start::MIN_INIT
        } else {
            start::MIN_INIT_V1
        }
    }
}
