//! Plays a scenario on the contracts and the model at once.

use core::fmt::Write as _;

use alloy_primitives::U256;
use diem_suite::{
    Params, Reverted,
    abi::{IVvv, describe_error},
};

use crate::{
    call::Call,
    cast::{HOLDERS, PEOPLE, Who},
    invariants::{Broken, Watch},
    model::Model,
    picture::{Picture, Rewards},
    resolve,
    strategy::Scenario,
    world::World,
};

/// How contracts and specification disagree.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Disagreement {
    /// A call had another outcome.
    #[error("{call} {got}; expected {expected}")]
    Outcome {
        call: String,
        got: String,
        expected: String,
    },
    /// A view failed, or the model.
    #[error("after this, it panicked: see the message above")]
    Panic,
    /// Views show something else.
    #[error("after {call}, the contracts show (+) what the model does not (-):\n{difference}")]
    Views { call: String, difference: String },
    /// An invariant is broken.
    #[error("after {call}: {broken}")]
    Invariant { call: String, broken: Broken },
}

/// One play of a scenario.
pub(crate) struct Play {
    world: World,
    model: Model,
    watch: Watch,
    start: u64,
    /// What was done and what came of it, a line each.
    pub(crate) diary: Vec<String>,
}

impl Play {
    /// Deploys the contracts and gives everyone VVV: more than any field holds, much, and little.
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let params = Params {
            vvv_per_diem: scenario.terms.vvv_per_diem,
            cooldown: scenario.terms.cooldown,
            locked_reward_bps: scenario.terms.locked_reward_bps,
            diem_cap: scenario.diem_cap,
            ..Params::default()
        };
        let start = params.timestamp;
        let mut play = Self {
            world: World::new(params),
            model: Model::new(start, scenario.terms, scenario.diem_cap),
            watch: Watch::default(),
            start,
            diary: Vec::new(),
        };
        for (i, who) in HOLDERS.into_iter().chain([Who::Owner]).enumerate() {
            let wealth = U256::ONE << [130, 90, 80, 112, 70, 100][i];
            play.give_vvv(who, wealth + U256::from(i));
        }
        for who in PEOPLE {
            // One holder's approval runs out.
            let value = if who == HOLDERS[2] {
                U256::ONE << 75
            } else {
                U256::MAX
            };
            play.approve_vvv(who, value);
        }
        play
    }

    fn give_vvv(&mut self, who: Who, wei: U256) {
        self.world.suite.fund_vvv(self.world.cast.address(who), wei);
        self.model.vvv.give(who, wei);
    }

    fn approve_vvv(&mut self, owner: Who, value: U256) {
        let spender = self.world.suite.staking;
        let (from, vvv) = (self.world.cast.address(owner), self.world.suite.vvv);
        let approved = self
            .world
            .suite
            .send(from, vvv, IVvv::approveCall { spender, value });
        approved.expect("VVV takes any approval");
        self.model.vvv.approvals.approve(owner, Who::Staking, value);
    }

    /// Plays all steps.
    ///
    /// # Errors
    /// The first [`Disagreement`].
    pub(crate) fn run(&mut self, scenario: &Scenario) -> Result<(), Disagreement> {
        for step in &scenario.steps {
            self.model.now = resolve::moment(&self.model, self.start, step.wait);
            self.world.suite.chain.set_timestamp(self.model.now);
            let call = self.model.resolve(&step.action);
            self.play(&call)?;
            self.compare(&call)?;
        }
        Ok(())
    }

    /// Executes one call and follows it.
    fn play(&mut self, call: &Call) -> Result<(), Disagreement> {
        let verdict = self.model.judge(call);
        let outcome = self.world.run(call);
        self.note(call, &outcome);
        let disagreement = |got: String, expected: String| {
            Err(Disagreement::Outcome {
                call: call.to_string(),
                got,
                expected,
            })
        };
        match outcome {
            Ok(returned) if verdict.passes() => {
                self.watch.turn_to(U256::from(self.model.today()));
                self.watch.note(call, returned);
                match self.model.perform(call, returned) {
                    Ok(()) => Ok(()),
                    Err(wrong) => disagreement("passed".to_owned(), wrong.to_string()),
                }
            }
            Ok(returned) => disagreement(
                format!("returned {returned}"),
                format!("one of {:?}", verdict.reasons),
            ),
            Err(reverted) if verdict.refuses(&reverted.data, &self.world.cast) => Ok(()),
            Err(reverted) if verdict.reasons.is_empty() => {
                disagreement(reverted.to_string(), "it to pass".to_owned())
            }
            Err(reverted) => disagreement(
                reverted.to_string(),
                format!("one of {:?}", verdict.reasons),
            ),
        }
    }

    /// Writes a line of the diary.
    fn note(&mut self, call: &Call, outcome: &Result<U256, Reverted>) {
        let (day, second) = (self.model.today(), self.model.now % crate::model::DAY);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        let day = day - self.start / crate::model::DAY;
        let outcome = match outcome {
            Ok(returned) => format!("ok {returned}"),
            Err(reverted) => describe_error(&reverted.data),
        };
        let line = format!("day {day} {hour:02}:{minute:02}:{second:02}  {call}  ->  {outcome}");
        self.diary.push(line);
    }

    /// Compares all views, and checks the invariants on them.
    fn compare(&mut self, call: &Call) -> Result<(), Disagreement> {
        let call = || call.to_string();
        let (seen, rewards) = self.world.picture(&self.model);
        let drawn = self.model.picture();
        if seen != drawn {
            let difference = difference(&drawn, &seen);
            return Err(Disagreement::Views {
                call: call(),
                difference,
            });
        }
        self.compare_rewards(&rewards)
            .map_err(|difference| Disagreement::Views {
                call: call(),
                difference,
            })?;
        self.watch.turn_to(seen.days[0]);
        let ratio = self.model.staking.terms.vvv_per_diem;
        let checked = self.watch.check(&seen, &rewards, ratio);
        checked.map_err(|broken| Disagreement::Invariant {
            call: call(),
            broken,
        })
    }

    /// Rewards are compared with what they exactly are: each within its rounding, and never more in total.
    fn compare_rewards(&self, seen: &Rewards) -> Result<(), String> {
        let stored = &self.model.staking.rewards;
        let exact = stored.settled(self.model.now);
        let mut wrong = String::new();
        let mut check = |what: &str, bounds: crate::model::Bounds, value: U256| {
            if !bounds.admit(value) {
                let _ = writeln!(
                    wrong,
                    "{what} is {value}, not {} to {}",
                    bounds.least, bounds.most
                );
            }
        };
        check(
            "rewardStream().unstreamed",
            exact.unstreamed(),
            seen.unstreamed,
        );
        check(
            "totals().unstreamed",
            stored.unstreamed(),
            seen.unstreamed_stored,
        );
        for &(who, claimable) in &seen.claimable {
            check(
                &format!("claimable of {who}"),
                exact.claimable(who),
                claimable,
            );
        }
        let sum: U256 = seen.claimable.iter().map(|(_, claimable)| claimable).sum();
        if sum > exact.released() {
            let _ = writeln!(wrong, "{sum} claimable of {} released", exact.released());
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

/// The lines in which two pictures differ, with the account or budget they belong to.
fn difference(drawn: &Picture, seen: &Picture) -> String {
    let (drawn, seen) = (format!("{drawn:#?}"), format!("{seen:#?}"));
    let mut lines = String::new();
    let mut heading = "";
    for (expected, got) in drawn.lines().zip(seen.lines()) {
        if expected.trim_start().starts_with("who:") {
            heading = expected.trim();
        }
        if expected != got {
            let (expected, got) = (expected.trim(), got.trim());
            let _ = writeln!(lines, "{heading}\n  - {expected}\n  + {got}");
        }
    }
    if drawn.lines().count() != seen.lines().count() {
        lines.push_str("and one of them has more entries\n");
    }
    lines
}
