//! What every test plays in: the suite, the actions on ComputeCredits in short, and the invariants.

use alloy_primitives::{Address, B256, Bytes, I256, Log, U256, aliases::U96};
use alloy_sol_types::{SolCall, SolEvent};
use diem_suite::{
    Account, Params, Reverted, Sent, Suite,
    abi::{
        IComputeCredits::{self, Budget, accountOfReturn},
        IDiem,
    },
    emitted,
};

use crate::{
    budget::{Kind, Sending, Terms},
    replay::Replay,
};

/// Seconds of a UTC day.
pub(crate) const DAY: u64 = 86_400;

/// `n` credits, or `n` DIEM, in wei.
pub(crate) const fn units(n: u64) -> U256 {
    let wei = n as u128 * 1_000_000_000_000_000_000;
    U256::from_limbs([wei as u64, (wei >> 64) as u64, 0, 0])
}

/// `n` credits, as a daily limit.
pub(crate) fn limit(n: u64) -> U96 {
    U96::from(units(n))
}

/// An address that has no DIEM, no credits, no code.
pub(crate) fn someone(name: &str) -> Address {
    Account::named(name).address
}

/// A suite, watched: each transaction's events are replayed, and the result is compared with the contract when the scene ends.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) suite: Suite,
    pub(crate) replay: Replay,
}

impl Scene {
    /// The default suite, at the first second of its day 0.
    #[track_caller]
    pub(crate) fn new() -> Self {
        Self::with(Params::default())
    }

    /// A suite with these parameters.
    #[track_caller]
    pub(crate) fn with(params: Params) -> Self {
        Self::of(Suite::with(params))
    }

    /// A suite that nobody has used credits of.
    pub(crate) fn of(suite: Suite) -> Self {
        Self {
            suite,
            replay: Replay::default(),
        }
    }

    /// The address of the account called `name`, which now mints itself `diem` DIEM: so many credits, if the day has just begun.
    #[track_caller]
    pub(crate) fn holder(&mut self, name: &str, diem: u64) -> Address {
        let account = someone(name);
        self.suite.mint_diem_to(account, units(diem));
        self.replay.accounts.insert(account);
        account
    }

    /// Today.
    pub(crate) fn today(&self) -> U256 {
        U256::from(self.suite.today())
    }

    /// The present second, as an expiry.
    pub(crate) fn now(&self) -> u32 {
        u32::try_from(self.suite.now()).expect("tests play before 2106")
    }

    /// Goes to the first second of the `day`-th day since the start.
    #[track_caller]
    pub(crate) fn midnight(&mut self, day: u64) {
        self.suite.at(day, 0);
    }

    // ----------------------------------------------------------------- Actions

    /// Sends a call to the credits.
    #[track_caller]
    pub(crate) fn send<C: SolCall>(
        &mut self,
        from: Address,
        call: C,
    ) -> Result<Sent<C::Return>, Reverted> {
        self.send_to(self.suite.credits, from, call)
    }

    /// Sends a call to any contract, which may call the credits.
    #[track_caller]
    pub(crate) fn send_to<C: SolCall>(
        &mut self,
        to: Address,
        from: Address,
        call: C,
    ) -> Result<Sent<C::Return>, Reverted> {
        let sent = self.suite.send(from, to, call)?;
        self.watch(&sent.receipt.logs);
        Ok(sent)
    }

    /// Sends calldata to the credits.
    #[track_caller]
    pub(crate) fn send_raw(&mut self, from: Address, data: Bytes) -> Sending {
        let receipt = self
            .suite
            .send_raw_calldata(from, self.suite.credits, data)?;
        self.watch(&receipt.logs);
        Ok(receipt)
    }

    fn watch(&mut self, logs: &[Log]) {
        self.replay.turn_to(U256::from(self.suite.today()));
        self.replay.apply(self.suite.credits, logs);
    }

    /// `transfer`, today.
    #[track_caller]
    pub(crate) fn transfer(
        &mut self,
        from: Address,
        to: Address,
        amount: U256,
    ) -> Result<Sent<bool>, Reverted> {
        let day = self.today();
        self.send(from, IComputeCredits::transferCall { to, day, amount })
    }

    /// `transferFrom`, today.
    #[track_caller]
    pub(crate) fn draw(
        &mut self,
        spender: Address,
        owner: Address,
        to: Address,
        amount: U256,
    ) -> Result<Sent<bool>, Reverted> {
        let day = self.today();
        let call = IComputeCredits::transferFromCall {
            owner,
            to,
            day,
            amount,
        };
        self.send(spender, call)
    }

    /// `spend`, today.
    #[track_caller]
    pub(crate) fn spend(
        &mut self,
        owner: Address,
        payee: Address,
        amount: U256,
        reference: B256,
    ) -> Sending {
        let call = IComputeCredits::spendCall {
            day: self.today(),
            payee,
            amount,
            r#ref: reference,
        };
        self.send_raw(owner, call.abi_encode().into())
    }

    /// `meter`, today, with no receipts.
    #[track_caller]
    pub(crate) fn meter(
        &mut self,
        gateway: Address,
        readings: &[(Address, U256)],
    ) -> Result<Sent<U256>, Reverted> {
        let call = IComputeCredits::meterCall {
            day: self.today(),
            entries: entries(readings),
            receiptsRoot: B256::ZERO,
        };
        self.send(gateway, call)
    }

    /// `setAllowance` or `setMeter`, by the owner.
    #[track_caller]
    pub(crate) fn set(&mut self, kind: Kind, terms: Terms) -> Sending {
        self.send_raw(terms.owner, kind.set(terms))
    }

    /// Gives `spender` a budget. It must succeed.
    #[track_caller]
    pub(crate) fn give(
        &mut self,
        kind: Kind,
        owner: Address,
        spender: Address,
        limit: U96,
        expiry: u32,
    ) {
        let terms = Terms {
            owner,
            spender,
            limit,
            expiry,
        };
        self.set(kind, terms)
            .expect("an owner can give a budget to another account");
    }

    // ------------------------------------------------------------------- Reads

    /// Reads from the credits what cannot fail.
    #[track_caller]
    pub(crate) fn read<C: SolCall>(&mut self, call: C) -> C::Return {
        let credits = self.suite.credits;
        match self.suite.read(credits, call) {
            Ok(value) => value,
            Err(reverted) => panic!("{} {reverted}", C::SIGNATURE),
        }
    }

    /// `accountOf`.
    #[track_caller]
    pub(crate) fn account(&mut self, account: Address) -> accountOfReturn {
        self.read(IComputeCredits::accountOfCall { account })
    }

    /// The credits that `account` has left today.
    #[track_caller]
    pub(crate) fn available(&mut self, account: Address) -> U256 {
        self.account(account).available
    }

    /// `allowanceOf` or `meterOf`.
    #[track_caller]
    pub(crate) fn budget(&mut self, kind: Kind, owner: Address, spender: Address) -> Budget {
        kind.read(&mut self.suite, owner, spender)
    }

    /// What `gateway` has metered for `owner` today.
    #[track_caller]
    pub(crate) fn reading(&mut self, owner: Address, gateway: Address) -> U256 {
        U256::from(self.budget(Kind::Meter, owner, gateway).used)
    }

    /// `totalUsed`.
    #[track_caller]
    pub(crate) fn total_used(&mut self) -> U256 {
        self.read(IComputeCredits::totalUsedCall {})
    }

    /// The log of `event` of the credits.
    pub(crate) fn log<E: SolEvent>(&self, event: &E) -> Log {
        emitted(self.suite.credits, event)
    }

    // -------------------------------------------------------------- Invariants

    /// Asserts that the contract's state is what its events say, and that its invariants hold.
    #[track_caller]
    pub(crate) fn assert_invariants(&mut self) {
        self.replay.turn_to(U256::from(self.suite.today()));
        let diem = self.suite.diem;
        let total_capacity = self.suite.read(diem, IDiem::totalCapacityCall {});
        let total_capacity = total_capacity.expect("Diem has a total capacity");
        let mut sum_of_net = I256::ZERO;
        let mut sum_of_used = U256::ZERO;
        for account in self.replay.accounts.clone() {
            let capacity = self.suite.capacity_of(account);
            let state = self.account(account);
            let (net, used) = (self.replay.net(account), self.replay.used(account));
            let available = I256::from_raw(capacity) + net - I256::from_raw(used);
            assert!(!available.is_negative(), "{account} is overdrawn");
            let expected = accountOfReturn {
                capacity,
                net,
                used,
                available: available.into_raw(),
            };
            assert_eq!(state, expected, "{account}: contract, then events");
            sum_of_net += net;
            sum_of_used += used;
        }
        for ((kind, owner, spender), expected) in self.replay.budgets.clone() {
            let budget = self.budget(kind, owner, spender);
            assert_eq!(budget, expected, "{kind:?} of {spender} on {owner}");
        }
        assert_eq!(sum_of_net, I256::ZERO, "the sum of net");
        assert_eq!(self.total_used(), sum_of_used, "the total used");
        assert!(sum_of_used <= total_capacity, "more used than there is");
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.assert_invariants();
        }
    }
}

/// The entries of a reading: `owner << 96 | total`.
pub(crate) fn entries(readings: &[(Address, U256)]) -> Vec<U256> {
    readings
        .iter()
        .map(|(owner, total)| U256::from_be_bytes(owner.into_word().0) << 96 | *total)
        .collect()
}
