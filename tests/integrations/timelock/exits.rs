//! Exits go on, whatever the owner does.

use alloy_primitives::{Address, U256};
use diem_suite::{
    abi::{
        IVvv,
        IVvvStaking::{self, EnforcedPause},
    },
    assert_reverts,
};

use super::governed::{DELAY, Governed, Operation};
use crate::{
    amounts::{DAY, tokens, wei},
    world::someone,
};

/// Alice has 600 VVV staked, 4 DIEM of them, and tickets of 300 and 100 VVV. Returns the tickets.
fn position(governed: &mut Governed, alice: Address) -> [U256; 2] {
    let suite = &mut governed.world.suite;
    suite.fund_and_approve_vvv(alice, tokens(1_000));
    let amount = tokens(1_000);
    governed.act(alice, IVvvStaking::stakeCall { amount });
    let mint = IVvvStaking::mintDiemCall {
        diemAmount: tokens(4),
        to: alice,
    };
    governed.act(alice, mint);
    [300, 100].map(|vvv| governed.act(alice, unstake(vvv)))
}

fn unstake(vvv: u64) -> IVvvStaking::requestUnstakeCall {
    let amount = tokens(vvv);
    IVvvStaking::requestUnstakeCall { amount }
}

/// The owner at its worst: it streams rewards, pauses, tries to leave the contract paused without an owner, and hands it to
/// someone who never ends the pause. It takes 6 days from the start of the stream.
fn do_what_an_owner_can(governed: &mut Governed) {
    let (timelock, staking, vvv) = (
        governed.timelock,
        governed.staking,
        governed.world.suite.vvv,
    );
    governed.world.suite.fund_vvv(timelock, tokens(70));
    let (amount, duration) = (tokens(70), 70 * DAY);
    let approve = IVvv::approveCall {
        spender: staking,
        value: amount,
    };
    governed.world.send(timelock, vvv, approve);
    let fund = IVvvStaking::fundRewardsCall { amount, duration };
    governed.carry_out(&Operation::of(fund));
    governed.carry_out(&Operation::of(IVvvStaking::pauseCall {}));

    let renounce = Operation::of(IVvvStaking::renounceOwnershipCall {});
    governed.schedule(&renounce);
    governed.world.suite.chain.advance(DELAY);
    let refused = governed.execute(&renounce);
    assert_reverts(refused.map(|sent| sent.receipt), EnforcedPause {});

    let nobody = someone("nobody");
    let hand_on = IVvvStaking::transferOwnershipCall { newOwner: nobody };
    governed.carry_out(&Operation::of(hand_on));
    governed.act(nobody, IVvvStaking::acceptOwnershipCall {});
    assert!(governed.paused());
}

#[test]
fn a_staker_leaves_with_every_wei() {
    let mut governed = Governed::new();
    let (alice, staking) = (someone("alice"), governed.staking);
    let [ready, cancelled] = position(&mut governed, alice);
    governed.world.suite.chain.advance(DAY);
    do_what_an_owner_can(&mut governed);

    let withdraw = |id| IVvvStaking::withdrawCall { id, to: alice };
    governed.act(alice, withdraw(ready));
    governed.act(alice, IVvvStaking::cancelUnstakeCall { id: cancelled });
    let burn = IVvvStaking::burnDiemCall {
        diemAmount: tokens(4),
    };
    governed.act(alice, burn);
    assert_eq!(governed.world.suite.diem_of(alice), U256::ZERO);
    governed.world.suite.chain.advance(DAY);
    let rest = governed.act(alice, unstake(700));
    governed.world.suite.chain.advance(7 * DAY);
    governed.act(alice, withdraw(rest));
    let claimed = governed.act(alice, IVvvStaking::claimCall { to: alice });

    // She alone was staked for the first 7 days of the stream; then it waits.
    assert!(
        claimed <= tokens(7) && tokens(7) - claimed <= wei(10),
        "{claimed}"
    );
    let stream = governed
        .world
        .read(staking, IVvvStaking::rewardStreamCall {});
    assert_eq!(stream.unstreamed, tokens(63));
    assert!(!stream.running);
    assert_eq!(governed.world.suite.vvv_of(alice), tokens(1_000) + claimed);
    let totals = governed.world.read(staking, IVvvStaking::totalsCall {});
    assert_eq!((totals.staked, totals.ticketed), (U256::ZERO, U256::ZERO));
}
