//! WETH9 next to ours: ether as an ERC-20, and as a token that ours must cope with.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::sol;
use diem_suite::{
    Params, Reverted, Tx, Vvv,
    abi::{
        IVvv,
        IVvvStaking::{self, Recovered, TokenCallFailed},
    },
    assert_reverts, emitted,
};

use crate::{
    amounts::{DAY, tokens, wei},
    npm::{self, WETH},
    world::{World, someone},
};

sol! {
    #![sol(all_derives)]
    /// What WETH9 has beyond an ERC-20.
    interface IWeth {
        event Deposit(address indexed account, uint256 amount);
        event Withdrawal(address indexed account, uint256 amount);
        function deposit() external payable;
        function withdraw(uint256 amount) external;
    }
}

fn init_code() -> Bytes {
    npm::init_code(WETH, &[])
}

/// Creates WETH9.
#[track_caller]
pub(crate) fn create(world: &mut World) -> Address {
    world.create(init_code())
}

/// A suite with WETH9 beside it, and alice, who has 10 ether and has wrapped 6 of them.
fn wrapped() -> (World, Address, Address) {
    let mut world = World::new();
    let weth = create(&mut world);
    let alice = someone("alice");
    world.suite.chain.fund(alice, tokens(10));
    wrap(&mut world, weth, alice, tokens(6));
    (world, weth, alice)
}

#[track_caller]
fn wrap(world: &mut World, weth: Address, account: Address, amount: U256) {
    let deposited = world.send_value(account, weth, IWeth::depositCall {}, amount);
    let event = IWeth::Deposit { account, amount };
    assert_eq!(deposited.receipt.logs, [emitted(weth, &event)]);
}

/// Asserts what an account has, wrapped and not.
#[track_caller]
fn assert_has(world: &mut World, weth: Address, account: Address, wrapped: U256, ether: U256) {
    assert_eq!(world.balance(weth, account), wrapped);
    assert_eq!(world.suite.chain.balance(account), ether);
}

#[test]
fn a_deposit_wraps_ether() {
    let (mut world, weth, alice) = wrapped();
    assert_has(&mut world, weth, alice, tokens(6), tokens(4));
    // Plain ether is a deposit too.
    let plain = Tx::call(alice, weth, Bytes::new()).with_value(tokens(1));
    world.suite.send_tx(plain).unwrap();
    assert_has(&mut world, weth, alice, tokens(7), tokens(3));
    assert_eq!(world.read(weth, IVvv::totalSupplyCall {}), tokens(7));
    assert_eq!(world.suite.chain.balance(weth), tokens(7));
}

#[test]
fn a_withdrawal_unwraps_it() {
    let (mut world, weth, alice) = wrapped();
    let amount = wei(2_345_678_901_234_567_890);
    let withdrawn = world.send(alice, weth, IWeth::withdrawCall { amount });
    let event = IWeth::Withdrawal {
        account: alice,
        amount,
    };
    assert_eq!(withdrawn.receipt.logs, [emitted(weth, &event)]);
    assert_has(
        &mut world,
        weth,
        alice,
        tokens(6) - amount,
        tokens(4) + amount,
    );
    assert_eq!(world.suite.chain.balance(weth), tokens(6) - amount);

    let rest = tokens(6) - amount;
    let more = IWeth::withdrawCall {
        amount: rest + wei(1),
    };
    let refused = world.suite.send(alice, weth, more).map(|sent| sent.receipt);
    let refused: Reverted = refused.expect_err("it has less");
    assert!(refused.status.is_revert() && refused.data.is_empty());
    world.send(alice, weth, IWeth::withdrawCall { amount: rest });
    assert_has(&mut world, weth, alice, U256::ZERO, tokens(10));
}

#[test]
fn transfers_move_what_is_wrapped() {
    let (mut world, weth, alice) = wrapped();
    let (bob, carol) = (someone("bob"), someone("carol"));
    let sent = world.send(
        alice,
        weth,
        IVvv::transferCall {
            to: bob,
            value: tokens(2),
        },
    );
    assert!(sent.value);
    let event = IVvv::Transfer {
        from: alice,
        to: bob,
        value: tokens(2),
    };
    assert_eq!(sent.receipt.logs, [emitted(weth, &event)]);
    world.approve(bob, weth, carol, tokens(1));
    let drawn = IVvv::transferFromCall {
        from: bob,
        to: carol,
        value: tokens(1),
    };
    assert!(world.send(carol, weth, drawn.clone()).value);
    world
        .suite
        .send(carol, weth, drawn)
        .expect_err("the allowance is used up");
    assert_has(&mut world, weth, alice, tokens(4), tokens(4));
    assert_has(&mut world, weth, bob, tokens(1), U256::ZERO);
    assert_has(&mut world, weth, carol, tokens(1), U256::ZERO);
}

/// WETH sent to the staking contract by mistake is foreign to it: its owner recovers it.
#[test]
fn weth_that_strayed_into_staking_is_recovered() {
    let (mut world, weth, alice) = wrapped();
    let (staking, owner) = (world.suite.staking, world.suite.owner);
    world.send(
        alice,
        weth,
        IVvv::transferCall {
            to: staking,
            value: tokens(5),
        },
    );
    let call = IVvvStaking::recoverCall {
        token: weth,
        to: alice,
    };
    let recovered = world.send(owner, staking, call);
    assert_eq!(recovered.value, tokens(5));
    let moved = IVvv::Transfer {
        from: staking,
        to: alice,
        value: tokens(5),
    };
    let event = Recovered {
        token: weth,
        to: alice,
        amount: tokens(5),
    };
    // How the logs of two contracts interleave is not specified.
    let logs = &recovered.receipt.logs;
    assert!(logs.contains(&emitted(weth, &moved)) && logs.contains(&emitted(staking, &event)));
    assert_eq!(logs.len(), 2);
    assert_has(&mut world, weth, alice, tokens(6), tokens(4));
}

// ------------------------------------------------------------------- WETH9 as the staked token

/// A suite whose VVV is WETH9: a token without permits that answers any call it does not know by taking it for a deposit.
fn suite_on_weth() -> (World, Address, Address) {
    let mut world = World::with(Params {
        vvv: Vvv::Evm(init_code()),
        ..Params::default()
    });
    let (weth, alice) = (world.suite.vvv, someone("alice"));
    world.suite.chain.fund(alice, tokens(1_000));
    wrap(&mut world, weth, alice, tokens(1_000));
    (world, weth, alice)
}

#[test]
fn weth_can_be_staked_and_comes_back() {
    let (mut world, weth, alice) = suite_on_weth();
    let staking = world.suite.staking;
    world.approve(alice, weth, staking, tokens(1_000));
    let call = IVvvStaking::stakeAndMintCall {
        vvvAmount: tokens(1_000),
        to: alice,
    };
    assert_eq!(world.send(alice, staking, call).value, tokens(10));
    assert_has(&mut world, weth, alice, U256::ZERO, U256::ZERO);
    assert_eq!(world.balance(weth, staking), tokens(1_000));

    world.send(
        alice,
        staking,
        IVvvStaking::burnDiemCall {
            diemAmount: tokens(10),
        },
    );
    world.suite.at(1, 0);
    let request = IVvvStaking::requestUnstakeCall {
        amount: tokens(1_000),
    };
    let id = world.send(alice, staking, request).value;
    world.suite.chain.advance(7 * DAY);
    world.send(alice, staking, IVvvStaking::withdrawCall { id, to: alice });
    let unwrap = IWeth::withdrawCall {
        amount: tokens(1_000),
    };
    world.send(alice, weth, unwrap);
    assert_has(&mut world, weth, alice, U256::ZERO, tokens(1_000));
}

/// WETH9 takes `permit` for an empty deposit and reports no failure. That permits nothing: without an allowance nothing is staked, and
/// nobody else's allowance serves.
#[test]
fn a_permit_that_weth_swallows_permits_nothing() {
    let (mut world, weth, alice) = suite_on_weth();
    let (staking, thief) = (world.suite.staking, someone("thief"));
    let call = IVvvStaking::stakeWithPermitCall {
        amount: tokens(1),
        deadline: U256::MAX,
        v: 27,
        r: Default::default(),
        s: Default::default(),
    };
    let refused = world.suite.send(alice, staking, call.clone());
    assert_reverts(
        refused.map(|sent| sent.receipt),
        TokenCallFailed { token: weth },
    );

    // Alice's allowance is hers: the thief has no WETH, whatever it is permitted.
    world.approve(alice, weth, staking, U256::MAX);
    let refused = world.suite.send(thief, staking, call.clone());
    assert_reverts(
        refused.map(|sent| sent.receipt),
        TokenCallFailed { token: weth },
    );
    assert_eq!(world.balance(weth, alice), tokens(1_000));
    world.send(alice, staking, call);
    assert_eq!(world.balance(weth, staking), tokens(1));
}
