//! Transfers on the embedded chain, in this process and on one core: DIEM, a Stylus program, and OpenZeppelin's ERC-20, EVM code.

use std::time::{Duration, Instant};

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolValue as _;
use anyhow::{Context as _, Result, ensure};
use diem_suite::{Account, SolCall as _, Suite, abi::IDiem};
use stylus_chain::{Receipt, Tx, TxError};

use crate::{figures::Pairs, solidity, transfers};

/// The suite and the peer's token on one chain, and who sends.
#[derive(Debug)]
pub struct InProcess {
    suite: Suite,
    solidity: Address,
    sender: Account,
    /// Transfers of each token so far.
    sent: u64,
}

/// Transfers per second in each round; ours is DIEM, the peer OpenZeppelin's ERC-20 on the same chain.
#[derive(Clone, Debug, Default)]
pub struct Rates {
    /// Of an impersonated sender, by `Chain::transact`.
    pub impersonated: Pairs,
    /// Signed, by `Chain::send_raw`: decoding and recovering the sender included.
    pub signed: Pairs,
}

impl InProcess {
    /// Deploys both tokens.
    ///
    /// # Errors
    ///
    /// If the contracts are not built, or the peer's does not compile.
    pub fn new() -> Result<Self> {
        let mut suite = Suite::try_with(diem_suite::Params::default())?;
        let sender = Account::named("sender");
        suite.chain.fund(sender.address, transfers::GAS_MONEY);
        suite.mint_diem_to(sender.address, transfers::ENDOWMENT);
        let created = suite.chain.deploy(sender.address, solidity::token()?)?;
        let solidity = created.contract_address.context("nothing was created")?;
        Ok(Self {
            suite,
            solidity,
            sender,
            sent: 0,
        })
    }

    /// Measures `rounds` rounds of `count` transfers of each kind, one kind after the other in each round, and checks that all arrived.
    ///
    /// # Errors
    ///
    /// If a transfer fails.
    pub fn measure(
        &mut self,
        rounds: usize,
        count: u64,
        mut progress: impl FnMut(usize),
    ) -> Result<Rates> {
        let mut rates = Rates::default();
        let (diem, solidity) = (self.suite.diem, self.solidity);
        for round in 0..rounds {
            progress(round);
            let Rates {
                impersonated,
                signed,
            } = &mut rates;
            impersonated.ours.push(self.impersonated(diem, count)?);
            impersonated.peer.push(self.impersonated(solidity, count)?);
            signed.ours.push(self.signed(diem, count)?);
            signed.peer.push(self.signed(solidity, count)?);
            self.sent += 2 * count;
        }
        self.check(diem)?;
        self.check(solidity)?;
        Ok(rates)
    }

    fn impersonated(&mut self, token: Address, count: u64) -> Result<f64> {
        let sender = self.sender.address;
        let txs = (0..count).map(|index| Tx::call(sender, token, transfers::calldata(index)));
        let txs: Vec<Tx> = txs.collect();
        let chain = &mut self.suite.chain;
        rate(txs, |tx| chain.transact(tx))
    }

    fn signed(&mut self, token: Address, count: u64) -> Result<f64> {
        let first = self.suite.chain.nonce(self.sender.address);
        let sign = |index| {
            let data = transfers::calldata(index);
            transfers::raw(&self.sender, token, first + index, data)
        };
        let raw: Vec<Bytes> = (0..count).map(sign).collect();
        let chain = &mut self.suite.chain;
        rate(raw, |raw| chain.send_raw(&raw))
    }

    fn check(&mut self, token: Address) -> Result<()> {
        let mut balances = Vec::new();
        for account in transfers::recipients() {
            let call = IDiem::balanceOfCall { account }.abi_encode();
            let call = Tx::call(Address::ZERO, token, call);
            let outcome = self.suite.chain.call(call)?;
            balances.push(U256::abi_decode(&outcome.output)?);
        }
        transfers::check_received(self.sent, &balances)
    }
}

/// Carries out transactions and returns how many a second. Only carrying them out takes time: they are there.
fn rate<T>(
    transactions: Vec<T>,
    mut carry_out: impl FnMut(T) -> Result<Receipt, TxError>,
) -> Result<f64> {
    let count = transactions.len();
    let started = Instant::now();
    for transaction in transactions {
        ensure!(carry_out(transaction)?.is_success(), "a transfer failed");
    }
    Ok(per_second(count, started.elapsed()))
}

/// How many a second.
pub(crate) fn per_second(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}
