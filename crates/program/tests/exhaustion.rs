//! Where exactly a program stops when it cannot pay, and how the host tells.

mod harness;

use harness::{Ending, PLENTY, RULES, module, program, run, run_with};
use stylus_program::instrument;

const STACK: u32 = RULES.max_stack_depth;

#[test]
fn the_last_unit_of_ink_counts() {
    let bodies = [
        "i32.const 0",
        "(if (local.get 0) (then (i32.store (i32.const 0) (i32.const 1)))) i32.const 0",
        "(loop (local.set 0 (i32.sub (local.get 0) (i32.const 1))) (br_if 0 (local.get 0))) i32.const 0",
        "(memory.copy (i32.const 0) (i32.const 64) (i32.const 640)) i32.const 0",
        "(memory.fill (i32.const 0) (i32.const 64) (i32.const 640)) i32.const 0",
    ];
    for body in bodies {
        let module = program(body);
        let needed = run(&module, 3).ink;
        let exact = run_with(&module, 3, needed, STACK);
        assert_eq!(
            (exact.ending, exact.ink),
            (Ending::Status(0), needed),
            "{body}"
        );
        assert_eq!(
            run_with(&module, 3, needed - 1, STACK).ending,
            Ending::OutOfInk,
            "{body}"
        );
        assert_eq!(
            run_with(&module, 3, 0, STACK).ending,
            Ending::OutOfInk,
            "{body}"
        );
    }
}

#[test]
fn a_block_that_cannot_be_paid_does_not_start() {
    let module = program(
        "(i32.store8 (i32.const 0) (i32.const 1)) (block) (i32.store8 (i32.const 1) (i32.const 1)) i32.const 0",
    );
    let first = 2450 + (1 + 1 + 825) + 1 + 1;
    let poor = run_with(&module, 0, first - 1, STACK);
    assert_eq!(
        (poor.ending, &poor.memory[..2]),
        (Ending::OutOfInk, &[0, 0][..])
    );
    let richer = run_with(&module, 0, first, STACK);
    assert_eq!(
        (richer.ending, &richer.memory[..2]),
        (Ending::OutOfInk, &[1, 0][..])
    );
    assert_eq!(
        richer.ink, first,
        "the block that did not run was not charged"
    );
}

#[test]
fn a_copy_that_cannot_be_paid_does_not_happen() {
    for opcode in ["copy", "fill"] {
        let module = program(&format!(
            "(memory.{opcode} (i32.const 0) (i32.const 9) (i32.const 50)) i32.const 0"
        ));
        let needed = run(&module, 0).ink;
        let poor = run_with(&module, 0, needed - 1, STACK);
        assert_eq!(poor.ending, Ending::OutOfInk);
        assert!(poor.memory.iter().all(|byte| *byte == 0));
    }
}

#[test]
fn the_largest_sizes_and_amounts() {
    // Four billion bytes: too much ink, no overflow. With ink for it, the bounds check of the memory stops it.
    for opcode in ["copy", "fill"] {
        let module = program(&format!(
            "(memory.{opcode} (i32.const 0) (i32.const 0) (i32.const -1)) i32.const 0"
        ));
        assert_eq!(
            run_with(&module, 0, 100 * ((1 << 32) - 1), STACK).ending,
            Ending::OutOfInk
        );
        assert_eq!(
            run_with(&module, 0, 100 * (1 << 32) + 10_000, STACK).ending,
            Ending::Trap
        );
    }
    let module = program("i32.const 0");
    for ink in [i64::MAX as u64, i64::MAX as u64 + 1, u64::MAX] {
        assert_eq!(
            run_with(&module, 0, ink, STACK).ending,
            Ending::Status(0),
            "ink is unsigned"
        );
    }
}

#[test]
fn endless_programs_end() {
    assert_eq!(
        run_with(&program("(loop (br 0)) i32.const 0"), 0, 1 << 30, STACK).ending,
        Ending::OutOfInk
    );
    let recursion = "(call 0 (local.get 0))";
    assert_eq!(
        run_with(&program(recursion), 0, 1 << 20, u32::MAX).ending,
        Ending::OutOfInk
    );
}

#[test]
fn the_last_word_of_stack_is_never_given() {
    // Six words a frame: n frames need more than 6 n words.
    let module = program(
        "(if (result i32) (local.get 0) (then (call 0 (i32.sub (local.get 0) (i32.const 1)))) (else (i32.const 0)))",
    );
    let words = module.frame_words().next().expect("there is one function");
    for depth in [1, 2, 10] {
        let enough = words * depth + 1;
        let run = run_with(&module, depth as i32 - 1, PLENTY, enough);
        assert_eq!((run.ending, run.stack), (Ending::Status(0), enough));
        assert_eq!(
            run_with(&module, depth as i32 - 1, PLENTY, enough - 1).ending,
            Ending::StackOverflow
        );
    }
}

#[test]
fn a_stack_overflow_comes_before_the_block_is_paid() {
    let module = program("i32.const 0");
    let run = run_with(&module, 0, 0, 1);
    assert_eq!((run.ending, run.ink), (Ending::StackOverflow, 0));
}

#[test]
fn runaway_recursion_overflows_at_the_depth_of_arbos_50() {
    // The deepest recursion that fits: the engine must have room for it.
    let module = program("(call 0 (local.get 0))");
    let run = run_with(&module, 0, PLENTY, 22_000);
    assert_eq!(run.ending, Ending::StackOverflow);
}

#[test]
fn every_way_out_but_one_gives_the_words_back() {
    let callee = |body: &str| {
        module(&format!(
            r#"(module (memory (export "memory") 1 1) (func $f {body})
                (func (export "user_entrypoint") (param i32) (result i32) (call $f) i32.const 0))"#
        ))
    };
    assert_eq!(run(&callee("nop"), 0).stack, STACK);
    assert_eq!(run(&callee("return"), 0).stack, STACK);
    assert_eq!(run(&callee("(block (br 0))"), 0).stack, STACK);
    assert_eq!(
        run(&callee("(block (br_table 0 0 (i32.const 9)))"), 0).stack,
        STACK
    );
    // A jump to the outermost label leaves behind the place where they are given back, on Nitro as here.
    let jumping = callee("(br 0)");
    let words = jumping.frame_words().next().expect("the first function");
    assert_eq!(run(&jumping, 0).stack, STACK - words);
}

#[test]
fn other_traps_are_told_apart() {
    for body in [
        "unreachable",
        "(i32.load (i32.const 65536))",
        "(i32.div_u (i32.const 1) (i32.const 0))",
    ] {
        assert_eq!(run(&program(body), 0).ending, Ending::Trap, "{body}");
    }
}

#[test]
fn nothing_runs_before_the_host_sets_ink_and_stack() {
    assert_eq!(
        harness::run_bare(&instrument(&program("i32.const 0")), 0).0,
        None
    );
}
