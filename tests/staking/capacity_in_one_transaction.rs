//! Attempts of a contract that stakes, mints, spends and burns in one transaction. Each fails by the numbers.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, sol};
use diem_suite::{
    Reverted,
    abi::{
        IVvv,
        IVvvStaking::{InsufficientFree, InsufficientStake},
    },
    assert_reverts,
};

use crate::{
    amounts::{DAY, ONE, tokens, wei},
    calls,
    capacity_once::{use_credits, used},
    deployment::create_beside,
    scenario::Scenario,
};

sol! {
    /// tests/solidity/StakingAttacker.sol: several calls in one transaction.
    interface StakingAttacker {
        struct Step { address target; bytes data; }
        function run(Step[] calldata steps) external;
    }
}

type Step = StakingAttacker::Step;

fn step<C: SolCall>(target: Address, call: C) -> Step {
    Step {
        target,
        data: call.abi_encode().into(),
    }
}

/// A contract that stakes, mints, spends and burns in one transaction, with `vvv` of its own approved for staking.
struct Attack {
    s: Scenario,
    attacker: Address,
    operator: Address,
}

impl Attack {
    fn with_vvv(vvv: U256) -> Self {
        let mut s = Scenario::new();
        let attacker = create_beside(&mut s.suite, "StakingAttacker");
        let operator = s.account("operator");
        s.fund(attacker, vvv);
        Self {
            s,
            attacker,
            operator,
        }
    }

    fn run(&mut self, steps: Vec<Step>) -> Result<(), Reverted> {
        let call = StakingAttacker::runCall { steps };
        let result = self.s.suite.send(self.operator, self.attacker, call);
        self.s.assert_solvent();
        result.map(|_| ())
    }

    #[track_caller]
    fn refuses<E: SolError>(&mut self, steps: Vec<Step>, error: E) {
        assert_reverts(self.run(steps), error);
    }

    fn stake(&self, vvv: U256) -> Step {
        step(self.s.staking, calls::stake(vvv))
    }

    fn mint(&self, diem: U256) -> Step {
        step(self.s.staking, calls::mint_diem(diem, self.attacker))
    }

    fn burn(&self, diem: U256) -> Step {
        step(self.s.staking, calls::burn_diem(diem))
    }

    fn spend(&self, amount: U256) -> Step {
        step(self.s.suite.credits, use_credits(&self.s.suite, amount))
    }

    fn unstake(&self, vvv: U256) -> Step {
        step(self.s.staking, calls::request_unstake(vvv))
    }
}

/// At 00:00:01 of each of five days: mint, spend, burn in one transaction. It brings 86,399/86,400 of what holding brings, once
/// a day, and the VVV is locked all day.
#[test]
fn mint_and_burn_in_one_transaction_every_day_at_the_first_second() {
    let mut attack = Attack::with_vvv(tokens(100));
    let share = ONE * U256::from(86_399) / U256::from(86_400);
    attack.run(vec![attack.stake(tokens(100))]).unwrap();
    for day in 0..5 {
        attack.s.suite.at(day, 1);
        let steps = vec![attack.mint(ONE), attack.spend(share), attack.burn(ONE)];
        attack.run(steps.clone()).unwrap();
        assert_eq!(attack.s.suite.capacity_of(attack.attacker), share);
        assert_eq!(used(&mut attack.s), share);
        let again = InsufficientStake {
            needed: tokens(200),
            staked: tokens(100),
        };
        attack.refuses(steps, again);
        attack.s.suite.at(day, DAY - 1);
        let locked = InsufficientFree {
            amount: wei(1),
            free: U256::ZERO,
        };
        attack.refuses(vec![attack.unstake(wei(1))], locked);
    }
}

/// At 23:59:59 the same brings an 86,400th of a day, and nothing tomorrow.
#[test]
fn mint_and_burn_in_one_transaction_every_day_at_the_last_second() {
    let mut attack = Attack::with_vvv(tokens(8_640_000));
    let diem = tokens(86_400);
    attack.run(vec![attack.stake(tokens(8_640_000))]).unwrap();
    for day in 0..5 {
        attack.s.suite.at(day, 0);
        assert_eq!(attack.s.suite.capacity_of(attack.attacker), U256::ZERO);
        attack.s.suite.at(day, DAY - 1);
        let steps = vec![attack.mint(diem), attack.spend(ONE), attack.burn(diem)];
        attack.run(steps.clone()).unwrap();
        assert_eq!(used(&mut attack.s), ONE);
        let again = InsufficientStake {
            needed: tokens(17_280_000),
            staked: tokens(8_640_000),
        };
        attack.refuses(steps, again);
    }
}

/// Borrowed VVV cannot be paid back in the transaction that minted with it: not after a burn, not by a ticket.
#[test]
fn a_flash_loan_of_vvv_gains_nothing() {
    let mut attack = Attack::with_vvv(tokens(100));
    let lender = attack.operator;
    let repay = step(
        attack.s.suite.vvv,
        IVvv::transferCall {
            to: lender,
            value: tokens(100),
        },
    );
    let mint = [
        attack.stake(tokens(100)),
        attack.mint(ONE),
        attack.spend(ONE),
        attack.burn(ONE),
    ];
    let locked = InsufficientFree {
        amount: tokens(100),
        free: U256::ZERO,
    };
    attack.refuses(
        [&mint[..], &[attack.unstake(tokens(100)), repay.clone()]].concat(),
        locked,
    );
    let broke = diem_suite::abi::IVvv::ERC20InsufficientBalance {
        sender: attack.attacker,
        balance: U256::ZERO,
        needed: tokens(100),
    };
    attack.refuses([&mint[..], &[repay]].concat(), broke);
    assert_eq!(used(&mut attack.s), U256::ZERO);
}

/// Twenty mints and burns in one transaction bring what one mint of the sum would, and lock as much.
#[test]
fn cycles_within_one_transaction_add_up_in_the_lock() {
    let mut attack = Attack::with_vvv(tokens(100));
    attack.run(vec![attack.stake(tokens(100))]).unwrap();
    let piece = ONE / wei(20);
    let cycle = [attack.mint(piece), attack.burn(piece)];
    let cycles = vec![cycle.clone(); 20].concat();
    attack.run(cycles).unwrap();
    let capacity = attack.s.suite.capacity_of(attack.attacker);
    assert_eq!(capacity, ONE);
    let position = attack.s.position(attack.attacker);
    assert_eq!(position.burned, ONE);
    assert_eq!(position.locked, tokens(100));
    let expected = InsufficientStake {
        needed: tokens(105),
        staked: tokens(100),
    };
    attack.refuses(cycle.to_vec(), expected);
}
