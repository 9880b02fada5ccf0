//! The suite under random sequences of calls, against an independent model of its specification.
//!
//! Several accounts do everything that the interfaces offer, over several days, at the moments and with the amounts at which something
//! changes. After every step the outcome is the model's (or one of the refusals that the model has reasons for), every view of every
//! account shows what the model has, and the design's invariants hold.
//!
//! `DIEM_TEST_CASES` sets how many sequences are tried, `DIEM_TEST_SEED` which (a number; by default always the same ones, so that a run
//! can be repeated). A sequence that fails is shrunk, printed, and kept in `proptest-regressions/`, whose sequences are tried first.

mod action;
mod call;
mod cast;
mod choice;
mod invariants;
mod model;
mod picture;
mod play;
mod resolve;
mod shrink;
mod strategy;
mod world;

use std::env;

use proptest::test_runner::{
    Config, FileFailurePersistence, RngSeed, TestCaseError, TestError, TestRunner,
};

use crate::{play::Play, strategy::scenario};

/// How many sequences are tried if `DIEM_TEST_CASES` does not say.
const CASES: u32 = 64;

/// Which, if `DIEM_TEST_SEED` does not say.
const SEED: u64 = 20_260_101;

/// Sequences that failed once.
const REGRESSIONS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/stateful/proptest-regressions/main.txt"
);

fn setting<T: core::str::FromStr>(name: &str, default: T) -> T {
    match env::var(name) {
        Err(_) => default,
        Ok(text) => match text.parse() {
            Ok(value) => value,
            Err(_) => panic!("{name} is not a number: {text}"),
        },
    }
}

fn config() -> Config {
    Config {
        cases: setting("DIEM_TEST_CASES", CASES),
        rng_seed: RngSeed::Fixed(setting("DIEM_TEST_SEED", SEED)),
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(REGRESSIONS))),
        // `shrink` does it: it knows that what follows the failing step does not matter, and needs a tenth of the plays.
        max_shrink_iters: 0,
        ..Config::default()
    }
}

#[test]
fn every_sequence_of_calls_does_what_the_specification_says() {
    let mut runner = TestRunner::new(config());
    let result = runner.run(&scenario(), |scenario| {
        let mut play = Play::new(&scenario);
        let result = play.run(&scenario);
        result.map_err(|disagreement| TestCaseError::fail(disagreement.to_string()))
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(_, scenario)) => panic!("{}", shrink::story(scenario)),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}
