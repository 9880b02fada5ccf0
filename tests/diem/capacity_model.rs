//! Random days against a model that keeps no records: it sets every capacity anew at each midnight.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use diem_tests::DAY;
use proptest::{prelude::*, test_runner::RngSeed};

use crate::{
    fixture::{Abi, LARGEST_CAP, capacity, minter, share_of_day, total_capacity},
    tokens::token::{Token, account},
};

/// Who takes part. Few, so that records are touched often.
const CAST: [&str; 4] = ["alice", "bob", "carol", "dave"];

/// Something that happens; accounts are positions in the cast.
#[derive(Clone, Debug)]
enum Step {
    Mint(usize, U256),
    Burn(usize, U256),
    Transfer(usize, usize, U256),
    Wait(u64),
}

/// What should be so.
#[derive(Default)]
struct Model {
    balances: [U256; CAST.len()],
    capacities: [U256; CAST.len()],
    /// Seconds since the start.
    clock: u64,
}

impl Model {
    fn supply(&self) -> U256 {
        self.balances.iter().sum()
    }

    fn total_capacity(&self) -> U256 {
        self.capacities.iter().sum()
    }

    /// Takes a step; or says with what it is refused.
    fn take(&mut self, step: &Step) -> Result<(), Vec<u8>> {
        match *step {
            Step::Wait(seconds) => {
                let days = |clock| clock / DAY;
                if days(self.clock + seconds) > days(self.clock) {
                    self.capacities = self.balances;
                }
                self.clock += seconds;
            }
            Step::Mint(to, value) => {
                let share = share_of_day(value, self.clock % DAY);
                let supply = self.supply() + value;
                let capacity = self.total_capacity() + share;
                let cap = LARGEST_CAP;
                refuse_if(value.is_zero(), Abi::ZeroAmount {})?;
                refuse_if(supply > cap, Abi::CapExceeded { supply, cap })?;
                refuse_if(capacity > cap, Abi::CapacityCapExceeded { capacity, cap })?;
                self.balances[to] += value;
                self.capacities[to] += share;
            }
            Step::Burn(from, value) => {
                refuse_if(value.is_zero(), Abi::ZeroAmount {})?;
                self.needs(from, value)?;
                self.balances[from] -= value;
            }
            Step::Transfer(from, to, value) => {
                self.needs(from, value)?;
                self.balances[from] -= value;
                self.balances[to] += value;
            }
        }
        Ok(())
    }

    fn needs(&self, from: usize, value: U256) -> Result<(), Vec<u8>> {
        let error = Abi::ERC20InsufficientBalance {
            sender: account(CAST[from]),
            balance: self.balances[from],
            needed: value,
        };
        refuse_if(value > self.balances[from], error)
    }
}

fn refuse_if<E: SolError>(refused: bool, error: E) -> Result<(), Vec<u8>> {
    if refused {
        return Err(error.abi_encode());
    }
    Ok(())
}

/// Takes `step` on the token; the revert data if it is refused.
fn take(token: &mut Token, step: &Step) -> Result<(), Vec<u8>> {
    let name = |position: usize| account(CAST[position]);
    let sent = match *step {
        Step::Wait(seconds) => {
            token.chain.advance(seconds);
            return Ok(());
        }
        Step::Mint(to, value) => {
            let to = name(to);
            token.send(minter(), Abi::mintCall { to, value }).map(drop)
        }
        Step::Burn(from, value) => {
            let from = name(from);
            token
                .send(minter(), Abi::burnCall { from, value })
                .map(drop)
        }
        Step::Transfer(from, to, value) => {
            let to = name(to);
            let call = Abi::transferCall { to, value };
            token.send(name(from), call).map(drop)
        }
    };
    sent.map_err(|reverted| reverted.data.to_vec())
}

/// Asserts that everything that can be read is as the model has it.
#[track_caller]
fn agrees(token: &mut Token, model: &Model) {
    let tomorrow = U256::from(token.today() + 1);
    let cast: [Address; CAST.len()] = CAST.map(account);
    for (position, account) in cast.into_iter().enumerate() {
        assert_eq!(token.balance(account), model.balances[position]);
        assert_eq!(capacity(token, account), model.capacities[position]);
        let day = tomorrow;
        let later = token.read(Abi::capacityAtCall { account, day });
        assert_eq!(later, model.balances[position]);
    }
    let accounts = cast.to_vec();
    let batch = token.read(Abi::capacityOfBatchCall { accounts });
    assert_eq!(batch, model.capacities);
    assert_eq!(token.supply(), model.supply());
    assert_eq!(total_capacity(token), model.total_capacity());
}

/// Amounts of every size, many of them equal, some beyond what there can be.
fn amount() -> impl Strategy<Value = U256> {
    prop_oneof![
        2 => Just(U256::ZERO),
        6 => (0_u64..200_000).prop_map(U256::from),
        6 => any::<u64>().prop_map(U256::from),
        4 => any::<u128>().prop_map(|wei| U256::from(wei) & LARGEST_CAP),
        1 => Just(LARGEST_CAP),
    ]
}

/// Waits within the day, to its last second, over midnight, over days.
fn wait() -> impl Strategy<Value = u64> {
    prop_oneof![0..DAY, Just(1), Just(DAY - 1), Just(DAY), DAY..5 * DAY]
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0..CAST.len();
    prop_oneof![
        3 => (who(), amount()).prop_map(|(to, value)| Step::Mint(to, value)),
        2 => (who(), amount()).prop_map(|(from, value)| Step::Burn(from, value)),
        5 => (who(), who(), amount()).prop_map(|(from, to, value)| Step::Transfer(from, to, value)),
        4 => wait().prop_map(Step::Wait),
    ]
}

proptest! {
    // A fixed seed: the same days in every run.
    #![proptest_config(ProptestConfig {
        cases: 32,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_101),
        ..ProptestConfig::default()
    })]

    #[test]
    fn balances_and_capacities_are_those_of_the_model(steps in prop::collection::vec(step(), 1..60)) {
        let mut token = Token::deploy();
        let mut model = Model::default();
        for step in &steps {
            prop_assert_eq!(take(&mut token, step), model.take(step), "{:?}", step);
            agrees(&mut token, &model);
        }
    }
}
