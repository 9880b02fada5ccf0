//! An app on a VVV that fails or calls back. (The suite's VVV does neither; an app that takes other tokens has to live with both.)

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::{SolCall, SolError, SolValue, sol};
use diem_suite::{Params, Vvv, solidity};

use super::{
    app::{IIntegrator, Language, Stage},
    test_both,
};
use crate::{
    amounts::tokens,
    world::{World, someone},
};

sol! {
    #![sol(all_derives)]
    /// tests/solidity/HostileVvv.sol, with its manners by number.
    interface IHostileToken {
        error Hostile(bytes4 selector);
        function behave(uint8 manner, address victim, bytes calldata payload) external;
        function reentered() external view returns (bool);
        function reentrySucceeded() external view returns (bool);
        function reentryAnswer() external view returns (bytes memory);
    }
}

const RETURN_FALSE: u8 = 1;
const REVERT_WITH_DATA: u8 = 8;
const REENTER: u8 = 12;

/// An app whose operator has 1,000 VVV, of a token that treats the app in this manner.
#[track_caller]
fn stage(language: Language, manner: u8, payload: Bytes) -> Stage {
    let token = solidity("HostileVvv", &[]).expect("it is built");
    let world = World::with(Params {
        vvv: Vvv::Evm(token),
        ..Params::default()
    });
    let mut stage = Stage::on(world, language);
    stage.give_operator(tokens(1_000));
    let (token, victim) = (stage.world.suite.vvv, stage.app);
    let behave = IHostileToken::behaveCall {
        manner,
        victim,
        payload,
    };
    stage.world.send(someone("teller"), token, behave);
    stage
}

fn fund() -> IIntegrator::fundCall {
    IIntegrator::fundCall {
        vvvAmount: tokens(1_000),
    }
}

fn a_token_that_answers_false_is_refused(language: Language) {
    let mut stage = stage(language, RETURN_FALSE, Bytes::new());
    let operator = stage.operator;
    stage.refuses(operator, fund(), IIntegrator::TokenRefused {});
}

/// Staking would find no allowance and say so; the app names the cause.
fn a_token_that_refuses_approval_is_refused(language: Language) {
    let mut world = World::new();
    let token = world.create_solidity("NoApproval", &[]);
    let mut stage = Stage::over(world, language, token);
    let operator = stage.operator;
    stage.refuses(operator, fund(), IIntegrator::TokenRefused {});
}

fn a_tokens_own_error_passes_through(language: Language) {
    let mut stage = stage(language, REVERT_WITH_DATA, Bytes::new());
    let operator = stage.operator;
    let selector = diem_suite::abi::IVvv::transferFromCall::SELECTOR.into();
    stage.refuses(operator, fund(), IHostileToken::Hostile { selector });
}

/// The token asks the app, while the app asks it, to burn: it is not the operator, and the funding goes on.
fn a_token_that_calls_back_gains_nothing(language: Language) {
    let burn = IIntegrator::burnCall {
        diemAmount: tokens(1),
    };
    let mut stage = stage(language, REENTER, burn.abi_encode().into());
    assert_eq!(stage.operate(fund()).value, tokens(10));
    let token = stage.world.suite.vvv;
    assert!(stage.world.read(token, IHostileToken::reenteredCall {}));
    assert!(
        !stage
            .world
            .read(token, IHostileToken::reentrySucceededCall {})
    );
    let answer = stage.world.read(token, IHostileToken::reentryAnswerCall {});
    let refusal = match language {
        Language::Solidity => IIntegrator::NotOperator { caller: token }.abi_encode(),
        // A Stylus contract does not even look: the SDK refuses every call back, without data.
        Language::Rust => Vec::new(),
    };
    assert_eq!(answer, Bytes::from(refusal));
}

/// Views are calls too: in Rust the app cannot be read while it calls, in Solidity it can.
fn reading_the_app_while_it_calls(language: Language) {
    let mut stage = stage(
        language,
        REENTER,
        IIntegrator::askedCall {}.abi_encode().into(),
    );
    stage.operate(fund());
    let token = stage.world.suite.vvv;
    let readable = stage
        .world
        .read(token, IHostileToken::reentrySucceededCall {});
    let answer = stage.world.read(token, IHostileToken::reentryAnswerCall {});
    match language {
        Language::Solidity => assert!(readable && answer == U256::ZERO.abi_encode()),
        Language::Rust => assert!(!readable && answer.is_empty()),
    }
}

test_both! {
    a_token_that_answers_false_is_refused,
    a_token_that_refuses_approval_is_refused,
    a_tokens_own_error_passes_through,
    a_token_that_calls_back_gains_nothing,
    reading_the_app_while_it_calls,
}
