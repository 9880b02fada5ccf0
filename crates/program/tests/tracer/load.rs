//! Reading a module into the interpreter.

use std::rc::Rc;

use wasmparser::{
    DataKind, ElementItems, ElementKind, FuncType, Operator, Parser, Payload, TypeRef,
};

use super::{Body, HEAD, PAGE, Tracer, price};

impl<'a> Tracer<'a> {
    /// Loads a valid module.
    pub fn load(wasm: &'a [u8]) -> Self {
        let mut tracer = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            tracer.add(payload.unwrap());
        }
        tracer
    }

    fn add(&mut self, payload: Payload<'a>) {
        match payload {
            Payload::TypeSection(types) => {
                self.types = types
                    .into_iter_err_on_gc_types()
                    .map(Result::unwrap)
                    .collect()
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports().map(Result::unwrap) {
                    let TypeRef::Func(ty) = import.ty else {
                        panic!("only functions are imported")
                    };
                    self.imports.push((import.name, ty));
                }
            }
            Payload::FunctionSection(functions) => {
                self.functions = functions.into_iter().map(Result::unwrap).collect()
            }
            Payload::TableSection(tables) => {
                self.table = tables
                    .into_iter()
                    .map(|table| vec![None; table.unwrap().ty.initial as usize])
                    .next()
                    .unwrap();
            }
            Payload::MemorySection(memories) => {
                let memory = memories.into_iter().next().unwrap().unwrap();
                self.memory = vec![0; memory.initial as usize * PAGE];
                self.max_pages = memory.maximum.map_or(128, |pages| pages.min(128)) as usize;
            }
            Payload::GlobalSection(globals) => {
                self.globals = globals
                    .into_iter()
                    .map(|global| constant(&global.unwrap().init_expr))
                    .collect();
            }
            Payload::ExportSection(exports) => {
                let entrypoint = exports
                    .into_iter()
                    .map(Result::unwrap)
                    .find(|export| export.name == "user_entrypoint");
                self.entrypoint = entrypoint.unwrap().index;
            }
            Payload::ElementSection(elements) => elements
                .into_iter()
                .for_each(|element| self.add_elements(element.unwrap())),
            Payload::DataSection(data) => {
                for segment in data.into_iter().map(Result::unwrap) {
                    if let DataKind::Active { offset_expr, .. } = segment.kind {
                        let offset = constant(&offset_expr) as usize;
                        self.memory[offset..offset + segment.data.len()]
                            .copy_from_slice(segment.data);
                    }
                }
            }
            Payload::CodeSectionEntry(code) => {
                let type_index = self.functions[self.bodies.len()];
                let locals = code
                    .get_locals_reader()
                    .unwrap()
                    .into_iter()
                    .map(|group| group.unwrap().0 as usize)
                    .sum();
                let ops = code
                    .get_operators_reader()
                    .unwrap()
                    .into_iter()
                    .map(Result::unwrap)
                    .collect();
                self.bodies.push(Rc::new(
                    Body {
                        type_index,
                        locals,
                        ops,
                        ..Body::default()
                    }
                    .resolve(&self.types),
                ));
            }
            _ => {}
        }
    }

    fn add_elements(&mut self, element: wasmparser::Element<'_>) {
        let ElementKind::Active { offset_expr, .. } = element.kind else {
            return;
        };
        let ElementItems::Functions(functions) = element.items else {
            panic!("no expressions in elements")
        };
        for (function, index) in functions.into_iter().zip(constant(&offset_expr) as usize..) {
            self.table[index] = Some(function.unwrap());
        }
    }
}

impl Body<'_> {
    /// Looks prices and matching ends up.
    pub(super) fn resolve(mut self, types: &[FuncType]) -> Self {
        let mut open = Vec::new();
        for (at, op) in self.ops.iter().enumerate() {
            let params = match op {
                Operator::CallIndirect { type_index, .. } => {
                    types[*type_index as usize].params().len()
                }
                _ => 0,
            };
            self.prices.push(price::price(op, params));
            self.last.push(ends_block(op));
            match op {
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                    open.push(at)
                }
                Operator::Else => _ = self.elses.insert(*open.last().unwrap(), at),
                // The function's own end has nothing open.
                Operator::End => {
                    if let Some(start) = open.pop() {
                        self.ends.insert(start, at);
                        if let Some(otherwise) = self.elses.get(&start) {
                            self.ends.insert(*otherwise, at);
                        }
                    }
                }
                _ => {}
            }
        }
        self
    }

    /// What the opcodes from here to the end of their block cost, its head included.
    pub(super) fn rest_of_block(&self, from: usize) -> u64 {
        let end = from + self.last[from..].iter().position(|last| *last).unwrap();
        self.prices[from..=end].iter().sum::<u64>() + HEAD
    }
}

fn ends_block(op: &Operator<'_>) -> bool {
    let text = format!("{op:?}");
    let name = text.split([' ', '(']).next().unwrap_or_default();
    [
        "End",
        "Else",
        "Return",
        "Loop",
        "Br",
        "BrTable",
        "BrIf",
        "If",
        "Call",
        "CallIndirect",
    ]
    .contains(&name)
}

fn constant(expression: &wasmparser::ConstExpr<'_>) -> u64 {
    match expression.get_operators_reader().read().unwrap() {
        Operator::I32Const { value } => (value as u32).into(),
        Operator::I64Const { value } => value as u64,
        other => panic!("{other:?} is no plain constant"),
    }
}
