//! DIEM changes hands, and the day changes.

use diem_suite::{
    U256,
    abi::{IComputeCredits, IDiem, IVvv},
    amount::units,
};

use crate::{
    report::{Failure, Step, Value},
    world::World,
};

/// What alice sells, in DIEM, and what bob pays, in VVV.
const SOLD: u64 = 20;
const PRICE: u64 = 2_000;

/// Alice sells DIEM to bob.
pub(crate) fn sale(world: &mut World, step: &mut Step) -> Result<(), Failure> {
    let (alice, bob) = (world.alice.address, world.bob.address);
    let before = (world.capacity_of(alice)?, world.capacity_tomorrow(alice)?);
    world.send(
        bob,
        world.suite.vvv,
        IVvv::transferCall {
            to: alice,
            value: units(PRICE),
        },
    )?;
    let sold = world.send(
        alice,
        world.suite.diem,
        IDiem::transferCall {
            to: bob,
            value: units(SOLD),
        },
    )?;

    let alice_now = (world.capacity_of(alice)?, world.capacity_tomorrow(alice)?);
    let bob_now = (world.capacity_of(bob)?, world.capacity_tomorrow(bob)?);
    step.expect(
        "alice's capacity, today and tomorrow",
        alice_now,
        (before.0, before.1 - units(SOLD)),
    )?;
    step.expect(
        "bob's capacity, today and tomorrow",
        bob_now,
        (U256::ZERO, units(SOLD)),
    )?;

    step.show("alice, capacity today", Value::Credits(alice_now.0));
    step.show("alice, capacity tomorrow", Value::Credits(alice_now.1));
    step.show("bob, capacity today", Value::Credits(bob_now.0));
    step.show("bob, capacity tomorrow", Value::Credits(bob_now.1));
    step.show("transfer of DIEM", Value::Gas(sold.gas_used()));
    Ok(())
}

/// The first second of the next day.
pub(crate) fn midnight(world: &mut World, step: &mut Step) -> Result<(), Failure> {
    let (credits, yesterday) = (world.suite.credits, world.today());
    let (alice, bob, agent) = (world.alice.address, world.bob.address, world.agent.address);
    let foreseen = (
        world.capacity_tomorrow(alice)?,
        world.capacity_tomorrow(bob)?,
    );
    world.suite.at(1, 0);
    let today = world.today();

    let capacities = (world.capacity_of(alice)?, world.capacity_of(bob)?);
    step.expect("the capacities of alice and bob", capacities, foreseen)?;
    let alice_now = world.credits_of(alice)?;
    step.expect(
        "alice's credits, all of her capacity",
        alice_now.available,
        capacities.0,
    )?;
    let agent_now = world.read(
        credits,
        IComputeCredits::balanceOfCall {
            account: agent,
            day: today,
        },
    )?;
    step.expect("what the agent kept of yesterday", agent_now, U256::ZERO)?;
    let budget = world.read(
        credits,
        IComputeCredits::allowanceOfCall {
            owner: alice,
            spender: agent,
        },
    )?;
    let renewed = U256::from(budget.dailyLimit) - U256::from(budget.used);
    step.expect("the agent's budget, renewed", renewed, units(5))?;
    let late = IComputeCredits::transferFromCall {
        owner: alice,
        to: agent,
        day: yesterday,
        amount: units(1),
    };
    let wrong_day = IComputeCredits::WrongDay {
        given: yesterday,
        today,
    };
    let refused = world.refused(agent, credits, late, &wrong_day, |error| {
        format!("given day {}, today is day {}", error.given, error.today)
    })?;

    step.show("alice, credits today", Value::Credits(alice_now.available));
    step.show("bob, capacity today", Value::Credits(capacities.1));
    step.show("agent, kept of yesterday", Value::Credits(agent_now));
    step.show("agent, budget today", Value::Credits(renewed));
    step.show("a draw sent yesterday", refused);
    Ok(())
}
