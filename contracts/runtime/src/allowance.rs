//! ERC-20 allowances and EIP-2612 permits, for both tokens.
//!
//! OpenZeppelin's Erc20Permit is not used: its `permit` traps on a malformed signature, and neither it nor Erc20 can set the allowance of an
//! owner that is a contract (ERC-1271). Its EIP-712 domain, errors and events are.

use alloy_primitives::{Address, B256, U256};
use openzeppelin_stylus::{
    token::erc20::{
        extensions::permit::{ERC2612ExpiredSignature, ERC2612InvalidSigner},
        Approval, ERC20InsufficientAllowance, ERC20InvalidSpender,
    },
    utils::cryptography::eip712::IEip712,
};
use stylus_sdk::{keccak_const::Keccak256, prelude::*};

use crate::{
    event::emit,
    host::vm,
    revert::revert,
    signature::{recover, typed_data_digest, verify, Refusal},
    storage::{Mapping, Slot},
    word::Word,
};

const PERMIT_TYPE: &[u8] =
    b"Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
const PERMIT_TYPE_HASH: [u8; 32] = Keccak256::new().update(PERMIT_TYPE).finalize();

/// Allowances and permit nonces.
pub struct Allowances {
    /// Wei by owner and spender.
    allowances: Mapping,
    /// Permit nonces by owner.
    nonces: Mapping,
}

/// What a permit says.
pub struct Permit {
    /// The account that gives.
    pub owner: Address,
    /// The account that is given.
    pub spender: Address,
    /// Wei.
    pub value: U256,
    /// The last second (unix) at which the permit is valid.
    pub deadline: U256,
}

impl Allowances {
    /// Allowances at the root slot `index`, nonces at the next.
    pub const fn root(index: u8) -> Self {
        Self {
            allowances: Mapping::root(index),
            nonces: Mapping::root(index + 1),
        }
    }

    fn slot(&self, owner: Address, spender: Address) -> Slot {
        self.allowances.mapping(owner).slot(spender)
    }

    /// The wei of `owner` that `spender` may still move.
    pub fn get(&self, owner: Address, spender: Address) -> U256 {
        self.slot(owner, spender).integer()
    }

    /// The nonce of `owner`'s next permit.
    pub fn nonce(&self, owner: Address) -> U256 {
        self.nonces.slot(owner).integer()
    }

    /// Lets `spender` move `value` wei of `owner`.
    pub fn approve(&mut self, owner: Address, spender: Address, value: U256) {
        if spender.is_zero() {
            revert(ERC20InvalidSpender { spender });
        }
        self.slot(owner, spender).set_integer(&value);
        emit(&Approval {
            owner,
            spender,
            value,
        });
    }

    /// Takes `value` wei off what `spender` may move of `owner`. The largest allowance never runs out.
    pub fn spend(&mut self, owner: Address, spender: Address, value: U256) {
        let mut slot = self.slot(owner, spender);
        let before = slot.integer();
        if before == U256::MAX {
            return;
        }
        let Some(after) = before.checked_sub(value) else {
            revert(ERC20InsufficientAllowance {
                spender,
                allowance: before,
                needed: value,
            });
        };
        slot.set_integer(&after);
    }

    /// Approves by the owner's ECDSA signature.
    pub fn permit<D: IEip712>(&mut self, permit: Permit, v: u8, r: B256, s: B256) {
        let digest = self.use_nonce::<D>(&permit);
        let signer = recover(digest, v, r, s).unwrap_or_else(Refusal::signer);
        if signer != permit.owner {
            revert(ERC2612InvalidSigner {
                signer,
                owner: permit.owner,
            });
        }
        self.approve(permit.owner, permit.spender, permit.value)
    }

    /// Approves by the owner's ECDSA signature or, if it is a contract, by its consent (ERC-1271).
    pub fn permit_any<D: IEip712>(&mut self, permit: Permit, signature: &[u8]) {
        let digest = self.use_nonce::<D>(&permit);
        if let Err(refusal) = verify(permit.owner, digest, signature) {
            revert(ERC2612InvalidSigner {
                signer: refusal.signer(),
                owner: permit.owner,
            });
        }
        self.approve(permit.owner, permit.spender, permit.value)
    }

    /// The digest that the owner signs for its next permit. The nonce is used up, before any foreign code runs.
    fn use_nonce<D: IEip712>(&mut self, permit: &Permit) -> B256 {
        let Permit {
            owner,
            spender,
            value,
            deadline,
        } = *permit;
        if U256::from(vm().block_timestamp()) > deadline {
            revert(ERC2612ExpiredSignature { deadline });
        }
        let mut nonce_slot = self.nonces.slot(owner);
        let nonce = nonce_slot.integer();
        // No account signs 2^256 permits.
        nonce_slot.set_integer(&nonce.wrapping_add(U256::ONE));
        typed_data_digest::<D>(&[
            PERMIT_TYPE_HASH.into(),
            owner.into_word(),
            spender.into_word(),
            value.to_word(),
            nonce.to_word(),
            deadline.to_word(),
        ])
    }
}
