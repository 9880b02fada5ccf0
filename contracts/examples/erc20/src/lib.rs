//! OpenZeppelin's ERC-20 with EIP-2612 as a Stylus contract, the idiomatic way: what DIEM is measured beside.

#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
#![allow(
    missing_docs,
    reason = "the entrypoint's macro exports a function without documentation"
)]

extern crate alloc;

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use alloy_primitives::{Address, B256, U256, U8};
use alloy_sol_types::sol;
use openzeppelin_stylus::{
    token::erc20::{
        self,
        extensions::{
            permit::{self, Erc20Permit, IErc20Permit},
            Erc20Metadata, IErc20Metadata,
        },
        Erc20, IErc20,
    },
    utils::{
        cryptography::eip712::IEip712,
        introspection::erc165::IErc165,
        nonces::{INonces, Nonces},
    },
};
use stylus_sdk::{prelude::*, storage::StorageAddress};

sol! {
    /// `caller` is not the minter.
    error UnauthorizedMinter(address caller);
}

/// The EIP-712 domain of permits.
#[storage]
struct Domain {}

impl IEip712 for Domain {
    const NAME: &'static str = "Diem";
    const VERSION: &'static str = "1";
}

/// The token.
#[storage]
#[entrypoint]
struct Token {
    erc20: Erc20,
    metadata: Erc20Metadata,
    nonces: Nonces,
    permit: Erc20Permit<Domain>,
    minter: StorageAddress,
}

#[public]
#[implements(IErc20<Error = erc20::Error>, IErc20Metadata, INonces, IErc20Permit<Error = permit::Error>)]
impl Token {
    /// A token that only `minter` mints and burns.
    #[constructor]
    fn constructor(&mut self, minter: Address) {
        self.metadata
            .constructor("Diem".to_string(), "DIEM".to_string());
        self.minter.set(minter);
    }

    /// Creates `value` tokens for `to`.
    fn mint(&mut self, to: Address, value: U256) -> Result<(), Vec<u8>> {
        self.only_minter()?;
        Ok(self.erc20._mint(to, value)?)
    }

    /// Destroys `value` tokens of `from`.
    fn burn(&mut self, from: Address, value: U256) -> Result<(), Vec<u8>> {
        self.only_minter()?;
        Ok(self.erc20._burn(from, value)?)
    }
}

impl Token {
    fn only_minter(&self) -> Result<(), Vec<u8>> {
        let caller = self.vm().msg_sender();
        if caller == self.minter.get() {
            return Ok(());
        }
        Err(alloy_sol_types::SolError::abi_encode(&UnauthorizedMinter {
            caller,
        }))
    }
}

#[public]
impl IErc20 for Token {
    type Error = erc20::Error;

    fn total_supply(&self) -> U256 {
        self.erc20.total_supply()
    }

    fn balance_of(&self, account: Address) -> U256 {
        self.erc20.balance_of(account)
    }

    fn transfer(&mut self, to: Address, value: U256) -> Result<bool, Self::Error> {
        self.erc20.transfer(to, value)
    }

    fn allowance(&self, owner: Address, spender: Address) -> U256 {
        self.erc20.allowance(owner, spender)
    }

    fn approve(&mut self, spender: Address, value: U256) -> Result<bool, Self::Error> {
        self.erc20.approve(spender, value)
    }

    fn transfer_from(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
    ) -> Result<bool, Self::Error> {
        self.erc20.transfer_from(from, to, value)
    }
}

#[public]
impl IErc20Metadata for Token {
    fn name(&self) -> String {
        self.metadata.name()
    }

    fn symbol(&self) -> String {
        self.metadata.symbol()
    }

    fn decimals(&self) -> U8 {
        self.metadata.decimals()
    }
}

impl IErc165 for Token {
    fn supports_interface(&self, interface_id: alloy_primitives::aliases::B32) -> bool {
        Erc20::supports_interface(&self.erc20, interface_id)
    }
}

#[public]
impl INonces for Token {
    fn nonces(&self, owner: Address) -> U256 {
        self.nonces.nonces(owner)
    }
}

#[public]
impl IErc20Permit for Token {
    type Error = permit::Error;

    #[selector(name = "DOMAIN_SEPARATOR")]
    fn domain_separator(&self) -> B256 {
        self.permit.domain_separator()
    }

    fn permit(
        &mut self,
        owner: Address,
        spender: Address,
        value: U256,
        deadline: U256,
        v: u8,
        r: B256,
        s: B256,
    ) -> Result<(), Self::Error> {
        self.permit.permit(
            owner,
            spender,
            value,
            deadline,
            v,
            r,
            s,
            &mut self.erc20,
            &mut self.nonces,
        )
    }
}
