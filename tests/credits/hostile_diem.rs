//! A Diem that turns hostile after construction (tests/solidity/HostileDiem.sol). ComputeCredits is deployed for one Diem and trusts
//! its figures; what it owes its users even then: a revert names its cause or passes Diem's reason on, and nothing panics.

use alloy_primitives::{Address, B256, Bytes, I256, U256};
use alloy_sol_types::SolCall;
use diem_suite::{
    Reverted, Status,
    abi::IComputeCredits::{
        InvalidDiem, accountOfCall, balanceOfBatchCall, balanceOfCall, meterCall, meterOfCall,
        spendCall, totalUsedCall, transferCall, transferFromCall,
    },
    assert_reverts,
};

use crate::{
    budget::{FOREVER, Kind, NO_LIMIT},
    deployed::{
        self,
        HostileDiem::{self, Manner},
    },
    scene::{Scene, entries, limit, someone, units},
};

/// A ledger on a Diem that is still sound: Alice and Bob have 100 credits each, an agent and a gateway have no limits on both.
struct Betrayed {
    scene: Scene,
    diem: Address,
}

const MANNERS: [Manner; 9] = [
    Manner::RevertWithReason,
    Manner::RevertSilently,
    Manner::Nothing,
    Manner::Truncated,
    Manner::AllOnes,
    Manner::AllZeros,
    Manner::ElementMissing,
    Manner::ElementTooMany,
    Manner::ReadBack,
];

impl Betrayed {
    #[track_caller]
    fn new() -> Self {
        let mut scene = Scene::new();
        let diem = deployed::hostile_diem(&mut scene.suite, Manner::Sound);
        let credits = deployed::blank_credits(&mut scene.suite);
        deployed::construct(&mut scene.suite, credits, diem).unwrap();
        scene.suite.diem = diem;
        scene.suite.credits = credits;
        let owner = scene.suite.owner;
        let call = HostileDiem::setCreditsCall { credits };
        scene.send_to(diem, owner, call).unwrap();
        let mut betrayed = Self { scene, diem };
        for account in ["alice", "bob"].map(someone) {
            betrayed.say(account, units(100));
            let scene = &mut betrayed.scene;
            scene.give(
                Kind::Allowance,
                account,
                someone("agent"),
                NO_LIMIT,
                FOREVER,
            );
            scene.give(Kind::Meter, account, someone("gateway"), NO_LIMIT, FOREVER);
        }
        betrayed
    }

    #[track_caller]
    fn say(&mut self, account: Address, capacity: U256) {
        let call = HostileDiem::sayCall { account, capacity };
        let owner = self.scene.suite.owner;
        self.scene.send_to(self.diem, owner, call).unwrap();
        self.scene.replay.accounts.insert(account);
    }

    #[track_caller]
    fn turn(&mut self, manner: Manner) {
        let call = HostileDiem::setMannerCall { manner };
        let owner = self.scene.suite.owner;
        self.scene.send_to(self.diem, owner, call).unwrap();
    }

    /// Asserts that the call is refused for what Diem answered.
    #[track_caller]
    fn assert_invalid_diem(&mut self, context: &str, from: Address, data: Bytes) {
        let expected = InvalidDiem { diem: self.diem };
        match self.scene.send_raw(from, data) {
            Err(reverted) => assert!(reverted.is_error(&expected), "{context} {reverted}"),
            Ok(receipt) => panic!("{context}: {receipt:?}"),
        }
    }

    /// Every call whose result depends on Diem: sender and calldata.
    fn dependent_calls(&self) -> Vec<(&'static str, Address, Bytes)> {
        let day = self.scene.today();
        let tomorrow = day + U256::ONE;
        let [alice, bob] = ["alice", "bob"].map(someone);
        let amount = units(1);
        let calls: [(&'static str, Address, Vec<u8>); 9] = [
            (
                "transfer",
                alice,
                transferCall {
                    to: bob,
                    day,
                    amount,
                }
                .abi_encode(),
            ),
            (
                "transferFrom",
                someone("agent"),
                transferFromCall {
                    owner: alice,
                    to: bob,
                    day,
                    amount,
                }
                .abi_encode(),
            ),
            (
                "spend",
                alice,
                spendCall {
                    day,
                    payee: bob,
                    amount,
                    r#ref: B256::ZERO,
                }
                .abi_encode(),
            ),
            (
                "meter",
                someone("gateway"),
                meterCall {
                    day,
                    entries: entries(&[(alice, amount), (bob, amount)]),
                    receiptsRoot: B256::ZERO,
                }
                .abi_encode(),
            ),
            (
                "accountOf",
                alice,
                accountOfCall { account: alice }.abi_encode(),
            ),
            (
                "balanceOf today",
                alice,
                balanceOfCall {
                    account: alice,
                    day,
                }
                .abi_encode(),
            ),
            (
                "balanceOf tomorrow",
                alice,
                balanceOfCall {
                    account: alice,
                    day: tomorrow,
                }
                .abi_encode(),
            ),
            (
                "balanceOfBatch today",
                alice,
                balanceOfBatchCall {
                    accounts: vec![alice, bob],
                    day,
                }
                .abi_encode(),
            ),
            (
                "balanceOfBatch tomorrow",
                alice,
                balanceOfBatchCall {
                    accounts: vec![alice, bob],
                    day: tomorrow,
                }
                .abi_encode(),
            ),
        ];
        calls
            .map(|(name, from, data)| (name, from, data.into()))
            .into()
    }
}

/// A failure is a revert that says why. (Re-entry is the one that says nothing: it is for Diem to pass on.)
#[track_caller]
fn assert_says_why(context: &str, reverted: &Reverted) {
    assert_eq!(reverted.status, Status::Revert, "{context} {reverted}");
    assert!(reverted.data.len() >= 4, "{context} {reverted}");
}

#[test]
fn every_dependent_call_works_while_diem_is_sound() {
    let mut betrayed = Betrayed::new();
    for (name, from, data) in betrayed.dependent_calls() {
        let sent = betrayed.scene.send_raw(from, data);
        assert!(sent.is_ok(), "{name}: {sent:?}");
    }
    assert_eq!(betrayed.scene.available(someone("alice")), units(100 - 4));
    assert_eq!(betrayed.scene.available(someone("bob")), units(100 + 2 - 1));
}

#[test]
fn diems_reason_is_passed_on() {
    let mut betrayed = Betrayed::new();
    betrayed.turn(Manner::RevertWithReason);
    for (name, from, data) in betrayed.dependent_calls() {
        let reverted = betrayed.scene.send_raw(from, data).unwrap_err();
        let passed_on = reverted.decode::<HostileDiem::NotNow>();
        assert!(passed_on.is_some(), "{name} {reverted}");
    }
    betrayed.turn(Manner::Sound);
}

#[test]
fn no_answer_of_diem_makes_a_call_panic() {
    let mut betrayed = Betrayed::new();
    for manner in MANNERS {
        betrayed.turn(manner);
        for (name, from, data) in betrayed.dependent_calls() {
            let snapshot = betrayed.scene.suite.chain.snapshot();
            let credits = betrayed.scene.suite.credits;
            let sent = betrayed.scene.suite.send_raw_calldata(from, credits, data);
            if let Err(reverted) = &sent {
                assert_says_why(&format!("{name} on {manner:?}"), reverted);
            }
            assert!(betrayed.scene.suite.chain.revert(snapshot));
        }
    }
    betrayed.turn(Manner::Sound);
}

#[test]
fn answers_that_are_none_are_refused() {
    for manner in [Manner::Nothing, Manner::Truncated] {
        let mut betrayed = Betrayed::new();
        betrayed.turn(manner);
        for (name, from, data) in betrayed.dependent_calls() {
            betrayed.assert_invalid_diem(&format!("{name} on {manner:?}"), from, data);
        }
        betrayed.turn(Manner::Sound);
    }
}

/// The answer for many accounts is the canonical encoding of as many words, or none.
#[test]
fn arrays_of_another_shape_are_refused() {
    let shapes = [
        Manner::Overlong,
        Manner::AllOnes,
        Manner::AllZeros,
        Manner::ElementMissing,
        Manner::ElementTooMany,
    ];
    for manner in shapes {
        let mut betrayed = Betrayed::new();
        betrayed.turn(manner);
        let calls = betrayed.dependent_calls().into_iter();
        let of_arrays = calls.filter(|(name, ..)| ["meter", "balanceOfBatch today"].contains(name));
        for (name, from, data) in of_arrays {
            betrayed.assert_invalid_diem(&format!("{name} on {manner:?}"), from, data);
        }
        betrayed.turn(Manner::Sound);
    }
}

#[test]
fn what_needs_no_diem_works_without_it() {
    let mut betrayed = Betrayed::new();
    let [alice, gateway] = ["alice", "gateway"].map(someone);
    betrayed
        .scene
        .meter(gateway, &[(alice, units(20))])
        .unwrap();
    for manner in MANNERS {
        betrayed.turn(manner);
        let scene = &mut betrayed.scene;
        scene.give(Kind::Meter, alice, gateway, limit(30), FOREVER);
        assert_eq!(scene.reading(alice, gateway), units(20));
        assert_eq!(scene.read(totalUsedCall {}), units(20));
        let call = meterOfCall {
            owner: alice,
            gateway,
        };
        assert_eq!(scene.read(call).dailyLimit, limit(30));
    }
    betrayed.turn(Manner::Sound);
}

#[test]
fn a_capacity_that_falls_takes_nothing_back_and_gives_nothing_more() {
    // Diem never does this. If it did: what is used stays used, and nothing is available.
    let mut betrayed = Betrayed::new();
    let [alice, bob, agent, gateway] = ["alice", "bob", "agent", "gateway"].map(someone);
    betrayed
        .scene
        .spend(alice, bob, units(60), B256::ZERO)
        .unwrap();
    betrayed.scene.transfer(alice, bob, units(30)).unwrap();
    betrayed.say(alice, units(50));
    let scene = &mut betrayed.scene;
    let amount = U256::ONE;
    assert_says_why("transfer", &scene.transfer(alice, bob, amount).unwrap_err());
    assert_says_why(
        "spend",
        &scene.spend(alice, bob, amount, B256::ZERO).unwrap_err(),
    );
    assert_says_why(
        "transferFrom",
        &scene.draw(agent, alice, bob, amount).unwrap_err(),
    );
    match scene.meter(gateway, &[(alice, amount)]) {
        Ok(sent) => assert_eq!(sent.value, amount),
        Err(reverted) => assert_says_why("meter", &reverted),
    }
    let day = scene.today();
    let credits = scene.suite.credits;
    let balance = balanceOfCall {
        account: alice,
        day,
    };
    match scene.suite.read(credits, balance) {
        Ok(available) => assert_eq!(available, U256::ZERO),
        Err(reverted) => assert_says_why("balanceOf", &reverted),
    }
    match scene.suite.read(credits, accountOfCall { account: alice }) {
        Ok(account) => assert_eq!(account.available, U256::ZERO),
        Err(reverted) => assert_says_why("accountOf", &reverted),
    }
    betrayed.say(alice, units(100));
}

/// What no Diem has is cut at the most that one can have: the fields of the records have room for that.
#[test]
fn capacities_beyond_any_record_run_over_no_field() {
    let mut betrayed = Betrayed::new();
    let [alice, bob, payee] = ["alice", "bob", "payee"].map(someone);
    for bits in [96_usize, 112, 128, 255] {
        for capacity in [U256::ONE << bits, (U256::ONE << bits) + units(1), U256::MAX] {
            betrayed.say(alice, capacity);
            let snapshot = betrayed.scene.suite.chain.snapshot();
            let day = betrayed.scene.today();
            let suite = &mut betrayed.scene.suite;
            let credits = suite.credits;
            let (mut given, mut spent) = (U256::ZERO, U256::ZERO);
            for amount in [0, 95, 111, 112, bits].map(|bits| U256::ONE << bits) {
                let give = transferCall {
                    to: bob,
                    day,
                    amount,
                };
                match suite.send(alice, credits, give) {
                    Ok(_) => given += amount,
                    Err(reverted) => assert_says_why("transfer", &reverted),
                }
                let spend = spendCall {
                    day,
                    payee,
                    amount,
                    r#ref: B256::ZERO,
                };
                match suite.send(alice, credits, spend) {
                    Ok(_) => spent += amount,
                    Err(reverted) => assert_says_why("spend", &reverted),
                }
            }
            let [of_alice, of_bob] = [alice, bob].map(|account| {
                let call = accountOfCall { account };
                suite.read(credits, call).expect("an account")
            });
            let given = I256::try_from(given).expect("less than all words");
            assert_eq!(of_alice.capacity, (U256::ONE << 96) - U256::ONE);
            assert_eq!((of_alice.net, of_alice.used), (-given, spent));
            assert_eq!((of_bob.net, of_bob.used), (given, U256::ZERO));
            assert!(suite.chain.revert(snapshot));
        }
    }
    betrayed.say(alice, units(100));
}

#[test]
fn a_diem_that_reads_back_is_refused_entry() {
    // Diem passes the refusal on, which is empty: the credits must still name a cause, or the reader could not tell it from a panic.
    let mut betrayed = Betrayed::new();
    betrayed.turn(Manner::ReadBack);
    let [alice, bob] = ["alice", "bob"].map(someone);
    let refused = betrayed.scene.transfer(alice, bob, units(1)).unwrap_err();
    assert_says_why("transfer", &refused);
    betrayed.turn(Manner::Sound);
}

#[test]
fn a_call_for_the_wrong_day_names_the_day_whatever_diem_says() {
    let mut betrayed = Betrayed::new();
    betrayed.turn(Manner::RevertSilently);
    let today = betrayed.scene.today();
    let call = transferCall {
        to: someone("bob"),
        day: today + U256::ONE,
        amount: units(1),
    };
    let refusal = diem_suite::abi::IComputeCredits::WrongDay {
        given: today + U256::ONE,
        today,
    };
    assert_reverts(betrayed.scene.send(someone("alice"), call), refusal);
    betrayed.turn(Manner::Sound);
}
