//! What an ERC-20 does, the same for every token.

use alloy_sol_types::{Eip712Domain, sol};
use diem_suite::{Address, U256, abi::IDiem, typed_data};

use crate::{
    figure::Figure,
    world::{BenchError, World, units},
};

sol! {
    /// ERC-5805: the caller's balance counts as votes of `delegatee`.
    function delegate(address delegatee);
}

/// A token under test.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) name: &'static str,
    pub(crate) address: Address,
    pub(crate) domain: Eip712Domain,
    /// Whether the staking contract may mint and burn it. Else its balances are put there.
    pub(crate) minted: bool,
    /// Whether holders' balances count as votes.
    pub(crate) delegated: bool,
}

impl Token {
    /// A token named Diem that the staking contract mints.
    pub(crate) fn minted(world: &World<'_>, name: &'static str, address: Address) -> Self {
        Self {
            name,
            address,
            domain: typed_data::diem_domain(world.suite.chain.chain_id(), address),
            minted: true,
            delegated: false,
        }
    }
}

/// All rows of one token. Balances come on day 0, and the rows happen at noon of day 1.
pub(crate) fn rows(world: &mut World<'_>, token: &Token) -> Result<Vec<Figure>, BenchError> {
    let mut figures = Vec::new();
    for (name, row) in TRANSFERS.into_iter().chain(APPROVALS) {
        figures.push(run(world, token, name, row)?);
    }
    if token.minted {
        for (name, row) in ISSUE {
            figures.push(run(world, token, name, row)?);
        }
    }
    figures.push(run(world, token, "balanceOf", balance_of)?);
    Ok(figures)
}

type Row = fn(&mut World<'_>, &Token) -> Result<Figure, BenchError>;

fn run(
    world: &mut World<'_>,
    token: &Token,
    name: &'static str,
    row: Row,
) -> Result<Figure, BenchError> {
    world.row(token.name, name, |world| {
        world.noon(0);
        for holder in [&world.alice, &world.bob, &world.carol].map(|account| account.address) {
            if token.minted {
                world.mint(token.address, holder, units(1_000))?;
            } else {
                world.suite.fund_vvv(holder, units(1_000));
            }
            if token.delegated {
                let delegatee = holder;
                world.send(holder, token.address, delegateCall { delegatee })?;
            }
        }
        world.noon(1);
        row(world, token)
    })
}

const TRANSFERS: [(&str, Row); 5] = [
    ("transfer, first of the day", |world, token| {
        let (alice, bob) = (world.alice.address, world.bob.address);
        world.measure(alice, token.address, transfer(bob))
    }),
    ("transfer, later that day", |world, token| {
        let (alice, bob) = (world.alice.address, world.bob.address);
        world.send(alice, token.address, transfer(bob))?;
        world.measure(alice, token.address, transfer(bob))
    }),
    ("transfer to a fresh account", |world, token| {
        let (alice, bob, fresh) = (world.alice.address, world.bob.address, world.fresh.address);
        world.send(alice, token.address, transfer(bob))?;
        world.measure(alice, token.address, transfer(fresh))
    }),
    ("transferFrom, finite allowance", |world, token| {
        transfer_from(world, token, units(100))
    }),
    ("transferFrom, infinite allowance", |world, token| {
        transfer_from(world, token, U256::MAX)
    }),
];

const APPROVALS: [(&str, Row); 4] = [
    ("approve, new", |world, token| {
        let (alice, agent) = (world.alice.address, world.agent.address);
        world.measure(alice, token.address, approve(agent, units(100)))
    }),
    ("approve, changed", |world, token| {
        let (alice, agent) = (world.alice.address, world.agent.address);
        world.send(alice, token.address, approve(agent, units(100)))?;
        world.measure(alice, token.address, approve(agent, units(50)))
    }),
    ("permit, first", |world, token| {
        let permit = permit(world, token, 0, units(100));
        world.measure(world.agent.address, token.address, permit)
    }),
    ("permit, second", |world, token| {
        let first = permit(world, token, 0, units(100));
        world.send(world.agent.address, token.address, first)?;
        let second = permit(world, token, 1, units(50));
        world.measure(world.agent.address, token.address, second)
    }),
];

const ISSUE: [(&str, Row); 3] = [
    ("mint to a holder", |world, token| {
        let (minter, to) = (world.suite.staking, world.alice.address);
        let value = units(1);
        world.measure(minter, token.address, IDiem::mintCall { to, value })
    }),
    ("mint to a fresh account", |world, token| {
        let (minter, to) = (world.suite.staking, world.fresh.address);
        let value = units(1);
        world.measure(minter, token.address, IDiem::mintCall { to, value })
    }),
    ("burn", |world, token| {
        let (minter, from) = (world.suite.staking, world.alice.address);
        let value = units(1);
        world.measure(minter, token.address, IDiem::burnCall { from, value })
    }),
];

fn balance_of(world: &mut World<'_>, token: &Token) -> Result<Figure, BenchError> {
    let account = world.bob.address;
    let call = IDiem::balanceOfCall { account };
    world.measure(world.alice.address, token.address, call)
}

/// The agent moves alice's tokens to bob, both touched that day before.
fn transfer_from(
    world: &mut World<'_>,
    token: &Token,
    allowed: U256,
) -> Result<Figure, BenchError> {
    let (from, to, agent) = (world.alice.address, world.bob.address, world.agent.address);
    world.send(from, token.address, approve(agent, allowed))?;
    world.send(from, token.address, transfer(to))?;
    let value = units(1);
    world.measure(
        agent,
        token.address,
        IDiem::transferFromCall { from, to, value },
    )
}

fn transfer(to: Address) -> IDiem::transferCall {
    IDiem::transferCall {
        to,
        value: units(1),
    }
}

fn approve(spender: Address, value: U256) -> IDiem::approveCall {
    IDiem::approveCall { spender, value }
}

/// Alice's signature for the agent.
fn permit(world: &World<'_>, token: &Token, nonce: u64, value: U256) -> IDiem::permit_0Call {
    let message = typed_data::Permit {
        owner: world.alice.address,
        spender: world.agent.address,
        value,
        nonce: U256::from(nonce),
        deadline: U256::MAX,
    };
    let digest = typed_data::digest(&message, &token.domain);
    let (v, r, s) = world.alice.sign_hash_vrs(digest);
    IDiem::permit_0Call {
        owner: message.owner,
        spender: message.spender,
        value,
        deadline: message.deadline,
        v,
        r,
        s,
    }
}
