//! No function takes native currency.

use alloy_primitives::U256;
use diem_suite::{Tx, abi::IDiem::NotPayable, assert_reverts};

use crate::{
    arguments::calldata,
    subject::{CALLER, call, deployed, result},
};

#[test]
fn every_function_refuses_native_currency() {
    let (mut suite, subjects) = deployed();
    suite.chain.fund(CALLER, U256::MAX);
    for subject in &subjects {
        for function in &subject.functions {
            for value in [U256::ONE, U256::ONE << 64, U256::ONE << 128, U256::MAX >> 1] {
                let outcome = call(&mut suite, subject.address, calldata(function), value);
                assert_reverts(result(outcome), NotPayable { value });
            }
        }
    }
}

#[test]
fn refused_native_currency_stays_with_the_sender() {
    let (mut suite, subjects) = deployed();
    let wei = U256::from(1_000);
    suite.chain.fund(CALLER, wei);
    for subject in &subjects {
        for data in [vec![], calldata(&subject.functions[0])] {
            let tx = Tx::call(CALLER, subject.address, data).with_value(wei);
            suite.send_tx(tx).expect_err("a refusal");
            assert_eq!(suite.chain.balance(CALLER), wei);
            assert_eq!(suite.chain.balance(subject.address), U256::ZERO);
        }
    }
}
