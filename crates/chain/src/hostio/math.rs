//! 256-bit arithmetic and hashing.

use alloy_primitives::{U256, keccak256 as keccak};

use super::{Host, NOTHING, Outcome, Request};
use crate::prices::ink;

pub(super) fn div(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge(3)?;
    host.buy_ink(ink::DIVISION)?;
    let value = host.read_u256(request.u32(0))?;
    let divisor = host.read_u256(request.u32(1))?;
    host.write_u256(
        request.u32(0),
        value.checked_div(divisor).unwrap_or_default(),
    )?;
    Ok(NOTHING)
}

pub(super) fn rem(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge(3)?;
    host.buy_ink(ink::DIVISION)?;
    let value = host.read_u256(request.u32(0))?;
    let modulus = host.read_u256(request.u32(1))?;
    host.write_u256(
        request.u32(0),
        value.checked_rem(modulus).unwrap_or_default(),
    )?;
    Ok(NOTHING)
}

pub(super) fn pow(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge(3)?;
    let value = host.read_u256(request.u32(0))?;
    let exponent = host.read_u256(request.u32(1))?;
    host.buy_ink(ink::power(exponent.leading_zeros() as u64 / 8))?;
    host.write_u256(request.u32(0), value.wrapping_pow(exponent))?;
    Ok(NOTHING)
}

pub(super) fn add_mod(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge(4)?;
    host.buy_ink(ink::ADD_MOD)?;
    ternary(host, request, U256::add_mod)
}

pub(super) fn mul_mod(host: &mut Host<'_>, request: &Request) -> Outcome {
    host.charge(4)?;
    host.buy_ink(ink::MUL_MOD)?;
    ternary(host, request, U256::mul_mod)
}

fn ternary(host: &mut Host<'_>, request: &Request, op: fn(U256, U256, U256) -> U256) -> Outcome {
    let value = host.read_u256(request.u32(0))?;
    let operand = host.read_u256(request.u32(1))?;
    let modulus = host.read_u256(request.u32(2))?;
    host.write_u256(request.u32(0), op(value, operand, modulus))?;
    Ok(NOTHING)
}

pub(super) fn keccak256(host: &mut Host<'_>, request: &Request) -> Outcome {
    let len = request.u32(1);
    host.buy_ink(ink::keccak(len))?;
    let digest = keccak(host.read(request.u32(0), len)?);
    host.write_b256(request.u32(2), digest)?;
    Ok(NOTHING)
}
