//! A module taken apart into its sections.

use std::collections::BTreeMap;

use wasmparser::{
    BinaryReaderError, CustomSectionReader, Data, Element, Export, FuncType, FunctionBody,
    KnownCustom, MemoryType, Name, Parser, Payload, TableType, TypeRef,
};

use crate::{error::InvalidModule, frame::Signatures};

/// One imported function.
pub(crate) struct Import<'a> {
    pub(crate) module: &'a str,
    pub(crate) name: &'a str,
    pub(crate) type_index: u32,
}

/// The sections of a module that has passed the validator.
#[derive(Default)]
pub(crate) struct Sections<'a> {
    /// Contents of each section that is not custom, by its id.
    pub(crate) raw: BTreeMap<u8, &'a [u8]>,
    pub(crate) types: Vec<FuncType>,
    pub(crate) imports: Vec<Import<'a>>,
    /// Type indices of the functions defined here.
    pub(crate) functions: Vec<u32>,
    pub(crate) tables: Vec<TableType>,
    pub(crate) memories: Vec<MemoryType>,
    pub(crate) globals: u32,
    pub(crate) exports: Vec<Export<'a>>,
    pub(crate) elements: Vec<Element<'a>>,
    pub(crate) bodies: Vec<FunctionBody<'a>>,
    pub(crate) data: Vec<Data<'a>>,
    /// The module's own name, if it has one.
    pub(crate) name: &'a str,
}

impl<'a> Sections<'a> {
    pub(crate) fn read(wasm: &'a [u8]) -> Result<Self, InvalidModule> {
        let mut sections = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload.map_err(malformed)?;
            if let Some((id, range)) = payload.as_section()
                && id != CUSTOM_SECTION
            {
                sections
                    .raw
                    .insert(id, &wasm[range.start as usize..range.end as usize]);
            }
            sections.add(payload)?;
        }
        Ok(sections)
    }

    fn add(&mut self, payload: Payload<'a>) -> Result<(), InvalidModule> {
        match payload {
            Payload::TypeSection(reader) => {
                self.types = collect(reader.into_iter_err_on_gc_types())?;
            }
            Payload::ImportSection(reader) => {
                for import in reader.into_imports() {
                    self.imports
                        .push(function_import(import.map_err(malformed)?)?);
                }
            }
            Payload::FunctionSection(reader) => self.functions = collect(reader)?,
            Payload::TableSection(reader) => {
                for table in reader {
                    self.tables.push(table.map_err(malformed)?.ty);
                }
            }
            Payload::MemorySection(reader) => self.memories = collect(reader)?,
            Payload::GlobalSection(reader) => self.globals = reader.count(),
            Payload::ExportSection(reader) => self.exports = collect(reader)?,
            Payload::StartSection { .. } => return Err(InvalidModule::StartFunction),
            Payload::ElementSection(reader) => self.elements = collect(reader)?,
            Payload::DataCountSection { .. } => return Err(InvalidModule::Section("DataCount")),
            Payload::DataSection(reader) => self.data = collect(reader)?,
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::CustomSection(reader) => self.add_names(reader)?,
            Payload::Version { .. } | Payload::CodeSectionStart { .. } | Payload::End(_) => {}
            _ => return Err(InvalidModule::Section("unknown")),
        }
        Ok(())
    }

    /// Reads the name section as far as chains do: a broken one makes the module invalid.
    fn add_names(&mut self, reader: CustomSectionReader<'a>) -> Result<(), InvalidModule> {
        let KnownCustom::Name(names) = reader.as_known() else {
            return Ok(());
        };
        for name in names {
            match name.map_err(malformed)? {
                Name::Module { name, .. } => self.name = name,
                Name::Function(functions) => {
                    for naming in functions {
                        naming.map_err(malformed)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The export of this name.
    pub(crate) fn export(&self, name: &str) -> Option<&Export<'a>> {
        self.exports.iter().find(|export| export.name == name)
    }

    /// The index of an imported host function.
    pub(crate) fn import_index(&self, name: &str) -> Option<u32> {
        self.imports
            .iter()
            .position(|import| import.name == name)
            .map(|index| index as u32)
    }

    /// Whether `memory.grow` can ever change the memory's size, and so has to be paid for.
    pub(crate) fn memory_can_grow(&self) -> bool {
        self.memories
            .first()
            .is_some_and(|memory| memory.maximum != Some(memory.initial))
    }
}

impl Signatures for Sections<'_> {
    fn type_at(&self, index: u32) -> &FuncType {
        &self.types[index as usize]
    }

    fn function(&self, index: u32) -> &FuncType {
        let index = index as usize;
        let type_index = match self.imports.get(index) {
            Some(import) => import.type_index,
            None => self.functions[index - self.imports.len()],
        };
        self.type_at(type_index)
    }
}

const CUSTOM_SECTION: u8 = 0;

fn function_import(import: wasmparser::Import<'_>) -> Result<Import<'_>, InvalidModule> {
    let TypeRef::Func(type_index) = import.ty else {
        return Err(InvalidModule::ImportKind {
            module: import.module.into(),
            name: import.name.into(),
        });
    };
    Ok(Import {
        module: import.module,
        name: import.name,
        type_index,
    })
}

fn collect<T>(
    items: impl IntoIterator<Item = Result<T, BinaryReaderError>>,
) -> Result<Vec<T>, InvalidModule> {
    items
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(malformed)
}

pub(crate) fn malformed(error: BinaryReaderError) -> InvalidModule {
    InvalidModule::Malformed {
        offset: error.offset(),
        message: error.message().to_owned(),
    }
}
