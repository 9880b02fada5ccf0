//! The rows of the tables: what is called, and after what.

mod credits;
mod staking;
mod tokens;

use diem_build::{Artifacts, Optimizer};

use crate::{
    figure::{Figure, Figures},
    peers,
    world::{BenchError, World},
};
pub(crate) use staking::Pool;
pub(crate) use tokens::Token;

/// Measures every row.
pub(crate) fn measure(artifacts: &Artifacts) -> Result<Figures, BenchError> {
    let mut cached = World::new(artifacts, true)?;
    let mut figures = programs(&mut cached)?;
    figures.extend(solidity(&mut cached)?);
    let uncached = programs(&mut World::new(artifacts, false)?)?;
    Ok(Figures::new(figures, &uncached))
}

/// The rows of all programs.
fn programs(world: &mut World<'_>) -> Result<Vec<Figure>, BenchError> {
    let vvv = Token {
        domain: world.suite.vvv_domain(),
        minted: false,
        ..Token::minted(world, "vvv", world.suite.vvv)
    };
    let tokens = [
        Token::minted(world, "diem", world.suite.diem),
        vvv,
        peers::stylus_token(world)?,
    ];
    let mut figures = Vec::new();
    for token in &tokens {
        figures.extend(tokens::rows(world, token)?);
    }
    figures.extend(staking::rows(world, Pool::Staking(world.suite.staking))?);
    figures.extend(credits::rows(world)?);
    Ok(figures)
}

/// The rows of the peers in Solidity: of each row the cheaper one of those that the optimiser's settings make.
fn solidity(world: &mut World<'_>) -> Result<Vec<Figure>, BenchError> {
    let mut best: Vec<Figure> = Vec::new();
    for optimizer in Optimizer::PEERS {
        let mut figures = Vec::new();
        for token in peers::tokens(world, optimizer)? {
            figures.extend(tokens::rows(world, &token)?);
        }
        let pool = peers::rewards(world, optimizer)?;
        figures.extend(staking::rows(world, pool)?);
        if best.is_empty() {
            best = figures;
            continue;
        }
        for (best, other) in best.iter_mut().zip(figures) {
            if other.execution < best.execution {
                *best = other;
            }
        }
    }
    Ok(best)
}
