//! Parsing and validation of one module.

use std::collections::HashMap;

use wasmparser::{
    DataKind, ElementItems, ElementKind, ExternalKind, FuncType, FunctionBody, Operator, ValType,
};

use crate::{
    error::{Excess, Feature, FunctionExcess, InvalidModule},
    features,
    figures::{PAGE_BYTES, arbos, limit, overhead},
    frame::{Frame, FrameMeter, Signatures as _},
    hooks::{GROW_HOOK, HOOKS_MODULE, hook_named},
    info::{Counts, ModuleInfo},
    price,
    rules::Rules,
    sections::{Sections, malformed},
};

/// Name of the function that a program exports to be called.
pub const ENTRYPOINT: &str = "user_entrypoint";
/// Name of the memory that a program exports.
pub const MEMORY: &str = "memory";

/// A module that a chain would activate.
#[derive(Clone, Debug)]
pub struct Module {
    wasm: Vec<u8>,
    rules: Rules,
    info: ModuleInfo,
    frames: Vec<Frame>,
}

impl Module {
    /// Validates a decompressed module.
    ///
    /// # Errors
    /// [`InvalidModule`] names the first rule that the module breaks.
    pub fn parse(wasm: &[u8], rules: &Rules) -> Result<Self, InvalidModule> {
        if wasm.len() > rules.max_wasm_bytes {
            return Err(InvalidModule::TooLong {
                length: wasm.len(),
                limit: rules.max_wasm_bytes,
            });
        }
        features::validate(wasm, rules)?;
        let sections = Sections::read(wasm)?;
        check_imports(&sections)?;
        check_exports(&sections)?;
        check_memory(&sections, rules)?;
        check_counts(&sections, rules)?;
        check_segments(&sections)?;
        let frames = measure_functions(&sections)?;
        let info = ModuleInfo::new(count(wasm, &sections, &frames), rules).map_err(|overflow| {
            InvalidModule::CostTooHigh {
                what: overflow.what,
                value: overflow.value,
            }
        })?;
        Ok(Self {
            wasm: wasm.to_vec(),
            rules: *rules,
            info,
            frames,
        })
    }

    /// The module as it was given.
    pub fn wasm(&self) -> &[u8] {
        &self.wasm
    }

    /// The rules it was validated under.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// What activating and starting it costs.
    pub fn info(&self) -> &ModuleInfo {
        &self.info
    }

    /// Words of stack that each function takes, in the order of the module.
    pub fn frame_words(&self) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.frames.iter().map(|frame| frame.words)
    }

    /// The measures of each function, in the order of the module.
    pub(crate) fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// The module's sections: it has been validated, so they can be read.
    pub(crate) fn sections(&self) -> Sections<'_> {
        Sections::read(&self.wasm).expect("the module was read before")
    }
}

fn check_imports(sections: &Sections<'_>) -> Result<(), InvalidModule> {
    let mut seen = HashMap::new();
    for import in &sections.imports {
        let hook = Some(import.name)
            .filter(|_| import.module == HOOKS_MODULE)
            .and_then(hook_named);
        let Some(hook) = hook else {
            return Err(InvalidModule::UnknownImport {
                module: import.module.into(),
                name: import.name.into(),
            });
        };
        let found = sections.type_at(import.type_index);
        if found.params() != hook.params || found.results() != hook.results {
            return Err(InvalidModule::ImportSignature {
                name: import.name.into(),
                expected: signature(hook.params, hook.results),
                found: signature(found.params(), found.results()),
            });
        }
        if seen
            .insert(import.name, import.type_index)
            .is_some_and(|earlier| earlier != import.type_index)
        {
            return Err(InvalidModule::InconsistentImport(import.name.into()));
        }
    }
    Ok(())
}

fn check_exports(sections: &Sections<'_>) -> Result<(), InvalidModule> {
    for export in &sections.exports {
        let last = export.name.rsplit("__").next().unwrap_or_default();
        if sections.import_index(last).is_some() {
            return Err(InvalidModule::ExportShadowsImport(export.name.into()));
        }
        if last.starts_with("stylus") {
            return Err(InvalidModule::ReservedName(export.name.into()));
        }
    }
    let names = sections
        .exports
        .iter()
        .map(|export| export.name)
        .chain([sections.name]);
    if let Some(name) = names
        .into_iter()
        .find(|name| name.len() > limit::NAME_BYTES)
    {
        let start = name.chars().take(32).collect();
        return Err(InvalidModule::NameTooLong {
            start,
            length: name.len(),
            limit: limit::NAME_BYTES,
        });
    }
    let entrypoint = sections
        .export(ENTRYPOINT)
        .filter(|export| export.kind == ExternalKind::Func)
        .ok_or(InvalidModule::MissingEntrypoint)?;
    let ty = sections.function(entrypoint.index);
    if *ty != FuncType::new([ValType::I32], [ValType::I32]) {
        return Err(InvalidModule::EntrypointSignature(signature(
            ty.params(),
            ty.results(),
        )));
    }
    Ok(())
}

fn check_memory(sections: &Sections<'_>, rules: &Rules) -> Result<(), InvalidModule> {
    let exported = sections
        .export(MEMORY)
        .is_some_and(|export| export.kind == ExternalKind::Memory);
    let [memory] = sections.memories[..] else {
        return Err(InvalidModule::MemoryExport);
    };
    if !exported {
        return Err(InvalidModule::MemoryExport);
    }
    let page_limit = rules.page_limit.min(limit::PAGES);
    if memory.initial > u64::from(page_limit) {
        return Err(InvalidModule::MemoryPages {
            pages: memory.initial,
            limit: page_limit,
        });
    }
    if sections.memory_can_grow() && sections.import_index(GROW_HOOK).is_none() {
        return Err(InvalidModule::MissingGrowHook);
    }
    Ok(())
}

fn check_counts(sections: &Sections<'_>, rules: &Rules) -> Result<(), InvalidModule> {
    let added = overhead::GLOBALS;
    let imports = if rules.arbos_version >= arbos::STYLUS_CHARGING_FIXES {
        limit::IMPORTS
    } else {
        usize::MAX
    };
    let table_entries = sections
        .tables
        .iter()
        .map(|table| table.initial)
        .fold(0, u64::saturating_add);
    let checks = [
        (
            Excess::Functions,
            sections.bodies.len() as u64,
            limit::FUNCTIONS as u64,
        ),
        (
            Excess::Globals,
            u64::from(sections.globals) + added,
            limit::GLOBALS as u64,
        ),
        (
            Excess::Imports,
            sections.imports.len() as u64,
            imports as u64,
        ),
        (
            Excess::Exports,
            sections.exports.len() as u64 + added,
            limit::EXPORTS as u64,
        ),
        (
            Excess::DataSegments,
            sections.data.len() as u64,
            limit::DATA_SEGMENTS as u64,
        ),
        (
            Excess::ElementSegments,
            sections.elements.len() as u64,
            limit::ELEMENT_SEGMENTS as u64,
        ),
        (Excess::TableEntries, table_entries, limit::TABLE_ENTRIES),
        (
            Excess::ElementBytes,
            element_bytes(sections),
            limit::ELEMENT_BYTES,
        ),
    ];
    match checks.into_iter().find(|(_, count, limit)| count > limit) {
        Some((what, count, limit)) => Err(InvalidModule::TooMany { what, count, limit }),
        None => Ok(()),
    }
}

/// Chains fill memory and table at activation, so every active segment must have a plain place inside them.
fn check_segments(sections: &Sections<'_>) -> Result<(), InvalidModule> {
    let memory_bytes = sections
        .memories
        .first()
        .map_or(0, |memory| memory.initial * PAGE_BYTES);
    for (index, segment) in sections.data.iter().enumerate() {
        let DataKind::Active { offset_expr, .. } = &segment.kind else {
            continue;
        };
        let end = constant(offset_expr).map(|offset| u64::from(offset) + segment.data.len() as u64);
        if end.is_none_or(|end| end > memory_bytes) {
            return Err(InvalidModule::DataSegment(index as u32));
        }
    }
    let table_entries = sections.tables.first().map_or(0, |table| table.initial);
    for (index, segment) in sections.elements.iter().enumerate() {
        let ElementKind::Active { offset_expr, .. } = &segment.kind else {
            continue;
        };
        let count = match &segment.items {
            ElementItems::Functions(functions) => Some(u64::from(functions.count())),
            ElementItems::Expressions(..) => None,
        };
        let end = constant(offset_expr)
            .zip(count)
            .map(|(offset, count)| u64::from(offset) + count);
        if end.is_none_or(|end| end > table_entries) {
            return Err(InvalidModule::ElementSegment(index as u32));
        }
    }
    Ok(())
}

/// The value of an offset that is one `i32.const`, taken as unsigned.
fn constant(expression: &wasmparser::ConstExpr<'_>) -> Option<u32> {
    let mut reader = expression.get_operators_reader();
    match (reader.read().ok()?, reader.read().ok()?, reader.eof()) {
        (Operator::I32Const { value }, Operator::End, true) => Some(value.cast_unsigned()),
        _ => None,
    }
}

fn measure_functions(sections: &Sections<'_>) -> Result<Vec<Frame>, InvalidModule> {
    let first = sections.imports.len() as u32;
    sections
        .bodies
        .iter()
        .zip(first..)
        .map(|(body, function)| measure_function(sections, function, body))
        .collect()
}

fn measure_function(
    sections: &Sections<'_>,
    function: u32,
    body: &FunctionBody<'_>,
) -> Result<Frame, InvalidModule> {
    let locals = count_locals(body)?;
    let mut meter = FrameMeter::new(sections, sections.memory_can_grow());
    for item in body
        .get_operators_reader()
        .map_err(malformed)?
        .into_iter_with_offsets()
    {
        let (op, offset) = item.map_err(malformed)?;
        if price::ink(&op, |index| sections.type_at(index).params().len() as u64).is_none() {
            let message = format!("{op:?}");
            return Err(InvalidModule::Unsupported {
                feature: Feature::BulkMemory,
                offset,
                message,
            });
        }
        meter.feed(&op);
    }
    let frame = meter.finish(locals);
    let checks = [
        (
            FunctionExcess::Locals,
            u64::from(locals),
            limit::LOCALS as u64,
        ),
        (
            FunctionExcess::Opcodes,
            frame.opcodes,
            limit::OPCODES as u64,
        ),
        (
            FunctionExcess::StackValues,
            frame.values.into(),
            limit::FRAME_VALUES.into(),
        ),
        (
            FunctionExcess::FrameWords,
            frame.words.into(),
            limit::FRAME_WORDS.into(),
        ),
    ];
    match checks.into_iter().find(|(_, count, limit)| count > limit) {
        Some((what, count, limit)) => Err(InvalidModule::FunctionTooLarge {
            function,
            what,
            count,
            limit,
        }),
        None => Ok(frame),
    }
}

fn count_locals(body: &FunctionBody<'_>) -> Result<u32, InvalidModule> {
    let mut locals = 0_u32;
    for group in body.get_locals_reader().map_err(malformed)? {
        locals = locals.saturating_add(group.map_err(malformed)?.0);
    }
    Ok(locals)
}

fn count(wasm: &[u8], sections: &Sections<'_>, frames: &[Frame]) -> Counts {
    let types = sections
        .functions
        .iter()
        .map(|index| sections.type_at(*index));
    Counts {
        wasm_bytes: wasm.len() as u64,
        functions: sections.bodies.len() as u64,
        type_len: types
            .map(|ty| (ty.params().len() + ty.results().len()) as u64)
            .sum(),
        globals: sections.globals.into(),
        data_bytes: sections
            .data
            .iter()
            .map(|segment| segment.data.len() as u64)
            .sum(),
        encoded_data_bytes: sections
            .data
            .iter()
            .map(|segment| segment.range.end - segment.range.start)
            .sum(),
        element_bytes: element_bytes(sections),
        opcodes: frames.iter().map(|frame| frame.opcodes).sum(),
        footprint: sections
            .memories
            .first()
            .map_or(0, |memory| memory.initial as u16),
    }
}

fn element_bytes(sections: &Sections<'_>) -> u64 {
    sections
        .elements
        .iter()
        .map(|segment| segment.range.end - segment.range.start)
        .sum()
}

fn signature(params: &[ValType], results: &[ValType]) -> String {
    let list = |types: &[ValType]| {
        types
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" ")
    };
    format!("({}) -> ({})", list(params), list(results))
}
