//! The invariants, over everyone.

use diem_suite::{
    I256, U256,
    abi::{IComputeCredits, IDiem, IVvv, IVvvStaking},
    amount::UNIT,
};

use crate::{
    report::{Failure, Step, Value},
    world::World,
};

/// The books of all accounts added up.
#[derive(Debug, Default)]
struct Sums {
    vvv: U256,
    diem: U256,
    capacity: U256,
    minted: U256,
    locked: U256,
    staked: U256,
    net: I256,
    used: U256,
}

/// Adds everyone up and compares with what the contracts say of the whole.
pub(crate) fn audit(world: &mut World, step: &mut Step) -> Result<(), Failure> {
    // Some use first, so that the day at hand is not an empty one.
    super::compute::settle_day(world)?;
    let everyone = world.everyone();
    let sums = add_up(world, step)?;
    let (vvv, diem, staking) = (world.suite.vvv, world.suite.diem, world.suite.staking);

    let supply = world.read(vvv, IVvv::totalSupplyCall {})?;
    step.expect("the sum of VVV balances", sums.vvv, supply)?;
    let held = world.vvv_of(staking)?;
    let totals = world.read(staking, IVvvStaking::totalsCall {})?;
    step.expect_that(
        "VVV held >= VVV owed",
        held >= totals.owed,
        (held, totals.owed),
    )?;
    step.expect("the sum of stakes", sums.staked, totals.staked)?;
    step.expect_that(
        "locked <= staked",
        sums.locked <= totals.staked,
        (sums.locked, totals.staked),
    )?;

    let diem_supply = world.read(diem, IDiem::totalSupplyCall {})?;
    step.expect("the sum of DIEM balances", sums.diem, diem_supply)?;
    step.expect(
        "the sum of DIEM minted and not burned",
        sums.minted,
        diem_supply,
    )?;
    let capacity = world.read(diem, IDiem::totalCapacityCall {})?;
    step.expect("the sum of capacities", sums.capacity, capacity)?;
    let ratio = world.read(staking, IVvvStaking::vvvPerDiemCall {})?;
    let backing = (capacity * ratio).div_ceil(UNIT);
    step.expect_that(
        "the capacity is backed by locked VVV",
        backing <= sums.locked,
        (backing, sums.locked),
    )?;

    let used = world.read(world.suite.credits, IComputeCredits::totalUsedCall {})?;
    step.expect("the sum of credits used", sums.used, used)?;
    step.expect("the sum of credits moved", sums.net, I256::ZERO)?;
    step.expect_that("used <= capacity", used <= capacity, (used, capacity))?;

    step.show("accounts added up", Value::Count(everyone.len() as u64));
    step.show("VVV supply = sum of balances", Value::Vvv(supply));
    step.show("VVV held by staking", Value::Vvv(held));
    step.show("VVV owed by staking", Value::Vvv(totals.owed));
    step.show("DIEM supply = balances = minted", Value::Diem(diem_supply));
    step.show(
        "capacity today = sum of capacities",
        Value::Credits(capacity),
    );
    step.show("credits used today", Value::Credits(used));
    Ok(())
}

fn add_up(world: &mut World, step: &mut Step) -> Result<Sums, Failure> {
    let mut sums = Sums::default();
    for account in world.everyone() {
        let position = world.position_of(account)?;
        let books = world.credits_of(account)?;
        sums.vvv += world.vvv_of(account)?;
        sums.diem += world.diem_of(account)?;
        sums.capacity += world.capacity_of(account)?;
        sums.minted += position.minted;
        sums.locked += position.locked;
        sums.staked += position.staked;
        sums.net += books.net;
        sums.used += books.used;
        let available = I256::from_raw(books.capacity) + books.net - I256::from_raw(books.used);
        step.expect(
            "an account's available credits",
            I256::from_raw(books.available),
            available,
        )?;
    }
    Ok(sums)
}
