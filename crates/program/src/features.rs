//! The first check: is the module valid under the features that chains allow, and if not, what does it lack?

use wasmparser::{Validator, WasmFeatures};

use crate::{
    error::{Feature, InvalidModule},
    rules::Rules,
    sections::malformed,
};

/// Features behind a refusal, in the order in which they are tried.
const REFUSED: [(Feature, WasmFeatures); 13] = [
    (
        Feature::Floats,
        WasmFeatures::FLOATS.union(WasmFeatures::SATURATING_FLOAT_TO_INT),
    ),
    (
        Feature::OverlongTableIndex,
        WasmFeatures::CALL_INDIRECT_OVERLONG,
    ),
    (Feature::MultiValue, WasmFeatures::MULTI_VALUE),
    (
        Feature::ReferenceTypes,
        WasmFeatures::REFERENCE_TYPES.union(WasmFeatures::GC_TYPES),
    ),
    (
        Feature::Simd,
        WasmFeatures::SIMD
            .union(WasmFeatures::RELAXED_SIMD)
            .union(WasmFeatures::FLOATS),
    ),
    (Feature::Threads, WasmFeatures::THREADS),
    (Feature::TailCalls, WasmFeatures::TAIL_CALL),
    (
        Feature::Exceptions,
        WasmFeatures::EXCEPTIONS
            .union(WasmFeatures::LEGACY_EXCEPTIONS)
            .union(WasmFeatures::REFERENCE_TYPES),
    ),
    (Feature::MultiMemory, WasmFeatures::MULTI_MEMORY),
    (Feature::Memory64, WasmFeatures::MEMORY64),
    (Feature::ExtendedConst, WasmFeatures::EXTENDED_CONST),
    (
        Feature::Gc,
        WasmFeatures::GC
            .union(WasmFeatures::GC_TYPES)
            .union(WasmFeatures::FUNCTION_REFERENCES)
            .union(WasmFeatures::REFERENCE_TYPES),
    ),
    (Feature::Other, WasmFeatures::all()),
];

/// The magic number and the version.
const MODULE_HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// Validates the module. An error names the feature whose absence caused it, if one did.
pub(crate) fn validate(wasm: &[u8], rules: &Rules) -> Result<(), InvalidModule> {
    // The parser reads components too where another crate of the build switches that on: refuse them here, with one answer everywhere.
    if !wasm.starts_with(MODULE_HEADER) {
        return Err(InvalidModule::Malformed {
            offset: 0,
            message: "not a WebAssembly module of version 1".to_owned(),
        });
    }
    let allowed = allowed(rules);
    let Err(error) = try_with(wasm, allowed) else {
        return Ok(());
    };
    let lacking =
        REFUSED.iter().find(
            |(_, features)| match try_with(wasm, allowed.union(*features)) {
                Ok(()) => true,
                // The feature got the validator past the spot; what it stumbled over next is another matter.
                Err(next) => next.offset() != error.offset(),
            },
        );
    Err(match lacking {
        Some((feature, _)) => InvalidModule::Unsupported {
            feature: *feature,
            offset: error.offset(),
            message: error.message().to_owned(),
        },
        None => malformed(error),
    })
}

fn allowed(rules: &Rules) -> WasmFeatures {
    let mut features =
        WasmFeatures::MUTABLE_GLOBAL | WasmFeatures::SIGN_EXTENSION | WasmFeatures::BULK_MEMORY;
    features.set(WasmFeatures::MULTI_VALUE, rules.multi_value);
    features
}

fn try_with(wasm: &[u8], features: WasmFeatures) -> Result<(), wasmparser::BinaryReaderError> {
    Validator::new_with_features(features)
        .validate_all(wasm)
        .map(|_| ())
}
