//! The story: its steps in order, and the run.

mod compute;
mod exit;
mod market;
mod solvency;
mod start;

use std::io;

use crate::{
    report::{Failure, Report, ReportedFailure, Step},
    world::World,
};

type Play = fn(&mut World, &mut Step) -> Result<(), Failure>;

/// A step to play.
struct Chapter {
    title: &'static str,
    meaning: &'static str,
    play: Play,
}

const fn chapter(title: &'static str, meaning: &'static str, play: Play) -> Chapter {
    Chapter {
        title,
        meaning,
        play,
    }
}

const DEPLOY: (&str, &str) = (
    "Deploy the suite",
    "Four WASM programs; each knows the others for ever: no proxy, no upgrade.",
);

const CHAPTERS: [Chapter; 14] = [
    chapter(
        "Faucet and rewards",
        "Four accounts take a drip of Test VVV; the owner streams VVV to stakers, once there are any.",
        start::faucet,
    ),
    chapter(
        "Stake and mint at noon",
        "Minted at noon, DIEM computes at once, with the half of the day that is left.",
        start::mint,
    ),
    chapter(
        "An agent's daily allowance",
        "Granted by alice's signature: the agent draws credits, but not beyond its limit.",
        compute::allowance,
    ),
    chapter(
        "A gateway's meter",
        "Granted by signature: raised as a hold, lowered to what was served, billed by receipts.",
        compute::meter,
    ),
    chapter(
        "A reading for 100 accounts",
        "One call posts the gateway's totals; the first one of all pays for new records.",
        compute::batch,
    ),
    chapter(
        "An on-chain app pays for a request",
        "A Solidity contract draws the user's credits and spends them for the gateway.",
        compute::app,
    ),
    chapter(
        "DIEM is sold",
        "DIEM trades ex-capacity: today's capacity stays with the seller, tomorrow's moves.",
        market::sale,
    ),
    chapter(
        "Midnight",
        "Capacity is the balance at midnight, credits are new, and yesterday's calls are refused.",
        market::midnight,
    ),
    chapter(
        "Burn",
        "The VVV behind burned DIEM stays locked today: its capacity of today is out already.",
        exit::burn,
    ),
    chapter(
        "Two tickets to unstake",
        "A day later the VVV is free; each request is its own ticket and can be cancelled.",
        exit::tickets,
    ),
    chapter(
        "Too early",
        "A ticket is not paid before its cooldown is over; the error says when.",
        exit::too_early,
    ),
    chapter(
        "Paid",
        "To the second, the cooldown is over: the ticket is paid.",
        exit::paid,
    ),
    chapter(
        "Rewards",
        "The stream is shared by weight, in which locked VVV counts less than free VVV.",
        exit::rewards,
    ),
    chapter(
        "Solvency",
        "Over everyone who ever held anything: held >= owed, used <= capacity, sums = totals.",
        solvency::audit,
    ),
];

/// Plays the whole story, handing each step to `shown` as it is done. A failed step ends it.
///
/// # Errors
///
/// Only those of `shown`; a failed step is part of the report.
pub(crate) fn play(mut shown: impl FnMut(&Step) -> io::Result<()>) -> io::Result<Report> {
    let mut report = Report {
        chain_id: None,
        steps: Vec::new(),
        failure: None,
    };
    let mut first = Step::new(1, DEPLOY.0, DEPLOY.1);
    let mut world = match start::deploy(&mut first) {
        Ok(world) => world,
        Err(failure) => {
            report.failure = Some(reported(&first, &failure));
            return Ok(report);
        }
    };
    report.chain_id = Some(world.suite.chain.chain_id());
    finish(first, &world, &mut report, &mut shown)?;
    for (number, chapter) in (2..).zip(CHAPTERS) {
        let mut step = Step::new(number, chapter.title, chapter.meaning);
        if let Err(failure) = (chapter.play)(&mut world, &mut step) {
            report.failure = Some(reported(&step, &failure));
            break;
        }
        finish(step, &world, &mut report, &mut shown)?;
    }
    Ok(report)
}

fn finish(
    mut step: Step,
    world: &World,
    report: &mut Report,
    shown: &mut impl FnMut(&Step) -> io::Result<()>,
) -> io::Result<()> {
    step.timestamp = world.suite.now();
    shown(&step)?;
    report.steps.push(step);
    Ok(())
}

fn reported(step: &Step, failure: &Failure) -> ReportedFailure {
    ReportedFailure {
        step: step.number,
        title: step.title,
        reason: failure.to_string(),
    }
}
