//! Where pairs are, and that the packages fit each other.

use alloy_primitives::{Address, U256, b256};
use diem_suite::emitted;

use super::{
    abi::{IFactory, IPair},
    market::{Market, pair_code_hash},
};
use crate::{
    npm::{self, ROUTER},
    world::someone,
};

/// The router has the hash of the pairs' init code written into it: with another factory's pairs it would send tokens nowhere.
#[test]
fn the_router_is_made_for_this_factorys_pairs() {
    let hash = pair_code_hash();
    let public = b256!("96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f");
    assert_eq!(hash, public, "the pair is not that of public chains");
    let router = npm::init_code(ROUTER, &[]);
    assert!(router.windows(32).any(|window| window == hash.as_slice()));
}

#[test]
fn anyone_creates_the_pair_at_its_predicted_address() {
    let mut market = Market::new();
    let (diem, vvv) = (market.world.suite.diem, market.world.suite.vvv);
    let predicted = market.predicted(diem, vvv);
    let call = IFactory::createPairCall { a: vvv, b: diem };
    let created = market.world.send(someone("anyone"), market.factory, call);
    assert_eq!(created.value, predicted);
    let event = IFactory::PairCreated {
        token0: diem.min(vvv),
        token1: diem.max(vvv),
        pair: predicted,
        count: U256::ONE,
    };
    assert_eq!(created.receipt.logs, [emitted(market.factory, &event)]);

    let pool = market.vvv_pool();
    assert_eq!(pool.pair, predicted);
    let token0 = market.world.read(predicted, IPair::token0Call {});
    assert_eq!(token0, diem.min(vvv));
    assert_ne!(predicted, Address::ZERO);
}
