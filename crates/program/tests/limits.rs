//! How much of everything a module may contain: as much as that is accepted, one more is refused.

mod harness;

use stylus_program::{Excess, FunctionExcess, InvalidModule, Module, Rules};

const MEMORY: &str = r#"(memory (export "memory") 1 1)"#;
const ENTRY: &str = r#"(func (export "user_entrypoint") (param i32) (result i32) i32.const 0)"#;

fn parse_with(rules: &Rules, wat: &str) -> Result<Module, InvalidModule> {
    Module::parse(
        &wat::parse_str(wat).expect("the test's WAT is valid"),
        rules,
    )
}

fn parse(wat: &str) -> Result<Module, InvalidModule> {
    parse_with(&harness::RULES, wat)
}

/// Parses a module that has memory and entry point, and `fields` besides.
fn with(fields: &str) -> Result<Module, InvalidModule> {
    // Imports have to come first in the text.
    parse(&format!("(module {fields} {MEMORY} {ENTRY})"))
}

/// Parses a module whose entry point has this body.
fn body(body: &str) -> Result<Module, InvalidModule> {
    parse(&harness::program_wat(body))
}

#[track_caller]
fn refusal(result: Result<Module, InvalidModule>) -> InvalidModule {
    result.map(|_| ()).expect_err("the module breaks a rule")
}

#[test]
fn modules_have_a_most_length() {
    let fill = |bytes: usize| {
        format!(
            "(module {MEMORY} {ENTRY} (@custom \"fill\" \"{}\"))",
            "x".repeat(bytes)
        )
    };
    let limit = 128 * 1024;
    let base = wat::parse_str(fill(100_000)).unwrap().len() - 100_000;
    parse(&fill(limit - base)).expect("exactly as long as allowed");
    assert_eq!(
        refusal(parse(&fill(limit - base + 1))),
        InvalidModule::TooLong {
            length: limit + 1,
            limit
        }
    );
    parse_with(&Rules::arbos(60), &fill(limit))
        .expect("from ArbOS 60 on modules may be twice as long");
}

#[test]
fn counts() {
    let repeat = |field: &str, count: usize| with(&field.repeat(count));
    let cases = [
        (Excess::Functions, "(func)", 4_096 - 1, 4_096),
        (
            Excess::Globals,
            "(global i32 (i32.const 0))",
            32_768 - 4,
            32_768,
        ),
        (
            Excess::Imports,
            r#"(import "vm_hooks" "read_args" (func (param i32)))"#,
            513,
            513,
        ),
        (Excess::DataSegments, "(data (i32.const 0) \"\")", 128, 128),
    ];
    for (what, field, most, limit) in cases {
        let wat = |count: usize| format!("(module {} {MEMORY} {ENTRY})", field.repeat(count));
        // Some of these are long: the length is another rule.
        let rules = Rules {
            max_wasm_bytes: usize::MAX,
            ..harness::RULES
        };
        parse_with(&rules, &wat(most))
            .unwrap_or_else(|error| panic!("{what} up to {limit}: {error}"));
        let refused = refusal(parse_with(&rules, &wat(most + 1)));
        assert_eq!(
            refused,
            InvalidModule::TooMany {
                what,
                count: limit + 1,
                limit
            }
        );
    }
    repeat(r#"(import "vm_hooks" "read_args" (func (param i32)))"#, 513).expect("few enough");
    let many = format!(
        "(module {} {MEMORY} {ENTRY})",
        r#"(import "vm_hooks" "read_args" (func (param i32)))"#.repeat(514)
    );
    parse_with(&Rules::arbos(31), &many).expect("imports are counted from ArbOS 32 on");
}

#[test]
fn exports_are_counted_with_those_of_the_instrumentation() {
    let exports = |count: usize| {
        let fields: String = (0..count)
            .map(|index| format!("(export \"e{index}\" (func 0))"))
            .collect();
        with(&format!("(func) {fields}"))
    };
    exports(1_024 - 4 - 2).expect("memory, entry point and four more");
    let refused = refusal(exports(1_024 - 4 - 1));
    assert_eq!(
        refused,
        InvalidModule::TooMany {
            what: Excess::Exports,
            count: 1_025,
            limit: 1_024
        }
    );
}

#[test]
fn tables_and_elements() {
    with("(table 4096 funcref)").expect("exactly as large as allowed");
    let refused = refusal(with("(table 4097 funcref)"));
    assert_eq!(
        refused,
        InvalidModule::TooMany {
            what: Excess::TableEntries,
            count: 4_097,
            limit: 4_096
        }
    );
    let elements = |count: usize| {
        with(&format!(
            "(table 4096 funcref) (func) (elem (i32.const 0){})",
            " 0".repeat(count)
        ))
    };
    // Flags, offset (three bytes) and a count of two bytes are part of what is counted.
    elements(4_096 - 6).expect("exactly as many bytes as allowed");
    let refused = refusal(elements(4_096 - 5));
    assert_eq!(
        refused,
        InvalidModule::TooMany {
            what: Excess::ElementBytes,
            count: 4_097,
            limit: 4_096
        }
    );
    let segments = |count: usize| {
        with(&format!(
            "(table 1 funcref) {}",
            "(elem (i32.const 0))".repeat(count)
        ))
    };
    segments(128).expect("exactly as many as allowed");
    let refused = refusal(segments(129));
    assert_eq!(
        refused,
        InvalidModule::TooMany {
            what: Excess::ElementSegments,
            count: 129,
            limit: 128
        }
    );
}

#[test]
fn segments_lie_inside() {
    with("(data (i32.const 65535) \"x\")").expect("the last byte");
    with("(data (i32.const 65536) \"\")").expect("nothing, right behind the last byte");
    for segment in [
        "(i32.const 65536) \"x\"",
        "(i32.const 65537) \"\"",
        "(i32.const -1) \"x\"",
    ] {
        assert_eq!(
            refusal(with(&format!("(data {segment})"))),
            InvalidModule::DataSegment(0),
            "{segment}"
        );
    }
    with("(table 2 funcref) (func) (elem (i32.const 1) 0)").expect("the last entry");
    for segment in ["(i32.const 2) 0", "(i32.const 1) 0 0", "(i32.const -1) 0"] {
        let result = with(&format!("(table 2 funcref) (func) (elem {segment})"));
        assert_eq!(
            refusal(result),
            InvalidModule::ElementSegment(0),
            "{segment}"
        );
    }
    with("(data \"never used\")").expect("passive segments do nothing");
}

#[test]
fn functions() {
    let too_large = |what, count, limit| InvalidModule::FunctionTooLarge {
        function: 0,
        what,
        count,
        limit,
    };
    let locals = |count: usize| body(&format!("(local{}) i32.const 0", " i32".repeat(count)));
    locals(348).expect("parameters do not count");
    assert_eq!(
        refusal(locals(349)),
        too_large(FunctionExcess::Locals, 349, 348)
    );

    // One block of n + 2 opcodes, 12 for its head, 12 at the entry, 5 at the exit.
    let opcodes = |count: usize| body(&format!("{} i32.const 0", "nop ".repeat(count)));
    opcodes(65_536 - 31).expect("exactly as many as allowed");
    assert_eq!(
        refusal(opcodes(65_536 - 30)),
        too_large(FunctionExcess::Opcodes, 65_537, 65_536)
    );

    let values = |count: usize| {
        body(&format!(
            "{} {} i32.const 0",
            "i32.const 0 ".repeat(count),
            "drop ".repeat(count)
        ))
    };
    values(4_096).expect("exactly as many as allowed");
    assert_eq!(
        refusal(values(4_097)),
        too_large(FunctionExcess::StackValues, 4_097, 4_096)
    );
}

#[test]
fn costs_have_to_fit_their_fields() {
    // 0.75244 gas per byte of data: 87,100 bytes are just below 2^16 gas with everything else.
    let data = |bytes: usize| {
        parse(&format!(
            "(module (memory (export \"memory\") 2 2) {ENTRY} (data (i32.const 0) \"{}\"))",
            "x".repeat(bytes)
        ))
    };
    data(86_800).expect("below");
    let refused = refusal(data(87_100));
    assert!(
        matches!(
            refused,
            InvalidModule::CostTooHigh {
                what: "cached init cost",
                value: 65_536..
            }
        ),
        "{refused}"
    );
}
