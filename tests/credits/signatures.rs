//! Signatures in the making: what the tests of `setAllowanceBySig` and `setMeterBySig` send.

use alloy_primitives::{Address, B256, Bytes, Signature, U256, uint};
use diem_suite::Account;

use crate::{
    budget::{FOREVER, Kind, Sending, Terms},
    scene::{Scene, limit},
};

/// The order of secp256k1.
const ORDER: U256 = uint!(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U256);

/// A deadline that no test reaches.
pub(crate) const NO_DEADLINE: U256 = U256::MAX;

/// 20 credits a day for `spender`, for ever.
pub(crate) fn terms(owner: Address, spender: Address) -> Terms {
    Terms {
        owner,
        spender,
        limit: limit(20),
        expiry: FOREVER,
    }
}

/// `key`'s signature over `terms`, under this contract's domain.
pub(crate) fn sign(
    scene: &Scene,
    key: &Account,
    kind: Kind,
    terms: Terms,
    nonce: u16,
    deadline: U256,
) -> [u8; 65] {
    let domain = scene.suite.credits_domain();
    key.sign_hash(kind.digest(terms, nonce, deadline, &domain))
}

/// `owner`'s key signs `terms` with `nonce`, and a relayer sends it.
#[track_caller]
pub(crate) fn set_signed(
    scene: &mut Scene,
    owner: &Account,
    kind: Kind,
    terms: Terms,
    nonce: u16,
) -> Sending {
    let signature = sign(scene, owner, kind, terms, nonce, NO_DEADLINE);
    relay(scene, kind, terms, NO_DEADLINE, &signature)
}

/// A relayer, who is nobody in particular, sends a signature.
#[track_caller]
pub(crate) fn relay(
    scene: &mut Scene,
    kind: Kind,
    terms: Terms,
    deadline: U256,
    signature: &[u8],
) -> Sending {
    let data = kind.set_by_sig(terms, deadline, Bytes::copy_from_slice(signature));
    scene.send_raw(Account::named("relayer").address, data)
}

/// Whose signature of `digest` this is: somebody's, if it is over another digest.
pub(crate) fn recover(signature: &[u8; 65], digest: B256) -> Address {
    Signature::from_raw_array(signature)
        .expect("65 bytes with a sound v")
        .recover_address_from_prehash(&digest)
        .expect("tests use signatures that somebody could have made")
}

/// The other signature of the same key over the same hash: `s` in the upper half of the order, `v` flipped.
pub(crate) fn malleable_copy(signature: &[u8; 65]) -> [u8; 65] {
    let mut copy = *signature;
    let s = U256::from_be_slice(&signature[32..64]);
    copy[32..64].copy_from_slice(&(ORDER - s).to_be_bytes::<32>());
    copy[64] = 27 + 28 - signature[64];
    copy
}
