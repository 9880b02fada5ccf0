//! Every call that moves credits names its day; any other day is refused, to the second.

use alloy_primitives::{B256, Bytes, U256};
use alloy_sol_types::SolCall;
use diem_suite::{
    Address,
    abi::IComputeCredits::{WrongDay, meterCall, spendCall, transferCall, transferFromCall},
    assert_reverts,
};

use crate::{
    budget::{FOREVER, Kind, NO_LIMIT},
    scene::{DAY, Scene, entries, someone, units},
};

/// Alice with 100 DIEM, an agent and a gateway without limits: whoever calls, the call is good but for its day.
struct Players {
    scene: Scene,
    alice: Address,
    agent: Address,
    gateway: Address,
}

/// The calls that move credits.
#[derive(Clone, Copy, Debug)]
enum Move {
    Transfer,
    TransferFrom,
    Spend,
    Meter,
}

const MOVES: [Move; 4] = [Move::Transfer, Move::TransferFrom, Move::Spend, Move::Meter];

impl Players {
    #[track_caller]
    fn new() -> Self {
        let mut scene = Scene::new();
        let alice = scene.holder("alice", 100);
        let [agent, gateway] = ["agent", "gateway"].map(someone);
        scene.give(Kind::Allowance, alice, agent, NO_LIMIT, FOREVER);
        scene.give(Kind::Meter, alice, gateway, NO_LIMIT, FOREVER);
        Self {
            scene,
            alice,
            agent,
            gateway,
        }
    }

    /// Who makes the call, and its calldata: one credit more than before.
    fn call(&self, which: Move, day: U256) -> (Address, Bytes) {
        let (alice, bob, amount) = (self.alice, someone("bob"), units(1));
        let (from, data) = match which {
            Move::Transfer => (
                alice,
                transferCall {
                    to: bob,
                    day,
                    amount,
                }
                .abi_encode(),
            ),
            Move::TransferFrom => (
                self.agent,
                transferFromCall {
                    owner: alice,
                    to: bob,
                    day,
                    amount,
                }
                .abi_encode(),
            ),
            Move::Spend => (
                alice,
                spendCall {
                    day,
                    payee: bob,
                    amount,
                    r#ref: B256::ZERO,
                }
                .abi_encode(),
            ),
            Move::Meter => (
                self.gateway,
                meterCall {
                    day,
                    entries: entries(&[(alice, amount)]),
                    receiptsRoot: B256::ZERO,
                }
                .abi_encode(),
            ),
        };
        (from, data.into())
    }

    #[track_caller]
    fn assert_refused(&mut self, which: Move, given: U256) {
        let (from, data) = self.call(which, given);
        let today = self.scene.today();
        let refused = self.scene.send_raw(from, data);
        assert_reverts(refused, WrongDay { given, today });
    }

    #[track_caller]
    fn assert_accepted(&mut self, which: Move) {
        let (from, data) = self.call(which, self.scene.today());
        let before = self.scene.available(self.alice);
        self.scene.send_raw(from, data).unwrap();
        assert_eq!(self.scene.available(self.alice), before - units(1));
    }
}

#[test]
fn at_the_last_second_of_a_day_only_that_day_is_accepted() {
    let mut players = Players::new();
    players.scene.suite.at(0, DAY - 1);
    let today = players.scene.today();
    for which in MOVES {
        players.assert_refused(which, today - U256::ONE);
        players.assert_refused(which, today + U256::ONE);
        players.assert_accepted(which);
    }
}

#[test]
fn at_the_first_second_of_a_day_only_that_day_is_accepted() {
    let mut players = Players::new();
    players.scene.midnight(1);
    let today = players.scene.today();
    for which in MOVES {
        players.assert_refused(which, today - U256::ONE);
        players.assert_refused(which, today + U256::ONE);
        players.assert_accepted(which);
    }
}

#[test]
fn what_was_sent_before_midnight_is_refused_after_it() {
    let mut players = Players::new();
    players.scene.suite.at(0, DAY - 1);
    let yesterday = players.scene.today();
    players.scene.midnight(1);
    for which in MOVES {
        players.assert_refused(which, yesterday);
    }
    assert_eq!(players.scene.available(players.alice), units(100));
}

#[test]
fn days_that_agree_with_today_in_their_low_bits_only_are_refused() {
    let mut players = Players::new();
    let today = players.scene.today();
    for bit in [16, 32, 64, 128, 255] {
        for which in MOVES {
            players.assert_refused(which, today + (U256::ONE << bit));
        }
    }
    for which in MOVES {
        players.assert_refused(which, U256::ZERO);
        players.assert_refused(which, U256::MAX);
    }
}

#[test]
fn a_reading_of_nobody_names_its_day_too() {
    let mut players = Players::new();
    let today = players.scene.today();
    let call = meterCall {
        day: today + U256::ONE,
        entries: vec![],
        receiptsRoot: B256::ZERO,
    };
    let refusal = WrongDay {
        given: today + U256::ONE,
        today,
    };
    assert_reverts(players.scene.send(players.gateway, call), refusal);
}

#[test]
fn credits_are_new_at_the_first_second_of_a_day_and_not_before() {
    let mut players = Players::new();
    let (alice, bob) = (players.alice, someone("bob"));
    let scene = &mut players.scene;
    scene.spend(alice, bob, units(100), B256::ZERO).unwrap();
    scene.suite.at(0, DAY - 1);
    assert_eq!(scene.available(alice), U256::ZERO);
    scene.assert_invariants();
    scene.midnight(1);
    assert_eq!(scene.available(alice), units(100));
}

#[test]
fn a_year_may_pass_between_two_days_of_an_account() {
    let mut players = Players::new();
    let (alice, bob) = (players.alice, someone("bob"));
    let scene = &mut players.scene;
    scene.spend(alice, bob, units(60), B256::ZERO).unwrap();
    scene.transfer(alice, bob, units(40)).unwrap();
    scene.assert_invariants();
    scene.midnight(364);
    assert_eq!(scene.available(alice), units(100));
    assert_eq!(scene.available(bob), U256::ZERO);
    assert_eq!(scene.total_used(), U256::ZERO);
    scene.spend(alice, bob, units(100), B256::ZERO).unwrap();
}
