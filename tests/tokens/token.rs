//! The token under test, and everything that can be read of it.

use std::ops::{Deref, DerefMut};

use alloy_primitives::{Address, Signature, U256};
use alloy_sol_types::{Eip712Domain, SolCall, SolError};
use diem_suite::{
    Account, assert_reverts,
    typed_data::{self, Permit},
};
use diem_tests::Stage;
use stylus_chain::ChainConfig;

use crate::fixture::{self, Abi};

/// A token on a chain of its own.
pub(crate) struct Token {
    stage: Stage,
}

/// All that the token's views say of the cast. Equal books: nothing happened.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Books {
    supply: U256,
    balances: Vec<(Address, U256)>,
    allowances: Vec<(Address, Address, U256)>,
    nonces: Vec<(Address, U256)>,
    /// What only this token has: Diem's capacities, Vvv's faucet.
    particular: Vec<U256>,
}

/// `n` whole tokens, in wei.
pub(crate) fn tokens(n: u64) -> U256 {
    U256::from(n) * U256::from(10).pow(U256::from(18))
}

/// Values that would be nothing, or next to nothing, to a record of 96, 112, 128, 224 or 255 bits that cut them off.
pub(crate) fn beyond_every_width() -> impl Iterator<Item = U256> {
    [96, 112, 128, 224, 255]
        .into_iter()
        .flat_map(|bits| [U256::ONE << bits, (U256::ONE << bits) + U256::ONE])
}

/// One of the accounts that appear in the tests.
pub(crate) fn account(name: &str) -> Address {
    Account::named(name).address
}

/// Alice, who usually holds.
pub(crate) fn alice() -> Address {
    account("alice")
}

/// Bob, who usually receives.
pub(crate) fn bob() -> Address {
    account("bob")
}

/// Carol, who usually is the spender.
pub(crate) fn carol() -> Address {
    account("carol")
}

impl Token {
    /// A new token; nobody holds any.
    #[track_caller]
    pub(crate) fn deploy() -> Self {
        Self::deploy_on(ChainConfig::default())
    }

    /// A new token on a chain of `config`.
    #[track_caller]
    pub(crate) fn deploy_on(config: ChainConfig) -> Self {
        Self::on(Stage::deploy_on(
            config,
            fixture::PROGRAM,
            fixture::constructor(),
        ))
    }

    /// The token on `stage`.
    pub(crate) const fn on(stage: Stage) -> Self {
        Self { stage }
    }

    /// A new token of which Alice holds `value`.
    #[track_caller]
    pub(crate) fn with_alice(value: U256) -> Self {
        let mut token = Self::deploy();
        fixture::give(&mut token, alice(), value);
        token
    }

    /// The balance of `account`.
    #[track_caller]
    pub(crate) fn balance(&mut self, account: Address) -> U256 {
        self.read(Abi::balanceOfCall { account })
    }

    /// The supply.
    #[track_caller]
    pub(crate) fn supply(&mut self) -> U256 {
        self.read(Abi::totalSupplyCall {})
    }

    /// The allowance of `spender` over the tokens of `owner`.
    #[track_caller]
    pub(crate) fn allowance(&mut self, owner: Address, spender: Address) -> U256 {
        self.read(Abi::allowanceCall { owner, spender })
    }

    /// The nonce of the next permit of `owner`.
    #[track_caller]
    pub(crate) fn nonce(&mut self, owner: Address) -> U256 {
        self.read(Abi::noncesCall { owner })
    }

    /// Sets the allowance of `spender` over the tokens of `owner`.
    #[track_caller]
    pub(crate) fn approve(&mut self, owner: Address, spender: Address, value: U256) {
        let approved = self.send(owner, Abi::approveCall { spender, value });
        assert!(approved.expect("approve").value);
    }

    /// The whole of what can be read.
    #[track_caller]
    pub(crate) fn books(&mut self) -> Books {
        let mut cast = vec![Address::ZERO, self.contract];
        cast.extend(["alice", "bob", "carol", "minter"].map(account));
        let pairs = cast
            .iter()
            .flat_map(|owner| cast.iter().map(|spender| (*owner, *spender)));
        Books {
            supply: self.supply(),
            balances: cast.iter().map(|a| (*a, self.balance(*a))).collect(),
            allowances: pairs
                .map(|(o, s)| {
                    (
                        o,
                        s,
                        self.stage.read(Abi::allowanceCall {
                            owner: o,
                            spender: s,
                        }),
                    )
                })
                .collect(),
            nonces: cast.iter().map(|a| (*a, self.nonce(*a))).collect(),
            particular: fixture::particular(self, &cast),
        }
    }

    /// Asserts that `call` by `from` reverts with exactly `error` and changes nothing.
    #[track_caller]
    pub(crate) fn refuses<C: SolCall, E: SolError>(&mut self, from: Address, call: C, error: E) {
        let before = self.books();
        assert_reverts(self.send(from, call).map(|sent| sent.receipt), error);
        assert_eq!(self.books(), before, "a refused call changed something");
    }

    /// The token's EIP-712 domain, as the interface states it.
    pub(crate) fn domain(&self) -> Eip712Domain {
        let chain_id = self.chain.chain_id();
        fixture::domain(chain_id, self.contract)
    }

    /// The permit by which `owner` lets Carol move 5 tokens, with the owner's present nonce, until the end of time.
    #[track_caller]
    pub(crate) fn permit_of(&mut self, owner: Address) -> Permit {
        Permit {
            owner,
            spender: carol(),
            value: tokens(5),
            nonce: self.nonce(owner),
            deadline: U256::MAX,
        }
    }

    /// `permit` as `signer` signs it for this token.
    pub(crate) fn signed(&self, permit: &Permit, signer: &str) -> [u8; 65] {
        Account::named(signer).sign_hash(typed_data::digest(permit, &self.domain()))
    }

    /// Whom `signature` names as the signer of `permit`, if the token reads it with the nonce that the permit states.
    #[track_caller]
    pub(crate) fn signer_of(&self, permit: &Permit, signature: &[u8; 65]) -> Address {
        let digest = typed_data::digest(permit, &self.domain());
        Signature::from_raw_array(signature)
            .and_then(|signature| signature.recover_address_from_prehash(&digest))
            .expect("a signature with a signer")
    }
}

impl Deref for Token {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.stage
    }
}

impl DerefMut for Token {
    fn deref_mut(&mut self) -> &mut Stage {
        &mut self.stage
    }
}
