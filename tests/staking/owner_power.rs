//! The owner has no way to anyone's stake, tickets, rewards or DIEM. Every function of the owner is tried.

use alloy_primitives::U256;
use diem_suite::abi::{
    IVvv,
    IVvvStaking::{
        CannotRecover, DiemAlreadyBound, EnforcedPause, InsufficientFree, UnknownTicket, ZeroAmount,
    },
};

use crate::{
    amounts::{DAY, assert_rounded_down, tokens, wei},
    calls,
    scenario::Scenario,
};

/// Alice has stake, DIEM, a ticket that is ready and rewards of 7 days; the stream still holds VVV.
fn with_savings() -> Scenario {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(1_000));
    s.send(alice, calls::mint_diem(tokens(3), alice));
    s.request(alice, tokens(200));
    s.stream(tokens(70), 70 * DAY);
    s.wait(7 * DAY);
    s
}

#[test]
fn recovering_reaches_no_vvv() {
    let mut s = with_savings();
    let (owner, vvv) = (s.owner, s.suite.vvv);
    let expected = CannotRecover { token: vvv };
    s.refuses(owner, calls::recover(vvv, owner), expected);
}

/// DIEM cannot lie in the contract, so there is none to recover, and the contract's power to burn is not the owner's.
#[test]
fn recovering_reaches_no_diem() {
    let mut s = with_savings();
    let (owner, diem) = (s.owner, s.suite.diem);
    s.refuses(owner, calls::recover(diem, owner), ZeroAmount {});
}

#[test]
fn surplus_funding_moves_nothing_that_is_owed() {
    let mut s = with_savings();
    let owner = s.owner;
    s.refuses(owner, calls::fund_from_surplus(365 * DAY), ZeroAmount {});
}

#[test]
fn tickets_and_rewards_of_others_are_out_of_reach() {
    let mut s = with_savings();
    let owner = s.owner;
    let unknown = UnknownTicket {
        account: owner,
        id: U256::ZERO,
    };
    s.refuses(owner, calls::withdraw(0, owner), unknown.clone());
    s.refuses(owner, calls::cancel_unstake(0), unknown);
    s.refuses(owner, calls::claim(owner), ZeroAmount {});
    s.refuses(owner, calls::claim_and_stake(), ZeroAmount {});
    let nothing = InsufficientFree {
        amount: wei(1),
        free: U256::ZERO,
    };
    s.refuses(owner, calls::request_unstake(wei(1)), nothing);
}

#[test]
fn another_diem_cannot_be_bound() {
    let mut s = with_savings();
    let owner = s.owner;
    let diem = s.suite.diem;
    let other = crate::deployment::create_beside(&mut s.suite, "MisfitDiem");
    s.refuses(owner, calls::bind_diem(other), DiemAlreadyBound { diem });
}

#[test]
fn the_contract_approves_nobody() {
    let mut s = with_savings();
    let (owner, staking) = (s.owner, s.staking);
    for spender in [owner, s.suite.diem, s.suite.vvv, staking] {
        let allowance = IVvv::allowanceCall {
            owner: staking,
            spender,
        };
        assert_eq!(s.suite.read(s.suite.vvv, allowance).unwrap(), U256::ZERO);
    }
}

/// The owner does all it can, in the order that would hurt most; alice leaves with every wei.
#[test]
fn after_all_that_an_owner_can_do_a_staker_leaves_with_everything() {
    let mut s = with_savings();
    let (owner, alice, heir) = (s.owner, s.account("alice"), s.account("heir"));
    s.send(owner, calls::pause());
    s.fund(owner, tokens(1_000));
    s.send(owner, calls::fund_rewards(tokens(1), 63 * DAY));
    s.refuses(owner, calls::renounce_ownership(), EnforcedPause {});
    s.send(owner, calls::transfer_ownership(heir));
    s.send(heir, calls::accept_ownership());
    s.send(alice, calls::withdraw(0, alice));
    let claimed = s.send(alice, calls::claim(alice)).value;
    assert_rounded_down(claimed, tokens(7), 10);
    s.send(alice, calls::burn_diem(tokens(3)));
    s.wait(DAY);
    let id = s.request(alice, tokens(800));
    s.wait(7 * DAY);
    s.send(alice, calls::withdraw(id, alice));
    assert_eq!(s.suite.vvv_of(alice), tokens(1_000) + claimed);
    s.send(alice, calls::claim(alice));
    assert_eq!(s.totals().staked + s.totals().ticketed, U256::ZERO);
}

/// Nor can the owner dilute by a top-up what was earned before it.
#[test]
fn rewards_earned_are_not_the_owners_to_spread_again() {
    let mut s = with_savings();
    let (owner, alice) = (s.owner, s.account("alice"));
    let earned = s.claimable(alice);
    s.stake(owner, tokens(1_000_000));
    s.stream(tokens(700), 100 * DAY);
    assert_eq!(s.claimable(alice), earned);
    assert_eq!(s.claimable(owner), U256::ZERO);
}
