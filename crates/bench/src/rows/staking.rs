//! What staking VVV costs. The same calls in the same order for ours and for the peer, as far as it has them.

use alloy_sol_types::sol;
use diem_suite::{
    Address, U256,
    abi::{IVvv, IVvvStaking},
};

use crate::{
    figure::Figure,
    peers::REWARDS,
    world::{BenchError, World, units},
};

sol! {
    /// The peer's functions that ours has not.
    interface IStakingRewards {
        function notifyRewardAmount(uint256 reward, uint256 duration);
        function withdraw(uint256 amount);
        function getReward();
    }
}

/// Length of the reward stream in seconds.
const STREAM: u64 = 90 * 86_400;

/// VVV that alice takes out.
const OUT: u64 = 100;

/// The day on which what was requested on day 3 is paid.
const AFTER_COOLDOWN: u64 = 11;

/// A contract in which VVV is staked for rewards.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pool {
    /// Ours.
    Staking(Address),
    /// The peer.
    Rewards(Address),
}

impl Pool {
    const fn name(self) -> &'static str {
        match self {
            Self::Staking(_) => "staking",
            Self::Rewards(_) => REWARDS,
        }
    }

    const fn address(self) -> Address {
        match self {
            Self::Staking(address) | Self::Rewards(address) => address,
        }
    }
}

type Row = fn(&mut World<'_>, Pool) -> Result<Figure, BenchError>;

/// All rows of a contract: those that both have, and for ours those that only ours has.
pub(crate) fn rows(world: &mut World<'_>, pool: Pool) -> Result<Vec<Figure>, BenchError> {
    let own: &[(&str, Row)] = match pool {
        Pool::Staking(_) => &OWN,
        Pool::Rewards(_) => &[],
    };
    SHARED
        .iter()
        .chain(own)
        .map(|(name, row)| {
            world.row(pool.name(), *name, |world| {
                prepare(world, pool)?;
                row(world, pool)
            })
        })
        .collect()
}

/// Day 0: rewards begin to flow, bob stakes, and alice lets the contract take her VVV.
fn prepare(world: &mut World<'_>, pool: Pool) -> Result<(), BenchError> {
    world.noon(0);
    let (owner, alice, bob) = (world.suite.owner, world.alice.address, world.bob.address);
    for account in [owner, alice, bob] {
        world.suite.fund_vvv(account, units(100_000));
        let approve = IVvv::approveCall {
            spender: pool.address(),
            value: U256::MAX,
        };
        world.send(account, world.suite.vvv, approve)?;
    }
    fund(world, pool)?;
    world.send(bob, pool.address(), stake())?;
    world.noon(1);
    Ok(())
}

/// Starts the stream of rewards. The peer wants them to be there before.
fn fund(world: &mut World<'_>, pool: Pool) -> Result<(), BenchError> {
    let (owner, reward, duration) = (world.suite.owner, units(9_000), STREAM);
    match pool {
        Pool::Staking(staking) => {
            let amount = reward;
            let call = IVvvStaking::fundRewardsCall { amount, duration };
            world.send(owner, staking, call)?;
        }
        Pool::Rewards(rewards) => {
            let (to, value) = (rewards, reward);
            world.send(owner, world.suite.vvv, IVvv::transferCall { to, value })?;
            let duration = U256::from(duration);
            let call = IStakingRewards::notifyRewardAmountCall { reward, duration };
            world.send(owner, rewards, call)?;
        }
    }
    Ok(())
}

/// Alice has staked on two days before, so that all her records exist, rewards included.
fn staked(world: &mut World<'_>, pool: Pool) -> Result<(), BenchError> {
    let alice = world.alice.address;
    for day in 1..=2 {
        world.noon(day);
        world.send(alice, pool.address(), stake())?;
    }
    world.noon(3);
    Ok(())
}

const SHARED: [(&str, Row); 4] = [
    ("stake, first", |world, pool| {
        world.measure(world.alice.address, pool.address(), stake())
    }),
    ("stake, later", |world, pool| {
        staked(world, pool)?;
        world.measure(world.alice.address, pool.address(), stake())
    }),
    ("claim", |world, pool| {
        staked(world, pool)?;
        let to = world.alice.address;
        match pool {
            Pool::Staking(staking) => world.measure(to, staking, IVvvStaking::claimCall { to }),
            Pool::Rewards(rewards) => world.measure(to, rewards, IStakingRewards::getRewardCall {}),
        }
    }),
    ("withdraw", |world, pool| {
        let to = world.alice.address;
        match pool {
            Pool::Staking(staking) => {
                let id = requested(world, pool)?;
                world.measure(to, staking, IVvvStaking::withdrawCall { id, to })
            }
            Pool::Rewards(rewards) => {
                staked(world, pool)?;
                world.noon(AFTER_COOLDOWN);
                let amount = units(OUT);
                world.measure(to, rewards, IStakingRewards::withdrawCall { amount })
            }
        }
    }),
];

const OWN: [(&str, Row); 9] = [
    ("stakeAndMint, first", |world, pool| {
        world.measure(world.alice.address, pool.address(), stake_and_mint(world))
    }),
    ("stakeAndMint, later", |world, pool| {
        minted(world, pool)?;
        world.measure(world.alice.address, pool.address(), stake_and_mint(world))
    }),
    ("mintDiem, first", |world, pool| {
        staked(world, pool)?;
        world.measure(world.alice.address, pool.address(), mint_diem(world))
    }),
    ("mintDiem, later", |world, pool| {
        minted(world, pool)?;
        world.measure(world.alice.address, pool.address(), mint_diem(world))
    }),
    ("burnDiem", |world, pool| {
        minted(world, pool)?;
        let call = IVvvStaking::burnDiemCall {
            diemAmount: units(1),
        };
        world.measure(world.alice.address, pool.address(), call)
    }),
    ("claimAndStake", |world, pool| {
        staked(world, pool)?;
        let alice = world.alice.address;
        world.measure(alice, pool.address(), IVvvStaking::claimAndStakeCall {})
    }),
    ("requestUnstake, first", |world, pool| {
        staked(world, pool)?;
        world.measure(world.alice.address, pool.address(), request_unstake())
    }),
    ("requestUnstake, later", |world, pool| {
        staked(world, pool)?;
        world.send(world.alice.address, pool.address(), request_unstake())?;
        world.noon(4);
        world.measure(world.alice.address, pool.address(), request_unstake())
    }),
    ("cancelUnstake", |world, pool| {
        let id = requested(world, pool)?;
        let call = IVvvStaking::cancelUnstakeCall { id };
        world.measure(world.alice.address, pool.address(), call)
    }),
];

/// Alice has staked, and minted DIEM on the day before.
fn minted(world: &mut World<'_>, pool: Pool) -> Result<(), BenchError> {
    staked(world, pool)?;
    world.send(world.alice.address, pool.address(), mint_diem(world))?;
    world.noon(4);
    Ok(())
}

/// Alice has a ticket whose cooldown is over.
fn requested(world: &mut World<'_>, pool: Pool) -> Result<U256, BenchError> {
    staked(world, pool)?;
    let sent = world.send(world.alice.address, pool.address(), request_unstake())?;
    world.noon(AFTER_COOLDOWN);
    Ok(sent.value)
}

fn stake() -> IVvvStaking::stakeCall {
    IVvvStaking::stakeCall {
        amount: units(1_000),
    }
}

fn stake_and_mint(world: &World<'_>) -> IVvvStaking::stakeAndMintCall {
    IVvvStaking::stakeAndMintCall {
        vvvAmount: units(1_000),
        to: world.alice.address,
    }
}

fn mint_diem(world: &World<'_>) -> IVvvStaking::mintDiemCall {
    IVvvStaking::mintDiemCall {
        diemAmount: units(2),
        to: world.alice.address,
    }
}

fn request_unstake() -> IVvvStaking::requestUnstakeCall {
    IVvvStaking::requestUnstakeCall { amount: units(OUT) }
}

#[cfg(test)]
mod tests {
    use diem_build::Optimizer;

    use super::*;
    use crate::peers;

    /// Bob and alice have the same stake for a day: each gets half of what is streamed on it, 100 VVV.
    #[test]
    fn both_contracts_pay_the_same_rewards() {
        let artifacts = diem_build::artifacts().expect("the contracts are built");
        for optimizer in Optimizer::PEERS {
            let mut world = World::new(&artifacts, true).expect("it deploys");
            let rewards = peers::rewards(&mut world, optimizer).expect("it deploys");
            for pool in [Pool::Staking(world.suite.staking), rewards] {
                let claimed = world.row(pool.name(), "rewards", |world| claimed(world, pool));
                let claimed = claimed.expect("every call succeeds");
                let missing = units(50) - claimed;
                assert!(missing < U256::from(10_000_000), "{claimed}");
            }
        }
    }

    fn claimed(world: &mut World<'_>, pool: Pool) -> Result<U256, BenchError> {
        prepare(world, pool)?;
        let alice = world.alice.address;
        world.send(alice, pool.address(), stake())?;
        world.noon(2);
        let before = world.suite.vvv_of(alice);
        match pool {
            Pool::Staking(staking) => {
                world.send(alice, staking, IVvvStaking::claimCall { to: alice })?;
            }
            Pool::Rewards(rewards) => {
                world.send(alice, rewards, IStakingRewards::getRewardCall {})?;
            }
        }
        Ok(world.suite.vvv_of(alice) - before)
    }
}
