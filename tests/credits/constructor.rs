//! The constructor: a ledger for one Diem, once.

use alloy_primitives::{Address, I256, U256};
use diem_suite::{
    Status,
    abi::IComputeCredits::{
        Initialized, InvalidDiem, accountOfCall, accountOfReturn, diemCall, totalUsedCall,
    },
    assert_reverts, emitted,
};

use crate::{
    deployed::{self, HostileDiem::Manner},
    scene::{Scene, someone, units},
};

#[test]
fn binds_a_diem_and_says_so() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let diem = scene.suite.diem;
    let suite = &mut scene.suite;
    let credits = deployed::blank_credits(suite);
    let receipt = deployed::construct(suite, credits, diem).unwrap();
    assert_eq!(receipt.logs, [emitted(credits, &Initialized { diem })]);
    assert_eq!(suite.read(credits, diemCall {}).unwrap(), diem);
    assert_eq!(suite.read(credits, totalUsedCall {}).unwrap(), U256::ZERO);
    let expected = accountOfReturn {
        capacity: units(100),
        net: I256::ZERO,
        used: U256::ZERO,
        available: units(100),
    };
    let call = accountOfCall { account: alice };
    assert_eq!(suite.read(credits, call).unwrap(), expected);
}

#[test]
fn a_second_call_is_refused_with_empty_data() {
    let mut scene = Scene::new();
    let (credits, diem) = (scene.suite.credits, scene.suite.diem);
    for other in [diem, someone("other diem")] {
        let refused = deployed::construct(&mut scene.suite, credits, other).unwrap_err();
        assert_eq!(refused.status, Status::Revert);
        assert!(refused.data.is_empty(), "{refused}");
    }
    assert_eq!(scene.read(diemCall {}), diem);
}

/// A ledger for `diem` cannot be constructed; the attempt leaves it blank.
#[track_caller]
fn assert_invalid(scene: &mut Scene, diem: Address) {
    let suite = &mut scene.suite;
    let credits = deployed::blank_credits(suite);
    assert_reverts(
        deployed::construct(suite, credits, diem),
        InvalidDiem { diem },
    );
    // A sound Diem can still be bound.
    let sound = suite.diem;
    deployed::construct(suite, credits, sound).unwrap();
    assert_eq!(suite.read(credits, diemCall {}).unwrap(), sound);
}

#[test]
fn an_account_without_code_is_no_diem() {
    let mut scene = Scene::new();
    assert_invalid(&mut scene, Address::ZERO);
    assert_invalid(&mut scene, someone("a key"));
}

#[test]
fn a_contract_that_says_nothing_is_no_diem() {
    let mut scene = Scene::new();
    let mute = deployed::create(&mut scene.suite, "Mute", &[]);
    let wallet = deployed::wallet(&mut scene.suite, Address::ZERO);
    for contract in [mute, wallet] {
        assert_invalid(&mut scene, contract);
    }
}

#[test]
fn a_contract_that_says_it_has_no_such_function_is_no_diem() {
    let mut scene = Scene::new();
    let (vvv, staking) = (scene.suite.vvv, scene.suite.staking);
    for contract in [vvv, staking] {
        assert_invalid(&mut scene, contract);
    }
}

#[test]
fn a_precompile_is_no_diem() {
    let mut scene = Scene::new();
    // SHA-256 and the identity answer any call.
    for precompile in [2, 4] {
        assert_invalid(&mut scene, Address::with_last_byte(precompile));
    }
}

#[test]
fn the_ledger_is_not_its_own_diem() {
    let mut scene = Scene::new();
    let credits = deployed::blank_credits(&mut scene.suite);
    let refused = deployed::construct(&mut scene.suite, credits, credits);
    assert_reverts(refused, InvalidDiem { diem: credits });
}

#[test]
fn a_contract_that_does_not_answer_as_diem_is_none() {
    let mut scene = Scene::new();
    let manners = [Manner::RevertSilently, Manner::Nothing, Manner::Truncated];
    for manner in manners {
        let diem = deployed::hostile_diem(&mut scene.suite, manner);
        assert_invalid(&mut scene, diem);
    }
}

#[test]
fn a_contract_that_refuses_with_a_reason_of_its_own_is_no_diem() {
    let mut scene = Scene::new();
    let diem = deployed::hostile_diem(&mut scene.suite, Manner::RevertWithReason);
    assert_invalid(&mut scene, diem);
}
