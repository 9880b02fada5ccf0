//! What is no call of the interface is refused by name.

use alloy_primitives::{Bytes, FixedBytes, U256};
use alloy_sol_types::{SolCall, SolError};
use diem_suite::{
    Tx,
    abi::IVvvStaking::{
        ArgumentOutOfRange, CalldataTooShort, NotPayable, UnknownSelector, fundRewardsCall,
        stakeCall, stakeWithPermitCall, withdrawCall,
    },
    assert_reverts,
};

use crate::{
    amounts::{DAY, ONE, tokens},
    calls,
    scenario::Scenario,
};

/// A scenario in which alice could stake, has a ticket that is ready, and is offered everything the tests try.
fn ready() -> Scenario {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(2));
    s.request(alice, ONE);
    s.fund(alice, ONE);
    s.wait(7 * DAY);
    s
}

#[track_caller]
fn refuses<E: SolError>(data: Vec<u8>, error: E) {
    let mut s = ready();
    let alice = s.account("alice");
    let before = s.picture();
    let result = s.suite.send_raw_calldata(alice, s.staking, data.into());
    assert_reverts(result, error);
    assert_eq!(s.picture(), before);
}

#[test]
fn unknown_selectors_are_named() {
    let selector = FixedBytes([0xde, 0xad, 0xbe, 0xef]);
    refuses(selector.to_vec(), UnknownSelector { selector });
}

#[test]
fn calldata_without_a_selector_is_refused() {
    for length in 0..4_usize {
        let mut s = ready();
        let alice = s.account("alice");
        let data = Bytes::from(stakeCall::SELECTOR[..length].to_vec());
        let reverted = s
            .suite
            .send_raw_calldata(alice, s.staking, data)
            .unwrap_err();
        assert!(
            reverted.is_error(&CalldataTooShort {
                length: U256::from(length),
                needed: U256::from(4),
            }),
            "{reverted}"
        );
    }
}

#[test]
fn short_calldata_is_refused() {
    let data = calls::stake(ONE).abi_encode();
    refuses(
        data[..35].to_vec(),
        CalldataTooShort {
            length: U256::from(35),
            needed: U256::from(36),
        },
    );
    refuses(
        withdrawCall::SELECTOR.to_vec(),
        CalldataTooShort {
            length: U256::from(4),
            needed: U256::from(68),
        },
    );
}

#[test]
fn arguments_with_dirty_upper_bits_are_refused() {
    let mut s = ready();
    let alice = s.account("alice");
    let mut withdraw = calls::withdraw(0, alice).abi_encode();
    withdraw[4 + 32] = 1;
    refuses(withdraw, ArgumentOutOfRange { index: U256::ONE });
    let mut fund = fundRewardsCall {
        amount: ONE,
        duration: DAY,
    }
    .abi_encode();
    fund[4 + 32 + 23] = 1;
    refuses(fund, ArgumentOutOfRange { index: U256::ONE });
    let mut permit = stakeWithPermitCall {
        amount: ONE,
        deadline: U256::MAX,
        v: 27,
        r: Default::default(),
        s: Default::default(),
    }
    .abi_encode();
    permit[4 + 2 * 32 + 30] = 1;
    refuses(
        permit,
        ArgumentOutOfRange {
            index: U256::from(2),
        },
    );
}

#[test]
fn trailing_calldata_is_accepted() {
    let mut s = ready();
    let alice = s.account("alice");
    let mut data = calls::stake(ONE).abi_encode();
    data.extend_from_slice(b"attribution suffix");
    s.suite
        .send_raw_calldata(alice, s.staking, data.into())
        .unwrap();
    assert_eq!(s.position(alice).staked, tokens(2));
    s.assert_solvent();
}

#[test]
fn native_currency_is_refused() {
    let mut s = ready();
    let alice = s.account("alice");
    s.suite.chain.fund(alice, ONE);
    let value = U256::from(7);
    for data in [
        calls::stake(ONE).abi_encode(),
        calls::claim(alice).abi_encode(),
        calls::totals().abi_encode(),
    ] {
        let tx = Tx::call(alice, s.staking, data).with_value(value);
        assert_reverts(s.suite.send_tx(tx), NotPayable { value });
    }
    assert_eq!(s.suite.chain.balance(alice), ONE);
    assert_eq!(s.suite.chain.balance(s.staking), U256::ZERO);
}
