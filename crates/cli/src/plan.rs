//! What a command is going to do: the calls to send, and the figures that they change. A plan is tried as a whole before it is shown.

use alloy::{
    network::TransactionBuilder as _,
    primitives::{Address, Bytes, U256},
    providers::Provider as _,
    rpc::types::TransactionRequest,
    sol_types::SolCall,
};
use serde_json::Value as Json;

use crate::{
    batch::Batch,
    connection::{Connection, Moment},
    failure::Failure,
    figures::{Figure, Value},
};

/// Gas of a transaction before it does anything.
const TRANSACTION_GAS: u64 = 21_000;
/// How far above today's gas price a transaction may pay: the price may rise before it is mined, and only what is due is paid.
const HEADROOM: u128 = 2;

/// A call to a contract of the suite, which becomes one transaction.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The contract's name, such as `staking`.
    pub(crate) contract: &'static str,
    pub(crate) to: Address,
    /// The function's name.
    pub(crate) function: &'static str,
    pub(crate) data: Bytes,
}

/// What figures say together: for people in sentences, for programs as a value of its own name.
pub(crate) struct Remark {
    pub(crate) notes: Vec<String>,
    pub(crate) name: &'static str,
    pub(crate) json: Json,
}

/// Looks at the figures after a plan.
type Judge = Box<dyn Fn(&[Value]) -> Remark + Send + Sync>;

/// What a command is going to do.
pub(crate) struct Plan {
    /// The command, such as `unstake request`.
    pub(crate) command: &'static str,
    /// One line that says what it does.
    pub(crate) title: String,
    /// The calls, in order.
    pub(crate) calls: Vec<Call>,
    /// What they change, and what else there is to know.
    pub(crate) figures: Vec<Figure>,
    /// What else to know, in sentences.
    pub(crate) notes: Vec<String>,
    /// The day that a call names: it does what it says on that day only.
    pub(crate) day: Option<u64>,
    /// What is to be said about the figures after it.
    pub(crate) remark: Option<Judge>,
}

/// What came of trying a plan.
#[derive(Clone, Debug)]
pub(crate) struct Trial {
    pub(crate) before: Vec<Value>,
    pub(crate) after: Vec<Value>,
    /// Gas of each call.
    pub(crate) gas: Vec<u64>,
    /// Wei per unit of gas now.
    pub(crate) gas_price: u128,
    /// Wei that the account has for gas.
    pub(crate) balance: U256,
}

impl Call {
    pub(crate) fn new<C: SolCall>(contract: &'static str, to: Address, call: C) -> Self {
        let name = C::SIGNATURE.split('(').next();
        Self {
            contract,
            to,
            function: name.unwrap_or_default(),
            data: call.abi_encode().into(),
        }
    }

    /// The transaction's beginning: who calls what.
    pub(crate) fn request(&self, from: Address) -> TransactionRequest {
        TransactionRequest::default()
            .with_from(from)
            .with_to(self.to)
            .with_input(self.data.clone())
    }

    /// The gas that it needs as things are now.
    pub(crate) async fn gas(
        &self,
        chain: &Connection,
        from: Address,
        moment: Moment,
    ) -> Result<u64, Failure> {
        chain
            .provider
            .estimate_gas(self.request(from))
            .with_block_overrides_opt(moment.of_estimates())
            .await
            .map_err(|error| chain.failure(error))
    }
}

impl Plan {
    /// A plan that does nothing yet.
    pub(crate) fn new(command: &'static str, title: impl Into<String>) -> Self {
        Self {
            command,
            title: title.into(),
            calls: Vec::new(),
            figures: Vec::new(),
            notes: Vec::new(),
            day: None,
            remark: None,
        }
    }

    /// Appends a call.
    pub(crate) fn call<C: SolCall>(&mut self, contract: &'static str, to: Address, call: C) {
        self.calls.push(Call::new(contract, to, call));
    }

    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Makes all calls in one go, without leaving anything behind, and reads the figures before and after.
    pub(crate) async fn try_as(
        &self,
        chain: &Connection,
        from: Address,
        moment: Moment,
    ) -> Result<Trial, Failure> {
        let (before, after) = self.execute(chain, from, moment).await?;
        let (gas, gas_price, balance) = tokio::try_join!(
            self.gas(chain, from, moment),
            async {
                chain
                    .provider
                    .get_gas_price()
                    .await
                    .map_err(|e| chain.failure(e))
            },
            async {
                chain
                    .provider
                    .get_balance(from)
                    .await
                    .map_err(|e| chain.failure(e))
            },
        )?;
        Ok(Trial {
            before,
            after,
            gas,
            gas_price,
            balance,
        })
    }

    /// The figures as they are.
    pub(crate) async fn read(
        &self,
        chain: &Connection,
        from: Address,
        moment: Moment,
    ) -> Result<Vec<Value>, Failure> {
        let mut batch = Batch::default();
        self.push_figures(&mut batch);
        let outcomes = batch.run(chain, from, Some(moment)).await?.calls;
        self.figures
            .iter()
            .zip(&outcomes)
            .map(|(figure, outcome)| figure.read(outcome))
            .collect()
    }

    async fn execute(
        &self,
        chain: &Connection,
        from: Address,
        moment: Moment,
    ) -> Result<(Vec<Value>, Vec<Value>), Failure> {
        let mut batch = Batch::default();
        self.push_figures(&mut batch);
        self.calls
            .iter()
            .for_each(|call| batch.push(call.to, &call.data));
        self.push_figures(&mut batch);
        let outcomes = batch.run(chain, from, Some(moment)).await?.calls;
        let (before, rest) = outcomes.split_at(self.figures.len());
        let (calls, after) = rest.split_at(self.calls.len());
        let read = |outcomes| {
            let figures = self.figures.iter().zip(outcomes);
            figures
                .map(|(figure, outcome)| figure.read(outcome))
                .collect::<Result<_, _>>()
        };
        // What is not there shows before what it refuses.
        let before = read(before)?;
        if let Some(refused) = calls.iter().find(|call| !call.success) {
            return Err(Failure::reverted(&refused.output));
        }
        Ok((before, read(after)?))
    }

    fn push_figures(&self, batch: &mut Batch) {
        self.figures
            .iter()
            .for_each(|figure| batch.push(figure.to, &figure.data));
    }

    /// The gas of each call. Those after the first build on what is not on the chain yet, so what they add to a transaction that makes
    /// all of them is taken.
    async fn gas(
        &self,
        chain: &Connection,
        from: Address,
        moment: Moment,
    ) -> Result<Vec<u64>, Failure> {
        let mut gas = Vec::with_capacity(self.calls.len());
        let mut batch = Batch::default();
        let mut so_far = 0;
        for (index, call) in self.calls.iter().enumerate() {
            if index == 0 {
                gas.push(call.gas(chain, from, moment).await?);
            }
            if self.calls.len() == 1 {
                break;
            }
            batch.push(call.to, &call.data);
            let total = batch.gas(chain, from, moment).await?;
            if index > 0 {
                gas.push(total.saturating_sub(so_far) + TRANSACTION_GAS);
            }
            so_far = total;
        }
        Ok(gas)
    }
}

impl Trial {
    /// Wei that the transactions cost at today's gas price.
    pub(crate) fn fee(&self) -> U256 {
        self.gas.iter().map(|gas| self.fee_of(*gas)).sum()
    }

    /// Wei that a transaction of this gas costs at today's gas price.
    pub(crate) fn fee_of(&self, gas: u64) -> U256 {
        U256::from(gas) * U256::from(self.gas_price)
    }

    /// The most wei per unit of gas that a transaction offers.
    pub(crate) const fn max_fee_per_gas(&self) -> u128 {
        self.gas_price * HEADROOM
    }

    /// The most wei that the transactions can cost: what the account must have.
    pub(crate) fn most(&self) -> U256 {
        self.fee() * U256::from(HEADROOM)
    }
}
