//! Compute credits: the day's capacity, metered. Specification and ABI: `interfaces/IComputeCredits.sol`.
//!
//! - [`account`], [`budget`]: the records and their arithmetic, without storage or host calls.
//! - [`transfers`]: credits given and spent.
//! - [`metering`]: gateways' readings.
//! - [`budgets`]: allowances and meters, set by call and by signature.
//! - [`views`], [`capacity`]: what can be read, and what Diem answers.
#![cfg_attr(not(any(test, feature = "export-abi")), no_std)]

extern crate alloc;

pub mod account;
pub mod budget;
pub mod budgets;
pub mod capacity;
pub mod metering;
pub mod transfers;
pub mod views;

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::sol_data;
use core::marker::PhantomData;
use openzeppelin_stylus::utils::cryptography::eip712::IEip712;
use runtime::{
    contract::Contract,
    day, dispatch,
    event::emit,
    events,
    host::vm,
    read_arguments,
    revert::revert,
    signature::{domain_separator, Eip712Domain},
    storage::{Mapping, Slot},
};
use stylus_sdk::prelude::*;

use abi::IComputeCredits;
use account::Account;
use budgets::{Grant, Kind};
use transfers::Draw;

/// The interface, as types.
#[allow(missing_docs)]
pub mod abi {
    alloy_sol_types::sol!("../../interfaces/IComputeCredits.sol");
}

events! {
    IComputeCredits::Initialized { diem; }
    IComputeCredits::Transfer { sender, receiver, id; caller, amount }
    IComputeCredits::Spent { owner, payee, r#ref; day, amount }
    IComputeCredits::AllowanceSet { owner, spender; dailyLimit, expiry, nonce }
    IComputeCredits::MeterSet { owner, gateway; dailyLimit, expiry, nonce }
    IComputeCredits::Metered { owner, gateway; day, total }
    IComputeCredits::Shortfall { owner, gateway; day, requested, total }
    IComputeCredits::MeterPosted { gateway, day; receiptsRoot }
}

// ----------------------------------------------------------------- Storage

/// The contract's storage.
pub struct ComputeCredits {
    /// Slot 0: the day of all accounts ([`Account`]; net stays 0).
    totals: Slot,
    /// Slot 1: days by account ([`Account`]).
    accounts: Mapping,
    /// Slot 2: allowances by owner and spender ([`budget::Budget`]).
    allowances: Mapping,
    /// Slot 3: meters by gateway and owner ([`budget::Budget`]), so that a gateway posting readings hashes its own key once.
    meters: Mapping,
    /// Slot 4: the Diem token, an address in the low bits.
    diem: Slot,
}

impl ComputeCredits {
    fn layout() -> Self {
        Self {
            totals: Slot::root(0),
            accounts: Mapping::root(1),
            allowances: Mapping::root(2),
            meters: Mapping::root(3),
            diem: Slot::root(4),
        }
    }

    fn diem(&self) -> Address {
        self.diem.address()
    }

    fn account(&self, account: Address, today: u32) -> Account {
        self.accounts.slot(account).read::<Account>().on(today)
    }
}

/// The EIP-712 domain.
struct Domain;

impl IEip712 for Domain {
    const NAME: &'static str = "ComputeCredits";
    const VERSION: &'static str = "1";
}

// -------------------------------------------------------------------- Days

fn now() -> u64 {
    vm().block_timestamp()
}

fn today() -> u32 {
    day::of(now())
}

/// Today, if that is the day `given`: what was sent for another day does not land on this one's credits.
fn only_today(given: U256) -> u32 {
    let today = today();
    if given != U256::from(today) {
        revert(IComputeCredits::WrongDay {
            given,
            today: U256::from(today),
        });
    }
    today
}

// ------------------------------------------------------------------- Entry

runtime::entry!(ComputeCredits::layout());

impl Contract for ComputeCredits {
    fn construct(&mut self, arguments: &[u8]) {
        read_arguments!((sol_data::Address,), arguments; diem);
        self.constructor(diem)
    }

    fn call(&mut self, selector: u32, arguments: &[u8]) -> Vec<u8> {
        dispatch!(IComputeCredits, selector, arguments, {
            meterCall(day, entries, receipts_root) => self.meter(day, entries, receipts_root),
            spendCall(day, payee, amount, reference) => self.spend(day, payee, amount, reference),
            transferCall(to, day, amount) => self.transfer(to, day, amount),
            transferFromCall(owner, to, day, amount) => self.transfer_from(Draw { owner, to, day, amount }),
            balanceOfCall(account, day) => self.balance_of(account, day),
            balanceOfBatchCall(accounts, day) => self.balance_of_batch(accounts, day),
            accountOfCall(account) => self.account_of(account),
            allowanceOfCall(owner, spender) => self.budget_of(Kind::Allowance, owner, spender),
            meterOfCall(owner, gateway) => self.budget_of(Kind::Meter, owner, gateway),
            allowanceOfBatchCall(owners, spender) => self.budgets_of(Kind::Allowance, owners, spender),
            meterOfBatchCall(owners, gateway) => self.budgets_of(Kind::Meter, owners, gateway),
            setAllowanceCall(spender, limit, expiry) =>
                self.set_budget(Grant { kind: Kind::Allowance, owner: vm().msg_sender(), spender, limit, expiry }),
            setMeterCall(spender, limit, expiry) =>
                self.set_budget(Grant { kind: Kind::Meter, owner: vm().msg_sender(), spender, limit, expiry }),
            setAllowanceBySigCall(owner, spender, limit, expiry, deadline, signature) =>
                self.set_budget_by_sig(Grant { kind: Kind::Allowance, owner, spender, limit, expiry }, deadline, signature),
            setMeterBySigCall(owner, spender, limit, expiry, deadline, signature) =>
                self.set_budget_by_sig(Grant { kind: Kind::Meter, owner, spender, limit, expiry }, deadline, signature),
            totalUsedCall() => self.totals(today()).used,
            diemCall() => self.diem(),
            currentDayCall() => today(),
            nextResetCall() => (u64::from(today()) + 1) * day::SECONDS,
            DOMAIN_SEPARATORCall() => domain_separator::<Domain>(),
            eip712DomainCall() => Eip712Domain::<Domain>(PhantomData),
        })
    }
}

impl ComputeCredits {
    fn constructor(&mut self, diem: Address) {
        capacity::check_diem(diem);
        self.diem.set_address(diem);
        emit(&IComputeCredits::Initialized { diem });
    }

    fn totals(&self, today: u32) -> Account {
        self.totals.read::<Account>().on(today)
    }
}
