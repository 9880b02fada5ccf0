//! The way out: burning, unstaking, rewards.

use diem_suite::{
    U256,
    abi::IVvvStaking,
    amount::{UNIT, units},
};

use crate::{
    report::{Failure, Step, Value, moment},
    world::{DAY, World},
};

/// What alice burns, in DIEM.
const BURNED: u64 = 10;
/// Her two tickets, in VVV; the second is cancelled.
const TICKETS: [u64; 2] = [600, 400];

/// Alice burns some of her DIEM.
pub(crate) fn burn(world: &mut World, step: &mut Step) -> Result<(), Failure> {
    let (staking, alice) = (world.suite.staking, world.alice.address);
    let (before, capacity_before) = (world.position_of(alice)?, world.capacity_of(alice)?);
    let burned = units(BURNED);
    let sent = world.send(
        alice,
        staking,
        IVvvStaking::burnDiemCall { diemAmount: burned },
    )?;

    let today = world.position_of(alice)?;
    step.expect(
        "alice's DIEM to answer for",
        today.minted,
        before.minted - burned,
    )?;
    step.expect("alice's locked VVV today", today.locked, before.locked)?;
    let capacity = world.capacity_of(alice)?;
    step.expect("alice's capacity today", capacity, capacity_before)?;
    step.show("alice, capacity today", Value::Credits(capacity));
    step.show("alice, VVV locked today", Value::Vvv(today.locked));

    world.suite.at(2, 0);
    let next = world.position_of(alice)?;
    let ratio = world.read(staking, IVvvStaking::vvvPerDiemCall {})?;
    step.expect(
        "alice's locked VVV on the next day",
        next.locked,
        (next.minted * ratio).div_ceil(UNIT),
    )?;
    step.show("alice, VVV locked after midnight", Value::Vvv(next.locked));
    step.show("alice, VVV free after midnight", Value::Vvv(next.free));
    step.show("burnDiem", Value::Gas(sent.gas_used()));
    Ok(())
}

/// Alice asks for her free VVV in two tickets and cancels one.
pub(crate) fn tickets(world: &mut World, step: &mut Step) -> Result<(), Failure> {
    let (staking, alice) = (world.suite.staking, world.alice.address);
    let before = world.position_of(alice)?;
    let [kept, cancelled] = TICKETS.map(units);
    let first = world.send(
        alice,
        staking,
        IVvvStaking::requestUnstakeCall { amount: kept },
    )?;
    let second = world.send(
        alice,
        staking,
        IVvvStaking::requestUnstakeCall { amount: cancelled },
    )?;
    let cancel = world.send(
        alice,
        staking,
        IVvvStaking::cancelUnstakeCall { id: second.value },
    )?;

    let open = IVvvStaking::ticketsOfCall {
        account: alice,
        from: U256::ZERO,
        count: U256::from(TICKETS.len()),
    };
    let open = world.read(staking, open)?;
    let cooldown = world.read(staking, IVvvStaking::cooldownCall {})?;
    let ready = U256::from(world.suite.now() + cooldown);
    let wanted = IVvvStaking::Ticket {
        id: first.value,
        amount: kept,
        readyAt: ready,
    };
    step.expect("alice's open tickets", open.tickets, vec![wanted])?;
    let after = world.position_of(alice)?;
    step.expect(
        "alice's stake without the open ticket",
        after.staked,
        before.staked - kept,
    )?;

    step.show(
        format!("alice, asked for by ticket {}", first.value),
        Value::Vvv(kept),
    );
    step.show(
        format!("ticket {}, paid from", first.value),
        Value::Time(ready.saturating_to()),
    );
    step.show("alice, VVV staked after all", Value::Vvv(after.staked));
    step.show("requestUnstake", Value::Gas(first.gas_used()));
    step.show("cancelUnstake", Value::Gas(cancel.gas_used()));
    Ok(())
}

/// Alice asks for her ticket one second too early.
pub(crate) fn too_early(world: &mut World, step: &mut Step) -> Result<(), Failure> {
    let (staking, alice) = (world.suite.staking, world.alice.address);
    let ticket = first_ticket(world)?;
    let ready: u64 = ticket.readyAt.saturating_to();
    world.suite.chain.set_timestamp(ready - 1);
    let withdraw = IVvvStaking::withdrawCall {
        id: ticket.id,
        to: alice,
    };
    let expected = IVvvStaking::CooldownNotOver {
        id: ticket.id,
        readyAt: ticket.readyAt,
    };
    let refused = world.refused(alice, staking, withdraw, &expected, |error| {
        format!(
            "ticket {} is paid from {} on",
            error.id,
            moment(error.readyAt.saturating_to())
        )
    })?;
    let still_open = first_ticket(world)?;
    step.expect("the ticket", still_open, ticket)?;
    step.show("withdraw", refused);
    Ok(())
}

/// A second later it is paid.
pub(crate) fn paid(world: &mut World, step: &mut Step) -> Result<(), Failure> {
    let (staking, alice) = (world.suite.staking, world.alice.address);
    world.suite.chain.advance(1);
    let ticket = first_ticket(world)?;
    let before = world.vvv_of(alice)?;
    let sent = world.send(
        alice,
        staking,
        IVvvStaking::withdrawCall {
            id: ticket.id,
            to: alice,
        },
    )?;
    let after = world.vvv_of(alice)?;
    step.expect("alice's VVV", after, before + ticket.amount)?;
    step.show("alice, VVV before", Value::Vvv(before));
    step.show("alice, VVV after", Value::Vvv(after));
    step.show("withdraw", Value::Gas(sent.gas_used()));
    Ok(())
}

/// Alice takes her rewards, carol stakes hers.
pub(crate) fn rewards(world: &mut World, step: &mut Step) -> Result<(), Failure> {
    let (staking, alice, carol) = (
        world.suite.staking,
        world.alice.address,
        world.carol.address,
    );
    let quoted = (
        world.position_of(alice)?.claimable,
        world.position_of(carol)?.claimable,
    );
    let (held, staked) = (world.vvv_of(alice)?, world.position_of(carol)?.staked);
    let claimed = world.send(alice, staking, IVvvStaking::claimCall { to: alice })?;
    let compounded = world.send(carol, staking, IVvvStaking::claimAndStakeCall {})?;
    step.expect(
        "the rewards claimed",
        (claimed.value, compounded.value),
        quoted,
    )?;
    let received = world.vvv_of(alice)? - held;
    step.expect("what alice received", received, claimed.value)?;
    let added = world.position_of(carol)?.staked - staked;
    step.expect("what carol staked", added, compounded.value)?;

    // The stream ran since noon of the first day; alice and carol are all who staked. What rounding keeps back is dust.
    let stream = world.read(staking, IVvvStaking::rewardStreamCall {})?;
    let funded = units(super::start::REWARDS);
    let streamed = funded - stream.unstreamed;
    let elapsed = super::start::REWARD_DAYS * DAY - stream.secondsLeft.saturating_to::<u64>();
    let linear = funded * U256::from(elapsed) / U256::from(super::start::REWARD_DAYS * DAY);
    let paid = claimed.value + compounded.value;
    let dust = U256::from(1_000_000_u64);
    step.expect_that(
        "the stream is linear",
        streamed.abs_diff(linear) <= dust,
        (streamed, linear),
    )?;
    step.expect_that(
        "paid <= streamed, but for dust",
        paid <= streamed && streamed - paid <= dust,
        (paid, streamed),
    )?;

    step.show("rewards streamed so far", Value::Vvv(streamed));
    step.show("alice, claimed", Value::Vvv(received));
    step.show("carol, staked at once", Value::Vvv(added));
    step.show("claim", Value::Gas(claimed.gas_used()));
    Ok(())
}

/// Alice's open ticket with the lowest id.
fn first_ticket(world: &mut World) -> Result<IVvvStaking::Ticket, Failure> {
    let open = IVvvStaking::ticketsOfCall {
        account: world.alice.address,
        from: U256::ZERO,
        count: U256::from(TICKETS.len()),
    };
    let open = world.read(world.suite.staking, open)?;
    open.tickets
        .into_iter()
        .next()
        .ok_or_else(|| Failure::Broken {
            what: "alice has an open ticket".to_owned(),
            figures: format!("of {} requested, none is open", open.requested),
        })
}
