//! Control flow: each basic block begins with 2,450 ink. Blocks end at end, else, return, loop, br, br_table, br_if, if, call and call_indirect.

use crate::program::Case;

/// What each basic block begins with.
const BLOCK: u64 = 2_450;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        // block 1, end 1; a new block after it.
        Case::new("block", "(block)", 1 + 1 + BLOCK),
        Case::new("two blocks in each other", "(block (block))", 1 + 1 + 1 + BLOCK + 1 + BLOCK),
        // loop ends a block, end another.
        Case::new("loop", "(loop)", 1 + BLOCK + 1 + BLOCK),
        Case::new("loop of three rounds", "(local.set $i (i32.const 0)) (loop $l (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3))))",
            // The start, three rounds to the br_if, the end.
            1 + 210 + 1 + 3 * (BLOCK + 75 + 1 + 70 + 75 + 1 + 170 + 765) + BLOCK + 1 + BLOCK),
        // The end of the branch that is taken, or its else, belongs to it.
        Case::new("if, taken", "(if (i32.const 1) (then (nop)))", 1 + 765 + BLOCK + 1 + 1 + BLOCK),
        Case::new("if, not taken", "(if (i32.const 0) (then (nop)))", 1 + 765 + BLOCK),
        Case::new("if with else, taken", "(if (i32.const 1) (then (nop)) (else (nop) (nop)))", 1 + 765 + BLOCK + 1 + 1 + BLOCK),
        Case::new("if with else, not taken", "(if (i32.const 0) (then (nop)) (else (nop) (nop)))", 1 + 765 + BLOCK + 2 + 1 + BLOCK),
        // What lies between a branch and its target is never paid for.
        Case::new("br", "(block (br 0) (nop) (nop))", 1 + 765 + BLOCK),
        Case::new("br over two ends", "(block (block (br 1)) (nop))", 1 + 1 + 765 + BLOCK),
        Case::new("br_if, taken", "(block (br_if 0 (i32.const 1)) (nop))", 1 + 1 + 765 + BLOCK),
        Case::new("br_if, not taken", "(block (br_if 0 (i32.const 0)) (nop))", 1 + 1 + 765 + BLOCK + 1 + 1 + BLOCK),
        // The default is no target.
        Case::new("br_table without targets", "(block (br_table 0 (i32.const 0)))", 1 + 1 + 2_400 + BLOCK),
        Case::new("br_table with one target", "(block (br_table 0 0 (i32.const 0)))", 1 + 1 + 2_400 + 325 + BLOCK),
        Case::new("br_table with five targets", "(block (br_table 0 0 0 0 0 0 (i32.const 9)))", 1 + 1 + 2_400 + 5 * 325 + BLOCK),
        Case::new("br_table to an inner block", "(block (block (br_table 0 1 (i32.const 0))) (nop))", 1 + 1 + 1 + 2_400 + 325 + BLOCK + 1 + 1 + BLOCK),
        // The callee's block, its end, the block after the call.
        Case::new("call", "(call $f)", 3_800 + BLOCK + 1 + BLOCK).beside("(func $f)"),
        Case::new("call with a parameter and a result", "(drop (call $f (i32.const 3)))", 1 + 3_800 + BLOCK + 75 + 1 + BLOCK + 9)
            .beside("(func $f (param i32) (result i32) (local.get 0))"),
        Case::new("call of a caller", "(call $f)", 3_800 + BLOCK + 3_800 + BLOCK + 1 + BLOCK + 1 + BLOCK).beside("(func $f (call $g)) (func $g)"),
        Case::new("return", "(call $f)", 3_800 + BLOCK + 1 + 1 + BLOCK).beside("(func $f (nop) (return) (nop) (nop))"),
        Case::new("call_indirect", "(call_indirect (type $t) (i32.const 0))", 1 + 13_610 + BLOCK + 1 + BLOCK)
            .beside("(type $t (func)) (table 1 funcref) (elem (i32.const 0) $f) (func $f)"),
        Case::new("call_indirect with one parameter", "(call_indirect (type $t) (i64.const 5) (i32.const 0))", 2 + 13_610 + 650 + BLOCK + 1 + BLOCK)
            .beside("(type $t (func (param i64))) (table 1 funcref) (elem (i32.const 0) $f) (func $f (param i64))"),
        Case::new("call_indirect with three parameters", "(call_indirect (type $t) (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 0))", 4 + 13_610 + 3 * 650 + BLOCK + 1 + BLOCK)
            .beside("(type $t (func (param i32 i32 i32))) (table 1 funcref) (elem (i32.const 0) $f) (func $f (param i32 i32 i32))"),
        Case::new("call_indirect with a result", "(drop (call_indirect (type $t) (i32.const 0)))", 1 + 13_610 + BLOCK + 1 + 1 + BLOCK + 9)
            .beside("(type $t (func (result i64))) (table 1 funcref) (elem (i32.const 0) $f) (func $f (result i64) (i64.const 1))"),
    ]
}
