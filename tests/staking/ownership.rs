//! `transferOwnership`, `acceptOwnership`, `renounceOwnership`.

use alloy_primitives::Address;
use diem_suite::{
    Account,
    abi::IVvvStaking::{
        self, DiemNotBound, EnforcedPause, OwnableUnauthorizedAccount, OwnershipTransferStarted,
        OwnershipTransferred,
    },
};

use crate::{
    amounts::{DAY, tokens},
    calls,
    deployment::Unbound,
    scenario::{Scenario, assert_logs},
};

const fn unauthorized(account: Address) -> OwnableUnauthorizedAccount {
    OwnableUnauthorizedAccount { account }
}

fn owners(s: &mut Scenario) -> (Address, Address) {
    (
        s.read(IVvvStaking::ownerCall {}),
        s.read(IVvvStaking::pendingOwnerCall {}),
    )
}

#[test]
fn ownership_moves_in_two_steps() {
    let mut s = Scenario::new();
    let (owner, heir) = (s.owner, s.account("heir"));
    let sent = s.send(owner, calls::transfer_ownership(heir));
    let started = OwnershipTransferStarted {
        previousOwner: owner,
        newOwner: heir,
    };
    assert_logs(&sent.receipt, &[s.log(&started)]);
    assert_eq!(owners(&mut s), (owner, heir));
    let sent = s.send(heir, calls::accept_ownership());
    let transferred = OwnershipTransferred {
        previousOwner: owner,
        newOwner: heir,
    };
    assert_logs(&sent.receipt, &[s.log(&transferred)]);
    assert_eq!(owners(&mut s), (heir, Address::ZERO));
    s.refuses(owner, calls::pause(), unauthorized(owner));
    s.send(heir, calls::pause());
}

#[test]
fn until_it_is_accepted_the_owner_stays() {
    let mut s = Scenario::new();
    let (owner, heir) = (s.owner, s.account("heir"));
    s.send(owner, calls::transfer_ownership(heir));
    s.refuses(heir, calls::pause(), unauthorized(heir));
    s.send(owner, calls::pause());
}

#[test]
fn nobody_but_the_owner_offers_or_renounces() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.refuses(alice, calls::transfer_ownership(alice), unauthorized(alice));
    s.refuses(alice, calls::renounce_ownership(), unauthorized(alice));
}

#[test]
fn nobody_but_the_one_it_was_offered_to_accepts() {
    let mut s = Scenario::new();
    let (owner, heir, alice) = (s.owner, s.account("heir"), s.account("alice"));
    s.refuses(alice, calls::accept_ownership(), unauthorized(alice));
    s.send(owner, calls::transfer_ownership(heir));
    s.refuses(alice, calls::accept_ownership(), unauthorized(alice));
    s.refuses(owner, calls::accept_ownership(), unauthorized(owner));
}

#[test]
fn an_offer_replaces_the_one_before() {
    let mut s = Scenario::new();
    let (owner, first, second) = (s.owner, s.account("first"), s.account("second"));
    s.send(owner, calls::transfer_ownership(first));
    s.send(owner, calls::transfer_ownership(second));
    s.refuses(first, calls::accept_ownership(), unauthorized(first));
    s.send(second, calls::accept_ownership());
    s.refuses(second, calls::accept_ownership(), unauthorized(second));
}

/// As in OpenZeppelin's Ownable2Step: an offer to nobody withdraws the one that stands.
#[test]
fn an_offer_is_withdrawn_by_offering_to_nobody() {
    let mut s = Scenario::new();
    let (owner, heir) = (s.owner, s.account("heir"));
    s.send(owner, calls::transfer_ownership(heir));
    s.send(owner, calls::transfer_ownership(Address::ZERO));
    assert_eq!(owners(&mut s), (owner, Address::ZERO));
    s.refuses(heir, calls::accept_ownership(), unauthorized(heir));
}

#[test]
fn renouncing_leaves_no_owner_and_no_offer() {
    let mut s = Scenario::new();
    let (owner, heir) = (s.owner, s.account("heir"));
    s.send(owner, calls::transfer_ownership(heir));
    let sent = s.send(owner, calls::renounce_ownership());
    let transferred = OwnershipTransferred {
        previousOwner: owner,
        newOwner: Address::ZERO,
    };
    assert_logs(&sent.receipt, &[s.log(&transferred)]);
    assert_eq!(owners(&mut s), (Address::ZERO, Address::ZERO));
    s.refuses(heir, calls::accept_ownership(), unauthorized(heir));
    s.refuses(owner, calls::pause(), unauthorized(owner));
    s.refuses(owner, calls::transfer_ownership(owner), unauthorized(owner));
}

#[test]
fn in_a_pause_the_ownership_cannot_be_renounced() {
    let mut s = Scenario::new();
    let owner = s.owner;
    s.send(owner, calls::pause());
    s.refuses(owner, calls::renounce_ownership(), EnforcedPause {});
    s.send(owner, calls::unpause());
    s.send(owner, calls::renounce_ownership());
}

#[test]
fn before_diem_is_bound_the_ownership_cannot_be_renounced() {
    let mut unbound = Unbound::new();
    let owner = unbound.owner;
    unbound.refuses(owner, calls::renounce_ownership(), DiemNotBound {});
    assert_eq!(unbound.stage.read(IVvvStaking::ownerCall {}), owner);
    let diem = unbound.diem_of(unbound.stage.contract);
    unbound.send(owner, calls::bind_diem(diem));
    unbound.send(owner, calls::renounce_ownership());
}

#[test]
fn without_an_owner_stakers_go_on() {
    let mut s = Scenario::new();
    let (owner, alice) = (s.owner, s.account("alice"));
    s.stream(tokens(10), 10 * DAY);
    s.send(owner, calls::renounce_ownership());
    s.mint(alice, tokens(1));
    s.wait(DAY);
    s.send(alice, calls::claim(alice));
    s.send(alice, calls::burn_diem(tokens(1)));
    s.wait(DAY);
    let id = s.request(alice, tokens(100));
    s.wait(7 * DAY);
    s.send(alice, calls::withdraw(id, alice));
    assert!(s.suite.vvv_of(alice) > tokens(100));
}

#[test]
fn the_default_owner_is_the_constructors() {
    let mut s = Scenario::new();
    let owner = Account::named("owner").address;
    assert_eq!(owners(&mut s), (owner, Address::ZERO));
}
