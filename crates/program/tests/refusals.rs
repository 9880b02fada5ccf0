//! Every rule of Nitro's has a module that breaks it and nothing else.

mod harness;

use stylus_program::{Feature, InvalidModule, Module, Rules, VM_HOOKS, hook_named};

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
