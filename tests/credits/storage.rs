//! The documented storage layout: one word per account, per budget, and for the total used.
//!
//! The interface fixes the words; where they stand is found by trial, at the places that Solidity gives mappings.

use alloy_primitives::{Address, I256, U256, keccak256};
use alloy_sol_types::SolValue;
use diem_suite::{
    Suite,
    abi::IComputeCredits::{accountOfCall, meterCall, totalUsedCall},
};

use crate::{
    budget::{FOREVER, Kind, NO_LIMIT, Terms},
    scene::{Scene, entries, limit, someone, units},
};

/// How many slots from the start of the storage may hold a mapping.
const CANDIDATES: u64 = 32;

/// The word of a budget: `limit: u96 | used: u96 | expiry: u32 | day: u16 | nonce: u16`, low bits first.
fn budget_word(limit: U256, used: U256, expiry: u32, day: u64, nonce: u16) -> U256 {
    limit
        | used << 96
        | U256::from(expiry) << 192
        | U256::from(day & 0xffff) << 224
        | U256::from(nonce) << 240
}

/// The word of an account: `used: u112 | net: i112 | day: u32`, low bits first.
fn account_word(used: U256, net: I256, day: u64) -> U256 {
    let net_bits = (U256::ONE << 112) - U256::ONE;
    used | (net.into_raw() & net_bits) << 112 | U256::from(day) << 224
}

/// Solidity's slot of `mapping[key]`.
fn in_mapping(key: Address, slot: U256) -> U256 {
    keccak256((key, slot).abi_encode()).into()
}

/// The slots that the budget of `spender` on `owner` may have: in a mapping of mappings, by owner first or by spender first.
fn budget_slots(owner: Address, spender: Address) -> impl Iterator<Item = U256> {
    (0..CANDIDATES).map(U256::from).flat_map(move |slot| {
        [
            in_mapping(spender, in_mapping(owner, slot)),
            in_mapping(owner, in_mapping(spender, slot)),
        ]
    })
}

/// The one slot among `candidates` that holds `word`.
#[track_caller]
fn slot_of(scene: &Scene, word: U256, candidates: impl Iterator<Item = U256>) -> U256 {
    let credits = scene.suite.credits;
    let found: Vec<U256> = candidates
        .filter(|&slot| scene.suite.chain.storage(credits, slot) == word)
        .collect();
    assert_eq!(found.len(), 1, "the slots that hold {word:#066x}");
    found[0]
}

/// Writes the nonce of a budget that was just set, in place of 65535 transactions.
#[track_caller]
pub(crate) fn set_nonce(scene: &mut Scene, kind: Kind, terms: Terms, nonce: u16) {
    let Terms {
        owner,
        spender,
        limit,
        expiry,
    } = terms;
    let (limit, day) = (U256::from(limit), scene.suite.today());
    let present = scene.budget(kind, owner, spender);
    let used = U256::from(present.used);
    let word = budget_word(limit, used, expiry, day, present.nonce);
    let slot = slot_of(scene, word, budget_slots(owner, spender));
    let word = budget_word(limit, used, expiry, day, nonce);
    scene
        .suite
        .chain
        .set_storage(scene.suite.credits, slot, word);
    let replayed = scene.replay.budgets.get_mut(&(kind, owner, spender));
    replayed.expect("the budget was set").nonce = nonce;
    assert_eq!(scene.budget(kind, owner, spender).nonce, nonce);
}

#[test]
fn an_account_is_one_word_of_used_net_and_day() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let [bob, payee] = ["bob", "payee"].map(someone);
    scene.transfer(alice, bob, units(30)).unwrap();
    scene
        .spend(alice, payee, units(7), Default::default())
        .unwrap();
    let day = scene.suite.today();
    let slots = |account| (0..CANDIDATES).map(move |slot| in_mapping(account, U256::from(slot)));
    let given = account_word(units(7), -I256::from_raw(units(30)), day);
    slot_of(&scene, given, slots(alice));
    let received = account_word(U256::ZERO, I256::from_raw(units(30)), day);
    slot_of(&scene, received, slots(bob));
}

#[test]
fn the_total_used_is_a_word_as_an_accounts() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    scene
        .spend(alice, someone("payee"), units(7), Default::default())
        .unwrap();
    let word = account_word(units(7), I256::ZERO, scene.suite.today());
    slot_of(&scene, word, (0..CANDIDATES).map(U256::from));
}

#[test]
fn a_budget_is_one_word_of_limit_used_expiry_day_and_nonce() {
    for kind in [Kind::Allowance, Kind::Meter] {
        let mut scene = Scene::new();
        let alice = scene.holder("alice", 100);
        let spender = someone("spender");
        scene.give(kind, alice, spender, NO_LIMIT, FOREVER);
        scene.give(kind, alice, spender, limit(40), 0x89ab_cdef);
        match kind {
            Kind::Allowance => drop(scene.draw(spender, alice, spender, units(15)).unwrap()),
            Kind::Meter => drop(scene.meter(spender, &[(alice, units(15))]).unwrap()),
        }
        let day = scene.suite.today();
        let word = budget_word(units(40), units(15), 0x89ab_cdef, day, 2);
        slot_of(&scene, word, budget_slots(alice, spender));
    }
}

#[test]
fn a_negative_net_keeps_to_its_field() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 1);
    scene.transfer(alice, someone("bob"), U256::ONE).unwrap();
    let all_ones = (U256::ONE << 112) - U256::ONE;
    let word = all_ones << 112 | U256::from(scene.suite.today()) << 224;
    let slots = (0..CANDIDATES).map(|slot| in_mapping(alice, U256::from(slot)));
    slot_of(&scene, word, slots);
    assert_eq!(scene.account(alice).net, -I256::ONE);
}

/// A meter's day has 16 bits. One used exactly 65,536 days ago looks as if used today, but its account did not use that: nothing comes back.
#[test]
fn a_meter_of_65536_days_ago_gives_nothing_back() {
    let mut suite = Suite::new();
    let (alice, gateway) = (someone("alice"), someone("gateway"));
    suite.mint_diem_to(alice, units(10));
    suite.at(1, 0);
    let meters = U256::from(3);
    let slot = in_mapping(alice, in_mapping(gateway, meters));
    let word = budget_word(units(9), units(3), FOREVER, suite.today() + 65_536, 1);
    suite.chain.set_storage(suite.credits, slot, word);

    let credits = suite.credits;
    let day = U256::from(suite.today());
    for (total, used) in [(units(0), units(0)), (units(2), units(2))] {
        let call = meterCall {
            day,
            entries: entries(&[(alice, total)]),
            receiptsRoot: Default::default(),
        };
        suite.send(gateway, credits, call).unwrap();
        let account = accountOfCall { account: alice };
        let account = suite.read(credits, account).unwrap();
        assert_eq!(
            (account.used, account.available),
            (used, units(10) - used),
            "after a reading of {total}"
        );
        assert_eq!(suite.read(credits, totalUsedCall {}).unwrap(), used);
    }
}
