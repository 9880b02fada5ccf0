//! The app pays its gateway: with its own credits, and with those of users who gave it an allowance.

use alloy_primitives::{Address, B256, U256, aliases::U96, keccak256};
use diem_suite::abi::IComputeCredits::{
    self, AllowanceSet, Budget, InsufficientAllowance, InsufficientCredits, InvalidSigner, Transfer,
};

use super::{
    app::{FOREVER, IIntegrator, Language, Stage},
    test_both,
};
use crate::{
    amounts::{tokens, wei},
    world::someone,
};

/// A deadline that never passes.
const NEVER: U256 = U256::MAX;

fn question() -> B256 {
    keccak256("why")
}

fn ask(amount: U256) -> IIntegrator::askCall {
    IIntegrator::askCall {
        question: question(),
        amount,
    }
}

fn ask_at_own_expense(amount: U256) -> IIntegrator::askAtOwnExpenseCall {
    IIntegrator::askAtOwnExpenseCall {
        question: question(),
        amount,
    }
}

fn ask_with_signature(
    amount: U256,
    daily_limit: U256,
    signature: [u8; 65],
) -> IIntegrator::askWithSignatureCall {
    IIntegrator::askWithSignatureCall {
        question: question(),
        amount,
        dailyLimit: U96::from(daily_limit),
        expiry: FOREVER,
        deadline: NEVER,
        signature: signature.to_vec().into(),
    }
}

/// `user` lets the app draw this much a day, by a call of its own.
#[track_caller]
fn allow(stage: &mut Stage, user: Address, daily_limit: U256) {
    let call = IComputeCredits::setAllowanceCall {
        spender: stage.app,
        dailyLimit: U96::from(daily_limit),
        expiry: FOREVER,
    };
    let ledger = stage.ledger;
    stage.world.send(user, ledger, call);
}

#[track_caller]
fn allowance(stage: &mut Stage, user: Address) -> Budget {
    let query = IComputeCredits::allowanceOfCall {
        owner: user,
        spender: stage.app,
    };
    stage.world.read(stage.ledger, query)
}

// ------------------------------------------------------------- The app's own credits

fn the_app_pays_with_its_own_credits(language: Language) {
    let mut stage = Stage::funded(language, 10);
    let (app, operator) = (stage.app, stage.operator);
    for asked in 0..2 {
        let sent = stage.operate(ask(tokens(4)));
        assert_eq!(sent.value, stage.reference(asked, operator, question()));
        let expected = stage.asked_and_spent(operator, question(), tokens(4), asked);
        assert_eq!(sent.receipt.logs, expected);
    }
    assert_eq!(stage.asked(), U256::from(2));
    assert_eq!(stage.world.credits(app), tokens(2));
    let short = InsufficientCredits {
        owner: app,
        available: tokens(2),
        needed: tokens(4),
    };
    stage.refuses(operator, ask(tokens(4)), short);

    // What is left to the wei, and nothing after it.
    stage.operate(ask(tokens(2)));
    let nothing = InsufficientCredits {
        owner: app,
        available: U256::ZERO,
        needed: wei(1),
    };
    stage.refuses(operator, ask(wei(1)), nothing);
}

/// Credits come back at midnight, for the DIEM that is held; what was left of yesterday's does not add to them.
fn the_apps_credits_are_new_every_day(language: Language) {
    let mut stage = Stage::funded(language, 10);
    stage.operate(ask(tokens(6)));
    for day in 1..=3 {
        stage.world.suite.at(day, 0);
        assert_eq!(stage.world.credits(stage.app), tokens(10));
        let sent = stage.operate(ask(tokens(6)));
        let operator = stage.operator;
        let expected = stage.asked_and_spent(operator, question(), tokens(6), day);
        assert_eq!(sent.receipt.logs, expected);
    }
}

// ------------------------------------------------------------------ A user's credits

/// What is logged when the app draws a user's credits and pays with them.
fn drawn_and_paid(stage: &Stage, user: Address, amount: U256, asked: u64) -> Vec<diem_suite::Log> {
    let drawn = Transfer {
        caller: stage.app,
        sender: user,
        receiver: stage.app,
        id: stage.world.today(),
        amount,
    };
    let mut logs = vec![stage.logged(&drawn)];
    logs.extend(stage.asked_and_spent(user, question(), amount, asked));
    logs
}

fn a_user_pays_by_allowance(language: Language) {
    let mut stage = Stage::new(language);
    let user = stage.user(100).address;
    allow(&mut stage, user, tokens(20));
    let sent = stage.send(user, ask_at_own_expense(tokens(15))).unwrap();
    assert_eq!(sent.value, stage.reference(0, user, question()));
    assert_eq!(
        sent.receipt.logs,
        drawn_and_paid(&stage, user, tokens(15), 0)
    );
    assert_eq!(stage.world.credits(user), tokens(85));
    assert_eq!(stage.world.credits(stage.app), U256::ZERO);
    assert_eq!(U256::from(allowance(&mut stage, user).used), tokens(15));

    let short = InsufficientAllowance {
        owner: user,
        spender: stage.app,
        remaining: tokens(5),
        needed: tokens(6),
    };
    stage.refuses(user, ask_at_own_expense(tokens(6)), short);
    stage.world.suite.at(1, 0);
    stage.send(user, ask_at_own_expense(tokens(20))).unwrap();
}

/// An allowance covers its owner's questions, not those of anyone else.
fn nobody_asks_at_anothers_expense(language: Language) {
    let mut stage = Stage::new(language);
    let user = stage.user(100).address;
    allow(&mut stage, user, tokens(20));
    let stranger = someone("stranger");
    let none = InsufficientAllowance {
        owner: stranger,
        spender: stage.app,
        remaining: U256::ZERO,
        needed: tokens(1),
    };
    stage.refuses(stranger, ask_at_own_expense(tokens(1)), none);
    assert_eq!(stage.world.credits(user), tokens(100));
}

/// The draw succeeds or all is undone: the user has an allowance for more than it has credits.
fn a_user_pays_no_more_than_it_has(language: Language) {
    let mut stage = Stage::new(language);
    let user = stage.user(3).address;
    allow(&mut stage, user, tokens(20));
    let short = InsufficientCredits {
        owner: user,
        available: tokens(3),
        needed: tokens(4),
    };
    stage.refuses(user, ask_at_own_expense(tokens(4)), short);
}

// ------------------------------------------------------------------- A user's signature

fn a_signature_is_allowance_enough(language: Language) {
    let mut stage = Stage::new(language);
    let user = stage.user(100);
    let signature = stage.sign(&user, tokens(20), 0, NEVER);
    let call = ask_with_signature(tokens(15), tokens(20), signature);
    let sent = stage.send(user.address, call).unwrap();
    let set = AllowanceSet {
        owner: user.address,
        spender: stage.app,
        dailyLimit: U96::from(tokens(20)),
        expiry: FOREVER,
        nonce: 1,
    };
    let mut expected = vec![stage.logged(&set)];
    expected.extend(drawn_and_paid(&stage, user.address, tokens(15), 0));
    assert_eq!(sent.receipt.logs, expected);
    assert_eq!(sent.value, stage.reference(0, user.address, question()));
    let budget = Budget {
        dailyLimit: U96::from(tokens(20)),
        used: U96::from(tokens(15)),
        expiry: FOREVER,
        nonce: 1,
    };
    assert_eq!(allowance(&mut stage, user.address), budget);
    assert_eq!(stage.world.credits(user.address), tokens(85));
}

/// Someone sees the signature and submits it first: the question is asked all the same.
fn a_signature_submitted_by_someone_else_still_serves(language: Language) {
    let mut stage = Stage::new(language);
    let user = stage.user(100);
    let signature = stage.sign(&user, tokens(20), 0, NEVER);
    let ahead = IComputeCredits::setAllowanceBySigCall {
        owner: user.address,
        spender: stage.app,
        dailyLimit: U96::from(tokens(20)),
        expiry: FOREVER,
        deadline: NEVER,
        signature: signature.to_vec().into(),
    };
    let ledger = stage.ledger;
    stage.world.send(someone("rival"), ledger, ahead);
    let call = ask_with_signature(tokens(15), tokens(20), signature);
    let sent = stage.send(user.address, call.clone()).unwrap();
    assert_eq!(
        sent.receipt.logs,
        drawn_and_paid(&stage, user.address, tokens(15), 0)
    );
    assert_eq!(allowance(&mut stage, user.address).nonce, 1);

    // Beyond what the allowance leaves, the signature counts, and it is void: the signer that it has for the next nonce is nobody.
    let refused = stage
        .send(user.address, call)
        .expect_err("5 are left of 20");
    let error: InvalidSigner = refused.decode().expect("the credits' own error");
    assert_eq!(error.owner, user.address);
    assert_ne!(error.signer, user.address);
}

/// A signature over a limit below the price is taken; the draw is not, and takes the signature back with it.
fn a_signature_for_too_little_leaves_nothing(language: Language) {
    let mut stage = Stage::new(language);
    let user = stage.user(100);
    let signature = stage.sign(&user, tokens(20), 0, NEVER);
    let short = InsufficientAllowance {
        owner: user.address,
        spender: stage.app,
        remaining: tokens(20),
        needed: tokens(21),
    };
    let call = ask_with_signature(tokens(21), tokens(20), signature);
    stage.refuses(user.address, call, short);
    let call = ask_with_signature(tokens(20), tokens(20), signature);
    stage.send(user.address, call).unwrap();
}

test_both! {
    the_app_pays_with_its_own_credits,
    the_apps_credits_are_new_every_day,
    a_user_pays_by_allowance,
    nobody_asks_at_anothers_expense,
    a_user_pays_no_more_than_it_has,
    a_signature_is_allowance_enough,
    a_signature_submitted_by_someone_else_still_serves,
    a_signature_for_too_little_leaves_nothing,
}
