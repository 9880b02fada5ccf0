//! What a wallet asks first.

use alloy_primitives::{Address, U256};

use super::token::{Token, alice, bob};
use crate::fixture::{Abi, NAME, SYMBOL};

#[test]
fn the_token_has_a_name_a_symbol_and_18_decimals() {
    let mut token = Token::deploy();
    assert_eq!(token.read(Abi::nameCall {}), NAME);
    assert_eq!(token.read(Abi::symbolCall {}), SYMBOL);
    assert_eq!(token.read(Abi::decimalsCall {}), 18);
}

#[test]
fn nothing_exists_at_first() {
    let mut token = Token::deploy();
    assert_eq!(token.supply(), U256::ZERO);
    for account in [Address::ZERO, alice(), token.contract] {
        assert_eq!(token.balance(account), U256::ZERO);
        assert_eq!(token.nonce(account), U256::ZERO);
        assert_eq!(token.allowance(account, bob()), U256::ZERO);
    }
}
