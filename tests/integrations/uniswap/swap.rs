//! Swaps of DIEM and VVV, both ways, by what goes in and by what comes out.

use alloy_primitives::{Address, Bytes, U256, aliases::U112};
use diem_suite::{
    SolEvent,
    abi::{IDiem, IVvv},
    assert_reverts, emitted,
};

use super::{
    abi::{IPair, IRouter},
    formula,
    market::{Market, NEVER, Pool, Reserves, Way},
};
use crate::{
    amounts::{DAY, tokens, wei},
    world::{because, someone},
};

/// Amounts of a swap that neither divide evenly nor are all of one size.
const AMOUNTS: [u128; 5] = [
    1_000,
    999_999_999_999,
    1_000_000_000_000_000_000,
    3_141_592_653_589_793_238,
    57_721_566_490_153_286_060,
];

/// A pool of 271.8 DIEM and 31,415.9 VVV, and a trader with plenty of both.
fn pool_and_trader() -> (Market, Pool, Address) {
    let (mut market, pool, _) = Market::with_pool(
        wei(271_828_182_845_904_523_536),
        wei(31_415_926_535_897_932_384_626),
    );
    let trader = someone("trader");
    market.give_and_approve(trader, tokens(1_000), tokens(100_000));
    (market, pool, trader)
}

/// What the trader holds, as reserves are counted.
fn holdings(market: &mut Market, trader: Address) -> Reserves {
    Reserves {
        diem: market.world.suite.diem_of(trader),
        other: market.world.suite.vvv_of(trader),
    }
}

/// Asserts what a swap of `amount_in` for `amount_out` leaves: nothing but these amounts moved, and `k` grew by the fee.
#[track_caller]
fn assert_swapped(
    market: &mut Market,
    pool: Pool,
    trader: Address,
    way: Way,
    (amount_in, amount_out): (U256, U256),
    (reserves, held): (Reserves, Reserves),
) {
    let after = reserves.after(way, amount_in, amount_out);
    assert_eq!(market.reserves(pool), after);
    let (paid, received) = holdings(market, trader).along(way);
    let (had, lacked) = held.along(way);
    assert_eq!((had - paid, received - lacked), (amount_in, amount_out));

    // 0.3 % of what came in is the providers': without it, k still has not fallen.
    let thousand = U256::from(1_000);
    let (x, y) = after.along(way);
    let without_fee = x * thousand - amount_in * U256::from(3);
    assert!(without_fee * y >= reserves.k() * thousand);
    assert!(after.k() > reserves.k(), "k grows with every swap");
}

#[test]
fn an_exact_amount_in_buys_what_the_formula_says() {
    for way in Way::BOTH {
        let (mut market, pool, trader) = pool_and_trader();
        for amount_in in AMOUNTS.map(U256::from) {
            let before = (market.reserves(pool), holdings(&mut market, trader));
            let (x, y) = before.0.along(way);
            let amount_out = formula::amount_out(amount_in, x, y);
            let swapped = market.sell_exactly(trader, pool, way, amount_in).unwrap();
            assert_eq!(swapped.value, [amount_in, amount_out], "{way:?}");
            let amounts = (amount_in, amount_out);
            assert_swapped(&mut market, pool, trader, way, amounts, before);
        }
    }
}

#[test]
fn an_exact_amount_out_costs_what_the_formula_says() {
    for way in Way::BOTH {
        let (mut market, pool, trader) = pool_and_trader();
        for amount_out in AMOUNTS.map(U256::from) {
            let before = (market.reserves(pool), holdings(&mut market, trader));
            let (x, y) = before.0.along(way);
            let amount_in = formula::amount_in(amount_out, x, y);
            let swapped = market.buy_exactly(trader, pool, way, amount_out).unwrap();
            assert_eq!(swapped.value, [amount_in, amount_out], "{way:?}");
            let amounts = (amount_in, amount_out);
            assert_swapped(&mut market, pool, trader, way, amounts, before);
        }
    }
}

/// There and back again costs the fee twice, never less.
#[test]
fn a_round_trip_gains_nothing() {
    let (mut market, pool, trader) = pool_and_trader();
    let vvv = market.world.suite.vvv_of(trader);
    let bought = market
        .sell_exactly(trader, pool, Way::Buy, tokens(100))
        .unwrap();
    let back = market
        .sell_exactly(trader, pool, Way::Sell, bought.value[1])
        .unwrap();
    // 0.997 squared of 100 VVV, and of the fee of the way there what the price gives back: less than 0.01.
    let range = wei(99_400_900_000_000_000_000)..wei(99_410_000_000_000_000_000);
    assert!(
        range.contains(&back.value[1]),
        "{} VVV came back",
        back.value[1]
    );
    assert_eq!(
        market.world.suite.vvv_of(trader),
        vvv - tokens(100) + back.value[1]
    );
}

#[test]
fn the_events_are_those_of_both_tokens_and_the_pair() {
    let (mut market, pool, trader) = pool_and_trader();
    let before = market.reserves(pool);
    let swapped = market
        .sell_exactly(trader, pool, Way::Sell, tokens(2))
        .unwrap();
    let (amount_in, amount_out) = (tokens(2), swapped.value[1]);
    let after = before.after(Way::Sell, amount_in, amount_out);
    let (reserve0, reserve1) = pool.ordered(after.diem, after.other);
    let (in0, in1) = pool.ordered(amount_in, U256::ZERO);
    let (out0, out1) = pool.ordered(U256::ZERO, amount_out);
    let paid = IDiem::Transfer {
        from: trader,
        to: pool.pair,
        value: amount_in,
    };
    let received = IVvv::Transfer {
        from: pool.pair,
        to: trader,
        value: amount_out,
    };
    let sync = IPair::Sync {
        reserve0: U112::from(reserve0),
        reserve1: U112::from(reserve1),
    };
    let swap = IPair::Swap {
        sender: market.router,
        in0,
        in1,
        out0,
        out1,
        to: trader,
    };
    assert_eq!(
        swapped.receipt.logs,
        [
            emitted(pool.diem, &paid),
            emitted(pool.other, &received),
            emitted(pool.pair, &sync),
            emitted(pool.pair, &swap),
        ]
    );
}

/// The router's quotes are the formula, whatever the amount.
#[test]
fn quotes_are_what_swaps_do() {
    let (mut market, pool, _) = pool_and_trader();
    let router = market.router;
    for way in Way::BOTH {
        let (x, y) = market.reserves(pool).along(way);
        for amount in AMOUNTS.map(U256::from) {
            let path = pool.path(way);
            let quote = IRouter::getAmountsOutCall {
                amountIn: amount,
                path: path.clone(),
            };
            let expected = [amount, formula::amount_out(amount, x, y)];
            assert_eq!(market.world.read(router, quote), expected);
            let quote = IRouter::getAmountsInCall {
                amountOut: amount,
                path,
            };
            let expected = [formula::amount_in(amount, x, y), amount];
            assert_eq!(market.world.read(router, quote), expected);
        }
    }
}

/// The pair itself, without the router: what the formula gives is the most, to the wei.
#[test]
fn the_pair_gives_not_a_wei_more_than_the_formula() {
    let (mut market, pool, trader) = pool_and_trader();
    let (x, y) = market.reserves(pool).along(Way::Sell);
    let amount_out = formula::amount_out(tokens(3), x, y);
    let pay = IDiem::transferCall {
        to: pool.pair,
        value: tokens(3),
    };
    assert!(market.world.send(trader, pool.diem, pay).value);
    let swap = |amount_out| {
        let (out0, out1) = pool.ordered(U256::ZERO, amount_out);
        IPair::swapCall {
            out0,
            out1,
            to: trader,
            data: Bytes::new(),
        }
    };
    let greedy = market
        .world
        .suite
        .send(trader, pool.pair, swap(amount_out + wei(1)));
    assert_reverts(greedy.map(|sent| sent.receipt), because("UniswapV2: K"));
    let vvv = market.world.suite.vvv_of(trader);
    market.world.send(trader, pool.pair, swap(amount_out));
    assert_eq!(market.world.suite.vvv_of(trader), vvv + amount_out);
}

#[test]
fn limits_and_deadlines_are_kept() {
    let (mut market, pool, trader) = pool_and_trader();
    let (x, y) = market.reserves(pool).along(Way::Buy);
    let router = market.router;
    let now = U256::from(market.world.suite.now());
    let exact_in = IRouter::swapExactTokensForTokensCall {
        amountIn: tokens(5),
        outMin: formula::amount_out(tokens(5), x, y) + wei(1),
        path: pool.path(Way::Buy),
        to: trader,
        deadline: NEVER,
    };
    let refused = market.world.suite.send(trader, router, exact_in.clone());
    let reason = because("UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT");
    assert_reverts(refused.map(|sent| sent.value), reason);

    let exact_out = IRouter::swapTokensForExactTokensCall {
        amountOut: tokens(5),
        inMax: formula::amount_in(tokens(5), x, y) - wei(1),
        path: pool.path(Way::Buy),
        to: trader,
        deadline: NEVER,
    };
    let refused = market.world.suite.send(trader, router, exact_out);
    let reason = because("UniswapV2Router: EXCESSIVE_INPUT_AMOUNT");
    assert_reverts(refused.map(|sent| sent.value), reason);

    let in_time = IRouter::swapExactTokensForTokensCall {
        outMin: U256::ZERO,
        deadline: now + U256::from(DAY),
        ..exact_in
    };
    market.world.suite.at(1, 1);
    let refused = market.world.suite.send(trader, router, in_time);
    assert_reverts(
        refused.map(|sent| sent.value),
        because("UniswapV2Router: EXPIRED"),
    );
}

/// A swap cannot send DIEM where Diem refuses it: to Diem itself, or to the staking contract.
#[test]
fn what_diem_refuses_a_pool_cannot_do() {
    let (mut market, pool, trader) = pool_and_trader();
    let router = market.router;
    let before = market.reserves(pool);
    for (to, reason) in [
        (market.world.suite.diem, "UniswapV2: INVALID_TO"),
        (market.world.suite.staking, "UniswapV2: TRANSFER_FAILED"),
    ] {
        let call = IRouter::swapExactTokensForTokensCall {
            amountIn: tokens(5),
            outMin: U256::ZERO,
            path: pool.path(Way::Buy),
            to,
            deadline: NEVER,
        };
        let refused = market.world.suite.send(trader, router, call);
        assert_reverts(refused.map(|sent| sent.value), because(reason));
        assert_eq!(market.reserves(pool), before);
    }
}

/// DIEM that someone sends to the pair is no reserve until `sync`, and can be taken out by `skim`.
#[test]
fn gifts_to_the_pair_are_skimmed_or_synced() {
    let (mut market, pool, trader) = pool_and_trader();
    let before = market.reserves(pool);
    let gift = IDiem::transferCall {
        to: pool.pair,
        value: tokens(1),
    };
    market.world.send(trader, pool.diem, gift.clone());
    let finder = someone("finder");
    market
        .world
        .send(finder, pool.pair, IPair::skimCall { to: finder });
    assert_eq!(market.world.suite.diem_of(finder), tokens(1));
    assert_eq!(market.reserves(pool), before);

    market.world.send(trader, pool.diem, gift);
    market.world.send(finder, pool.pair, IPair::syncCall {});
    let synced = Reserves {
        diem: before.diem + tokens(1),
        ..before
    };
    assert_eq!(market.reserves(pool), synced);
}

/// The pair's oracle: each price adds up over the seconds that it stood, in fixed point of 112 bits.
#[test]
fn cumulative_prices_count_the_chains_seconds() {
    let (mut market, pool, trader) = pool_and_trader();
    let before = market.reserves(pool);
    let since = market.world.read(pool.pair, IPair::getReservesCall {}).at;
    market.world.suite.at(1, 77);
    let swapped = market
        .sell_exactly(trader, pool, Way::Buy, tokens(1))
        .unwrap();
    assert!(IPair::Sync::decode_log_data_validate(&swapped.receipt.logs[2].data).is_ok());
    let seconds = U256::from(market.world.suite.now()) - U256::from(since);
    assert_eq!(seconds, U256::from(DAY + 77));
    let (reserve0, reserve1) = pool.ordered(before.diem, before.other);
    let price0 = market
        .world
        .read(pool.pair, IPair::price0CumulativeLastCall {});
    let price1 = market
        .world
        .read(pool.pair, IPair::price1CumulativeLastCall {});
    assert_eq!(price0, ((reserve1 << 112) / reserve0) * seconds);
    assert_eq!(price1, ((reserve0 << 112) / reserve1) * seconds);
}
