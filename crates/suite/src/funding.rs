//! VVV out of nothing, for tests that need more than the faucet gives.
//!
//! A drip is 10,000 VVV per account and day. Tests want millions at once, of any token. So the balance and the total supply are
//! written into the token's storage, at slots found by trial: a mark written to a candidate slot must come back from `balanceOf` or
//! `totalSupply`. Nothing about the token's layout is assumed but that balances are a plain mapping near the start of its storage.

use alloy_primitives::{Address, U256, keccak256};
use alloy_sol_types::{SolCall, SolValue};
use stylus_chain::{Chain, Tx};

use crate::abi::IVvv;

/// How many slots from the start of the storage are tried.
const CANDIDATES: u64 = 64;

/// An account that no test uses, to try balances on.
const PROBE: Address = Address::repeat_byte(0xdb);

/// What is written to recognise a slot by; small enough for packed or narrow fields.
const MARK: U256 = U256::from_limbs([0x00c0_ffee_d1e5, 0, 0, 0]);

/// Where a token keeps its balances and its supply.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenSlots {
    balances: U256,
    supply: U256,
}

impl TokenSlots {
    /// Finds the slots of `token`, leaving its storage as it was.
    #[track_caller]
    pub(crate) fn find(chain: &mut Chain, token: Address) -> Self {
        let before = chain.snapshot();
        let balances = (0..CANDIDATES).map(U256::from).find(|&slot| {
            chain.set_storage(token, mapping_slot(PROBE, slot), MARK);
            balance_of(chain, token, PROBE) == Some(MARK)
        });
        let supply = (0..CANDIDATES).map(U256::from).find(|&slot| {
            let kept = chain.storage(token, slot);
            chain.set_storage(token, slot, MARK);
            let found = total_supply(chain, token) == Some(MARK);
            chain.set_storage(token, slot, kept);
            found
        });
        assert!(chain.revert(before), "the snapshot just taken is there");
        let (Some(balances), Some(supply)) = (balances, supply) else {
            panic!(
                "the storage of the token at {token} has no plain balances and supply in its first {CANDIDATES} slots"
            );
        };
        Self { balances, supply }
    }
}

/// Adds `wei` to the balance of `account` and to the supply.
#[track_caller]
pub(crate) fn give(
    chain: &mut Chain,
    token: Address,
    slots: TokenSlots,
    account: Address,
    wei: U256,
) {
    let balance_slot = mapping_slot(account, slots.balances);
    let supply = chain.storage(token, slots.supply).checked_add(wei);
    let supply = supply.expect("the supply of VVV stays within 2^256");
    // A balance never exceeds the supply, so this sum fits if that one does.
    let balance = chain.storage(token, balance_slot) + wei;
    chain.set_storage(token, slots.supply, supply);
    chain.set_storage(token, balance_slot, balance);
}

/// Solidity's slot of `mapping[key]` for a mapping at `slot`, which the Stylus SDK shares.
fn mapping_slot(key: Address, slot: U256) -> U256 {
    keccak256((key, slot).abi_encode()).into()
}

fn balance_of(chain: &mut Chain, token: Address, account: Address) -> Option<U256> {
    ask(chain, token, IVvv::balanceOfCall { account })
}

fn total_supply(chain: &mut Chain, token: Address) -> Option<U256> {
    ask(chain, token, IVvv::totalSupplyCall {})
}

/// What the token answers, or nothing if it fails: a mark in a slot that it needs may well make it.
fn ask<C: SolCall<Return = U256>>(chain: &mut Chain, token: Address, call: C) -> Option<U256> {
    let outcome = chain.call(Tx::call(PROBE, token, call.abi_encode())).ok()?;
    let answered = outcome.status.is_success();
    answered
        .then(|| C::abi_decode_returns_validate(&outcome.output).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use alloy_primitives::hex;
    use stylus_chain::ChainConfig;

    use super::*;

    const TOKEN: Address = Address::repeat_byte(0x70);
    const ALICE: Address = Address::repeat_byte(0xa1);

    /// A token that answers `balanceOf` from the mapping at slot 3 and anything else with slot 5.
    const CODE: [u8; 45] = hex!(
        "5f3560e01c6370a0823114601757" // if selector == balanceOf(address) goto balance
        "6005545f5260205ff3" // return storage[5]
        "5b6004355f52600360205260405f2054" // balance: storage[keccak256(account . 3)]
        "5f5260205ff3" // return it
    );

    fn chain() -> Chain {
        let mut chain = Chain::new(ChainConfig::default());
        chain.set_code(TOKEN, CODE.to_vec().into());
        chain
    }

    #[test]
    fn balance_and_supply_grow_together() {
        let mut chain = chain();
        chain.set_storage(TOKEN, U256::from(5), U256::from(100));
        chain.set_storage(TOKEN, mapping_slot(ALICE, U256::from(3)), U256::from(100));
        let slots = TokenSlots::find(&mut chain, TOKEN);
        give(&mut chain, TOKEN, slots, ALICE, U256::from(7));
        assert_eq!(balance_of(&mut chain, TOKEN, ALICE), Some(U256::from(107)));
        assert_eq!(total_supply(&mut chain, TOKEN), Some(U256::from(107)));
    }

    #[test]
    fn finding_the_slots_leaves_no_trace() {
        let mut chain = chain();
        let slots = TokenSlots::find(&mut chain, TOKEN);
        assert_eq!(
            (slots.balances, slots.supply),
            (U256::from(3), U256::from(5))
        );
        for slot in (0..CANDIDATES).map(U256::from) {
            assert_eq!(chain.storage(TOKEN, slot), U256::ZERO);
            assert_eq!(chain.storage(TOKEN, mapping_slot(PROBE, slot)), U256::ZERO);
        }
    }

    #[test]
    #[should_panic = "has no plain balances"]
    fn a_token_without_plain_storage_is_refused() {
        let mut chain = Chain::new(ChainConfig::default());
        TokenSlots::find(&mut chain, TOKEN);
    }

    #[test]
    #[should_panic = "stays within 2^256"]
    fn a_supply_that_would_overflow_is_refused() {
        let mut chain = chain();
        let slots = TokenSlots::find(&mut chain, TOKEN);
        give(&mut chain, TOKEN, slots, ALICE, U256::MAX);
        give(&mut chain, TOKEN, slots, ALICE, U256::ONE);
    }
}
