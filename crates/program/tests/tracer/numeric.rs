//! Integer arithmetic, with values as 64 bits of which `i32` uses the low half.

use wasmparser::Operator;

/// Division by zero, or a quotient that does not fit.
#[derive(Debug)]
pub struct BadDivision;

/// What a test or conversion makes of its operand; `None` for other opcodes.
pub fn unary(op: &Operator<'_>, a: u64) -> Option<u64> {
    use Operator::*;
    let low = a as u32;
    Some(match op {
        I32Eqz => u64::from(low == 0),
        I64Eqz => u64::from(a == 0),
        I32Clz => low.leading_zeros().into(),
        I32Ctz => low.trailing_zeros().into(),
        I32Popcnt => low.count_ones().into(),
        I64Clz => a.leading_zeros().into(),
        I64Ctz => a.trailing_zeros().into(),
        I64Popcnt => a.count_ones().into(),
        I32WrapI64 | I64ExtendI32U => low.into(),
        I64ExtendI32S | I64Extend32S => low as i32 as i64 as u64,
        I32Extend8S => (low as i8 as u32).into(),
        I32Extend16S => (low as i16 as u32).into(),
        I64Extend8S => a as i8 as u64,
        I64Extend16S => a as i16 as u64,
        _ => return None,
    })
}

/// What a binary opcode makes of its operands; `None` for other opcodes.
pub fn binary(op: &Operator<'_>, a: u64, b: u64) -> Option<Result<u64, BadDivision>> {
    narrow(op, a as u32, b as u32)
        .map(|value| value.map(u64::from))
        .or_else(|| wide(op, a, b))
}

fn narrow(op: &Operator<'_>, a: u32, b: u32) -> Option<Result<u32, BadDivision>> {
    use Operator::*;
    let (sa, sb) = (a as i32, b as i32);
    Some(Ok(match op {
        I32Add => a.wrapping_add(b),
        I32Sub => a.wrapping_sub(b),
        I32Mul => a.wrapping_mul(b),
        I32DivS => {
            return Some(
                sa.checked_div(sb)
                    .map(|value| value as u32)
                    .ok_or(BadDivision),
            );
        }
        I32DivU => return Some(a.checked_div(b).ok_or(BadDivision)),
        I32RemS if sb != 0 => sa.wrapping_rem(sb) as u32,
        I32RemU if b != 0 => a % b,
        I32RemS | I32RemU => return Some(Err(BadDivision)),
        I32And => a & b,
        I32Or => a | b,
        I32Xor => a ^ b,
        I32Shl => a.wrapping_shl(b),
        I32ShrS => sa.wrapping_shr(b) as u32,
        I32ShrU => a.wrapping_shr(b),
        I32Rotl => a.rotate_left(b % 32),
        I32Rotr => a.rotate_right(b % 32),
        I32Eq => (a == b).into(),
        I32Ne => (a != b).into(),
        I32LtS => (sa < sb).into(),
        I32LtU => (a < b).into(),
        I32GtS => (sa > sb).into(),
        I32GtU => (a > b).into(),
        I32LeS => (sa <= sb).into(),
        I32LeU => (a <= b).into(),
        I32GeS => (sa >= sb).into(),
        I32GeU => (a >= b).into(),
        _ => return None,
    }))
}

fn wide(op: &Operator<'_>, a: u64, b: u64) -> Option<Result<u64, BadDivision>> {
    use Operator::*;
    let (sa, sb) = (a as i64, b as i64);
    Some(Ok(match op {
        I64Add => a.wrapping_add(b),
        I64Sub => a.wrapping_sub(b),
        I64Mul => a.wrapping_mul(b),
        I64DivS => {
            return Some(
                sa.checked_div(sb)
                    .map(|value| value as u64)
                    .ok_or(BadDivision),
            );
        }
        I64DivU => return Some(a.checked_div(b).ok_or(BadDivision)),
        I64RemS if sb != 0 => sa.wrapping_rem(sb) as u64,
        I64RemU if b != 0 => a % b,
        I64RemS | I64RemU => return Some(Err(BadDivision)),
        I64And => a & b,
        I64Or => a | b,
        I64Xor => a ^ b,
        I64Shl => a.wrapping_shl(b as u32),
        I64ShrS => sa.wrapping_shr(b as u32) as u64,
        I64ShrU => a.wrapping_shr(b as u32),
        I64Rotl => a.rotate_left((b % 64) as u32),
        I64Rotr => a.rotate_right((b % 64) as u32),
        I64Eq => (a == b).into(),
        I64Ne => (a != b).into(),
        I64LtS => (sa < sb).into(),
        I64LtU => (a < b).into(),
        I64GtS => (sa > sb).into(),
        I64GtU => (a > b).into(),
        I64LeS => (sa <= sb).into(),
        I64LeU => (a <= b).into(),
        I64GeS => (sa >= sb).into(),
        I64GeU => (a >= b).into(),
        _ => return None,
    }))
}

/// Bytes that a load or store touches, whether a load extends the sign, and whether it makes an `i64`; with the offset.
pub fn access(op: &Operator<'_>) -> Option<(usize, bool, bool, u64)> {
    use Operator::*;
    Some(match op {
        I32Load { memarg } | I32Store { memarg } => (4, false, false, memarg.offset),
        I32Load8S { memarg } => (1, true, false, memarg.offset),
        I32Load8U { memarg } | I32Store8 { memarg } => (1, false, false, memarg.offset),
        I32Load16S { memarg } => (2, true, false, memarg.offset),
        I32Load16U { memarg } | I32Store16 { memarg } => (2, false, false, memarg.offset),
        I64Load { memarg } | I64Store { memarg } => (8, false, true, memarg.offset),
        I64Load8S { memarg } => (1, true, true, memarg.offset),
        I64Load8U { memarg } | I64Store8 { memarg } => (1, false, true, memarg.offset),
        I64Load16S { memarg } => (2, true, true, memarg.offset),
        I64Load16U { memarg } | I64Store16 { memarg } => (2, false, true, memarg.offset),
        I64Load32S { memarg } => (4, true, true, memarg.offset),
        I64Load32U { memarg } | I64Store32 { memarg } => (4, false, true, memarg.offset),
        _ => return None,
    })
}
