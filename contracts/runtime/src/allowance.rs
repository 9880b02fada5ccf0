//! ERC-20 allowances and EIP-2612 permits, for both tokens.
//!
//! OpenZeppelin's Erc20Permit is not used: its `permit` traps on a malformed signature, and neither it nor Erc20 can set the allowance of an
//! owner that is a contract (ERC-1271). Its nonces, its EIP-712 domain, its errors and its events are.

use alloy_primitives::{Address, B256, U256};
use openzeppelin_stylus::{
    token::erc20::{
        extensions::permit::{ERC2612ExpiredSignature, ERC2612InvalidSigner},
        Approval, ERC20InsufficientAllowance, ERC20InvalidSpender,
    },
    utils::{
        cryptography::eip712::IEip712,
        nonces::{INonces, Nonces},
    },
};
use stylus_sdk::{keccak_const::Keccak256, prelude::StorageType, stylus_core::BlockAccess};

use crate::{
    event::emit,
    host::vm,
    revert::{revert, Revert},
    signature::{recover, typed_data_digest, verify, Refusal},
    storage::{Mapping, Slot},
};

const PERMIT_TYPE: &[u8] = b"Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
const PERMIT_TYPE_HASH: [u8; 32] = Keccak256::new().update(PERMIT_TYPE).finalize();

/// Allowances and permit nonces.
pub struct Allowances {
    /// Wei by owner and spender.
    allowances: Mapping,
    /// Permit nonces by owner.
    nonces: Nonces,
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
    pub fn root(index: u8) -> Self {
        // SAFETY: the caller's layout gives this slot to the nonces alone.
        let nonces = unsafe { Nonces::new(U256::from(index + 1), 0, vm()) };
        Self { allowances: Mapping::root(index), nonces }
    }

    fn slot(&self, owner: Address, spender: Address) -> Slot {
        self.allowances.mapping(owner).slot(spender)
    }

    /// The wei of `owner` that `spender` may still move.
    pub fn get(&self, owner: Address, spender: Address) -> U256 {
        self.slot(owner, spender).load().into()
    }

    /// The nonce of `owner`'s next permit.
    pub fn nonce(&self, owner: Address) -> U256 {
        self.nonces.nonces(owner)
    }

    /// Lets `spender` move `value` wei of `owner`.
    pub fn approve(&mut self, owner: Address, spender: Address, value: U256) -> Result<(), Revert> {
        if spender.is_zero() {
            return Err(revert(ERC20InvalidSpender { spender }));
        }
        self.slot(owner, spender).store(&value.into());
        emit(&Approval { owner, spender, value });
        Ok(())
    }

    /// Takes `value` wei off what `spender` may move of `owner`. The largest allowance never runs out.
    pub fn spend(&mut self, owner: Address, spender: Address, value: U256) -> Result<(), Revert> {
        let mut slot = self.slot(owner, spender);
        let before = U256::from_be_bytes(slot.load().0);
        if before == U256::MAX {
            return Ok(());
        }
        let Some(after) = before.checked_sub(value) else {
            return Err(revert(ERC20InsufficientAllowance { spender, allowance: before, needed: value }));
        };
        slot.store(&after.into());
        Ok(())
    }

    /// Approves by the owner's ECDSA signature.
    pub fn permit(&mut self, domain: &impl IEip712, permit: Permit, v: u8, r: B256, s: B256) -> Result<(), Revert> {
        let digest = self.use_nonce(domain, &permit)?;
        let signer = recover(digest, v, r, s)?;
        if signer != permit.owner {
            return Err(revert(ERC2612InvalidSigner { signer, owner: permit.owner }));
        }
        self.approve(permit.owner, permit.spender, permit.value)
    }

    /// Approves by the owner's ECDSA signature or, if it is a contract, by its consent (ERC-1271).
    pub fn permit_any(&mut self, domain: &impl IEip712, permit: Permit, signature: &[u8]) -> Result<(), Revert> {
        let digest = self.use_nonce(domain, &permit)?;
        verify(permit.owner, digest, signature).map_err(|refusal| match refusal {
            Refusal::Malformed(revert) => revert,
            Refusal::Signer(signer) => revert(ERC2612InvalidSigner { signer, owner: permit.owner }),
        })?;
        self.approve(permit.owner, permit.spender, permit.value)
    }

    /// The digest that the owner signs for its next permit. The nonce is used up, before any foreign code runs.
    fn use_nonce(&mut self, domain: &impl IEip712, permit: &Permit) -> Result<B256, Revert> {
        let Permit { owner, spender, value, deadline } = *permit;
        if U256::from(vm().block_timestamp()) > deadline {
            return Err(revert(ERC2612ExpiredSignature { deadline }));
        }
        let nonce = self.nonces.use_nonce(owner);
        Ok(typed_data_digest(
            domain,
            &[PERMIT_TYPE_HASH.into(), owner.into_word(), spender.into_word(), value.into(), nonce.into(), deadline.into()],
        ))
    }
}
