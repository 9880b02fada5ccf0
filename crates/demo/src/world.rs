//! The chain and the cast.

use diem_suite::{
    Account, Address, Reverted, Sent, SolCall, SolError, Suite, U256,
    abi::{IComputeCredits, IDiem, IVvv, IVvvStaking},
};

use crate::report::{Failure, Value};

/// Seconds of a UTC day.
pub(crate) const DAY: u64 = 86_400;

/// How many accounts the gateway reads in one call.
pub(crate) const SUBSCRIBERS: usize = 100;

/// Everyone in the story. All names but the app's are accounts with keys.
pub(crate) struct World {
    /// The deployed suite.
    pub(crate) suite: Suite,
    /// Stakes, mints, delegates, sells, leaves.
    pub(crate) alice: Account,
    /// Buys DIEM.
    pub(crate) bob: Account,
    /// Stakes for the subscribers.
    pub(crate) carol: Account,
    /// Works on alice's credits.
    pub(crate) agent: Account,
    /// Sells API calls against credits.
    pub(crate) gateway: Account,
    /// Hold one DIEM each.
    pub(crate) subscribers: Vec<Account>,
    /// The on-chain app, once it is deployed.
    pub(crate) app: Option<Address>,
}

impl World {
    /// Deploys the suite; nobody has anything yet.
    pub(crate) fn new() -> Result<Self, Failure> {
        Ok(Self {
            suite: Suite::try_with(Default::default())?,
            alice: Account::named("alice"),
            bob: Account::named("bob"),
            carol: Account::named("carol"),
            agent: Account::named("agent"),
            gateway: Account::named("gateway"),
            subscribers: (0..SUBSCRIBERS)
                .map(|i| Account::named(&format!("subscriber {i}")))
                .collect(),
            app: None,
        })
    }

    /// Every account that ever held anything, contracts included.
    pub(crate) fn everyone(&self) -> Vec<Address> {
        let Suite {
            owner,
            vvv,
            diem,
            staking,
            credits,
            ..
        } = self.suite;
        let people = [
            &self.alice,
            &self.bob,
            &self.carol,
            &self.agent,
            &self.gateway,
        ];
        let people = people
            .into_iter()
            .chain(&self.subscribers)
            .map(|account| account.address);
        [owner, vvv, diem, staking, credits]
            .into_iter()
            .chain(people)
            .chain(self.app)
            .collect()
    }

    /// Sends a call that must succeed.
    pub(crate) fn send<C: SolCall>(
        &mut self,
        from: Address,
        to: Address,
        call: C,
    ) -> Result<Sent<C::Return>, Failure> {
        self.suite
            .send(from, to, call)
            .map_err(|reverted| failed::<C>(reverted))
    }

    /// Reads a view.
    pub(crate) fn read<C: SolCall>(&mut self, to: Address, call: C) -> Result<C::Return, Failure> {
        self.suite
            .read(to, call)
            .map_err(|reverted| failed::<C>(reverted))
    }

    /// Sends a call that must be refused with exactly `expected`; `in_words` says it for people.
    pub(crate) fn refused<C: SolCall, E: SolError>(
        &mut self,
        from: Address,
        to: Address,
        call: C,
        expected: &E,
        in_words: impl FnOnce(E) -> String,
    ) -> Result<Value, Failure> {
        let reverted = match self.suite.send(from, to, call) {
            Err(reverted) if reverted.is_error(expected) => reverted,
            Err(reverted) => return Err(failed::<C>(reverted)),
            Ok(_) => {
                return Err(Failure::NotRefused {
                    call: C::SIGNATURE,
                    error: E::SIGNATURE,
                });
            }
        };
        let name = E::SIGNATURE.split('(').next().unwrap_or_default();
        let details = reverted.decode().map(in_words).unwrap_or_default();
        Ok(Value::Refused {
            error: reverted.reason(),
            in_words: format!("{name}: {details}"),
        })
    }

    /// Today as the contracts count it.
    pub(crate) fn today(&self) -> U256 {
        U256::from(self.suite.today())
    }

    /// The VVV of `account`, in wei.
    pub(crate) fn vvv_of(&mut self, account: Address) -> Result<U256, Failure> {
        self.read(self.suite.vvv, IVvv::balanceOfCall { account })
    }

    /// The DIEM of `account`, in wei.
    pub(crate) fn diem_of(&mut self, account: Address) -> Result<U256, Failure> {
        self.read(self.suite.diem, IDiem::balanceOfCall { account })
    }

    /// The capacity of `account` today.
    pub(crate) fn capacity_of(&mut self, account: Address) -> Result<U256, Failure> {
        self.read(self.suite.diem, IDiem::capacityOfCall { account })
    }

    /// The capacity that `account` would have tomorrow.
    pub(crate) fn capacity_tomorrow(&mut self, account: Address) -> Result<U256, Failure> {
        let day = self.today() + U256::ONE;
        self.read(self.suite.diem, IDiem::capacityAtCall { account, day })
    }

    /// The credits of `account` today.
    pub(crate) fn credits_of(
        &mut self,
        account: Address,
    ) -> Result<IComputeCredits::accountOfReturn, Failure> {
        self.read(
            self.suite.credits,
            IComputeCredits::accountOfCall { account },
        )
    }

    /// The stake of `account`.
    pub(crate) fn position_of(
        &mut self,
        account: Address,
    ) -> Result<IVvvStaking::positionOfReturn, Failure> {
        self.read(self.suite.staking, IVvvStaking::positionOfCall { account })
    }
}

fn failed<C: SolCall>(reverted: Reverted) -> Failure {
    Failure::Reverted {
        call: C::SIGNATURE,
        reverted: Box::new(reverted),
    }
}
