//! A suite with its stakers, and the solvency check after every transaction.

use alloy_primitives::{Address, Bytes, Log, U256, address};
use alloy_sol_types::{SolCall, SolError, SolEvent, sol};
use diem_suite::{
    Account, Params, Receipt, Reverted, Sent, Suite, Tx,
    abi::{
        IDiem, IVvv,
        IVvvStaking::{Ticket, positionOfReturn, rewardStreamReturn, totalsReturn},
    },
    assert_reverts, emitted,
};

use crate::{
    amounts::{DAY, ONE},
    calls,
};

sol! {
    /// ArbWasm's function that anyone may call for a program that sleeps.
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
}

/// Nitro's precompile for programs.
const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");

/// The suite and everyone who acts in it. Each transaction sent through it is followed by [`Scenario::assert_solvent`].
pub(crate) struct Scenario {
    pub(crate) suite: Suite,
    pub(crate) owner: Address,
    pub(crate) staking: Address,
    pub(crate) vvv_per_diem: U256,
    /// Everyone whom the checks sum over.
    pub(crate) accounts: Vec<Address>,
    /// Until when the programs certainly do not sleep: 365 days after their activation they do.
    awake_until: u64,
}

impl Scenario {
    /// The suite with its default parameters: 100 VVV per DIEM, a cooldown of 7 days, locked VVV weighs 80 %.
    pub(crate) fn new() -> Self {
        Self::with(Params::default())
    }

    pub(crate) fn with(params: Params) -> Self {
        let vvv_per_diem = params.vvv_per_diem;
        Self::on(Suite::with(params), vvv_per_diem)
    }

    pub(crate) fn on(suite: Suite, vvv_per_diem: U256) -> Self {
        Self {
            owner: suite.owner,
            staking: suite.staking,
            awake_until: suite.now() + 364 * DAY,
            suite,
            vvv_per_diem,
            accounts: Vec::new(),
        }
    }

    /// The account called `name`, known to the checks.
    pub(crate) fn account(&mut self, name: &str) -> Address {
        let address = Account::named(name).address;
        self.know(address);
        address
    }

    /// Makes an account known to the checks.
    pub(crate) fn know(&mut self, account: Address) {
        if !self.accounts.contains(&account) {
            self.accounts.push(account);
        }
    }

    // ------------------------------------------------------------ Transactions

    /// Sends `call` to the staking contract, and checks that all is solvent after it.
    #[track_caller]
    pub(crate) fn try_send<C: SolCall>(
        &mut self,
        from: Address,
        call: C,
    ) -> Result<Sent<C::Return>, Reverted> {
        self.know(from);
        let result = self.suite.send(from, self.staking, call);
        self.assert_solvent();
        result
    }

    /// Sends `call`, which must succeed, to the staking contract.
    #[track_caller]
    pub(crate) fn send<C: SolCall>(&mut self, from: Address, call: C) -> Sent<C::Return> {
        match self.try_send(from, call) {
            Ok(sent) => sent,
            Err(reverted) => panic!("{} {reverted}", C::SIGNATURE),
        }
    }

    /// Sends `call`, which must revert with exactly `error` and leave everything as it was.
    #[track_caller]
    pub(crate) fn refuses<C: SolCall, E: SolError>(&mut self, from: Address, call: C, error: E) {
        self.know(from);
        let before = self.picture();
        let result = self.suite.send(from, self.staking, call);
        assert_reverts(result.map(|sent| sent.receipt), error);
        assert_eq!(
            self.picture(),
            before,
            "a refused transaction changed something"
        );
        self.assert_solvent();
    }

    /// Sends `call`, which must revert with exactly these bytes and leave everything as it was.
    #[track_caller]
    pub(crate) fn refuses_with<C: SolCall>(&mut self, from: Address, call: C, data: &[u8]) {
        self.know(from);
        let before = self.picture();
        let result = self.suite.send(from, self.staking, call);
        let reverted = result
            .map(|sent| sent.receipt)
            .expect_err("the call must be refused");
        assert!(
            reverted.status.is_revert(),
            "it must revert, but {reverted}"
        );
        assert_eq!(reverted.data, Bytes::copy_from_slice(data));
        assert_eq!(
            self.picture(),
            before,
            "a refused transaction changed something"
        );
        self.assert_solvent();
    }

    /// Sends `call` to another contract of the suite; it must succeed.
    #[track_caller]
    pub(crate) fn send_to<C: SolCall>(
        &mut self,
        from: Address,
        to: Address,
        call: C,
    ) -> Sent<C::Return> {
        self.know(from);
        let result = self.suite.send(from, to, call);
        self.assert_solvent();
        match result {
            Ok(sent) => sent,
            Err(reverted) => panic!("{} {reverted}", C::SIGNATURE),
        }
    }

    /// Gives `account` VVV and lets the staking contract take it.
    #[track_caller]
    pub(crate) fn fund(&mut self, account: Address, vvv: U256) {
        self.know(account);
        self.suite.fund_and_approve_vvv(account, vvv);
    }

    /// Funds `account` and stakes it all.
    #[track_caller]
    pub(crate) fn stake(&mut self, account: Address, vvv: U256) {
        self.fund(account, vvv);
        self.send(account, calls::stake(vvv));
    }

    /// Funds `account`, stakes what `diem` locks (of this ratio, rounded up) and mints it to itself.
    #[track_caller]
    pub(crate) fn mint(&mut self, account: Address, diem: U256) {
        self.stake(account, self.lock(diem));
        self.send(account, calls::mint_diem(diem, account));
    }

    /// Funds the owner and lets it fund rewards.
    #[track_caller]
    pub(crate) fn stream(&mut self, vvv: U256, duration: u64) {
        let owner = self.owner;
        self.fund(owner, vvv);
        self.send(owner, calls::fund_rewards(vvv, duration));
    }

    /// Requests to unstake; returns the ticket's id.
    #[track_caller]
    pub(crate) fn request(&mut self, account: Address, vvv: U256) -> u64 {
        self.send(account, calls::request_unstake(vvv))
            .value
            .to::<u64>()
    }

    /// Sends `diem` wei of DIEM.
    #[track_caller]
    pub(crate) fn transfer_diem(&mut self, from: Address, to: Address, diem: U256) {
        self.know(to);
        let token = self.suite.diem;
        self.send_to(from, token, IDiem::transferCall { to, value: diem });
    }

    /// Moves the clock on, and wakes the programs if it was a year.
    pub(crate) fn wait(&mut self, seconds: u64) {
        self.suite.chain.advance(seconds);
        if self.suite.now() >= self.awake_until {
            self.wake(Account::named("passer-by").address);
        }
    }

    /// Has `anyone` activate the programs that sleep.
    pub(crate) fn wake(&mut self, anyone: Address) {
        self.suite.chain.fund(anyone, ONE);
        let suite = [
            self.suite.vvv,
            self.suite.diem,
            self.staking,
            self.suite.credits,
        ];
        for program in suite {
            let data = activateProgramCall { program }.abi_encode();
            let fee = self.suite.chain.balance(anyone);
            let tx = Tx::call(anyone, ARB_WASM, data).with_value(fee);
            // Refused for a program that is awake.
            if self.suite.send_tx(tx).is_ok() {
                self.awake_until = self.suite.now() + 364 * DAY;
            }
        }
    }

    // ------------------------------------------------------------------- Views

    /// What a view of the staking contract answers.
    #[track_caller]
    pub(crate) fn read<C: SolCall>(&mut self, call: C) -> C::Return {
        match self.suite.read(self.staking, call) {
            Ok(value) => value,
            Err(reverted) => panic!("{} {reverted}", C::SIGNATURE),
        }
    }

    #[track_caller]
    pub(crate) fn position(&mut self, account: Address) -> positionOfReturn {
        self.read(calls::position_of(account))
    }

    #[track_caller]
    pub(crate) fn claimable(&mut self, account: Address) -> U256 {
        self.position(account).claimable
    }

    #[track_caller]
    pub(crate) fn totals(&mut self) -> totalsReturn {
        self.read(calls::totals())
    }

    #[track_caller]
    pub(crate) fn reward_stream(&mut self) -> rewardStreamReturn {
        self.read(calls::reward_stream())
    }

    /// All open tickets of `account`.
    #[track_caller]
    pub(crate) fn tickets(&mut self, account: Address) -> Vec<Ticket> {
        self.read(calls::tickets_of(account, U256::ZERO, U256::MAX))
            .tickets
    }

    /// Today's capacity of all.
    #[track_caller]
    pub(crate) fn total_capacity(&mut self) -> U256 {
        self.suite
            .read(self.suite.diem, IDiem::totalCapacityCall {})
            .expect("totalCapacity never reverts")
    }

    // ------------------------------------------------------------------ Events

    /// The log of an event of the staking contract.
    pub(crate) fn log<E: SolEvent>(&self, event: &E) -> Log {
        emitted(self.staking, event)
    }

    /// The log of a transfer of VVV.
    pub(crate) fn vvv_moved(&self, from: Address, to: Address, value: U256) -> Log {
        emitted(self.suite.vvv, &IVvv::Transfer { from, to, value })
    }

    /// The log of a transfer of DIEM.
    pub(crate) fn diem_moved(&self, from: Address, to: Address, value: U256) -> Log {
        emitted(self.suite.diem, &IDiem::Transfer { from, to, value })
    }
}

/// Asserts that the transaction left exactly these logs. Each contract's logs come in this order; how those of different contracts
/// interleave is not part of the specification.
#[track_caller]
pub(crate) fn assert_logs(receipt: &Receipt, expected: &[Log]) {
    let by_emitter = |logs: &[Log]| {
        let mut logs = logs.to_vec();
        logs.sort_by_key(|log| log.address);
        logs
    };
    assert_eq!(by_emitter(&receipt.logs), by_emitter(expected));
}
