//! A pool with the protocol's fee on: a sixth of the growth of `sqrt(k)` goes to `feeTo`, in liquidity.

use alloy_primitives::{Address, U256};
use diem_suite::assert_reverts;

use super::{
    abi::{IFactory, IPair, IRouter},
    formula,
    market::{Market, NEVER, Pool, Way},
};
use crate::{
    amounts::tokens,
    world::{because, someone},
};

/// A pool that had the fee on from the start, after swaps both ways; and the treasury that the fee goes to.
fn swapped_pool_with_fee() -> (Market, Pool, Address) {
    let mut market = Market::new();
    let (lp, trader, treasury) = (someone("lp"), someone("trader"), someone("treasury"));
    let (setter, factory) = (market.fee_setter, market.factory);
    market
        .world
        .send(setter, factory, IFactory::setFeeToCall { to: treasury });
    market.give_and_approve(lp, tokens(500), tokens(50_000));
    market.give_and_approve(trader, tokens(500), tokens(50_000));
    market.add(lp, tokens(100), tokens(10_000));
    let pool = market.vvv_pool();
    for round in 1..=3 {
        market
            .sell_exactly(trader, pool, Way::Buy, tokens(1_111 * round))
            .unwrap();
        market
            .sell_exactly(trader, pool, Way::Sell, tokens(7 * round))
            .unwrap();
    }
    (market, pool, treasury)
}

fn k_last(market: &mut Market, pool: Pool) -> U256 {
    market.world.read(pool.pair, IPair::kLastCall {})
}

#[test]
fn the_next_deposit_mints_the_protocols_share() {
    let (mut market, pool, treasury) = swapped_pool_with_fee();
    let (before, supply) = (market.reserves(pool), market.supply(pool));
    let k_then = k_last(&mut market, pool);
    assert_eq!(k_then, tokens(100) * tokens(10_000));
    assert_eq!(market.world.balance(pool.pair, treasury), U256::ZERO);

    let added = market.add(someone("lp"), tokens(10), tokens(50_000)).value;
    let fee = formula::protocol_liquidity(supply, before.k(), k_then);
    assert!(!fee.is_zero());
    assert_eq!(market.world.balance(pool.pair, treasury), fee);
    // The deposit is measured against the supply with the fee in it.
    let (diem, vvv) = (added.aTaken, added.bTaken);
    let minted = formula::liquidity(diem, vvv, before.diem, before.other, supply + fee);
    assert_eq!(added.liquidity, minted);
    assert_eq!(market.supply(pool), supply + fee + minted);
    let k_now = market.reserves(pool).k();
    assert_eq!(k_last(&mut market, pool), k_now);
}

/// The protocol takes its share out like anyone; the DIEM in it computes for the treasury from the next day on.
#[test]
fn the_treasury_takes_its_share_out() {
    let (mut market, pool, treasury) = swapped_pool_with_fee();
    market.add(someone("lp"), tokens(10), tokens(50_000));
    let (reserves, supply) = (market.reserves(pool), market.supply(pool));
    let (router, liquidity) = (market.router, market.world.balance(pool.pair, treasury));
    market.world.approve(treasury, pool.pair, router, liquidity);
    let call = IRouter::removeLiquidityCall {
        a: pool.diem,
        b: pool.other,
        liquidity,
        aMin: U256::ZERO,
        bMin: U256::ZERO,
        to: treasury,
        deadline: NEVER,
    };
    let paid = market.world.send(treasury, router, call).value;
    let diem = formula::share(liquidity, reserves.diem, supply);
    let vvv = formula::share(liquidity, reserves.other, supply);
    assert_eq!((paid.aPaid, paid.bPaid), (diem, vvv));
    assert_eq!(market.world.credits(treasury), U256::ZERO);
    market.world.suite.at(1, 0);
    assert_eq!(market.world.credits(treasury), diem);
}

/// Off again, the growth so far is forgotten, and the provider's.
#[test]
fn a_fee_turned_off_is_not_collected_later() {
    let (mut market, pool, treasury) = swapped_pool_with_fee();
    let (setter, factory) = (market.fee_setter, market.factory);
    let off = IFactory::setFeeToCall { to: Address::ZERO };
    market.world.send(setter, factory, off);
    let supply = market.supply(pool);
    let added = market.add(someone("lp"), tokens(10), tokens(50_000)).value;
    assert_eq!(market.supply(pool), supply + added.liquidity);
    assert_eq!(k_last(&mut market, pool), U256::ZERO);
    assert_eq!(market.world.balance(pool.pair, treasury), U256::ZERO);
}

#[test]
fn only_the_fee_setter_turns_it_on() {
    let (mut market, _, _) = swapped_pool_with_fee();
    let (thief, factory) = (someone("thief"), market.factory);
    let call = IFactory::setFeeToCall { to: thief };
    let refused = market.world.suite.send(thief, factory, call);
    assert_reverts(
        refused.map(|sent| sent.receipt),
        because("UniswapV2: FORBIDDEN"),
    );
}
