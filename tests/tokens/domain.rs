//! The EIP-712 domain: `DOMAIN_SEPARATOR` and `eip712Domain` (EIP-5267).

use alloy_primitives::{B256, FixedBytes, U256, keccak256};
use alloy_sol_types::SolValue;
use stylus_chain::ChainConfig;

use super::token::Token;
use crate::fixture::{Abi, DOMAIN_NAME};

/// Asserts that `token` states the domain of chain `chain_id`.
#[track_caller]
fn states_its_domain(token: &mut Token, chain_id: u64) {
    let domain = token.read(Abi::eip712DomainCall {});
    // Name, version, chain id and contract; no salt, no extension.
    assert_eq!(domain.fields, FixedBytes([0b0_1111]));
    assert_eq!(domain.name, DOMAIN_NAME);
    assert_eq!(domain.version, "1");
    assert_eq!(domain.chainId, U256::from(chain_id));
    assert_eq!(domain.verifyingContract, token.contract);
    assert_eq!(domain.salt, B256::ZERO);
    assert!(domain.extensions.is_empty());

    let type_hash = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)",
    );
    let encoded = (
        type_hash,
        keccak256(DOMAIN_NAME),
        keccak256("1"),
        U256::from(chain_id),
        token.contract,
    );
    let separator = keccak256(encoded.abi_encode());
    assert_eq!(token.read(Abi::DOMAIN_SEPARATORCall {}), separator);
}

#[test]
fn the_domain_is_that_of_this_contract_on_this_chain() {
    let mut token = Token::deploy();
    states_its_domain(&mut token, 412_346);
}

#[test]
fn the_domain_follows_the_chain_id() {
    for chain_id in [1, 8_453, 84_532, u64::MAX >> 1] {
        let mut token = Token::deploy_on(ChainConfig {
            chain_id,
            ..ChainConfig::default()
        });
        states_its_domain(&mut token, chain_id);
    }
}
