//! Every rule of Nitro's has a module that breaks it and nothing else.

mod harness;

use stylus_program::{
    Excess, Feature, FunctionExcess, InvalidModule, Module, Rules, VM_HOOKS, hook_named,
};

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

#[track_caller]
fn unsupported(result: Result<Module, InvalidModule>) -> Feature {
    match refusal(result) {
        InvalidModule::Unsupported { feature, .. } => feature,
        other => panic!("refused for another reason: {other}"),
    }
}

#[test]
fn the_smallest_program_is_accepted() {
    for rules in [
        Rules::strict(),
        Rules::arbos(30),
        Rules::arbos(32),
        Rules::arbos(40),
        Rules::arbos(60),
    ] {
        parse_with(&rules, &format!("(module {MEMORY} {ENTRY})"))
            .expect("nothing is wrong with it");
    }
}

#[test]
fn every_host_function_may_be_imported() {
    let mut imports = String::new();
    for hook in VM_HOOKS {
        let types = |types: &[stylus_program::ValType]| {
            types.iter().map(|ty| format!(" {ty}")).collect::<String>()
        };
        let (params, results) = (types(hook.params), types(hook.results));
        imports += &format!(
            "(import \"vm_hooks\" \"{}\" (func (param{params}) (result{results})))",
            hook.name
        );
    }
    with(&imports).expect("all of them exist");
    assert!(
        VM_HOOKS.is_sorted_by(|one, next| one.name < next.name),
        "looked up by binary search"
    );
    assert_eq!(
        hook_named("native_keccak256").map(|hook| hook.params.len()),
        Some(3)
    );
    assert_eq!(hook_named("selfdestruct"), None);
}

#[test]
fn what_is_no_module_is_malformed() {
    let rules = Rules::strict();
    assert!(matches!(
        refusal(Module::parse(b"", &rules)),
        InvalidModule::Malformed { .. }
    ));
    assert!(matches!(
        refusal(Module::parse(b"\0asm\x02\0\0\0", &rules)),
        InvalidModule::Malformed { .. }
    ));
    assert!(
        matches!(
            refusal(Module::parse(b"\0asm\x0d\0\x01\0", &rules)),
            InvalidModule::Malformed { .. }
        ),
        "a component"
    );
    let wasm = wat::parse_str(format!("(module {MEMORY} {ENTRY})")).unwrap();
    for length in 1..wasm.len() {
        // Some prefixes are modules in themselves, but none has the entry point's code.
        assert!(
            Module::parse(&wasm[..length], &rules).is_err(),
            "cut to {length} bytes"
        );
    }
    assert!(
        matches!(
            refusal(body("i64.const 0")),
            InvalidModule::Malformed { .. }
        ),
        "ill-typed"
    );
}

#[test]
fn every_byte_flip_is_an_answer_and_no_panic() {
    let wasm = wat::parse_str(harness::program_wat(
        "(if (local.get 0) (then (br 0))) i32.const 0",
    ))
    .unwrap();
    let mut refused = 0;
    for index in 0..wasm.len() {
        for bit in 0..8 {
            let mut flipped = wasm.clone();
            flipped[index] ^= 1 << bit;
            refused += usize::from(Module::parse(&flipped, &Rules::strict()).is_err());
        }
    }
    assert!(
        refused > wasm.len(),
        "only {refused} of {} flips refused",
        wasm.len() * 8
    );
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
fn floats() {
    assert_eq!(
        unsupported(body("(drop (f32.const 1)) i32.const 0")),
        Feature::Floats
    );
    assert_eq!(
        unsupported(body(
            "(drop (f64.add (f64.const 1) (f64.const 2))) i32.const 0"
        )),
        Feature::Floats
    );
    assert_eq!(
        unsupported(body("(drop (f32.load (i32.const 0))) i32.const 0")),
        Feature::Floats
    );
    assert_eq!(
        unsupported(body("(i32.trunc_sat_f64_s (f64.const 1))")),
        Feature::Floats
    );
    assert_eq!(
        unsupported(body("(local f64) i32.const 0")),
        Feature::Floats
    );
    assert_eq!(unsupported(with("(func (param f32))")), Feature::Floats);
    assert_eq!(
        unsupported(with("(global f32 (f32.const 0))")),
        Feature::Floats
    );
}

#[test]
fn the_table_index_that_rustc_writes_with_reference_types() {
    let wat = r#"(module (memory (export "memory") 1 1) (table 1 funcref) (type $t (func (result i32)))
        (func (export "user_entrypoint") (param i32) (result i32) (call_indirect (type $t) (i32.const 0))))"#;
    parse(wat).expect("one zero byte is fine");
    let wasm = wat::parse_str(wat).unwrap();
    // Pad the table index: call_indirect, type 0, table 0 as five bytes. Four more bytes in body and section.
    let at = wasm
        .windows(3)
        .position(|bytes| bytes == [0x11, 0, 0])
        .expect("there is one call_indirect");
    let mut padded = wasm.clone();
    padded.splice(at + 2..at + 3, [0x80, 0x80, 0x80, 0x80, 0x00]);
    let (section, count) = (at - 6, at - 4);
    assert_eq!(
        (wasm[section - 1], wasm[count]),
        (10, wasm[section] - 2),
        "the code section and its only body"
    );
    padded[section] += 4;
    padded[count] += 4;
    let result = Module::parse(&padded, &harness::RULES);
    assert!(
        refusal(result.clone())
            .to_string()
            .contains("zero byte expected")
    );
    assert_eq!(unsupported(result), Feature::OverlongTableIndex);
}

#[test]
fn reference_types() {
    assert_eq!(
        unsupported(with("(func (param externref))")),
        Feature::ReferenceTypes
    );
    assert_eq!(
        unsupported(with("(table 1 funcref) (table 1 funcref)")),
        Feature::ReferenceTypes
    );
    assert_eq!(
        unsupported(body("(drop (ref.null func)) i32.const 0")),
        Feature::ReferenceTypes
    );
    let select = body("(select (result i32) (i32.const 1) (i32.const 2) (i32.const 0))");
    assert_eq!(unsupported(select), Feature::ReferenceTypes);
    assert_eq!(
        unsupported(with("(table 1 externref)")),
        Feature::ReferenceTypes
    );
}

#[test]
fn proposals_that_no_chain_knows() {
    assert_eq!(
        unsupported(body("(drop (v128.const i64x2 0 0)) i32.const 0")),
        Feature::Simd
    );
    assert_eq!(
        unsupported(body("(i32.atomic.load (i32.const 0))")),
        Feature::Threads
    );
    assert_eq!(
        unsupported(body("(return_call 0 (i32.const 0))")),
        Feature::TailCalls
    );
    assert_eq!(unsupported(with("(tag (param i32))")), Feature::Exceptions);
    assert_eq!(
        unsupported(parse(&format!("(module {MEMORY} (memory 1) {ENTRY})"))),
        Feature::MultiMemory
    );
    let memory64 = format!("(module (memory (export \"memory\") i64 1 1) {ENTRY})");
    assert_eq!(unsupported(parse(&memory64)), Feature::Memory64);
    assert_eq!(
        unsupported(with("(global i32 (i32.add (i32.const 1) (i32.const 2)))")),
        Feature::ExtendedConst
    );
    assert_eq!(unsupported(with("(type (struct))")), Feature::Gc);
    let sum = "(i64.add128 (local.get 0) (local.get 1) (local.get 2) (local.get 3)) drop drop";
    assert_eq!(
        unsupported(with(&format!("(func (param i64 i64 i64 i64) {sum})"))),
        Feature::Other
    );
}

#[test]
fn multi_value_depends_on_the_rules() {
    let function =
        format!("(module {MEMORY} {ENTRY} (func (result i32 i32) i32.const 1 i32.const 2))");
    let block = harness::program_wat("local.get 0 (block (param i32) (result i32))");
    for wat in [&function, &block] {
        parse_with(&Rules::arbos(59), wat).expect("accepted before ArbOS 60");
        assert_eq!(
            unsupported(parse_with(&Rules::arbos(60), wat)),
            Feature::MultiValue
        );
        assert_eq!(
            unsupported(parse_with(&Rules::strict(), wat)),
            Feature::MultiValue
        );
    }
}

#[test]
fn bulk_memory_is_copy_and_fill_only() {
    body("(memory.copy (i32.const 0) (i32.const 8) (i32.const 8)) i32.const 0")
        .expect("copy is allowed");
    body("(memory.fill (i32.const 0) (i32.const 8) (i32.const 8)) i32.const 0")
        .expect("fill is allowed");
    let table = |body: &str| with(&format!("(table 1 funcref) (elem $e func 0) (func {body})"));
    let three = "(i32.const 0) (i32.const 0) (i32.const 0)";
    assert_eq!(
        unsupported(table(&format!("(table.init $e {three})"))),
        Feature::BulkMemory
    );
    assert_eq!(
        unsupported(table(&format!("(table.copy {three})"))),
        Feature::BulkMemory
    );
    assert_eq!(unsupported(table("(elem.drop $e)")), Feature::BulkMemory);
    // These two need the section that counts data segments, which is refused first.
    let data = |body: &str| with(&format!("(data $d \"x\") (func {body})"));
    let section = InvalidModule::Section("DataCount");
    assert_eq!(refusal(data(&format!("(memory.init $d {three})"))), section);
    assert_eq!(refusal(data("(data.drop $d)")), section);
}

#[test]
fn start_functions() {
    assert_eq!(
        refusal(with("(func $start) (start $start)")),
        InvalidModule::StartFunction
    );
}

#[test]
fn imports_are_host_functions() {
    let unknown = |module: &str, name: &str| InvalidModule::UnknownImport {
        module: module.into(),
        name: name.into(),
    };
    assert_eq!(
        refusal(with(r#"(import "env" "msg_sender" (func (param i32)))"#)),
        unknown("env", "msg_sender")
    );
    assert_eq!(
        refusal(with(r#"(import "vm_hooks" "selfdestruct" (func))"#)),
        unknown("vm_hooks", "selfdestruct")
    );
    assert_eq!(
        refusal(with(r#"(import "console" "log_i32" (func (param i32)))"#)),
        unknown("console", "log_i32")
    );
    let global = refusal(with(r#"(import "vm_hooks" "msg_sender" (global i32))"#));
    assert!(
        matches!(global, InvalidModule::ImportKind { .. }),
        "{global}"
    );
}

#[test]
fn imports_have_the_host_functions_signatures() {
    let refused = refusal(with(
        r#"(import "vm_hooks" "msg_reentrant" (func (param i32) (result i32)))"#,
    ));
    let (expected, found) = ("() -> (i32)".into(), "(i32) -> (i32)".into());
    assert_eq!(
        refused,
        InvalidModule::ImportSignature {
            name: "msg_reentrant".into(),
            expected,
            found
        }
    );
}

#[test]
fn an_import_has_one_type() {
    let twice = |second: &str| {
        with(&format!(
            "(type $a (func (param i32))) (type $b (func (param i32)))
            (import \"vm_hooks\" \"msg_sender\" (func (type $a))) (import \"vm_hooks\" \"msg_sender\" (func (type {second})))"
        ))
    };
    twice("$a").expect("importing twice is allowed");
    assert_eq!(
        refusal(twice("$b")),
        InvalidModule::InconsistentImport("msg_sender".into())
    );
}

#[test]
fn names() {
    let import = r#"(import "vm_hooks" "msg_sender" (func (param i32)))"#;
    for name in ["msg_sender", "any__msg_sender"] {
        let result = with(&format!("{import} (func (export \"{name}\"))"));
        assert_eq!(
            refusal(result),
            InvalidModule::ExportShadowsImport(name.into())
        );
    }
    with(&format!(
        "{import} (func (export \"msg_sender__\") (export \"a_msg_sender\"))"
    ))
    .expect("other names");
    for name in ["stylus_ink_left", "stylus", "mine__stylusish"] {
        let result = with(&format!("(func (export \"{name}\"))"));
        assert_eq!(refusal(result), InvalidModule::ReservedName(name.into()));
    }
    with("(func (export \"stylus__mine\"))").expect("only the last part is reserved");
    let long = "n".repeat(512);
    with(&format!("(func (export \"{long}\"))")).expect("exactly as long as allowed");
    for result in [
        with(&format!("(func (export \"{long}n\"))")),
        parse(&format!("(module ${long}n {MEMORY} {ENTRY})")),
    ] {
        assert!(matches!(
            refusal(result),
            InvalidModule::NameTooLong {
                length: 513,
                limit: 512,
                ..
            }
        ));
    }
}

#[test]
fn a_broken_name_section() {
    let broken = format!("(module {MEMORY} {ENTRY} (@custom \"name\" \"\\01\\05\\01\"))");
    assert!(matches!(
        refusal(parse(&broken)),
        InvalidModule::Malformed { .. }
    ));
}

#[test]
fn the_memory() {
    assert_eq!(
        refusal(parse(&format!("(module {ENTRY})"))),
        InvalidModule::MemoryExport
    );
    assert_eq!(
        refusal(parse(&format!("(module (memory 1 1) {ENTRY})"))),
        InvalidModule::MemoryExport
    );
    let other = format!("(module (memory 1 1) {ENTRY} (func (export \"memory\")))");
    assert_eq!(refusal(parse(&other)), InvalidModule::MemoryExport);
    let pages = |pages: u32| {
        parse(&format!(
            "(module (memory (export \"memory\") {pages} {pages}) {ENTRY})"
        ))
    };
    pages(128).expect("exactly as large as allowed");
    assert_eq!(
        refusal(pages(129)),
        InvalidModule::MemoryPages {
            pages: 129,
            limit: 128
        }
    );
    let tight = Rules {
        page_limit: 3,
        ..harness::RULES
    };
    let four = format!("(module (memory (export \"memory\") 4 4) {ENTRY})");
    assert_eq!(
        refusal(parse_with(&tight, &four)),
        InvalidModule::MemoryPages { pages: 4, limit: 3 }
    );
}

#[test]
fn memory_that_can_grow_has_to_be_paid_for() {
    let hook = r#"(import "vm_hooks" "pay_for_memory_grow" (func (param i32)))"#;
    for memory in ["1", "1 2", "0 1"] {
        let memory = format!("(memory (export \"memory\") {memory})");
        assert_eq!(
            refusal(parse(&format!("(module {memory} {ENTRY})"))),
            InvalidModule::MissingGrowHook
        );
        parse(&format!("(module {hook} {memory} {ENTRY})")).expect("the hook is there");
    }
}

#[test]
fn the_entry_point() {
    assert_eq!(
        refusal(parse(&format!("(module {MEMORY})"))),
        InvalidModule::MissingEntrypoint
    );
    let global =
        format!("(module {MEMORY} (global (export \"user_entrypoint\") i32 (i32.const 0)))");
    assert_eq!(refusal(parse(&global)), InvalidModule::MissingEntrypoint);
    let wrong = format!(
        "(module {MEMORY} (func (export \"user_entrypoint\") (param i64) (result i32) i32.const 0))"
    );
    assert_eq!(
        refusal(parse(&wrong)),
        InvalidModule::EntrypointSignature("(i64) -> (i32)".into())
    );
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
