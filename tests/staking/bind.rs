//! `bindDiem`.

use alloy_primitives::{Address, Bytes, U256, keccak256};
use alloy_sol_types::sol;
use diem_suite::{
    Account,
    abi::IVvvStaking::{
        self, DiemAlreadyBound, DiemBound, DiemNotBound, InvalidDiem, OwnableUnauthorizedAccount,
    },
    emitted,
};
use stylus_chain::Tx;

use crate::{
    amounts::{ONE, tokens, wei},
    calls,
    deployment::Unbound,
    scenario::Scenario,
};

sol! {
    /// tests/solidity/MisfitDiem.sol
    interface MisfitDiem {
        function fit(address minter, uint256 totalSupply, uint256 decimals) external;
    }
}

/// A contract that answers as a Diem would, with these figures.
fn misfit(unbound: &mut Unbound, minter: Address, supply: U256, decimals: u64) -> Address {
    let diem = unbound.solidity("MisfitDiem");
    let call = MisfitDiem::fitCall {
        minter,
        totalSupply: supply,
        decimals: U256::from(decimals),
    };
    let data = alloy_sol_types::SolCall::abi_encode(&call);
    let tx = Tx::call(unbound.owner, diem, data);
    assert!(unbound.stage.chain.transact(tx).unwrap().is_success());
    diem
}

#[test]
fn the_owner_binds_diem_once_and_its_code_hash_is_announced() {
    let mut unbound = Unbound::new();
    let staking = unbound.stage.contract;
    let diem = unbound.diem_of(staking);
    let owner = unbound.owner;
    let sent = unbound.send(owner, calls::bind_diem(diem));
    let bound = DiemBound {
        diem,
        codeHash: keccak256(unbound.stage.chain.code(diem)),
    };
    assert_eq!(sent.receipt.logs, [emitted(staking, &bound)]);
    assert_eq!(unbound.stage.read(IVvvStaking::diemCall {}), diem);
    let other = unbound.diem_of(staking);
    unbound.refuses(owner, calls::bind_diem(other), DiemAlreadyBound { diem });
    unbound.refuses(owner, calls::bind_diem(diem), DiemAlreadyBound { diem });
}

#[test]
fn nobody_but_the_owner_binds() {
    let mut unbound = Unbound::new();
    let diem = unbound.diem_of(unbound.stage.contract);
    let attacker = Account::named("attacker").address;
    let expected = OwnableUnauthorizedAccount { account: attacker };
    unbound.refuses(attacker, calls::bind_diem(diem), expected);
    assert_eq!(unbound.stage.read(IVvvStaking::diemCall {}), Address::ZERO);
}

#[test]
fn a_diem_of_another_minter_is_refused() {
    let mut unbound = Unbound::new();
    let owner = unbound.owner;
    let diem = unbound.diem_of(owner);
    unbound.refuses(owner, calls::bind_diem(diem), InvalidDiem { diem });
}

#[test]
fn a_diem_with_a_supply_is_refused() {
    let mut unbound = Unbound::new();
    let (owner, staking) = (unbound.owner, unbound.stage.contract);
    let diem = misfit(&mut unbound, staking, wei(1), 18);
    unbound.refuses(owner, calls::bind_diem(diem), InvalidDiem { diem });
}

#[test]
fn a_diem_without_18_decimals_is_refused() {
    let mut unbound = Unbound::new();
    let (owner, staking) = (unbound.owner, unbound.stage.contract);
    for decimals in [0, 6, 17, 19, 256 + 18] {
        let diem = misfit(&mut unbound, staking, U256::ZERO, decimals);
        unbound.refuses(owner, calls::bind_diem(diem), InvalidDiem { diem });
    }
    let fitting = misfit(&mut unbound, staking, U256::ZERO, 18);
    unbound.send(owner, calls::bind_diem(fitting));
}

/// Neither an account without code nor a contract that answers nothing can be bound.
#[test]
fn what_does_not_answer_is_refused() {
    let mut unbound = Unbound::new();
    let owner = unbound.owner;
    let silent = Account::named("silent").address;
    let empty = Address::repeat_byte(0x5e);
    unbound
        .stage
        .chain
        .set_code(empty, Bytes::from_static(&[0x00]));
    for diem in [Address::ZERO, silent, empty] {
        let result = unbound.stage.send(owner, calls::bind_diem(diem));
        let reverted = result.map(|sent| sent.receipt).unwrap_err();
        assert!(
            reverted.is_error(&InvalidDiem { diem })
                || reverted.is_error(&IVvvStaking::TokenCallFailed { token: diem }),
            "{reverted}"
        );
        assert_eq!(unbound.stage.read(IVvvStaking::diemCall {}), Address::ZERO);
    }
}

#[test]
fn until_diem_is_bound_nothing_is_minted_and_everything_else_works() {
    let mut unbound = Unbound::new();
    let alice = Account::named("alice").address;
    unbound.fund(alice);
    unbound.send(alice, calls::stake(tokens(500)));
    unbound.refuses(alice, calls::mint_diem(ONE, alice), DiemNotBound {});
    unbound.refuses(
        alice,
        calls::stake_and_mint(tokens(100), alice),
        DiemNotBound {},
    );
    unbound.send(alice, calls::request_unstake(tokens(100)));
    unbound.send(alice, calls::cancel_unstake(0));
    let position = unbound.stage.read(calls::position_of(alice));
    assert_eq!(position.staked, tokens(500));
    assert_eq!(position.free, tokens(500));
}

/// Nothing was minted, so there is nothing to burn; with Diem missing that is said first or last, but by name.
#[test]
fn nothing_is_burned_before_diem_is_bound() {
    let mut unbound = Unbound::new();
    let alice = Account::named("alice").address;
    let result = unbound.stage.send(alice, calls::burn_diem(ONE));
    let reverted = result.map(|sent| sent.receipt).unwrap_err();
    let exceeds = IVvvStaking::BurnExceedsMinted {
        amount: ONE,
        minted: U256::ZERO,
    };
    assert!(
        reverted.is_error(&DiemNotBound {}) || reverted.is_error(&exceeds),
        "{reverted}"
    );
}

#[test]
fn staked_before_the_binding_mints_after_it() {
    let mut unbound = Unbound::new();
    let (owner, alice) = (unbound.owner, Account::named("alice").address);
    unbound.fund(alice);
    unbound.send(alice, calls::stake(tokens(500)));
    let diem = unbound.diem_of(unbound.stage.contract);
    unbound.send(owner, calls::bind_diem(diem));
    unbound.send(alice, calls::mint_diem(tokens(5), alice));
    let position = unbound.stage.read(calls::position_of(alice));
    assert_eq!(position.minted, tokens(5));
}

#[test]
fn the_suites_diem_is_bound_for_ever() {
    let mut s = Scenario::new();
    let (owner, diem) = (s.owner, s.suite.diem);
    s.refuses(owner, calls::bind_diem(diem), DiemAlreadyBound { diem });
}
