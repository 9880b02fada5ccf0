//! Test VVV: the base asset on testnets, an ERC-20 with a faucet. Specification and ABI: `interfaces/IVvv.sol`.
//!
//! Balances and the supply are OpenZeppelin's Erc20. Its allowances stay unused: see [`runtime::allowance`].
#![cfg_attr(not(any(test, feature = "export-abi")), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use alloy_primitives::{uint, Address, U256};
use core::marker::PhantomData;
use openzeppelin_stylus::{
    token::erc20::{ERC20InvalidReceiver, ERC20InvalidSender, Erc20, IErc20},
    utils::cryptography::eip712::IEip712,
};
use runtime::{
    allowance::{Allowances, Permit},
    contract::{unknown_selector, Contract},
    day, dispatch,
    event::emit,
    events,
    host::vm,
    revert::{or_revert, revert},
    signature::{domain_separator, Eip712Domain},
    storage::Mapping,
    word::{pack, unpack},
};
use stylus_sdk::{abi::CONSTRUCTOR_SELECTOR, prelude::*};

use abi::IVvv;

/// The interface, as types.
#[allow(missing_docs)]
pub mod abi {
    alloy_sol_types::sol!("../../interfaces/IVvv.sol");
}

events! {
    IVvv::Dripped { to, day; amount }
}

// ----------------------------------------------------------------- Storage

/// Test VVV's storage.
pub struct Vvv {
    /// Slots 0 to 2: balances, unused allowances, supply.
    erc20: Erc20,
    /// Slots 3 and 4: allowances and permit nonces.
    allowances: Allowances,
    /// Slot 5: by recipient, the day after its last drip (0: never had one).
    next_drip: Mapping,
}

impl Vvv {
    fn layout() -> Self {
        Self {
            // SAFETY: nothing else uses the slots 0 to 2.
            erc20: unsafe { Erc20::new(U256::ZERO, 0, vm()) },
            allowances: Allowances::root(3),
            next_drip: Mapping::root(5),
        }
    }
}

/// The EIP-712 domain.
struct Domain;

impl IEip712 for Domain {
    const NAME: &'static str = NAME;
    const VERSION: &'static str = "1";
}

const NAME: &str = "Test VVV";
const SYMBOL: &str = "VVV";
const DECIMALS: u8 = 18;

/// What a drip mints: 10,000 VVV in wei.
const DRIP: U256 = uint!(10_000_000_000_000_000_000_000_U256);

// ------------------------------------------------------------------- Entry

runtime::entry!(Vvv::layout());

impl Contract for Vvv {
    /// There is none: nothing needs setting up.
    fn construct(&mut self, _arguments: &[u8]) {
        unknown_selector(CONSTRUCTOR_SELECTOR);
    }

    fn call(&mut self, selector: u32, arguments: &[u8]) -> Vec<u8> {
        dispatch!(IVvv, selector, arguments, {
            transferCall(to, value) => or_revert(self.erc20.transfer(to, value)),
            transferFromCall(from, to, value) => self.transfer_from(from, to, value),
            approveCall(spender, value) => self.approve(spender, value),
            balanceOfCall(account) => self.erc20.balance_of(account),
            allowanceCall(owner, spender) => self.allowances.get(owner, spender),
            totalSupplyCall() => self.erc20.total_supply(),
            dripCall(to) => self.drip(to),
            dripAmountCall() => DRIP,
            canDripCall(to) => self.can_drip(to),
            permitCall(owner, spender, value, deadline, v, r, s) =>
                self.allowances.permit::<Domain>(Permit { owner, spender, value, deadline }, v, r, s),
            noncesCall(owner) => self.allowances.nonce(owner),
            DOMAIN_SEPARATORCall() => domain_separator::<Domain>(),
            eip712DomainCall() => Eip712Domain::<Domain>(PhantomData),
            nameCall() => NAME,
            symbolCall() => SYMBOL,
            decimalsCall() => DECIMALS,
        })
    }
}

// --------------------------------------------------------------- Functions

impl Vvv {
    fn transfer_from(&mut self, from: Address, to: Address, value: U256) -> bool {
        if from.is_zero() {
            revert(ERC20InvalidSender { sender: from });
        }
        if to.is_zero() {
            revert(ERC20InvalidReceiver { receiver: to });
        }
        self.allowances.spend(from, vm().msg_sender(), value);
        or_revert(self.erc20._update(from, to, value));
        true
    }

    fn approve(&mut self, spender: Address, value: U256) -> bool {
        self.allowances.approve(vm().msg_sender(), spender, value);
        true
    }

    fn can_drip(&self, to: Address) -> bool {
        let (next_day, _) = unpack(&self.next_drip.slot(to).load());
        !to.is_zero() && next_day <= u128::from(today())
    }

    fn drip(&mut self, to: Address) {
        let today = today();
        if to.is_zero() {
            revert(ERC20InvalidReceiver { receiver: to });
        }
        if !self.can_drip(to) {
            revert(IVvv::DripAlreadyTaken {
                to,
                day: U256::from(today),
            });
        }
        self.next_drip
            .slot(to)
            .store(&pack(u128::from(today) + 1, 0));
        // The supply cannot overflow: that would take more drips than there are seconds.
        or_revert(self.erc20._mint(to, DRIP));
        emit(&IVvv::Dripped {
            to,
            day: U256::from(today),
            amount: DRIP,
        });
    }
}

fn today() -> u32 {
    day::of(vm().block_timestamp())
}
