//! `pause` and `unpause`: what stops, and what never does.

use alloy_primitives::{B256, U256};
use diem_suite::abi::IVvvStaking::{
    self, EnforcedPause, ExpectedPause, OwnableUnauthorizedAccount, Paused, Unpaused,
};

use crate::{
    amounts::{DAY, ONE, assert_rounded_down, tokens, wei},
    calls,
    scenario::{Scenario, assert_logs},
};

/// Alice has 1,000 VVV staked, 2 DIEM, a ticket, rewards, and 100 VVV at hand; then the contract is paused.
fn paused() -> Scenario {
    let mut s = Scenario::new();
    let (owner, alice) = (s.owner, s.account("alice"));
    s.stake(alice, tokens(1_000));
    s.send(alice, calls::mint_diem(tokens(2), alice));
    s.request(alice, tokens(50));
    s.stream(tokens(100), 100 * DAY);
    s.wait(DAY);
    s.fund(alice, tokens(100));
    s.send(owner, calls::pause());
    s
}

#[test]
fn the_owner_pauses_and_unpauses() {
    let mut s = Scenario::new();
    let owner = s.owner;
    let sent = s.send(owner, calls::pause());
    assert_logs(&sent.receipt, &[s.log(&Paused { account: owner })]);
    assert!(s.read(IVvvStaking::pausedCall {}));
    let sent = s.send(owner, calls::unpause());
    assert_logs(&sent.receipt, &[s.log(&Unpaused { account: owner })]);
    assert!(!s.read(IVvvStaking::pausedCall {}));
}

#[test]
fn nobody_but_the_owner_pauses_or_unpauses() {
    let mut s = Scenario::new();
    let (owner, alice) = (s.owner, s.account("alice"));
    let expected = OwnableUnauthorizedAccount { account: alice };
    s.refuses(alice, calls::pause(), expected.clone());
    s.send(owner, calls::pause());
    s.refuses(alice, calls::unpause(), expected);
}

#[test]
fn a_pause_is_not_paused_and_no_pause_is_not_ended() {
    let mut s = Scenario::new();
    let owner = s.owner;
    s.refuses(owner, calls::unpause(), ExpectedPause {});
    s.send(owner, calls::pause());
    s.refuses(owner, calls::pause(), EnforcedPause {});
}

#[test]
fn a_pause_stops_staking_and_minting() {
    let mut s = paused();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    let signature = (27, B256::ZERO, B256::ZERO);
    s.refuses(alice, calls::stake(ONE), EnforcedPause {});
    s.refuses(alice, calls::stake_for(bob, ONE), EnforcedPause {});
    s.refuses(
        alice,
        calls::stake_with_permit(ONE, U256::MAX, signature),
        EnforcedPause {},
    );
    s.refuses(alice, calls::mint_diem(ONE, alice), EnforcedPause {});
    s.refuses(
        alice,
        calls::stake_and_mint(tokens(100), alice),
        EnforcedPause {},
    );
    s.refuses(alice, calls::claim_and_stake(), EnforcedPause {});
}

#[test]
fn a_pause_stops_no_exit() {
    let mut s = paused();
    let alice = s.account("alice");
    s.send(alice, calls::burn_diem(tokens(2)));
    s.request(alice, tokens(10));
    s.send(alice, calls::cancel_unstake(1));
    s.send(alice, calls::claim(alice));
    s.wait(7 * DAY);
    s.send(alice, calls::withdraw(0, alice));
    let rest = s.position(alice).free;
    assert_eq!(rest, tokens(950), "all that was staked and not withdrawn");
    let last = s.request(alice, rest);
    s.wait(7 * DAY);
    s.send(alice, calls::withdraw(last, alice));
    s.send(alice, calls::claim(alice));
    assert!(s.read(IVvvStaking::pausedCall {}));
    assert_eq!(s.totals().staked, U256::ZERO);
    assert_eq!(s.totals().ticketed, U256::ZERO);
    assert!(s.suite.vvv_of(alice) > tokens(1_100));
}

#[test]
fn a_pause_stops_no_rewards() {
    let mut s = paused();
    let alice = s.account("alice");
    let before = s.claimable(alice);
    s.wait(DAY);
    assert!(s.claimable(alice) >= before + ONE - wei(20));
}

#[test]
fn a_pause_changes_no_rewards() {
    let mut s = Scenario::new();
    let (owner, alice, bob) = (s.owner, s.account("alice"), s.account("bob"));
    s.stake(alice, tokens(100));
    s.stream(tokens(100), 100 * DAY);
    s.wait(10 * DAY);
    // With bob's stake what was released so far is on the books.
    s.stake(bob, tokens(100));
    let earned = s.claimable(alice);
    s.send(owner, calls::pause());
    assert_eq!(s.claimable(alice), earned);
    assert_eq!(s.claimable(bob), U256::ZERO);
    s.send(owner, calls::unpause());
    assert_eq!(s.claimable(alice), earned);
    assert_eq!(s.claimable(bob), U256::ZERO);
    s.wait(10 * DAY);
    assert_rounded_down(s.claimable(alice), tokens(15), 2);
    assert_rounded_down(s.claimable(bob), tokens(5), 1);
}

#[test]
fn a_pause_stops_none_of_the_owners_work_and_no_view() {
    let mut s = paused();
    let (owner, alice) = (s.owner, s.account("alice"));
    let heir = s.account("heir");
    s.stream(tokens(100), 10 * DAY);
    s.suite.fund_vvv(s.staking, tokens(10));
    s.send(owner, calls::fund_from_surplus(DAY));
    let token = crate::deployment::create_beside(&mut s.suite, "HostileVvv");
    s.refuses(
        owner,
        calls::recover(token, owner),
        IVvvStaking::ZeroAmount {},
    );
    s.send(owner, calls::transfer_ownership(heir));
    s.send(heir, calls::accept_ownership());
    assert_eq!(s.position(alice).minted, tokens(2));
    assert_eq!(s.tickets(alice).len(), 1);
    s.send(heir, calls::unpause());
}

#[test]
fn after_the_pause_everything_goes_on() {
    let mut s = paused();
    let (owner, alice) = (s.owner, s.account("alice"));
    s.send(owner, calls::unpause());
    s.send(alice, calls::stake(ONE));
    s.send(alice, calls::mint_diem(ONE, alice));
    s.send(alice, calls::claim_and_stake());
    assert_eq!(s.position(alice).minted, tokens(3));
}

/// DIEM and its capacity live on while staking is paused.
#[test]
fn a_pause_stops_no_diem() {
    let mut s = paused();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.transfer_diem(alice, bob, ONE);
    s.wait(DAY);
    assert_eq!(s.suite.capacity_of(alice), ONE);
    assert_eq!(s.suite.capacity_of(bob), ONE);
}
