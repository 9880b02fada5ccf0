//! What activating and starting a program costs.

use crate::{
    figures::{activation, arbos, asm, cached_init, init, overhead, start},
    rules::Rules,
};

/// Counts of a module that its costs follow from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Bytes of the module.
    pub wasm_bytes: u64,
    /// Functions defined in the module.
    pub functions: u64,
    /// Parameters and results of all these functions.
    pub type_len: u64,
    /// Globals, without those of the instrumentation.
    pub globals: u64,
    /// Bytes that data segments write to memory.
    pub data_bytes: u64,
    /// Bytes of the data segments as they are encoded, headers included.
    pub encoded_data_bytes: u64,
    /// Bytes of the element segments as they are encoded, headers included.
    pub element_bytes: u64,
    /// Opcodes of all functions, after instrumentation.
    pub opcodes: u64,
    /// Pages of memory the program starts with.
    pub footprint: u16,
}

/// What a chain records about a program at activation, and what that costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModuleInfo {
    /// The counts everything else follows from.
    pub counts: Counts,
    /// Start cost outside the cache, in units of one gas before [`ModuleInfo::init_gas`] scales it.
    pub init_cost: u16,
    /// Start cost from the cache, in units of one gas before [`ModuleInfo::cached_init_gas`] scales it.
    pub cached_init_cost: u16,
    /// Estimated length of the machine code, in bytes: the data fee is proportional to it.
    pub asm_estimate: u32,
    /// Pages of memory the program starts with.
    pub footprint: u16,
    /// Gas of activating the program: the fixed part and the parts that depend on the module.
    pub activation_gas: u64,
    stylus_version: u16,
    min_init: u64,
}

impl ModuleInfo {
    /// Computes the costs of a module, or names the one that a chain cannot record.
    pub(crate) fn new(counts: Counts, rules: &Rules) -> Result<Self, Overflow> {
        let cached = cached_init_cost(&counts);
        let version = rules.stylus_version();
        let init = init_cost(&counts) + if version == 1 { cached } else { 0 };
        Ok(Self {
            counts,
            init_cost: init.try_into().map_err(|_| Overflow {
                what: "init cost",
                value: init,
            })?,
            cached_init_cost: cached.try_into().map_err(|_| Overflow {
                what: "cached init cost",
                value: cached,
            })?,
            asm_estimate: asm_estimate(&counts).try_into().map_err(|_| Overflow {
                what: "asm estimate",
                value: asm_estimate(&counts),
            })?,
            footprint: counts.footprint,
            activation_gas: activation_gas(&counts, rules),
            stylus_version: version,
            min_init: rules.min_init(),
        })
    }

    /// Gas of a start that is not served from the cache, without [`ModuleInfo::cached_init_gas`].
    pub const fn init_gas(&self) -> u64 {
        self.min_init * start::MIN_INIT_UNIT + scaled(self.init_cost)
    }

    /// Gas of a start from the cache.
    pub const fn cached_init_gas(&self) -> u64 {
        start::MIN_CACHED * start::MIN_CACHED_UNIT + scaled(self.cached_init_cost)
    }

    /// Gas that each call of the program pays before it runs. The price of its memory pages comes on top.
    pub const fn call_gas(&self, cached: bool) -> u64 {
        let from_cache = if cached || self.stylus_version >= 2 {
            self.cached_init_gas()
        } else {
            0
        };
        let from_scratch = if cached { 0 } else { self.init_gas() };
        from_cache + from_scratch
    }
}

/// A cost that does not fit the field in which chains record it.
pub(crate) struct Overflow {
    pub(crate) what: &'static str,
    pub(crate) value: u64,
}

const fn scaled(cost: u16) -> u64 {
    (cost as u64 * start::SCALAR_PERCENT).div_ceil(100)
}

const fn init_cost(counts: &Counts) -> u64 {
    init::FUNCTION.of(counts.functions)
        + init::TYPE.of(counts.type_len)
        + init::WASM_BYTE.of(counts.wasm_bytes)
}

const fn cached_init_cost(counts: &Counts) -> u64 {
    cached_init::FUNCTION.of(counts.functions)
        + cached_init::TYPE.of(counts.type_len)
        + cached_init::WASM_BYTE.of(counts.wasm_bytes)
        + cached_init::GLOBAL.of(counts.globals + overhead::GLOBALS)
        + cached_init::DATA_BYTE.of(counts.encoded_data_bytes + counts.element_bytes)
        + cached_init::PAGE.of(counts.footprint as u64)
}

const fn asm_estimate(counts: &Counts) -> u64 {
    asm::BASE
        + asm::FUNCTION.of(counts.functions)
        + asm::TYPE.of(counts.type_len)
        + asm::WASM_BYTE.of(counts.wasm_bytes)
}

const fn activation_gas(counts: &Counts, rules: &Rules) -> u64 {
    let length = if rules.arbos_version >= arbos::STYLUS_CHARGING_FIXES {
        activation::WASM_BYTE.of(counts.wasm_bytes)
    } else {
        0
    };
    let microseconds = length
        + activation::FUNCTION.of(counts.functions)
        + activation::DATA_BYTE.of(counts.data_bytes)
        + activation::ELEMENT_BYTE.of(counts.element_bytes)
        + activation::PAGE.of(counts.footprint as u64)
        + activation::OPCODE.of(counts.opcodes);
    activation::FIXED_GAS + microseconds * activation::GAS_PER_MICROSECOND
}
