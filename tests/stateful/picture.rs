//! Everything that the contracts show of everyone, as plain values: once read from them, once drawn by the model.

use alloy_primitives::{I256, U256};
use diem_suite::abi::{IComputeCredits, IDiem, IVvv, IVvvStaking};

use crate::{
    action::Kind,
    cast::{PEOPLE, Who, everyone},
    model::{BudgetView, DAY, DIEM_MAX, Model, Ticket},
    world::World,
};

/// All exact figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) days: [U256; 3],
    pub(crate) next_reset: U256,
    pub(crate) vvv_supply: U256,
    pub(crate) diem_supply: U256,
    pub(crate) total_capacity: U256,
    pub(crate) total_used: U256,
    pub(crate) paused: bool,
    pub(crate) staked: U256,
    pub(crate) ticketed: U256,
    pub(crate) owed: U256,
    pub(crate) weight: U256,
    pub(crate) seconds_left: U256,
    pub(crate) running: bool,
    pub(crate) quotes: [U256; 2],
    pub(crate) accounts: Vec<Account>,
    pub(crate) positions: Vec<Position>,
    pub(crate) budgets: Vec<(Kind, Who, Who, BudgetView)>,
    pub(crate) allowances: Vec<(Who, Who, U256)>,
}

/// What anyone has, a contract too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) who: Who,
    pub(crate) vvv: U256,
    pub(crate) diem: U256,
    pub(crate) capacity: U256,
    pub(crate) net: I256,
    pub(crate) used: U256,
    pub(crate) available: U256,
    /// `balanceOf` in credits for yesterday, today and tomorrow.
    pub(crate) credits: [U256; 3],
}

/// What the staking contract has of someone, and their next nonces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) who: Who,
    pub(crate) staked: U256,
    pub(crate) locked: U256,
    pub(crate) minted: U256,
    pub(crate) burned: U256,
    pub(crate) mintable: U256,
    pub(crate) free: U256,
    pub(crate) tickets: Vec<Ticket>,
    pub(crate) requested: u64,
    /// Of VVV's permits and of Diem's.
    pub(crate) nonces: [U256; 2],
    /// VVV that the staking contract may pull.
    pub(crate) approved: U256,
}

/// The figures that rounding leaves within bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rewards {
    pub(crate) claimable: Vec<(Who, U256)>,
    /// Now.
    pub(crate) unstreamed: U256,
    /// As of the last touch.
    pub(crate) unstreamed_stored: U256,
}

/// Who may have budgets: anyone.
fn pairs() -> impl Iterator<Item = (Kind, Who)> {
    PEOPLE
        .into_iter()
        .flat_map(|spender| [(Kind::Allowance, spender), (Kind::Meter, spender)])
}

impl World {
    /// Reads all figures; `model` only says which pairs ever had an allowance.
    pub(crate) fn picture(&mut self, model: &Model) -> (Picture, Rewards) {
        let totals = self.read(Who::Staking, IVvvStaking::totalsCall {});
        let stream = self.read(Who::Staking, IVvvStaking::rewardStreamCall {});
        let (positions, claimable) = self.positions();
        let amount = quoted(model);
        let picture = Picture {
            days: [
                self.read(Who::Diem, IDiem::currentDayCall {}),
                self.read(Who::Staking, IVvvStaking::currentDayCall {}),
                self.read(Who::Credits, IComputeCredits::currentDayCall {}),
            ],
            next_reset: self.read(Who::Credits, IComputeCredits::nextResetCall {}),
            vvv_supply: self.read(Who::Vvv, IVvv::totalSupplyCall {}),
            diem_supply: self.read(Who::Diem, IDiem::totalSupplyCall {}),
            total_capacity: self.read(Who::Diem, IDiem::totalCapacityCall {}),
            total_used: self.read(Who::Credits, IComputeCredits::totalUsedCall {}),
            paused: self.read(Who::Staking, IVvvStaking::pausedCall {}),
            staked: totals.staked,
            ticketed: totals.ticketed,
            owed: totals.owed,
            weight: totals.weight,
            seconds_left: stream.secondsLeft,
            running: stream.running,
            quotes: [
                self.read(
                    Who::Staking,
                    IVvvStaking::quoteMintCall { vvvAmount: amount },
                ),
                self.read(
                    Who::Staking,
                    IVvvStaking::quoteLockCall { diemAmount: amount },
                ),
            ],
            accounts: self.accounts(model),
            positions,
            budgets: self.budgets(),
            allowances: self.allowances(model),
        };
        let rewards = Rewards {
            claimable,
            unstreamed: stream.unstreamed,
            unstreamed_stored: totals.unstreamed,
        };
        (picture, rewards)
    }

    /// Reads what must not fail.
    fn read<C: alloy_sol_types::SolCall>(&mut self, of: Who, call: C) -> C::Return {
        let to = self.cast.address(of);
        match self.suite.read(to, call) {
            Ok(value) => value,
            Err(reverted) => panic!("the view {} {reverted}", C::SIGNATURE),
        }
    }

    fn accounts(&mut self, model: &Model) -> Vec<Account> {
        let addresses: Vec<_> = everyone().map(|who| self.cast.address(who)).collect();
        let credits = [model.today() - 1, model.today(), model.today() + 1].map(|day| {
            let (accounts, day) = (addresses.clone(), U256::from(day));
            self.read(
                Who::Credits,
                IComputeCredits::balanceOfBatchCall { accounts, day },
            )
        });
        let accounts = addresses.clone();
        let capacities = self.read(Who::Diem, IDiem::capacityOfBatchCall { accounts });
        let mut all = Vec::new();
        for (i, who) in everyone().enumerate() {
            let account = addresses[i];
            let of_today = self.read(Who::Credits, IComputeCredits::accountOfCall { account });
            assert_eq!(
                of_today.capacity, capacities[i],
                "credits and Diem on {who}'s capacity"
            );
            all.push(Account {
                who,
                vvv: self.read(Who::Vvv, IVvv::balanceOfCall { account }),
                diem: self.read(Who::Diem, IDiem::balanceOfCall { account }),
                capacity: capacities[i],
                net: of_today.net,
                used: of_today.used,
                available: of_today.available,
                credits: [credits[0][i], credits[1][i], credits[2][i]],
            });
        }
        all
    }

    fn positions(&mut self) -> (Vec<Position>, Vec<(Who, U256)>) {
        let mut positions = Vec::new();
        let mut claimable = Vec::new();
        for who in PEOPLE {
            let account = self.cast.address(who);
            let position = self.read(Who::Staking, IVvvStaking::positionOfCall { account });
            let (from, count) = (U256::ZERO, U256::from(1_000));
            let tickets = self.read(
                Who::Staking,
                IVvvStaking::ticketsOfCall {
                    account,
                    from,
                    count,
                },
            );
            let spender = self.cast.address(Who::Staking);
            claimable.push((who, position.claimable));
            positions.push(Position {
                who,
                staked: position.staked,
                locked: position.locked,
                minted: position.minted,
                burned: position.burned,
                mintable: position.mintable,
                free: position.free,
                tickets: tickets.tickets.into_iter().map(ticket).collect(),
                requested: tickets.requested.to(),
                nonces: [
                    self.read(Who::Vvv, IVvv::noncesCall { owner: account }),
                    self.read(Who::Diem, IDiem::noncesCall { owner: account }),
                ],
                approved: self.read(
                    Who::Vvv,
                    IVvv::allowanceCall {
                        owner: account,
                        spender,
                    },
                ),
            });
        }
        (positions, claimable)
    }

    fn budgets(&mut self) -> Vec<(Kind, Who, Who, BudgetView)> {
        let owners: Vec<_> = PEOPLE.map(|who| self.cast.address(who)).into();
        let mut all = Vec::new();
        for (kind, spender) in pairs() {
            let (owners, at) = (owners.clone(), self.cast.address(spender));
            let budgets = match kind {
                Kind::Allowance => self.read(
                    Who::Credits,
                    IComputeCredits::allowanceOfBatchCall {
                        owners,
                        spender: at,
                    },
                ),
                Kind::Meter => self.read(
                    Who::Credits,
                    IComputeCredits::meterOfBatchCall {
                        owners,
                        gateway: at,
                    },
                ),
            };
            let budgets = PEOPLE.into_iter().zip(budgets.into_iter().map(budget));
            all.extend(budgets.map(|(owner, budget)| (kind, owner, spender, budget)));
        }
        all.retain(|(.., budget)| *budget != BudgetView::default());
        all
    }

    fn allowances(&mut self, model: &Model) -> Vec<(Who, Who, U256)> {
        let pairs: Vec<_> = model.diem.approvals.pairs().collect();
        let mut all = Vec::new();
        for (owner, spender) in pairs {
            let call = IDiem::allowanceCall {
                owner: self.cast.address(owner),
                spender: self.cast.address(spender),
            };
            all.push((owner, spender, self.read(Who::Diem, call)));
        }
        all
    }
}

fn ticket(ticket: IVvvStaking::Ticket) -> Ticket {
    Ticket {
        id: ticket.id.to(),
        amount: ticket.amount,
        ready_at: ticket.readyAt.to(),
    }
}

fn budget(budget: IComputeCredits::Budget) -> BudgetView {
    BudgetView {
        limit: U256::from(budget.dailyLimit),
        used: U256::from(budget.used),
        expiry: budget.expiry.into(),
        nonce: budget.nonce.into(),
    }
}

/// An amount to ask quotes for: all DIEM there is, and a wei, if the records have room for it.
fn quoted(model: &Model) -> U256 {
    (model.diem.supply() + U256::ONE).min(DIEM_MAX)
}

impl Model {
    /// The same picture, drawn.
    pub(crate) fn picture(&self) -> Picture {
        let (today, staking) = (self.today(), &self.staking);
        let rewards = staking.rewards.settled(self.now);
        Picture {
            days: [U256::from(today); 3],
            next_reset: U256::from((today + 1) * DAY),
            vvv_supply: self.vvv.supply(),
            diem_supply: self.diem.supply(),
            total_capacity: self.diem.total_capacity(today),
            total_used: self.credits.total_used(today),
            paused: staking.paused,
            staked: staking.total_staked(),
            ticketed: staking.ticketed(),
            owed: staking.owed(),
            weight: rewards.total_weight(),
            seconds_left: U256::from(rewards.seconds_left()),
            running: rewards.running(),
            quotes: [
                staking.quote_mint(quoted(self)),
                staking.quote_lock(quoted(self)),
            ],
            accounts: everyone().map(|who| self.account(who)).collect(),
            positions: PEOPLE.map(|who| self.position(who)).into(),
            budgets: self.budget_views(),
            allowances: self.allowance_views(),
        }
    }

    fn account(&self, who: Who) -> Account {
        let today = self.today();
        let (received, given) = self.credits.received_and_given(who, today);
        let signed = |value: U256| I256::try_from(value).expect("credits are far below 2^255");
        let available = self.credits.available(&self.diem, who, today);
        Account {
            who,
            vvv: self.vvv.balance(who),
            diem: self.diem.balance(who),
            capacity: self.diem.capacity(who, today),
            net: signed(received) - signed(given),
            used: self.credits.used(who, today),
            available,
            credits: [U256::ZERO, available, self.diem.balance(who)],
        }
    }

    fn position(&self, who: Who) -> Position {
        let (today, staking) = (self.today(), &self.staking);
        Position {
            who,
            staked: staking.staked(who),
            locked: staking.locked(who, today),
            minted: staking.minted(who),
            burned: staking.burned_on(who, today),
            mintable: staking.mintable(who, today),
            free: staking.free(who, today),
            tickets: staking.tickets(who),
            requested: staking.requested(who),
            nonces: [
                self.vvv.approvals.nonce(who),
                self.diem.approvals.nonce(who),
            ]
            .map(U256::from),
            approved: self.vvv.approvals.allowance(who, Who::Staking),
        }
    }

    fn budget_views(&self) -> Vec<(Kind, Who, Who, BudgetView)> {
        let mut all = Vec::new();
        for (kind, spender) in pairs() {
            let view = |owner| {
                (
                    kind,
                    owner,
                    spender,
                    self.credits.budget(kind, owner, spender, self.today()),
                )
            };
            all.extend(PEOPLE.map(view));
        }
        all.retain(|(.., budget)| *budget != BudgetView::default());
        all
    }

    fn allowance_views(&self) -> Vec<(Who, Who, U256)> {
        let approvals = &self.diem.approvals;
        approvals
            .pairs()
            .map(|(owner, spender)| (owner, spender, approvals.allowance(owner, spender)))
            .collect()
    }
}
