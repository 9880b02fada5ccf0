//! Makes a failing sequence short, and tells what happens in it.

use core::mem::{Discriminant, discriminant};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{
    choice::Wait,
    play::{Disagreement, Play},
    strategy::Scenario,
};

/// A play that failed.
struct Failure {
    disagreement: Disagreement,
    diary: Vec<String>,
}

/// Plays `scenario`; how it failed, if it did.
fn failure(scenario: &Scenario) -> Option<Failure> {
    let mut play = Play::new(scenario);
    // The contracts or the model may also be wrong in ways that panic: a view that reverts, a sum below zero.
    let result = catch_unwind(AssertUnwindSafe(|| play.run(scenario)));
    let disagreement = match result {
        Ok(result) => result.err()?,
        Err(_) => Disagreement::Panic,
    };
    Some(Failure {
        disagreement,
        diary: play.diary,
    })
}

/// Whether `scenario` fails in this way.
fn fails(scenario: &Scenario, kind: Discriminant<Disagreement>) -> bool {
    failure(scenario).is_some_and(|failure| discriminant(&failure.disagreement) == kind)
}

/// The story of the shortest sequence found that fails as `scenario` does: parameters, one line for each call, what is wrong.
pub(crate) fn story(mut scenario: Scenario) -> String {
    let Some(first) = failure(&scenario) else {
        return "a sequence failed, but not when it was repeated".to_owned();
    };
    let kind = discriminant(&first.disagreement);
    scenario.steps.truncate(first.diary.len());
    drop_steps(&mut scenario, kind);
    drop_waits(&mut scenario, kind);
    let last = failure(&scenario).unwrap_or(first);
    let Scenario {
        terms,
        diem_cap,
        steps,
    } = &scenario;
    format!(
        "{terms:?}, Diem's cap {diem_cap}\n\n{}\n\n{}\n\nas actions: {steps:#?}",
        last.diary.join("\n"),
        last.disagreement
    )
}

/// Leaves steps out, halves first, then ever fewer, as long as the rest still fails.
fn drop_steps(scenario: &mut Scenario, kind: Discriminant<Disagreement>) {
    let mut length = scenario.steps.len() / 2;
    while length > 0 {
        let mut end = scenario.steps.len();
        while end > 0 {
            let start = end.saturating_sub(length);
            let mut shorter = scenario.clone();
            shorter.steps.drain(start..end);
            if fails(&shorter, kind) {
                *scenario = shorter;
            }
            end = start;
        }
        length /= 2;
    }
}

/// Lets no time pass where that does not matter.
fn drop_waits(scenario: &mut Scenario, kind: Discriminant<Disagreement>) {
    for step in 0..scenario.steps.len() {
        let mut simpler = scenario.clone();
        simpler.steps[step].wait = Wait::No;
        if simpler.steps != scenario.steps && fails(&simpler, kind) {
            *scenario = simpler;
        }
    }
}
