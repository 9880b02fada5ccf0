//! The deployed suite and its shortcuts.

use alloy_sol_types::SolValue;
use diem_suite::{
    Account, Address, Params, Suite, SuiteError, U256,
    abi::{IComputeCredits, IDiem, IVvv, IVvvStaking},
    assert_reverts, emitted,
};

/// Wei per unit.
const UNIT: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

fn units(n: u64) -> U256 {
    U256::from(n) * UNIT
}

fn alice() -> Address {
    Account::named("alice").address
}

#[test]
fn the_four_contracts_are_bound_to_each_other() {
    let mut suite = Suite::new();
    assert_eq!(
        suite.read(suite.staking, IVvvStaking::vvvCall {}).unwrap(),
        suite.vvv
    );
    assert_eq!(
        suite.read(suite.staking, IVvvStaking::diemCall {}).unwrap(),
        suite.diem
    );
    assert_eq!(
        suite.read(suite.diem, IDiem::minterCall {}).unwrap(),
        suite.staking
    );
    assert_eq!(
        suite
            .read(suite.credits, IComputeCredits::diemCall {})
            .unwrap(),
        suite.diem
    );
    assert_eq!(
        suite
            .read(suite.staking, IVvvStaking::ownerCall {})
            .unwrap(),
        suite.owner
    );
}

#[test]
fn programs_that_are_not_cached_cost_more_to_start() {
    let [cached, uncached] = [true, false].map(|cache_programs| {
        let mut suite = Suite::with(Params {
            cache_programs,
            ..Params::default()
        });
        let drip = IVvv::dripCall { to: suite.owner };
        let sent = suite.send(suite.owner, suite.vvv, drip).unwrap();
        sent.receipt.execution_gas
    });
    // 8,832 is the least that starting a program costs that is not cached; cached, the least is 352 (Stylus v2).
    assert!(uncached - cached > 8_832, "{uncached} and {cached}");
}

#[test]
fn the_contracts_have_the_parameters_given() {
    let params = Params {
        timestamp: 1_800_000_000,
        vvv_per_diem: units(7),
        cooldown: 86_400,
        locked_reward_bps: 1,
        diem_cap: units(9),
        ..Params::default()
    };
    let mut suite = Suite::with(params);
    assert_eq!(suite.now(), 1_800_000_000);
    assert_eq!(
        suite
            .read(suite.staking, IVvvStaking::vvvPerDiemCall {})
            .unwrap(),
        units(7)
    );
    assert_eq!(
        suite
            .read(suite.staking, IVvvStaking::cooldownCall {})
            .unwrap(),
        86_400
    );
    assert_eq!(
        suite
            .read(suite.staking, IVvvStaking::lockedRewardBpsCall {})
            .unwrap(),
        1
    );
    assert_eq!(suite.read(suite.diem, IDiem::capCall {}).unwrap(), units(9));
}

#[test]
fn parameters_that_a_constructor_refuses_are_an_error() {
    let error = Suite::try_with(Params {
        cooldown: 0,
        ..Params::default()
    })
    .unwrap_err();
    let SuiteError::Constructor { contract, reverted } = error else {
        panic!("not the constructor's error: {error}");
    };
    assert_eq!(contract, "staking");
    assert_reverts(
        Err::<(), _>(reverted),
        IVvvStaking::InvalidParameter {
            index: U256::from(3),
        },
    );
}

#[test]
fn the_clock_counts_days_from_the_start_day() {
    let mut suite = Suite::new();
    assert_eq!((suite.today(), suite.now()), (20_454, 1_767_225_600));
    suite.at(0, 43_200);
    assert_eq!((suite.today(), suite.now()), (20_454, 1_767_268_800));
    suite.at(3, 5);
    assert_eq!((suite.today(), suite.now()), (20_457, 1_767_484_805));
    let day = suite.read(suite.diem, IDiem::currentDayCall {}).unwrap();
    assert_eq!(day, U256::from(20_457));
}

#[test]
#[should_panic = "no second 86400"]
fn a_day_has_no_second_86400() {
    Suite::new().at(0, 86_400);
}

#[test]
fn funding_keeps_the_supply_the_sum_of_balances_and_leaves_the_drip() {
    let mut suite = Suite::new();
    let bob = Account::named("bob").address;
    suite.fund_vvv(alice(), units(1_000_000_000));
    suite.fund_vvv(bob, units(5));
    suite.fund_vvv(alice(), U256::ONE);
    assert_eq!(suite.vvv_of(alice()), units(1_000_000_000) + U256::ONE);
    assert_eq!(suite.vvv_of(bob), units(5));
    let supply = suite.read(suite.vvv, IVvv::totalSupplyCall {}).unwrap();
    assert_eq!(supply, units(1_000_000_005) + U256::ONE);
    assert!(
        suite
            .read(suite.vvv, IVvv::canDripCall { to: alice() })
            .unwrap()
    );
}

#[test]
fn stake_and_mint_mints_to_another() {
    let mut suite = Suite::new();
    let bob = Account::named("bob").address;
    assert_eq!(
        suite.stake_and_mint(alice(), units(250), bob),
        units(5) / U256::from(2)
    );
    assert_eq!(suite.diem_of(bob), units(5) / U256::from(2));
    assert_eq!(suite.capacity_of(bob), units(5) / U256::from(2));
    assert_eq!(suite.vvv_of(alice()), U256::ZERO);
}

#[test]
fn mint_diem_to_mints_exactly_and_locks_all_it_stakes() {
    let mut suite = Suite::new();
    suite.mint_diem_to(alice(), units(3) + U256::ONE);
    assert_eq!(suite.diem_of(alice()), units(3) + U256::ONE);
    let position = suite
        .read(
            suite.staking,
            IVvvStaking::positionOfCall { account: alice() },
        )
        .unwrap();
    assert_eq!(position.locked, units(300) + U256::from(100));
    assert_eq!(position.free, U256::ZERO);
}

#[test]
fn a_sent_call_has_its_value_its_events_and_its_logs() {
    let mut suite = Suite::new();
    suite.mint_diem_to(alice(), units(2));
    let bob = Account::named("bob").address;
    let call = IDiem::transferCall {
        to: bob,
        value: units(1),
    };
    let sent = suite.send(alice(), suite.diem, call).unwrap();
    let event = IDiem::Transfer {
        from: alice(),
        to: bob,
        value: units(1),
    };
    assert!(sent.value);
    assert_eq!(sent.receipt.logs, [emitted(suite.diem, &event)]);
    assert_eq!(sent.events::<IDiem::Transfer>(), vec![event.clone()]);
    assert_eq!(sent.events_of::<IDiem::Transfer>(suite.diem), [event]);
    assert_eq!(sent.events_of::<IDiem::Transfer>(suite.vvv), []);
    assert_eq!(sent.gas_used(), sent.receipt.gas_used);
}

#[test]
fn a_simulated_call_changes_nothing() {
    let mut suite = Suite::new();
    suite.mint_diem_to(alice(), units(1));
    let call = IDiem::transferCall {
        to: suite.owner,
        value: units(1),
    };
    assert!(suite.simulate(alice(), suite.diem, call).unwrap());
    assert_eq!(suite.diem_of(alice()), units(1));
}

#[test]
fn a_refused_call_has_its_error_and_if_sent_its_receipt() {
    let mut suite = Suite::new();
    let call = || IDiem::transferCall {
        to: alice(),
        value: units(1),
    };
    let expected = |sender| IDiem::ERC20InsufficientBalance {
        sender,
        balance: U256::ZERO,
        needed: units(1),
    };
    let sent = suite.send(suite.owner, suite.diem, call()).unwrap_err();
    assert!(sent.is_error(&expected(suite.owner)));
    assert_eq!(sent.decode(), Some(expected(suite.owner)));
    assert_eq!(
        sent.receipt.as_ref().map(|receipt| receipt.from),
        Some(suite.owner)
    );
    let simulated = suite.simulate(suite.owner, suite.diem, call()).unwrap_err();
    assert_eq!(simulated.receipt, None);
    assert_reverts(Err::<(), _>(simulated), expected(suite.owner));
}

#[test]
fn raw_calldata_is_sent_as_it_is() {
    let mut suite = Suite::new();
    let refused = suite
        .send_raw_calldata(alice(), suite.diem, vec![1, 2, 3, 4].into())
        .unwrap_err();
    assert!(
        refused.is_error(&IDiem::UnknownSelector {
            selector: [1, 2, 3, 4].into()
        }),
        "{refused}"
    );
}

#[test]
fn signatures_over_the_suites_domains_are_accepted() {
    let mut suite = Suite::new();
    let account = Account::named("alice");
    let domains = [
        (suite.vvv, suite.vvv_domain().separator()),
        (suite.diem, suite.diem_domain().separator()),
        (suite.credits, suite.credits_domain().separator()),
    ];
    for (contract, separator) in domains {
        assert_eq!(
            suite
                .read(contract, IDiem::DOMAIN_SEPARATORCall {})
                .unwrap(),
            separator
        );
    }
    let permit = diem_suite::typed_data::Permit {
        owner: account.address,
        spender: suite.owner,
        value: units(1),
        nonce: U256::ZERO,
        deadline: U256::MAX,
    };
    let (v, r, s) = account.sign_hash_vrs(diem_suite::typed_data::digest(
        &permit,
        &suite.diem_domain(),
    ));
    let call = IDiem::permit_0Call {
        owner: permit.owner,
        spender: permit.spender,
        value: permit.value,
        deadline: permit.deadline,
        v,
        r,
        s,
    };
    suite.send(suite.owner, suite.diem, call).unwrap();
    let allowance = IDiem::allowanceCall {
        owner: account.address,
        spender: suite.owner,
    };
    assert_eq!(suite.read(suite.diem, allowance).unwrap(), units(1));
}

#[test]
fn an_evm_contract_is_created_with_its_arguments() {
    let mut suite = Suite::new();
    let gateway = Account::named("gateway").address;
    let arguments = (suite.credits, gateway, units(1)).abi_encode_params();
    let app = suite
        .deploy_solidity(suite.owner, "AskApp", &arguments)
        .unwrap();
    assert!(!suite.chain.code(app).is_empty());
    let missing = suite
        .deploy_solidity(suite.owner, "NoSuchContract", &[])
        .unwrap_err();
    assert!(missing.to_string().contains("NoSuchContract"), "{missing}");
}

#[test]
fn two_suites_are_alike() {
    let (first, second) = (Suite::new(), Suite::new());
    assert_eq!(first.deployments, second.deployments);
    assert_eq!(
        (first.vvv, first.diem, first.staking, first.credits),
        (second.vvv, second.diem, second.staking, second.credits)
    );
}
