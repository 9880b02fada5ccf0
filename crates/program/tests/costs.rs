//! What activating and starting a program costs, added up by hand.

mod harness;

use harness::{module, parse};
use stylus_program::Rules;

#[test]
fn costs_of_the_smallest_program() {
    let wat = harness::program_wat("i32.const 0");
    let wasm = wat::parse_str(&wat).unwrap();
    let length = wasm.len() as u64;
    let info = |version| *parse(&wasm, &Rules::arbos(version)).info();
    // One function of two values, 4 globals, one page, no data. Opcodes: 2, head 12, entry 12, exit 5.
    assert_eq!(
        info(40).asm_estimate as u64,
        512_000 + 996 + 22 + length * 62_628 / 10_000
    );
    assert_eq!(info(40).init_cost as u64, 8 + 2 + length * 1_286 / 10_000);
    assert_eq!(info(40).cached_init_cost as u64, 4 * 1_628 / 1_000 + 5);
    assert_eq!(info(40).counts.opcodes, 31);
    let gas = |us: u64| us * 28;
    let fixed = 1_659_168 + gas(2_217) + gas(31 * 535 / 1_000);
    assert_eq!(
        info(40).activation_gas,
        fixed + gas(length * 31_733 / 100_000)
    );
    assert_eq!(
        info(31).activation_gas,
        fixed,
        "length is not charged before ArbOS 32"
    );
    assert_eq!(info(40).init_gas(), 8_832 + info(40).init_cost as u64);
    assert_eq!(info(40).cached_init_gas(), 352 + 11);
    assert_eq!(info(40).call_gas(true), info(40).cached_init_gas());
    assert_eq!(
        info(40).call_gas(false),
        info(40).cached_init_gas() + info(40).init_gas()
    );
    // Stylus version 1 counts the cached part within the other.
    assert_eq!(
        info(30).init_cost,
        info(40).init_cost + info(40).cached_init_cost
    );
    assert_eq!(
        info(30).call_gas(false),
        72 * 128 + info(30).init_cost as u64
    );
    assert_eq!(info(40).footprint, 1);
}

#[test]
fn costs_of_data_tables_and_globals() {
    let module = module(
        r#"(module (memory (export "memory") 3 3) (table 2 funcref) (elem (i32.const 0) 0 0) (global i32 (i32.const 0))
            (func (export "user_entrypoint") (param i32) (result i32) i32.const 0)
            (data (i32.const 16) "0123456789") (data (i32.const 70) "abc"))"#,
    );
    let counts = module.info().counts;
    assert_eq!(
        (counts.globals, counts.data_bytes, counts.footprint),
        (1, 13, 3)
    );
    // Flags, offset (const, value, end) and length: five bytes, or six where the offset takes two.
    assert_eq!(counts.encoded_data_bytes, (5 + 10) + (6 + 3));
    // Flags, offset, count, two indices.
    assert_eq!(counts.element_bytes, 1 + 3 + 1 + 2);
    assert_eq!(
        u64::from(module.info().cached_init_cost),
        5 * 1_628 / 1_000 + (24 + 7) * 75_244 / 100_000 + 3 * 5
    );
}
