//! Which modules are refused, and what becomes of the others.

use diem_build::{CODE_LIMIT, PackageError, package};

/// A module that a chain accepts, with `data` in its memory.
fn module(data: &[u8]) -> Vec<u8> {
    let escaped: String = data.iter().map(|byte| format!("\\{byte:02x}")).collect();
    let text = format!(
        r#"(module
            (import "vm_hooks" "pay_for_memory_grow" (func (param i32)))
            (memory (export "memory") 2)
            (data (i32.const 0) "{escaped}")
            (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#
    );
    wat::parse_str(text).expect("the module is well-formed")
}

/// Bytes that do not compress: a xorshift generator's.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[test]
fn a_good_module_becomes_code() {
    let wasm = module(b"data");
    let packaged = package("diem", wasm.clone()).expect("a chain accepts it");
    assert_eq!(packaged.wasm, wasm);
    assert_eq!(packaged.code[..4], [0xEF, 0xF0, 0, 0]);
    assert_eq!(
        stylus_program::decompress(&packaged.code, wasm.len()).expect("it is a program"),
        wasm
    );
}

#[test]
fn the_size_limit_counts_the_prefix() {
    // The overhead of module and compression does not change with a few bytes of noise more or less.
    let overhead = package("diem", module(&noise(20_000)))
        .expect("it fits")
        .code
        .len()
        - 20_000;
    let fitting = (CODE_LIMIT - overhead - 64..CODE_LIMIT)
        .map(|length| (length, package("diem", module(&noise(length)))))
        .find(|(_, result)| {
            result
                .as_ref()
                .map_or(true, |packaged| packaged.code.len() == CODE_LIMIT)
        })
        .expect("some length fills the limit or passes it");
    assert_eq!(
        fitting.1.expect("the limit itself is allowed").code.len(),
        CODE_LIMIT
    );

    let error =
        package("diem", module(&noise(fitting.0 + 1))).expect_err("one byte more is too much");
    assert!(
        matches!(error, PackageError::TooLarge { size, .. } if size == CODE_LIMIT + 1),
        "{error}"
    );
    assert_eq!(
        error.to_string(),
        "contract diem is too large: 24577 bytes compressed, 1 over the limit of 24576"
    );
}

#[test]
fn what_a_chain_would_refuse_is_refused() {
    let multi_value = r#"(module (memory (export "memory") 1 1)
        (func (export "user_entrypoint") (param i32) (result i32) i32.const 0)
        (func (result i32 i32) i32.const 0 i32.const 0))"#;
    let float = r#"(module (memory (export "memory") 1 1)
        (func (export "user_entrypoint") (param i32) (result i32) f32.const 1 i32.trunc_f32_s))"#;
    let no_entry = r#"(module (memory (export "memory") 1 1))"#;
    for text in [multi_value, float, no_entry] {
        let wasm = wat::parse_str(text).expect("the module is well-formed");
        let error = package("vvv", wasm).expect_err("a chain refuses it");
        assert!(matches!(error, PackageError::Invalid { .. }), "{error}");
        assert!(
            error
                .to_string()
                .starts_with("contract vvv would not activate: "),
            "{error}"
        );
    }
    assert!(matches!(
        package("vvv", b"no module".to_vec()),
        Err(PackageError::Invalid { .. })
    ));
}
