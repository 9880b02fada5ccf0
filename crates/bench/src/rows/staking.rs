//! What staking VVV costs. The same calls in the same order for ours and for the peer, as far as it has them.

use diem_suite::{
    Address, U256,
    abi::{IVvv, IVvvStaking},
};

use crate::{
    figure::Figure,
    world::{BenchError, World, units},
};

const NAME: &str = "staking";

/// Length of the reward stream in seconds.
const STREAM: u64 = 90 * 86_400;

type Row = fn(&mut World, Address) -> Result<Figure, BenchError>;

/// All rows of our staking contract.
pub(crate) fn rows(world: &mut World) -> Result<Vec<Figure>, BenchError> {
    let staking = world.suite.staking;
    ROWS.into_iter()
        .map(|(name, row)| {
            world.row(NAME, name, |world| {
                prepare(world, staking)?;
                row(world, staking)
            })
        })
        .collect()
}

/// Day 0: rewards begin to flow, bob stakes, and alice lets the contract take her VVV.
fn prepare(world: &mut World, staking: Address) -> Result<(), BenchError> {
    world.noon(0);
    let vvv = world.suite.vvv;
    let (owner, alice, bob) = (world.suite.owner, world.alice.address, world.bob.address);
    for account in [owner, alice, bob] {
        world.suite.fund_vvv(account, units(100_000));
        let approve = IVvv::approveCall {
            spender: staking,
            value: U256::MAX,
        };
        world.send(account, vvv, approve)?;
    }
    let fund = IVvvStaking::fundRewardsCall {
        amount: units(9_000),
        duration: STREAM,
    };
    world.send(owner, staking, fund)?;
    world.send(bob, staking, stake())?;
    world.noon(1);
    Ok(())
}

/// Alice has staked on two days before, so that all her records exist, rewards included.
fn staked(world: &mut World, staking: Address) -> Result<(), BenchError> {
    let alice = world.alice.address;
    for day in 1..=2 {
        world.noon(day);
        world.send(alice, staking, stake())?;
    }
    world.noon(3);
    Ok(())
}

const ROWS: [(&str, Row); 13] = [
    ("stake, first", |world, staking| {
        world.measure(world.alice.address, staking, stake())
    }),
    ("stake, later", |world, staking| {
        staked(world, staking)?;
        world.measure(world.alice.address, staking, stake())
    }),
    ("stakeAndMint, first", |world, staking| {
        world.measure(world.alice.address, staking, stake_and_mint(world))
    }),
    ("stakeAndMint, later", |world, staking| {
        staked(world, staking)?;
        world.send(world.alice.address, staking, mint_diem(world))?;
        world.noon(4);
        world.measure(world.alice.address, staking, stake_and_mint(world))
    }),
    ("mintDiem, first", |world, staking| {
        staked(world, staking)?;
        world.measure(world.alice.address, staking, mint_diem(world))
    }),
    ("mintDiem, later", |world, staking| {
        minted(world, staking)?;
        world.measure(world.alice.address, staking, mint_diem(world))
    }),
    ("burnDiem", |world, staking| {
        minted(world, staking)?;
        let call = IVvvStaking::burnDiemCall {
            diemAmount: units(1),
        };
        world.measure(world.alice.address, staking, call)
    }),
    ("claim", |world, staking| {
        staked(world, staking)?;
        let to = world.alice.address;
        world.measure(to, staking, IVvvStaking::claimCall { to })
    }),
    ("claimAndStake", |world, staking| {
        staked(world, staking)?;
        let alice = world.alice.address;
        world.measure(alice, staking, IVvvStaking::claimAndStakeCall {})
    }),
    ("requestUnstake, first", |world, staking| {
        staked(world, staking)?;
        world.measure(world.alice.address, staking, request_unstake())
    }),
    ("requestUnstake, later", |world, staking| {
        staked(world, staking)?;
        world.send(world.alice.address, staking, request_unstake())?;
        world.noon(4);
        world.measure(world.alice.address, staking, request_unstake())
    }),
    ("cancelUnstake", |world, staking| {
        let id = requested(world, staking)?;
        let call = IVvvStaking::cancelUnstakeCall { id };
        world.measure(world.alice.address, staking, call)
    }),
    ("withdraw", |world, staking| {
        let id = requested(world, staking)?;
        let to = world.alice.address;
        world.measure(to, staking, IVvvStaking::withdrawCall { id, to })
    }),
];

/// Alice has staked, and minted DIEM on the day before.
fn minted(world: &mut World, staking: Address) -> Result<(), BenchError> {
    staked(world, staking)?;
    world.send(world.alice.address, staking, mint_diem(world))?;
    world.noon(4);
    Ok(())
}

/// Alice has a ticket whose cooldown is over.
fn requested(world: &mut World, staking: Address) -> Result<U256, BenchError> {
    staked(world, staking)?;
    let sent = world.send(world.alice.address, staking, request_unstake())?;
    world.noon(11);
    Ok(sent.value)
}

fn stake() -> IVvvStaking::stakeCall {
    IVvvStaking::stakeCall {
        amount: units(1_000),
    }
}

fn stake_and_mint(world: &World) -> IVvvStaking::stakeAndMintCall {
    IVvvStaking::stakeAndMintCall {
        vvvAmount: units(1_000),
        to: world.alice.address,
    }
}

fn mint_diem(world: &World) -> IVvvStaking::mintDiemCall {
    IVvvStaking::mintDiemCall {
        diemAmount: units(2),
        to: world.alice.address,
    }
}

fn request_unstake() -> IVvvStaking::requestUnstakeCall {
    IVvvStaking::requestUnstakeCall { amount: units(100) }
}
