//! How large a function's stack frame is, and how many opcodes instrumentation makes of it.
//!
//! Nitro counts both on the instrumented code, so this follows the operand stack with the instrumentation's own values on top. The
//! rule is that of Nitro `crates/prover/src/programs/depth.rs`: results of a block are reserved where the block starts, the results
//! of a call before its arguments go, and after an unconditional jump the count simply goes on.

use wasmparser::{BlockType, FuncType, Operator};

use crate::figures::{opcode, overhead};

/// What a validated module knows about its functions and types.
pub(crate) trait Signatures {
    /// The type at an index of the type section.
    fn type_at(&self, index: u32) -> &FuncType;
    /// The type of a function, imports included.
    fn function(&self, index: u32) -> &FuncType;
}

/// The measures of one function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Most values on the operand stack at a time.
    pub(crate) values: u32,
    /// Words of the frame: locals without parameters, values, and a constant.
    pub(crate) words: u32,
    /// Opcodes after instrumentation.
    pub(crate) opcodes: u64,
}

/// Follows one function, opcode by opcode.
pub(crate) struct FrameMeter<'a, S> {
    signatures: &'a S,
    can_grow: bool,
    stack: u32,
    worst: u32,
    scopes: Vec<u32>,
    opcodes: u64,
}

impl<'a, S: Signatures> FrameMeter<'a, S> {
    /// Starts at a function's first opcode. `can_grow` tells whether `memory.grow` is instrumented.
    pub(crate) fn new(signatures: &'a S, can_grow: bool) -> Self {
        let opcodes = overhead::ENTRY_OPCODES + overhead::EXIT_OPCODES;
        let mut meter = Self {
            signatures,
            can_grow,
            stack: 0,
            worst: 0,
            scopes: vec![0],
            opcodes,
        };
        meter.block_head();
        meter
    }

    /// The measures, once the function's last opcode has been fed.
    pub(crate) fn finish(self, locals: u32) -> Frame {
        let words = self
            .worst
            .saturating_add(locals)
            .saturating_add(overhead::FRAME_WORDS);
        Frame {
            values: self.worst,
            words,
            opcodes: self.opcodes,
        }
    }

    /// Takes the next opcode of a validated function.
    pub(crate) fn feed(&mut self, op: &Operator<'_>) {
        self.opcodes += 1;
        self.apply(op);
        // The function's own `end` closes the last scope, and no block follows it.
        if opcode::ends_block(op) && !self.scopes.is_empty() {
            self.block_head();
        }
    }

    fn block_head(&mut self) {
        self.opcodes += overhead::BLOCK_OPCODES;
        self.push(overhead::BLOCK_VALUES);
        self.pop(overhead::BLOCK_VALUES);
    }

    fn bulk_charge(&mut self) {
        self.opcodes += overhead::BULK_OPCODES;
        // The size moves to a global, the charge is computed on top of what is left, the size comes back.
        self.pop(1);
        self.push(overhead::BULK_VALUES + 1);
        self.pop(overhead::BULK_VALUES + 1);
        self.push(1);
    }

    fn apply(&mut self, op: &Operator<'_>) {
        use Operator::*;
        match op {
            Block { blockty } | Loop { blockty } => self.open(*blockty),
            If { blockty } => {
                self.pop(1);
                self.open(*blockty);
            }
            Else => self.stack = self.scopes.last().copied().unwrap_or_default(),
            End => self.stack = self.scopes.pop().unwrap_or_default(),
            Return => self.opcodes += overhead::RETURN_OPCODES,

            Call { function_index } => self.signature(self.signatures.function(*function_index)),
            CallIndirect { type_index, .. } => {
                self.signature(self.signatures.type_at(*type_index));
                self.pop(1);
            }
            MemoryCopy { .. } | MemoryFill { .. } => {
                self.bulk_charge();
                self.pop(3);
            }
            MemoryGrow { .. } if self.can_grow => self.opcodes += overhead::GROW_OPCODES,

            LocalGet { .. }
            | GlobalGet { .. }
            | MemorySize { .. }
            | I32Const { .. }
            | I64Const { .. } => self.push(1),
            Drop | BrIf { .. } | BrTable { .. } | LocalSet { .. } | GlobalSet { .. } => self.pop(1),
            Select => self.pop(2),
            I32Store { .. } | I32Store8 { .. } | I32Store16 { .. } => self.pop(2),
            I64Store { .. } | I64Store8 { .. } | I64Store16 { .. } | I64Store32 { .. } => {
                self.pop(2)
            }
            binary if is_binary(binary) => self.pop(1),
            // Jumps, loads, tests and conversions leave as many values as they take.
            _ => {}
        }
    }

    fn open(&mut self, block: BlockType) {
        match block {
            BlockType::Empty => {}
            BlockType::Type(_) => self.push(1),
            BlockType::FuncType(index) => self.signature(self.signatures.type_at(index)),
        }
        self.scopes.push(self.stack);
    }

    fn signature(&mut self, ty: &FuncType) {
        self.push(ty.results().len() as u32);
        self.pop(ty.params().len() as u32);
    }

    fn push(&mut self, count: u32) {
        self.stack = self.stack.saturating_add(count);
        self.worst = self.worst.max(self.stack);
    }

    fn pop(&mut self, count: u32) {
        self.stack = self.stack.saturating_sub(count);
    }
}

/// Whether the opcode makes one integer of two.
fn is_binary(op: &Operator<'_>) -> bool {
    use Operator::*;
    matches!(
        op,
        I32Eq | I32Ne | I32LtS | I32LtU | I32GtS | I32GtU | I32LeS | I32LeU | I32GeS | I32GeU
    ) || matches!(
        op,
        I64Eq | I64Ne | I64LtS | I64LtU | I64GtS | I64GtU | I64LeS | I64LeU | I64GeS | I64GeU
    ) || matches!(
        op,
        I32Add | I32Sub | I32Mul | I32DivS | I32DivU | I32RemS | I32RemU | I32And | I32Or | I32Xor
    ) || matches!(
        op,
        I64Add | I64Sub | I64Mul | I64DivS | I64DivU | I64RemS | I64RemU | I64And | I64Or | I64Xor
    ) || matches!(
        op,
        I32Shl
            | I32ShrS
            | I32ShrU
            | I32Rotl
            | I32Rotr
            | I64Shl
            | I64ShrS
            | I64ShrU
            | I64Rotl
            | I64Rotr
    )
}
