//! The deployed suite and typed calls on it.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{Eip712Domain, SolCall};
use stylus_chain::{Chain, Receipt, Tx, TxError};

use crate::{
    Account, Deployment, Params, Reverted, Sent, SuiteError,
    abi::{IDiem, IVvv, IVvvStaking},
    deploy, funding,
    funding::TokenSlots,
    typed_data,
};

/// Seconds of a UTC day.
const DAY: u64 = 86_400;

/// Who reads: an account that is nobody's.
const READER: Address = Address::repeat_byte(0xee);

/// The four contracts on a chain of their own, bound and ready.
#[derive(Debug)]
pub struct Suite {
    /// The chain.
    pub chain: Chain,
    /// The owner of the staking contract: `Account::named("owner")`.
    pub owner: Address,
    /// The VVV token.
    pub vvv: Address,
    /// The DIEM token.
    pub diem: Address,
    /// The staking contract, DIEM's minter.
    pub staking: Address,
    /// The ledger of credits.
    pub credits: Address,
    /// How the four came to the chain, in the order of their deployment.
    pub deployments: [Deployment; 4],
    start_day: u64,
    vvv_slots: Option<TokenSlots>,
}

impl Suite {
    /// The suite with the default [`Params`].
    ///
    /// # Panics
    ///
    /// As [`Suite::with`].
    #[track_caller]
    #[expect(
        clippy::new_without_default,
        reason = "a deployment that can panic is no default value"
    )]
    pub fn new() -> Self {
        Self::with(Params::default())
    }

    /// The suite with `params`.
    ///
    /// # Panics
    ///
    /// With the [`SuiteError`] if it cannot be deployed, say because the contracts are not built.
    #[track_caller]
    pub fn with(params: Params) -> Self {
        match Self::try_with(params) {
            Ok(suite) => suite,
            Err(error) => panic!("the suite cannot be deployed: {error}"),
        }
    }

    /// The suite with `params`.
    ///
    /// # Errors
    ///
    /// A [`SuiteError`] if the contracts are not built, or a constructor or the binding of Diem refuses the parameters.
    pub fn try_with(params: Params) -> Result<Self, SuiteError> {
        let owner = Account::named("owner").address;
        let start_day = params.timestamp / DAY;
        let deployed = deploy::deploy(owner, params)?;
        let [vvv, staking, diem, credits] = deployed
            .contracts
            .each_ref()
            .map(|contract| contract.address);
        Ok(Self {
            chain: deployed.chain,
            owner,
            vvv,
            diem,
            staking,
            credits,
            deployments: deployed.contracts,
            start_day,
            vvv_slots: None,
        })
    }

    /// Sends `call` from `from` to `to` and mines it.
    ///
    /// # Errors
    ///
    /// [`Reverted`] if it ran and failed.
    ///
    /// # Panics
    ///
    /// If the answer is not exactly the encoding of the function's return type.
    #[track_caller]
    pub fn send<C: SolCall>(
        &mut self,
        from: Address,
        to: Address,
        call: C,
    ) -> Result<Sent<C::Return>, Reverted> {
        let receipt = self.send_raw_calldata(from, to, call.abi_encode().into())?;
        let value = decode_answer::<C>(&receipt.output);
        Ok(Sent { value, receipt })
    }

    /// Calls `call` on `to` without mining anything, from an account that is nobody's.
    ///
    /// # Errors
    ///
    /// [`Reverted`] if it ran and failed.
    ///
    /// # Panics
    ///
    /// As [`Suite::send`].
    #[track_caller]
    pub fn read<C: SolCall>(&mut self, to: Address, call: C) -> Result<C::Return, Reverted> {
        self.simulate(READER, to, call)
    }

    /// Calls `call` on `to` as `from` would, without mining anything.
    ///
    /// # Errors
    ///
    /// [`Reverted`] if it ran and failed.
    ///
    /// # Panics
    ///
    /// As [`Suite::send`].
    #[track_caller]
    pub fn simulate<C: SolCall>(
        &mut self,
        from: Address,
        to: Address,
        call: C,
    ) -> Result<C::Return, Reverted> {
        let outcome = accepted(self.chain.call(Tx::call(from, to, call.abi_encode())));
        if !outcome.status.is_success() {
            return Err(Reverted {
                data: outcome.output,
                status: outcome.status,
                receipt: None,
            });
        }
        Ok(decode_answer::<C>(&outcome.output))
    }

    /// Sends calldata as it is and mines it.
    ///
    /// # Errors
    ///
    /// [`Reverted`] if it ran and failed.
    #[track_caller]
    pub fn send_raw_calldata(
        &mut self,
        from: Address,
        to: Address,
        data: Bytes,
    ) -> Result<Receipt, Reverted> {
        self.send_tx(Tx::call(from, to, data))
    }

    /// Sends a transaction: with a value, a gas limit, or one that creates a contract.
    ///
    /// # Errors
    ///
    /// [`Reverted`] if it ran and failed.
    #[track_caller]
    pub fn send_tx(&mut self, tx: Tx) -> Result<Receipt, Reverted> {
        let receipt = accepted(self.chain.transact(tx));
        if receipt.is_success() {
            return Ok(receipt);
        }
        Err(receipt.into())
    }

    /// Creates a contract of `tests/solidity` from `from`, with its encoded constructor arguments.
    ///
    /// # Errors
    ///
    /// A [`SuiteError`] if the build has no such contract, or its constructor reverts.
    pub fn deploy_solidity(
        &mut self,
        from: Address,
        name: &str,
        arguments: &[u8],
    ) -> Result<Address, SuiteError> {
        let init_code = deploy::solidity(name, arguments)?;
        Ok(deploy::create(&mut self.chain, from, init_code)?.0)
    }

    /// Moves the clock to `second_of_day` of the `day`-th UTC day since the start day, which is day 0. Never backwards.
    ///
    /// # Panics
    ///
    /// If that moment has passed, or is not within a day.
    #[track_caller]
    pub fn at(&mut self, day: u64, second_of_day: u64) {
        assert!(
            second_of_day < DAY,
            "a day has {DAY} seconds, so no second {second_of_day}"
        );
        self.chain
            .set_timestamp((self.start_day + day) * DAY + second_of_day);
    }

    /// Today as the contracts count it: UTC days since 1970-01-01.
    pub const fn today(&self) -> u64 {
        self.chain.timestamp() / DAY
    }

    /// Now, in seconds since the Unix epoch.
    pub const fn now(&self) -> u64 {
        self.chain.timestamp()
    }

    /// Gives `account` `wei` of VVV out of nothing: balance and total supply grow together, so that the supply stays the sum of the
    /// balances. No transaction, no event, no drip used up. Works for Test VVV and for EVM tokens with plain storage.
    ///
    /// # Panics
    ///
    /// If balance and supply are not found in the token's storage, or the supply would overflow.
    #[track_caller]
    pub fn fund_vvv(&mut self, account: Address, wei: U256) {
        let slots = match self.vvv_slots {
            Some(slots) => slots,
            None => *self
                .vvv_slots
                .insert(TokenSlots::find(&mut self.chain, self.vvv)),
        };
        funding::give(&mut self.chain, self.vvv, slots, account, wei);
    }

    /// Gives `account` `wei` of VVV and lets the staking contract take as much.
    ///
    /// # Panics
    ///
    /// As [`Suite::fund_vvv`], or if the approval fails.
    #[track_caller]
    pub fn fund_and_approve_vvv(&mut self, account: Address, wei: U256) {
        self.fund_vvv(account, wei);
        let approve = IVvv::approveCall {
            spender: self.staking,
            value: wei,
        };
        must("approve", self.send(account, self.vvv, approve));
    }

    /// Gives `account` `vvv_wei` of VVV; it stakes them all and mints the DIEM they back to `to`. Returns the DIEM minted, in wei.
    ///
    /// # Panics
    ///
    /// If a step fails.
    #[track_caller]
    pub fn stake_and_mint(&mut self, account: Address, vvv_wei: U256, to: Address) -> U256 {
        self.fund_and_approve_vvv(account, vvv_wei);
        let call = IVvvStaking::stakeAndMintCall {
            vvvAmount: vvv_wei,
            to,
        };
        must("stakeAndMint", self.send(account, self.staking, call)).value
    }

    /// Gives `account` the VVV that `diem_wei` of DIEM lock; it stakes them and mints exactly `diem_wei` to itself.
    ///
    /// # Panics
    ///
    /// If a step fails.
    #[track_caller]
    pub fn mint_diem_to(&mut self, account: Address, diem_wei: U256) {
        let quote = IVvvStaking::quoteLockCall {
            diemAmount: diem_wei,
        };
        let vvv_wei = must("quoteLock", self.read(self.staking, quote));
        self.fund_and_approve_vvv(account, vvv_wei);
        must(
            "stake",
            self.send(
                account,
                self.staking,
                IVvvStaking::stakeCall { amount: vvv_wei },
            ),
        );
        let mint = IVvvStaking::mintDiemCall {
            diemAmount: diem_wei,
            to: account,
        };
        must("mintDiem", self.send(account, self.staking, mint));
    }

    /// The VVV of `account`, in wei.
    #[track_caller]
    pub fn vvv_of(&mut self, account: Address) -> U256 {
        must(
            "balanceOf",
            self.read(self.vvv, IVvv::balanceOfCall { account }),
        )
    }

    /// The DIEM of `account`, in wei.
    #[track_caller]
    pub fn diem_of(&mut self, account: Address) -> U256 {
        must(
            "balanceOf",
            self.read(self.diem, IDiem::balanceOfCall { account }),
        )
    }

    /// The capacity of `account` today, in wei of DIEM.
    #[track_caller]
    pub fn capacity_of(&mut self, account: Address) -> U256 {
        must(
            "capacityOf",
            self.read(self.diem, IDiem::capacityOfCall { account }),
        )
    }

    /// The EIP-712 domain of VVV, if it is Test VVV.
    pub fn vvv_domain(&self) -> Eip712Domain {
        typed_data::vvv_domain(self.chain.chain_id(), self.vvv)
    }

    /// The EIP-712 domain of Diem.
    pub fn diem_domain(&self) -> Eip712Domain {
        typed_data::diem_domain(self.chain.chain_id(), self.diem)
    }

    /// The EIP-712 domain of ComputeCredits.
    pub fn credits_domain(&self) -> Eip712Domain {
        typed_data::credits_domain(self.chain.chain_id(), self.credits)
    }
}

/// Decodes what a function returned, and insists on the one canonical encoding.
#[track_caller]
fn decode_answer<C: SolCall>(output: &[u8]) -> C::Return {
    let decoded = C::abi_decode_returns_validate(output);
    let Ok(value) = decoded else {
        panic!(
            "{} answered with what is no return value of it: {output:02x?}",
            C::SIGNATURE
        );
    };
    assert!(
        C::abi_encode_returns(&value) == output,
        "{} answered with an encoding that is not canonical: {output:02x?}",
        C::SIGNATURE
    );
    value
}

/// Unwraps what the chain says of an impersonated transaction, which it has no reason to refuse.
#[track_caller]
fn accepted<T>(result: Result<T, TxError>) -> T {
    match result {
        Ok(executed) => executed,
        Err(error) => panic!("the chain did not execute the transaction: {error}"),
    }
}

/// Unwraps a step of a shortcut.
#[track_caller]
fn must<T>(step: &str, result: Result<T, Reverted>) -> T {
    match result {
        Ok(value) => value,
        Err(reverted) => panic!("{step} {reverted}"),
    }
}
