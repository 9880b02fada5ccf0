//! The app on the suite, and who uses it.

use alloy_primitives::{Address, B256, U256, aliases::U96, keccak256};
use alloy_sol_types::{SolCall, SolError, SolValue, sol};
use diem_suite::{
    Account, Log, Sent, SolEvent,
    abi::{
        IComputeCredits::{self, Spent},
        IVvvStaking::positionOfReturn,
    },
    assert_reverts, emitted, typed_data,
};
use diem_suite::{Reverted, abi::IVvvStaking};
use diem_tests::construct;

use crate::{
    amounts::tokens,
    world::{World, artifacts, someone},
};

sol!(
    #![sol(all_derives)]
    "solidity/IIntegrator.sol"
);

/// A budget that does not expire.
pub(crate) const FOREVER: u32 = u32::MAX;

/// What the app is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Solidity,
    Rust,
}

/// The suite with an app on it.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) app: Address,
    pub(crate) operator: Address,
    pub(crate) gateway: Address,
    pub(crate) staking: Address,
    pub(crate) ledger: Address,
}

impl Stage {
    /// The app in `language`, without VVV or DIEM, at the first second of a day.
    #[track_caller]
    pub(crate) fn new(language: Language) -> Self {
        Self::on(World::new(), language)
    }

    /// The same on this suite.
    #[track_caller]
    pub(crate) fn on(world: World, language: Language) -> Self {
        let vvv = world.suite.vvv;
        Self::over(world, language, vvv)
    }

    /// The same over another token than the suite's VVV.
    #[track_caller]
    pub(crate) fn over(mut world: World, language: Language, vvv: Address) -> Self {
        let (operator, gateway) = (someone("operator"), someone("gateway"));
        let (staking, ledger) = (world.suite.staking, world.suite.credits);
        let arguments = (operator, gateway, vvv, staking, ledger).abi_encode_params();
        let app = match language {
            Language::Solidity => world.create_solidity("Integrator", &arguments),
            Language::Rust => deploy_example(&mut world, &arguments),
        };
        Self {
            world,
            app,
            operator,
            gateway,
            staking,
            ledger,
        }
    }

    /// The app after it minted `diem` whole DIEM of `diem * 100` VVV.
    #[track_caller]
    pub(crate) fn funded(language: Language, diem: u64) -> Self {
        let mut stage = Self::new(language);
        stage.give_operator(tokens(diem * 100));
        let fund = IIntegrator::fundCall {
            vvvAmount: tokens(diem * 100),
        };
        assert_eq!(stage.operate(fund).value, tokens(diem));
        stage
    }

    /// Gives the operator VVV and lets the app take it.
    #[track_caller]
    pub(crate) fn give_operator(&mut self, vvv: U256) {
        let (operator, app, token) = (self.operator, self.app, self.world.suite.vvv);
        self.world.suite.fund_vvv(operator, vvv);
        self.world.approve(operator, token, app, vvv);
    }

    /// A user with `diem` DIEM of its own, and no budget given.
    #[track_caller]
    pub(crate) fn user(&mut self, diem: u64) -> Account {
        let user = Account::named("user");
        self.world.suite.mint_diem_to(user.address, tokens(diem));
        user
    }

    // ------------------------------------------------------------------- Calls

    /// Sends a call of the app as the operator; it must succeed.
    #[track_caller]
    pub(crate) fn operate<C: SolCall>(&mut self, call: C) -> Sent<C::Return> {
        self.world.send(self.operator, self.app, call)
    }

    /// Sends a call of the app.
    #[track_caller]
    pub(crate) fn send<C: SolCall>(
        &mut self,
        from: Address,
        call: C,
    ) -> Result<Sent<C::Return>, Reverted> {
        self.world.suite.send(from, self.app, call)
    }

    /// Sends a call of the app, which must revert with exactly `error` and change nothing that can be seen.
    #[track_caller]
    pub(crate) fn refuses<C: SolCall>(&mut self, from: Address, call: C, error: impl SolError) {
        let before = self.picture(from);
        let refused = self.send(from, call);
        assert_reverts(refused.map(|sent| sent.receipt), error);
        assert_eq!(
            self.picture(from),
            before,
            "a refused call changed something"
        );
    }

    /// What there is to see of the app and a caller of it.
    #[track_caller]
    fn picture(&mut self, caller: Address) -> impl PartialEq + core::fmt::Debug + use<> {
        let app = self.app;
        let query = IComputeCredits::allowanceOfCall {
            owner: caller,
            spender: app,
        };
        (
            self.position(),
            self.asked(),
            self.world.read(self.ledger, query),
            [app, caller].map(|account| self.world.credits(account)),
            [app, caller].map(|account| self.world.suite.vvv_of(account)),
            [app, caller].map(|account| self.world.suite.diem_of(account)),
        )
    }

    // ------------------------------------------------------------------- Views

    /// The app's position with the staking contract.
    #[track_caller]
    pub(crate) fn position(&mut self) -> positionOfReturn {
        let account = self.app;
        self.world
            .read(self.staking, IVvvStaking::positionOfCall { account })
    }

    /// How many questions the app has asked.
    #[track_caller]
    pub(crate) fn asked(&mut self) -> U256 {
        self.world.read(self.app, IIntegrator::askedCall {})
    }

    // -------------------------------------------------------------- Allowances

    /// `user`'s signature over a daily allowance of the app, with this nonce.
    pub(crate) fn sign(
        &self,
        user: &Account,
        daily_limit: U256,
        nonce: u64,
        deadline: U256,
    ) -> [u8; 65] {
        let allowance = typed_data::Allowance {
            owner: user.address,
            spender: self.app,
            dailyLimit: U96::from(daily_limit),
            expiry: FOREVER,
            nonce: U256::from(nonce),
            deadline,
        };
        let domain = self.world.suite.credits_domain();
        user.sign_hash(typed_data::digest(&allowance, &domain))
    }

    // ------------------------------------------------------------------ Events

    /// The reference of the app's `asked`-th question.
    pub(crate) fn reference(&self, asked: u64, user: Address, question: B256) -> B256 {
        let chain = U256::from(self.world.suite.chain.chain_id());
        keccak256((chain, self.app, user, U256::from(asked), question).abi_encode())
    }

    /// What the app and the credits log of a question.
    pub(crate) fn asked_and_spent(
        &self,
        user: Address,
        question: B256,
        amount: U256,
        asked: u64,
    ) -> [Log; 2] {
        let reference = self.reference(asked, user, question);
        let asked = IIntegrator::Asked {
            user,
            r#ref: reference,
            question,
            amount,
        };
        let spent = Spent {
            owner: self.app,
            payee: self.gateway,
            day: self.world.today(),
            amount,
            r#ref: reference,
        };
        [emitted(self.app, &asked), self.logged(&spent)]
    }

    /// A log of the credits.
    pub(crate) fn logged(&self, event: &impl SolEvent) -> Log {
        emitted(self.ledger, event)
    }
}

/// Deploys, activates and constructs contracts/examples/integrator.
#[track_caller]
fn deploy_example(world: &mut World, arguments: &[u8]) -> Address {
    let example = match artifacts().example("integrator") {
        Ok(example) => example,
        Err(error) => panic!("{error}"),
    };
    let owner = world.suite.owner;
    let constructor = Some(construct(arguments));
    match world
        .suite
        .chain
        .deploy_program(owner, &example.wasm, constructor)
    {
        Ok(deployed) => deployed.address,
        Err(error) => panic!("the integrator cannot be deployed: {error}"),
    }
}
