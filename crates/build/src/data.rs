//! Data segments to code.
//!
//! A Stylus chain charges every call for each byte of a program's data segments (0.75 gas; Nitro `arbos/programs`, the cached init
//! cost), used or not. Writing the same bytes at the start of the entrypoint costs 0.12 gas a byte. A program's memory is new for each call,
//! so it makes no other difference.

use stylus_program::ENTRYPOINT;
use wasm_encoder::{CodeSection, Instruction, MemArg, MemArgTarget, Module, RawSection};
use wasmparser::{
    BinaryReaderError, Data, DataKind, ElementItems, ExternalKind, FunctionBody, Operator, Parser,
    Payload, TypeRef,
};

/// The same module, whose entrypoint writes what its data segments held. A module that is not of the usual shape comes back as it is: one
/// whose segments are not placed at constants, or whose entrypoint can also be reached from within.
pub(crate) fn into_code(module: &[u8]) -> Result<Vec<u8>, BinaryReaderError> {
    let shape = Shape::of(module)?;
    let (Some(entrypoint), Some(segments)) = (shape.entrypoint_body(), &shape.segments) else {
        return Ok(module.to_vec());
    };
    if shape.entrypoint_is_referenced || segments.is_empty() {
        return Ok(module.to_vec());
    }
    let stores = stores(segments);
    let mut code = CodeSection::new();
    for (index, body) in shape.bodies.iter().enumerate() {
        let bytes = body.as_bytes();
        if index == entrypoint {
            let start = body.get_operators_reader()?.original_position() - body.range().start;
            let (locals, rest) = bytes.split_at(start as usize);
            code.raw(&[locals, &stores, rest].concat());
        } else {
            code.raw(bytes);
        }
    }
    with_code(module, &code)
}

/// What has to be known of a module.
#[derive(Default)]
struct Shape<'a> {
    imported_functions: u32,
    entrypoint: Option<u32>,
    entrypoint_is_referenced: bool,
    bodies: Vec<FunctionBody<'a>>,
    /// Where each segment goes and what is in it; `None` if that is not constant.
    segments: Option<Vec<(u32, &'a [u8])>>,
}

impl<'a> Shape<'a> {
    fn of(module: &'a [u8]) -> Result<Self, BinaryReaderError> {
        let mut shape = Shape {
            segments: Some(Vec::new()),
            ..Shape::default()
        };
        let mut referenced = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let is_function = matches!(import?.ty, TypeRef::Func(_));
                        shape.imported_functions += u32::from(is_function);
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func && export.name == ENTRYPOINT {
                            shape.entrypoint = Some(export.index);
                        }
                    }
                }
                Payload::ElementSection(elements) => {
                    for element in elements {
                        if let ElementItems::Functions(functions) = element?.items {
                            referenced
                                .extend(functions.into_iter().collect::<Result<Vec<_>, _>>()?);
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    referenced.extend(called(&body)?);
                    shape.bodies.push(body);
                }
                Payload::DataSection(segments) => {
                    let placed = segments
                        .into_iter()
                        .map(|segment| segment.map(|s| placed(&s)));
                    shape.segments = placed.collect::<Result<Option<_>, _>>()?;
                }
                _ => {}
            }
        }
        shape.entrypoint_is_referenced = shape.entrypoint.is_some_and(|e| referenced.contains(&e));
        Ok(shape)
    }

    /// The entrypoint among the bodies.
    fn entrypoint_body(&self) -> Option<usize> {
        Some(self.entrypoint?.checked_sub(self.imported_functions)? as usize)
    }
}

fn called(body: &FunctionBody<'_>) -> Result<Vec<u32>, BinaryReaderError> {
    let mut called = Vec::new();
    for operator in body.get_operators_reader()? {
        if let Operator::Call { function_index } = operator? {
            called.push(function_index);
        }
    }
    Ok(called)
}

fn placed<'a>(segment: &Data<'a>) -> Option<(u32, &'a [u8])> {
    let DataKind::Active { offset_expr, .. } = &segment.kind else {
        return None;
    };
    let mut operators = offset_expr.get_operators_reader();
    match (operators.read().ok()?, operators.read().ok()?) {
        (Operator::I32Const { value }, Operator::End) => {
            Some((value.cast_unsigned(), segment.data))
        }
        _ => None,
    }
}

/// The instructions that write the segments, in the widest steps. Memory is zero already.
fn stores(segments: &[(u32, &[u8])]) -> Vec<u8> {
    let mut code = Vec::new();
    for (place, bytes) in segments {
        for (index, chunk) in bytes.chunks(8).enumerate() {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            // The rest of a last, shorter step is not part of the segment; whatever is there must stay.
            store(
                &mut code,
                u64::from(*place) + 8 * index as u64,
                chunk.len(),
                i64::from_le_bytes(word),
            );
        }
    }
    code
}

fn store(code: &mut Vec<u8>, place: u64, width: usize, value: i64) {
    use wasm_encoder::Encode as _;
    if value == 0 {
        return;
    }
    let at = |offset, align| MemArg {
        offset,
        align,
        target: MemArgTarget::Memory(0),
        ordering: None,
    };
    let steps: &[(u64, usize)] = match width {
        8 => &[(0, 8)],
        7 => &[(0, 4), (4, 2), (6, 1)],
        6 => &[(0, 4), (4, 2)],
        5 => &[(0, 4), (4, 1)],
        4 => &[(0, 4)],
        3 => &[(0, 2), (2, 1)],
        2 => &[(0, 2)],
        _ => &[(0, 1)],
    };
    for (offset, bytes) in steps {
        let part = value >> (8 * offset);
        let kept = if *bytes == 8 {
            part
        } else {
            part & ((1 << (8 * bytes)) - 1)
        };
        Instruction::I32Const(0).encode(code);
        Instruction::I64Const(kept).encode(code);
        match bytes {
            8 => Instruction::I64Store(at(place + offset, 0)),
            4 => Instruction::I64Store32(at(place + offset, 0)),
            2 => Instruction::I64Store16(at(place + offset, 0)),
            _ => Instruction::I64Store8(at(place + offset, 0)),
        }
        .encode(code);
    }
}

/// The module with other code and without data.
fn with_code(module: &[u8], code: &CodeSection) -> Result<Vec<u8>, BinaryReaderError> {
    let mut changed = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        match &payload {
            Payload::DataSection(_) | Payload::DataCountSection { .. } => continue,
            Payload::CodeSectionStart { .. } => {
                changed.section(code);
                continue;
            }
            _ => {}
        }
        if let Some((id, range)) = payload.as_section() {
            let data = &module[range.start as usize..range.end as usize];
            changed.section(&RawSection { id, data });
        }
    }
    Ok(changed.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(entrypoint: &str, rest: &str) -> Vec<u8> {
        let text = format!(
            r#"(module (import "vm_hooks" "msg_value" (func $import (param i32))) (memory (export "memory") 1 1)
            (func $other (param $p i32) (result i32) (local.get $p))
            (func $main (export "user_entrypoint") (param i32) (result i32) (local i64 i32) {entrypoint})
            {rest})"#
        );
        wat::parse_str(text).expect("the module is well-formed")
    }

    /// What the entrypoint's stores leave in memory, in the order of execution.
    fn written(module: &[u8]) -> Vec<u8> {
        let shape = Shape::of(module).expect("the module can be read");
        let body = &shape.bodies[shape.entrypoint_body().expect("there is an entrypoint")];
        let operators = body.get_operators_reader().expect("it has operators");
        let (mut memory, mut value) = (vec![0; 256], 0i64);
        for operator in operators {
            let (place, width) = match operator.expect("an operator") {
                Operator::I64Const { value: constant } => {
                    value = constant;
                    continue;
                }
                Operator::I64Store { memarg } => (memarg.offset, 8),
                Operator::I64Store32 { memarg } => (memarg.offset, 4),
                Operator::I64Store16 { memarg } => (memarg.offset, 2),
                Operator::I64Store8 { memarg } => (memarg.offset, 1),
                _ => continue,
            };
            let place = place as usize;
            memory[place..place + width].copy_from_slice(&value.to_le_bytes()[..width]);
        }
        memory
    }

    #[test]
    fn the_entrypoint_writes_what_the_segments_held() {
        for length in 0..=24 {
            let bytes: Vec<u8> = (0..length).map(|i| 0xff - i).collect();
            let text: String = bytes.iter().map(|b| format!("\\{b:02x}")).collect();
            let before = module(
                "(local.get 0)",
                &format!(
                    r#"(data (i32.const 16) "{text}") (data (i32.const 100) "\00\00\00\00\00\00\00\00\01")"#
                ),
            );
            let after = into_code(&before).expect("the module can be read");
            wasmparser::validate(&after).expect("it is still valid");
            let mut expected = vec![0; 256];
            expected[16..16 + bytes.len()].copy_from_slice(&bytes);
            expected[108] = 1;
            assert_eq!(written(&after), expected, "{length} bytes");
            let left = Shape::of(&after).expect("the module can be read").segments;
            assert!(left.is_some_and(|segments| segments.is_empty()));
            assert_eq!(into_code(&after).expect("the module can be read"), after);
        }
    }

    #[test]
    fn modules_of_another_shape_stay_as_they_are() {
        let data = r#"(data (i32.const 8) "data")"#;
        let others = [
            module("(local.get 0)", ""),
            module(
                "(call $other (local.get 0))",
                r#"(global $g i32 (i32.const 8)) (data (global.get $g) "data")"#,
            ),
            module("(call $main (local.get 0))", data),
            module(
                "(local.get 0)",
                &format!("(table 1 funcref) (elem (i32.const 0) $main) {data}"),
            ),
            module("(local.get 0)", r#"(data "passive")"#),
        ];
        for other in others {
            assert_eq!(into_code(&other).expect("the module can be read"), other);
        }
        assert_ne!(
            into_code(&module("(call $other (local.get 0))", data))
                .expect("the module can be read"),
            module("(call $other (local.get 0))", data)
        );
        assert!(into_code(b"no module").is_err());
    }
}
