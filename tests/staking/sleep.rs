//! Programs sleep 365 days after their activation, until anyone wakes them. Nothing is lost meanwhile.

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall;
use diem_suite::Status;
use stylus_chain::HaltReason;

use crate::{
    amounts::{DAY, ONE, assert_rounded_down, tokens},
    calls,
    scenario::Scenario,
};

/// Alice has stake, DIEM, a ticket and a running stream; then everything sleeps.
fn asleep() -> (Scenario, Address) {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(300));
    s.send(alice, calls::mint_diem(ONE, alice));
    s.request(alice, tokens(50));
    s.stream(tokens(365), 365 * DAY);
    s.suite.chain.advance(365 * DAY + 3_600);
    (s, alice)
}

#[test]
fn a_sleeping_contract_answers_nothing() {
    let (mut s, alice) = asleep();
    for data in [
        calls::withdraw(0, alice).abi_encode(),
        calls::claim(alice).abi_encode(),
        calls::totals().abi_encode(),
    ] {
        let staking = s.staking;
        let halted = s
            .suite
            .send_raw_calldata(alice, staking, data.into())
            .unwrap_err();
        assert_eq!(halted.status, Status::Halt(HaltReason::ProgramExpired));
        assert_eq!(halted.data, Bytes::new());
    }
}

#[test]
fn anyone_wakes_it_and_everything_is_there() {
    let (mut s, alice) = asleep();
    let stranger = s.account("stranger");
    s.wake(stranger);
    s.assert_solvent();
    s.send(alice, calls::withdraw(0, alice));
    s.send(alice, calls::burn_diem(ONE));
    let paid = s.send(alice, calls::claim(alice)).value;
    // The stream ran while everything slept.
    assert_rounded_down(paid, tokens(365), 10);
    s.wait(DAY);
    let id = s.request(alice, tokens(250));
    s.wait(7 * DAY);
    s.send(alice, calls::withdraw(id, alice));
    assert_eq!(s.suite.vvv_of(alice), tokens(300) + paid);
}
