//! The app stakes, mints, earns, burns and leaves.

use alloy_primitives::{Address, U256};
use diem_suite::{
    abi::{
        IDiem, IVvv,
        IVvvStaking::{
            self, CooldownNotOver, DiemMinted, InsufficientFree, RewardsClaimed, Staked, Withdrawn,
        },
    },
    emitted,
};

use super::{
    app::{IIntegrator, Language, Stage},
    test_both,
};
use crate::{
    amounts::{DAY, tokens, wei},
    world::someone,
};

/// Noon: half of the day's capacity is left to what is minted.
fn funding_stakes_and_mints_to_the_app(language: Language) {
    let mut stage = Stage::new(language);
    stage.world.suite.at(0, DAY / 2);
    let (app, operator, staking) = (stage.app, stage.operator, stage.staking);
    let (vvv, diem) = (stage.world.suite.vvv, stage.world.suite.diem);
    // 100 VVV a DIEM: what is left over stays staked, free.
    let amount = tokens(4_200) + wei(1);
    stage.give_operator(amount);
    let funded = stage.operate(IIntegrator::fundCall { vvvAmount: amount });
    assert_eq!(funded.value, tokens(42));

    let position = stage.position();
    assert_eq!((position.staked, position.locked), (amount, tokens(4_200)));
    assert_eq!((position.minted, position.free), (tokens(42), wei(1)));
    assert_eq!(stage.world.suite.vvv_of(operator), U256::ZERO);
    assert_eq!(stage.world.suite.vvv_of(app), U256::ZERO);
    assert_eq!(stage.world.suite.diem_of(app), tokens(42));
    assert_eq!(stage.world.credits(app), tokens(21));
    let allowance = IVvv::allowanceCall {
        owner: app,
        spender: staking,
    };
    assert_eq!(
        stage.world.read(vvv, allowance),
        U256::ZERO,
        "nothing stays approved"
    );

    let staked = Staked {
        payer: app,
        account: app,
        amount,
    };
    let minted = DiemMinted {
        account: app,
        to: app,
        diemAmount: tokens(42),
    };
    let arrived = IDiem::Transfer {
        from: Address::ZERO,
        to: app,
        value: tokens(42),
    };
    let paid = IVvv::Transfer {
        from: operator,
        to: app,
        value: amount,
    };
    let passed_on = IVvv::Transfer {
        from: app,
        to: staking,
        value: amount,
    };
    for log in [
        emitted(vvv, &paid),
        emitted(vvv, &passed_on),
        emitted(staking, &staked),
        emitted(staking, &minted),
        emitted(diem, &arrived),
    ] {
        assert!(funded.receipt.logs.contains(&log), "{log:?}");
    }
}

/// Rewards go to the operator, whoever asks for it.
fn rewards_go_to_the_operator(language: Language) {
    let mut stage = Stage::funded(language, 10);
    let (owner, staking, operator) = (stage.world.suite.owner, stage.staking, stage.operator);
    stage.world.suite.fund_and_approve_vvv(owner, tokens(70));
    let stream = IVvvStaking::fundRewardsCall {
        amount: tokens(70),
        duration: 70 * DAY,
    };
    stage.world.send(owner, staking, stream);
    stage.world.suite.chain.advance(7 * DAY);
    let claimable = stage.position().claimable;
    // Alone with its stake, it earns all that streamed: 7 of 70 VVV, less what rounding leaves.
    assert!(claimable <= tokens(7) && tokens(7) - claimable < wei(10));

    let claimed = stage
        .send(someone("anyone"), IIntegrator::claimCall {})
        .unwrap();
    assert_eq!(claimed.value, claimable);
    assert_eq!(stage.world.suite.vvv_of(operator), claimable);
    let event = RewardsClaimed {
        account: stage.app,
        to: operator,
        amount: claimable,
    };
    assert!(claimed.receipt.logs.contains(&emitted(staking, &event)));
}

/// Burn today, unstake from midnight on, withdraw after the cooldown: every wei is the operator's again.
fn the_app_leaves_with_everything(language: Language) {
    let mut stage = Stage::funded(language, 10);
    let (app, operator, staking) = (stage.app, stage.operator, stage.staking);
    stage.operate(IIntegrator::burnCall {
        diemAmount: tokens(10),
    });
    assert_eq!(stage.world.suite.diem_of(app), U256::ZERO);
    // Capacity of today stays, and so does the lock behind it.
    assert_eq!(stage.world.credits(app), tokens(10));
    let unstake = IIntegrator::requestUnstakeCall {
        amount: tokens(1_000),
    };
    let locked = InsufficientFree {
        amount: tokens(1_000),
        free: U256::ZERO,
    };
    stage.refuses(operator, unstake.clone(), locked);

    stage.world.suite.at(1, 0);
    assert_eq!(stage.world.credits(app), U256::ZERO);
    let id = stage.operate(unstake).value;
    assert_eq!(id, U256::ZERO);
    let ready_at = stage.world.suite.now() + 7 * DAY;
    stage.world.suite.chain.advance(7 * DAY - 1);
    let early = CooldownNotOver {
        id,
        readyAt: U256::from(ready_at),
    };
    stage.refuses(operator, IIntegrator::withdrawCall { id }, early);

    stage.world.suite.chain.advance(1);
    // Anyone may trigger it: it pays the operator.
    let withdrawn = stage
        .send(someone("anyone"), IIntegrator::withdrawCall { id })
        .unwrap();
    let event = Withdrawn {
        account: app,
        id,
        to: operator,
        amount: tokens(1_000),
    };
    assert!(withdrawn.receipt.logs.contains(&emitted(staking, &event)));
    assert_eq!(stage.world.suite.vvv_of(operator), tokens(1_000));
    let position = stage.position();
    assert_eq!((position.staked, position.minted), (U256::ZERO, U256::ZERO));
}

/// A part burned frees its part, at midnight; the rest computes on.
fn the_app_burns_a_part(language: Language) {
    let mut stage = Stage::funded(language, 10);
    stage.operate(IIntegrator::burnCall {
        diemAmount: tokens(3),
    });
    stage.world.suite.at(1, 0);
    assert_eq!(stage.world.credits(stage.app), tokens(7));
    let position = stage.position();
    assert_eq!((position.locked, position.free), (tokens(700), tokens(300)));
}

test_both! {
    funding_stakes_and_mints_to_the_app,
    rewards_go_to_the_operator,
    the_app_leaves_with_everything,
    the_app_burns_a_part,
}
