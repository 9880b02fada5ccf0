//! Opcodes within a block. Constants cost 1 and `drop` 9.

use crate::program::Case;

const CONST: u64 = 1;
const DROP: u64 = 9;

/// `i32.add` and the like: two operands, one result.
const BINARY: [(&str, u64); 50] = [
    ("i32.add", 70),
    ("i32.sub", 70),
    ("i32.and", 70),
    ("i32.or", 70),
    ("i32.xor", 70),
    ("i32.shl", 70),
    ("i32.shr_s", 70),
    ("i32.shr_u", 70),
    ("i32.rotl", 70),
    ("i32.rotr", 70),
    ("i32.mul", 160),
    ("i32.div_s", 1_120),
    ("i32.div_u", 1_120),
    ("i32.rem_s", 1_120),
    ("i32.rem_u", 1_120),
    ("i32.eq", 170),
    ("i32.ne", 170),
    ("i32.lt_s", 170),
    ("i32.lt_u", 170),
    ("i32.gt_s", 170),
    ("i32.gt_u", 170),
    ("i32.le_s", 170),
    ("i32.le_u", 170),
    ("i32.ge_s", 170),
    ("i32.ge_u", 170),
    ("i64.add", 100),
    ("i64.sub", 100),
    ("i64.and", 100),
    ("i64.or", 100),
    ("i64.xor", 100),
    ("i64.shl", 100),
    ("i64.shr_s", 100),
    ("i64.shr_u", 100),
    ("i64.rotl", 100),
    ("i64.rotr", 100),
    ("i64.mul", 160),
    ("i64.div_s", 1_270),
    ("i64.div_u", 1_270),
    ("i64.rem_s", 1_270),
    ("i64.rem_u", 1_270),
    ("i64.eq", 225),
    ("i64.ne", 225),
    ("i64.lt_s", 225),
    ("i64.lt_u", 225),
    ("i64.gt_s", 225),
    ("i64.gt_u", 225),
    ("i64.le_s", 225),
    ("i64.le_u", 225),
    ("i64.ge_s", 225),
    ("i64.ge_u", 225),
];

/// One operand, one result.
const UNARY: [(&str, u64); 16] = [
    ("i32.eqz", 170),
    ("i32.clz", 210),
    ("i32.ctz", 210),
    ("i32.popcnt", 2_650),
    ("i32.extend8_s", 100),
    ("i32.extend16_s", 100),
    ("i64.eqz", 225),
    ("i64.clz", 210),
    ("i64.ctz", 210),
    ("i64.popcnt", 6_000),
    ("i64.extend8_s", 100),
    ("i64.extend16_s", 100),
    ("i64.extend32_s", 100),
    ("i32.wrap_i64", 100),
    ("i64.extend_i32_s", 100),
    ("i64.extend_i32_u", 100),
];

const LOADS: [(&str, u64); 12] = [
    ("i32.load", 670),
    ("i32.load8_s", 670),
    ("i32.load8_u", 670),
    ("i32.load16_s", 670),
    ("i32.load16_u", 670),
    ("i64.load", 680),
    ("i64.load8_s", 680),
    ("i64.load8_u", 680),
    ("i64.load16_s", 680),
    ("i64.load16_u", 680),
    ("i64.load32_s", 680),
    ("i64.load32_u", 680),
];

const STORES: [(&str, u64); 7] = [
    ("i32.store", 825),
    ("i32.store8", 825),
    ("i32.store16", 825),
    ("i64.store", 950),
    ("i64.store8", 950),
    ("i64.store16", 950),
    ("i64.store32", 950),
];

/// The type of an opcode's operands.
fn operand(opcode: &str) -> &str {
    match opcode {
        "i32.wrap_i64" => "i64",
        "i64.extend_i32_s" | "i64.extend_i32_u" => "i32",
        other => &other[..3],
    }
}

pub(crate) fn cases() -> Vec<Case> {
    let binary = BINARY.map(|(op, price)| {
        let of = operand(op);
        Case::new(
            op,
            format!("(drop ({op} ({of}.const 7) ({of}.const 3)))"),
            2 * CONST + price + DROP,
        )
    });
    let unary = UNARY.map(|(op, price)| {
        Case::new(
            op,
            format!("(drop ({op} ({}.const 7)))", operand(op)),
            CONST + price + DROP,
        )
    });
    let loads = LOADS.map(|(op, price)| {
        Case::new(
            op,
            format!("(drop ({op} (i32.const 64)))"),
            CONST + price + DROP,
        )
    });
    let stores = STORES.map(|(op, price)| {
        Case::new(
            op,
            format!("({op} (i32.const 64) ({}.const 1))", operand(op)),
            2 * CONST + price,
        )
    });
    let others = [
        Case::new("nothing", "", 0),
        Case::new("nop", "(nop)", 1),
        Case::new("i32.const", "(drop (i32.const 5))", 1 + DROP),
        Case::new("i64.const", "(drop (i64.const 5))", 1 + DROP),
        Case::new(
            "select",
            "(drop (select (i32.const 1) (i32.const 2) (i32.const 3)))",
            3 * CONST + 1_250 + DROP,
        ),
        Case::new(
            "select of i64",
            "(drop (select (i64.const 1) (i64.const 2) (i32.const 0)))",
            3 * CONST + 1_250 + DROP,
        ),
        Case::new("local.get", "(drop (local.get $j))", 75 + DROP),
        Case::new("local.set", "(local.set $i (i32.const 1))", CONST + 210),
        Case::new(
            "local.tee",
            "(drop (local.tee $i (i32.const 1)))",
            CONST + 75 + DROP,
        ),
        Case::new("global.get", "(drop (global.get $g))", 225 + DROP)
            .beside("(global $g i32 (i32.const 4))"),
        Case::new("global.set", "(global.set $g (i64.const 1))", CONST + 575)
            .beside("(global $g (mut i64) (i64.const 4))"),
        Case::new("twenty nops", "(nop)".repeat(20), 20),
    ];
    [
        binary.to_vec(),
        unary.to_vec(),
        loads.to_vec(),
        stores.to_vec(),
        others.to_vec(),
    ]
    .concat()
}
