//! What the app refuses by itself, and what the suite refuses: its errors reach the app's caller as they are, data and all.

use alloy_primitives::{B256, Bytes, U256, aliases::U96, keccak256};
use alloy_sol_types::SolCall;
use diem_suite::{
    Account, Tx,
    abi::{
        IComputeCredits::{self, ECDSAInvalidSignature, ExpiredSignature, InvalidSigner},
        IDiem, IVvv,
        IVvvStaking::{self, BurnExceedsMinted, EnforcedPause, InsufficientFree, UnknownTicket},
    },
};

use super::{
    app::{FOREVER, IIntegrator, Language, Stage},
    test_both,
};
use crate::{
    amounts::{tokens, wei},
    world::someone,
};

fn only_the_operator_has_the_treasury(language: Language) {
    let mut stage = Stage::funded(language, 10);
    for caller in [someone("stranger"), stage.gateway, stage.world.suite.owner] {
        let error = IIntegrator::NotOperator { caller };
        stage.refuses(
            caller,
            IIntegrator::fundCall { vvvAmount: wei(1) },
            error.clone(),
        );
        stage.refuses(
            caller,
            IIntegrator::burnCall { diemAmount: wei(1) },
            error.clone(),
        );
        stage.refuses(
            caller,
            IIntegrator::requestUnstakeCall { amount: wei(1) },
            error.clone(),
        );
        let ask = IIntegrator::askCall {
            question: B256::ZERO,
            amount: wei(1),
        };
        stage.refuses(caller, ask, error);
    }
}

fn refusals_of_the_token_pass_through(language: Language) {
    let mut stage = Stage::new(language);
    stage.give_operator(tokens(100));
    let (operator, app) = (stage.operator, stage.app);
    let more = tokens(100) + wei(1);
    let error = IVvv::ERC20InsufficientAllowance {
        spender: app,
        allowance: tokens(100),
        needed: more,
    };
    stage.refuses(operator, IIntegrator::fundCall { vvvAmount: more }, error);

    let vvv = stage.world.suite.vvv;
    stage.world.approve(operator, vvv, app, more);
    let error = IVvv::ERC20InsufficientBalance {
        sender: operator,
        balance: tokens(100),
        needed: more,
    };
    stage.refuses(operator, IIntegrator::fundCall { vvvAmount: more }, error);
}

fn refusals_of_staking_pass_through(language: Language) {
    let mut stage = Stage::funded(language, 10);
    let operator = stage.operator;
    let fund = |amount| IIntegrator::fundCall { vvvAmount: amount };
    stage.refuses(operator, fund(U256::ZERO), IVvvStaking::ZeroAmount {});
    let burn = IIntegrator::burnCall {
        diemAmount: tokens(11),
    };
    let error = BurnExceedsMinted {
        amount: tokens(11),
        minted: tokens(10),
    };
    stage.refuses(operator, burn, error);
    let unstake = IIntegrator::requestUnstakeCall { amount: wei(1) };
    let error = InsufficientFree {
        amount: wei(1),
        free: U256::ZERO,
    };
    stage.refuses(operator, unstake, error);
    let id = U256::from(7);
    let error = UnknownTicket {
        account: stage.app,
        id,
    };
    stage.refuses(operator, IIntegrator::withdrawCall { id }, error);
    stage.refuses(
        operator,
        IIntegrator::claimCall {},
        IVvvStaking::ZeroAmount {},
    );

    let (owner, staking) = (stage.world.suite.owner, stage.staking);
    stage.give_operator(tokens(100));
    stage.world.send(owner, staking, IVvvStaking::pauseCall {});
    stage.refuses(operator, fund(tokens(100)), EnforcedPause {});
    // The exit is open.
    stage.operate(IIntegrator::burnCall {
        diemAmount: tokens(10),
    });
}

/// Two contracts deep: the app calls staking, which calls Diem.
fn refusals_of_diem_pass_through_both(language: Language) {
    let mut stage = Stage::funded(language, 10);
    let (app, operator, diem) = (stage.app, stage.operator, stage.world.suite.diem);
    // The app cannot part with its DIEM; as if it could, half of it goes away.
    let away = IDiem::transferCall {
        to: operator,
        value: tokens(5),
    };
    stage.world.send(app, diem, away);
    let burn = IIntegrator::burnCall {
        diemAmount: tokens(6),
    };
    let error = IDiem::ERC20InsufficientBalance {
        sender: app,
        balance: tokens(5),
        needed: tokens(6),
    };
    stage.refuses(operator, burn, error);
}

/// With no allowance to fall back on, a refused signature is what stops the question, and its refusal says why.
fn refusals_of_a_signature_pass_through(language: Language) {
    let mut stage = Stage::new(language);
    let user = stage.user(100);
    let now = U256::from(stage.world.suite.now());
    let call = |deadline, signature: Bytes| IIntegrator::askWithSignatureCall {
        question: keccak256("why"),
        amount: tokens(1),
        dailyLimit: U96::from(tokens(20)),
        expiry: FOREVER,
        deadline,
        signature,
    };

    let late = stage.sign(&user, tokens(20), 0, now);
    stage.world.suite.chain.advance(1);
    let error = ExpiredSignature { deadline: now };
    stage.refuses(user.address, call(now, late.to_vec().into()), error);

    let mallory = Account::named("mallory");
    let allowance = diem_suite::typed_data::Allowance {
        owner: user.address,
        spender: stage.app,
        dailyLimit: U96::from(tokens(20)),
        expiry: FOREVER,
        nonce: U256::ZERO,
        deadline: U256::MAX,
    };
    let domain = stage.world.suite.credits_domain();
    let digest = diem_suite::typed_data::digest(&allowance, &domain);
    let forged = mallory.sign_hash(digest);
    let error = InvalidSigner {
        signer: mallory.address,
        owner: user.address,
    };
    stage.refuses(user.address, call(U256::MAX, forged.to_vec().into()), error);

    let error = ECDSAInvalidSignature {};
    let cut = user.sign_hash(digest)[..64].to_vec();
    stage.refuses(user.address, call(U256::MAX, cut.into()), error.clone());
    stage.refuses(user.address, call(U256::MAX, Bytes::new()), error);
    let whole = user.sign_hash(digest).to_vec();
    stage
        .send(user.address, call(U256::MAX, whole.into()))
        .unwrap();
}

fn refusals_of_the_credits_pass_through(language: Language) {
    let mut stage = Stage::funded(language, 10);
    let operator = stage.operator;
    let nothing = IIntegrator::askCall {
        question: B256::ZERO,
        amount: U256::ZERO,
    };
    stage.refuses(operator, nothing, IComputeCredits::ZeroAmount {});
    let nothing = IIntegrator::askAtOwnExpenseCall {
        question: B256::ZERO,
        amount: U256::ZERO,
    };
    stage.refuses(operator, nothing, IComputeCredits::ZeroAmount {});
}

/// No function of the app takes native currency, in either language.
fn the_app_takes_no_native_currency(language: Language) {
    let mut stage = Stage::funded(language, 10);
    let operator = stage.operator;
    stage.world.suite.chain.fund(operator, tokens(1));
    let ask = IIntegrator::askCall {
        question: B256::ZERO,
        amount: wei(1),
    }
    .abi_encode();
    for calldata in [ask, Vec::new()] {
        let tx = Tx::call(operator, stage.app, calldata).with_value(wei(1));
        let refused = stage
            .world
            .suite
            .send_tx(tx)
            .expect_err("it is not payable");
        assert!(refused.status.is_revert());
    }
    assert_eq!(stage.asked(), U256::ZERO);
    assert_eq!(stage.world.suite.chain.balance(stage.app), U256::ZERO);
}

test_both! {
    only_the_operator_has_the_treasury,
    refusals_of_the_token_pass_through,
    refusals_of_staking_pass_through,
    refusals_of_diem_pass_through_both,
    refusals_of_a_signature_pass_through,
    refusals_of_the_credits_pass_through,
    the_app_takes_no_native_currency,
}
