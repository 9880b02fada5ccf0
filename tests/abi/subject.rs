//! The contracts under test, and how they answer calldata.

use alloy_json_abi::{Function, JsonAbi};
use alloy_primitives::{Address, Bytes, U256, keccak256};
use alloy_sol_types::SolError;
use diem_suite::{
    Reverted, Suite, Tx,
    abi::{
        IDiem::{ArgumentOutOfRange, CalldataTooShort, NotPayable, UnknownSelector},
        describe_error,
    },
};
use diem_tests::program;
use stylus_chain::Outcome;

/// Who calls. It has no VVV, no DIEM, no credits, and is nobody's owner.
pub(crate) const CALLER: Address = Address::repeat_byte(0xca);

/// A contract, where it is, and its ABI.
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    pub(crate) address: Address,
    pub(crate) functions: Vec<Function>,
}

/// The four contracts, deployed and bound.
pub(crate) fn deployed() -> (Suite, Vec<Subject>) {
    let suite = Suite::new();
    let contracts = [
        ("vvv", suite.vvv),
        ("diem", suite.diem),
        ("staking", suite.staking),
        ("credits", suite.credits),
    ];
    let subjects = contracts
        .into_iter()
        .map(|(name, address)| Subject {
            name,
            address,
            functions: functions(name),
        })
        .collect();
    (suite, subjects)
}

/// The functions in the ABI file of the contract `name`.
fn functions(name: &str) -> Vec<Function> {
    let abi = JsonAbi::from_json_str(&program(name).abi).expect("the build's ABI file");
    let functions: Vec<Function> = abi.functions().cloned().collect();
    assert!(functions.len() > 15, "{name} has more functions than that");
    functions
}

/// Calls `to` with `data` and the value `wei`; nothing is mined.
#[track_caller]
pub(crate) fn call(suite: &mut Suite, to: Address, data: Vec<u8>, wei: U256) -> Outcome {
    let tx = Tx::call(CALLER, to, data).with_value(wei);
    suite.chain.call(tx).expect("an executed call")
}

/// Calls `to` with `data`; nothing is mined.
#[track_caller]
pub(crate) fn ask(suite: &mut Suite, to: Address, data: Vec<u8>) -> Outcome {
    call(suite, to, data, U256::ZERO)
}

/// The same as a [`Reverted`], for the assertions on those.
pub(crate) fn result(outcome: Outcome) -> Result<Bytes, Reverted> {
    if outcome.status.is_success() {
        return Ok(outcome.output);
    }
    Err(Reverted {
        data: outcome.output,
        status: outcome.status,
        receipt: None,
    })
}

/// Whether the layer that reads calldata refused the call: by one of the four errors that all contracts share.
pub(crate) fn refused_by_the_abi(outcome: &Outcome) -> bool {
    let selectors = [
        UnknownSelector::SELECTOR,
        CalldataTooShort::SELECTOR,
        ArgumentOutOfRange::SELECTOR,
        NotPayable::SELECTOR,
    ];
    outcome.status.is_revert()
        && selectors
            .iter()
            .any(|error| outcome.output.starts_with(error))
}

/// What an outcome comes down to, in words, for messages.
pub(crate) fn in_words(outcome: &Outcome) -> String {
    if outcome.status.is_success() {
        return format!("success {}", outcome.output);
    }
    format!("{:?} {}", outcome.status, describe_error(&outcome.output))
}

/// Numbers without end, the same in every run.
pub(crate) fn noise(seed: &str) -> impl Iterator<Item = [u8; 32]> {
    let first = keccak256(seed).0;
    std::iter::successors(Some(first), |last| Some(keccak256(last).0))
}
