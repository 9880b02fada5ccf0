//! Diem with an account as its minter.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{Eip712Domain, SolValue};
pub(crate) use diem_suite::abi::{IDiem as Abi, IDiem::permit_0Call as PermitCall};
use diem_suite::typed_data;
use diem_tests::Stage;

use crate::tokens::token::{Token, account};

pub(crate) const PROGRAM: &str = "diem";
pub(crate) const NAME: &str = "Diem";
pub(crate) const SYMBOL: &str = "DIEM";
pub(crate) const DOMAIN_NAME: &str = "Diem";

/// The largest cap that Diem takes.
pub(crate) const LARGEST_CAP: U256 = U256::from_limbs([u64::MAX, u32::MAX as u64, 0, 0]);

/// The account that mints and burns.
pub(crate) fn minter() -> Address {
    account("minter")
}

/// The constructor's arguments: the minter, and the largest cap.
pub(crate) fn constructor() -> Option<Vec<u8>> {
    Some((minter(), LARGEST_CAP).abi_encode_params())
}

/// A Diem with another cap.
#[track_caller]
pub(crate) fn capped(cap: U256) -> Token {
    let arguments = (minter(), cap).abi_encode_params();
    Token::on(Stage::deploy(PROGRAM, Some(arguments)))
}

/// Mints `value` to `to`.
#[track_caller]
pub(crate) fn give(token: &mut Token, to: Address, value: U256) {
    token
        .send(minter(), Abi::mintCall { to, value })
        .expect("mint");
}

/// Burns `value` of `from`.
#[track_caller]
pub(crate) fn burn(token: &mut Token, from: Address, value: U256) {
    token
        .send(minter(), Abi::burnCall { from, value })
        .expect("burn");
}

/// Transfers `value` from one to the other.
#[track_caller]
pub(crate) fn transfer(token: &mut Token, from: Address, to: Address, value: U256) {
    token
        .send(from, Abi::transferCall { to, value })
        .expect("transfer");
}

/// The capacity of `account` today.
#[track_caller]
pub(crate) fn capacity(token: &mut Token, account: Address) -> U256 {
    token.read(Abi::capacityOfCall { account })
}

/// The sum of all capacities today.
#[track_caller]
pub(crate) fn total_capacity(token: &mut Token) -> U256 {
    token.read(Abi::totalCapacityCall {})
}

/// What a mint of `value` at `second` of the day adds to the receiver's capacity: rule P of the specification.
pub(crate) fn share_of_day(value: U256, second: u64) -> U256 {
    value * U256::from(86_400 - second) / U256::from(86_400)
}

/// The capacities of `cast`, and the total.
#[track_caller]
pub(crate) fn particular(token: &mut Token, cast: &[Address]) -> Vec<U256> {
    let mut capacities: Vec<U256> = cast.iter().map(|a| capacity(token, *a)).collect();
    capacities.push(total_capacity(token));
    capacities
}

pub(crate) fn domain(chain_id: u64, contract: Address) -> Eip712Domain {
    typed_data::diem_domain(chain_id, contract)
}
