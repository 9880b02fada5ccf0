//! Credits in use: an agent, a gateway, a hundred accounts, an app.

use diem_suite::{
    Account, Address, B256, Bytes, U256,
    abi::{IComputeCredits, IVvv, IVvvStaking},
    amount::{in_units, milli, units},
    receipts::{ReceiptTree, UsageReceipt, verify},
    typed_data::{Allowance, Meter, digest},
};

use crate::{
    app::{self, AskApp},
    report::{Failure, Step, Value},
    world::{DAY, SUBSCRIBERS, World},
};

/// An agent of alice's gets a daily allowance by her signature and draws on it.
pub(crate) fn allowance(world: &mut World, step: &mut Step) -> Result<(), Failure> {
    let (credits, day) = (world.suite.credits, world.today());
    let (owner, spender) = (world.alice.address, world.agent.address);
    let limit = units(5);
    let granted = Allowance {
        owner,
        spender,
        dailyLimit: limit.to(),
        expiry: expiry(world, 30),
        nonce: U256::ZERO,
        deadline: deadline(world),
    };
    let signature = sign(
        &world.alice,
        digest(&granted, &world.suite.credits_domain()),
    );
    let Allowance {
        dailyLimit,
        expiry,
        deadline,
        ..
    } = granted;
    let grant = IComputeCredits::setAllowanceBySigCall {
        owner,
        spender,
        dailyLimit,
        expiry,
        deadline,
        signature,
    };
    // The agent brings the signature on chain itself: alice needs no gas.
    let grant = world.send(spender, credits, grant)?;

    let drawn = units(3);
    let draw = |amount| IComputeCredits::transferFromCall {
        owner,
        to: spender,
        day,
        amount,
    };
    let draw_gas = world.send(spender, credits, draw(drawn))?.gas_used();
    let budget = world.read(credits, IComputeCredits::allowanceOfCall { owner, spender })?;
    step.expect(
        "the agent's use of its allowance",
        U256::from(budget.used),
        drawn,
    )?;
    let agent = world.read(
        credits,
        IComputeCredits::balanceOfCall {
            account: spender,
            day,
        },
    )?;
    step.expect("the agent's credits", agent, drawn)?;
    let left = U256::from(budget.dailyLimit) - U256::from(budget.used);
    let too_much = IComputeCredits::InsufficientAllowance {
        owner,
        spender,
        remaining: left,
        needed: drawn,
    };
    let refused = world.refused(spender, credits, draw(drawn), &too_much, |error| {
        format!(
            "{} credits remain, {} needed",
            in_units(error.remaining),
            in_units(error.needed)
        )
    })?;

    step.show(
        "agent, daily allowance",
        Value::Credits(U256::from(budget.dailyLimit)),
    );
    step.show("agent, credits drawn", Value::Credits(agent));
    step.show("setAllowanceBySig", Value::Gas(grant.gas_used()));
    step.show("transferFrom", Value::Gas(draw_gas));
    step.show("the same again", refused);
    Ok(())
}

/// A gateway gets a meter by alice's signature, holds, serves, settles.
pub(crate) fn meter(world: &mut World, step: &mut Step) -> Result<(), Failure> {
    let (credits, day) = (world.suite.credits, world.today());
    let (owner, gateway) = (world.alice.address, world.gateway.address);
    let before = world.credits_of(owner)?;
    let granted = Meter {
        owner,
        gateway,
        dailyLimit: units(10).to(),
        expiry: expiry(world, 30),
        nonce: U256::ZERO,
        deadline: deadline(world),
    };
    let signature = sign(
        &world.alice,
        digest(&granted, &world.suite.credits_domain()),
    );
    let Meter {
        dailyLimit,
        expiry,
        deadline,
        ..
    } = granted;
    let grant = IComputeCredits::setMeterBySigCall {
        owner,
        gateway,
        dailyLimit,
        expiry,
        deadline,
        signature,
    };
    world.send(gateway, credits, grant)?;

    let hold = units(6);
    let raised = reading(world, &[(owner, hold)], B256::ZERO)?;
    let held = world.credits_of(owner)?;
    step.expect(
        "alice's credits under the hold",
        held.available,
        before.available - hold,
    )?;

    let served = served(owner, day);
    let tree = ReceiptTree::new(&served);
    let bill: U256 = served.iter().map(|receipt| receipt.amount).sum();
    let lowered = reading(world, &[(owner, bill)], tree.root())?;
    let after = world.credits_of(owner)?;
    step.expect("alice's use, all of it the bill", after.used, bill)?;
    step.expect(
        "alice's credits after the bill",
        after.available,
        before.available - bill,
    )?;

    let posted = lowered.1.first().map(|posted| posted.receiptsRoot);
    step.expect("the root posted", posted, Some(tree.root()))?;
    for receipt in &served {
        let proof = tree.proof(receipt).unwrap_or_default();
        step.expect_that(
            "the receipt's proof",
            verify(tree.root(), receipt, &proof),
            receipt,
        )?;
    }
    step.show("gateway, held before serving", Value::Credits(held.used));
    step.show("gateway, billed after serving", Value::Credits(after.used));
    step.show("alice, credits left today", Value::Credits(after.available));
    step.show(
        format!("root of {} receipts", served.len()),
        Value::Hash(tree.root()),
    );
    step.show("meter, the hold", Value::Gas(raised.0));
    step.show("meter, the bill", Value::Gas(lowered.0));
    Ok(())
}

/// Carol mints one DIEM to each subscriber; the gateway reads all of them at once, twice.
pub(crate) fn batch(world: &mut World, step: &mut Step) -> Result<(), Failure> {
    let (vvv, staking, credits) = (world.suite.vvv, world.suite.staking, world.suite.credits);
    let (carol, gateway, day) = (world.carol.address, world.gateway.address, world.today());
    let count = U256::from(SUBSCRIBERS);
    let stake = world.read(
        staking,
        IVvvStaking::quoteLockCall {
            diemAmount: units(1) * count,
        },
    )?;
    world.send(
        carol,
        vvv,
        IVvv::approveCall {
            spender: staking,
            value: stake,
        },
    )?;
    world.send(carol, staking, IVvvStaking::stakeCall { amount: stake })?;
    let owners: Vec<Address> = world
        .subscribers
        .iter()
        .map(|account| account.address)
        .collect();
    for &owner in &owners {
        world.send(
            carol,
            staking,
            IVvvStaking::mintDiemCall {
                diemAmount: units(1),
                to: owner,
            },
        )?;
        let grant = IComputeCredits::setMeterCall {
            gateway,
            dailyLimit: units(1).to(),
            expiry: u32::MAX,
        };
        world.send(owner, credits, grant)?;
    }

    let used_before = world.read(credits, IComputeCredits::totalUsedCall {})?;
    let entries = |total| {
        owners
            .iter()
            .map(|&owner| (owner, total))
            .collect::<Vec<_>>()
    };
    let (first, _) = reading(world, &entries(milli(200)), B256::ZERO)?;
    let (next, _) = reading(world, &entries(milli(300)), B256::ZERO)?;
    let used = world.read(credits, IComputeCredits::totalUsedCall {})? - used_before;
    step.expect("what the hundred used", used, milli(300) * count)?;
    let left = world.read(
        credits,
        IComputeCredits::balanceOfBatchCall {
            accounts: owners,
            day,
        },
    )?;
    let all_alike = left.iter().all(|&left| left == milli(200));
    step.expect_that(
        "every subscriber has 0.2 of its 0.5 credits left",
        all_alike,
        &left,
    )?;

    step.show("credits metered", Value::Credits(used));
    step.show("first reading, whole call", Value::Gas(first));
    step.show(
        "first reading, per entry",
        Value::Gas(first / SUBSCRIBERS as u64),
    );
    step.show(
        "next reading, per entry",
        Value::Gas(next / SUBSCRIBERS as u64),
    );
    Ok(())
}

/// Alice asks an on-chain app, which pays the gateway for the request.
pub(crate) fn app(world: &mut World, step: &mut Step) -> Result<(), Failure> {
    let (credits, alice, gateway) = (
        world.suite.credits,
        world.alice.address,
        world.gateway.address,
    );
    let price = milli(500);
    let app = app::deploy(world, price)?;
    let grant = IComputeCredits::setAllowanceCall {
        spender: app,
        dailyLimit: units(1).to(),
        expiry: u32::MAX,
    };
    world.send(alice, credits, grant)?;

    let question = "What is the capital of compute?".to_owned();
    let expected = app::reference(
        world.suite.chain.chain_id(),
        app,
        alice,
        U256::ZERO,
        &question,
    );
    let asked = world.send(alice, app, AskApp::askCall { question })?;
    step.expect("the request's reference", asked.value, expected)?;
    let spent = asked.events_of::<IComputeCredits::Spent>(credits);
    let wanted = IComputeCredits::Spent {
        owner: app,
        payee: gateway,
        day: world.today(),
        amount: price,
        r#ref: expected,
    };
    step.expect("what the gateway sees", spent, vec![wanted])?;
    let books = world.credits_of(app)?;
    step.expect("the app's use", books.used, price)?;
    step.expect("the app's credits after it", books.available, U256::ZERO)?;

    step.show("app", Value::Address(app));
    step.show("app, paid to the gateway", Value::Credits(books.used));
    step.show("reference of the request", Value::Hash(asked.value));
    step.show("ask", Value::Gas(asked.gas_used()));
    Ok(())
}

/// A little of everything on the day at hand: the agent draws, the gateway meters alice and the subscribers, the app is asked.
pub(crate) fn settle_day(world: &mut World) -> Result<(), Failure> {
    let (credits, day) = (world.suite.credits, world.today());
    let (owner, agent) = (world.alice.address, world.agent.address);
    let draw = IComputeCredits::transferFromCall {
        owner,
        to: agent,
        day,
        amount: units(2),
    };
    world.send(agent, credits, draw)?;
    let subscribers = world
        .subscribers
        .iter()
        .map(|account| (account.address, milli(750)));
    let totals: Vec<_> = subscribers.chain([(owner, units(4))]).collect();
    reading(world, &totals, B256::ZERO)?;
    if let Some(app) = world.app {
        world.send(
            owner,
            app,
            AskApp::askCall {
                question: "And of credit?".to_owned(),
            },
        )?;
    }
    Ok(())
}

/// Sends the gateway's reading; returns its gas and what it posted. No entry may fall short.
fn reading(
    world: &mut World,
    totals: &[(Address, U256)],
    root: B256,
) -> Result<(u64, Vec<IComputeCredits::MeterPosted>), Failure> {
    let entries = totals
        .iter()
        .map(|(owner, total)| (U256::from_be_slice(owner.as_slice()) << 96) | *total);
    let call = IComputeCredits::meterCall {
        day: world.today(),
        entries: entries.collect(),
        receiptsRoot: root,
    };
    let sent = world.send(world.gateway.address, world.suite.credits, call)?;
    if sent.value > U256::ZERO {
        return Err(Failure::Broken {
            what: "a reading without shortfall".to_owned(),
            figures: sent.value.to_string(),
        });
    }
    Ok((sent.gas_used(), sent.events()))
}

/// What the gateway served alice: three requests.
fn served(owner: Address, day: U256) -> Vec<UsageReceipt> {
    let amounts = [milli(1_500), milli(750), milli(2_000)];
    let receipt = |(i, amount): (usize, U256)| UsageReceipt {
        owner,
        day,
        index: U256::from(i),
        amount,
        request_hash: B256::with_last_byte(i as u8 + 1),
    };
    amounts.into_iter().enumerate().map(receipt).collect()
}

fn sign(account: &Account, hash: B256) -> Bytes {
    account.sign_hash(hash).to_vec().into()
}

/// When a budget ends that is good for `days`.
fn expiry(world: &World, days: u64) -> u32 {
    u32::try_from(world.suite.now() + days * DAY).unwrap_or(u32::MAX)
}

/// An hour to bring a signature on chain.
fn deadline(world: &World) -> U256 {
    U256::from(world.suite.now() + 3_600)
}
