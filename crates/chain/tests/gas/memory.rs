//! Memory: copying, filling, growing. The first two pages of a transaction are free, each further one costs 1,000 gas, and the most that were ever open
//! cost by a table that rises exponentially (1 for two pages, 3 for ten, 5,645 for 64, 31,873,999 for 128: by and large 31,873,999 to the power of pages / 128).

use crate::program::Case;

const GAS: u64 = 10_000;
/// Three operands; for growing one, and the result is dropped.
const OPERANDS: u64 = 3;
const GROW: u64 = 1 + 8_050 + 9;

pub(crate) fn cases() -> Vec<Case> {
    let bytes = [0u64, 1, 32, 33, 1_024];
    let copies = bytes.map(|n| {
        Case::new(
            format!("memory.copy of {n} bytes"),
            format!("(memory.copy (i32.const 4096) (i32.const 0) (i32.const {n}))"),
            OPERANDS + 950 + 100 * n,
        )
    });
    let fills = bytes.map(|n| {
        Case::new(
            format!("memory.fill of {n} bytes"),
            format!("(memory.fill (i32.const 4096) (i32.const 7) (i32.const {n}))"),
            OPERANDS + 950 + 100 * n,
        )
    });
    let grow = |pages: u32| format!("(drop (memory.grow (i32.const {pages})))");
    let growths = [
        Case::new("memory.size", "(drop (memory.size))", 3_000 + 9),
        // Asking for nothing costs the host function's base.
        Case::new("memory.grow by nothing", grow(0), GROW + 8_400).in_pages(2, 100),
        Case::new(
            "memory.grow to the second page, which is free",
            grow(1),
            GROW,
        )
        .in_pages(1, 100),
        Case::new("memory.grow to the third page", grow(1), GROW + 1_000 * GAS).in_pages(2, 100),
        Case::new(
            "memory.grow from one page to three",
            grow(2),
            GROW + 1_000 * GAS,
        )
        .in_pages(1, 100),
        Case::new(
            "memory.grow from two pages to ten",
            grow(8),
            GROW + (8_000 + 3 - 1) * GAS,
        )
        .in_pages(2, 100),
        Case::new(
            "memory.grow from two pages to 64",
            grow(62),
            GROW + (62_000 + 5_645 - 1) * GAS,
        )
        .in_pages(2, 100),
        Case::new(
            "memory.grow from two pages to 128",
            grow(126),
            GROW + (126_000 + 31_873_999 - 1) * GAS,
        )
        .in_pages(2, 128),
        Case::new("memory.grow a page at a time", grow(1), GROW + 1_000 * GAS)
            .after(grow(1))
            .in_pages(2, 100),
        Case::new(
            "pay_for_memory_grow of nothing",
            "(call $pay_for_memory_grow (i32.const 0))",
            1 + 3_800 + 8_400 + 2_450,
        )
        .with(&["pay_for_memory_grow"]),
        Case::new(
            "pay_for_memory_grow of a page",
            "(call $pay_for_memory_grow (i32.const 1))",
            1 + 3_800 + 1_000 * GAS + 2_450,
        )
        .with(&["pay_for_memory_grow"]),
    ];
    [copies.to_vec(), fills.to_vec(), growths.to_vec()].concat()
}
