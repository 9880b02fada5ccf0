//! DIEM in a pool computes nothing for anyone, and its capacity is visibly the pool's: capacity follows holding.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolError, SolValue, sol};
use diem_suite::abi::{
    IComputeCredits::{self, InsufficientCredits, Shortfall, accountOfReturn},
    IDiem,
};
use diem_suite::{I256, emitted};

use super::{
    formula,
    market::{Market, Pool, Way},
};
use crate::{
    amounts::{DAY, tokens, wei},
    world::someone,
};

sol! {
    /// tests/solidity/FlashBorrower.sol
    interface FlashBorrower {
        event Borrowed(uint256 balance, uint256 capacity, uint256 credits, bytes refusal);
        function borrow(address pair, uint256 out0, uint256 out1, uint256 repayment) external;
    }
}

/// Asserts today's capacity of an account, as Diem has it and as the credits do.
#[track_caller]
fn assert_computes(market: &mut Market, account: Address, expected: U256) {
    assert_eq!(market.world.suite.capacity_of(account), expected);
    assert_eq!(market.world.credits(account), expected);
    let ledger = market.world.suite.credits;
    let state = market
        .world
        .read(ledger, IComputeCredits::accountOfCall { account });
    let untouched = accountOfReturn {
        capacity: expected,
        net: I256::ZERO,
        used: U256::ZERO,
        available: expected,
    };
    assert_eq!(state, untouched);
}

/// Asserts that tomorrow's credits of an account will be what it holds now.
#[track_caller]
fn assert_will_compute(market: &mut Market, account: Address, expected: U256) {
    let tomorrow = market.world.today() + U256::ONE;
    assert_eq!(market.world.credits_on(account, tomorrow), expected);
    let diem = market.world.suite.diem;
    let query = IDiem::capacityAtCall {
        account,
        day: tomorrow,
    };
    assert_eq!(market.world.read(diem, query), expected);
}

/// A pool of 60 of the 100 DIEM that the provider minted at the first second of the day.
fn pool_of_sixty() -> (Market, Pool, Address) {
    let mut market = Market::new();
    let lp = someone("lp");
    market.give_and_approve(lp, tokens(100), tokens(6_000));
    market.add(lp, tokens(60), tokens(6_000));
    let pool = market.vvv_pool();
    (market, pool, lp)
}

#[test]
fn a_deposit_moves_tomorrows_capacity_and_not_todays() {
    let (mut market, pool, lp) = pool_of_sixty();
    assert_computes(&mut market, lp, tokens(100));
    assert_computes(&mut market, pool.pair, U256::ZERO);
    assert_will_compute(&mut market, lp, tokens(40));
    assert_will_compute(&mut market, pool.pair, tokens(60));

    market.world.suite.at(1, 0);
    assert_computes(&mut market, lp, tokens(40));
    assert_computes(&mut market, pool.pair, tokens(60));
    assert_eq!(market.world.total_capacity(), tokens(100));
}

#[test]
fn swaps_move_the_pools_capacity_of_tomorrow() {
    let (mut market, pool, _) = pool_of_sixty();
    let (buyer, seller) = (someone("buyer"), someone("seller"));
    market.give_and_approve(buyer, U256::ZERO, tokens(2_000));
    market.give_and_approve(seller, tokens(9), U256::ZERO);
    market.world.suite.at(1, 43_200);
    market
        .buy_exactly(buyer, pool, Way::Buy, tokens(12))
        .unwrap();
    market
        .sell_exactly(seller, pool, Way::Sell, tokens(9))
        .unwrap();

    for (account, today, tomorrow) in [
        (pool.pair, tokens(60), tokens(57)),
        (buyer, U256::ZERO, tokens(12)),
        (seller, tokens(9), U256::ZERO),
    ] {
        assert_computes(&mut market, account, today);
        assert_will_compute(&mut market, account, tomorrow);
    }
    let total = market.world.total_capacity();
    assert_eq!(total, tokens(109));
    market.world.suite.at(2, 0);
    assert_computes(&mut market, pool.pair, tokens(57));
    assert_computes(&mut market, buyer, tokens(12));
    assert_computes(&mut market, seller, U256::ZERO);
    assert_eq!(market.world.total_capacity(), total);
}

/// To buy in the last second of a day and sell in the next day's first is to hold DIEM at midnight: the buyer has that day, and
/// the pool, which had it before, has not.
#[test]
fn who_holds_at_midnight_has_the_day_and_nobody_else() {
    let (mut market, pool, _) = pool_of_sixty();
    let trader = someone("trader");
    market.give_and_approve(trader, U256::ZERO, tokens(2_000));
    market.world.suite.at(0, DAY - 1);
    market
        .buy_exactly(trader, pool, Way::Buy, tokens(10))
        .unwrap();
    market.world.suite.at(1, 0);
    market
        .sell_exactly(trader, pool, Way::Sell, tokens(10))
        .unwrap();
    assert_computes(&mut market, trader, tokens(10));
    assert_computes(&mut market, pool.pair, tokens(50));
    assert_eq!(market.world.total_capacity(), tokens(100));

    market.world.suite.at(2, 0);
    assert_computes(&mut market, trader, U256::ZERO);
    assert_computes(&mut market, pool.pair, tokens(60));
}

/// The pool never gave anyone a budget and cannot spend: a gateway reads nothing off it.
#[test]
fn the_pools_credits_are_used_by_nobody() {
    let (mut market, pool, _) = pool_of_sixty();
    market.world.suite.at(1, 0);
    let (gateway, ledger) = (someone("gateway"), market.world.suite.credits);
    let day = market.world.today();
    let entry = U256::from_be_bytes(pool.pair.into_word().0) << 96 | tokens(1);
    let reading = IComputeCredits::meterCall {
        day,
        entries: vec![entry],
        receiptsRoot: B256::ZERO,
    };
    let metered = market.world.send(gateway, ledger, reading);
    assert_eq!(metered.value, tokens(1));
    let shortfall = Shortfall {
        owner: pool.pair,
        gateway,
        day,
        requested: tokens(1),
        total: U256::ZERO,
    };
    assert_eq!(metered.receipt.logs[0], emitted(ledger, &shortfall));
    assert_computes(&mut market, pool.pair, tokens(60));
}

/// DIEM that is borrowed and returned within a transaction gives its borrower nothing to use.
#[test]
fn flash_borrowed_diem_gives_no_credits() {
    let (mut market, pool, lp) = pool_of_sixty();
    market.world.suite.at(1, 0);
    let arguments = (pool.diem, market.world.suite.credits).abi_encode_params();
    let borrower = market.world.create_solidity("FlashBorrower", &arguments);
    let loan = tokens(50);
    // In kind: 997 of 1000 that come back must cover the loan.
    let repayment = loan * U256::from(1_000) / U256::from(997) + U256::ONE;
    let fee = repayment - loan;
    let gift = IDiem::transferCall {
        to: borrower,
        value: fee,
    };
    market.world.send(lp, pool.diem, gift);

    let before = market.reserves(pool);
    let (out0, out1) = pool.ordered(loan, U256::ZERO);
    let short = FlashBorrower::borrowCall {
        pair: pool.pair,
        out0,
        out1,
        repayment: repayment - wei(1),
    };
    let refused = market.world.suite.send(lp, borrower, short.clone());
    diem_suite::assert_reverts(
        refused.map(|sent| sent.receipt),
        crate::world::because("UniswapV2: K"),
    );
    let borrowed = FlashBorrower::borrowCall { repayment, ..short };
    let borrowed = market.world.send(lp, borrower, borrowed);
    let refusal = InsufficientCredits {
        owner: borrower,
        available: U256::ZERO,
        needed: wei(1),
    };
    let seen = FlashBorrower::Borrowed {
        balance: loan + fee,
        capacity: U256::ZERO,
        credits: U256::ZERO,
        refusal: refusal.abi_encode().into(),
    };
    assert!(borrowed.receipt.logs.contains(&emitted(borrower, &seen)));
    assert_eq!(market.reserves(pool).diem, before.diem + fee);
    assert_computes(&mut market, pool.pair, tokens(60));
    assert_computes(&mut market, borrower, U256::ZERO);
    assert_eq!(market.world.total_capacity(), tokens(100));
}

/// Out of the pool, DIEM computes from the next midnight on, for who took it out.
#[test]
fn removed_liquidity_computes_from_the_next_day_on() {
    let (mut market, pool, lp) = pool_of_sixty();
    market.world.suite.at(1, 100);
    let (supply, router) = (market.supply(pool), market.router);
    let liquidity = market.world.balance(pool.pair, lp);
    market.world.approve(lp, pool.pair, router, liquidity);
    let call = super::abi::IRouter::removeLiquidityCall {
        a: pool.diem,
        b: pool.other,
        liquidity,
        aMin: U256::ZERO,
        bMin: U256::ZERO,
        to: lp,
        deadline: super::market::NEVER,
    };
    market.world.send(lp, router, call);
    let paid = formula::share(liquidity, tokens(60), supply);
    assert_computes(&mut market, lp, tokens(40));
    assert_computes(&mut market, pool.pair, tokens(60));
    market.world.suite.at(2, 0);
    assert_computes(&mut market, lp, tokens(40) + paid);
    assert_computes(&mut market, pool.pair, tokens(60) - paid);
}
