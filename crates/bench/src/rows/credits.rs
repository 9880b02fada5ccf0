//! What credits cost: moving them, budgets, metering, and reading many at once.

use diem_suite::{
    Account, Address, B256, U256,
    abi::{IComputeCredits, IDiem},
    typed_data,
};

use crate::{
    figure::Figure,
    world::{BenchError, World, units},
};

const NAME: &str = "credits";

/// How many accounts a call of `meter` covers.
const SIZES: [usize; 4] = [1, 10, 100, 200];

/// How many accounts a batch read covers.
const BATCH: usize = 100;

/// The day on which the rows happen; everybody got their DIEM on day 0.
const TODAY: u64 = 2;

type Row = fn(&mut World<'_>) -> Result<Figure, BenchError>;

/// All rows of the ledger, and the batch read of Diem.
pub(crate) fn rows(world: &mut World<'_>) -> Result<Vec<Figure>, BenchError> {
    let mut figures = Vec::new();
    for (name, row) in ROWS {
        figures.push(world.row(NAME, name, |world| {
            world.noon(0);
            for holder in [&world.alice, &world.bob].map(|account| account.address) {
                world.mint(world.suite.diem, holder, units(1_000))?;
            }
            world.noon(TODAY);
            row(world)
        })?);
    }
    for size in SIZES {
        for (name, history, total) in METERS {
            let name = format!("meter {name}, {size} per call");
            figures.push(world.row(NAME, name, |world| {
                let owners = owners(world, size)?;
                history(world, &owners)?;
                let call = meter(world, &owners, total);
                Ok(world
                    .measure(world.agent.address, world.suite.credits, call)?
                    .per(size))
            })?);
        }
    }
    figures.push(world.row(NAME, "balanceOfBatch, of 100", |world| {
        let accounts = owners(world, BATCH)?;
        world.noon(TODAY);
        let day = world.today();
        let call = IComputeCredits::balanceOfBatchCall { accounts, day };
        Ok(world
            .measure(world.alice.address, world.suite.credits, call)?
            .per(BATCH))
    })?);
    figures.push(world.row("diem", "capacityOfBatch, of 100", |world| {
        let accounts = owners(world, BATCH)?;
        world.noon(TODAY);
        let call = IDiem::capacityOfBatchCall { accounts };
        Ok(world
            .measure(world.alice.address, world.suite.diem, call)?
            .per(BATCH))
    })?);
    Ok(figures)
}

const ROWS: [(&str, Row); 13] = [
    ("spend, first of the day", |world| {
        world.measure(world.alice.address, world.suite.credits, spend(world))
    }),
    ("spend, later that day", |world| {
        world.send(world.alice.address, world.suite.credits, spend(world))?;
        world.measure(world.alice.address, world.suite.credits, spend(world))
    }),
    ("transfer, first of the day", |world| {
        world.measure(world.alice.address, world.suite.credits, transfer(world))
    }),
    ("transfer, later that day", |world| {
        world.send(world.alice.address, world.suite.credits, transfer(world))?;
        world.measure(world.alice.address, world.suite.credits, transfer(world))
    }),
    ("transferFrom, first of the day", |world| {
        allow(world)?;
        world.measure(
            world.agent.address,
            world.suite.credits,
            transfer_from(world),
        )
    }),
    ("transferFrom, later that day", |world| {
        allow(world)?;
        world.send(
            world.agent.address,
            world.suite.credits,
            transfer_from(world),
        )?;
        world.measure(
            world.agent.address,
            world.suite.credits,
            transfer_from(world),
        )
    }),
    ("setMeter, new", |world| {
        world.measure(
            world.alice.address,
            world.suite.credits,
            set_meter(world, 5),
        )
    }),
    ("setMeter, changed", |world| {
        world.send(
            world.alice.address,
            world.suite.credits,
            set_meter(world, 5),
        )?;
        world.measure(
            world.alice.address,
            world.suite.credits,
            set_meter(world, 9),
        )
    }),
    ("setMeterBySig, new", |world| {
        let call = set_meter_by_sig(world, 5, 0);
        world.measure(world.agent.address, world.suite.credits, call)
    }),
    ("setMeterBySig, changed", |world| {
        world.send(
            world.alice.address,
            world.suite.credits,
            set_meter(world, 5),
        )?;
        let call = set_meter_by_sig(world, 9, 1);
        world.measure(world.agent.address, world.suite.credits, call)
    }),
    ("setAllowance, new", |world| {
        let call = set_allowance(world);
        world.measure(world.alice.address, world.suite.credits, call)
    }),
    ("balanceOf", |world| {
        let (account, day) = (world.bob.address, world.today());
        let call = IComputeCredits::balanceOfCall { account, day };
        world.measure(world.alice.address, world.suite.credits, call)
    }),
    ("capacityOf", |world| {
        let account = world.bob.address;
        let call = IDiem::capacityOfCall { account };
        let figure = world.measure(world.alice.address, world.suite.diem, call)?;
        Ok(figure.of("diem"))
    }),
];

type History = fn(&mut World<'_>, &[Address]) -> Result<(), BenchError>;

/// What a call of `meter` finds, and the total that it sets for each owner.
const METERS: [(&str, History, u64); 5] = [
    ("raised, first ever", |world, _| today(world), 2),
    (
        "raised, first of the day",
        |world, owners| {
            world.noon(TODAY - 1);
            metered(world, owners)?;
            today(world)
        },
        2,
    ),
    ("raised, later that day", metered_today, 2),
    ("lowered", metered_today, 0),
    ("resent", metered_today, 1),
];

fn today(world: &mut World<'_>) -> Result<(), BenchError> {
    world.noon(TODAY);
    Ok(())
}

fn metered_today(world: &mut World<'_>, owners: &[Address]) -> Result<(), BenchError> {
    today(world)?;
    metered(world, owners)
}

/// The agent has read one credit of each owner.
fn metered(world: &mut World<'_>, owners: &[Address]) -> Result<(), BenchError> {
    let call = meter(world, owners, 1);
    world.send(world.agent.address, world.suite.credits, call)?;
    Ok(())
}

/// So many holders of DIEM, who let the agent meter them.
fn owners(world: &mut World<'_>, number: usize) -> Result<Vec<Address>, BenchError> {
    world.noon(0);
    let owners: Vec<Address> = (0..number)
        .map(|index| Account::named(&format!("owner {index}")).address)
        .collect();
    for owner in &owners {
        world.mint(world.suite.diem, *owner, units(10))?;
        world.send(*owner, world.suite.credits, set_meter(world, 5))?;
    }
    Ok(owners)
}

fn meter(world: &World<'_>, owners: &[Address], total: u64) -> IComputeCredits::meterCall {
    let entry = |owner: &Address| (U256::from_be_slice(owner.as_slice()) << 96) | units(total);
    IComputeCredits::meterCall {
        day: world.today(),
        entries: owners.iter().map(entry).collect(),
        receiptsRoot: B256::repeat_byte(0x5a),
    }
}

fn spend(world: &World<'_>) -> IComputeCredits::spendCall {
    IComputeCredits::spendCall {
        day: world.today(),
        payee: world.bob.address,
        amount: units(1),
        r#ref: B256::repeat_byte(0x5a),
    }
}

fn transfer(world: &World<'_>) -> IComputeCredits::transferCall {
    IComputeCredits::transferCall {
        to: world.bob.address,
        day: world.today(),
        amount: units(1),
    }
}

fn transfer_from(world: &World<'_>) -> IComputeCredits::transferFromCall {
    IComputeCredits::transferFromCall {
        owner: world.alice.address,
        to: world.bob.address,
        day: world.today(),
        amount: units(1),
    }
}

fn set_allowance(world: &World<'_>) -> IComputeCredits::setAllowanceCall {
    IComputeCredits::setAllowanceCall {
        spender: world.agent.address,
        dailyLimit: units(100).to(),
        expiry: u32::MAX,
    }
}

/// Alice lets the agent draw.
fn allow(world: &mut World<'_>) -> Result<(), BenchError> {
    let call = set_allowance(world);
    world.send(world.alice.address, world.suite.credits, call)?;
    Ok(())
}

fn set_meter(world: &World<'_>, limit: u64) -> IComputeCredits::setMeterCall {
    IComputeCredits::setMeterCall {
        gateway: world.agent.address,
        dailyLimit: units(limit).to(),
        expiry: u32::MAX,
    }
}

fn set_meter_by_sig(
    world: &World<'_>,
    limit: u64,
    nonce: u64,
) -> IComputeCredits::setMeterBySigCall {
    let message = typed_data::Meter {
        owner: world.alice.address,
        gateway: world.agent.address,
        dailyLimit: units(limit).to(),
        expiry: u32::MAX,
        nonce: U256::from(nonce),
        deadline: U256::MAX,
    };
    let digest = typed_data::digest(&message, &world.suite.credits_domain());
    IComputeCredits::setMeterBySigCall {
        owner: message.owner,
        gateway: message.gateway,
        dailyLimit: message.dailyLimit,
        expiry: message.expiry,
        deadline: message.deadline,
        signature: world.alice.sign_hash(digest).into(),
    }
}
