//! Signatures: ECDSA for accounts with a key, ERC-1271 for contracts, EIP-712 for what they sign.

use alloc::{vec, vec::Vec};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::sol_data;
use core::marker::PhantomData;
use openzeppelin_stylus::utils::cryptography::{
    ecdsa::{
        ECDSAInvalidSignature, ECDSAInvalidSignatureS, ECRECOVER_ADDR, SIGNATURE_S_UPPER_BOUND,
    },
    eip712::IEip712,
};
use stylus_sdk::{keccak_const::Keccak256, prelude::*};

use crate::{
    call::static_call,
    host::vm,
    reply::{size, tail_words, words, write_tail, Reply},
    revert::{revert, selector_and_words},
    storage::keccak256,
    word::{bytes_of, pack, Word},
};

/// `isValidSignature(bytes32,bytes)`, and what it answers to accept (ERC-1271).
const IS_VALID_SIGNATURE: [u8; 4] = [0x16, 0x26, 0xba, 0x7e];

/// Why a signature is not the owner's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It has no signer, or not 65 bytes.
    Malformed,
    /// Its `s` is in the upper half of the curve's order: a malleable copy.
    HighS(B256),
    /// It is of this account, or, where a contract refused it, of none that can be recovered (zero).
    Signer(Address),
}

impl Refusal {
    /// Reverts with OpenZeppelin's error for a malformed signature, or hands the wrong signer out.
    pub fn signer(self) -> Address {
        match self {
            Self::Malformed => revert(ECDSAInvalidSignature {}),
            Self::HighS(s) => revert(ECDSAInvalidSignatureS { s }),
            Self::Signer(signer) => signer,
        }
    }
}

/// Checks that `signature` over `digest` is `owner`'s: 65 bytes `r, s, v` of its key, or else what its code accepts by a static call.
pub fn verify(owner: Address, digest: B256, signature: &[u8]) -> Result<(), Refusal> {
    let recovered = recover_bytes(digest, signature);
    if recovered == Ok(owner) {
        return Ok(());
    }
    if vm().code_size(owner) == 0 {
        return Err(recovered.map_or_else(|refusal| refusal, Refusal::Signer));
    }
    if accepts(owner, digest, signature) {
        return Ok(());
    }
    Err(Refusal::Signer(recovered.unwrap_or_default()))
}

/// The account whose key made the 65 bytes `r, s, v`.
fn recover_bytes(digest: B256, signature: &[u8]) -> Result<Address, Refusal> {
    match signature.split_first_chunk::<64>() {
        Some((rs, [v])) => recover(
            digest,
            *v,
            B256::from_slice(&rs[..32]),
            B256::from_slice(&rs[32..]),
        ),
        _ => Err(Refusal::Malformed),
    }
}

/// The account whose key made the signature. Refuses the malleable half of `s`, and what has no signer.
///
/// OpenZeppelin's own `recover` traps where the precompile answers nothing, which any malformed signature makes it do.
pub fn recover(digest: B256, v: u8, r: B256, s: B256) -> Result<Address, Refusal> {
    if U256::from_word(&s).is_some_and(|s| s > SIGNATURE_S_UPPER_BOUND) {
        return Err(Refusal::HighS(s));
    }
    let input = words(&[digest, size(v.into()), r, s]);
    let answer = static_call(ECRECOVER_ADDR, &input).unwrap_or_default();
    let signer = answer
        .first_chunk::<32>()
        .map(|word| Address::from_word(word.into()));
    signer
        .filter(|signer| !signer.is_zero())
        .ok_or(Refusal::Malformed)
}

/// Whether the contract `owner` accepts the signature. Whatever it does but answer the magic word is a no.
fn accepts(owner: Address, digest: B256, signature: &[u8]) -> bool {
    let mut arguments = vec![B256::ZERO; 2 + tail_words(signature.len())];
    arguments[0] = digest;
    arguments[1] = size(64);
    write_tail(&mut arguments[2..], signature);
    let data = selector_and_words(IS_VALID_SIGNATURE, &arguments);
    let mut magic = [0; 32];
    magic[..4].copy_from_slice(&IS_VALID_SIGNATURE);
    static_call(owner, &data).is_ok_and(|answer| answer.first_chunk() == Some(&magic))
}

/// The fields that our domains have (ERC-5267): name, version, chain id and contract, no salt.
const FIELDS: u8 = 0x0f;

const DOMAIN_TYPE: &[u8] =
    b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
const DOMAIN_TYPE_HASH: [u8; 32] = Keccak256::new().update(DOMAIN_TYPE).finalize();

/// The separator of a domain of OpenZeppelin's on this chain. The chain id is read each time, so a fork has its own.
#[inline(never)]
pub fn domain_separator<D: IEip712>() -> B256 {
    keccak256(bytes_of(&[
        DOMAIN_TYPE_HASH.into(),
        D::HASHED_NAME.into(),
        D::HASHED_VERSION.into(),
        chain_id(),
        vm().contract_address().into_word(),
    ]))
}

fn chain_id() -> B256 {
    pack(vm().chain_id().into(), 0)
}

/// The digest that `struct_words` (type hash and members) have under the domain `D`.
pub fn typed_data_digest<D: IEip712>(struct_words: &[B256]) -> B256 {
    let mut preimage = [0; 66];
    preimage[..2].copy_from_slice(b"\x19\x01");
    preimage[2..34].copy_from_slice(domain_separator::<D>().as_slice());
    preimage[34..].copy_from_slice(keccak256(bytes_of(struct_words)).as_slice());
    keccak256(&preimage)
}

/// The answer of `eip712Domain()` (ERC-5267) for a domain of OpenZeppelin's.
pub struct Eip712Domain<D>(pub PhantomData<D>);

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
        let name_at = 7;
        let version_at = name_at + const { tail_words(D::NAME.len()) };
        let extensions_at = version_at + const { tail_words(D::VERSION.len()) };
        // The last word is the length of the empty extensions, and word 5 the unused salt.
        let mut reply = vec![B256::ZERO; extensions_at + 1];
        reply[0][0] = FIELDS;
        reply[1] = size(32 * name_at);
        reply[2] = size(32 * version_at);
        reply[3] = chain_id();
        reply[4] = vm().contract_address().into_word();
        reply[6] = size(32 * extensions_at);
        write_tail(&mut reply[name_at..version_at], D::NAME.as_bytes());
        write_tail(&mut reply[version_at..extensions_at], D::VERSION.as_bytes());
        words(&reply)
    }
}
