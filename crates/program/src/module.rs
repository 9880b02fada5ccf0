//! Parsing and validation of one module.

use wasmparser::FunctionBody;

use crate::{
    checks,
    error::{Feature, FunctionExcess, InvalidModule},
    features,
    figures::{limit, opcode},
    frame::{Frame, FrameMeter, Signatures as _},
    info::{Counts, ModuleInfo},
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
        checks::imports(&sections)?;
        checks::exports(&sections)?;
        checks::memory(&sections, rules)?;
        checks::counts(&sections, rules)?;
        checks::segments(&sections)?;
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
        if opcode::ink(&op, |index| sections.type_at(index).params().len() as u64).is_none() {
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
        element_bytes: checks::element_bytes(sections),
        opcodes: frames.iter().map(|frame| frame.opcodes).sum(),
        footprint: sections
            .memories
            .first()
            .map_or(0, |memory| memory.initial as u16),
    }
}
