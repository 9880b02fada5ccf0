//! Ink prices by the opcodes' names, written down a second time.

use wasmparser::Operator;

/// The opcode's name, and its price in ink. `params` is what an indirect call's type takes.
pub fn price(op: &Operator<'_>, params: usize) -> u64 {
    let text = format!("{op:?}");
    let name = text.split([' ', '(']).next().unwrap_or_default();
    if let Operator::BrTable { targets } = op {
        return 2_400 + 325 * targets.targets().count() as u64;
    }
    match name {
        "Nop" | "Block" | "Loop" | "Else" | "End" | "Return" | "Unreachable" | "I32Const"
        | "I64Const" => 1,
        "Drop" => 9,
        "Br" | "BrIf" | "If" => 765,
        "Select" => 1_250,
        "Call" => 3_800,
        "CallIndirect" => 13_610 + 650 * params as u64,
        "LocalGet" | "LocalTee" => 75,
        "LocalSet" => 210,
        "GlobalGet" => 225,
        "GlobalSet" => 575,
        "MemorySize" => 3_000,
        "MemoryGrow" => 8_050,
        "MemoryCopy" | "MemoryFill" => 950,
        "I32Popcnt" => 2_650,
        "I64Popcnt" => 6_000,
        _ => by_family(name),
    }
}

fn by_family(name: &str) -> u64 {
    let (ty, rest) = name.split_at(3);
    let wide = ty == "I64";
    let pick = |narrow: u64, other: u64| if wide { other } else { narrow };
    let is = |families: &[&str]| families.iter().any(|family| rest.starts_with(family));
    if is(&["Load"]) {
        pick(670, 680)
    } else if is(&["Store"]) {
        pick(825, 950)
    } else if is(&["Clz", "Ctz"]) {
        210
    } else if is(&["Mul"]) {
        160
    } else if is(&["Div", "Rem"]) {
        pick(1_120, 1_270)
    } else if is(&["Wrap", "Extend"]) {
        100
    } else if is(&["Add", "Sub", "And", "Or", "Xor", "Shl", "Shr", "Rot"]) {
        pick(70, 100)
    } else if is(&["Eq", "Ne", "Lt", "Le", "Gt", "Ge"]) {
        pick(170, 225)
    } else {
        panic!("no price for {name}")
    }
}
