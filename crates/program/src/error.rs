//! Why a module is refused.

use thiserror::Error;

/// A WebAssembly feature that no program may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Feature {
    /// Floating point types and instructions.
    #[error("floating point")]
    Floats,
    /// `funcref` and `externref` values, and the table index that goes with them. Compilers switch it on unasked.
    #[error("reference types")]
    ReferenceTypes,
    /// The padded table index of `call_indirect` that comes with reference types: one zero byte is expected there.
    #[error("reference types (call_indirect with an overlong table index: zero byte expected)")]
    OverlongTableIndex,
    /// Vector instructions.
    #[error("SIMD")]
    Simd,
    /// Several results, or parameters of blocks.
    #[error("multi-value")]
    MultiValue,
    /// Bulk memory instructions other than `memory.copy` and `memory.fill`.
    #[error("bulk memory instructions other than memory.copy and memory.fill")]
    BulkMemory,
    /// Atomic instructions and shared memory.
    #[error("threads")]
    Threads,
    /// `return_call` and its like.
    #[error("tail calls")]
    TailCalls,
    /// Exception handling.
    #[error("exceptions")]
    Exceptions,
    /// More than one memory, or a padded memory index.
    #[error("multiple memories (zero byte expected as the memory index)")]
    MultiMemory,
    /// Memories and tables with 64-bit indices.
    #[error("64-bit memory")]
    Memory64,
    /// Arithmetic in constant expressions.
    #[error("extended constant expressions")]
    ExtendedConst,
    /// Garbage collected types, typed function references.
    #[error("garbage collection types")]
    Gc,
    /// Anything newer.
    #[error("a WebAssembly proposal that is not part of any chain's rules")]
    Other,
}

/// What there is too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Excess {
    /// Functions defined in the module.
    #[error("functions")]
    Functions,
    /// Globals, including the instrumentation's.
    #[error("globals")]
    Globals,
    /// Imports.
    #[error("imports")]
    Imports,
    /// Exports.
    #[error("exports")]
    Exports,
    /// Data segments.
    #[error("data segments")]
    DataSegments,
    /// Element segments.
    #[error("element segments")]
    ElementSegments,
    /// Entries of the table.
    #[error("table entries")]
    TableEntries,
    /// Encoded bytes of element segments.
    #[error("bytes of element segments")]
    ElementBytes,
}

/// What there is too much of in one function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FunctionExcess {
    /// Locals without the parameters.
    #[error("locals")]
    Locals,
    /// Opcodes after instrumentation.
    #[error("opcodes after instrumentation")]
    Opcodes,
    /// Values on the operand stack at a time.
    #[error("values on the stack at once")]
    StackValues,
    /// Words of the stack frame.
    #[error("words of stack frame")]
    FrameWords,
}

/// Why a chain would refuse to activate a module.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidModule {
    /// The module is longer than the chain decompresses.
    #[error("the module has {length} bytes, more than {limit}")]
    TooLong {
        /// Bytes of the module.
        length: usize,
        /// Most bytes allowed.
        limit: usize,
    },
    /// The bytes are not a valid module under any feature set.
    #[error("malformed module at byte {offset:#x}: {message}")]
    Malformed {
        /// Where.
        offset: u64,
        /// What the validator says.
        message: String,
    },
    /// The module needs a feature that chains refuse.
    #[error("unsupported WebAssembly feature at byte {offset:#x}: {feature} ({message})")]
    Unsupported {
        /// The feature.
        feature: Feature,
        /// Where.
        offset: u64,
        /// What the validator says.
        message: String,
    },
    /// The module has a section that chains do not read.
    #[error("unsupported section: {0}")]
    Section(&'static str),
    /// The module has a start function.
    #[error("start functions are not allowed")]
    StartFunction,
    /// The module imports something other than a function.
    #[error("import {module}.{name} is not a function")]
    ImportKind {
        /// Module part of the import.
        module: String,
        /// Name part of the import.
        name: String,
    },
    /// The module imports a function that no chain provides.
    #[error("import {module}.{name} does not exist: programs import from vm_hooks only")]
    UnknownImport {
        /// Module part of the import.
        module: String,
        /// Name part of the import.
        name: String,
    },
    /// The module imports a host function with another signature.
    #[error(
        "import vm_hooks.{name} has the wrong signature: it is {expected}, the module has {found}"
    )]
    ImportSignature {
        /// Name of the host function.
        name: String,
        /// Its signature.
        expected: String,
        /// The module's.
        found: String,
    },
    /// The module imports one host function twice, through different entries of its type section.
    #[error("import vm_hooks.{0} appears twice with different type indices")]
    InconsistentImport(String),
    /// A name starts with `stylus`, as those of the instrumentation do.
    #[error("the name {0} is reserved: none may start with \"stylus\"")]
    ReservedName(String),
    /// An export's name, or what follows its last double underscore, is that of an import.
    #[error("export {0} has the name of an import")]
    ExportShadowsImport(String),
    /// The module has no memory, or does not export it as `memory`.
    #[error("the module must have one memory, exported as \"memory\"")]
    MemoryExport,
    /// The memory starts larger than allowed.
    #[error("the memory starts with {pages} pages, more than {limit}")]
    MemoryPages {
        /// Initial pages.
        pages: u64,
        /// Most pages allowed.
        limit: u16,
    },
    /// The memory can grow, but the module does not import the function that pays for it.
    #[error(
        "the memory can grow, so the module must import vm_hooks.pay_for_memory_grow (param i32)"
    )]
    MissingGrowHook,
    /// The module does not export `user_entrypoint` as a function.
    #[error("the module must export the function user_entrypoint")]
    MissingEntrypoint,
    /// The entry point has another signature.
    #[error("user_entrypoint must be (i32) -> (i32), not {0}")]
    EntrypointSignature(String),
    /// There is too much of something in the module.
    #[error("{count} {what}, more than {limit}")]
    TooMany {
        /// Of what.
        what: Excess,
        /// How much there is.
        count: u64,
        /// How much is allowed.
        limit: u64,
    },
    /// There is too much of something in one function.
    #[error("function {function} has {count} {what}, more than {limit}")]
    FunctionTooLarge {
        /// Index of the function, imports included.
        function: u32,
        /// Too much of what.
        what: FunctionExcess,
        /// How much there is.
        count: u64,
        /// How much is allowed.
        limit: u64,
    },
    /// An export's or the module's name is too long.
    #[error("a name of {length} bytes, more than {limit}: {start}...")]
    NameTooLong {
        /// How it starts.
        start: String,
        /// Its length in bytes.
        length: usize,
        /// Most bytes allowed.
        limit: usize,
    },
    /// A data segment lies outside the initial memory, or its offset is no plain constant.
    #[error("data segment {0} does not lie at a constant place inside the initial memory")]
    DataSegment(u32),
    /// An element segment lies outside the initial table, or its offset is no plain constant.
    #[error("element segment {0} does not lie at a constant place inside the initial table")]
    ElementSegment(u32),
    /// A figure does not fit the field in which a chain records it.
    #[error("the {what} of {value} is too high to be recorded")]
    CostTooHigh {
        /// The figure.
        what: &'static str,
        /// Its value.
        value: u64,
    },
}
