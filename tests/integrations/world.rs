//! The suite, and what every test does with it and with the contracts beside it.

use std::sync::OnceLock;

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{Revert, SolCall};
use diem_build::Artifacts;
use diem_suite::{
    Account, Params, Receipt, Reverted, Sent, Suite, Tx,
    abi::{IComputeCredits, IDiem, IVvv},
};

/// The address of the account called `name`.
pub(crate) fn someone(name: &str) -> Address {
    Account::named(name).address
}

/// The revert of a `require` with a reason.
pub(crate) fn because(reason: &str) -> Revert {
    reason.into()
}

/// What was built. Read once per process.
pub(crate) fn artifacts() -> &'static Artifacts {
    static ARTIFACTS: OnceLock<Artifacts> = OnceLock::new();
    ARTIFACTS.get_or_init(|| match diem_build::artifacts() {
        Ok(artifacts) => artifacts,
        Err(error) => panic!("{error}"),
    })
}

/// The suite on its chain, with the calls that tests make of any contract.
pub(crate) struct World {
    pub(crate) suite: Suite,
}

impl World {
    /// The suite with its default parameters: 100 VVV per DIEM, a cooldown of 7 days; at the first second of a day.
    #[track_caller]
    pub(crate) fn new() -> Self {
        Self::with(Params::default())
    }

    #[track_caller]
    pub(crate) fn with(params: Params) -> Self {
        Self {
            suite: Suite::with(params),
        }
    }

    // ------------------------------------------------------------------- Calls

    /// Sends `call`, which must succeed.
    #[track_caller]
    pub(crate) fn send<C: SolCall>(
        &mut self,
        from: Address,
        to: Address,
        call: C,
    ) -> Sent<C::Return> {
        match self.suite.send(from, to, call) {
            Ok(sent) => sent,
            Err(reverted) => panic!("{} {reverted}", C::SIGNATURE),
        }
    }

    /// Sends `call` with `value` wei.
    #[track_caller]
    pub(crate) fn try_send_value<C: SolCall>(
        &mut self,
        from: Address,
        to: Address,
        call: C,
        value: U256,
    ) -> Result<Sent<C::Return>, Reverted> {
        let tx = Tx::call(from, to, call.abi_encode()).with_value(value);
        let receipt = self.suite.send_tx(tx)?;
        let value = C::abi_decode_returns_validate(&receipt.output);
        let value = value.expect("a function answers with its return type");
        Ok(Sent { value, receipt })
    }

    /// Sends `call` with `value` wei; it must succeed.
    #[track_caller]
    pub(crate) fn send_value<C: SolCall>(
        &mut self,
        from: Address,
        to: Address,
        call: C,
        value: U256,
    ) -> Sent<C::Return> {
        match self.try_send_value(from, to, call, value) {
            Ok(sent) => sent,
            Err(reverted) => panic!("{} {reverted}", C::SIGNATURE),
        }
    }

    /// What a view answers.
    #[track_caller]
    pub(crate) fn read<C: SolCall>(&mut self, to: Address, call: C) -> C::Return {
        match self.suite.read(to, call) {
            Ok(value) => value,
            Err(reverted) => panic!("{} {reverted}", C::SIGNATURE),
        }
    }

    /// Creates an EVM contract from its init code.
    #[track_caller]
    pub(crate) fn create(&mut self, init_code: Bytes) -> Address {
        let owner = self.suite.owner;
        let receipt = self.suite.chain.deploy(owner, init_code);
        let receipt: Receipt = receipt.expect("a creation is executed");
        match receipt.contract_address {
            Some(address) => address,
            None => panic!("the contract {}", Reverted::from(receipt)),
        }
    }

    /// Creates a contract of `tests/solidity` with encoded constructor arguments.
    #[track_caller]
    pub(crate) fn create_solidity(&mut self, name: &str, arguments: &[u8]) -> Address {
        let owner = self.suite.owner;
        match self.suite.deploy_solidity(owner, name, arguments) {
            Ok(address) => address,
            Err(error) => panic!("{name}: {error}"),
        }
    }

    // ------------------------------------------------------------------ Tokens

    /// The balance of `account` in any ERC-20.
    #[track_caller]
    pub(crate) fn balance(&mut self, token: Address, account: Address) -> U256 {
        self.read(token, IVvv::balanceOfCall { account })
    }

    /// Lets `spender` take `value` of `owner`'s tokens.
    #[track_caller]
    pub(crate) fn approve(
        &mut self,
        owner: Address,
        token: Address,
        spender: Address,
        value: U256,
    ) {
        let accepted = self.send(owner, token, IVvv::approveCall { spender, value });
        assert!(accepted.value);
    }

    // -------------------------------------------------------- Compute and days

    /// The credits available to `account` today.
    #[track_caller]
    pub(crate) fn credits(&mut self, account: Address) -> U256 {
        let day = self.today();
        self.credits_on(account, day)
    }

    /// The credits of `account` on `day`: today's, or what they will be if no DIEM moves.
    #[track_caller]
    pub(crate) fn credits_on(&mut self, account: Address, day: U256) -> U256 {
        let ledger = self.suite.credits;
        self.read(ledger, IComputeCredits::balanceOfCall { account, day })
    }

    /// The sum of all capacities of today.
    #[track_caller]
    pub(crate) fn total_capacity(&mut self) -> U256 {
        let diem = self.suite.diem;
        self.read(diem, IDiem::totalCapacityCall {})
    }

    /// Today, as the contracts count days.
    pub(crate) fn today(&self) -> U256 {
        U256::from(self.suite.today())
    }
}
