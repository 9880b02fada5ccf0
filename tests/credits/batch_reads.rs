//! The batch reads answer as the single ones, in order.

use alloy_primitives::{Address, B256, U256};
use diem_suite::abi::{
    IComputeCredits::{Budget, allowanceOfBatchCall, balanceOfBatchCall, meterOfBatchCall},
    IDiem,
};

use crate::{
    budget::{FOREVER, Kind},
    scene::{DAY, Scene, limit, someone, units},
};

/// Five accounts of all sorts: a giver, a receiver with DIEM, one without, one that used all, nobody.
#[track_caller]
fn accounts(scene: &mut Scene) -> [Address; 5] {
    let alice = scene.holder("alice", 100);
    let bob = scene.holder("bob", 10);
    let [carol, nobody] = ["carol", "nobody"].map(someone);
    let dave = scene.holder("dave", 5);
    scene.transfer(alice, bob, units(30)).unwrap();
    scene.transfer(alice, carol, units(20)).unwrap();
    scene.spend(dave, bob, units(5), B256::ZERO).unwrap();
    [alice, bob, carol, dave, nobody]
}

#[test]
fn balances_of_today_come_in_order() {
    let mut scene = Scene::new();
    let [alice, bob, carol, dave, nobody] = accounts(&mut scene);
    let call = balanceOfBatchCall {
        accounts: vec![nobody, alice, bob, alice, carol, dave],
        day: scene.today(),
    };
    let expected = [0, 50, 40, 50, 20, 0].map(units);
    assert_eq!(scene.read(call), expected);
}

#[test]
fn balances_of_later_days_are_what_the_diem_would_give() {
    let mut scene = Scene::new();
    let [alice, bob, carol, dave, nobody] = accounts(&mut scene);
    let sale = IDiem::transferCall {
        to: carol,
        value: units(60),
    };
    scene.send_to(scene.suite.diem, alice, sale).unwrap();
    for day in [scene.today() + U256::ONE, U256::MAX] {
        let call = balanceOfBatchCall {
            accounts: vec![alice, bob, carol, dave, nobody],
            day,
        };
        assert_eq!(scene.read(call), [40, 10, 60, 5, 0].map(units));
    }
}

#[test]
fn balances_of_past_days_are_zero() {
    let mut scene = Scene::new();
    let accounts = accounts(&mut scene);
    scene.assert_invariants();
    scene.midnight(1);
    let call = balanceOfBatchCall {
        accounts: accounts.to_vec(),
        day: scene.today() - U256::ONE,
    };
    assert_eq!(scene.read(call), [U256::ZERO; 5]);
}

#[test]
fn no_accounts_have_no_balances() {
    let mut scene = Scene::new();
    let today = scene.today();
    for day in [today - U256::ONE, today, today + U256::ONE] {
        let call = balanceOfBatchCall {
            accounts: vec![],
            day,
        };
        assert!(scene.read(call).is_empty());
    }
}

#[test]
fn two_hundred_balances_are_read_at_once() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 1_000);
    let mut accounts: Vec<Address> = Vec::new();
    for i in 1..=20 {
        let account = someone(&format!("account {i}"));
        scene.transfer(alice, account, units(i)).unwrap();
        accounts.push(account);
    }
    let accounts: Vec<Address> = accounts.iter().copied().cycle().take(200).collect();
    let call = balanceOfBatchCall {
        accounts,
        day: scene.today(),
    };
    let expected: Vec<U256> = (1..=20).cycle().take(200).map(units).collect();
    assert_eq!(scene.read(call), expected);
}

#[track_caller]
fn read_batch(
    scene: &mut Scene,
    kind: Kind,
    owners: Vec<Address>,
    spender: Address,
) -> Vec<Budget> {
    match kind {
        Kind::Allowance => scene.read(allowanceOfBatchCall { owners, spender }),
        Kind::Meter => scene.read(meterOfBatchCall {
            owners,
            gateway: spender,
        }),
    }
}

#[test]
fn budgets_come_in_order() {
    for kind in [Kind::Allowance, Kind::Meter] {
        let mut scene = Scene::new();
        let [alice, bob, carol, _, nobody] = accounts(&mut scene);
        let spender = someone("spender");
        scene.give(kind, alice, spender, limit(1), FOREVER);
        scene.give(kind, bob, spender, limit(2), 22);
        scene.give(kind, bob, spender, limit(3), 33);
        // Of another kind, and of another spender.
        scene.give(kind.other(), carol, spender, limit(4), 44);
        scene.give(kind, carol, someone("other"), limit(5), 55);
        let budgets = read_batch(
            &mut scene,
            kind,
            vec![bob, nobody, alice, carol, bob],
            spender,
        );
        let terms: Vec<_> = budgets
            .iter()
            .map(|b| (b.dailyLimit, b.expiry, b.nonce))
            .collect();
        let none = (limit(0), 0, 0);
        let of_bob = (limit(3), 33, 2);
        assert_eq!(terms, [of_bob, none, (limit(1), FOREVER, 1), none, of_bob]);
    }
}

#[test]
fn budgets_show_what_is_used_today_only() {
    for kind in [Kind::Allowance, Kind::Meter] {
        let mut scene = Scene::new();
        let [alice, bob, ..] = accounts(&mut scene);
        let spender = someone("spender");
        for owner in [alice, bob] {
            scene.give(kind, owner, spender, limit(10), FOREVER);
        }
        match kind {
            Kind::Allowance => drop(scene.draw(spender, bob, spender, units(7)).unwrap()),
            Kind::Meter => drop(scene.meter(spender, &[(bob, units(7))]).unwrap()),
        }
        scene.suite.at(0, DAY - 1);
        let used = |budgets: Vec<Budget>| budgets.iter().map(|b| b.used).collect::<Vec<_>>();
        let today = read_batch(&mut scene, kind, vec![alice, bob], spender);
        assert_eq!(used(today), [limit(0), limit(7)]);
        scene.midnight(1);
        let tomorrow = read_batch(&mut scene, kind, vec![alice, bob], spender);
        assert_eq!(used(tomorrow), [limit(0), limit(0)]);
    }
}

#[test]
fn no_owners_gave_no_budgets() {
    let mut scene = Scene::new();
    for kind in [Kind::Allowance, Kind::Meter] {
        assert!(read_batch(&mut scene, kind, vec![], someone("spender")).is_empty());
    }
}
