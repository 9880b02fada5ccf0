//! The views of one account, of a day, and of the contract.

use alloy_primitives::{Address, B256, FixedBytes, I256, U256, aliases::U96, keccak256};
use alloy_sol_types::SolValue;
use diem_suite::abi::{
    IComputeCredits::{
        Budget, DOMAIN_SEPARATORCall, accountOfReturn, balanceOfCall, currentDayCall, diemCall,
        eip712DomainCall, nextResetCall, totalUsedCall,
    },
    IDiem,
};

use crate::{
    budget::{FOREVER, Kind},
    scene::{DAY, Scene, limit, someone, units},
};

/// 2026-01-01, counted from 1970-01-01: 56 years, 14 of them leap years.
const START_DAY: u64 = 56 * 365 + 14;

#[track_caller]
fn balance(scene: &mut Scene, account: Address, day: U256) -> U256 {
    scene.read(balanceOfCall { account, day })
}

#[test]
fn the_balance_of_today_is_what_is_available() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let [bob, payee] = ["bob", "payee"].map(someone);
    let today = scene.today();
    assert_eq!(balance(&mut scene, alice, today), units(100));
    scene.transfer(alice, bob, units(30)).unwrap();
    scene.spend(alice, payee, units(20), B256::ZERO).unwrap();
    assert_eq!(balance(&mut scene, alice, today), units(50));
    assert_eq!(balance(&mut scene, bob, today), units(30));
}

#[test]
fn the_balance_of_a_later_day_is_what_the_diem_would_give() {
    let mut scene = Scene::new();
    scene.suite.at(0, DAY / 2);
    let alice = scene.holder("alice", 100);
    let [bob, payee] = ["bob", "payee"].map(someone);
    scene.spend(alice, payee, units(50), B256::ZERO).unwrap();
    let sale = IDiem::transferCall {
        to: bob,
        value: units(30),
    };
    scene.send_to(scene.suite.diem, alice, sale).unwrap();
    let today = scene.today();
    assert_eq!(balance(&mut scene, alice, today), U256::ZERO);
    let later = [
        today + U256::ONE,
        today + U256::from(365),
        today + (U256::ONE << 32),
        U256::MAX,
    ];
    for day in later {
        assert_eq!(balance(&mut scene, alice, day), units(70));
        assert_eq!(balance(&mut scene, bob, day), units(30));
    }
}

#[test]
fn the_balance_of_a_past_day_is_zero() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    scene.midnight(1);
    let today = scene.today();
    for day in [today - U256::ONE, U256::ONE, U256::ZERO] {
        assert_eq!(balance(&mut scene, alice, day), U256::ZERO);
    }
    // A day of which only the low bits are today's is a later day.
    let far = today + (U256::ONE << 32);
    assert_eq!(balance(&mut scene, alice, far), units(100));
}

#[test]
fn an_account_shows_capacity_net_used_and_available() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let bob = scene.holder("bob", 10);
    let [gateway, payee] = ["gateway", "payee"].map(someone);
    scene.give(Kind::Meter, alice, gateway, limit(40), FOREVER);
    scene.meter(gateway, &[(alice, units(15))]).unwrap();
    scene.spend(alice, payee, units(5), B256::ZERO).unwrap();
    scene.transfer(alice, bob, units(20)).unwrap();
    scene.transfer(bob, alice, units(3)).unwrap();
    let expected = accountOfReturn {
        capacity: units(100),
        net: -I256::from_raw(units(17)),
        used: units(20),
        available: units(63),
    };
    assert_eq!(scene.account(alice), expected);
    let expected = accountOfReturn {
        capacity: units(10),
        net: I256::from_raw(units(17)),
        used: U256::ZERO,
        available: units(27),
    };
    assert_eq!(scene.account(bob), expected);
}

#[test]
fn capacity_grows_with_a_mint_in_mid_day() {
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    scene
        .spend(alice, someone("payee"), units(100), B256::ZERO)
        .unwrap();
    scene.suite.at(0, DAY / 4);
    scene.holder("alice", 8);
    let expected = accountOfReturn {
        capacity: units(106),
        net: I256::ZERO,
        used: units(100),
        available: units(6),
    };
    assert_eq!(scene.account(alice), expected);
}

#[test]
fn unknown_accounts_and_budgets_are_empty() {
    let mut scene = Scene::new();
    let today = scene.today();
    let nothing = accountOfReturn {
        capacity: U256::ZERO,
        net: I256::ZERO,
        used: U256::ZERO,
        available: U256::ZERO,
    };
    let none = Budget {
        dailyLimit: U96::ZERO,
        used: U96::ZERO,
        expiry: 0,
        nonce: 0,
    };
    let credits = scene.suite.credits;
    let accounts = [
        someone("nobody"),
        Address::ZERO,
        Address::repeat_byte(0xff),
        credits,
    ];
    for account in accounts {
        assert_eq!(scene.account(account), nothing);
        assert_eq!(balance(&mut scene, account, today), U256::ZERO);
        for kind in [Kind::Allowance, Kind::Meter] {
            for other in accounts {
                assert_eq!(scene.budget(kind, account, other), none);
            }
        }
    }
    assert_eq!(scene.read(totalUsedCall {}), U256::ZERO);
}

#[test]
fn a_day_is_counted_from_1970_and_ends_at_the_next_reset() {
    let mut scene = Scene::new();
    for (day, second) in [(0, 0), (0, DAY - 1), (1, 0), (1, 1), (364, DAY - 1)] {
        scene.suite.at(day, second);
        let today = START_DAY + day;
        assert_eq!(scene.read(currentDayCall {}), U256::from(today));
        assert_eq!(
            scene.read(nextResetCall {}),
            U256::from((today + 1) * 86_400)
        );
    }
}

#[test]
fn the_contract_names_its_diem() {
    let mut scene = Scene::new();
    let diem = scene.suite.diem;
    assert_eq!(scene.read(diemCall {}), diem);
}

#[test]
fn the_domain_is_computecredits_1_on_this_chain() {
    let mut scene = Scene::new();
    let domain = scene.read(eip712DomainCall {});
    assert_eq!(domain.fields, FixedBytes([0x0f]));
    assert_eq!(domain.name, "ComputeCredits");
    assert_eq!(domain.version, "1");
    let chain_id = U256::from(scene.suite.chain.chain_id());
    assert_eq!(domain.chainId, chain_id);
    assert_eq!(domain.verifyingContract, scene.suite.credits);
    assert_eq!(domain.salt, B256::ZERO);
    assert!(domain.extensions.is_empty());

    let kind = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
    let separator = (
        keccak256(kind),
        keccak256("ComputeCredits"),
        keccak256("1"),
        chain_id,
        scene.suite.credits,
    );
    assert_eq!(
        scene.read(DOMAIN_SEPARATORCall {}),
        keccak256(separator.abi_encode())
    );
}
