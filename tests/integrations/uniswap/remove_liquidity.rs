//! Liquidity comes out, by approval and by permit.

use alloy_primitives::{Address, U256};
use diem_suite::{Account, abi::IDiem, assert_reverts};

use super::{
    abi::{IPair, IRouter},
    formula::{self, MINIMUM_LIQUIDITY},
    market::{Market, NEVER, Pool, Reserves, Way},
};
use crate::{
    amounts::{tokens, wei},
    world::{because, someone},
};

/// A pool whose reserves have moved by a swap, and its provider.
fn used_pool() -> (Market, Pool, Account) {
    let (mut market, pool, lp) = Market::with_pool(tokens(100), tokens(12_345));
    let trader = someone("trader");
    market.give_and_approve(trader, U256::ZERO, tokens(1_000));
    market
        .sell_exactly(trader, pool, Way::Buy, wei(777_777_777_777_777_777_777))
        .unwrap();
    assert_eq!(Account::named("lp").address, lp);
    (market, pool, Account::named("lp"))
}

fn remove_call(pool: Pool, to: Address, liquidity: U256) -> IRouter::removeLiquidityCall {
    IRouter::removeLiquidityCall {
        a: pool.diem,
        b: pool.other,
        liquidity,
        aMin: U256::ZERO,
        bMin: U256::ZERO,
        to,
        deadline: NEVER,
    }
}

/// The same with a permit, signed by `lp` for what is removed or, with `approve_max`, for everything.
fn permitted_call(
    market: &mut Market,
    pool: Pool,
    lp: &Account,
    liquidity: U256,
    approve_max: bool,
) -> IRouter::removeLiquidityWithPermitCall {
    let value = if approve_max { U256::MAX } else { liquidity };
    let (v, r, s) = market.sign_liquidity(lp, pool, value, NEVER);
    IRouter::removeLiquidityWithPermitCall {
        a: pool.diem,
        b: pool.other,
        liquidity,
        aMin: U256::ZERO,
        bMin: U256::ZERO,
        to: lp.address,
        deadline: NEVER,
        approveMax: approve_max,
        v,
        r,
        s,
    }
}

/// What `liquidity` pays of both tokens, and what it leaves.
fn payment(reserves: Reserves, supply: U256, liquidity: U256) -> (Reserves, Reserves) {
    let paid = Reserves {
        diem: formula::share(liquidity, reserves.diem, supply),
        other: formula::share(liquidity, reserves.other, supply),
    };
    let left = Reserves {
        diem: reserves.diem - paid.diem,
        other: reserves.other - paid.other,
    };
    (paid, left)
}

#[test]
fn a_part_pays_its_share_of_both_reserves() {
    let (mut market, pool, lp) = used_pool();
    let (reserves, supply) = (market.reserves(pool), market.supply(pool));
    let liquidity = wei(123_456_789_123_456_789);
    let (paid, left) = payment(reserves, supply, liquidity);
    let router = market.router;
    market
        .world
        .approve(lp.address, pool.pair, router, liquidity);
    let heir = someone("heir");
    let call = remove_call(pool, heir, liquidity);
    let removed = market.world.send(lp.address, router, call.clone()).value;
    assert_eq!((removed.aPaid, removed.bPaid), (paid.diem, paid.other));
    assert_eq!(market.world.suite.diem_of(heir), paid.diem);
    assert_eq!(market.world.suite.vvv_of(heir), paid.other);
    assert_eq!(market.reserves(pool), left);
    assert_eq!(market.supply(pool), supply - liquidity);

    // The approval is used up.
    let refused = market.world.suite.send(lp.address, router, call);
    let reason = because("ds-math-sub-underflow");
    assert_reverts(refused.map(|sent| sent.receipt), reason);
}

/// The provider takes all: what stays is nobody's minimum, worth a few wei. The fees of the swap are in the payment.
#[test]
fn all_of_it_leaves_only_the_minimum() {
    let (mut market, pool, lp) = used_pool();
    let (reserves, supply) = (market.reserves(pool), market.supply(pool));
    let liquidity = market.world.balance(pool.pair, lp.address);
    assert_eq!(liquidity, supply - MINIMUM_LIQUIDITY);
    let (paid, left) = payment(reserves, supply, liquidity);
    let router = market.router;
    market
        .world
        .approve(lp.address, pool.pair, router, liquidity);
    market
        .world
        .send(lp.address, router, remove_call(pool, lp.address, liquidity));
    assert_eq!(market.reserves(pool), left);
    assert_eq!(market.supply(pool), MINIMUM_LIQUIDITY);
    assert_eq!(market.world.suite.diem_of(lp.address), paid.diem);
    assert_eq!(market.world.suite.vvv_of(lp.address), paid.other);
    let deposited = tokens(100) * tokens(12_345);
    assert!(
        paid.k() > deposited,
        "what the provider takes has grown by the fee"
    );
}

#[test]
fn a_permit_does_without_approval() {
    let (mut market, pool, lp) = used_pool();
    let domain = market.liquidity_domain(pool).separator();
    let separator = market.world.read(pool.pair, IPair::DOMAIN_SEPARATORCall {});
    assert_eq!(separator, domain);
    for (nonce, approve_max) in [(0, false), (1, true)] {
        let (reserves, supply) = (market.reserves(pool), market.supply(pool));
        let liquidity = wei(5_000_000_000_000_000_000);
        let (paid, left) = payment(reserves, supply, liquidity);
        let (router, diem) = (market.router, market.world.suite.diem_of(lp.address));
        let call = permitted_call(&mut market, pool, &lp, liquidity, approve_max);
        let removed = market.world.send(lp.address, router, call).value;
        assert_eq!((removed.aPaid, removed.bPaid), (paid.diem, paid.other));
        assert_eq!(market.world.suite.diem_of(lp.address), diem + paid.diem);
        assert_eq!(market.reserves(pool), left);
        let owner = lp.address;
        let used = market.world.read(pool.pair, IPair::noncesCall { owner });
        assert_eq!(used, U256::from(nonce + 1));
        let query = IDiem::allowanceCall {
            owner,
            spender: router,
        };
        let allowance = market.world.read(pool.pair, query);
        assert_eq!(allowance, if approve_max { U256::MAX } else { U256::ZERO });
    }
}

#[test]
fn a_permit_of_someone_else_removes_nothing() {
    let (mut market, pool, lp) = used_pool();
    let before = market.reserves(pool);
    let call = permitted_call(&mut market, pool, &lp, tokens(1), false);
    let router = market.router;
    let thief = someone("thief");
    let refused = market.world.suite.send(thief, router, call);
    let reason = because("UniswapV2: INVALID_SIGNATURE");
    assert_reverts(refused.map(|sent| sent.value), reason);
    assert_eq!(market.reserves(pool), before);
}
