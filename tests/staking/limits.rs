//! The largest amount of each field and one above, and many tickets.

use alloy_primitives::U256;
use diem_suite::{
    Params,
    abi::{
        IDiem,
        IVvvStaking::{AmountTooLarge, InsufficientStake, UnknownTicket},
    },
};

use crate::{
    amounts::{DAY, MAX_U96, ONE, assert_rounded_down, tokens, wei},
    calls,
    scenario::Scenario,
};

fn at_ratio(vvv_per_diem: U256) -> Scenario {
    Scenario::with(Params {
        vvv_per_diem,
        ..Params::default()
    })
}

const fn too_large(amount: U256) -> AmountTooLarge {
    AmountTooLarge {
        amount,
        max: MAX_U96,
    }
}

#[test]
fn a_full_stake_takes_no_wei_more() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    s.stake(alice, MAX_U96);
    s.fund(alice, wei(1));
    s.fund(bob, wei(1));
    s.refuses(alice, calls::stake(wei(1)), too_large(wei(1)));
    s.refuses(bob, calls::stake_for(alice, wei(1)), too_large(wei(1)));
}

#[test]
fn absurd_stakes_are_refused_before_the_token_is_asked() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, wei(1));
    for amount in [MAX_U96, MAX_U96 + wei(1), U256::ONE << 128, U256::MAX] {
        s.refuses(alice, calls::stake(amount), too_large(amount));
    }
}

/// The bound is one on all that the contract owes: stakes, tickets and rewards of all accounts.
#[test]
fn all_that_is_owed_together_stays_within_the_bound() {
    let mut s = Scenario::new();
    let (alice, bob, owner) = (s.account("alice"), s.account("bob"), s.owner);
    s.stake(alice, MAX_U96 - wei(9));
    s.request(alice, wei(1_000));
    s.stake(bob, wei(5));
    s.stream(wei(4), DAY);
    assert_eq!(s.totals().owed, MAX_U96);
    s.fund(bob, wei(1));
    s.refuses(bob, calls::stake(wei(1)), too_large(wei(1)));
    s.fund(owner, wei(1));
    s.refuses(owner, calls::fund_rewards(wei(1), DAY), too_large(wei(1)));
    s.wait(7 * DAY);
    s.send(alice, calls::withdraw(0, alice));
    s.send(bob, calls::stake(wei(1)));
}

/// A ticket is owed already, so it can be staked again even where not a wei of new VVV fits.
#[test]
fn a_ticket_is_cancelled_although_the_contract_is_full() {
    let mut s = Scenario::new();
    let (alice, giver) = (s.account("alice"), s.account("giver"));
    s.stake(alice, MAX_U96 - wei(10));
    let id = s.request(alice, wei(10));
    s.fund(giver, wei(10));
    s.send(giver, calls::stake_for(alice, wei(10)));
    s.send(alice, calls::cancel_unstake(id));
    assert_eq!(s.position(alice).staked, MAX_U96);
}

#[test]
fn the_largest_supply_of_diem_can_be_minted_and_burned() {
    let mut s = at_ratio(wei(1));
    let alice = s.account("alice");
    s.mint(alice, MAX_U96);
    assert_eq!(s.suite.diem_of(alice), MAX_U96);
    assert_eq!(s.suite.capacity_of(alice), MAX_U96);
    // 2^96 - 1 wei at a wei per 1e18, rounded up.
    assert_eq!(s.position(alice).locked, wei(79_228_162_515));
    s.send(alice, calls::burn_diem(MAX_U96));
    assert_eq!(s.position(alice).burned, MAX_U96);
    s.suite.at(1, 0);
    assert_eq!(s.position(alice).free, wei(79_228_162_515));
}

#[test]
fn a_wei_above_the_largest_supply_is_refused_by_name() {
    let mut s = at_ratio(wei(1));
    let alice = s.account("alice");
    s.mint(alice, MAX_U96);
    s.stake(alice, tokens(1));
    let result = s.try_send(alice, calls::mint_diem(wei(1), alice));
    let reverted = result.map(|sent| sent.receipt).unwrap_err();
    let cap = IDiem::CapExceeded {
        supply: MAX_U96 + wei(1),
        cap: MAX_U96,
    };
    assert!(
        reverted.is_error(&too_large(wei(1))) || reverted.is_error(&cap),
        "{reverted}"
    );
    assert_eq!(s.position(alice).minted, MAX_U96);
}

/// Late in the day Diem allows the largest supply twice. What is minted can always be burned, so the second mint is refused unless
/// the record holds both burns.
#[test]
fn burning_never_fails_for_want_of_room() {
    let mut s = at_ratio(wei(1));
    let alice = s.account("alice");
    s.stake(alice, tokens(1));
    s.suite.at(0, DAY - 1);
    s.send(alice, calls::mint_diem(MAX_U96, alice));
    s.send(alice, calls::burn_diem(MAX_U96));
    s.refuses(alice, calls::mint_diem(MAX_U96, alice), too_large(MAX_U96));
    s.refuses(alice, calls::mint_diem(wei(1), alice), too_large(wei(1)));
    s.suite.at(1, 0);
    s.send(alice, calls::mint_diem(MAX_U96, alice));
    s.send(alice, calls::burn_diem(MAX_U96));
}

#[test]
fn what_the_view_calls_mintable_can_be_minted_near_the_limits() {
    let mut s = at_ratio(wei(1));
    let alice = s.account("alice");
    s.stake(alice, MAX_U96);
    s.suite.at(0, DAY - 1);
    s.send(alice, calls::mint_diem(MAX_U96 - wei(5), alice));
    s.send(alice, calls::burn_diem(MAX_U96 - wei(9)));
    let mintable = s.position(alice).mintable;
    assert_eq!(mintable, wei(5), "what the record still holds");
    let above = mintable + wei(1);
    s.refuses(alice, calls::mint_diem(above, alice), too_large(above));
    s.send(alice, calls::mint_diem(mintable, alice));
}

#[test]
fn the_largest_ratio_locks_a_full_stake_for_one_diem() {
    let mut s = at_ratio(MAX_U96);
    let alice = s.account("alice");
    s.stake(alice, MAX_U96);
    s.send(alice, calls::mint_diem(ONE - wei(1), alice));
    // (1e18 - 1) * (2^96 - 1) / 1e18, rounded up.
    let locked = (ONE - wei(1)) * MAX_U96;
    let locked = locked / ONE + U256::from(u8::from(locked % ONE != U256::ZERO));
    assert_eq!(s.position(alice).locked, locked);
    s.send(alice, calls::mint_diem(wei(1), alice));
    assert_eq!(s.position(alice).locked, MAX_U96);
    let above = ((ONE + wei(1)) * MAX_U96 - wei(1)) / ONE + wei(1);
    let expected = InsufficientStake {
        needed: above,
        staked: MAX_U96,
    };
    s.refuses(alice, calls::mint_diem(wei(1), alice), expected);
}

#[test]
fn one_wei_of_diem_locks_its_ceiling_at_the_largest_ratio() {
    let mut s = at_ratio(MAX_U96);
    let alice = s.account("alice");
    // (2^96 - 1) / 1e18 = 79,228,162,514.26...
    let needed = wei(79_228_162_515);
    s.stake(alice, needed - wei(1));
    let expected = InsufficientStake {
        needed,
        staked: needed - wei(1),
    };
    s.refuses(alice, calls::mint_diem(wei(1), alice), expected);
    s.stake(alice, wei(1));
    s.send(alice, calls::mint_diem(wei(1), alice));
    assert_eq!(s.position(alice).free, U256::ZERO);
}

/// The largest reward on the smallest weight at which time counts.
#[test]
fn the_largest_reward_is_paid_to_the_smallest_weight() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, ONE);
    s.stream(MAX_U96 - ONE, 365 * DAY);
    s.wait(365 * DAY);
    let paid = s.send(alice, calls::claim(alice)).value;
    assert_rounded_down(paid, MAX_U96 - ONE, 1);
}

/// The accumulator keeps 80 bits of fraction: shares of the largest weight, 2^96 * 10,000, are exact to less than 2^30 wei.
#[test]
fn a_reward_is_shared_by_the_largest_stakes() {
    let mut s = Scenario::new();
    let (alice, bob) = (s.account("alice"), s.account("bob"));
    let half = (MAX_U96 - ONE) / wei(2);
    s.stake(alice, half);
    s.stake(bob, half);
    s.stream(ONE, DAY);
    s.wait(DAY);
    for account in [alice, bob] {
        assert_rounded_down(s.claimable(account), ONE / wei(2), 1 << 30);
    }
}

#[test]
fn rewards_beyond_96_bits_are_refused_by_name() {
    let mut s = Scenario::new();
    let owner = s.owner;
    s.fund(owner, U256::MAX >> 1);
    for amount in [MAX_U96 + wei(1), U256::ONE << 128, U256::MAX] {
        s.refuses(owner, calls::fund_rewards(amount, DAY), too_large(amount));
    }
    s.send(owner, calls::fund_rewards(MAX_U96, DAY));
    assert_eq!(s.reward_stream().unstreamed, MAX_U96);
}

/// More surplus than the books can take is no surplus to be lost: it is refused by name, and stays.
#[test]
fn a_surplus_beyond_96_bits_is_refused_by_name() {
    let mut s = Scenario::new();
    let (owner, staking) = (s.owner, s.staking);
    s.suite.fund_vvv(staking, MAX_U96 + wei(1));
    s.refuses(
        owner,
        calls::fund_from_surplus(DAY),
        too_large(MAX_U96 + wei(1)),
    );
}

#[test]
fn five_hundred_tickets_of_one_account_are_listed_by_pages_and_paid_in_any_order() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    let count = 500_u64;
    // Ticket i holds i + 1 wei.
    let sum = U256::from(count * (count + 1) / 2);
    s.stake(alice, sum);
    let staking = s.staking;
    for id in 0..count {
        let call = calls::request_unstake(U256::from(id + 1));
        let sent = s.suite.send(alice, staking, call).unwrap();
        assert_eq!(sent.value, U256::from(id));
    }
    assert_eq!(s.totals().ticketed, sum);
    let mut listed = Vec::new();
    for page in 0..5 {
        let call = calls::tickets_of(alice, U256::from(page * 100), U256::from(100));
        let answer = s.read(call);
        assert_eq!(answer.requested, U256::from(count));
        assert_eq!(answer.tickets.len(), 100);
        listed.extend(answer.tickets);
    }
    for (id, ticket) in (0..count).zip(&listed) {
        assert_eq!(ticket.id, U256::from(id));
        assert_eq!(ticket.amount, U256::from(id + 1));
    }
    assert_eq!(s.tickets(alice), listed);
    s.assert_solvent();
    s.wait(7 * DAY);
    // 7 and 500 have no common divisor, so every id comes up once.
    let mut paid = U256::ZERO;
    for step in 0..count {
        let id = step * 7 % count;
        let call = calls::withdraw(id, alice);
        s.suite.send(alice, staking, call).unwrap();
        paid += U256::from(id + 1);
    }
    assert_eq!(s.suite.vvv_of(alice), paid);
    assert_eq!(paid, sum);
    assert!(s.tickets(alice).is_empty());
    let unknown = UnknownTicket {
        account: alice,
        id: U256::from(499),
    };
    s.refuses(alice, calls::withdraw(499, alice), unknown);
}

/// Tickets cost the same whether the account has one or hundreds: nothing walks over them.
#[test]
fn requesting_and_withdrawing_cost_the_same_with_many_tickets() {
    let mut s = Scenario::new();
    let alice = s.account("alice");
    s.stake(alice, tokens(300));
    let request = |s: &mut Scenario| {
        let staking = s.staking;
        let call = calls::request_unstake(tokens(1));
        s.suite.send(alice, staking, call).unwrap().gas_used()
    };
    // The first ticket opens the account's counter.
    request(&mut s);
    let early = request(&mut s);
    for _ in 0..200 {
        request(&mut s);
    }
    let late = request(&mut s);
    assert!(late.abs_diff(early) <= 100, "{early} gas, then {late}");
}
