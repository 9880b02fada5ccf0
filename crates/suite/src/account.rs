//! Test accounts: named, deterministic, able to sign.

use alloy_primitives::{Address, B256, Signature, keccak256};
use k256::ecdsa::SigningKey;

/// An account whose key follows from its name. Never use such a key where value is at stake.
#[derive(Clone, Debug)]
pub struct Account {
    /// The account's address.
    pub address: Address,
    /// Its secp256k1 key.
    pub signer: SigningKey,
}

impl Account {
    /// The account called `name`: the same address in every run.
    pub fn named(name: &str) -> Self {
        let secret = keccak256(format!("diem test account: {name}"));
        let signer = SigningKey::from_slice(secret.as_slice())
            .expect("a keccak hash is a valid secp256k1 key, but for odds of 2^-128");
        Self {
            address: Address::from_private_key(&signer),
            signer,
        }
    }

    /// Signs a 32-byte hash: 65 bytes `r, s, v`, with `s` in the lower half of the curve's order and `v` 27 or 28.
    pub fn sign_hash(&self, hash: B256) -> [u8; 65] {
        let signed = self
            .signer
            .sign_prehash_recoverable(hash.as_slice())
            .expect("a 32-byte hash can be signed");
        Signature::from(signed).normalized_s().as_bytes()
    }

    /// The same signature as the arguments `(v, r, s)` of an ERC-2612 permit.
    pub fn sign_hash_vrs(&self, hash: B256) -> (u8, B256, B256) {
        let bytes = self.sign_hash(hash);
        (
            bytes[64],
            B256::from_slice(&bytes[..32]),
            B256::from_slice(&bytes[32..64]),
        )
    }
}

impl From<&Account> for Address {
    fn from(account: &Account) -> Self {
        account.address
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{U256, uint};

    use super::*;

    /// Half the order of secp256k1, as in EIP-2.
    const HALF_ORDER: U256 =
        uint!(0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0_U256);

    #[test]
    fn names_give_distinct_and_stable_addresses() {
        assert_eq!(
            Account::named("alice").address,
            Account::named("alice").address
        );
        assert_ne!(
            Account::named("alice").address,
            Account::named("bob").address
        );
    }

    #[test]
    fn signatures_recover_their_account_and_are_low_s() {
        let alice = Account::named("alice");
        for i in 0..32_u8 {
            let hash = keccak256([i]);
            let bytes = alice.sign_hash(hash);
            assert!(U256::from_be_slice(&bytes[32..64]) <= HALF_ORDER);
            assert!(matches!(bytes[64], 27 | 28));
            let signature = Signature::from_raw_array(&bytes).unwrap();
            assert_eq!(
                signature.recover_address_from_prehash(&hash).unwrap(),
                alice.address
            );
        }
    }

    #[test]
    fn vrs_are_the_parts_of_the_signature() {
        let alice = Account::named("alice");
        let hash = keccak256("parts");
        let (v, r, s) = alice.sign_hash_vrs(hash);
        assert_eq!(
            [r.as_slice(), s.as_slice(), &[v]].concat(),
            alice.sign_hash(hash)
        );
    }
}
