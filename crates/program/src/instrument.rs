//! The rewriting of a module so that it pays for itself as it runs.
//!
//! Opcodes are copied byte by byte, so they keep their meaning; code is only put between them. No index changes: the
//! new globals come last, and neither functions nor types are added.

use std::ops::Range;

use wasm_encoder::{
    BlockType, ConstExpr, ExportKind, ExportSection, GlobalSection, GlobalType, InstructionSink,
    MemorySection, MemoryType, RawSection, SectionId, ValType,
};
use wasmparser::{FunctionBody, GlobalSectionReader, Operator};

use crate::{
    figures::{ink, limit, opcode},
    frame::{Frame, Signatures as _},
    hooks::GROW_HOOK,
    module::{ENTRYPOINT, MEMORY, Module},
    sections::Sections,
};

/// Name of the exported mutable global (`i64`, unsigned) with the ink left.
pub const INK_LEFT: &str = "stylus_ink_left";
/// Name of the exported mutable global (`i32`) that is 0 while there is ink, and 1 once a charge could not be paid.
pub const INK_STATUS: &str = "stylus_ink_status";
/// Name of the exported mutable global (`i32`, unsigned) with the words of stack left; 0 after a stack overflow.
pub const STACK_LEFT: &str = "stylus_stack_left";

/// Rewrites a module so that it charges ink and stack words as it runs.
///
/// The result imports what the module imports and exports exactly [`MEMORY`], [`ENTRYPOINT`], [`INK_LEFT`], [`INK_STATUS`] and
/// [`STACK_LEFT`]. The host sets the three globals before it calls the entry point; they start at 0, so a module whose globals
/// were forgotten does not run.
pub fn instrument(module: &Module) -> Vec<u8> {
    let sections = module.sections();
    let globals = Globals::after(sections.globals);
    let mut output = wasm_encoder::Module::new();
    for id in ORDER {
        match id {
            SectionId::Memory => _ = output.section(&memory(&sections, module.rules().page_limit)),
            SectionId::Global => _ = output.section(&global_section(&sections)),
            SectionId::Export => _ = output.section(&exports(&sections, &globals)),
            SectionId::Code => _ = output.section(&code(&sections, module.frames(), &globals)),
            other => {
                if let Some(data) = sections.raw.get(&(other as u8)) {
                    output.section(&RawSection {
                        id: other as u8,
                        data,
                    });
                }
            }
        }
    }
    output.finish()
}

/// The order of sections in a module.
const ORDER: [SectionId; 10] = [
    SectionId::Type,
    SectionId::Import,
    SectionId::Function,
    SectionId::Table,
    SectionId::Memory,
    SectionId::Global,
    SectionId::Export,
    SectionId::Element,
    SectionId::Code,
    SectionId::Data,
];

/// Indices of the instrumentation's globals.
struct Globals {
    ink: u32,
    status: u32,
    scratch: u32,
    stack: u32,
}

impl Globals {
    const fn after(count: u32) -> Self {
        Self {
            ink: count,
            status: count + 1,
            scratch: count + 2,
            stack: count + 3,
        }
    }
}

/// The memory, which may never grow past what a chain allows.
fn memory(sections: &Sections<'_>, page_limit: u16) -> MemorySection {
    let memory = sections.memories[0];
    let most = u64::from(page_limit.min(limit::PAGES));
    let mut section = MemorySection::new();
    section.memory(MemoryType {
        minimum: memory.initial,
        maximum: Some(memory.maximum.map_or(most, |maximum| maximum.min(most))),
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    section
}

fn global_section(sections: &Sections<'_>) -> GlobalSection {
    let mut section = GlobalSection::new();
    if let Some(data) = sections.raw.get(&(SectionId::Global as u8)) {
        let reader = wasmparser::BinaryReader::new(data, 0);
        let mut start = GlobalSectionReader::new(reader.clone())
            .expect("validated")
            .original_position() as usize;
        for global in GlobalSectionReader::new(reader).expect("validated") {
            let end = global
                .expect("validated")
                .init_expr
                .get_binary_reader()
                .range()
                .end as usize;
            section.raw(&data[start..end]);
            start = end;
        }
    }
    let mutable = |val_type| GlobalType {
        val_type,
        mutable: true,
        shared: false,
    };
    section.global(mutable(ValType::I64), &ConstExpr::i64_const(0));
    for _ in [INK_STATUS, "scratch", STACK_LEFT] {
        section.global(mutable(ValType::I32), &ConstExpr::i32_const(0));
    }
    section
}

fn exports(sections: &Sections<'_>, globals: &Globals) -> ExportSection {
    let entrypoint = sections.export(ENTRYPOINT).expect("validated").index;
    let mut section = ExportSection::new();
    section.export(MEMORY, ExportKind::Memory, 0);
    section.export(ENTRYPOINT, ExportKind::Func, entrypoint);
    section.export(INK_LEFT, ExportKind::Global, globals.ink);
    section.export(INK_STATUS, ExportKind::Global, globals.status);
    section.export(STACK_LEFT, ExportKind::Global, globals.stack);
    section
}

fn code(sections: &Sections<'_>, frames: &[Frame], globals: &Globals) -> wasm_encoder::CodeSection {
    let grow_hook = sections
        .import_index(GROW_HOOK)
        .filter(|_| sections.memory_can_grow());
    let mut section = wasm_encoder::CodeSection::new();
    for (body, frame) in sections.bodies.iter().zip(frames) {
        let function = Function {
            sections,
            body,
            frame_words: frame.words,
            globals,
            grow_hook,
        };
        section.raw(&function.rewrite());
    }
    section
}

/// One function on its way from the old module to the new one.
struct Function<'a> {
    sections: &'a Sections<'a>,
    body: &'a FunctionBody<'a>,
    frame_words: u32,
    globals: &'a Globals,
    grow_hook: Option<u32>,
}

impl Function<'_> {
    fn rewrite(&self) -> Vec<u8> {
        let bytes = self.body.as_bytes();
        let start = self.body.range().start;
        let reader = self.body.get_operators_reader().expect("validated");
        let local = |offset: u64| (offset - start) as usize;

        let mut output = bytes[..local(reader.original_position())].to_vec();
        self.enter(&mut output);
        let mut block = Vec::new();
        let mut cost = ink::BLOCK_HEADER;
        let mut ops = reader
            .into_iter_with_offsets()
            .map(|item| item.expect("validated"))
            .peekable();
        while let Some((op, offset)) = ops.next() {
            let end = ops.peek().map_or(bytes.len(), |(_, next)| local(*next));
            self.before(&op, ops.peek().is_none(), &mut block);
            block.extend_from_slice(
                &bytes[Range {
                    start: local(offset),
                    end,
                }],
            );
            cost += self.price(&op);
            if opcode::ends_block(&op) {
                self.charge(cost, &mut output);
                output.append(&mut block);
                cost = ink::BLOCK_HEADER;
            }
        }
        output
    }

    fn price(&self, op: &Operator<'_>) -> u64 {
        opcode::ink(op, |index| {
            self.sections.type_at(index).params().len() as u64
        })
        .expect("validated")
    }

    /// Takes the frame's words, or stops with none left.
    fn enter(&self, output: &mut Vec<u8>) {
        let Globals { stack, .. } = *self.globals;
        let words = self.frame_words.cast_signed();
        let mut sink = InstructionSink::new(output);
        sink.global_get(stack)
            .i32_const(words)
            .i32_le_u()
            .if_(BlockType::Empty);
        sink.i32_const(0).global_set(stack).unreachable().end();
        sink.global_get(stack)
            .i32_const(words)
            .i32_sub()
            .global_set(stack);
    }

    /// Takes a block's ink, or stops with the status set.
    fn charge(&self, cost: u64, output: &mut Vec<u8>) {
        let Globals { ink, .. } = *self.globals;
        let cost = cost.cast_signed();
        InstructionSink::new(output)
            .global_get(ink)
            .i64_const(cost)
            .i64_lt_u();
        self.stop_if_out_of_ink(output);
        InstructionSink::new(output)
            .global_get(ink)
            .i64_const(cost)
            .i64_sub()
            .global_set(ink);
    }

    fn stop_if_out_of_ink(&self, output: &mut Vec<u8>) {
        let mut sink = InstructionSink::new(output);
        sink.if_(BlockType::Empty)
            .i32_const(1)
            .global_set(self.globals.status)
            .unreachable()
            .end();
    }

    /// What goes right before an opcode.
    fn before(&self, op: &Operator<'_>, last: bool, block: &mut Vec<u8>) {
        match op {
            Operator::MemoryCopy { .. } => self.charge_bytes(ink::COPY_BYTE, block),
            Operator::MemoryFill { .. } => self.charge_bytes(ink::FILL_BYTE, block),
            Operator::MemoryGrow { .. } => self.pay_for_growth(block),
            Operator::Return => self.leave(block),
            // A jump to the function's outermost label ends up behind this: its words are lost, as on Nitro.
            Operator::End if last => self.leave(block),
            _ => {}
        }
    }

    /// Charges for the size on top of the stack, and leaves it there.
    fn charge_bytes(&self, per_byte: u64, block: &mut Vec<u8>) {
        let Globals { ink, scratch, .. } = *self.globals;
        let per_byte = per_byte.cast_signed();
        // The product fits: 32 bits of size times a small price.
        InstructionSink::new(block).global_set(scratch);
        InstructionSink::new(block)
            .global_get(ink)
            .global_get(scratch)
            .i64_extend_i32_u();
        InstructionSink::new(block)
            .i64_const(per_byte)
            .i64_mul()
            .i64_lt_u();
        self.stop_if_out_of_ink(block);
        InstructionSink::new(block)
            .global_get(ink)
            .global_get(scratch)
            .i64_extend_i32_u();
        InstructionSink::new(block)
            .i64_const(per_byte)
            .i64_mul()
            .i64_sub()
            .global_set(ink)
            .global_get(scratch);
    }

    /// Tells the host how many pages are about to be added.
    fn pay_for_growth(&self, block: &mut Vec<u8>) {
        let Some(hook) = self.grow_hook else { return };
        let Globals { scratch, .. } = *self.globals;
        InstructionSink::new(block)
            .global_set(scratch)
            .global_get(scratch)
            .global_get(scratch)
            .call(hook);
    }

    /// Gives the frame's words back.
    fn leave(&self, block: &mut Vec<u8>) {
        let Globals { stack, .. } = *self.globals;
        let words = self.frame_words.cast_signed();
        InstructionSink::new(block)
            .global_get(stack)
            .i32_const(words)
            .i32_add()
            .global_set(stack);
    }
}
