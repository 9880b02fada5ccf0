//! Attempts to get capacity twice by moving, minting and burning DIEM. Each ends with the numbers: what was used today is what the
//! DIEM gave.

use alloy_primitives::{Address, B256, U256};
use diem_suite::{
    abi::{
        IComputeCredits::{self, spendCall},
        IDiem::transferCall,
        IVvvStaking::{self, burnDiemCall, mintDiemCall},
    },
    assert_reverts,
};

use crate::{
    capacity_twice::{assert_exhausted, spend},
    deployed::{self, CreditsWallet, step},
    scene::{DAY, Scene, someone, units},
};

/// `from` sends `to` DIEM.
#[track_caller]
fn send_diem(scene: &mut Scene, from: Address, to: Address, diem: u64) {
    let call = transferCall {
        to,
        value: units(diem),
    };
    scene.send_to(scene.suite.diem, from, call).unwrap();
    scene.replay.accounts.insert(to);
}

#[test]
fn diem_sold_after_its_credits_were_used_gives_its_buyer_none_today() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let bob = someone("bob");
    spend(&mut scene, alice, 100);
    send_diem(&mut scene, alice, bob, 100);
    assert_exhausted(&mut scene, bob);
    assert_exhausted(&mut scene, alice);
    assert_eq!(scene.total_used(), units(100));
    scene.assert_invariants();

    scene.midnight(1);
    assert_exhausted(&mut scene, alice);
    spend(&mut scene, bob, 100);
    assert_exhausted(&mut scene, bob);
}

#[test]
fn diem_sold_before_its_credits_were_used_leaves_them_with_its_seller_today() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let bob = someone("bob");
    send_diem(&mut scene, alice, bob, 100);
    assert_exhausted(&mut scene, bob);
    spend(&mut scene, alice, 100);
    assert_exhausted(&mut scene, alice);
    assert_eq!(scene.total_used(), units(100));
}

#[test]
fn diem_passed_along_all_day_gives_one_capacity() {
    let mut scene = Scene::new();
    let holders = ["a", "b", "c", "d", "e"].map(someone);
    scene.holder("a", 100);
    for pair in holders.windows(2) {
        send_diem(&mut scene, pair[0], pair[1], 100);
    }
    send_diem(&mut scene, holders[4], holders[0], 100);
    spend(&mut scene, holders[0], 100);
    for holder in holders {
        assert_exhausted(&mut scene, holder);
    }
    assert_eq!(scene.total_used(), units(100));
}

#[test]
fn diem_lent_over_midnight_gives_the_new_day_to_its_holder_at_midnight_only() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let bob = someone("bob");
    spend(&mut scene, alice, 100);
    scene.suite.at(0, DAY - 1);
    send_diem(&mut scene, alice, bob, 100);
    assert_exhausted(&mut scene, bob);
    scene.assert_invariants();
    scene.midnight(1);
    send_diem(&mut scene, bob, alice, 100);
    assert_exhausted(&mut scene, alice);
    spend(&mut scene, bob, 100);
    assert_exhausted(&mut scene, bob);
    assert_eq!(scene.total_used(), units(100));
}

#[test]
fn diem_minted_late_gives_the_rest_of_the_day() {
    let mut scene = Scene::new();
    scene.suite.at(0, DAY / 2);
    let alice = scene.holder("alice", 100);
    spend(&mut scene, alice, 50);
    assert_exhausted(&mut scene, alice);
    scene.suite.at(0, DAY - 1);
    let bob = scene.holder("bob", 86_400);
    // 86400 DIEM for one second of 86400.
    assert_eq!(scene.available(bob), units(1));
    scene.assert_invariants();
    scene.midnight(1);
    assert_eq!(scene.available(alice), units(100));
    assert_eq!(scene.available(bob), units(86_400));
}

#[test]
fn diem_burned_after_its_credits_were_used_cannot_be_minted_again_today() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    spend(&mut scene, alice, 100);
    let staking = scene.suite.staking;
    let burn = burnDiemCall {
        diemAmount: units(100),
    };
    scene.send_to(staking, alice, burn).unwrap();
    let mint = mintDiemCall {
        diemAmount: units(1),
        to: alice,
    };
    let refusal = IVvvStaking::InsufficientStake {
        needed: units(101 * 100),
        staked: units(100 * 100),
    };
    let refused = scene.send_to(staking, alice, mint).map(|sent| sent.receipt);
    assert_reverts(refused, refusal);
    assert_exhausted(&mut scene, alice);
    assert_eq!(scene.total_used(), units(100));
}

#[test]
fn diem_burned_keeps_its_credits_of_today() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let burn = burnDiemCall {
        diemAmount: units(100),
    };
    scene.send_to(scene.suite.staking, alice, burn).unwrap();
    spend(&mut scene, alice, 100);
    assert_exhausted(&mut scene, alice);
    scene.assert_invariants();
    scene.midnight(1);
    assert_exhausted(&mut scene, alice);
}

#[test]
fn diem_juggled_between_contracts_in_one_transaction_gives_one_capacity() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let mallory = someone("mallory");
    let first = deployed::wallet(&mut scene.suite, mallory);
    let second = deployed::wallet(&mut scene.suite, mallory);
    send_diem(&mut scene, alice, first, 100);
    send_diem(&mut scene, alice, second, 0);
    scene.midnight(1);

    let (diem, credits) = (scene.suite.diem, scene.suite.credits);
    let day = scene.today();
    let spend = |amount| spendCall {
        day,
        payee: mallory,
        amount,
        r#ref: B256::ZERO,
    };
    let give = |to| IComputeCredits::transferCall {
        to,
        day,
        amount: units(100),
    };
    let diem_to = |to| transferCall {
        to,
        value: units(100),
    };
    // In the second wallet: spend what it has, give it, send the DIEM back.
    let inner = CreditsWallet::executeCall {
        calls: vec![
            step(credits, spend(units(100))),
            step(credits, give(first)),
            step(diem, diem_to(first)),
        ],
    };
    let outer = CreditsWallet::executeCall {
        calls: vec![
            step(credits, spend(units(100))),
            step(diem, diem_to(second)),
            step(second, inner.clone()),
            step(credits, spend(U256::ONE)),
            step(credits, give(second)),
            step(second, inner),
        ],
    };
    let sent = scene.send_to(first, mallory, outer).unwrap();
    let succeeded: Vec<bool> = sent.value.iter().map(|result| result.success).collect();
    assert_eq!(succeeded, [true, true, true, false, false, true]);
    assert_exhausted(&mut scene, first);
    assert_exhausted(&mut scene, second);
    assert_eq!(scene.total_used(), units(100));
}
