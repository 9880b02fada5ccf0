//! An app that owns compute and sells its use: how a Stylus contract integrates the suite.
//!
//! The operator stakes VVV, mints DIEM to the app and takes the exit again; the app asks its gateway at its own expense, or at a user's
//! who gave it an allowance. Specification and ABI: `tests/solidity/IIntegrator.sol`, whose Solidity twin passes the same tests.
//!
//! Whatever the suite reverts with is passed on as it is: every call of it ends in `?`.

#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
#![allow(
    missing_docs,
    reason = "the entrypoint's macro exports a function without documentation"
)]

extern crate alloc;

mod suite;

use alloc::vec::Vec;

use alloy_primitives::{aliases::U96, Address, B256, U256};
use alloy_sol_types::{sol, SolError, SolValue};
use stylus_sdk::{
    abi::Bytes,
    prelude::*,
    storage::{StorageAddress, StorageU256},
};

use crate::suite::{IComputeCredits, IVvv, IVvvStaking};

sol! {
    /// `user` asked `question` for `amount` credits; the gateway serves it when it sees `Spent` with itself as the payee and this `ref`.
    event Asked(address indexed user, bytes32 indexed ref, bytes32 question, uint256 amount);

    /// `caller` is not the operator.
    error NotOperator(address caller);

    /// VVV answered `false`.
    error TokenRefused();
}

/// What a call of the app comes to: a value, or the revert data, the suite's own or ours.
type Outcome<T> = Result<T, Vec<u8>>;

/// The app. Its constructor sets all but the count of questions, for ever.
#[storage]
#[entrypoint]
pub struct Integrator {
    operator: StorageAddress,
    gateway: StorageAddress,
    vvv: StorageAddress,
    staking: StorageAddress,
    credits: StorageAddress,
    asked: StorageU256,
}

#[public]
impl Integrator {
    /// An app of `operator` that pays `gateway`, on the suite at these addresses.
    #[constructor]
    pub fn constructor(
        &mut self,
        operator: Address,
        gateway: Address,
        vvv: Address,
        staking: Address,
        credits: Address,
    ) {
        self.operator.set(operator);
        self.gateway.set(gateway);
        self.vvv.set(vvv);
        self.staking.set(staking);
        self.credits.set(credits);
    }

    // ------------------------------------------------------------ The treasury

    /// Takes `vvv_amount` of the operator's VVV, stakes it and mints the DIEM it backs to this app.
    pub fn fund(&mut self, vvv_amount: U256) -> Outcome<U256> {
        let operator = self.only_operator()?;
        let (app, vvv, staking) = (self.vm().contract_address(), self.vvv(), self.staking());
        accepted(vvv.transfer_from(&mut *self, operator, app, vvv_amount)?)?;
        accepted(vvv.approve(&mut *self, staking.address, vvv_amount)?)?;
        Ok(staking.stake_and_mint(self, vvv_amount, app)?)
    }

    /// Burns `diem_amount` of the app's DIEM.
    pub fn burn(&mut self, diem_amount: U256) -> Outcome<()> {
        self.only_operator()?;
        Ok(self.staking().burn_diem(self, diem_amount)?)
    }

    /// Sends the app's staking rewards to the operator.
    pub fn claim(&mut self) -> Outcome<U256> {
        let operator = self.operator.get();
        Ok(self.staking().claim(self, operator)?)
    }

    /// Turns `amount` of the app's free VVV into a ticket.
    pub fn request_unstake(&mut self, amount: U256) -> Outcome<U256> {
        self.only_operator()?;
        Ok(self.staking().request_unstake(self, amount)?)
    }

    /// Pays the app's ticket `id` to the operator once its cooldown is over.
    pub fn withdraw(&mut self, id: U256) -> Outcome<()> {
        let operator = self.operator.get();
        Ok(self.staking().withdraw(self, id, operator)?)
    }

    // --------------------------------------------------------------- Questions

    /// Asks at the app's expense.
    pub fn ask(&mut self, question: B256, amount: U256) -> Outcome<B256> {
        self.only_operator()?;
        let day = self.credits().current_day(&*self)?;
        self.pay(day, question, amount)
    }

    /// Asks at the caller's expense, by its allowance to this app.
    pub fn ask_at_own_expense(&mut self, question: B256, amount: U256) -> Outcome<B256> {
        let day = self.credits().current_day(&*self)?;
        self.draw(day, amount)?;
        self.pay(day, question, amount)
    }

    /// The same with the caller's signature over that allowance, in one transaction.
    pub fn ask_with_signature(
        &mut self,
        question: B256,
        amount: U256,
        daily_limit: U96,
        expiry: u32,
        deadline: U256,
        signature: Bytes,
    ) -> Outcome<B256> {
        let credits = self.credits();
        let (user, app) = (self.vm().msg_sender(), self.vm().contract_address());
        let day = credits.current_day(&*self)?;
        let set = credits.set_allowance_by_sig(
            &mut *self,
            user,
            app,
            daily_limit,
            expiry,
            deadline,
            signature.0.into(),
        );
        // Someone else may have submitted the signature already: then it is refused, and the allowance is there.
        if let Err(shortage) = self.draw(day, amount) {
            return Err(set.err().map_or(shortage, Into::into));
        }
        self.pay(day, question, amount)
    }

    /// How many questions were asked, ever.
    pub fn asked(&self) -> U256 {
        self.asked.get()
    }
}

impl Integrator {
    /// The operator, if it is the caller.
    fn only_operator(&self) -> Outcome<Address> {
        let caller = self.vm().msg_sender();
        if caller == self.operator.get() {
            return Ok(caller);
        }
        Err(NotOperator { caller }.abi_encode())
    }

    /// Draws `amount` of the caller's credits to this app.
    fn draw(&mut self, day: U256, amount: U256) -> Outcome<()> {
        let (user, app) = (self.vm().msg_sender(), self.vm().contract_address());
        self.credits().transfer_from(self, user, app, day, amount)?;
        Ok(())
    }

    /// Pays the gateway for `question`. The reference is the app's own: nobody can use it up by spending under it first.
    fn pay(&mut self, day: U256, question: B256, amount: U256) -> Outcome<B256> {
        let (user, app) = (self.vm().msg_sender(), self.vm().contract_address());
        let asked = self.asked.get();
        let chain = U256::from(self.vm().chain_id());
        let request = (chain, app, user, asked, question).abi_encode();
        let reference = self.vm().native_keccak256(&request);
        self.asked.set(asked + U256::from(1));
        log(
            self.vm(),
            Asked {
                user,
                r#ref: reference,
                question,
                amount,
            },
        );
        let gateway = self.gateway.get();
        self.credits()
            .spend(self, day, gateway, amount, reference)?;
        Ok(reference)
    }

    fn vvv(&self) -> IVvv {
        IVvv::new(self.vvv.get())
    }

    fn staking(&self) -> IVvvStaking {
        IVvvStaking::new(self.staking.get())
    }

    fn credits(&self) -> IComputeCredits {
        IComputeCredits::new(self.credits.get())
    }
}

/// Refuses a token's `false`.
fn accepted(answer: bool) -> Outcome<()> {
    if answer {
        return Ok(());
    }
    Err(TokenRefused {}.abi_encode())
}
