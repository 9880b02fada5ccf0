//! Test VVV, for the tests that it shares with Diem.

use alloy_primitives::{Address, U256};
use alloy_sol_types::Eip712Domain;
pub(crate) use diem_suite::abi::{IVvv as Abi, IVvv::permitCall as PermitCall};
use diem_suite::typed_data;

use crate::tokens::token::{Token, account};

pub(crate) const PROGRAM: &str = "vvv";
pub(crate) const NAME: &str = "Test VVV";
pub(crate) const SYMBOL: &str = "VVV";
pub(crate) const DOMAIN_NAME: &str = "Test VVV";

/// Vvv has no constructor.
pub(crate) const fn constructor() -> Option<Vec<u8>> {
    None
}

/// Gives `to` `value` of what the faucet gives another account.
#[track_caller]
pub(crate) fn give(token: &mut Token, to: Address, value: U256) {
    let source = account("source");
    token
        .send(source, Abi::dripCall { to: source })
        .expect("drip");
    token
        .send(source, Abi::transferCall { to, value })
        .expect("transfer");
}

/// Whether each of `cast` can have a drip.
#[track_caller]
pub(crate) fn particular(token: &mut Token, cast: &[Address]) -> Vec<U256> {
    cast.iter()
        .map(|to| U256::from(token.read(Abi::canDripCall { to: *to })))
        .collect()
}

pub(crate) fn domain(chain_id: u64, contract: Address) -> Eip712Domain {
    typed_data::vvv_domain(chain_id, contract)
}
