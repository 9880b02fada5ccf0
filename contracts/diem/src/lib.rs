//! DIEM: daily compute capacity as an ERC-20. Specification and ABI: `interfaces/IDiem.sol`.
//!
//! Deviations from OpenZeppelin's ERC-20: balances carry the day's snapshot ([`record`]); transfers to this contract and to the minter are
//! refused, since nothing could come back from there.
#![cfg_attr(not(any(test, feature = "export-abi")), no_std)]

extern crate alloc;

pub mod record;

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::sol_data;
use core::marker::PhantomData;
use openzeppelin_stylus::utils::cryptography::eip712::IEip712;
use runtime::{
    allowance::{Allowances, Permit},
    contract::Contract,
    day, dispatch,
    event::emit,
    events,
    host::vm,
    read_arguments,
    revert::revert,
    signature::{domain_separator, Eip712Domain},
    storage::{Mapping, Slot},
    word::{halves, to_u128},
};
use stylus_sdk::prelude::*;

use abi::IDiem;
use record::{capacity_of_mint_floor, Record};

/// The interface, as types.
#[allow(missing_docs)]
pub mod abi {
    alloy_sol_types::sol!("../../interfaces/IDiem.sol");
}

events! {
    IDiem::Transfer { from, to; value }
    IDiem::Initialized { minter; cap }
}

// ----------------------------------------------------------------- Storage

/// Diem's storage.
pub struct Diem {
    /// Slot 0: the supply and the total capacity ([`Record`]).
    supply: Slot,
    /// Slot 1: balances and capacities by account ([`Record`]). The records of the minter and of this contract are closed, which
    /// spares a transfer the reading of who they are.
    accounts: Mapping,
    /// Slots 2 and 3: allowances and permit nonces.
    allowances: Allowances,
    /// Slot 4: `minter: address | cap: u96`, the minter in the low bits.
    parameters: Slot,
}

impl Diem {
    fn layout() -> Self {
        Self {
            supply: Slot::root(0),
            accounts: Mapping::root(1),
            allowances: Allowances::root(2),
            parameters: Slot::root(4),
        }
    }
}

/// The EIP-712 domain.
struct Domain;

impl IEip712 for Domain {
    const NAME: &'static str = NAME;
    const VERSION: &'static str = "1";
}

const NAME: &str = "Diem";
const SYMBOL: &str = "DIEM";
const DECIMALS: u8 = 18;

/// The largest cap: balances and capacities have room in their 112 bits.
const CAP_MAX: u128 = (1 << 96) - 1;

// ------------------------------------------------------------------- Entry

runtime::entry!(Diem::layout());

impl Contract for Diem {
    fn construct(&mut self, arguments: &[u8]) {
        read_arguments!((sol_data::Address, sol_data::Uint<256>), arguments; minter, cap);
        self.constructor(minter, cap)
    }

    fn call(&mut self, selector: u32, arguments: &[u8]) -> Vec<u8> {
        dispatch!(IDiem, selector, arguments, {
            transferCall(to, value) => self.transfer(to, value),
            transferFromCall(from, to, value) => self.transfer_from(from, to, value),
            approveCall(spender, value) => self.approve(spender, value),
            balanceOfCall(account) => self.balance_of(account),
            capacityOfCall(account) => self.capacity_of(account),
            capacityOfBatchCall(accounts) => self.capacity_of_batch(accounts),
            capacityAtCall(account, day) => self.capacity_at(account, day),
            totalCapacityCall() => self.total_capacity(),
            totalSupplyCall() => self.total_supply(),
            allowanceCall(owner, spender) => self.allowances.get(owner, spender),
            mintCall(to, value) => self.mint(to, value),
            burnCall(from, value) => self.burn(from, value),
            permit_0Call(owner, spender, value, deadline, v, r, s) =>
                self.permit(Permit { owner, spender, value, deadline }, v, r, s),
            permit_1Call(owner, spender, value, deadline, signature) =>
                self.permit_any(Permit { owner, spender, value, deadline }, signature),
            noncesCall(owner) => self.allowances.nonce(owner),
            DOMAIN_SEPARATORCall() => domain_separator::<Domain>(),
            eip712DomainCall() => Eip712Domain::<Domain>(PhantomData),
            currentDayCall() => self.today(),
            minterCall() => self.minter(),
            capCall() => self.cap(),
            nameCall() => NAME,
            symbolCall() => SYMBOL,
            decimalsCall() => DECIMALS,
        })
    }
}

// ------------------------------------------------------------------- Views

impl Diem {
    fn account(&self, account: Address) -> Record {
        self.accounts.slot(account).read()
    }

    fn supply(&self) -> Record {
        self.supply.read()
    }

    fn minter(&self) -> Address {
        self.parameters.address()
    }

    fn cap(&self) -> u128 {
        self.parameters.halves().1 >> 32
    }

    fn today(&self) -> u32 {
        day::of(vm().block_timestamp())
    }

    fn balance_of(&self, account: Address) -> u128 {
        self.account(account).balance
    }

    fn total_supply(&self) -> u128 {
        self.supply().balance
    }

    fn total_capacity(&self) -> u128 {
        self.supply().capacity_on(self.today())
    }

    fn capacity_of(&self, account: Address) -> u128 {
        self.account(account).capacity_on(self.today())
    }

    fn capacity_of_batch(&self, accounts: Vec<Address>) -> Vec<u128> {
        let today = self.today();
        accounts
            .into_iter()
            .map(|account| self.account(account).capacity_on(today))
            .collect()
    }

    fn capacity_at(&self, account: Address, day: U256) -> u128 {
        let record = self.account(account);
        let today = self.today();
        match to_u128(day) {
            Some(past) if past < today.into() => revert(IDiem::DayInThePast {
                day,
                today: U256::from(today),
            }),
            Some(day) if day == today.into() => record.capacity_on(today),
            _ => record.balance,
        }
    }
}

// ------------------------------------------------------------------ Writes

impl Diem {
    fn constructor(&mut self, minter: Address, cap: U256) {
        if minter.is_zero() {
            revert(IDiem::InvalidMinter { minter });
        }
        if cap.is_zero() || cap > U256::from(CAP_MAX) {
            revert(IDiem::InvalidCap { cap });
        }
        let parameters: U256 = cap << 160 | U256::from_be_bytes(minter.into_word().0);
        self.parameters.store(&parameters.into());
        for closed in [minter, vm().contract_address()] {
            self.set_account(closed, Record::CLOSED_TO_DIEM);
        }
        emit(&IDiem::Initialized { minter, cap });
    }

    fn transfer(&mut self, to: Address, value: U256) -> bool {
        let from = vm().msg_sender();
        self.move_balance(from, to, value);
        true
    }

    fn transfer_from(&mut self, from: Address, to: Address, value: U256) -> bool {
        let spender = vm().msg_sender();
        self.allowances.spend(from, spender, value);
        self.move_balance(from, to, value);
        true
    }

    fn approve(&mut self, spender: Address, value: U256) -> bool {
        let owner = vm().msg_sender();
        self.allowances.approve(owner, spender, value);
        true
    }

    fn permit(&mut self, permit: Permit, v: u8, r: B256, s: B256) {
        self.allowances.permit::<Domain>(permit, v, r, s)
    }

    fn permit_any(&mut self, permit: Permit, signature: &[u8]) {
        self.allowances.permit_any::<Domain>(permit, signature)
    }

    fn mint(&mut self, to: Address, value: U256) {
        self.only_minter();
        let cap = U256::from(self.cap());
        let now = vm().block_timestamp();
        let today = day::of(now);

        let supply = self.supply().touched(today);
        let supply_after = U256::from(supply.balance).saturating_add(value);
        if supply_after > cap {
            revert(IDiem::CapExceeded {
                supply: supply_after,
                cap,
            });
        }
        let amount = non_zero(value);
        let added = capacity_of_mint_floor(amount, now);
        let capacity_after = U256::from(supply.capacity + added);
        if capacity_after > cap {
            revert(IDiem::CapacityCapExceeded {
                capacity: capacity_after,
                cap,
            });
        }

        let minted = |record: Record| Record {
            balance: record.balance + amount,
            capacity: record.capacity + added,
            ..record
        };
        let mut receiver_slot = self.accounts.slot(to);
        let receiver = self.receiver(to, &receiver_slot).touched(today);
        receiver_slot.write(minted(receiver));
        self.supply.write(minted(supply));
        emit(&IDiem::Transfer {
            from: Address::ZERO,
            to,
            value,
        });
    }

    fn burn(&mut self, from: Address, value: U256) {
        self.only_minter();
        not_zero(from);
        let today = self.today();
        let sender = self.account(from).touched(today);
        let sender_after = take(sender, from, value);
        let amount = non_zero(value);
        let supply = self.supply().touched(today);
        // No underflow: the sender's balance, which covers the amount, is part of the supply.
        let supply_after = Record {
            balance: supply.balance - amount,
            ..supply
        };
        self.set_account(from, sender_after);
        self.supply.write(supply_after);
        emit(&IDiem::Transfer {
            from,
            to: Address::ZERO,
            value,
        });
    }
}

// --------------------------------------------------------------- Internals

impl Diem {
    fn set_account(&mut self, account: Address, record: Record) {
        self.accounts.slot(account).write(record);
    }

    fn only_minter(&self) {
        let caller = vm().msg_sender();
        if caller != self.minter() {
            revert(IDiem::UnauthorizedMinter { caller });
        }
    }

    /// The record of an account that DIEM can be sent to.
    fn receiver(&self, to: Address, slot: &Slot) -> Record {
        let record: Record = slot.read();
        if to.is_zero() || record.is_closed() {
            revert(IDiem::ERC20InvalidReceiver { receiver: to });
        }
        record
    }

    fn move_balance(&mut self, from: Address, to: Address, value: U256) {
        not_zero(from);
        let today = self.today();
        let mut sender_slot = self.accounts.slot(from);
        let mut receiver_slot = self.accounts.slot(to);
        let receiver = self.receiver(to, &receiver_slot);
        let sender = sender_slot.read::<Record>().touched(today);
        let sender_after = take(sender, from, value);
        if from == to {
            sender_slot.write(sender);
        } else {
            // No overflow: the sum is at most the supply, which is below 2^96.
            let receiver = receiver.touched(today);
            let receiver_after = Record {
                balance: receiver.balance + (sender.balance - sender_after.balance),
                ..receiver
            };
            sender_slot.write(sender_after);
            receiver_slot.write(receiver_after);
        }
        emit(&IDiem::Transfer { from, to, value });
    }
}

/// Refuses the zero address as a sender: it holds nothing, but it could send nothing, which looks like a mint.
fn not_zero(sender: Address) {
    if sender.is_zero() {
        revert(IDiem::ERC20InvalidSender { sender });
    }
}

/// `record` of `account` with `value` less.
fn take(record: Record, account: Address, value: U256) -> Record {
    record.checked_take(value).unwrap_or_else(|| {
        revert(IDiem::ERC20InsufficientBalance {
            sender: account,
            balance: U256::from(record.balance),
            needed: value,
        })
    })
}

/// `value` as what the records hold. It is in their range: the callers have held it against the cap or a balance.
fn non_zero(value: U256) -> u128 {
    let (amount, _) = halves(value);
    if amount == 0 {
        revert(IDiem::ZeroAmount {});
    }
    amount
}
