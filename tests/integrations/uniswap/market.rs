//! Factory, router, WETH and pools beside the suite.

use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::SolValue;
use diem_suite::{Account, Reverted, Sent, typed_data::Eip712Domain};

use super::{
    abi::{
        IFactory, IPair,
        IRouter::{self, addLiquidityReturn},
    },
    formula,
};
use crate::{
    npm::{self, FACTORY, PAIR, ROUTER},
    weth,
    world::{World, someone},
};

/// A deadline that never passes.
pub(crate) const NEVER: U256 = U256::MAX;

/// Which way a swap goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// DIEM comes out.
    Buy,
    /// DIEM goes in.
    Sell,
}

impl Way {
    pub(crate) const BOTH: [Self; 2] = [Self::Buy, Self::Sell];
}

/// DIEM and another token, and their pair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pool {
    pub(crate) pair: Address,
    pub(crate) diem: Address,
    pub(crate) other: Address,
}

impl Pool {
    /// The tokens in the order of a swap.
    pub(crate) fn path(&self, way: Way) -> Vec<Address> {
        match way {
            Way::Buy => vec![self.other, self.diem],
            Way::Sell => vec![self.diem, self.other],
        }
    }

    /// A pair of figures, of DIEM and of the other token, in the pair's own order: that of the tokens' addresses.
    pub(crate) fn ordered<T>(&self, diem: T, other: T) -> (T, T) {
        if self.diem < self.other {
            (diem, other)
        } else {
            (other, diem)
        }
    }
}

/// What a pool holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reserves {
    pub(crate) diem: U256,
    pub(crate) other: U256,
}

impl Reserves {
    /// Those of what comes in, then those of what goes out.
    pub(crate) const fn along(&self, way: Way) -> (U256, U256) {
        match way {
            Way::Buy => (self.other, self.diem),
            Way::Sell => (self.diem, self.other),
        }
    }

    /// After a swap.
    pub(crate) fn after(&self, way: Way, amount_in: U256, amount_out: U256) -> Self {
        match way {
            Way::Buy => Self {
                diem: self.diem - amount_out,
                other: self.other + amount_in,
            },
            Way::Sell => Self {
                diem: self.diem + amount_in,
                other: self.other - amount_out,
            },
        }
    }

    /// The product that swaps never lower.
    pub(crate) fn k(&self) -> U256 {
        self.diem * self.other
    }
}

/// Uniswap's contracts beside the suite.
pub(crate) struct Market {
    pub(crate) world: World,
    pub(crate) factory: Address,
    pub(crate) router: Address,
    pub(crate) weth: Address,
    /// Who may turn the protocol's fee on.
    pub(crate) fee_setter: Address,
}

impl Market {
    /// The contracts, and no pair.
    #[track_caller]
    pub(crate) fn new() -> Self {
        let mut world = World::new();
        let fee_setter = someone("fee setter");
        let arguments = fee_setter.abi_encode();
        let factory = world.create(npm::init_code(FACTORY, &arguments));
        let weth = weth::create(&mut world);
        let arguments = (factory, weth).abi_encode_params();
        let router = world.create(npm::init_code(ROUTER, &arguments));
        Self {
            world,
            factory,
            router,
            weth,
            fee_setter,
        }
    }

    /// The contracts, and a pool of DIEM and VVV with this much from the account `lp`.
    #[track_caller]
    pub(crate) fn with_pool(diem: U256, vvv: U256) -> (Self, Pool, Address) {
        let mut market = Self::new();
        let lp = someone("lp");
        market.give_and_approve(lp, diem, vvv);
        market.add(lp, diem, vvv);
        let pool = market.vvv_pool();
        (market, pool, lp)
    }

    // ------------------------------------------------------------------ Tokens

    /// Gives `account` DIEM that it mints itself, and VVV, and lets the router take both.
    #[track_caller]
    pub(crate) fn give_and_approve(&mut self, account: Address, diem: U256, vvv: U256) {
        let suite = &mut self.world.suite;
        if !diem.is_zero() {
            suite.mint_diem_to(account, diem);
        }
        suite.fund_vvv(account, vvv);
        for token in [self.world.suite.diem, self.world.suite.vvv] {
            self.world.approve(account, token, self.router, U256::MAX);
        }
    }

    // ------------------------------------------------------------------- Pools

    /// The pool of DIEM and VVV.
    #[track_caller]
    pub(crate) fn vvv_pool(&mut self) -> Pool {
        let vvv = self.world.suite.vvv;
        self.pool(vvv)
    }

    /// The pool of DIEM and WETH.
    #[track_caller]
    pub(crate) fn weth_pool(&mut self) -> Pool {
        let weth = self.weth;
        self.pool(weth)
    }

    fn pool(&mut self, other: Address) -> Pool {
        let diem = self.world.suite.diem;
        let query = IFactory::getPairCall { a: diem, b: other };
        let pair = self.world.read(self.factory, query);
        assert!(!pair.is_zero(), "there is no such pair");
        Pool { pair, diem, other }
    }

    /// Where the pair of two tokens is created: a CREATE2 address of the factory.
    pub(crate) fn predicted(&self, a: Address, b: Address) -> Address {
        let (token0, token1) = (a.min(b), a.max(b));
        let salt = keccak256([token0, token1].concat());
        self.factory.create2(salt, pair_code_hash())
    }

    /// What the pair says that it holds; it does hold that.
    #[track_caller]
    pub(crate) fn reserves(&mut self, pool: Pool) -> Reserves {
        let answer = self.world.read(pool.pair, IPair::getReservesCall {});
        let (reserve0, reserve1) = (U256::from(answer.reserve0), U256::from(answer.reserve1));
        // To put a pair of figures in order is its own inverse.
        let (diem, other) = pool.ordered(reserve0, reserve1);
        assert_eq!(self.world.balance(pool.diem, pool.pair), diem);
        assert_eq!(self.world.balance(pool.other, pool.pair), other);
        Reserves { diem, other }
    }

    /// The pool's liquidity in all.
    #[track_caller]
    pub(crate) fn supply(&mut self, pool: Pool) -> U256 {
        self.world.read(pool.pair, IPair::totalSupplyCall {})
    }

    /// Adds DIEM and VVV, at most this much, to their pool.
    #[track_caller]
    pub(crate) fn add(&mut self, from: Address, diem: U256, vvv: U256) -> Sent<addLiquidityReturn> {
        let call = self.add_call(from, diem, vvv);
        self.world.send(from, self.router, call)
    }

    /// The call that adds DIEM and VVV to their pool, at any price.
    pub(crate) fn add_call(&self, to: Address, diem: U256, vvv: U256) -> IRouter::addLiquidityCall {
        IRouter::addLiquidityCall {
            a: self.world.suite.diem,
            b: self.world.suite.vvv,
            aDesired: diem,
            bDesired: vvv,
            aMin: U256::ZERO,
            bMin: U256::ZERO,
            to,
            deadline: NEVER,
        }
    }

    /// Swaps exactly `amount_in` of a token, and asks for no less than the formula gives.
    #[track_caller]
    pub(crate) fn sell_exactly(
        &mut self,
        from: Address,
        pool: Pool,
        way: Way,
        amount_in: U256,
    ) -> Result<Sent<Vec<U256>>, Reverted> {
        let (x, y) = self.reserves(pool).along(way);
        let call = IRouter::swapExactTokensForTokensCall {
            amountIn: amount_in,
            outMin: formula::amount_out(amount_in, x, y),
            path: pool.path(way),
            to: from,
            deadline: NEVER,
        };
        self.world.suite.send(from, self.router, call)
    }

    /// Swaps for exactly `amount_out` of a token, and offers no more than the formula asks.
    #[track_caller]
    pub(crate) fn buy_exactly(
        &mut self,
        from: Address,
        pool: Pool,
        way: Way,
        amount_out: U256,
    ) -> Result<Sent<Vec<U256>>, Reverted> {
        let (x, y) = self.reserves(pool).along(way);
        let call = IRouter::swapTokensForExactTokensCall {
            amountOut: amount_out,
            inMax: formula::amount_in(amount_out, x, y),
            path: pool.path(way),
            to: from,
            deadline: NEVER,
        };
        self.world.suite.send(from, self.router, call)
    }

    /// The permit `(v, r, s)` of `owner` that lets the router take `value` of the pool's liquidity.
    #[track_caller]
    pub(crate) fn sign_liquidity(
        &mut self,
        owner: &Account,
        pool: Pool,
        value: U256,
        deadline: U256,
    ) -> (u8, B256, B256) {
        let query = IPair::noncesCall {
            owner: owner.address,
        };
        let permit = diem_suite::typed_data::Permit {
            owner: owner.address,
            spender: self.router,
            value,
            nonce: self.world.read(pool.pair, query),
            deadline,
        };
        let domain = self.liquidity_domain(pool);
        owner.sign_hash_vrs(diem_suite::typed_data::digest(&permit, &domain))
    }

    /// The EIP-712 domain of the pool's liquidity.
    pub(crate) fn liquidity_domain(&self, pool: Pool) -> Eip712Domain {
        Eip712Domain::new(
            Some("Uniswap V2".into()),
            Some("1".into()),
            Some(U256::from(self.world.suite.chain.chain_id())),
            Some(pool.pair),
            None,
        )
    }
}

/// The hash of what the factory creates pairs from.
pub(crate) fn pair_code_hash() -> B256 {
    keccak256(npm::init_code(PAIR, &[]))
}
