//! `meter`: a gateway's reading. What it takes, gives back, reports; batches of any size.

use alloy_primitives::{Address, B256, Log, U256, keccak256};
use diem_suite::abi::IComputeCredits::{Budget, MeterPosted, Metered, Shortfall, meterCall};

use crate::{
    budget::{FOREVER, Kind, NO_LIMIT},
    scene::{Scene, entries, limit, someone, units},
};

/// Alice with 100 credits, and a gateway that may meter `daily` of them a day.
#[track_caller]
pub(crate) fn alice_and_gateway(daily: u64) -> (Scene, Address, Address) {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let gateway = someone("gateway");
    scene.give(Kind::Meter, alice, gateway, limit(daily), FOREVER);
    (scene, alice, gateway)
}

/// The log of a reading that now stands at `total`.
pub(crate) fn metered(scene: &Scene, owner: Address, gateway: Address, total: U256) -> Log {
    scene.log(&Metered {
        owner,
        gateway,
        day: scene.today(),
        total,
    })
}

/// The log of a reading that stopped at `total`.
pub(crate) fn shortfall(
    scene: &Scene,
    owner: Address,
    gateway: Address,
    requested: U256,
    total: U256,
) -> Log {
    scene.log(&Shortfall {
        owner,
        gateway,
        day: scene.today(),
        requested,
        total,
    })
}

/// The log that ends a reading without receipts.
pub(crate) fn posted(scene: &Scene, gateway: Address) -> Log {
    scene.log(&MeterPosted {
        gateway,
        day: scene.today(),
        receiptsRoot: B256::ZERO,
    })
}

#[test]
fn a_higher_total_takes_the_difference() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    for (total, available) in [(10, 90), (25, 75), (60, 40)] {
        let sent = scene.meter(gateway, &[(alice, units(total))]).unwrap();
        assert_eq!(sent.value, U256::ZERO);
        let logs = [
            metered(&scene, alice, gateway, units(total)),
            posted(&scene, gateway),
        ];
        assert_eq!(sent.receipt.logs, logs);
        assert_eq!(scene.available(alice), units(available));
        assert_eq!(scene.total_used(), units(total));
        let budget = Budget {
            dailyLimit: limit(60),
            used: limit(total),
            expiry: FOREVER,
            nonce: 1,
        };
        assert_eq!(scene.budget(Kind::Meter, alice, gateway), budget);
    }
}

#[test]
fn a_lower_total_gives_the_difference_back() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    scene.meter(gateway, &[(alice, units(60))]).unwrap();
    for (total, available) in [(45, 55), (1, 99), (0, 100)] {
        let sent = scene.meter(gateway, &[(alice, units(total))]).unwrap();
        assert_eq!(sent.value, U256::ZERO);
        let logs = [
            metered(&scene, alice, gateway, units(total)),
            posted(&scene, gateway),
        ];
        assert_eq!(sent.receipt.logs, logs);
        assert_eq!(scene.available(alice), units(available));
        assert_eq!(scene.total_used(), units(total));
    }
}

#[test]
fn the_same_total_changes_nothing() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    scene.meter(gateway, &[(alice, units(25))]).unwrap();
    let before = scene.account(alice);
    for _ in 0..3 {
        let sent = scene.meter(gateway, &[(alice, units(25))]).unwrap();
        assert_eq!(sent.value, U256::ZERO);
        assert_eq!(sent.receipt.logs, [posted(&scene, gateway)]);
        assert_eq!(scene.account(alice), before);
        assert_eq!(scene.reading(alice, gateway), units(25));
    }
}

#[test]
fn a_gateway_gets_no_credits_of_its_own() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    scene.meter(gateway, &[(alice, units(60))]).unwrap();
    assert_eq!(scene.available(gateway), U256::ZERO);
}

#[test]
fn a_hold_is_raised_before_serving_and_lowered_after() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    // The request may cost up to 8; it costs 3. The next may cost up to 5, and does.
    let readings = [(8, 92), (3, 97), (8, 92), (8, 92)];
    for (total, available) in readings {
        scene.meter(gateway, &[(alice, units(total))]).unwrap();
        assert_eq!(scene.available(alice), units(available));
    }
    assert_eq!(scene.reading(alice, gateway), units(8));
}

#[test]
fn the_reading_is_void_at_midnight() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    scene.meter(gateway, &[(alice, units(60))]).unwrap();
    scene.assert_invariants();
    scene.midnight(1);
    assert_eq!(scene.reading(alice, gateway), U256::ZERO);
    assert_eq!(scene.available(alice), units(100));
    scene.meter(gateway, &[(alice, units(5))]).unwrap();
    assert_eq!(scene.available(alice), units(95));
    assert_eq!(scene.total_used(), units(5));
}

#[test]
fn a_meter_may_take_what_the_owner_was_given() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let [bob, gateway] = ["bob", "gateway"].map(someone);
    scene.transfer(alice, bob, units(30)).unwrap();
    scene.give(Kind::Meter, bob, gateway, NO_LIMIT, FOREVER);
    let sent = scene.meter(gateway, &[(bob, units(30))]).unwrap();
    assert_eq!(sent.value, U256::ZERO);
    assert_eq!(scene.available(bob), U256::ZERO);
}

#[test]
fn a_reading_of_nobody_posts_its_root() {
    let mut scene = Scene::new();
    let gateway = someone("gateway");
    let call = meterCall {
        day: scene.today(),
        entries: vec![],
        receiptsRoot: keccak256("root"),
    };
    let sent = scene.send(gateway, call).unwrap();
    assert_eq!(sent.value, U256::ZERO);
    let event = MeterPosted {
        gateway,
        day: scene.today(),
        receiptsRoot: keccak256("root"),
    };
    assert_eq!(sent.receipt.logs, [scene.log(&event)]);
}

#[test]
fn an_owner_twice_in_a_reading_is_read_in_order() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    let twice = [(alice, units(10)), (alice, units(25))];
    let sent = scene.meter(gateway, &twice).unwrap();
    let logs = [
        metered(&scene, alice, gateway, units(10)),
        metered(&scene, alice, gateway, units(25)),
        posted(&scene, gateway),
    ];
    assert_eq!(sent.receipt.logs, logs);
    assert_eq!(scene.available(alice), units(75));

    let up_and_down = [(alice, units(60)), (alice, units(5)), (alice, units(7))];
    scene.meter(gateway, &up_and_down).unwrap();
    assert_eq!(scene.reading(alice, gateway), units(7));
    assert_eq!(scene.available(alice), units(93));
    assert_eq!(scene.total_used(), units(7));
}

#[test]
fn an_owner_twice_in_a_reading_falls_short_for_each() {
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    let beyond = [(alice, units(70)), (alice, units(80)), (alice, units(60))];
    let sent = scene.meter(gateway, &beyond).unwrap();
    assert_eq!(sent.value, units(10 + 20));
    let logs = [
        metered(&scene, alice, gateway, units(60)),
        shortfall(&scene, alice, gateway, units(70), units(60)),
        shortfall(&scene, alice, gateway, units(80), units(60)),
        posted(&scene, gateway),
    ];
    assert_eq!(sent.receipt.logs, logs);
}

/// `count` holders of 10 DIEM each, with a meter of 5 a day for the gateway.
#[track_caller]
fn many_owners(count: u64) -> (Scene, Vec<Address>, Address) {
    let mut scene = Scene::new();
    let gateway = someone("gateway");
    let owners = (0..count)
        .map(|i| {
            let owner = scene.holder(&format!("owner {i}"), 10);
            scene.give(Kind::Meter, owner, gateway, limit(5), FOREVER);
            owner
        })
        .collect();
    (scene, owners, gateway)
}

#[test]
fn a_hundred_owners_are_read_in_one_call() {
    let (mut scene, owners, gateway) = many_owners(100);
    let readings: Vec<_> = owners.iter().map(|&owner| (owner, units(3))).collect();
    let sent = scene.meter(gateway, &readings).unwrap();
    assert_eq!(sent.value, U256::ZERO);
    let mut logs: Vec<Log> = owners
        .iter()
        .map(|&owner| metered(&scene, owner, gateway, units(3)))
        .collect();
    logs.push(posted(&scene, gateway));
    assert_eq!(sent.receipt.logs, logs);
    assert_eq!(scene.total_used(), units(300));
}

#[test]
fn two_hundred_entries_mix_raises_reductions_shortfalls_and_strangers() {
    let (mut scene, owners, gateway) = many_owners(150);
    // All stand at 2.
    let all: Vec<_> = owners.iter().map(|&owner| (owner, units(2))).collect();
    scene.meter(gateway, &all).unwrap();

    let mut readings = Vec::new();
    let mut logs = Vec::new();
    let mut missing = U256::ZERO;
    let mut total = U256::ZERO;
    for (i, &owner) in owners.iter().enumerate() {
        let (asked, reached) = match i % 4 {
            0 => (4, 4), // up
            1 => (1, 1), // down
            2 => (9, 5), // up to the limit
            _ => (2, 2), // as it was
        };
        readings.push((owner, units(asked)));
        if reached != 2 {
            logs.push(metered(&scene, owner, gateway, units(reached)));
        }
        if asked > reached {
            let log = shortfall(&scene, owner, gateway, units(asked), units(reached));
            logs.push(log);
        }
        missing += units(asked - reached);
        total += units(reached);
        if i % 3 == 0 {
            // Somebody who gave no meter.
            let stranger = someone(&format!("stranger {i}"));
            readings.push((stranger, units(1)));
            logs.push(shortfall(&scene, stranger, gateway, units(1), U256::ZERO));
            missing += units(1);
        }
    }
    assert_eq!(readings.len(), 200);
    logs.push(posted(&scene, gateway));

    let sent = scene.meter(gateway, &readings).unwrap();
    assert_eq!(sent.value, missing);
    assert_eq!(sent.receipt.logs, logs);
    assert_eq!(scene.total_used(), total);
}

#[test]
fn entries_hold_the_owner_above_96_bits_of_total() {
    // By hand, not by the tests' own packing.
    let (mut scene, alice, gateway) = alice_and_gateway(60);
    let mut word = [0_u8; 32];
    word[..20].copy_from_slice(alice.as_slice());
    word[31] = 200;
    word[20] = 0;
    let entry = U256::from_be_bytes(word);
    assert_eq!(entries(&[(alice, U256::from(200))]), [entry]);
    let call = meterCall {
        day: scene.today(),
        entries: vec![entry],
        receiptsRoot: B256::ZERO,
    };
    scene.send(gateway, call).unwrap();
    assert_eq!(scene.reading(alice, gateway), U256::from(200));
}
