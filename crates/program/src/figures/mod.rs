//! Every figure that this project takes from Nitro, each with its source: what a module may contain and costs by its shape here, opcodes in
//! [`opcode`], host functions and ArbOS in [`host`].
//!
//! The sources are the paths of the public repositories `OffchainLabs/nitro` and `OffchainLabs/go-ethereum`, as of spring and summer 2026. Only
//! figures are taken, never code.

pub mod host;
pub(crate) mod opcode;

/// Bytes of one WebAssembly memory page (WebAssembly core specification, 4.2.8).
pub const PAGE_BYTES: u64 = 65_536;

/// Version numbers of ArbOS at which the rules for programs change (go-ethereum `params/config_arbitrum.go`).
pub mod arbos {
    /// Programs exist from here on.
    pub const STYLUS: u64 = 30;
    /// Stylus version 2: init costs no longer contain the cached part.
    pub const STYLUS_FIXES: u64 = 31;
    /// Activation pays for the module's length, and imports are counted.
    pub const STYLUS_CHARGING_FIXES: u64 = 32;
    /// The stack depth is capped.
    pub const STACK_CAP: u64 = 50;
    /// Stylus version 3: multi-value is refused. Modules may be larger.
    pub const NO_MULTI_VALUE: u64 = 60;
}

/// Ink prices that do not belong to one opcode (Nitro `crates/prover/src/programs/config.rs`).
pub mod ink {
    /// Ink per unit of gas, the default of a chain (Nitro `arbos/programs/params.go`, `initialInkPrice`).
    pub const PER_GAS: u64 = 10_000;
    /// Every basic block pays this for its own metering.
    pub const BLOCK_HEADER: u64 = 2_450;
    /// Per byte of `memory.copy`.
    pub const COPY_BYTE: u64 = 100;
    /// Per byte of `memory.fill`.
    pub const FILL_BYTE: u64 = 100;
}

/// What a module may contain (Nitro `crates/prover/src/binary.rs`, unless another source is named).
pub mod limit {
    /// Bytes of a module below ArbOS 60 (Nitro `arbos/programs/params.go`, `initialMaxWasmSize`).
    pub const WASM_BYTES: usize = 128 * 1024;
    /// Bytes of a module from ArbOS 60 on (Arbitrum documentation, ArbOS 60 notice).
    pub const WASM_BYTES_ARBOS_60: usize = 256 * 1024;
    /// Bytes of a deployed contract's code, prefix included (EIP-170).
    pub const CODE_BYTES: usize = 24_576;
    /// Pages of memory a program may have, at the start and ever (Nitro `arbos/programs/params.go`, `initialPageLimit`).
    pub const PAGES: u16 = 128;
    /// Functions defined in the module.
    pub const FUNCTIONS: usize = 4_096;
    /// Locals of one function, parameters not counted.
    pub const LOCALS: usize = 348;
    /// Opcodes of one function *after* instrumentation.
    pub const OPCODES: usize = 65_536;
    /// Globals, the instrumentation's own included.
    pub const GLOBALS: usize = 32_768;
    /// Data segments.
    pub const DATA_SEGMENTS: usize = 128;
    /// Element segments.
    pub const ELEMENT_SEGMENTS: usize = 128;
    /// Exports.
    pub const EXPORTS: usize = 1_024;
    /// Imports, from ArbOS 32 on.
    pub const IMPORTS: usize = 513;
    /// Initial entries of the table.
    pub const TABLE_ENTRIES: u64 = 4_096;
    /// Encoded bytes of all element segments together. Nitro calls them entries.
    pub const ELEMENT_BYTES: u64 = 4_096;
    /// Bytes of an export's name and of the module's name.
    pub const NAME_BYTES: usize = 512;
    /// Words of one stack frame (Nitro `crates/prover/src/programs/config.rs`, `max_frame_size`).
    pub const FRAME_WORDS: u32 = 10_240;
    /// Values on one frame's operand stack at a time (same file, `max_frame_contention`).
    pub const FRAME_VALUES: u32 = 4_096;
}

/// What the instrumentation adds, as Nitro counts it: opcodes count towards [`limit::OPCODES`] and the activation gas, values
/// towards the frame (Nitro `crates/prover/src/programs/{meter,dynamic,depth,heap}.rs`).
pub mod overhead {
    /// Globals: ink left, ink status, scratch, stack left.
    pub const GLOBALS: u64 = 4;
    /// Opcodes at the head of a basic block.
    pub const BLOCK_OPCODES: u64 = 12;
    /// Values a block's head needs on top of the operand stack.
    pub const BLOCK_VALUES: u32 = 2;
    /// Opcodes before each `memory.copy` and `memory.fill`.
    pub const BULK_OPCODES: u64 = 17;
    /// Values the charge for `memory.copy` and `memory.fill` needs on top of the operand stack.
    pub const BULK_VALUES: u32 = 3;
    /// Opcodes at a function's entry that take the frame's words.
    pub const ENTRY_OPCODES: u64 = 12;
    /// Opcodes before each `return` that give the frame's words back.
    pub const RETURN_OPCODES: u64 = 4;
    /// Opcodes at a function's end: one `return` of its own with what goes before it.
    pub const EXIT_OPCODES: u64 = RETURN_OPCODES + 1;
    /// Opcodes before each `memory.grow` that can grow.
    pub const GROW_OPCODES: u64 = 4;
    /// Words of every frame besides locals and operands.
    pub const FRAME_WORDS: u32 = 4;
}

/// Stack words a call of a program may use.
pub mod stack {
    /// Default of a chain (Nitro `arbos/programs/params.go`, `initialStackDepth`).
    pub const MAX_DEPTH: u32 = 4 * 65_536;
    /// From ArbOS 50 on (same file).
    pub const MAX_DEPTH_ARBOS_50: u32 = 22_000;
}

/// A linear cost as Nitro writes it: `count * numerator / denominator`, floored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    numerator: u64,
    denominator: u64,
}

impl Rate {
    const fn new(numerator: u64, denominator: u64) -> Self {
        Self {
            numerator,
            denominator,
        }
    }

    /// The cost of `count` units.
    pub const fn of(self, count: u64) -> u64 {
        count.saturating_mul(self.numerator) / self.denominator
    }
}

/// Estimated length of the machine code, in bytes (Nitro `crates/prover/src/binary.rs`).
pub mod asm {
    use super::Rate;

    /// Of any program.
    pub const BASE: u64 = 512_000;
    /// Per function.
    pub const FUNCTION: Rate = Rate::new(996_829, 1_000);
    /// Per parameter and result of a function.
    pub const TYPE: Rate = Rate::new(11_416, 1_000);
    /// Per byte of the module.
    pub const WASM_BYTE: Rate = Rate::new(62_628, 10_000);
}

/// Cost of starting a program that is not in the cache (Nitro `crates/prover/src/binary.rs`).
pub mod init {
    use super::Rate;

    /// Per function.
    pub const FUNCTION: Rate = Rate::new(8_252, 1_000);
    /// Per parameter and result of a function.
    pub const TYPE: Rate = Rate::new(1_059, 1_000);
    /// Per byte of the module.
    pub const WASM_BYTE: Rate = Rate::new(1_286, 10_000);
}

/// Cost of starting a program that is in the cache (Nitro `crates/prover/src/binary.rs`).
pub mod cached_init {
    use super::Rate;

    /// Per function.
    pub const FUNCTION: Rate = Rate::new(13_420, 100_000);
    /// Per parameter and result of a function.
    pub const TYPE: Rate = Rate::new(89, 100_000);
    /// Per byte of the module.
    pub const WASM_BYTE: Rate = Rate::new(122, 100_000);
    /// Per global, the instrumentation's own included.
    pub const GLOBAL: Rate = Rate::new(1_628, 1_000);
    /// Per encoded byte of data and element segments.
    pub const DATA_BYTE: Rate = Rate::new(75_244, 100_000);
    /// Per page of initial memory.
    pub const PAGE: Rate = Rate::new(5, 1);
}

/// What activating a program costs (Nitro `crates/prover/src/programs/mod.rs`; microseconds unless said otherwise).
pub mod activation {
    use super::Rate;

    /// Gas of every activation (Nitro `precompiles/ArbWasm.go`).
    pub const FIXED_GAS: u64 = 1_659_168;
    /// Gas per microsecond: a speed limit of 7,000,000 gas per second, doubled, at a sync rate of two.
    pub const GAS_PER_MICROSECOND: u64 = 28;
    /// Per byte of the module, from ArbOS 32 on.
    pub const WASM_BYTE: Rate = Rate::new(31_733, 100_000);
    /// Per function.
    pub const FUNCTION: Rate = Rate::new(17_263, 100_000);
    /// Per byte in data segments.
    pub const DATA_BYTE: Rate = Rate::new(17_376, 100_000);
    /// Per encoded byte of element segments.
    pub const ELEMENT_BYTE: Rate = Rate::new(17_376, 100_000);
    /// Per page of initial memory.
    pub const PAGE: Rate = Rate::new(2_217, 1);
    /// Per opcode after instrumentation.
    pub const OPCODE: Rate = Rate::new(535, 1_000);
}

/// How start costs become gas (Nitro `arbos/programs/params.go` and `programs.go`).
pub mod start {
    /// Least start cost, in [`MIN_INIT_UNIT`] of gas, at Stylus version 1.
    pub const MIN_INIT_V1: u64 = 72;
    /// Least start cost, in [`MIN_INIT_UNIT`] of gas, from Stylus version 2 on.
    pub const MIN_INIT: u64 = 69;
    /// Gas per unit of the least start cost.
    pub const MIN_INIT_UNIT: u64 = 128;
    /// Least start cost from the cache, in [`MIN_CACHED_UNIT`] of gas.
    pub const MIN_CACHED: u64 = 11;
    /// Gas per unit of the least start cost from the cache.
    pub const MIN_CACHED_UNIT: u64 = 32;
    /// Percent a start cost is multiplied with: scalars of 50, in units of 2 %.
    pub const SCALAR_PERCENT: u64 = 50 * 2;
}

/// Memory prices and bounds of a transaction (Nitro `arbos/programs/params.go`, `crates/prover/src/programs/memory.rs`).
pub mod memory {
    /// Pages a transaction opens for free.
    pub const FREE_PAGES: u16 = 2;
    /// Gas of each further page.
    pub const PAGE_GAS: u16 = 1_000;
    /// What all 128 pages cost through growth alone: the cost grows exponentially up to here.
    pub const RAMP_GAS: u32 = 31_874_000;
    /// What growing to so many pages has cost: `RAMP_GAS` to the power of `pages / 128`, floored (computed in floating point there,
    /// so that the last figure is one short).
    pub const GROWTH_GAS: [u32; 129] = [
        1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 5, 6, 7, 8, 9, 11, 12, 14, 17, 19, 22, 25, 29, 33,
        38, 43, 50, 57, 65, 75, 85, 98, 112, 128, 147, 168, 193, 221, 253, 289, 331, 379, 434, 497,
        569, 651, 745, 853, 976, 1_117, 1_279, 1_463, 1_675, 1_917, 2_194, 2_511, 2_874, 3_290,
        3_765, 4_309, 4_932, 5_645, 6_461, 7_395, 8_464, 9_687, 11_087, 12_689, 14_523, 16_621,
        19_024, 21_773, 24_919, 28_521, 32_642, 37_359, 42_758, 48_938, 56_010, 64_104, 73_368,
        83_971, 96_106, 109_994, 125_890, 144_082, 164_904, 188_735, 216_010, 247_226, 282_953,
        323_844, 370_643, 424_206, 485_509, 555_672, 635_973, 727_880, 833_067, 953_456, 1_091_243,
        1_248_941, 1_429_429, 1_636_000, 1_872_423, 2_143_012, 2_452_704, 2_807_151, 3_212_820,
        3_677_113, 4_208_502, 4_816_684, 5_512_756, 6_309_419, 7_221_210, 8_264_766, 9_459_129,
        10_826_093, 12_390_601, 14_181_199, 16_230_562, 18_576_084, 21_260_563, 24_332_984,
        27_849_408, 31_873_999,
    ];
}
