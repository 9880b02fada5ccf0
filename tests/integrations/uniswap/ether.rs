//! DIEM against ether: the router wraps it into WETH9, and unwraps it.

use alloy_primitives::{Address, U256};
use diem_suite::{Account, abi::IDiem, assert_reverts};

use super::{
    abi::IRouter::{self, addLiquidityETHReturn},
    formula::{self, MINIMUM_LIQUIDITY},
    market::{Market, NEVER, Pool, Reserves, Way},
};
use crate::{
    amounts::{tokens, wei},
    world::{because, someone},
};

/// 200 DIEM against 30 ether from `lp`, and a trader who has 100 DIEM and 100 ether.
fn pool_and_trader() -> (Market, Pool, Account, Address) {
    let mut market = Market::new();
    let (lp, trader) = (Account::named("lp"), someone("trader"));
    for account in [lp.address, trader] {
        market.give_and_approve(account, tokens(300), U256::ZERO);
        market.world.suite.chain.fund(account, tokens(100));
    }
    let added = add(&mut market, lp.address, tokens(200), tokens(30));
    let minted = formula::first_liquidity(tokens(200), tokens(30)) - MINIMUM_LIQUIDITY;
    assert_eq!(
        (added.tokenTaken, added.etherTaken),
        (tokens(200), tokens(30))
    );
    assert_eq!(added.liquidity, minted);
    let pool = market.weth_pool();
    (market, pool, lp, trader)
}

#[track_caller]
fn add(market: &mut Market, from: Address, diem: U256, ether: U256) -> addLiquidityETHReturn {
    let call = IRouter::addLiquidityETHCall {
        token: market.world.suite.diem,
        desired: diem,
        tokenMin: U256::ZERO,
        etherMin: U256::ZERO,
        to: from,
        deadline: NEVER,
    };
    let router = market.router;
    market.world.send_value(from, router, call, ether).value
}

fn ether_of(market: &Market, account: Address) -> U256 {
    market.world.suite.chain.balance(account)
}

/// All ether is where it is accounted for: in WETH9, which backs every wei of the pair's reserve; none stays with the router.
#[track_caller]
fn assert_backed(market: &mut Market, pool: Pool) {
    let reserves = market.reserves(pool);
    assert_eq!(ether_of(market, market.weth), reserves.other);
    assert_eq!(ether_of(market, market.router), U256::ZERO);
    assert_eq!(ether_of(market, pool.pair), U256::ZERO);
}

#[test]
fn ether_that_a_deposit_does_not_need_comes_back() {
    let (mut market, pool, lp, trader) = pool_and_trader();
    assert_eq!(ether_of(&market, lp.address), tokens(70));
    assert_backed(&mut market, pool);
    let (reserves, supply) = (market.reserves(pool), market.supply(pool));
    // 10 DIEM go with 1.5 ether.
    let added = add(&mut market, trader, tokens(10), tokens(2));
    let needed = tokens(10) * reserves.other / reserves.diem;
    assert_eq!(needed, wei(1_500_000_000_000_000_000));
    assert_eq!((added.tokenTaken, added.etherTaken), (tokens(10), needed));
    let minted = formula::liquidity(tokens(10), needed, reserves.diem, reserves.other, supply);
    assert_eq!(added.liquidity, minted);
    assert_eq!(ether_of(&market, trader), tokens(100) - needed);
    assert_backed(&mut market, pool);
}

/// The four swaps against ether, one after the other on one pool.
#[test]
fn swaps_against_ether_are_exact_too() {
    let (mut market, pool, _, trader) = pool_and_trader();
    let router = market.router;
    let (buying, selling) = (pool.path(Way::Buy), pool.path(Way::Sell));

    let amount_in = wei(1_234_567_890_123_456_789);
    let call = IRouter::swapExactETHForTokensCall {
        outMin: U256::ZERO,
        path: buying.clone(),
        to: trader,
        deadline: NEVER,
    };
    let (x, y) = market.reserves(pool).along(Way::Buy);
    let amounts = [amount_in, formula::amount_out(amount_in, x, y)];
    check(&mut market, pool, trader, Way::Buy, amounts, |market| {
        market
            .world
            .send_value(trader, router, call, amount_in)
            .value
    });

    // Three ether are sent; what the formula does not ask for comes back.
    let call = IRouter::swapETHForExactTokensCall {
        amountOut: tokens(11),
        path: buying,
        to: trader,
        deadline: NEVER,
    };
    let (x, y) = market.reserves(pool).along(Way::Buy);
    let amounts = [formula::amount_in(tokens(11), x, y), tokens(11)];
    check(&mut market, pool, trader, Way::Buy, amounts, |market| {
        market
            .world
            .send_value(trader, router, call, tokens(3))
            .value
    });

    let call = IRouter::swapExactTokensForETHCall {
        amountIn: tokens(7),
        outMin: U256::ZERO,
        path: selling.clone(),
        to: trader,
        deadline: NEVER,
    };
    let (x, y) = market.reserves(pool).along(Way::Sell);
    let amounts = [tokens(7), formula::amount_out(tokens(7), x, y)];
    check(&mut market, pool, trader, Way::Sell, amounts, |market| {
        market.world.send(trader, router, call).value
    });

    let call = IRouter::swapTokensForExactETHCall {
        amountOut: tokens(2),
        inMax: U256::MAX,
        path: selling,
        to: trader,
        deadline: NEVER,
    };
    let (x, y) = market.reserves(pool).along(Way::Sell);
    let amounts = [formula::amount_in(tokens(2), x, y), tokens(2)];
    check(&mut market, pool, trader, Way::Sell, amounts, |market| {
        market.world.send(trader, router, call).value
    });
}

/// Runs a swap and asserts that it answers `amounts`, and that these and nothing else changed hands.
#[track_caller]
fn check(
    market: &mut Market,
    pool: Pool,
    trader: Address,
    way: Way,
    amounts: [U256; 2],
    swap: impl FnOnce(&mut Market) -> Vec<U256>,
) {
    let before = market.reserves(pool);
    let held = Reserves {
        diem: market.world.suite.diem_of(trader),
        other: ether_of(market, trader),
    };
    assert_eq!(swap(market), amounts);
    let [amount_in, amount_out] = amounts;
    let after = before.after(way, amount_in, amount_out);
    assert_eq!(market.reserves(pool), after);
    assert!(after.k() > before.k());
    let (paid, received) = held.along(way);
    let now = Reserves {
        diem: market.world.suite.diem_of(trader),
        other: ether_of(market, trader),
    };
    assert_eq!(now.along(way), (paid - amount_in, received + amount_out));
    assert_backed(market, pool);
}

#[test]
fn liquidity_comes_out_as_diem_and_ether() {
    let (mut market, pool, lp, _) = pool_and_trader();
    let router = market.router;
    let liquidity = wei(3_333_333_333_333_333_333);
    for by_permit in [false, true] {
        let (reserves, supply) = (market.reserves(pool), market.supply(pool));
        let (diem, ether) = (
            market.world.suite.diem_of(lp.address),
            ether_of(&market, lp.address),
        );
        let (token_paid, ether_paid) = if by_permit {
            let (v, r, s) = market.sign_liquidity(&lp, pool, liquidity, NEVER);
            let call = IRouter::removeLiquidityETHWithPermitCall {
                token: pool.diem,
                liquidity,
                tokenMin: U256::ZERO,
                etherMin: U256::ZERO,
                to: lp.address,
                deadline: NEVER,
                approveMax: false,
                v,
                r,
                s,
            };
            let paid = market.world.send(lp.address, router, call).value;
            (paid.tokenPaid, paid.etherPaid)
        } else {
            market
                .world
                .approve(lp.address, pool.pair, router, liquidity);
            let call = IRouter::removeLiquidityETHCall {
                token: pool.diem,
                liquidity,
                tokenMin: U256::ZERO,
                etherMin: U256::ZERO,
                to: lp.address,
                deadline: NEVER,
            };
            let paid = market.world.send(lp.address, router, call).value;
            (paid.tokenPaid, paid.etherPaid)
        };
        assert_eq!(token_paid, formula::share(liquidity, reserves.diem, supply));
        assert_eq!(
            ether_paid,
            formula::share(liquidity, reserves.other, supply)
        );
        assert_eq!(market.world.suite.diem_of(lp.address), diem + token_paid);
        assert_eq!(ether_of(&market, lp.address), ether + ether_paid);
        assert_backed(&mut market, pool);
    }
}

/// VVV to DIEM to ether in one transaction: each pool by the formula, DIEM straight from pair to pair.
#[test]
fn a_path_runs_through_both_pools() {
    let (mut market, weth_pool, lp, trader) = pool_and_trader();
    market.give_and_approve(lp.address, U256::ZERO, tokens(10_000));
    market.add(lp.address, tokens(100), tokens(10_000));
    let vvv_pool = market.vvv_pool();
    market.give_and_approve(trader, U256::ZERO, tokens(500));
    let (first, second) = (market.reserves(vvv_pool), market.reserves(weth_pool));
    let diem = formula::amount_out(tokens(500), first.other, first.diem);
    let ether = formula::amount_out(diem, second.diem, second.other);

    let held = (
        market.world.suite.diem_of(trader),
        ether_of(&market, trader),
    );
    let call = IRouter::swapExactTokensForETHCall {
        amountIn: tokens(500),
        outMin: ether,
        path: vec![vvv_pool.other, vvv_pool.diem, weth_pool.other],
        to: trader,
        deadline: NEVER,
    };
    let router = market.router;
    let swapped = market.world.send(trader, router, call);
    assert_eq!(swapped.value, [tokens(500), diem, ether]);
    let moved = swapped.events_of::<IDiem::Transfer>(vvv_pool.diem);
    let (from, to) = (vvv_pool.pair, weth_pool.pair);
    assert_eq!(
        moved,
        [IDiem::Transfer {
            from,
            to,
            value: diem
        }]
    );
    assert_eq!(
        market.reserves(vvv_pool),
        first.after(Way::Buy, tokens(500), diem)
    );
    assert_eq!(
        market.reserves(weth_pool),
        second.after(Way::Sell, diem, ether)
    );
    let expected = (held.0, held.1 + ether);
    assert_eq!(
        (
            market.world.suite.diem_of(trader),
            ether_of(&market, trader)
        ),
        expected
    );
    assert_backed(&mut market, weth_pool);
}

/// DIEM takes no ether, so a pool cannot pay ether out to it.
#[test]
fn ether_is_not_paid_to_contracts_that_refuse_it() {
    let (mut market, pool, _, trader) = pool_and_trader();
    let before = market.reserves(pool);
    let call = IRouter::swapExactTokensForETHCall {
        amountIn: tokens(1),
        outMin: U256::ZERO,
        path: pool.path(Way::Sell),
        to: market.world.suite.staking,
        deadline: NEVER,
    };
    let router = market.router;
    let refused = market.world.suite.send(trader, router, call);
    let reason = because("TransferHelper: ETH_TRANSFER_FAILED");
    assert_reverts(refused.map(|sent| sent.value), reason);
    assert_eq!(market.reserves(pool), before);
}
