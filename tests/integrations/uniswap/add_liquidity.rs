//! Liquidity goes in.

use alloy_primitives::{Address, U256, aliases::U112};
use diem_suite::{
    Log,
    abi::{IDiem, IVvv},
    assert_reverts, emitted,
};

use super::{
    abi::{IPair, IRouter},
    formula::{self, MINIMUM_LIQUIDITY},
    market::{Market, Pool, Reserves},
};
use crate::{
    amounts::{tokens, wei},
    world::{because, someone},
};

/// The pair's event of reserves.
fn sync(pool: Pool, reserves: Reserves) -> Log {
    let (reserve0, reserve1) = pool.ordered(reserves.diem, reserves.other);
    let event = IPair::Sync {
        reserve0: U112::from(reserve0),
        reserve1: U112::from(reserve1),
    };
    emitted(pool.pair, &event)
}

fn liquidity_moved(pool: Pool, from: Address, to: Address, value: U256) -> Log {
    emitted(pool.pair, &IPair::Transfer { from, to, value })
}

#[test]
fn the_first_deposit_creates_the_pair_and_sets_the_price() {
    let mut market = Market::new();
    let lp = someone("lp");
    // No round figures: the root is not whole.
    let (diem, vvv) = (
        wei(123_456_789_012_345_678_901),
        wei(9_876_543_210_987_654_321_011),
    );
    market.give_and_approve(lp, diem, vvv);
    let added = market.add(lp, diem, vvv);

    let minted = formula::first_liquidity(diem, vvv) - MINIMUM_LIQUIDITY;
    assert_eq!((added.value.aTaken, added.value.bTaken), (diem, vvv));
    assert_eq!(added.value.liquidity, minted);
    let pool = market.vvv_pool();
    assert_eq!(pool.pair, market.predicted(pool.diem, pool.other));
    let reserves = Reserves { diem, other: vvv };
    assert_eq!(market.reserves(pool), reserves);
    assert_eq!(market.supply(pool), minted + MINIMUM_LIQUIDITY);
    assert_eq!(market.world.balance(pool.pair, lp), minted);
    let nobodys = market.world.balance(pool.pair, Address::ZERO);
    assert_eq!(nobodys, MINIMUM_LIQUIDITY);
    assert_eq!(market.world.suite.diem_of(lp), U256::ZERO);
    assert_eq!(market.world.suite.vvv_of(lp), U256::ZERO);

    let (amount0, amount1) = pool.ordered(diem, vvv);
    let sender = market.router;
    // The first log is the factory's, of the new pair.
    assert_eq!(
        added.receipt.logs[1..],
        [
            emitted(
                pool.diem,
                &IDiem::Transfer {
                    from: lp,
                    to: pool.pair,
                    value: diem
                }
            ),
            emitted(
                pool.other,
                &IVvv::Transfer {
                    from: lp,
                    to: pool.pair,
                    value: vvv
                }
            ),
            liquidity_moved(pool, Address::ZERO, Address::ZERO, MINIMUM_LIQUIDITY),
            liquidity_moved(pool, Address::ZERO, lp, minted),
            sync(pool, reserves),
            emitted(
                pool.pair,
                &IPair::Mint {
                    sender,
                    amount0,
                    amount1
                }
            ),
        ]
    );
}

/// What is offered beyond the pool's price stays with the provider, on either side.
#[test]
fn a_later_deposit_is_taken_at_the_pools_price() {
    let (mut market, pool, _) = Market::with_pool(tokens(7), tokens(1_000));
    let second = someone("second");
    for (diem, vvv) in [(tokens(5), tokens(300)), (tokens(1), tokens(900))] {
        market.give_and_approve(second, diem, vvv);
        let (before, supply) = (market.reserves(pool), market.supply(pool));
        let held = market.world.balance(pool.pair, second);
        let added = market.add(second, diem, vvv).value;

        let vvv_for_all_diem = diem * before.other / before.diem;
        let (diem_taken, vvv_taken) = if vvv_for_all_diem <= vvv {
            (diem, vvv_for_all_diem)
        } else {
            (vvv * before.diem / before.other, vvv)
        };
        assert_eq!((added.aTaken, added.bTaken), (diem_taken, vvv_taken));
        let minted = formula::liquidity(diem_taken, vvv_taken, before.diem, before.other, supply);
        assert_eq!(added.liquidity, minted);
        assert_eq!(market.world.balance(pool.pair, second) - held, minted);
        assert_eq!(market.supply(pool), supply + minted);
        let after = Reserves {
            diem: before.diem + diem_taken,
            other: before.other + vvv_taken,
        };
        assert_eq!(market.reserves(pool), after);
    }
}

#[test]
fn a_price_worse_than_the_providers_limit_is_refused() {
    let (mut market, pool, _) = Market::with_pool(tokens(10), tokens(1_000));
    let second = someone("second");
    market.give_and_approve(second, tokens(2), tokens(100));
    let before = market.reserves(pool);
    // 100 VVV go with exactly 1 DIEM.
    let call = IRouter::addLiquidityCall {
        aMin: tokens(1) + wei(1),
        ..market.add_call(second, tokens(2), tokens(100))
    };
    let router = market.router;
    let refused = market.world.suite.send(second, router, call.clone());
    let reason = because("UniswapV2Router: INSUFFICIENT_A_AMOUNT");
    assert_reverts(refused.map(|sent| sent.value), reason);
    assert_eq!(market.reserves(pool), before);

    let call = IRouter::addLiquidityCall {
        aMin: tokens(1),
        ..call
    };
    market.world.send(second, router, call);
}

/// The router has no use for a token's own error: it says that the transfer failed, and nothing has moved.
#[test]
fn a_deposit_without_allowance_moves_nothing() {
    let (mut market, pool, _) = Market::with_pool(tokens(10), tokens(1_000));
    let second = someone("second");
    market.give_and_approve(second, tokens(1), tokens(100));
    let (router, diem) = (market.router, pool.diem);
    market
        .world
        .approve(second, diem, router, tokens(1) - wei(1));
    let before = market.reserves(pool);
    let call = market.add_call(second, tokens(1), tokens(100));
    let refused = market.world.suite.send(second, router, call);
    let reason = because("TransferHelper: TRANSFER_FROM_FAILED");
    assert_reverts(refused.map(|sent| sent.value), reason);
    assert_eq!(market.reserves(pool), before);
    assert_eq!(market.world.suite.diem_of(second), tokens(1));
    assert_eq!(market.world.suite.vvv_of(second), tokens(100));
}
