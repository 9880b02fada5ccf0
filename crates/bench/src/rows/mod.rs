//! The rows of the table: what is called, and after what.

mod credits;
mod staking;
mod tokens;

use crate::{
    figure::Figure,
    world::{BenchError, World},
};
use tokens::Token;

/// The figures of every row. With `cache_programs` the programs start as after a successful cache bid.
pub(crate) fn measure(cache_programs: bool) -> Result<Vec<Figure>, BenchError> {
    let mut world = World::new(cache_programs)?;
    let ours = [
        Token {
            name: "diem",
            address: world.suite.diem,
            domain: world.suite.diem_domain(),
            minted: true,
        },
        Token {
            name: "vvv",
            address: world.suite.vvv,
            domain: world.suite.vvv_domain(),
            minted: false,
        },
    ];
    let mut figures = Vec::new();
    for token in &ours {
        figures.extend(tokens::rows(&mut world, token)?);
    }
    figures.extend(staking::rows(&mut world)?);
    figures.extend(credits::rows(&mut world)?);
    Ok(figures)
}
