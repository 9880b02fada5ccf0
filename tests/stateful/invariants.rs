//! The invariants of the design, on what the contracts show alone: nothing here asks the model.

use std::collections::BTreeMap;

use alloy_primitives::{I256, U256, U512};

use crate::{
    action::Kind,
    call::Call,
    cast::Who,
    picture::{Picture, Rewards},
};

/// A broken invariant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("broken invariant: {0}")]
pub(crate) struct Broken(String);

/// What the invariants need to remember of earlier steps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    day: U256,
    /// The capacities of the day so far.
    capacities: Vec<U256>,
    /// What owners spent themselves today.
    spent: BTreeMap<Who, U256>,
    /// What was used of budgets today.
    drawn: BTreeMap<(Kind, Who, Who), U256>,
    /// All rewards ever funded, and all ever paid.
    funded: U256,
    claimed: U256,
}

impl Watch {
    /// Notes a call that was executed and what it returned.
    pub(crate) fn note(&mut self, call: &Call, returned: U256) {
        match *call {
            Call::Spend { owner, amount, .. } => *self.spent.entry(owner).or_default() += amount,
            Call::FundRewards { amount, .. } => self.funded += amount,
            Call::FundFromSurplus { .. } => self.funded += returned,
            Call::Claim { .. } | Call::ClaimAndStake { .. } => self.claimed += returned,
            _ => {}
        }
    }

    /// A new day begins if the time has come to.
    pub(crate) fn turn_to(&mut self, day: U256) {
        if self.day != day {
            self.day = day;
            self.capacities.clear();
            self.spent.clear();
            self.drawn.clear();
        }
    }

    /// Checks all invariants.
    ///
    /// # Errors
    /// The first [`Broken`] one.
    pub(crate) fn check(
        &mut self,
        seen: &Picture,
        rewards: &Rewards,
        vvv_per_diem: U256,
    ) -> Result<(), Broken> {
        check_diem(seen)?;
        self.check_capacity_never_falls(seen)?;
        check_staking(seen, vvv_per_diem)?;
        self.check_solvency(seen, rewards)?;
        self.check_credits(seen)?;
        self.check_budgets(seen)
    }

    /// A budget's use rises to its limit at most. Above a limit that was lowered it can only stay or fall.
    fn check_budgets(&mut self, seen: &Picture) -> Result<(), Broken> {
        for &(kind, owner, spender, budget) in &seen.budgets {
            let before = self.drawn.insert((kind, owner, spender), budget.used);
            let rose = budget.used > before.unwrap_or_default();
            holds(!rose || budget.used <= budget.limit, || {
                format!(
                    "{spender} used {} of {owner}, limit {}",
                    budget.used, budget.limit
                )
            })?;
        }
        Ok(())
    }

    fn check_capacity_never_falls(&mut self, seen: &Picture) -> Result<(), Broken> {
        let capacities: Vec<U256> = seen
            .accounts
            .iter()
            .map(|account| account.capacity)
            .collect();
        let fell = self
            .capacities
            .iter()
            .zip(&capacities)
            .any(|(then, now)| now < then);
        self.capacities = capacities;
        holds(!fell, || "a capacity fell within the day".to_owned())
    }

    fn check_solvency(&self, seen: &Picture, rewards: &Rewards) -> Result<(), Broken> {
        let held = seen
            .accounts
            .iter()
            .find(|account| account.who == Who::Staking);
        let held = held.map(|account| account.vvv).unwrap_or_default();
        holds(held >= seen.owed, || {
            format!("{held} VVV held, {} owed", seen.owed)
        })?;
        let claimable: U256 = rewards
            .claimable
            .iter()
            .map(|(_, claimable)| claimable)
            .sum();
        let promised = seen.staked + seen.ticketed + claimable + rewards.unstreamed;
        holds(promised <= held, || {
            format!("{promised} promised of {held} VVV held")
        })?;
        let given = self.claimed + claimable + rewards.unstreamed;
        holds(given <= self.funded, || {
            format!("{given} of {} VVV of rewards", self.funded)
        })
    }

    fn check_credits(&self, seen: &Picture) -> Result<(), Broken> {
        let net = seen
            .accounts
            .iter()
            .fold(I256::ZERO, |sum, account| sum + account.net);
        holds(net == I256::ZERO, || format!("net sums to {net}"))?;
        let used: U256 = seen.accounts.iter().map(|account| account.used).sum();
        holds(used == seen.total_used, || {
            format!("{used} used, {} in total", seen.total_used)
        })?;
        let capacity = seen.total_capacity;
        holds(used <= capacity, || format!("{used} used of {capacity}"))?;
        for account in &seen.accounts {
            let signed = |value: U256| I256::try_from(value).unwrap_or(I256::MAX);
            let available = signed(account.capacity) + account.net - signed(account.used);
            holds(signed(account.available) == available, || {
                format!(
                    "{} has {available} available, not {}",
                    account.who, account.available
                )
            })?;
            let metered = seen
                .budgets
                .iter()
                .filter(|(kind, owner, ..)| (*kind, *owner) == (Kind::Meter, account.who));
            let metered: U256 = metered.map(|(.., budget)| budget.used).sum();
            let spent = self.spent.get(&account.who).copied().unwrap_or_default();
            holds(account.used == spent + metered, || {
                format!(
                    "{} used {}, spent {spent}, metered {metered}",
                    account.who, account.used
                )
            })?;
        }
        Ok(())
    }
}

fn check_diem(seen: &Picture) -> Result<(), Broken> {
    let balances: U256 = seen.accounts.iter().map(|account| account.diem).sum();
    holds(balances == seen.diem_supply, || {
        format!("balances of {balances}, supply of {}", seen.diem_supply)
    })?;
    let capacities: U256 = seen.accounts.iter().map(|account| account.capacity).sum();
    holds(capacities == seen.total_capacity, || {
        format!(
            "capacities of {capacities}, {} in total",
            seen.total_capacity
        )
    })
}

fn check_staking(seen: &Picture, vvv_per_diem: U256) -> Result<(), Broken> {
    let minted: U256 = seen.positions.iter().map(|position| position.minted).sum();
    holds(minted == seen.diem_supply, || {
        format!("{minted} minted, supply of {}", seen.diem_supply)
    })?;
    let one = U512::from(10_u64.pow(18));
    for position in &seen.positions {
        let diem = U512::from(position.minted + position.burned);
        let locked = (diem * U512::from(vvv_per_diem)).div_ceil(one);
        holds(U512::from(position.locked) == locked, || {
            format!(
                "{} has {} locked, not {locked}",
                position.who, position.locked
            )
        })?;
        holds(position.free + position.locked == position.staked, || {
            format!("{} has not staked what is free and locked", position.who)
        })?;
    }
    let locked: U256 = seen.positions.iter().map(|position| position.locked).sum();
    let backing = U512::from(seen.total_capacity) * U512::from(vvv_per_diem);
    holds(backing <= U512::from(locked) * one, || {
        format!("capacity of {} on {locked} locked VVV", seen.total_capacity)
    })?;
    let staked: U256 = seen.positions.iter().map(|position| position.staked).sum();
    holds(staked == seen.staked, || {
        format!("{staked} staked, {} in total", seen.staked)
    })?;
    holds(locked <= staked, || {
        format!("{locked} locked of {staked} staked")
    })
}

fn holds(condition: bool, otherwise: impl FnOnce() -> String) -> Result<(), Broken> {
    if condition {
        Ok(())
    } else {
        Err(Broken(otherwise()))
    }
}
