//! math_div, math_mod, math_pow, math_add_mod, math_mul_mod, native_keccak256.

use alloy_primitives::keccak256;
use stylus_chain::U256;

use super::{assert_out_of_bounds, chain, ink, run_on};

/// Runs a function on up to three words at 0, 32 and 64 and returns the first word afterwards.
fn compute(hook: &str, operands: &[U256]) -> U256 {
    let pointers: String = (0..operands.len())
        .map(|i| format!("(i32.const {})", 32 * i))
        .collect();
    let body = format!(
        "(call $read_args (i32.const 0)) (call ${hook} {pointers}) (call $write_result (i32.const 0) (i32.const 32)) (i32.const 0)"
    );
    let words: Vec<u8> = operands
        .iter()
        .flat_map(|word| word.to_be_bytes::<32>())
        .collect();
    let outcome = run_on(
        &mut chain(),
        &["read_args", hook, "write_result"],
        &body,
        words,
    );
    U256::from_be_slice(&outcome.output)
}

fn n(value: u64) -> U256 {
    U256::from(value)
}

#[test]
fn division_rounds_down_and_by_zero_is_zero() {
    assert_eq!(compute("math_div", &[n(17), n(5)]), n(3));
    assert_eq!(compute("math_div", &[U256::MAX, n(2)]), U256::MAX >> 1);
    assert_eq!(compute("math_div", &[n(17), n(0)]), n(0));
}

#[test]
fn remainder_by_zero_is_zero() {
    assert_eq!(compute("math_mod", &[n(17), n(5)]), n(2));
    assert_eq!(compute("math_mod", &[n(17), n(0)]), n(0));
}

#[test]
fn powers_wrap() {
    assert_eq!(compute("math_pow", &[n(3), n(5)]), n(243));
    assert_eq!(compute("math_pow", &[n(2), n(256)]), n(0));
    assert_eq!(compute("math_pow", &[n(0), n(0)]), n(1));
    assert_eq!(
        compute("math_pow", &[U256::MAX, n(3)]),
        U256::MAX,
        "(-1)^3 = -1"
    );
}

#[test]
fn modular_addition_and_multiplication_do_not_overflow() {
    assert_eq!(
        compute("math_add_mod", &[U256::MAX, U256::MAX, n(10)]),
        n(0),
        "2^257 - 2 ends in 0"
    );
    assert_eq!(compute("math_add_mod", &[n(7), n(8), n(0)]), n(0));
    assert_eq!(
        compute("math_mul_mod", &[U256::MAX, U256::MAX, n(10)]),
        n(5),
        "(2^256 - 1)^2 ends in 25"
    );
    assert_eq!(compute("math_mul_mod", &[n(7), n(8), n(0)]), n(0));
}

#[test]
fn the_host_hashes() {
    let body = "(call $read_args (i32.const 0)) (call $native_keccak256 (i32.const 0) (local.get $len) (i32.const 256))
                (call $write_result (i32.const 256) (i32.const 32)) (i32.const 0)";
    for preimage in [b"".as_slice(), b"compute", &[7; 200]] {
        let outcome = run_on(
            &mut chain(),
            &["read_args", "native_keccak256", "write_result"],
            body,
            preimage.to_vec(),
        );
        assert_eq!(outcome.output.as_ref(), keccak256(preimage).as_slice());
    }
}

#[test]
fn prices_are_nitros() {
    let two = "(i32.const 0) (i32.const 32)";
    let three = "(i32.const 0) (i32.const 32) (i32.const 64)";
    assert_eq!(
        ink("math_div", &format!("(call $math_div {two})")),
        43_520 + 2
    );
    assert_eq!(
        ink("math_mod", &format!("(call $math_mod {two})")),
        43_520 + 2
    );
    assert_eq!(
        ink("math_add_mod", &format!("(call $math_add_mod {three})")),
        49_560 + 3
    );
    assert_eq!(
        ink("math_mul_mod", &format!("(call $math_mul_mod {three})")),
        52_660 + 3
    );
    // A zero exponent has 32 leading zero bytes.
    assert_eq!(
        ink("math_pow", &format!("(call $math_pow {two})")),
        23_520 + 3_000 + 17_500 + 2
    );
    let hash = |len: u32| {
        format!("(call $native_keccak256 (i32.const 0) (i32.const {len}) (i32.const 0))")
    };
    assert_eq!(ink("native_keccak256", &hash(64)), 121_800 + 3);
    assert_eq!(ink("native_keccak256", &hash(65)), 121_800 + 21_000 + 3);
}

#[test]
fn operands_lie_in_memory() {
    let outside = "(i32.const 131041)";
    for hook in ["math_div", "math_mod", "math_pow"] {
        let first = format!("(call ${hook} {outside} (i32.const 0))");
        let second = format!("(call ${hook} (i32.const 0) {outside})");
        assert_out_of_bounds(hook, &[&first, &second]);
    }
    for hook in ["math_add_mod", "math_mul_mod"] {
        let third = format!("(call ${hook} (i32.const 0) (i32.const 0) {outside})");
        assert_out_of_bounds(hook, &[&third]);
    }
    assert_out_of_bounds(
        "native_keccak256",
        &[
            "(call $native_keccak256 (i32.const 131072) (i32.const 1) (i32.const 0))",
            "(call $native_keccak256 (i32.const 0) (i32.const 1) (i32.const -1))",
        ],
    );
}
