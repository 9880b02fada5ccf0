//! The whitepaper's arithmetic, on reserves `x` (of what comes in) and `y` (of what goes out).

use alloy_primitives::{U256, uint};

/// Liquidity that the first deposit leaves to nobody.
pub(crate) const MINIMUM_LIQUIDITY: U256 = uint!(1000_U256);

/// The invariant with the fee of 0.3 %, times 1000: `1000 (x + in) - 3 in` against what is left of `y`.
fn holds(x: U256, y: U256, amount_in: U256, amount_out: U256) -> bool {
    let thousand = U256::from(1_000);
    let after = (x + amount_in) * thousand - amount_in * U256::from(3);
    after * (y - amount_out) >= x * y * thousand
}

/// The most that `amount_in` buys: `y` less what the invariant needs to stay, rounded for the pool.
pub(crate) fn amount_out(amount_in: U256, x: U256, y: U256) -> U256 {
    let without_fee = amount_in * U256::from(997);
    let amount_out = without_fee * y / (x * U256::from(1_000) + without_fee);
    assert!(holds(x, y, amount_in, amount_out));
    assert!(!holds(x, y, amount_in, amount_out + U256::ONE));
    amount_out
}

/// What the router asks for `amount_out`: the least that the invariant allows, or one wei more (where that least comes out even).
pub(crate) fn amount_in(amount_out: U256, x: U256, y: U256) -> U256 {
    let divisor = (y - amount_out) * U256::from(997);
    let amount_in = x * amount_out * U256::from(1_000) / divisor + U256::ONE;
    assert!(holds(x, y, amount_in, amount_out));
    assert!(!holds(x, y, amount_in - U256::from(2), amount_out));
    amount_in
}

/// The integer square root, rounded down.
pub(crate) fn root(square: U256) -> U256 {
    let root = square.root(2);
    assert!(root * root <= square && (root + U256::ONE) * (root + U256::ONE) > square);
    root
}

/// The liquidity of the first deposit, with that of nobody.
pub(crate) fn first_liquidity(a: U256, b: U256) -> U256 {
    root(a * b)
}

/// The liquidity of a later deposit into reserves `x` and `y` behind `supply`.
pub(crate) fn liquidity(a: U256, b: U256, x: U256, y: U256, supply: U256) -> U256 {
    (a * supply / x).min(b * supply / y)
}

/// The share of `reserve` that `liquidity` of `supply` is worth.
pub(crate) fn share(liquidity: U256, reserve: U256, supply: U256) -> U256 {
    liquidity * reserve / supply
}

/// The liquidity that the protocol's fee mints, a sixth of the growth of `sqrt(k)` since `k_last`.
pub(crate) fn protocol_liquidity(supply: U256, k: U256, k_last: U256) -> U256 {
    let (now, then) = (root(k), root(k_last));
    supply * (now - then) / (now * U256::from(5) + then)
}
