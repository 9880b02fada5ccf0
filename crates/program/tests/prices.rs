//! Ink and stack words of small programs, added up by hand from Nitro's tables.

mod harness;

use harness::{Ending, Run, module, program, run};
use stylus_program::Module;

/// What metering itself costs in each block.
const HEAD: u64 = 2450;

/// Runs the program whose entry point has this body, and checks its ink.
#[track_caller]
fn costs(body: &str, expected: u64) -> Run {
    costs_with(&program(body), 5, expected)
}

#[track_caller]
fn costs_with(module: &Module, argument: i32, expected: u64) -> Run {
    let run = run(module, argument);
    assert!(matches!(run.ending, Ending::Status(_)), "{run:?}");
    assert_eq!(run.ink, expected);
    assert_eq!(
        run.stack,
        harness::RULES.max_stack_depth,
        "all stack words are given back"
    );
    run
}

/// Checks the price of one opcode that makes one `i32` of nothing, with its operands' price.
#[track_caller]
fn one(expression: &str, operands: u64, price: u64) {
    costs(expression, HEAD + operands + price + 1);
}

#[test]
fn one_block() {
    costs("i32.const 7", HEAD + 1 + 1);
    costs("nop nop i32.const 7", HEAD + 2 + 1 + 1);
    costs("local.get 0", HEAD + 75 + 1);
}

#[test]
fn numbers() {
    let (one32, two32) = ("(i32.const 9)", "(i32.const 9) (i32.const 3)");
    for (name, price) in [
        ("add", 70),
        ("sub", 70),
        ("mul", 160),
        ("div_s", 1120),
        ("div_u", 1120),
        ("rem_s", 1120),
        ("rem_u", 1120),
        ("and", 70),
        ("or", 70),
        ("xor", 70),
        ("shl", 70),
        ("shr_s", 70),
        ("shr_u", 70),
        ("rotl", 70),
        ("rotr", 70),
        ("eq", 170),
        ("ne", 170),
        ("lt_s", 170),
        ("lt_u", 170),
        ("gt_s", 170),
        ("gt_u", 170),
        ("le_s", 170),
        ("le_u", 170),
        ("ge_s", 170),
        ("ge_u", 170),
    ] {
        one(&format!("(i32.{name} {two32})"), 2, price);
    }
    for (name, price) in [
        ("eqz", 170),
        ("clz", 210),
        ("ctz", 210),
        ("popcnt", 2650),
        ("extend8_s", 100),
        ("extend16_s", 100),
    ] {
        one(&format!("(i32.{name} {one32})"), 1, price);
    }
    let (one64, two64) = ("(i64.const 9)", "(i64.const 9) (i64.const 3)");
    for (name, price) in [
        ("add", 100),
        ("sub", 100),
        ("mul", 160),
        ("div_s", 1270),
        ("div_u", 1270),
        ("rem_s", 1270),
        ("rem_u", 1270),
        ("and", 100),
        ("or", 100),
        ("xor", 100),
        ("shl", 100),
        ("shr_s", 100),
        ("shr_u", 100),
        ("rotl", 100),
        ("rotr", 100),
    ] {
        one(
            &format!("(i32.wrap_i64 (i64.{name} {two64}))"),
            2 + 100,
            price,
        );
    }
    for name in [
        "eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u",
    ] {
        one(&format!("(i64.{name} {two64})"), 2, 225);
    }
    one(&format!("(i64.eqz {one64})"), 1, 225);
    for (name, price) in [
        ("clz", 210),
        ("ctz", 210),
        ("popcnt", 6000),
        ("extend8_s", 100),
        ("extend16_s", 100),
        ("extend32_s", 100),
    ] {
        one(
            &format!("(i32.wrap_i64 (i64.{name} {one64}))"),
            1 + 100,
            price,
        );
    }
    for name in ["extend_i32_s", "extend_i32_u"] {
        one(
            &format!("(i32.wrap_i64 (i64.{name} {one32}))"),
            1 + 100,
            100,
        );
    }
}

#[test]
fn variables() {
    costs(
        "(local i32) (local.set 1 (i32.const 3)) (local.tee 1 (local.get 1))",
        HEAD + (1 + 210) + (75 + 75) + 1,
    );
    costs("(drop (i32.const 3)) i32.const 0", HEAD + (1 + 9) + 1 + 1);
    costs(
        "(select (i32.const 1) (i32.const 2) (local.get 0))",
        HEAD + 1 + 1 + 75 + 1250 + 1,
    );
    let globals = module(
        r#"(module (memory (export "memory") 1 1) (global $g (mut i32) (i32.const 4)) (global i64 (i64.const -1))
            (func (export "user_entrypoint") (param i32) (result i32) (global.set $g (i32.const 6)) (global.get $g)))"#,
    );
    let run = costs_with(&globals, 0, HEAD + (1 + 575) + 225 + 1);
    assert_eq!(run.ending, Ending::Status(6));
}

#[test]
fn memory() {
    for name in ["load", "load8_s", "load8_u", "load16_s", "load16_u"] {
        one(&format!("(i32.{name} (i32.const 8))"), 1, 670);
    }
    for name in [
        "load", "load8_s", "load8_u", "load16_s", "load16_u", "load32_s", "load32_u",
    ] {
        one(
            &format!("(i32.wrap_i64 (i64.{name} (i32.const 8)))"),
            1 + 100,
            680,
        );
    }
    for name in ["store", "store8", "store16"] {
        costs(
            &format!("(i32.{name} (i32.const 8) (i32.const 8)) i32.const 0"),
            HEAD + 2 + 825 + 2,
        );
    }
    for name in ["store", "store8", "store16", "store32"] {
        costs(
            &format!("(i64.{name} (i32.const 8) (i64.const 8)) i32.const 0"),
            HEAD + 2 + 950 + 2,
        );
    }
    one("(memory.size)", 0, 3000);
    // This memory cannot grow, so that no host function is told.
    let run = costs("(memory.grow (i32.const 1))", HEAD + 1 + 8050 + 1);
    assert_eq!((run.ending, run.host.grown), (Ending::Status(-1), vec![]));
}

#[test]
fn growing_tells_the_host_first() {
    let module = module(
        r#"(module (import "vm_hooks" "pay_for_memory_grow" (func (param i32))) (memory (export "memory") 1)
            (func (export "user_entrypoint") (param i32) (result i32) (memory.grow (local.get 0))))"#,
    );
    let run = costs_with(&module, 2, HEAD + 75 + 8050 + 1);
    assert_eq!(
        (run.ending, run.host.grown, run.memory.len()),
        (Ending::Status(1), vec![2], 3 * 65_536)
    );
    let most = costs_with(&module, 127, HEAD + 75 + 8050 + 1);
    assert_eq!(
        (most.ending, most.memory.len()),
        (Ending::Status(1), 128 * 65_536)
    );
    let beyond = costs_with(&module, 128, HEAD + 75 + 8050 + 1);
    assert_eq!(
        (beyond.ending, beyond.host.grown, beyond.memory.len()),
        (Ending::Status(-1), vec![128], 65_536)
    );
}

#[test]
fn copy_and_fill_pay_per_byte() {
    for (size, ink) in [(0, 0), (1, 100), (1000, 100_000)] {
        let copied =
            format!("(memory.copy (i32.const 0) (i32.const 64) (i32.const {size})) i32.const 0");
        costs(&copied, HEAD + 3 + 950 + ink + 2);
        let filled =
            format!("(memory.fill (i32.const 0) (i32.const 64) (i32.const {size})) i32.const 0");
        let run = costs(&filled, HEAD + 3 + 950 + ink + 2);
        assert_eq!(run.memory.iter().filter(|byte| **byte == 64).count(), size);
    }
}

#[test]
fn blocks_and_branches() {
    // block opens no metered block of its own; its end does.
    costs(
        "(block (nop)) i32.const 0",
        (HEAD + 1 + 1 + 1) + (HEAD + 1 + 1),
    );
    // br skips the block with the end.
    costs(
        "(block (br 0)) i32.const 0",
        (HEAD + 1 + 765) + (HEAD + 1 + 1),
    );
    // br_if, not taken and taken.
    costs(
        "(block (br_if 0 (i32.const 0))) i32.const 0",
        (HEAD + 1 + 1 + 765) + (HEAD + 1) + (HEAD + 2),
    );
    costs(
        "(block (br_if 0 (i32.const 1))) i32.const 0",
        (HEAD + 1 + 1 + 765) + (HEAD + 2),
    );
    // return leaves before the last block.
    costs("(return (i32.const 3))", HEAD + 1 + 1);
    // What stands behind unreachable belongs to its block and is paid for, run or not.
    let run = run(&program("unreachable i32.const 0"), 0);
    assert_eq!((run.ending, run.ink), (Ending::Trap, HEAD + 1 + 1 + 1));
}

#[test]
fn conditions() {
    let both = "(if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2)))";
    // The then branch ends with else, the else branch with end: each pays for its own.
    costs_with(
        &program(both),
        1,
        (HEAD + 75 + 765) + (HEAD + 1 + 1) + (HEAD + 1),
    );
    costs_with(
        &program(both),
        0,
        (HEAD + 75 + 765) + (HEAD + 1 + 1) + (HEAD + 1),
    );
    let only = "(if (local.get 0) (then nop)) i32.const 0";
    costs_with(
        &program(only),
        1,
        (HEAD + 75 + 765) + (HEAD + 1 + 1) + (HEAD + 2),
    );
    costs_with(&program(only), 0, (HEAD + 75 + 765) + (HEAD + 2));
}

#[test]
fn loops() {
    let body = "(loop (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if 0 (local.get 0))) i32.const 0";
    let round = HEAD + (75 + 1 + 70 + 210) + (75 + 765);
    for rounds in [1, 2, 1000] {
        costs_with(
            &program(body),
            rounds,
            (HEAD + 1) + round * rounds as u64 + (HEAD + 1) + (HEAD + 2),
        );
    }
}

#[test]
fn jump_tables() {
    let body = "(block (block (block (br_table 0 1 2 (local.get 0))) (return (i32.const 10))) (return (i32.const 11))) i32.const 12";
    // Two targets and the default: only the two are paid for.
    let jump = HEAD + 3 + 75 + (2400 + 325 * 2);
    for (argument, result) in [(0, 10), (1, 11), (2, 12), (-1, 12)] {
        let run = costs_with(&program(body), argument, jump + HEAD + 1 + 1);
        assert_eq!(run.ending, Ending::Status(result));
    }
}

#[test]
fn calls() {
    let module = module(
        r#"(module (memory (export "memory") 1 1) (table 1 funcref) (elem (i32.const 0) $double) (type $t (func (param i32) (result i32)))
            (func $double (type $t) (i32.add (local.get 0) (local.get 0)))
            (func (export "user_entrypoint") (type $t) (call_indirect (type $t) (call $double (local.get 0)) (i32.const 0))))"#,
    );
    let double = HEAD + 75 + 75 + 70 + 1;
    let run = costs_with(
        &module,
        3,
        (HEAD + 75 + 3800) + double + (HEAD + 1 + 13_610 + 650) + double + (HEAD + 1),
    );
    assert_eq!(run.ending, Ending::Status(12));
}

#[test]
fn host_calls_pay_for_the_call_alone() {
    let module = module(
        r#"(module (import "vm_hooks" "block_number" (func $number (result i64))) (memory (export "memory") 1 1)
            (func (export "user_entrypoint") (param i32) (result i32) (i32.wrap_i64 (call $number))))"#,
    );
    assert_eq!(
        costs_with(&module, 0, (HEAD + 3800) + (HEAD + 100 + 1)).ending,
        Ending::Status(7)
    );
}

#[test]
fn several_results() {
    let module = module(
        r#"(module (memory (export "memory") 1 1)
            (func $two (result i32 i32) i32.const 30 i32.const 4)
            (func (export "user_entrypoint") (param i32) (result i32) call $two (block (param i32 i32) (result i32) i32.sub)))"#,
    );
    let run = costs_with(
        &module,
        0,
        (HEAD + 3800) + (HEAD + 1 + 1 + 1) + (HEAD + 1 + 70 + 1) + (HEAD + 1),
    );
    assert_eq!(run.ending, Ending::Status(26));
}

#[test]
fn frames() {
    let words = |module: &Module| module.frame_words().collect::<Vec<_>>();
    // Two words for the block's head on top of what is there when it runs, and the constant four.
    assert_eq!(words(&program("i32.const 0")), [2 + 4]);
    // Locals count, the parameter does not.
    assert_eq!(words(&program("(local i32 i64) i32.const 0")), [2 + 2 + 4]);
    // The operand stack at its highest.
    assert_eq!(
        words(&program(
            "(i32.add (i32.const 1) (i32.add (i32.const 1) (i32.const 1)))"
        )),
        [3 + 4]
    );
    // A head on top of operands: the call ends a block with one value below and one result.
    let call = module(
        r#"(module (memory (export "memory") 1 1) (func $f (param i32 i32 i32) (result i32) i32.const 0)
            (func (export "user_entrypoint") (param i32) (result i32)
                (i32.add (i32.const 1) (call $f (i32.const 1) (i32.const 2) (i32.const 3)))))"#,
    );
    // The result is reserved before the three arguments go: five values.
    assert_eq!(words(&call), [2 + 4, 5 + 4]);
    // The charge for three operands of a copy needs three more values.
    assert_eq!(
        words(&program(
            "(memory.copy (i32.const 0) (i32.const 0) (i32.const 0)) i32.const 0"
        )),
        [6 + 4]
    );
    // A block's result is reserved at its start. The jump's value stays counted below the next head, which never runs.
    assert_eq!(
        words(&program("(block (result i32) (br 0 (i32.const 1)))")),
        [1 + 1 + 2 + 4]
    );
    assert_eq!(
        words(&program("(loop (result i32) (i32.const 1))")),
        [1 + 2 + 4]
    );
}
