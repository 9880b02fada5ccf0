//! An on-chain app (tests/solidity/CreditsApp.sol) that holds credits and pays a gateway under a reference for each request.

use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::SolValue;
use diem_suite::{
    abi::{
        IComputeCredits::{InsufficientAllowance, InsufficientCredits, Spent, Transfer},
        IDiem,
    },
    assert_reverts, emitted,
};

use crate::{
    budget::{FOREVER, Kind},
    deployed::{self, CreditsApp},
    scene::{Scene, limit, someone, units},
};

/// A scene with the app, and the gateway that it pays.
#[track_caller]
fn app_and_gateway() -> (Scene, Address, Address) {
    let mut scene = Scene::new();
    let gateway = someone("gateway");
    let arguments = (scene.suite.credits, gateway).abi_encode_params();
    let app = deployed::create(&mut scene.suite, "CreditsApp", &arguments);
    (scene, app, gateway)
}

/// The reference of the app's `asked`-th request.
fn reference(app: Address, asked: u64, user: Address, question: B256) -> B256 {
    keccak256((app, U256::from(asked), user, question).abi_encode())
}

#[test]
fn an_app_spends_the_credits_of_its_own_diem() {
    let (mut scene, app, gateway) = app_and_gateway();
    let alice = scene.holder("alice", 100);
    let gift = IDiem::transferCall {
        to: app,
        value: units(40),
    };
    scene.send_to(scene.suite.diem, alice, gift).unwrap();
    scene.midnight(1);

    let (user, question) = (someone("user"), keccak256("why"));
    for asked in 0..2 {
        let call = CreditsApp::askCall {
            question,
            price: units(15),
        };
        let sent = scene.send_to(app, user, call).unwrap();
        let reference = reference(app, asked, user, question);
        assert_eq!(sent.value, reference);
        let spent = Spent {
            owner: app,
            payee: gateway,
            day: scene.today(),
            amount: units(15),
            r#ref: reference,
        };
        let asked = CreditsApp::Asked {
            r#ref: reference,
            user,
            question,
        };
        assert_eq!(sent.receipt.logs, [scene.log(&spent), emitted(app, &asked)]);
    }
    assert_eq!(scene.available(app), units(10));
    let call = CreditsApp::askCall {
        question,
        price: units(15),
    };
    let refusal = InsufficientCredits {
        owner: app,
        available: units(10),
        needed: units(15),
    };
    assert_reverts(scene.send_to(app, user, call), refusal);
}

#[test]
fn an_app_spends_credits_that_its_users_sent() {
    let (mut scene, app, _) = app_and_gateway();
    let alice = scene.holder("alice", 100);
    scene.transfer(alice, app, units(30)).unwrap();
    let call = CreditsApp::askCall {
        question: B256::ZERO,
        price: units(30),
    };
    scene.send_to(app, alice, call).unwrap();
    assert_eq!(scene.available(app), U256::ZERO);
    assert_eq!(scene.account(app).used, units(30));
    assert_eq!(scene.available(alice), units(70));
}

#[test]
fn a_user_pays_for_its_own_question_by_an_allowance() {
    let (mut scene, app, gateway) = app_and_gateway();
    let alice = scene.holder("alice", 100);
    scene.give(Kind::Allowance, alice, app, limit(20), FOREVER);
    let question = keccak256("how");
    let call = CreditsApp::askAtOwnExpenseCall {
        question,
        price: units(15),
    };
    let sent = scene.send_to(app, alice, call.clone()).unwrap();
    let reference = reference(app, 0, alice, question);
    let drawn = Transfer {
        caller: app,
        sender: alice,
        receiver: app,
        id: scene.today(),
        amount: units(15),
    };
    let spent = Spent {
        owner: app,
        payee: gateway,
        day: scene.today(),
        amount: units(15),
        r#ref: reference,
    };
    let asked = CreditsApp::Asked {
        r#ref: reference,
        user: alice,
        question,
    };
    let logs = [scene.log(&drawn), scene.log(&spent), emitted(app, &asked)];
    assert_eq!(sent.receipt.logs, logs);
    assert_eq!(scene.available(alice), units(85));
    assert_eq!(scene.available(app), U256::ZERO);

    let refusal = InsufficientAllowance {
        owner: alice,
        spender: app,
        remaining: units(5),
        needed: units(15),
    };
    assert_reverts(scene.send_to(app, alice, call), refusal);
}

#[test]
fn a_failed_payment_moves_nothing() {
    // The draw succeeds, the spend is refused: zero address as gateway. Both are undone.
    let mut scene = Scene::new();
    let alice = scene.holder("alice", 100);
    let arguments = (scene.suite.credits, Address::ZERO).abi_encode_params();
    let app = deployed::create(&mut scene.suite, "CreditsApp", &arguments);
    scene.give(Kind::Allowance, alice, app, limit(20), FOREVER);
    let call = CreditsApp::askAtOwnExpenseCall {
        question: B256::ZERO,
        price: units(15),
    };
    let refusal = diem_suite::abi::IComputeCredits::InvalidPayee {
        payee: Address::ZERO,
    };
    assert_reverts(scene.send_to(app, alice, call), refusal);
    assert_eq!(scene.available(alice), units(100));
    let used = scene.budget(Kind::Allowance, alice, app).used;
    assert_eq!(U256::from(used), U256::ZERO);
}
