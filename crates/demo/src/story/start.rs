//! Deployment, faucet, staking and minting.

use diem_suite::{
    U256,
    abi::{IComputeCredits, IDiem, IVvv, IVvvStaking},
    amount::{UNIT, units},
};

use crate::{
    report::{Failure, Step, Value},
    world::{DAY, World},
};

/// What the owner puts into the stream of rewards, in VVV, and for how many days.
pub(super) const REWARDS: u64 = 7_000;
pub(super) const REWARD_DAYS: u64 = 70;
/// What alice stakes, in VVV.
const STAKE: u64 = 5_000;
/// Noon, in seconds into the day.
const NOON: u64 = DAY / 2;

/// Deploys the suite and checks that its parts know each other.
pub(crate) fn deploy(step: &mut Step) -> Result<World, Failure> {
    let mut world = World::new()?;
    for deployment in &world.suite.deployments {
        step.show(
            format!("{}, code on chain", deployment.contract),
            Value::Bytes(deployment.code_size),
        );
        step.show(
            format!("{}, deployment", deployment.contract),
            Value::Gas(deployment.gas_used),
        );
    }
    let (diem, staking, credits) = (world.suite.diem, world.suite.staking, world.suite.credits);
    let minter = world.read(diem, IDiem::minterCall {})?;
    step.expect("Diem's minter", minter, staking)?;
    let bound = world.read(staking, IVvvStaking::diemCall {})?;
    step.expect("the Diem that staking mints", bound, diem)?;
    let ledger_of = world.read(credits, IComputeCredits::diemCall {})?;
    step.expect("the Diem of the credits", ledger_of, diem)?;
    let ratio = world.read(staking, IVvvStaking::vvvPerDiemCall {})?;
    step.show("VVV locked per DIEM, for ever", Value::Vvv(ratio));
    Ok(world)
}

/// Everyone takes a drip; the owner funds the rewards.
pub(crate) fn faucet(world: &mut World, step: &mut Step) -> Result<(), Failure> {
    let (vvv, staking, owner) = (world.suite.vvv, world.suite.staking, world.suite.owner);
    let drip = world.read(vvv, IVvv::dripAmountCall {})?;
    let takers = [
        owner,
        world.alice.address,
        world.bob.address,
        world.carol.address,
    ];
    let mut gas = 0;
    for to in takers {
        gas = world.send(to, vvv, IVvv::dripCall { to })?.gas_used();
    }
    let supply = world.read(vvv, IVvv::totalSupplyCall {})?;
    step.expect(
        "the supply of VVV after four drips",
        supply,
        drip * U256::from(4),
    )?;
    let alice = world.vvv_of(world.alice.address)?;
    step.expect("alice's VVV", alice, drip)?;
    step.show("alice, balance", Value::Vvv(alice));
    step.show("a drip", Value::Gas(gas));

    let amount = units(REWARDS);
    world.send(
        owner,
        vvv,
        IVvv::approveCall {
            spender: staking,
            value: amount,
        },
    )?;
    let duration = REWARD_DAYS * DAY;
    world.send(
        owner,
        staking,
        IVvvStaking::fundRewardsCall { amount, duration },
    )?;
    let stream = world.read(staking, IVvvStaking::rewardStreamCall {})?;
    step.expect("the VVV to stream", stream.unstreamed, amount)?;
    step.expect(
        "the seconds to stream them in",
        stream.secondsLeft,
        U256::from(duration),
    )?;
    step.expect(
        "whether time counts with nobody staking",
        stream.running,
        false,
    )?;
    step.show(
        format!("rewards, to stream in {REWARD_DAYS} days"),
        Value::Vvv(stream.unstreamed),
    );
    Ok(())
}

/// Alice stakes at noon and mints what that backs.
pub(crate) fn mint(world: &mut World, step: &mut Step) -> Result<(), Failure> {
    let (vvv, staking, alice) = (world.suite.vvv, world.suite.staking, world.alice.address);
    world.suite.at(0, NOON);
    let stake = units(STAKE);
    world.send(
        alice,
        vvv,
        IVvv::approveCall {
            spender: staking,
            value: stake,
        },
    )?;
    let sent = world.send(
        alice,
        staking,
        IVvvStaking::stakeAndMintCall {
            vvvAmount: stake,
            to: alice,
        },
    )?;

    let ratio = world.read(staking, IVvvStaking::vvvPerDiemCall {})?;
    let diem = world.diem_of(alice)?;
    step.expect("the DIEM minted", diem, stake * UNIT / ratio)?;
    let capacity = world.capacity_of(alice)?;
    let left_of_day = diem * U256::from(DAY - NOON) / U256::from(DAY);
    step.expect("alice's capacity today", capacity, left_of_day)?;
    let tomorrow = world.capacity_tomorrow(alice)?;
    step.expect("alice's capacity tomorrow", tomorrow, diem)?;
    let position = world.position_of(alice)?;
    step.expect("alice's locked VVV", position.locked, stake)?;

    step.show("alice, DIEM", Value::Diem(diem));
    step.show("alice, VVV locked", Value::Vvv(position.locked));
    step.show("alice, capacity today", Value::Credits(capacity));
    step.show("alice, capacity tomorrow", Value::Credits(tomorrow));
    step.show("stakeAndMint", Value::Gas(sent.gas_used()));
    Ok(())
}
