//! The cases of the properties.

use std::{env, fmt::Debug, str::FromStr};

use proptest::{
    strategy::Strategy,
    test_runner::{Config, RngSeed, TestCaseResult, TestError, TestRunner},
};

/// How many cases are tried if `DIEM_TEST_CASES` does not say.
const CASES: u32 = 128;

/// Which, if `DIEM_TEST_SEED` does not say.
const SEED: u64 = 20_260_101;

fn setting<T: FromStr>(name: &str, default: T) -> T {
    match env::var(name) {
        Err(_) => default,
        Ok(text) => match text.parse() {
            Ok(value) => value,
            Err(_) => panic!("{name} is not a number: {text}"),
        },
    }
}

/// Runs `test` on many values. `subject` names what is tested, should it fail.
pub(crate) fn check<S: Strategy>(
    subject: &str,
    values: S,
    test: impl Fn(S::Value) -> TestCaseResult,
) where
    S::Value: Debug,
{
    let config = Config {
        cases: setting("DIEM_TEST_CASES", CASES),
        rng_seed: RngSeed::Fixed(setting("DIEM_TEST_SEED", SEED)),
        // The seed is fixed: what failed fails again.
        failure_persistence: None,
        ..Config::default()
    };
    match TestRunner::new(config).run(&values, test) {
        Ok(()) => {}
        Err(TestError::Fail(reason, value)) => panic!("{subject}: {reason}\n{value:#?}"),
        Err(TestError::Abort(reason)) => panic!("{subject}: {reason}"),
    }
}
