//! Signatures: ECDSA for accounts with a key, ERC-1271 for contracts, EIP-712 for what they sign.

use alloc::vec::Vec;
use alloy_primitives::{Address, FixedBytes, B256, U256};
use alloy_sol_types::sol_data;
use openzeppelin_stylus::utils::cryptography::{
    ecdsa::{ECDSAInvalidSignature, ECDSAInvalidSignatureS, ECRECOVER_ADDR, SIGNATURE_S_UPPER_BOUND},
    eip712::IEip712,
};
use stylus_sdk::stylus_core::AccountAccess;

use crate::{
    call::static_call,
    host::vm,
    reply::{append_bytes, size, words, Reply},
    revert::{revert, Revert},
    storage::keccak256,
};

/// `isValidSignature(bytes32,bytes)`, and what it answers to accept (ERC-1271).
const IS_VALID_SIGNATURE: [u8; 4] = [0x16, 0x26, 0xba, 0x7e];

/// Who signed what, if it was not the owner.
pub enum Refusal {
    /// The signature is not one.
    Malformed(Revert),
    /// It is of this account, or of none that can be recovered (zero).
    Signer(Address),
}

/// Checks that `signature` over `digest` is `owner`'s: 65 bytes `r, s, v` of its key, or else what its code accepts by a static call.
pub fn verify(owner: Address, digest: B256, signature: &[u8]) -> Result<(), Refusal> {
    let recovered = recover_bytes(digest, signature);
    if recovered == Ok(owner) {
        return Ok(());
    }
    if vm().code_size(owner) == 0 {
        return Err(recovered.map_or_else(Refusal::Malformed, Refusal::Signer));
    }
    if accepts(owner, digest, signature) {
        return Ok(());
    }
    Err(Refusal::Signer(recovered.unwrap_or_default()))
}

/// The account whose key made the 65 bytes `r, s, v`.
fn recover_bytes(digest: B256, signature: &[u8]) -> Result<Address, Revert> {
    match signature.split_first_chunk::<64>() {
        Some((rs, [v])) => recover(digest, *v, B256::from_slice(&rs[..32]), B256::from_slice(&rs[32..])),
        _ => Err(revert(ECDSAInvalidSignature {})),
    }
}

/// The account whose key made the signature. Refuses the malleable half of `s`, and what has no signer.
///
/// OpenZeppelin's own `recover` traps where the precompile answers nothing, which any malformed signature makes it do.
pub fn recover(digest: B256, v: u8, r: B256, s: B256) -> Result<Address, Revert> {
    if U256::from_be_bytes(s.0) > SIGNATURE_S_UPPER_BOUND {
        return Err(revert(ECDSAInvalidSignatureS { s }));
    }
    let input = words(&[digest, size(v.into()), r, s]);
    let answer = static_call(ECRECOVER_ADDR, &input)?;
    let signer = answer.first_chunk::<32>().map(|word| Address::from_word(word.into()));
    signer.filter(|signer| !signer.is_zero()).ok_or_else(|| revert(ECDSAInvalidSignature {}))
}

/// Whether the contract `owner` accepts the signature. Whatever it does but answer the magic word is a no.
fn accepts(owner: Address, digest: B256, signature: &[u8]) -> bool {
    let mut data = Vec::with_capacity(4 + 32 * 3 + signature.len().next_multiple_of(32));
    data.extend_from_slice(&IS_VALID_SIGNATURE);
    data.extend_from_slice(&words(&[digest, size(64)]));
    append_bytes(&mut data, signature);
    let mut magic = [0; 32];
    magic[..4].copy_from_slice(&IS_VALID_SIGNATURE);
    static_call(owner, &data).is_ok_and(|answer| answer.first_chunk() == Some(&magic))
}

/// The digest that `struct_words` (type hash and members) have under `domain`.
pub fn typed_data_digest(domain: &impl IEip712, struct_words: &[B256]) -> B256 {
    domain.hash_typed_data_v4(keccak256(&words(struct_words)))
}

/// The answer of `eip712Domain()` (ERC-5267) for a domain of OpenZeppelin's.
pub struct Eip712Domain<D>(pub D);

type DomainFields = (
    sol_data::FixedBytes<1>,
    sol_data::String,
    sol_data::String,
    sol_data::Uint<256>,
    sol_data::Address,
    sol_data::FixedBytes<32>,
    sol_data::Array<sol_data::Uint<256>>,
);

impl<D: IEip712> Reply<DomainFields> for Eip712Domain<D> {
    fn reply(self) -> Vec<u8> {
        let (fields, name, version, chain_id, contract, salt, _no_extensions) = self.0.eip712_domain();
        let name_at = 7 * 32;
        let version_at = name_at + 32 + name.len().next_multiple_of(32);
        let extensions_at = version_at + 32 + version.len().next_multiple_of(32);
        let mut data = words(&[
            FixedBytes::<32>::right_padding_from(&fields),
            size(name_at),
            size(version_at),
            chain_id.into(),
            contract.into_word(),
            salt.into(),
            size(extensions_at),
        ]);
        append_bytes(&mut data, name.as_bytes());
        append_bytes(&mut data, version.as_bytes());
        data.extend_from_slice(&size(0).0);
        data
    }
}
