//! How results read and what the assertions accept.

use alloy_sol_types::{Panic, Revert};
use diem_suite::{
    Address, Bytes, Reverted, SolError, Status, U256,
    abi::{IDiem, IVvvStaking, describe_error},
    assert_reverts,
};

const ALICE: Address = Address::repeat_byte(0xa1);

fn shortage(needed: u64) -> IDiem::ERC20InsufficientBalance {
    IDiem::ERC20InsufficientBalance {
        sender: ALICE,
        balance: U256::from(1),
        needed: U256::from(needed),
    }
}

fn reverted(data: impl Into<Bytes>) -> Reverted {
    Reverted {
        data: data.into(),
        status: Status::Revert,
        receipt: None,
    }
}

#[test]
fn a_revert_reads_as_its_error_and_arguments() {
    let printed = format!("{:?}", reverted(shortage(7).abi_encode()));
    assert_eq!(
        printed,
        "Reverted(ERC20InsufficientBalance { sender: 0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1, balance: 1, needed: 7 })"
    );
}

#[test]
fn errors_of_every_interface_are_known() {
    let not_bound = IVvvStaking::DiemNotBound {}.abi_encode();
    assert_eq!(describe_error(&not_bound), "DiemNotBound");
    let wrong_day = diem_suite::abi::IComputeCredits::WrongDay {
        given: U256::from(1),
        today: U256::from(2),
    };
    assert_eq!(
        describe_error(&wrong_day.abi_encode()),
        "WrongDay { given: 1, today: 2 }"
    );
    let taken = diem_suite::abi::IVvv::DripAlreadyTaken {
        to: Address::ZERO,
        day: U256::from(3),
    };
    assert_eq!(
        describe_error(&taken.abi_encode()),
        "DripAlreadyTaken { to: 0x0000000000000000000000000000000000000000, day: 3 }"
    );
}

#[test]
fn foreign_revert_data_reads_as_what_it_is() {
    assert_eq!(describe_error(&[]), "empty revert data");
    assert_eq!(
        describe_error(&[1, 2, 3, 4, 5]),
        "unknown error 0x0102030405"
    );
    let reason = Revert::from("not today").abi_encode();
    assert_eq!(describe_error(&reason), "not today");
    let overflow = Panic {
        code: U256::from(0x11),
    }
    .abi_encode();
    assert!(
        describe_error(&overflow).contains("overflow"),
        "{}",
        describe_error(&overflow)
    );
}

#[test]
fn assert_reverts_accepts_the_exact_error() {
    assert_reverts::<(), _>(Err(reverted(shortage(7).abi_encode())), shortage(7));
}

#[test]
#[should_panic = "needed: 8 }, but it reverted: ERC20InsufficientBalance"]
fn assert_reverts_refuses_another_argument() {
    assert_reverts::<(), _>(Err(reverted(shortage(7).abi_encode())), shortage(8));
}

#[test]
#[should_panic = "expected a revert with ERC20InsufficientBalance"]
fn assert_reverts_refuses_trailing_bytes() {
    let data = [shortage(7).abi_encode(), vec![0]].concat();
    assert_reverts::<(), _>(Err(reverted(data)), shortage(7));
}

#[test]
#[should_panic = "but the call succeeded: 42"]
fn assert_reverts_refuses_success() {
    assert_reverts(Ok(42), shortage(7));
}
