//! The rules that look at single sections.

use std::collections::HashMap;

use wasmparser::{DataKind, ElementItems, ElementKind, ExternalKind, FuncType, Operator, ValType};

use crate::{
    error::{Excess, InvalidModule},
    figures::{PAGE_BYTES, arbos, limit, overhead},
    frame::Signatures as _,
    hooks::{GROW_HOOK, HOOKS_MODULE, hook_named},
    module::{ENTRYPOINT, MEMORY},
    rules::Rules,
    sections::Sections,
};

pub(crate) fn imports(sections: &Sections<'_>) -> Result<(), InvalidModule> {
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

pub(crate) fn exports(sections: &Sections<'_>) -> Result<(), InvalidModule> {
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

pub(crate) fn memory(sections: &Sections<'_>, rules: &Rules) -> Result<(), InvalidModule> {
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

pub(crate) fn counts(sections: &Sections<'_>, rules: &Rules) -> Result<(), InvalidModule> {
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
pub(crate) fn segments(sections: &Sections<'_>) -> Result<(), InvalidModule> {
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

/// Encoded bytes of all element segments.
pub(crate) fn element_bytes(sections: &Sections<'_>) -> u64 {
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
