//! An app that uses the suite, in Solidity and in Rust: one set of scenarios, two worlds.
//!
//! The app is specified in `tests/solidity/IIntegrator.sol`. Its Rust form, `contracts/examples/integrator`, is the example for Stylus integrators.

mod app;

mod credits;
mod hostile_token;
mod refusals;
mod treasury;
mod wallet;

/// Makes tests of scenarios: each runs once with the app of either language.
macro_rules! test_both {
    ($($scenario:ident),* $(,)?) => {
        mod in_solidity {
            $(#[test] fn $scenario() { super::$scenario($crate::integrator::app::Language::Solidity) })*
        }
        mod in_rust {
            $(#[test] fn $scenario() { super::$scenario($crate::integrator::app::Language::Rust) })*
        }
    };
}
use test_both;
